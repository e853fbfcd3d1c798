"""Where a reader decides: confirm, reject or correct what is shown, add what is missing, and build again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from analysis.errors import AnalysisError
from analysis.explore.markup import safe, visible
from analysis.explore.tables import Key
from analysis.explore.wording import wording
from analysis.exports.matrix import attributes
from analysis.report import Report
from analysis.segment import sentences
from analysis.vocabulary import Attribute, Lang, Term, load

WIDE, LABEL = {"width": "auto"}, {"description_width": "5em"}


class Desk:
    """Buttons that keep a decision beside the pages; `build_again` is called to have them carried out.

    Confirm, reject and correct are on the quotation that is open; add is on a sentence of any page.
    """

    def __init__(self, lang: Lang, build_again: Callable[[], Any]) -> None:
        self._words = words = wording(lang)
        self._build_again = build_again
        self._report: Report | None = None
        self._piece: Any = None
        self._by = _line(words["by"], words["by_hint"])
        self._why = _line(words["why"], words["why_hint"])
        kinds: dict[str, Sequence[Term | Attribute]] = {
            "platform": load().platforms,
            "type": load().types,
            "attribute": attributes(),
        }
        self._key = {
            kind: widgets.Dropdown(
                options=[(term.name(lang), term.id) for term in terms], description=words[kind], style=LABEL
            )
            for kind, terms in kinds.items()
        }
        self._value = widgets.Combobox(
            description=words["value"], placeholder=words["value_hint"], style=LABEL
        )
        self._page = widgets.Dropdown(description=words["page"], layout=WIDE, style=LABEL)
        self._sentence = widgets.Select(description=words["sentence"], rows=6, layout=WIDE, style=LABEL)
        self._quote = _line(words["quote"], words["quote_hint"])
        buttons = {
            name: widgets.Button(description=words[name], tooltip=words[f"{name}_title"])
            for name in ("confirm", "reject", "correct", "add", "build")
        }
        self._buttons, self._said = buttons, widgets.HTML()
        for name in ("confirm", "reject", "correct", "add"):
            buttons[name].on_click(partial(self._decide, name))
        buttons["build"].on_click(self._build)
        self._key["attribute"].observe(self._offer_values, names="value")
        self._page.observe(self._offer_sentences, names="value")
        self._sentence.observe(self._take_sentence, names="value")
        form = widgets.VBox(
            [
                *(self._by, self._why),
                widgets.HBox([buttons["confirm"], buttons["reject"]]),
                widgets.HBox([*self._key.values(), self._value], layout={"flex_flow": "row wrap"}),
                buttons["correct"],
                *(self._page, self._sentence, self._quote),
                *(buttons["add"], self._said, buttons["build"]),
            ],
            layout={"display": "none"},
        )
        self._open = widgets.ToggleButton(
            description=words["review"],
            tooltip=words["review_title"],
            icon="pencil",
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self._open.observe(lambda change: _show(form, change["new"]), names="value")
        self.widget = widgets.VBox([self._open, form])

    def show(self, report: Report, key: Key, piece: Any, page: str | None) -> None:
        """Puts a cell on the desk, the row of evidence that is open (None: there is none), and its page."""
        if report is not self._report:
            self._report = report
            self._page.options = [(visible(document.page), document.page) for document in report.documents]
        self._piece = piece
        for name in ("confirm", "reject", "correct"):
            self._buttons[name].disabled = piece is None
        for kind, id_ in key._asdict().items():
            if id_:
                self._key[kind].value = id_
        self._value.value = "" if piece is None else str(piece["value"])
        if page is not None:
            self._page.value = page

    def _offer_values(self, _: Any) -> None:
        self._value.options = [value.id for value in load().attribute(self._key["attribute"].value).values]

    def _offer_sentences(self, _: Any) -> None:
        document = self._document()
        said = sentences(document)
        # Sentences may be the same, and a list takes equal choices for one: the place tells them apart.
        self._sentence.options = [
            (visible(" ".join(document.text[one.start : one.end].split())), (one.start, one.end))
            for one in said
        ]

    def _take_sentence(self, _: Any) -> None:
        if self._sentence.value is not None:
            start, end = self._sentence.value
            self._quote.value = self._document().text[start:end].strip()

    def _document(self) -> Any:
        assert self._report is not None
        return next(one for one in self._report.documents if one.page == self._page.value)

    def _decide(self, what: str, _: Any) -> None:
        """Keeps a decision, and says what was written where, or why it could not be."""
        report, person = self._report, {"by": self._by.value, "why": self._why.value}
        if report is None:
            return
        if not all(text.strip() for text in person.values()):
            self._tell(self._words["need_person"])
            return
        platform, type_, attribute = (field.value for field in self._key.values())
        value = self._value.value.strip()
        try:
            if what == "add":
                said = (platform, type_, attribute, value)
                told = report.add(self._page.value, self._quote.value, *said, start=self._place(), **person)
            elif what == "correct":
                told = report.correct(self._piece, value=value, type=type_, platform=platform, **person)
            else:
                told = getattr(report, what)(self._piece, **person)
        except (AnalysisError, OSError) as error:
            self._tell(f"{self._words['refused']}{error}")
            return
        self._tell(self._words["kept"], told)
        self._why.value = ""
        self._buttons["build"].button_style = "primary"

    def _place(self) -> int | None:
        """Where the quote begins, if it stands in the marked sentence; else its words have to tell."""
        if self._sentence.value is None:
            return None
        start, end = self._sentence.value
        at = self._document().text.find(self._quote.value.strip(), start)
        return at if start <= at < end else None

    def _build(self, _: Any) -> None:
        self._buttons["build"].disabled = True
        self._tell(self._words["building"])
        try:
            self._build_again()
        except (AnalysisError, OSError) as error:
            self._tell(f"{self._words['not_built']}{error}")
        else:
            self._tell(self._words["built"])
            self._buttons["build"].button_style = ""
        finally:
            self._buttons["build"].disabled = False

    def _tell(self, *lines: str) -> None:
        self._said.value = f'<p role="status">{"<br>".join(map(safe, lines))}</p>'


def _line(description: str, hint: str) -> widgets.Text:
    return widgets.Text(description=description, placeholder=hint, layout=WIDE, style=LABEL)


def _show(widget: widgets.Widget, shown: bool) -> None:
    widget.layout.display = "" if shown else "none"
