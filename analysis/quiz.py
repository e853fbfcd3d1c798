"""Questions on what the pages say, made of a report: only of undisputed cells with evidence.

A wrong answer is what the pages say of another type. It is never a value that the type asked about has
too, nor one so near to it that only a trick would tell the two apart; where an attribute has one answer
only, it excludes the right one. The questions ask what the pages say, since what no page mentions may well
be true. Which wrong answers are taken, and in which order, follows from a seed by hashes: the same on every
machine and Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from analysis.quotes import Quotes
from analysis.report import Report
from analysis.vocabulary import GENERAL, NOT, Attribute, Lang, load

__all__ = ["Question", "questions", "selection"]

WRONG = 3
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which `options[right]` is the right one.

    `platform`, `type`, `attribute` and `value` (of the right answer) are ids; `page` and `quote` are the
    evidence that `explanation` quotes, `sources` the number of independent sources that say so.
    """

    platform: str
    type: str
    attribute: str
    value: str
    prompt: str
    options: tuple[str, ...]
    right: int
    explanation: str
    page: str
    quote: str
    sources: int

    @property
    def id(self) -> str:
        """`douyin.enterprise.fee`: one cell, one question."""
        return f"{self.platform}.{self.type}.{self.attribute}"

    @property
    def answer(self) -> str:
        """The right answer."""
        return self.options[self.right]


class Asked(NamedTuple):
    """How an attribute is asked for; `one` where it has one answer, which excludes all others."""

    zh: str
    en: str
    one: bool = False


ASKED: Mapping[str, Asked] = {
    "audience": Asked("{platform}的{type}谁可以申请？", "who may apply for {type} on {platform}?"),
    "badge": Asked("{platform}的{type}用哪种标识？", "which badge goes with {type} on {platform}?"),
    "fee": Asked("{platform}的{type}收多少费用？", "what does {type} on {platform} cost?", True),
    "refund": Asked(
        "{platform}的{type}交了费能退吗？", "is the fee for {type} on {platform} refunded?", True
    ),
    "materials": Asked("在{platform}申请{type}要准备哪一样？", "what is asked for {type} on {platform}?"),
    "requirement": Asked("在{platform}申请{type}要满足哪个条件？", "what does {type} on {platform} require?"),
    "review_time": Asked(
        "{platform}的{type}审核要多久？", "how long is the review of {type} on {platform}?", True
    ),
    "validity": Asked("{platform}的{type}有效期多长？", "how long is {type} on {platform} valid?", True),
    "renewal": Asked("{platform}的{type}到期要续吗？", "does {type} on {platform} have to be renewed?", True),
    "expiry_effect": Asked(
        "{platform}的{type}到期不续会怎样？", "what if {type} on {platform} is not renewed?"
    ),
    "revocable": Asked("{platform}的{type}能取消吗？", "can {type} on {platform} be given up?", True),
    "revoke_channel": Asked("{platform}的{type}可以怎样取消？", "how can {type} on {platform} be given up?"),
    "revoke_effect": Asked("取消{platform}的{type}会怎样？", "what if {type} on {platform} is given up?"),
    "advice": Asked("该不该取消{platform}的{type}？", "should {type} on {platform} be given up?", True),
    "benefit": Asked("{platform}的{type}带来哪项权益？", "what does {type} on {platform} bring?"),
}
# Values too near each other for a fair question ("*" for every value): one holds the other, or who has the
# one mostly has the other.
NEAR: Mapping[str, Sequence[tuple[str, str]]] = {
    "audience": [
        *(("any_user", "*"), ("company", "sole_trader"), ("celebrity", "musician"), ("celebrity", "creator")),
        *(("individual", other) for other in ("creator", "celebrity", "professional", "musician")),
    ],
    "badge": [("shown", "*")],
    "materials": [
        ("id_card", "photo"),
        ("work_proof", "industry_permit"),
        ("trademark", "authorization_letter"),
    ],
    "expiry_effect": [("cancelled", "badge_removed"), ("cancelled", "features_lost")],
    "revoke_effect": [("badge_removed", "features_lost")],
    "benefit": [("traffic", "search"), ("traffic", "ads"), ("messaging", "link")],
}
ACCORDING: Mapping[Lang, str] = {"zh": "按页面的说法，", "en": "According to the pages, "}
EXPLAINED: Mapping[Lang, str] = {
    "zh": "{answer}。原话：“{sentence}”（{source}）。这样说的独立来源有 {count} 个。",
    "en": "{answer}. A page says: “{sentence}” ({source}). Independent sources that say so: {count}.",
}
LONGEST_SENTENCE = 160


def _asked(attribute: Attribute) -> Asked:
    """How to ask for an attribute; of one that a user added its name has to do."""
    zh, en = (name.replace("{", "{{").replace("}", "}}") for name in (attribute.zh, attribute.en))
    return ASKED.get(attribute.id) or Asked(
        f"{{platform}}的{{type}}，“{zh}”一项怎么说？",
        f"what do pages say of {{type}} on {{platform}} ({en})?",
        bool(attribute.opposed),
    )


def questions(report: Report, lang: Lang = "zh", seed: int = 0) -> tuple[Question, ...]:
    """All questions that a report gives, one a cell at most, in the order of the comparison."""
    return tuple(_Maker(report, lang, seed).all())


def selection(asked: Sequence[Question], count: int) -> tuple[Question, ...]:
    """At most `count` of the questions, over many attributes and types, the best supported first."""
    left, chosen = list(asked), list[Question]()

    def met(question: Question) -> tuple[int, int, int, int]:
        return (
            sum(other.attribute == question.attribute for other in chosen),
            sum((other.platform, other.type) == (question.platform, question.type) for other in chosen),
            -question.sources,
            asked.index(question),
        )

    while left and len(chosen) < count:
        chosen.append(min(left, key=met))
        left.remove(chosen[-1])
    return tuple(sorted(chosen, key=asked.index))


