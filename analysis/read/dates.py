"""Dates as Chinese pages write them."""

from __future__ import annotations

import re
from datetime import date

# A fixed bound: reading the clock would make two runs over the same pages differ.
FIRST_YEAR, LAST_YEAR = 1995, 2035

DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)"
    r"(?:\s?年\s?(?P<m1>\d{1,2})\s?月\s?(?P<d1>\d{1,2})\s?[日号號]"
    r"|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?![\d.]))"
)
_COMPACT = re.compile(r"^\s*(\d{4})(\d\d)(\d\d)(?:T|\d{6}|\s|$)")


def may_be_dated(text: str) -> bool:
    """False where no date can be found in `text`, as it names no century."""
    return "20" in text or "19" in text


def first_date(text: str) -> str | None:
    """The first valid calendar date in `text` as ISO (`2022-02-19`), or None."""
    for match in DATE.finditer(text):
        found = _iso(match["y"], match["m1"] or match["m2"], match["d1"] or match["d2"])
        if found:
            return found
    return None


def stamp_date(text: str) -> str | None:
    """The date of a machine's time stamp (`2022-02-19T08:00:00+08:00`, `20220219`), or None."""
    found = first_date(text[:40])
    compact = None if found else _COMPACT.match(text)
    return _iso(*compact.groups()) if compact else found


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else None
