"""Slides in the house's look: 16:9, native tables that are split before they are cut off, the same bytes.

Lengths are inches, sizes of letters points. Lines have a fixed height, and text is measured by `fit`, so that
it stays on its slide with whatever font a machine has.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length

from analysis.charts.style import QUIET
from analysis.exports.fit import lines
from analysis.exports.layout import (
    WHITE,
    Cell,
    Row,
    Run,
    alike,
    balanced,
    cut,
    height,
    paragraphs,
)
from analysis.exports.markup import LANGUAGE, dress_cell, dress_theme, fill
from analysis.exports.pack import BAR, MADE, plain
from analysis.vocabulary import Lang

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.55
# Below the last row there is room for one more line, should a program break lines where this one does not.
TOP, FOOT = 1.4, 6.7
TITLE, PICTURE_TITLE, BODY, SMALL = 30, 20, 18, 12
# Two of the library's layouts by their places, and the index of the slide's number in them.
COVER, TITLED, NUMBER = 0, 5, 12
TITLE_BOX, NUMBER_BOX = (MARGIN, 0.3, WIDTH - 2 * MARGIN, 1.0), (WIDTH - MARGIN - 0.9, 7.02, 0.9, 0.32)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Deck:
    """A presentation in the making."""

    def __init__(self, title: str, lang: Lang, foot: str, more: str) -> None:
        self.lang, self.foot, self.more = lang, foot, more
        self._deck: Any = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        _dress(self._deck)
        properties = self._deck.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "Renzheng", "Renzheng"
        properties.created = properties.modified = datetime(*MADE)
        properties.language, properties.revision = LANGUAGE[lang], 1

    def cover(self, title: str, texts: Sequence[str], notes: str) -> None:
        """The first slide: the title large on a dark ground, and lines under it."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[0])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = _rgb(BAR)
        self._fill(slide.shapes.title.text_frame, [(Run(title, True, WHITE),)], 44)
        under = slide.placeholders[1].text_frame
        self._fill(under, [(Run(text, False, WHITE),) for text in texts], 22, space=8)
        self._note(slide, notes)

    def table(
        self,
        title: str,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Sequence[Row],
        size: float = BODY,
        foot: str | None = None,
        bands: bool = False,
    ) -> None:
        """A table on as many slides as it needs; a row that is higher than a slide goes on on the next one.

        With `bands` cells of the first column that say the same become one.
        """
        scale = (WIDTH - 2 * MARGIN) / sum(widths)
        widths = [width * scale for width in widths]
        head = Row(tuple(Cell((Run(text, True, WHITE),), BAR) for text in heads))
        room = FOOT - TOP - height(head, widths, size)
        pages = list(balanced(list(cut(rows, widths, size, room, self.more)), widths, size, room))
        for number, page in enumerate(pages, 1):
            count = f" ({number}/{len(pages)})" if len(pages) > 1 else ""
            notes = [row.note for row in page if row.note]
            slide = self.slide(title + count, "\n".join(dict.fromkeys(notes)), foot)
            self._table(slide, [head, *page], widths, size, bands)

    def texts(self, title: str, texts: Sequence[Sequence[Run]], notes: str, size: float = 22) -> None:
        """A slide of paragraphs."""
        slide = self.slide(title, notes)
        box = slide.shapes.add_textbox(*_box(MARGIN, TOP, WIDTH - 2 * MARGIN, FOOT - TOP))
        self._fill(box.text_frame, texts, size, space=10)

    def picture(self, title: str, png: bytes, says: str, notes: str) -> None:
        """A picture as large as a slide holds it; `says` is what it says to who cannot see it."""
        slide = self.slide(title, notes, "", PICTURE_TITLE)
        heading: Any = slide.shapes.title
        heading.left, heading.top, heading.width, heading.height = _box(MARGIN, 0.15, WIDTH - 2 * MARGIN, 0.5)
        shown: Any = slide.shapes.add_picture(io.BytesIO(png), Emu(0), Emu(0))
        room = (Inches(WIDTH - 2 * 0.2), Inches(HEIGHT - 0.75 - 0.15))
        scale = min(room[0] / shown.width, room[1] / shown.height)
        shown.width, shown.height = Emu(int(shown.width * scale)), Emu(int(shown.height * scale))
        shown.left = Emu((Inches(WIDTH) - shown.width) // 2)
        shown.top = Emu(Inches(0.75) + (room[1] - shown.height) // 2)
        shown._element.nvPicPr.cNvPr.set("descr", plain(says))

    def slide(self, title: str, notes: str = "", foot: str | None = None, size: float = TITLE) -> Slide:
        """A slide with a title, a foot line, its number, and notes."""
        slide: Slide = self._deck.slides.add_slide(self._deck.slide_layouts[1])
        frame = slide.shapes.title.text_frame  # type: ignore[union-attr]
        # A long title takes smaller letters rather than a third line.
        size = size if len(lines(title, (WIDTH - 2 * MARGIN) * 72 / size)) < 2 else min(size, 24)
        self._fill(frame, [(Run(title, True),)], size)
        foot = self.foot if foot is None else foot
        if foot:
            for shape in self._deck.slide_layouts[1].placeholders:
                if shape.placeholder_format.idx == NUMBER:
                    slide.shapes._spTree.append(deepcopy(shape._element))
            box = slide.shapes.add_textbox(*_box(MARGIN, 7.02, WIDTH - 2 * MARGIN - 1, 0.32))
            self._fill(box.text_frame, [(Run(foot, False, QUIET),)], SMALL)
        self._note(slide, notes)
        return slide

    def bytes(self) -> bytes:
        """The finished file: its parts in a fixed order and of a fixed date."""
        draft = io.BytesIO()
        self._deck.save(draft)
        sink = io.BytesIO()
        with zipfile.ZipFile(draft) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                entry = zipfile.ZipInfo(name, (*MADE, 0, 0, 0))
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                new.writestr(entry, old.read(name))
        return sink.getvalue()

    def _table(
        self, slide: Slide, rows: Sequence[Row], widths: Sequence[float], size: float, bands: bool
    ) -> None:
        heights = [height(row, widths, size) for row in rows]
        box = _box(MARGIN, TOP, sum(widths), sum(heights))
        table: Any = slide.shapes.add_table(len(rows), len(widths), *box).table
        # The style without any look of its own: all that is seen is told here.
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        table.horz_banding = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Inches(width)
        for down, (row, tall) in enumerate(zip(rows, heights, strict=True)):
            table.rows[down].height = Inches(tall)
            for across, cell in enumerate(row.cells):
                shown = table.cell(down, across)
                if across == len(row.cells) - 1 and across < len(widths) - 1:
                    shown.merge(table.cell(down, len(widths) - 1))
                dress_cell(shown._tc, cell.ground)
                fill(shown._tc.txBody, paragraphs(cell.runs), size, self.lang, centred=cell.centred)
        for first, last in alike([row.cells[0] for row in rows]) if bands else ():
            for down in range(first + 1, last + 1):
                fill(table.cell(down, 0)._tc.txBody, [()], size, self.lang)
            table.cell(first, 0).merge(table.cell(last, 0))

    def _fill(self, frame: Any, texts: Sequence[Sequence[Run]], size: float, space: float = 0) -> None:
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        fill(frame._txBody, texts, size, self.lang, space)

    def _note(self, slide: Slide, notes: str) -> None:
        if notes:
            slide.notes_slide.notes_text_frame.text = plain(notes)  # type: ignore[union-attr]


def _dress(deck: Any) -> None:
    """Fonts, colours, and two layouts (title, title only) for 16:9 instead of the library's own for 4:3."""
    master = deck.slide_master
    for number, layout in reversed(list(enumerate(deck.slide_layouts))):
        if number not in (COVER, TITLED):
            deck.slide_layouts.remove(layout)
    theme = master.part.part_related_by(f"{RELATIONS}/theme")
    theme._blob = dress_theme(theme.blob)
    cover, titled = deck.slide_layouts
    places = (
        (master, {0: TITLE_BOX, 1: (MARGIN, TOP, WIDTH - 2 * MARGIN, FOOT - TOP), 4: NUMBER_BOX}),
        (titled, {0: TITLE_BOX, NUMBER: NUMBER_BOX}),
        (cover, {0: (1.0, 1.7, WIDTH - 2, 1.7), 1: (1.0, 3.7, WIDTH - 2, 2.6)}),
    )
    for page, boxes in places:
        for shape in list(page.placeholders):
            if (box := boxes.get(shape.placeholder_format.idx)) is None:
                # Dates and foot lines of the layout are not used.
                shape._element.getparent().remove(shape._element)
            else:
                shape.left, shape.top, shape.width, shape.height = _box(*box)
                shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for style in master.element.iter(qn("p:titleStyle")):
        for level in style.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
    for level in cover.placeholders[1]._element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]


def _box(left: float, top: float, width: float, height: float) -> tuple[Length, Length, Length, Length]:
    return Inches(left), Inches(top), Inches(width), Inches(height)
