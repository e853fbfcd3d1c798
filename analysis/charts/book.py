"""All charts of a run: which there are, drawn here or in other processes, as pictures and as one booklet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Protocol, Self

import pandas as pd

from analysis.charts.cost import cost
from analysis.charts.how_sure import how_sure
from analysis.charts.matrix import comparison_matrix
from analysis.charts.one_attribute import one_attribute
from analysis.charts.over_time import over_time
from analysis.charts.sources import evidence_counts
from analysis.charts.style import Chart, booklet, save
from analysis.charts.telling_words import first_words, telling_words
from analysis.charts.ways_out import STATIONS, ways_out
from analysis.model import Document
from analysis.output import write_whole
from analysis.vocabulary import Lang, load
from analysis.words import by_type, concordance, keyness
from analysis.workers import Workers

BOOK, WORDS = "charts.pdf", "telling-words"
# Families of pictures: what stands before the platform or attribute in a file's name.
FAMILIES = ("matrix-", "ways-out-", "attribute-")
# Enough pages to find lines of two in, without cutting the words of all.
SEARCHED = 6

Draw = Callable[[], Chart | None]
Drawings = Mapping[str, Draw]


class Told(Protocol):
    """What charts are drawn of; a Report is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The pages that were read."""

    @property
    def claims(self) -> pd.DataFrame:
        """The claims table."""

    @property
    def evidence(self) -> pd.DataFrame:
        """The evidence table."""

    @property
    def changes(self) -> pd.DataFrame:
        """The dated claims in order."""

    @property
    def cells(self) -> pd.DataFrame:
        """What the pages say together."""


def drawings(told: Told, lang: Lang = "zh") -> Drawings:
    """How to draw each chart of a run, by the name of its file; none where nothing is claimed.

    A matrix for every platform; ways out also for a platform that pages tell of several types; one attribute
    over all platforms where half of them are spoken of.
    """
    cells = told.cells
    if cells.empty:
        return {}
    said = cells[cells["status"] != "not_mentioned"]
    platforms = [str(platform) for platform in cells["platform"].unique()]
    leaving = said[said["attribute"].isin(STATIONS)].groupby("platform", observed=True)["type"].nunique()
    spread = said.groupby("attribute", observed=True)["platform"].nunique()
    drawn: dict[str, Draw] = {
        f"matrix-{platform}": partial(comparison_matrix, cells, platform, lang) for platform in platforms
    }
    drawn["cost"] = partial(cost, cells, lang)
    drawn["ways-out"] = partial(ways_out, cells, None, lang)
    if len(platforms) > 1:
        several = [str(platform) for platform, count in leaving.items() if count > 1]
        drawn |= {f"ways-out-{name}": partial(ways_out, cells, name, lang) for name in several}
    drawn["how-sure"] = partial(how_sure, cells, lang)
    drawn["sources"] = partial(evidence_counts, cells, lang)
    drawn["over-time"] = partial(over_time, told.claims, told.changes, lang)
    pages = set(told.evidence["page"])
    documents = [document for document in told.documents if document.page in pages]
    drawn[WORDS] = partial(words_of, documents, told.evidence, lang)
    for attribute in load().attributes:
        if spread.get(attribute.id, 0) >= max(2, len(platforms) / 2):
            drawn[f"attribute-{attribute.id}"] = partial(one_attribute, cells, attribute.id, lang)
    return drawn


def words_of(documents: Sequence[Document], evidence: pd.DataFrame, lang: Lang = "zh") -> Chart | None:
    """The chart of telling words with the lines they stand in; None where no type has words of its own."""
    telling = keyness(by_type(documents, evidence))
    if telling.empty:
        return None
    lines = []
    for word in dict.fromkeys(first_words(telling).values()):
        pages = [document for document in documents if word in document.folded]
        lines.append(concordance(pages[:SEARCHED], word))
    return telling_words(telling, pd.concat(lines) if lines else None, lang)


class Drawing:
    """Charts that are being drawn into a folder: `Drawing(...)` begins, `finish()` waits for their files.

    Whoever leaves its `with` block early can be sure that nobody writes there any more.
    """

    def __init__(self, drawn: Drawings, folder: Path, pool: Executor | None = None) -> None:
        self._drawn, self._folder, self._pool = drawn, folder, pool
        self._begun: dict[str, Future[list[Path]]] = {}
        if pool is not None and drawn:
            # The booklet takes longest: begun last it would keep all waiting.
            self._begun[BOOK] = pool.submit(_write_book, drawn, folder)
            for name in (name for name in drawn if name != WORDS):
                self._begun[name] = pool.submit(_write_picture, drawn[name], folder / name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        futures = list(self._begun.values())
        if kind is not None and isinstance(self._pool, Workers):
            self._pool.end()
            wait(futures)
        wait([future for future in futures if not future.cancel()])

    def finish(self, track: Callable[[list[str]], Iterable[str]] = iter) -> list[Path]:
        """The files of all charts, the booklet last; `track` wraps their names, for a progress bar.

        Raises OSError where the folder cannot be written to.
        """
        if not self._begun:
            return self._draw_here(track)
        try:
            files = {name: self._begun[name].result() for name in track(list(self._begun))}
        except BrokenProcessPool:
            # Whoever ended the other processes, the charts can still be drawn in this one.
            return self._draw_here(iter)
        *words, book = files.pop(BOOK)
        return [path for name in self._drawn for path in files.get(name, words)] + [book]

    def _draw_here(self, track: Callable[[list[str]], Iterable[str]]) -> list[Path]:
        files, charts = [], []
        for name in track(list(self._drawn)):
            if chart := self._drawn[name]():
                charts.append(chart)
                files += save(chart, self._folder / name)
        return [*files, write_whole(self._folder / BOOK, booklet(charts))] if charts else []


def _write_picture(draw: Draw, stem: Path) -> list[Path]:
    chart = draw()
    return save(chart, stem) if chart else []


def _write_book(drawn: Drawings, folder: Path) -> list[Path]:
    """The booklet, and before it the picture of the words: to count them takes longer than to draw them."""
    charts = {name: chart for name, draw in drawn.items() if (chart := draw())}
    files = save(charts[WORDS], folder / WORDS) if WORDS in charts else []
    return [*files, write_whole(folder / BOOK, booklet(charts.values()))]
