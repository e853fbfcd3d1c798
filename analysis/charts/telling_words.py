"""The words that set the types apart, by how telling they are, and the lines that they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from analysis.charts.marks import BAR, BODY, GROUND, HEAD, NOTE, Box, fill
from analysis.charts.page import Page, compose
from analysis.charts.parts import rows
from analysis.charts.style import LINE, QUIET, STATED, Chart, Paper
from analysis.charts.text import PAD, height_of, width_of, wrap, writable, write
from analysis.errors import TableError
from analysis.read.fold import fold
from analysis.vocabulary import GENERAL, Lang, load

MOST_WORDS, MOST_LINES = 7, 2
# Chance alone makes such a difference less than once in a thousand words.
TELLING = 10.8
PANEL, WORD, ROW, GAP = 3.0, 1.7, 0.4, 0.3
PALE = "#C9D8E8"
SOURCE, OWNER = 3.6, 2.3
STEPS = re.compile(r"[^/_-]+[/_-]?|.")
KEY: Mapping[Lang, tuple[str, str]] = {
    "zh": ("差别不是偶然（G² ≥ 10.8）", "也可能是偶然"),
    "en": ("no chance difference (G² ≥ 10.8)", "may be chance"),
}
MEASURE: Mapping[Lang, str] = {
    "zh": (
        "条的长短：对数似然比 G²（Dunning 1993），比较这个词在说这一类的句子里和在说其他类的句子里的次数。"
        "17 : 0 即这里 17 次、别处 0 次。"
    ),
    "en": (
        "Length of a bar: log-likelihood ratio G² (Dunning 1993) of the word in sentences on this type and "
        "in those on the other types. 17 : 0 is 17 times here and never there. "
    ),
}
BOXES: Mapping[Lang, str] = {
    "zh": "□：字体里没有的符号。",
    "en": "□: a sign that the font has not.",
}
LINES: Mapping[Lang, str] = {"zh": "这些词在页面里的样子", "en": "The words as they stand on pages"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a type: how often it stands here and elsewhere, and how telling that is (G²)."""

    text: str
    count: int
    elsewhere: int
    g2: float

    @property
    def telling(self) -> bool:
        """True where chance hardly makes such a difference."""
        return self.g2 >= TELLING


def telling_words(keyness: pd.DataFrame, lines: pd.DataFrame | None = None, lang: Lang = "zh") -> Chart:
    """Which words set each type apart from the others, and under that the lines that they stand in.

    `keyness` is a table of `words.keyness`, `lines` one of `words.concordance` or several joined: of each
    type's first word at most two lines are shown, of different pages where there are. Raises TableError
    where there is no word.
    """
    if keyness.empty:
        raise TableError("no words to draw: the keyness table is empty; make it of pages that make claims")
    found = {str(type_): _words(group) for type_, group in keyness.groupby("type", observed=True)}
    panels = {type_: shown for type_, shown in found.items() if shown}
    quotes = [] if lines is None else _quotes(panels, lines, lang)
    texts = [text for _, row in quotes for text in (row.left, row.right)]
    boxes = BOXES[lang] if any("□" in writable(text) for text in texts) else ""
    there = dict.fromkeys(word.telling for shown in panels.values() for word in shown)
    page = Page(
        title=_title(panels, lang),
        key=[(partial(_sample, telling=t), KEY[lang][0 if t else 1]) for t in (True, False) if t in there],
        notes=(MEASURE[lang] + boxes,),
        lang=lang,
    )
    needed = max(len(panels) * (PANEL + GAP) - GAP, 11.0)
    return compose(page, partial(_Panels, panels, quotes, lang), needed, _data(panels, quotes))


def first_words(keyness: pd.DataFrame) -> dict[str, str]:
    """Of each type (by id) in a table of `words.keyness` the word that tells most, where there is one."""
    found = {str(type_): _words(group) for type_, group in keyness.groupby("type", observed=True)}
    return {type_: shown[0].text for type_, shown in found.items() if shown}


