"""The matrix of one platform: attributes down, types across, a button in each cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis.charts.words import REVIEW
from analysis.compare import STATUS_LABELS, cell_text
from analysis.explore.markup import safe, visible
from analysis.explore.tables import Key, axes
from analysis.explore.wording import wording
from analysis.exports.matrix import SYMBOLS, attributes, rows_of
from analysis.table import KEY
from analysis.vocabulary import Lang, load


class Grid:
    """The matrix as a widget; `pressed` is called with the key of a cell whose button is pressed.

    Buttons, so that keys and screen readers reach every cell; each says in its title which cell it is. Those
    of a platform are made when it is first shown, and kept.
    """

    def __init__(self, lang: Lang, pressed: Callable[[Key], None]) -> None:
        self.lang, self._pressed = lang, pressed
        self._buttons: dict[Key, widgets.Button] = {}
        self._current: Key | None = None
        self._layout = widgets.Layout(width="auto", height="auto")
        self._grid = widgets.GridBox()
        self._silent = widgets.HTML()
        self.widget = widgets.VBox([self._grid, self._silent])

    def show(self, cells: pd.DataFrame) -> None:
        """Shows these cells of one platform; rows and columns of which no page speaks are left out."""
        words = wording(self.lang)
        rows, types = axes(cells)
        lookup = {Key(row.platform, row.type, row.attribute): row for row in rows_of(cells)}
        platform = str(cells["platform"].iloc[0]) if len(cells) else ""
        children = [self._head(name) for name in ("", *(t.name(self.lang) for t in types))]
        for attribute in rows:
            children.append(self._head(attribute.name(self.lang)))
            for type_ in types:
                cell = lookup.get(Key(platform, type_.id, attribute.id))
                children.append(self._button(cell) if cell is not None else self._head(""))
        self._grid.layout = widgets.Layout(
            grid_template_columns=f"minmax(5em, max-content) repeat({len(types)}, minmax(6em, 1fr))",
            grid_gap="3px",
        )
        self._grid.children = children if rows else []
        silent = [
            a.name(self.lang) for a in attributes() if a not in rows and (cells["attribute"] == a.id).any()
        ]
        told = words["silent"].format(names=words["comma"].join(silent)) if silent else ""
        self._silent.value = f"<p>{safe(told if rows else words['no_cells'])}</p>"

    def reset(self) -> None:
        """Forgets the buttons: there is another report."""
        self._buttons.clear()

    def mark(self, key: Key | None) -> None:
        """Marks one cell as the chosen one."""
        for one, name in ((self._current, "remove_class"), (key, "add_class")):
            if one in self._buttons:
                getattr(self._buttons[one], name)("rz-pressed")
        self._current = key

    def focus(self) -> None:
        """Leads the keyboard back to the chosen cell."""
        if self._current in self._buttons:
            self._buttons[self._current].focus()

    def _head(self, text: str) -> widgets.HTML:
        head = widgets.HTML(safe(text), layout=self._layout)
        return head.add_class("rz-head")

    def _button(self, cell: Any) -> widgets.Button:
        key = Key(cell.platform, cell.type, cell.attribute)
        if key not in self._buttons:
            self._buttons[key] = button = widgets.Button(layout=self._layout)
            button.on_click(lambda _: self._pressed(key))
            for name in ("rz-cell", f"rz-{cell.status}"):
                button.add_class(name)
            words = wording(self.lang)
            name = words["separator"].join(load().label(kind, getattr(cell, kind), self.lang) for kind in KEY)
            text = cell_text(cell, self.lang)
            sign = SYMBOLS[cell.status]
            button.description = visible(text if not sign or text.startswith(sign) else f"{sign} {text}")
            status = STATUS_LABELS[cell.status][self.lang]
            title = words["cell_title"].format(name=name, status=status, sources=cell.n_sources)
            if review := getattr(cell, "review", ""):
                title += words["comma"] + REVIEW[self.lang][review]
            button.tooltip = visible(title)
        return self._buttons[key]
