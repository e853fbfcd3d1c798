"""A workbook in the house's look: sheets with fixed heads, filters, wrapped texts and status colours.

Texts are written as strings and never read: none becomes a formula, a number or a link by its looks.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from analysis.charts.style import INK, LINE, QUIET, STATED
from analysis.exports.fit import lines
from analysis.exports.matrix import SYMBOLS
from analysis.exports.pack import BAR, COLOURS, FONT, MADE, SIDE_GROUND, TINTS, plain

# What Excel takes: characters in a cell, characters of a link, links on a sheet.
LONGEST, LONGEST_LINK, MOST_LINKS = 32_000, 2_000, 60_000
# The height of a line and of the tallest row in points, and how many characters of a column's width an em is.
LINE_HEIGHT, TALLEST, EM = 16.5, 409.0, 2.0
A4 = 9
HEAD, SIDE, TEXT, DATE, LINK = "head", "side", "text", "date", "link"
# The look of the strip with sign and number: the name of a status with this after it.
STRIP = " strip"


class Link(NamedTuple):
    """What leads somewhere: to a place of this workbook (`internal:...`) or to a page of the web.

    Inside the workbook numbers are the links: a text that is one is not wrapped by every program.
    """

    shown: str | int
    target: str
    tip: str = ""


class Toned(NamedTuple):
    """What stands in a cell, in the colours of a status."""

    content: str | Link
    look: str


Content = str | int | date | Link | Toned


class Book:
    """One workbook in the making; everything stays in memory, so that no file is left behind."""

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        options = {
            **{"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
            **{
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 11},
            },
        }
        self._book = Workbook(self._buffer, options)
        self._book.set_properties({"title": title, "author": "Renzheng", "created": datetime(*MADE)})
        self._formats = {status: self._status(status) for status in COLOURS}
        self._formats |= {f"{status}{STRIP}": self._strip(status) for status in COLOURS}
        self._formats |= {
            HEAD: self._format(bold=True, font_color="#FFFFFF", bg_color=BAR),
            SIDE: self._format(bold=True, bg_color=SIDE_GROUND),
            TEXT: self._format(),
            DATE: self._format(num_format="yyyy-mm-dd", align="left"),
            LINK: self._format(font_color=STATED, underline=1, align="left"),
        }
        self._links: dict[str, int] = {}

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; they stand in the order in which they are asked for."""
        return self._book.add_worksheet(name)

    def put(self, sheet: Worksheet, row: int, column: int, content: Content, look: str = TEXT) -> None:
        """Writes one cell; what is too long for a cell ends in …, a link too many stays a text."""
        if isinstance(content, Toned):
            content, look = content
        link = content if isinstance(content, Link) else None
        shown = content.shown if isinstance(content, Link) else content
        if link and self._links.get(sheet.name, 0) < MOST_LINKS:
            self._links[sheet.name] = self._links.get(sheet.name, 0) + 1
            look = LINK if look == TEXT else look
            sheet.write_url(row, column, link.target, self._formats[look], "", link.tip)
        if isinstance(shown, date):
            sheet.write_datetime(row, column, datetime(*shown.timetuple()[:3]), self._formats[DATE])
        elif isinstance(shown, int):
            sheet.write_number(row, column, shown, self._formats[look])
        elif shown == "":
            sheet.write_blank(row, column, None, self._formats[look])
        elif isinstance(shown, str):
            sheet.write_string(row, column, _fit(shown), self._formats[look])

    def table(
        self, sheet: Worksheet, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[Content]]
    ) -> None:
        """A whole sheet: heads with their widths in characters, and under them the rows."""
        for place, (_, width) in enumerate(columns):
            sheet.set_column(place, place, width)
        widths = [width for _, width in columns]
        heads = [Toned(head, HEAD) for head, _ in columns]
        self.rows(sheet, 0, [heads, *rows], widths)
        self.finish(sheet, (1, 1), (0, 0, len(rows), len(columns) - 1))
        sheet.fit_to_pages(1, 0)

    def rows(
        self, sheet: Worksheet, first: int, rows: Sequence[Sequence[Content]], widths: Sequence[float]
    ) -> None:
        """Writes rows, each as high as its texts need: not every program sees to that by itself."""
        for down, row in enumerate(rows, first):
            rooms = [(text_of(one), (width - 1.5) / EM) for one, width in zip(row, widths, strict=True)]
            tallest = max(len(lines(text, room)) for text, room in rooms)
            sheet.set_row(down, min(tallest * LINE_HEIGHT + 4, TALLEST))
            for place, content in enumerate(row):
                self.put(sheet, down, place, content)

    def span(self, sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
        """A head over several columns."""
        if last > first:
            sheet.merge_range(row, first, row, last, text, self._formats[HEAD])
        else:
            self.put(sheet, row, first, text, HEAD)

    def finish(self, sheet: Worksheet, fixed: tuple[int, int], area: tuple[int, int, int, int]) -> None:
        """Fixes rows and columns on the screen and on every printed page, and puts filters over an area."""
        sheet.freeze_panes(*fixed)
        sheet.autofilter(*area)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.repeat_rows(0, fixed[0] - 1)
        sheet.set_footer("&C&A  &P/&N")

    def bytes(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._buffer.getvalue()

    def _format(self, **properties: object) -> Format:
        look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE, "font_color": INK}
        return self._book.add_format({"font_name": FONT, "font_size": 11, **look, **properties})

    def _status(self, status: str) -> Format:
        """The ground of a status; what no page mentions is quiet and slanted, unlike any answer."""
        if status == "not_mentioned":
            return self._format(font_color=QUIET, italic=True, bg_color=TINTS[status])
        return self._format(bg_color=TINTS[status], bold=status != "stated")

    def _strip(self, status: str) -> Format:
        """The strip before it: sign and number in the colour of the status, as in the charts."""
        if status == "not_mentioned":
            return self._format(bg_color=TINTS[status])
        colours = {"bg_color": COLOURS[status], "font_color": INK if status == "conflicting" else "#FFFFFF"}
        return self._format(num_format=f'"{SYMBOLS[status]} "0', bold=True, align="center", **colours)


def place(sheet: Worksheet, first: int, last: int, across: tuple[int, int]) -> str:
    """The target of a link to rows `first` to `last` of a sheet."""
    return f"internal:'{sheet.name}'!{xl_range(first, across[0], last, across[1])}"


def text_of(content: Content) -> str:
    """What a cell shows, as far as it is a text that is wrapped."""
    if isinstance(content, Toned):
        return text_of(content.content)
    return content if isinstance(content, str) else ""


def _fit(text: str) -> str:
    text = plain(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
