"""How good the claims are on the labelled pages, and the floors under that.

Floors stand in `floors.toml` with a hash of the labelled pages. `python tests/accuracy.py --pin` raises them
to what is measured now; a floor that would fall is refused unless `--lower` says so, which shows in the diff.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from analysis.claims import extract
from analysis.clean import clean
from analysis.read import read_pages
from analysis.score import Tally, judge, labels_path, read_labels, tally, tally_by

ROOT = Path(__file__).parents[1]
FLOORS = Path(__file__).with_name("floors.toml")
SETS = {"pages": ROOT / "corpus" / "pages", "written": ROOT / "corpus" / "written"}


@lru_cache(maxsize=2)
def measured(name: str) -> tuple[Tally, dict[str, Tally]]:
    """The tally of a set of labelled pages, over all and by attribute."""
    pages, skipped = read_pages([SETS[name]], root=SETS[name])
    assert not skipped
    labels = {page.id: read_labels(labels_path(SETS[name] / page.id)) for page in pages}
    verdicts = judge([claim for page in pages for claim in extract(clean(page))], labels)
    return tally(verdicts), tally_by(verdicts, "attribute")


def rates(name: str) -> dict[str, float]:
    """What is held to a floor: the rates over all, and F1 by attribute."""
    total, by_attribute = measured(name)
    whole = {"precision": total.precision, "recall": total.recall, "f1": total.f1, "evidence": total.evidence}
    return whole | {f"f1.{attribute}": part.f1 for attribute, part in sorted(by_attribute.items())}


def fingerprint(name: str) -> str:
    """A hash of the pages and labels of a set: floors mean nothing on other pages."""
    digest = hashlib.sha256()
    for path in sorted(p for p in SETS[name].rglob("*") if p.is_file()):
        digest.update(path.relative_to(SETS[name]).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def floors() -> dict[str, dict[str, object]]:
    """What is pinned, by set."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def pinned(lower: bool) -> Iterator[str]:
    """The lines of a new `floors.toml`; SystemExit where a floor would fall and `lower` is False."""
    yield "# Floors under the accuracy of claims; tests fail below. Made by `python tests/accuracy.py --pin`."
    for name in SETS:
        old, labelled = floors().get(name, {}), fingerprint(name)
        yield f'\n[{name}]\nlabelled = "{labelled}"'
        for rate, value in rates(name).items():
            floor = int(value * 1000) / 1000
            before = old.get(rate)
            if isinstance(before, float) and floor < before and old["labelled"] == labelled and not lower:
                sys.exit(
                    f"{name} {rate}: {floor:.3f} is below the floor of {before:.3f}; mend it or say --lower"
                )
            yield f'"{rate}" = {floor:.3f}'


def main() -> None:
    """Print the rates, or pin them as floors."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pin", action="store_true", help="make what is measured now the floors")
    options.add_argument("--lower", action="store_true", help="let floors fall")
    chosen = options.parse_args()
    if chosen.pin:
        FLOORS.write_text("\n".join(pinned(chosen.lower)) + "\n", encoding="utf-8")
    for name in SETS:
        print(name, *(f"{rate} {value:.3f}" for rate, value in rates(name).items()), sep="\n  ")


if __name__ == "__main__":
    main()
