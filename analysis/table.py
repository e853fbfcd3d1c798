"""Claims as DataFrames: the columns, their types and their allowed values are fixed and checked here only.

Every table is sorted, so that the same claims in any order give the same table.

claims    one row per claim; `quote`, `start`, `end` and `rule` are those of its first evidence
evidence  one row per piece of evidence
pages     one row per file that was found

`start` and `end` count characters of the page's main text, whose length is `characters`. The `condition` is
missing where nothing limits a claim, `published` (NaT) where a page tells no date. The `status` of a page is
`read` or `skipped`; then `reason` says why. Platform, type, attribute: categoricals in vocabulary order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.errors import TableError
from analysis.model import Claim, Document, Skipped
from analysis.records import claim_order
from analysis.vocabulary import load

KEY = ["platform", "type", "attribute"]

Name = Literal["claims", "evidence", "pages"]
Dtype = str | pd.CategoricalDtype
TEXT, DATE, COUNT = "str", "datetime64[s]", "int64"
MAY_BE_MISSING = {"condition", "published", "title", "address", "reason"}
LOOK = (
    "<style>table.rz td,table.rz th{text-align:left!important;vertical-align:top;max-width:24em;"
    "white-space:pre-wrap}</style>"
)


class Table(pd.DataFrame):
    """A DataFrame that shows itself in a notebook with whole, wrapped, left-aligned texts."""

    @property
    def _constructor(self) -> type[Table]:
        return Table

    def _repr_html_(self) -> str:
        """HTML of at most 60 rows; texts from pages are escaped."""
        with pd.option_context("display.max_colwidth", None):
            return LOOK + self.to_html(classes="rz", border=0, na_rep="", max_rows=60, show_dimensions=True)


@lru_cache(maxsize=3)
def category(kind: str) -> pd.CategoricalDtype:
    """The ordered categorical of a column of ids: `platform`, `type` or `attribute`."""
    v = load()
    terms: dict[str, Sequence[Any]] = {"platform": v.platforms, "type": v.types, "attribute": v.attributes}
    return pd.CategoricalDtype([term.id for term in terms[kind]], ordered=True)


def columns(table: Name) -> dict[str, Dtype]:
    """The columns of a table with their types, in order."""
    claim: dict[str, Dtype] = {"page": TEXT, **{kind: category(kind) for kind in KEY}, "value": TEXT}
    quote: dict[str, Dtype] = {"quote": TEXT, "start": COUNT, "end": COUNT, "rule": TEXT}
    match table:
        case "claims":
            return {**claim, "condition": TEXT, "published": DATE, "n_evidence": COUNT, **quote}
        case "evidence":
            return {**claim, **quote, "prefix": TEXT, "suffix": TEXT}
        case "pages":
            status = pd.CategoricalDtype(["read", "skipped"])
            texts = {"title": TEXT, "published": DATE, "address": TEXT, "characters": COUNT, "reason": TEXT}
            return {"page": TEXT, "status": status, **texts}


def claims_table(claims: Iterable[Claim]) -> Table:
    """One row per claim, sorted by page and position.

    Raises TableError for an id or a value that the vocabulary does not know, or a date that is none.
    """
    rows = []
    for claim in sorted(claims, key=claim_order):
        first = min(claim.evidence)
        limits = (claim.condition, claim.published, len(claim.evidence))
        rows.append((claim.page, *claim.key, *limits, first.quote, first.start, first.end, first.rule))
    return _checked("claims", rows)


def evidence_table(claims: Iterable[Claim]) -> Table:
    """One row per piece of evidence, sorted by page and position.

    Raises TableError for an id or a value that the vocabulary does not know.
    """
    pieces = [(claim.page, e, claim.key) for claim in claims for e in claim.evidence]
    rows = [
        (page, *key, e.quote, e.start, e.end, e.rule, e.prefix, e.suffix) for page, e, key in sorted(pieces)
    ]
    return _checked("evidence", rows)


def pages_table(documents: Iterable[Document], skipped: Iterable[Skipped] = ()) -> Table:
    """One row per file that was found, read or skipped, sorted by page.

    Raises TableError for a date of publication that is none.
    """
    rows: list[tuple[Any, ...]] = [
        (d.page, "read", d.title, d.published, d.address, len(d.text), None) for d in documents
    ]
    rows += [(s.page, "skipped", None, None, None, 0, s.reason) for s in skipped]
    return _checked("pages", sorted(rows, key=lambda row: row[:2]))


def _checked(table: Name, rows: Sequence[tuple[Any, ...]]) -> Table:
    """Rows as a DataFrame of exactly the table's columns, types and values."""
    dtypes = columns(table)
    frame = pd.DataFrame(rows, columns=list(dtypes))
    if table != "pages":
        _refuse_unknown(table, frame)
    schema = {
        name: pa.Column(dtype, pa.Check.ge(0) if dtype == COUNT else None, nullable=name in MAY_BE_MISSING)
        for name, dtype in dtypes.items()
    }
    try:
        # Conversion comes before the check: an empty table has to come out with the types of a full one.
        frame = frame.astype(dtypes)
        return Table(pa.DataFrameSchema(schema, strict=True, ordered=True).validate(frame, lazy=True))
    except (SchemaErrors, ValueError, TypeError) as error:
        raise TableError(
            f"the {table} table does not fit its columns ({', '.join(dtypes)}): {error}; "
            "mend what it is made of"
        ) from error


def _refuse_unknown(table: Name, frame: pd.DataFrame) -> None:
    """TableError for an id, or a value of an attribute, that the vocabulary does not know."""
    for kind in KEY:
        allowed = list(category(kind).categories)
        for page, got in frame.loc[~frame[kind].isin(allowed), ["page", kind]].itertuples(index=False):
            raise TableError(
                f"{table} table, page {page}: no {kind} {got!r} in the vocabulary; allowed are "
                f"{', '.join(allowed)}; mend the claim or add the id to vocabulary/terms.toml"
            )
    for _, (page, name, got) in frame.drop_duplicates(["attribute", "value"])[
        ["page", "attribute", "value"]
    ].iterrows():
        attribute = load().attribute(name)
        if not attribute.allows(got):
            allowed = [value.id for value in attribute.values]
            allowed += [f"a {attribute.open}"] if attribute.open else []
            raise TableError(
                f"{table} table, page {page}: {got!r} is no value of {name}; "
                f"allowed are {', '.join(allowed)}; mend the claim or add the value to vocabulary/terms.toml"
            )
