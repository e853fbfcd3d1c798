"""Texts of pages as HTML that can do nothing: all is text, and only an address of the web is a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from analysis.compare import STATUS_LABELS, certainty_words, values_text
from analysis.explore.wording import Words
from analysis.exports.matrix import SYMBOLS, rows_of
from analysis.exports.payload import web_address
from analysis.exports.reviews import Told
from analysis.model import Document
from analysis.table import KEY
from analysis.vocabulary import Lang, load

Span = tuple[int, int]
# How much of a long page is shown on either side of a place, in characters.
AROUND = 20_000
# What the style scrolls to. Only a box of its own can be that, which a mark in running text is not.
SCROLL_TO = '<span class="rz-at"></span>'
# How many rows of a list are written out; the table behind it has all.
LISTED = 50
# What cannot be seen, or turns the direction of what follows, is shown by its number.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb]"
)


def visible(text: str) -> str:
    """A text of a page without signs that cannot be seen: each is told by its number."""
    return _HIDDEN.sub(lambda sign: f"U+{ord(sign[0]):04X}", text)


def safe(text: str) -> str:
    """A text of a page as HTML; nothing in it is markup."""
    return escape(visible(text))


def heading(text: str, level: int) -> str:
    """A heading that a notebook's table of contents does not take for one of its own."""
    return f'<div class="rz-heading" role="heading" aria-level="{level}">{safe(text)}</div>'


def page_view(document: Document, at: Span, others: Iterable[Span], words: Words) -> str:
    """The page around a place, which is marked and scrolled to; `others` are marked more quietly."""
    low, high = max(at[0] - AROUND, 0), min(at[1] + AROUND, len(document.text))
    parts, done = ["" if low == 0 else f"<p>{safe(words['cut'])}</p>"], low
    # Evidence may overlap: what is marked already is not marked twice, and the place itself comes first.
    rest = [(max(s, at[1]) if e > at[1] else s, min(e, at[0]) if s < at[0] else e) for s, e in others]
    spans = sorted({at, *((s, e) for s, e in rest if s < e and (e <= at[0] or s >= at[1]))})
    for start, end in spans:
        start, end = max(start, done), min(end, high)
        if start < end:
            parts.append(safe(document.text[done:start]))
            look, to = (' class="rz-here"', SCROLL_TO) if (start, end) == at else ("", "")
            parts.append(f"{to}<mark{look}>{safe(document.text[start:end])}</mark>")
            done = end
    parts.append(safe(document.text[done:high]))
    parts.append("" if high == len(document.text) else f"<p>{safe(words['cut'])}</p>")
    # It can be scrolled by keyboard, so it has to be reached by it.
    label = f'role="group" tabindex="0" aria-label="{safe(words["page_text"])}"'
    return f'{page_head(document, words)}<div class="rz-page" lang="zh" {label}>{"".join(parts)}</div>'


def page_head(document: Document, words: Words) -> str:
    """Title, file, date and address of a page; the address is a link where it is one of the web."""
    facts = [f"<b>{safe(document.title or words['untitled'])}</b>", safe(document.page)]
    facts.append(safe(document.published or words["undated"]))
    if address := document.address:
        shown = safe(address)
        # Whatever is no address of the web stays what it is: text.
        link = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
        facts.append(link if web_address(address) else shown)
    return f'<p class="rz-source">{words["separator"].join(facts)}</p>'


def cell_head(cell: Any, lang: Lang, words: Words) -> str:
    """What a cell says, how sure it is, and which value stands where there is a dispute."""
    names = words["separator"].join(load().label(kind, getattr(cell, kind), lang) for kind in KEY)
    said = f"{SYMBOLS[cell.status]} {STATUS_LABELS[cell.status][lang]}".strip()
    if cell.status == "not_mentioned":
        return f"{heading(names, 3)}<p>{safe(said)}{words['colon']}{safe(words['not_mentioned'])}</p>"
    lines = [
        f"{said}{words['colon']}{values_text(cell, lang)}",
        certainty_words(cell, lang),
    ]
    lines.append(words["basis"].format(pages=cell.n_pages, sources=cell.n_sources))
    if cell.status == "conflicting":
        clashing = {value for pair in cell.disputed for value in pair}
        standing = [load().value_label(cell.attribute, v, lang) for v in cell.resolved if v in clashing]
        settled = words[f"{'by' if standing else 'open'}_{cell.resolution}"]
        lines.append(settled.format(values=words["comma"].join(standing)))
    return f"{heading(names, 3)}<p>{'<br>'.join(map(safe, lines))}</p>"


def conflict_list(conflicts: pd.DataFrame, lang: Lang, words: Words) -> str:
    """The conflicts of a cell, both sides with their words and pages."""
    items = []
    for row in rows_of(conflicts.head(LISTED)):
        sides = []
        for end in ("", "_other"):
            type_, value, quote, page = (
                getattr(row, f"{n}{end}") for n in ("type", "value", "quote", "page")
            )
            label = load().value_label(row.attribute, value, lang)
            said = f"{load().label('type', type_, lang)}{words['colon']}{label}"
            sides.append(f'<b>{safe(said)}</b> <q lang="zh">{safe(quote)}</q> <small>{safe(page)}</small>')
        why = words[f"clash_{row.clash}"] + words["comma"] if row.clash != "values" else ""
        items.append(
            f"<li>{'<br>≠ '.join(sides)}<br><small>{safe(why + words[f'nature_{row.nature}'])}</small></li>"
        )
    return _list(words["conflicts"], items, len(conflicts), words["no_conflicts"], words)


def copy_list(copies: pd.DataFrame, own: Sequence[str], words: Words) -> str:
    """The pages that are one source with a page of a cell; those that speak in the cell are told apart."""
    items = []
    for row in rows_of(copies.head(LISTED)):
        told = f"<b>{safe(row.page)}</b>" if row.page in own else safe(row.page)
        if not pd.isna(row.linked_to):
            reasons = words["comma"].join(words[reason] for reason in row.reasons.split("+"))
            told += (
                f" <small>{safe(words['same_source'].format(page=row.linked_to, reasons=reasons))}</small>"
            )
        items.append(f"<li>{told}</li>")
    return _list(words["copies"], items, len(copies), words["no_copies"], words)


def decision_list(told: Sequence[Told], words: Words) -> str:
    """What people decided on a cell: what, by whom, when and why, and on which words."""
    items = []
    for one in told:
        became = f" <small>{safe(one.became)}</small>" if one.became else ""
        who = words["separator"].join((one.by, one.when[:10]))
        items.append(
            f"<li><b>{safe(one.what)}</b>{became} {safe(who + words['colon'] + one.why)}"
            f'<br><q lang="zh">{safe(one.quote)}</q> <small>{safe(one.page)}</small></li>'
        )
    return _list(words["decisions"], items, len(items), words["no_decisions"], words)


def _list(head: str, items: Sequence[str], count: int, none: str, words: Words) -> str:
    if not items:
        return f"{heading(head, 4)}<p>{safe(none)}</p>"
    more = (
        f"<p>{safe(words['more_in_table'].format(count=count - len(items)))}</p>"
        if count > len(items)
        else ""
    )
    return f"{heading(f'{head} ({count})', 4)}<ul>{''.join(items)}</ul>{more}"
