"""Found claims against labelled ones: precision, recall, F1, and whether the evidence is the right one.

Per page the set of (platform, type, attribute, value) found is held against the labelled set; the figures
are micro averages over all pages. The labels of `NAME.html` are in `NAME.claims.jsonl` beside it: one JSON
object a line with the four fields and `evidence`, the list of clauses that state the claim.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.errors import ReadError
from analysis.model import Claim

Key = tuple[str, str, str, str]
Labels = Mapping[Key, Sequence[str]]
Result = Literal["right", "wrong", "missed"]

FIELDS = ("platform", "type", "attribute", "value")
SUFFIX = ".claims.jsonl"
# Evidence may leave out white space and the pinyin that some pages put in brackets after a character.
_PINYIN = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,7}[)）]")
# Fewer characters in common are chance: 企业认证 stands in every other clause.
_LEAST_SHARED = 4


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """What became of one claim: found and labelled (`right`), only found (`wrong`), only labelled (`missed`).

    `texts` are the found evidence, or the labelled one where the claim was missed; `grounded` is True where
    the evidence of a right claim shares words with a labelled one.
    """

    page: str
    key: Key
    result: Result
    texts: tuple[str, ...]
    grounded: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts counted. The rates are shares from 0 to 1; with nothing to get wrong they are 1."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    grounded: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is labelled."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing is right and something is not."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def evidence(self) -> float:
        """The share of the right claims whose evidence is right as well."""
        return _share(self.grounded, self.right)


def labels_path(page: Path) -> Path:
    """Where the labels of a page lie, whether or not there are any."""
    return page.with_name(page.stem + SUFFIX)


def read_labels(path: str | Path) -> dict[Key, list[str]]:
    """The labelled claims of one page with their evidence.

    Raises ReadError, naming file and line, for a line that is not a labelled claim.
    """
    labels: dict[Key, list[str]] = defaultdict(list)
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: cannot be read ({error}); labels are JSON lines in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _label(line, f"{path}, line {number}")
            labels[row["platform"], row["type"], row["attribute"], row["value"]] += row["evidence"]
    return dict(labels)


def judge(claims: Iterable[Claim], labels: Mapping[str, Labels]) -> list[Verdict]:
    """Hold found claims against the labels of their pages, sorted by page and claim.

    Every page in `labels` is judged, also one on which nothing was found; claims of other pages are left out.
    """
    found: dict[str, dict[Key, list[str]]] = {page: defaultdict(list) for page in labels}
    for claim in claims:
        if claim.page in found:
            found[claim.page][claim.key] += [evidence.quote for evidence in claim.evidence]
    verdicts = []
    for page, labelled in labels.items():
        for key in labelled.keys() | found[page].keys():
            texts = tuple(found[page].get(key, labelled.get(key, ())))
            if key not in labelled:
                verdicts.append(Verdict(page, key, "wrong", texts))
            elif key not in found[page]:
                verdicts.append(Verdict(page, key, "missed", texts))
            else:
                verdicts.append(Verdict(page, key, "right", texts, _grounded(texts, labelled[key])))
    return sorted(verdicts)


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts of any pages together."""
    verdicts = list(verdicts)
    counts = {result: sum(v.result == result for v in verdicts) for result in ("right", "wrong", "missed")}
    return Tally(**counts, grounded=sum(v.grounded for v in verdicts))


def tally_by(verdicts: Iterable[Verdict], field: str) -> dict[str, Tally]:
    """Count verdicts apart by `platform`, `type`, `attribute`, `value` or `page`, sorted by name."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        name = verdict.page if field == "page" else verdict.key[FIELDS.index(field)]
        groups[name].append(verdict)
    return {name: tally(groups[name]) for name in sorted(groups)}


def shares_words(one: str, other: str) -> bool:
    """True where two clauses overlap: one holds the other, or a run of half of the shorter one."""
    short, long = sorted((_squeeze(one), _squeeze(other)), key=len)
    run = max(_LEAST_SHARED, len(short) // 2)
    starts = range(0, len(short) - _LEAST_SHARED + 1, 2)
    return bool(short) and (short in long or any(short[at : at + run] in long for at in starts))


def _squeeze(text: str) -> str:
    return _PINYIN.sub("", "".join(text.split()))


def _grounded(found: Iterable[str], labelled: Sequence[str]) -> bool:
    return any(shares_words(one, other) for one in found for other in labelled)


def _label(line: str, where: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise ReadError(f"{where}: not JSON ({error}); write one object a line") from None
    texts = row.get("evidence") if isinstance(row, dict) else None
    if (
        not isinstance(texts, list)
        or not all(isinstance(text, str) for text in texts)
        or not all(isinstance(row.get(field), str) for field in FIELDS)
    ):
        raise ReadError(
            f"{where}: a labelled claim needs {', '.join(FIELDS)} as texts and evidence as a list of texts, "
            f"got {line[:80]}; mend that line"
        )
    return row


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