def _words(group: pd.DataFrame) -> list[Word]:
    """The first words of a type that stand here more often than elsewhere."""
    first = [row for row in rows(group.sort_values(["g2", "word"], ascending=[False, True])) if row.g2 > 0]
    return [Word(row.word, int(row.count), int(row.elsewhere), float(row.g2)) for row in first[:MOST_WORDS]]


def _quotes(panels: Mapping[str, Sequence[Word]], lines: pd.DataFrame, lang: Lang) -> list[tuple[str, Any]]:
    """The lines of each type's first word: (name of the type, line), one of each page first."""
    quotes = []
    for type_, shown in panels.items():
        own = [row for row in rows(lines) if _same(row.word, shown[0].text)]
        seen: dict[str, int] = {}
        ranked = []
        for row in own:
            seen[row.page] = seen.get(row.page, 0) + 1
            ranked.append((seen[row.page], row.page, row.start, row))
        ranked.sort(key=lambda line: line[:3])
        quotes += [(load().label("type", type_, lang), row) for *_, row in ranked[:MOST_LINES]]
    return quotes


def _same(found: str, word: str) -> bool:
    """True for a word in a page's own spelling (藍Ｖ) and as it was counted (蓝v)."""
    return fold(found)[0].strip() == word


def _title(panels: Mapping[str, Sequence[Word]], lang: Lang) -> str:
    best = {t: shown[0].text for t, shown in panels.items() if shown[0].telling and t != GENERAL}
    if not best:
        return "各类认证的用词没有明显的差别" if lang == "zh" else "No word clearly sets one type apart"
    if lang == "zh":
        said = "、".join(f"{load().label('type', t, lang)}“{writable(word)}”" for t, word in best.items())
        return f"最能分出各类认证的词：{said}"
    said = ", ".join(f"{load().label('type', t, lang)} {writable(word)}" for t, word in best.items())
    return f"The words that set types apart: {said}"


def _data(panels: Mapping[str, Sequence[Word]], quotes: Sequence[tuple[str, Any]]) -> pd.DataFrame:
    """What the chart shows: the words, then the lines (with page, left and right)."""
    drawn: list[tuple[Any, ...]] = [
        (type_, word.text, word.count, word.elsewhere, round(word.g2, 2), None, None, None)
        for type_, shown in panels.items()
        for word in shown
    ]
    drawn += [
        (name, row.word, None, None, None, row.page, row.left.strip(), row.right) for name, row in quotes
    ]
    columns = ["type", "word", "count", "elsewhere", "g2", "page", "left", "right"]
    return pd.DataFrame(drawn, columns=columns)


