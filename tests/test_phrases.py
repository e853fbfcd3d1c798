"""The phrase book: how writers say a thing, and what only sounds like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.claims import extract
from analysis.clean import clean
from analysis.model import Page

BOOK = sorted(Path(__file__).with_name("phrases").glob("*.jsonl"))
TITLE = "抖音企业认证说明"
# A phrase without `under`, a heading that opens its topic, stands alone: some cannot be understood so.
PRECISION, RECALL = 0.96, {"revoke_channel": 0.7, "advice": 0.83, "revoke_effect": 0.83, "revocable": 0.88}
RECALL_ELSEWHERE = 0.93


def found(text: str, attribute: str, under: str = "") -> set[str]:
    heading = f"## {under}\n\n" if under else ""
    source = f"{TITLE}\n\n{heading}{text}\n"
    document = clean(Page("p", "0" * 64, len(source), "utf-8", "markdown" if under else "text", source))
    return {f"{c.attribute}={c.value}" for c in extract(document) if c.attribute == attribute}


@pytest.mark.parametrize("path", BOOK, ids=lambda path: path.stem)
def test_the_phrases_of_an_attribute_are_understood(path: Path) -> None:
    right = wrong = missed = 0
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        told, known = found(row["text"], path.stem, row.get("under", "")), set(row["claims"])
        known = {claim for claim in known if claim.startswith(f"{path.stem}=")}
        right, wrong, missed = (
            right + len(told & known),
            wrong + len(told - known),
            missed + len(known - told),
        )
    assert right > 30
    assert right / (right + wrong) >= PRECISION
    assert right / (right + missed) >= RECALL.get(path.stem, RECALL_ELSEWHERE)