class _Maker:
    """What all questions of one report share."""

    def __init__(self, report: Report, lang: Lang, seed: int) -> None:
        self.report, self.lang, self.seed = report, lang, seed
        self.quotes = Quotes(report.documents)
        self.pages = {document.page: document for document in report.documents}
        rows: Iterable[Any] = report.cells.itertuples(index=False)
        self.said: dict[tuple[str, str, str], Any] = {
            (row.platform, row.type, row.attribute): row for row in rows if row.status != "not_mentioned"
        }
        self.contested = {
            (row.platform, type_, row.attribute, value)
            for row in report.conflicts.itertuples(index=False)
            for type_, value in ((row.type, row.value), (row.type_other, row.value_other))
        }
        self.evidence: dict[Key, list[Any]] = defaultdict(list)
        limited = {(claim.page, *claim.key) for claim in report.claims_list if claim.condition is not None}
        for piece in report.evidence.itertuples(index=False):
            key = (piece.platform, piece.type, piece.attribute, piece.value)
            if (piece.page, *key) not in limited:
                self.evidence[key].append(piece)  # type: ignore[index]

    def all(self) -> Iterator[Question]:
        for cell in self.said.values():
            if cell.status == "conflicting" or cell.type == GENERAL:
                continue
            made = (self._question(cell, value) for value in cell.values)
            if first := next((question for question in made if question), None):
                yield first

    def _question(self, cell: Any, value: str) -> Question | None:
        """The question whose answer is `value`; None where no fair one can be asked."""
        key = (cell.platform, cell.type, cell.attribute, value)
        attribute = load().attribute(cell.attribute)
        one = _asked(attribute).one
        # Where there is one answer, a second value that something speaks against makes it doubtful as well.
        doubtful = cell.values if one else (value,)
        if any((*key[:3], other) in self.contested for other in doubtful):
            return None
        # Neither is a question: which of these is not needed, does a real-name check ask for the real name.
        if value.startswith(NOT) or value == cell.type:
            return None
        wrong = self._wrong(cell, attribute)
        # A yes needs no more than its no; among several that may be true, two answers would be a guess.
        if not self.evidence[key] or len(wrong) < (1 if one else 2):
            return None
        labels = sorted([value, *wrong], key=lambda option: self._hash(*key[:3], option, "order"))
        piece = min(self.evidence[key], key=lambda piece: (-len(piece.quote), piece.page, piece.start))
        return Question(
            *key,
            prompt=self._prompt(cell),
            options=tuple(load().value_label(attribute.id, option, self.lang) for option in labels),
            right=labels.index(value),
            explanation=self._explanation(attribute, value, piece, cell),
            page=piece.page,
            quote=piece.quote,
            sources=int(cell.support[cell.values.index(value)]),
        )

    def _wrong(self, cell: Any, attribute: Attribute) -> list[str]:
        """Values of other types, those of the same platform first, that do not answer the question."""
        general = self.said.get((cell.platform, GENERAL, attribute.id))
        # What is said of certification in general may hold for this type as well.
        own = {*cell.values, *(general.values if general else ())}
        here, elsewhere = set[str](), set[str]()
        for (platform, type_, name), other in self.said.items():
            if name == attribute.id and type_ != cell.type:
                (here if platform == cell.platform else elsewhere).update(other.values)
        order = [
            option
            for options in (here, elsewhere - here)
            for option in sorted(options, key=lambda option: self._hash(*cell[:3], option, "wrong"))
        ]
        wrong: list[str] = []
        for option in order:
            if option not in own and all(_apart(attribute, option, mine) for mine in cell.values):
                wrong.append(option)
        return wrong[:WRONG]

    def _prompt(self, cell: Any) -> str:
        type_ = load().label("type", cell.type, self.lang)
        if self.lang == "en":
            type_ = f"{type_[0].lower()}{type_[1:]} certification"
        platform = load().label("platform", cell.platform, self.lang)
        asked = getattr(_asked(load().attribute(cell.attribute)), self.lang).format(
            platform=platform, type=type_
        )
        return ACCORDING[self.lang] + str(asked)

    def _explanation(self, attribute: Attribute, value: str, piece: Any, cell: Any) -> str:
        page = self.pages[piece.page]
        source = [" ".join((page.title or page.page).split()), *([page.published] if page.published else [])]
        return EXPLAINED[self.lang].format(
            answer=load().value_label(attribute.id, value, self.lang),
            sentence=self.quotes.around(piece.page, piece.start, piece.end).within(LONGEST_SENTENCE).text,
            source=("，" if self.lang == "zh" else ", ").join(source),
            count=cell.support[cell.values.index(value)],
        )

    def _hash(self, *parts: str) -> bytes:
        return sha256("|".join((str(self.seed), *parts)).encode()).digest()


def _apart(attribute: Attribute, option: str, right: str) -> bool:
    """True where `option` can stand as a wrong answer beside a value that is right."""
    if option.startswith(NOT) or option == right:
        return False
    if _asked(attribute).one:
        return load().excludes(attribute.id, option, right, apart=True)
    if attribute.is_open(option) and attribute.is_open(right):
        # Who has ten thousand followers has a thousand as well.
        return option.partition(">=")[0] != right.partition(">=")[0]
    near = NEAR.get(attribute.id, ())
    return not any({option, right} == {a, b} or (b == "*" and a in (option, right)) for a, b in near)
