"""One decision of a person on a claim: the value, and the JSON record that it is kept as.

A record, with its keys in this order:

    when    date and time with its zone, 2026-11-24T09:30:00+00:00
    by      who decided
    what    confirm, reject, correct or add
    why     the reason, in the words of who decided
    claim   platform, type, attribute, value and condition (null where nothing limits it) decided about
    to      of a correction only: those of platform, type, value and condition that it changes
    target  the quotes that the decision is on, as targets of the W3C Web Annotation model: each a `source`
            (the page, by its path from the review file) with a TextQuoteSelector (exact, prefix, suffix) and
            a TextPositionSelector (start, end) in characters of the page's main text
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from analysis.errors import ReviewError, VocabularyError
from analysis.model import Evidence
from analysis.vocabulary import load

What = Literal["confirm", "reject", "correct", "add"]
WHATS: tuple[What, ...] = get_args(What)
FIELDS = ("platform", "type", "attribute", "value")
CORRECTABLE = ("platform", "type", "value", "condition")
RECORD = ("when", "by", "what", "why", "claim", "to", "target")
RULE = "review"
FARTHEST = 999_999_999


@dataclass(frozen=True, slots=True)
class Statement:
    """What is claimed: a claim without its page and its evidence."""

    platform: str
    type: str
    attribute: str
    value: str
    condition: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Platform, type, attribute, value, as `Claim.key`."""
        return (self.platform, self.type, self.attribute, self.value)

    def __str__(self) -> str:
        return f"{' '.join(self.key)}{f' [{self.condition}]' if self.condition else ''}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on `claim`, and the quotes that it rests on; `to` is what a correction gives.

    `page` is as the record names it, `where` the file and line that it was read from ("" for a new one).
    """

    what: What
    by: str
    when: str
    why: str
    page: str
    claim: Statement
    quotes: tuple[Evidence, ...]
    to: Statement | None = None
    where: str = ""

    @property
    def outcome(self) -> Statement | None:
        """What the page states there by this decision; None where it is nothing."""
        return None if self.what == "reject" else self.to or self.claim

    @property
    def moment(self) -> datetime:
        """When it was decided; without a zone it counts as UTC."""
        return _moment(self.when)

    def verdicts(self) -> dict[tuple[str, str, str, str], bool]:
        """Which claims (by key) are right and which are wrong by this decision."""
        said = {self.claim.key: self.what != "reject"}
        if self.to:
            said[self.claim.key] = False
            said[self.to.key] = True
        return said

    def differs(self, other: Decision) -> bool:
        """True where another decision on the same words says otherwise."""
        mine, theirs = self.verdicts(), other.verdicts()
        if any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys()):
            return True
        return self.claim.key == other.claim.key and self.outcome != other.outcome


def record(decision: Decision) -> dict[str, Any]:
    """A decision as a JSON-ready record, its keys in the order told above."""
    claim = {**dict(zip(FIELDS, decision.claim.key, strict=True)), "condition": decision.claim.condition}
    new = decision.to
    changed = {
        name: getattr(new, name)
        for name in CORRECTABLE
        if new and getattr(new, name) != getattr(decision.claim, name)
    }
    target = [
        {
            "source": decision.page,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote.quote,
                    "prefix": quote.prefix,
                    "suffix": quote.suffix,
                },
                {"type": "TextPositionSelector", "start": quote.start, "end": quote.end},
            ],
        }
        for quote in decision.quotes
    ]
    said = {"when": decision.when, "by": decision.by, "what": decision.what, "why": decision.why}
    return {**said, "claim": claim, **({"to": changed} if new else {}), "target": target}


def decision_of(entry: Any, where: str) -> tuple[Decision, list[str]]:
    """The decision that a record tells, and the keys of it that nobody knows here.

    Raises ReviewError, without naming the place, for a record that is not of the form or not of the
    vocabulary.
    """
    if not isinstance(entry, dict):
        raise ReviewError(
            f"not a decision but {_shown(entry)}; a line holds one object with {', '.join(RECORD)}"
        )
    what = entry.get("what")
    if what not in WHATS:
        raise ReviewError(f"what is {_shown(what)}; allowed are {', '.join(WHATS)}")
    claim = _statement(_object(entry, "claim"))
    strange = [name for name in entry if name not in RECORD]
    strange += [f"claim.{name}" for name in entry["claim"] if name not in (*FIELDS, "condition")]
    to = None
    if what == "correct":
        changed = _object(entry, "to")
        strange += [f"to.{name}" for name in changed if name not in CORRECTABLE]
        to = corrected(claim, {name: changed[name] for name in CORRECTABLE if name in changed})
    sources, quotes = _targets(entry.get("target"))
    decision = Decision(
        what,
        _text(entry, "by", 1),
        _text(entry, "when", 1),
        _text(entry, "why", 0),
        sources,
        claim,
        quotes,
        to,
        where,
    )
    _moment(decision.when)
    return decision, strange


def corrected(claim: Statement, changed: Mapping[str, Any]) -> Statement:
    """The claim with some of platform, type, value and condition changed; ReviewError where none is."""
    said = {**dict(zip(FIELDS, claim.key, strict=True)), "condition": claim.condition}
    new = _statement({**said, **changed})
    if new == claim:
        raise ReviewError(
            f"the correction changes nothing; give one of {', '.join(CORRECTABLE)} that is not as it was"
        )
    return new


def checked(claim: Statement) -> Statement:
    """The statement, if the vocabulary knows its ids and its value; else a ReviewError tells which."""
    names = load()
    terms: dict[str, list[str]] = {
        "platform": [term.id for term in names.platforms],
        "type": [term.id for term in names.types],
    }
    for kind, known in terms.items():
        if getattr(claim, kind) not in known:
            raise ReviewError(f"no {kind} {_shown(getattr(claim, kind))}; allowed are {', '.join(known)}")
    try:
        attribute = names.attribute(claim.attribute)
    except VocabularyError as error:
        raise ReviewError(str(error)) from None
    if not attribute.allows(claim.value):
        allowed = [value.id for value in attribute.values] + (
            [f"a {attribute.open}"] if attribute.open else []
        )
        raise ReviewError(
            f"{_shown(claim.value)} is no value of {claim.attribute}; allowed are {', '.join(allowed)}"
        )
    return claim


def moment_text(when: str | datetime | None) -> str:
    """A moment as a record tells it: to the second, with its zone; now (UTC) where none is given."""
    if when is None:
        when = datetime.now(UTC)
    moment = _moment(when) if isinstance(when, str) else when
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ReviewError(f"when is {_shown(text)}; write a moment like 2026-11-24T09:30:00+00:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _statement(entry: Mapping[str, Any]) -> Statement:
    condition = entry.get("condition")
    if condition is not None and not isinstance(condition, str):
        raise ReviewError(f"condition is {_shown(condition)}; write a text, or null where nothing limits it")
    platform, type_, attribute, value = (_text(entry, name, 1) for name in FIELDS)
    return checked(Statement(platform, type_, attribute, value, condition or None))


def _targets(entries: Any) -> tuple[str, tuple[Evidence, ...]]:
    """The page and the quotes of the targets, which are all of one page."""
    if not isinstance(entries, list) or not entries:
        raise ReviewError("target is no list of quotes; it needs at least one")
    read = [_target(entry) for entry in entries]
    pages = {page for page, _ in read}
    if len(pages) > 1:
        raise ReviewError(f"targets on several pages ({', '.join(sorted(pages)[:3])}); write a line for each")
    return read[0][0], tuple(sorted({quote for _, quote in read}))


def _target(entry: Any) -> tuple[str, Evidence]:
    selectors = entry.get("selector") if isinstance(entry, dict) else None
    found = (
        {s.get("type"): s for s in selectors if isinstance(s, dict)} if isinstance(selectors, list) else {}
    )
    if not isinstance(entry, dict) or "TextQuoteSelector" not in found:
        raise ReviewError("a target needs a source and a selector list with a TextQuoteSelector")
    quote, position = found["TextQuoteSelector"], found.get("TextPositionSelector", {})
    exact = _text(quote, "exact", 1)
    start = position.get("start", 0)
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start <= FARTHEST:
        raise ReviewError(f"start is {_shown(start)}; write a count of characters, from 0 to {FARTHEST}")
    prefix, suffix = (_text(quote, name, 0) for name in ("prefix", "suffix"))
    return _text(entry, "source", 1), Evidence(start, start + len(exact), exact, prefix, suffix, RULE)


def _object(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    if not isinstance(value, dict):
        raise ReviewError(f"{name} is {_shown(value)}; it has to be an object")
    return value


def _text(entry: Mapping[str, Any], name: str, least: int) -> str:
    value = entry.get(name, "" if least == 0 else None)
    if not isinstance(value, str) or len(value.strip()) < least:
        raise ReviewError(
            f"{name} is {_shown(value)}; it has to be a text{' with words in it' if least else ''}"
        )
    # JSON can name half of a character, with which nothing could be written any more.
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ReviewError(f"{name} is {_shown(value)}; it holds half a character (\\ud800 to \\udfff)")
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return "missing" if value is None else text if len(text) <= 60 else f"{text[:60]}…"