class _Panels:
    """Where everything goes in a given width: a panel of bars for each type, under them the lines."""

    def __init__(
        self,
        panels: Mapping[str, Sequence[Word]],
        quotes: Sequence[tuple[str, Any]],
        lang: Lang,
        width: float,
    ) -> None:
        self.panels, self.quotes, self.lang, self.width = panels, quotes, lang, width
        self.panel = (width + GAP) / max(len(panels), 1) - GAP
        every = [word for shown in panels.values() for word in shown]
        self.most = max((word.g2 for word in every), default=1.0)
        self.numbers = max((width_of(_count(word), NOTE) for word in every), default=0.0) + 2 * PAD
        self.texts = {word.text: wrap((writable(word.text),), WORD, BODY, "") for word in every}
        self.word = max(
            (width_of(line, BODY) for lines in self.texts.values() for line in lines), default=0.0
        )
        self.head = height_of(1, HEAD, PAD) + 0.06
        tallest = [sum(self._row(word) for word in shown) for shown in panels.values()]
        self.bars = self.head + max(tallest, default=0.0) + 0.15
        self.pages = [wrap(STEPS.findall(writable(row.page)), SOURCE, NOTE, "") for _, row in quotes]
        self.source = (
            max((width_of(line, NOTE) for page in self.pages for line in page), default=0.0) + 2 * PAD
        )
        self.owners = {name: wrap((name,), OWNER, BODY, "") for name, _ in quotes}
        self.owner = max((width_of(line, BODY) for own in self.owners.values() for line in own), default=0.0)
        self.lines = [
            max(height_of(len(page), NOTE, 0.03), height_of(len(self.owners[name]), BODY, 0.03), ROW)
            for page, (name, _) in zip(self.pages, quotes, strict=True)
        ]
        self.height = self.bars + (self.head + sum(self.lines) + 0.1 if quotes else 0.0)

    def _row(self, word: Word) -> float:
        return max(ROW, height_of(len(self.texts[word.text]), BODY, 0.03))

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the panels side by side, then the lines."""
        for number, (type_, shown) in enumerate(self.panels.items()):
            left, top = x + number * (self.panel + GAP), y
            fill(paper, (left, top, self.panel, self.head - 0.06), BAR)
            name = load().label("type", type_, self.lang)
            write(paper, (left, top, self.panel, self.head - 0.06), [name], HEAD, "white", "center")
            top += self.head
            for word in shown:
                self._paint_word(paper, word, (left, top, self.panel, self._row(word)))
                top += self._row(word)
        if self.quotes:
            y += self.bars
            fill(paper, (x, y, self.width, self.head - 0.06), GROUND)
            write(paper, (x + PAD, y, self.width, self.head - 0.06), [LINES[self.lang]], HEAD, BAR)
            self._paint_lines(paper, x, y + self.head)

    def _paint_word(self, paper: Paper, word: Word, box: Box) -> None:
        x, y, width, height = box
        write(paper, (x, y, width, height), self.texts[word.text], BODY)
        left = x + self.word + PAD
        length = (width - self.word - PAD - self.numbers) * word.g2 / self.most
        fill(paper, (left, y + 0.07, length, height - 0.14), STATED if word.telling else PALE)
        write(paper, (left + length + PAD, y, 0, height), [_count(word)], NOTE, QUIET)

    def _paint_lines(self, paper: Paper, x: float, y: float) -> None:
        """Each line with its word in the middle, its page at the right; the type stands before its first."""
        before = ""
        widest = max(width_of(writable(row.word), BODY) for _, row in self.quotes)
        side = (self.width - self.owner - self.source - widest - 4 * PAD) / 2
        middle = x + PAD + self.owner + side + 2 * PAD
        for (name, row), page, height in zip(self.quotes, self.pages, self.lines, strict=True):
            if name != before:
                fill(paper, (x, y, self.width, 0.012), LINE)
                write(paper, (x + PAD, y, 0, height), self.owners[name], BODY)
            before = name
            left = _trimmed(writable(row.left.strip()), side, at_start=True)
            right = _trimmed(writable(row.right.strip()), side, at_start=False)
            write(paper, (middle - PAD - width_of(left, BODY), y, 0, height), [left], BODY, QUIET)
            write(paper, (middle, y, widest, height), [writable(row.word)], BODY, STATED, "center")
            write(paper, (middle + widest + PAD, y, 0, height), [right], BODY, QUIET)
            write(paper, (x + self.width - self.source + PAD, y, 0, height), page, NOTE, QUIET)
            y += height


def _count(word: Word) -> str:
    return f"{word.count} : {word.elsewhere}"


def _trimmed(text: str, width: float, at_start: bool) -> str:
    """As much of a text as fits, the end that is far from the word shortened to an ellipsis."""
    if width_of(text, BODY) <= width:
        return text
    while text and width_of(f"{text}…", BODY) > width:
        text = text[1:] if at_start else text[:-1]
    return f"…{text}" if at_start else f"{text}…"


def _sample(paper: Paper, box: Box, telling: bool) -> None:
    fill(paper, (box[0], box[1] + 0.05, box[2], box[3] - 0.1), STATED if telling else PALE)
