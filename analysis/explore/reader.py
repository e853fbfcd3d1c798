"""A list of places in pages, and the page around the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import ipywidgets as widgets

from analysis.explore.markup import Span, page_view, visible
from analysis.explore.wording import Words
from analysis.model import Document


class Place(NamedTuple):
    """A place in a page, what is said of it in the list, and what else is marked on the page."""

    label: str
    page: str
    at: Span
    others: tuple[Span, ...] = ()


class Reader:
    """Places as a list to choose from, above the page of the chosen one."""

    def __init__(self, documents: Mapping[str, Document], words: Words, rows: int) -> None:
        self.documents, self._words = documents, words
        self._places: Sequence[Place] = ()
        self.list = widgets.Select(
            rows=rows, layout={"width": "auto"}, style={"description_width": "initial"}
        )
        self.list.add_class("rz-lines")
        self.page = widgets.HTML()
        self.widget = widgets.VBox([self.list, self.page])
        self.list.observe(self._turn, names="index")
        self.show("", ())

    def show(self, head: str, places: Sequence[Place]) -> None:
        """Lists these places under a heading, and opens the page of the first."""
        self._places = places
        self.list.description = visible(head)
        # Equal texts are told apart by their number: a list of choices takes them for one otherwise.
        self.list.options = [(visible(place.label), number) for number, place in enumerate(places)]
        self.list.layout.display = "" if places else "none"
        if places:
            self.list.index = 0
        self._turn()

    @property
    def chosen(self) -> Place | None:
        """The place whose page is open."""
        return self._places[self.list.index] if self._places and self.list.index is not None else None

    def _turn(self, _: Any = None) -> None:
        place = self.chosen
        self.page.value = (
            ""
            if place is None
            else page_view(self.documents[place.page], place.at, place.others, self._words)
        )
