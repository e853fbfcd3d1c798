"""The Parquet dataset that a batch makes: one folder a table, one part a partition.

claims      one row per claim, its evidence as a list; `limits` is its condition without punctuation
pages       one row per page that speaks of certification, or could not be read: `status` is read, skipped
            (with the reason), or set_aside (it killed the worker that read it); `origin` is its address
            without what varies between copies of a link
signatures  one row per page that was read: what its copies are found by (see `analysis.scale.signatures`)
kinds       one row per set of types that a page says exist
documents   the main text of each page with a claim, and its blocks: what evidence is shown in

What was dropped is counted in `done/`: one file a partition, written last. A partition without one is not
done, whatever lies in the other folders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.certainty import limits
from analysis.copies import canonical_address
from analysis.model import Block, Claim, Document, Evidence, Skipped
from analysis.output import write_whole
from analysis.scale.signatures import Signature
from analysis.taxonomy import Kinds

_TEXT, _COUNT = pa.string(), pa.int32()
_TEXTS = pa.list_(_TEXT)
_EVIDENCE = pa.struct(
    [("start", _COUNT), ("end", _COUNT), *((name, _TEXT) for name in ("quote", "prefix", "suffix", "rule"))]
)
_BLOCK = pa.struct(
    [
        *(("kind", _TEXT), ("start", _COUNT), ("end", _COUNT), ("level", _COUNT)),
        *((name, _TEXT) for name in ("row", "column", "caption")),
    ]
)
SCHEMAS: Mapping[str, pa.Schema] = {
    "claims": pa.schema(
        [
            *((name, _TEXT) for name in ("page", "platform", "type", "attribute", "value")),
            *((name, _TEXT) for name in ("condition", "limits", "published")),
            ("evidence", pa.list_(_EVIDENCE)),
        ]
    ),
    "pages": pa.schema(
        [
            *((name, _TEXT) for name in ("page", "status", "title", "published", "address")),
            *(("origin", _TEXT), ("characters", _COUNT), ("n_claims", _COUNT), ("reason", _TEXT)),
        ]
    ),
    "signatures": pa.schema(
        [("page", _TEXT), ("bands", pa.list_(pa.uint64())), ("sketch", pa.list_(pa.uint32()))]
    ),
    "kinds": pa.schema(
        [
            *(("page", _TEXT), ("platform", _TEXT), ("told", _COUNT), ("names", _TEXTS), ("types", _TEXTS)),
            *(("published", _TEXT), ("quote", _TEXT), ("start", _COUNT), ("end", _COUNT)),
        ]
    ),
    "documents": pa.schema(
        [
            *((name, _TEXT) for name in ("page", "text", "title", "address", "published", "encoding")),
            *(("sha256", _TEXT), ("blocks", pa.list_(_BLOCK))),
        ]
    ),
}
DONE = "done"
_CLAIM = ("page", "platform", "type", "attribute", "value", "condition", "published")


@dataclass(slots=True)
class Counts:
    """What became of the pages of a partition: `pages` in, of which `read`, `skipped` and `dropped`."""

    pages: int = 0
    read: int = 0
    skipped: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    claims: int = 0
    quotes: int = 0
    set_aside: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Count another partition in."""
        for name in ("pages", "read", "skipped", "claims", "quotes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, count in other.dropped.items():
            self.dropped[reason] = self.dropped.get(reason, 0) + count
        self.set_aside += other.set_aside

    def adds_up(self) -> bool:
        """True where every page that came in is accounted for."""
        return self.pages == self.read + self.skipped + sum(self.dropped.values())


class Part:
    """The rows of one partition, gathered page by page and written together."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in SCHEMAS}

    def add_read(
        self, document: Document, claims: list[Claim], kinds: list[Kinds], signature: Signature
    ) -> None:
        """A page that was read, and what was found on it."""
        self.counts.read += 1
        self.counts.claims += len(claims)
        self.counts.quotes += sum(len(claim.evidence) for claim in claims)
        told = {"page": document.page, "title": document.title, "published": document.published}
        told["address"] = document.address
        origin = {"origin": (document.address and canonical_address(document.address)) or None}
        size = {"characters": len(document.text), "n_claims": len(claims), "reason": None}
        self._rows["pages"].append({**told, **origin, **size, "status": "read"})
        self._rows["signatures"].append(
            {"page": document.page, "bands": signature.bands, "sketch": signature.sketch}
        )
        self._rows["claims"] += [
            {
                **_fields(claim),
                "limits": limits(claim.condition or ""),
                "evidence": [*map(asdict, claim.evidence)],
            }
            for claim in claims
        ]
        self._rows["kinds"] += [asdict(kind) for kind in kinds]
        if claims:
            text = {"text": document.text, "encoding": document.encoding, "sha256": document.sha256}
            self._rows["documents"].append({**told, **text, "blocks": [*map(asdict, document.blocks)]})

    def add_skipped(self, skipped: Skipped, status: str = "skipped") -> None:
        """A page that could not be read (`skipped`), or must not be (`set_aside`)."""
        self.counts.skipped += 1
        if status == "set_aside":
            self.counts.set_aside.append(skipped.page)
        row = {"page": skipped.page, "status": status, "reason": skipped.reason, "n_claims": 0}
        self._rows["pages"].append({**row, "characters": 0})

    def add_dropped(self, reason: str) -> None:
        """A page that is none that is looked for: counted, and nothing else."""
        self.counts.dropped[reason] = self.counts.dropped.get(reason, 0) + 1

    def write(self, out: Path, number: int) -> None:
        """Writes all tables of the partition, each whole or not at all, and last that it is done."""
        for table, rows in self._rows.items():
            sink = pa.BufferOutputStream()
            content = pa.Table.from_pylist(rows, SCHEMAS[table])
            pq.write_table(content, sink, compression="zstd")
            write_whole(part_path(out, table, number), sink.getvalue().to_pybytes())
        told = json.dumps(asdict(self.counts), ensure_ascii=False, sort_keys=True)
        write_whole(done_path(out, number), told.encode())


def part_path(out: Path, table: str, number: int) -> Path:
    """Where the part of a partition lies."""
    return out / table / f"part-{number:06}.parquet"


def done_path(out: Path, number: int) -> Path:
    """The file that says that a partition is done."""
    return out / DONE / f"part-{number:06}.json"


def read_counts(path: Path) -> Counts:
    """The counts of a partition that is done."""
    return Counts(**json.loads(path.read_text("utf-8")))


def claim_of(row: Mapping[str, Any]) -> Claim:
    """A row of `claims` as the Claim that it was."""
    evidence = tuple(Evidence(**piece) for piece in row["evidence"])
    return Claim(**{name: row[name] for name in _CLAIM}, evidence=evidence)


def blocks_of(row: Mapping[str, Any]) -> tuple[Block, ...]:
    """The blocks of a row of `documents`."""
    return tuple(Block(**block) for block in row["blocks"])


def _fields(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in _CLAIM}
