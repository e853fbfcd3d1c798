"""Claims as DataFrames: the columns, their types and their allowed values are fixed and checked here only.

Every table is sorted, so that the same claims in any order give the same table.

claims         one row per claim; `quote`, `start`, `end` and `rule` are those of its first evidence
evidence       one row per piece of evidence
pages          one row per file that was found
sources        one row per page that was read: the independent source (`cluster`) it is of, by which link;
               `containment` is the share (0 to 1) of the shorter page that the other page has
conflicts      one row per pair of claims that contradict each other
disagreements  one row per pair of values that do, with the number of independent sources on either side
kinds          one row per page, platform and set of types that the page says exist; `told` is their number
changes        one row per dated statement, by date: its value is the `first` of its cell, the `same` as one
               said before, `added` to those, or it `contradicts` one of them
badges         one row per platform, badge colour and type that it is claimed for
taxonomy       one row per platform and set of types that any page says exist
passages       one row per sentence of a page that stands in another, and how like the two are (0 to 1)
curve          one row per share of edited sentences: how many such copies are found (see `analysis.edits`)
revisions      one row per claim that one run has and another has not, or whose evidence is gone
decisions      one row per line of the review files: what a person decided, and what became of it

`start` and `end` count characters of the page's main text, whose length is `characters`. The `condition` is
missing where nothing limits a claim, `published` (NaT) where a page tells no date. The `status` of a page is
`read` or `skipped`; then `reason` says why. Platform, type, attribute: categoricals in vocabulary order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.copies import Link, Passage, clusters
from analysis.edits import Point
from analysis.errors import TableError
from analysis.model import Claim, Document, Skipped
from analysis.output import visible
from analysis.records import claim_order
from analysis.review import Judged
from analysis.review.decisions import WHATS
from analysis.taxonomy import Kinds
from analysis.vocabulary import Vocabulary, load

KEY = ["platform", "type", "attribute"]
CLASHES = ["values", "general", "badge"]
WHERE = ["page", "source", "pages"]
STEPS = ["first", "same", "added", "contradicts"]
CHANGES = ["gained", "lost", "kept"]
CAUSES = ["page_added", "page_gone", "page_changed", "reading_changed"]
STATES = ["found", "moved", "lost", "gone"]
STATUSES = ["stated", "denied", "conflicting", "not_mentioned"]
NATURES = ["real", "dates", "conditions"]
OUTCOMES = ["applied", "superseded", "disputed", "lost", "unusable"]

Name = Literal[
    "claims",
    "evidence",
    "pages",
    "sources",
    "kinds",
    "conflicts",
    "disagreements",
    "changes",
    "revisions",
    "badges",
    "taxonomy",
    "passages",
    "curve",
    "decisions",
]
Dtype = str | pd.CategoricalDtype
TEXT, DATE, COUNT, TUPLE = "str", "datetime64[s]", "int64", "object"
FLAG, RATE = "bool", "float64"
MAY_BE_MISSING = {
    *("condition", "published", "title", "address", "reason", "condition_other", "published_other"),
    *("reasons", "linked_to", "containment", "told"),
}
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
        """HTML of at most 60 rows; texts from pages are escaped, and none is set as mathematics."""
        with pd.option_context("display.max_colwidth", None):
            shown = self.to_html(classes="rz", border=0, na_rep="", max_rows=60, show_dimensions=True)
        if "$" in shown or "\\" in shown:
            # Jupyter sets as mathematics, with links in it, whatever looks like it.
            shown = f'<div class="tex2jax_ignore mathjax_ignore">{shown}</div>'
        return LOOK + "\n".join(map(visible, shown.split("\n")))


def category(kind: str) -> pd.CategoricalDtype:
    """The ordered categorical of a column of ids: `platform`, `type` or `attribute`."""
    return _category(load(), kind)


@lru_cache(maxsize=12)
def _category(v: Vocabulary, kind: str) -> pd.CategoricalDtype:
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
        case "sources":
            link: dict[str, Dtype] = {"reasons": TEXT, "linked_to": TEXT, "containment": RATE}
            return {
                "page": TEXT,
                "cluster": TEXT,
                "n_pages": COUNT,
                **link,
                "published": DATE,
                "address": TEXT,
            }
        case "conflicts":
            places = {"where": pd.CategoricalDtype(WHERE), "nature": pd.CategoricalDtype(NATURES)}
            sides = _sides({"page": TEXT, "source": TEXT, "published": DATE, "condition": TEXT})
            return {**_clash(), **places, **sides, **_sides({"quote": TEXT, "start": COUNT})}
        case "disagreements":
            counts = _sides({"n_sources": COUNT})
            kind: dict[str, Dtype] = {"nature": pd.CategoricalDtype(NATURES), "within_page": FLAG}
            return {**_clash(), **kind, **counts, **_sides({"page": TEXT, "quote": TEXT})}
        case "kinds":
            lists: dict[str, Dtype] = {"told": "Int64", "types": TUPLE, "names": TUPLE}
            place: dict[str, Dtype] = {"quote": TEXT, "start": COUNT, "end": COUNT}
            return {"platform": category("platform"), "page": TEXT, **lists, "published": DATE, **place}
        case "badges":
            owner: dict[str, Dtype] = {
                "platform": category("platform"),
                "value": TEXT,
                "type": category("type"),
            }
            return {**owner, "n_sources": COUNT, "disputed": FLAG, "pages": TUPLE, "quote": TEXT}
        case "taxonomy":
            told: dict[str, Dtype] = {"platform": category("platform"), "types": TUPLE}
            return {**told, "n_sources": COUNT, "disputed": FLAG, "pages": TUPLE, "quote": TEXT}
        case "passages":
            return {**_sides({"text": TEXT}), "likeness": RATE, **_sides({"start": COUNT})}
        case "curve":
            rates = {"found": RATE, "least": RATE, "median": RATE}
            return {"share": RATE, "copies": COUNT, **rates, "wrong": COUNT}
        case "changes":
            ids: dict[str, Dtype] = {kind: category(kind) for kind in KEY}
            said: dict[str, Dtype] = {"published": DATE, "value": TEXT, "change": pd.CategoricalDtype(STEPS)}
            return {**ids, **said, "page": TEXT, "source": TEXT, "quote": TEXT}
        case "revisions":
            kinds = {"change": pd.CategoricalDtype(CHANGES), "cause": pd.CategoricalDtype(CAUSES)}
            status = pd.CategoricalDtype(STATUSES)
            cell: dict[str, Dtype] = {"status_old": status, "status_new": status}
            state = pd.CategoricalDtype(STATES)
            found: dict[str, Dtype] = {"evidence": state, "quote": TEXT, "start": "Int64", "end": "Int64"}
            return {**{k: category(k) for k in KEY}, "value": TEXT, "page": TEXT, **kinds, **cell, **found}
        case "decisions":
            new: dict[str, Dtype] = {"platform_new": category("platform"), "type_new": category("type")}
            new |= {"value_new": TEXT, "condition_new": TEXT}
            words: dict[str, Dtype] = {"quote": TEXT, "start": "Int64", "end": "Int64"}
            person: dict[str, Dtype] = {"by": TEXT, "when": TEXT, "why": TEXT}
            became: dict[str, Dtype] = {"status": pd.CategoricalDtype(OUTCOMES), "stands": FLAG}
            became |= {"reason": TEXT, "file": TEXT, "line": COUNT}
            what: Dtype = pd.CategoricalDtype(list(WHATS))
            return {**claim, "condition": TEXT, "what": what, **new, **words, **person, **became}


def _clash() -> dict[str, Dtype]:
    """The columns that say which claims contradict each other, and in which way."""
    sides = _sides({"type": category("type"), "value": TEXT})
    kinds = pd.CategoricalDtype(CLASHES)
    return {"platform": category("platform"), "attribute": category("attribute"), "clash": kinds, **sides}


def _sides(dtypes: Mapping[str, Dtype]) -> dict[str, Dtype]:
    """Every column twice: of the one claim and, as `NAME_other`, of the other."""
    return {f"{name}{side}": dtype for side in ("", "_other") for name, dtype in dtypes.items()}


def claims_table(claims: Iterable[Claim]) -> Table:
    """One row per claim, sorted by page and position.

    Raises TableError for an id or a value that the vocabulary does not know, or a date that is none.
    """
    rows = []
    for claim in sorted(claims, key=claim_order):
        first = min(claim.evidence)
        limits = (claim.condition, claim.published, len(claim.evidence))
        rows.append((claim.page, *claim.key, *limits, first.quote, first.start, first.end, first.rule))
    return checked("claims", rows)


def evidence_table(claims: Iterable[Claim]) -> Table:
    """One row per piece of evidence, sorted by page and position.

    Raises TableError for an id or a value that the vocabulary does not know.
    """
    pieces = [(claim.page, e, claim.key) for claim in claims for e in claim.evidence]
    rows = [
        (page, *key, e.quote, e.start, e.end, e.rule, e.prefix, e.suffix) for page, e, key in sorted(pieces)
    ]
    return checked("evidence", rows)


def pages_table(documents: Iterable[Document], skipped: Iterable[Skipped] = ()) -> Table:
    """One row per file that was found, read or skipped, sorted by page.

    Raises TableError for a date of publication that is none.
    """
    rows: list[tuple[Any, ...]] = [
        (d.page, "read", d.title, d.published, d.address, len(d.text), None) for d in documents
    ]
    rows += [(s.page, "skipped", None, None, None, 0, s.reason) for s in skipped]
    return checked("pages", sorted(rows, key=lambda row: row[:2]))


def sources_table(documents: Iterable[Document], links: Iterable[Link]) -> Table:
    """One row per page, sorted: its independent source, and by which link it belongs there.

    `linked_to` is the page of the same source that it shares most with.
    """
    links = list(links)
    pages = sorted(documents, key=lambda document: document.page)
    home = clusters((document.page for document in pages), links)
    sizes = Counter(home.values())
    # The link by which a page shares most comes last, and stays.
    best = {end: link for link in sorted(links, key=_strength) for end in (link.one, link.other)}
    rows = []
    for d in pages:
        link = best.get(d.page)
        why: tuple[Any, ...] = (None, None, None)
        if link:
            why = ("+".join(link.reasons), link.other if link.one == d.page else link.one, link.containment)
        rows.append((d.page, home[d.page], sizes[home[d.page]], *why, d.published, d.address))
    return checked("sources", rows)


def _strength(link: Link) -> tuple[float, str, str]:
    return (link.containment, link.one, link.other)


def kinds_table(kinds: Iterable[Kinds]) -> Table:
    """One row per page, platform and set of types that the page says exist, by platform and page."""
    rows = [
        (k.platform, k.page, k.told, k.types, k.names, k.published, k.quote, k.start, k.end)
        for k in sorted(
            kinds, key=lambda k: (category("platform").categories.get_loc(k.platform), k.page, k.start)
        )
    ]
    return checked("kinds", rows)


def decisions_table(judged: Iterable[Judged]) -> Table:
    """One row per line of the review files, in their order; of one that cannot be read `reason` is its flaw.

    `page` is the page in this run, or what the line calls it; the columns that end in `_new` tell what a
    correction gives; `quote` is the first one of the decision, `start` and `end` where it stands now.
    """
    rows = []
    for one in judged:
        decision, new = one.decision, one.decision.to if one.decision else None
        said: tuple[Any, ...] = (None,) * 16
        if decision:
            to = (new.platform, new.type, new.value, new.condition) if new else (None,) * 4
            place = one.spans[0] if one.spans else (None, None)
            person = (decision.by, decision.when, decision.why)
            claim = (*decision.claim.key, decision.claim.condition)
            said = (*claim, decision.what, *to, decision.quotes[0].quote, *place, *person)
        page = one.page or (decision.page if decision else None)
        rows.append((page, *said, one.status, one.stands, one.reason, one.line.name, one.line.number))
    return checked("decisions", rows)


def passages_table(passages: Iterable[Passage]) -> Table:
    """One row per sentence of a page that stands in another, in the order of the page."""
    return checked("passages", [(p.text, p.other_text, p.likeness, p.start, p.other_start) for p in passages])


def curve_table(points: Iterable[Point]) -> Table:
    """One row per point of the curve, shares as decimal fractions with two places."""
    rows = [
        (p.share, p.copies, round(p.found, 2), round(p.least, 2), round(p.median, 2), p.wrong) for p in points
    ]
    return checked("curve", rows)


def checked(table: Name, rows: Sequence[tuple[Any, ...]]) -> Table:
    """Rows as a DataFrame of exactly the table's columns, types and values, else a TableError."""
    dtypes = columns(table)
    frame = pd.DataFrame(rows, columns=list(dtypes))
    if table in ("claims", "evidence"):
        _refuse_unknown(table, frame)
    schema = {
        name: pa.Column(
            dtype,
            pa.Check.ge(0) if dtype == COUNT else None,
            nullable=name in MAY_BE_MISSING or dtype == "Int64" or table == "decisions",
        )
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
