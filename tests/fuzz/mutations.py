"""Pages spoilt at random: every page of a run can be made again from its seed and its number."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from analysis.read import SUFFIXES, find_pages

HOUSE = Path(__file__).parent.parent.parent
CORPORA = (HOUSE / "corpus" / "pages", HOUSE / "corpus" / "written")

# Made up for this: what breaks programs elsewhere, put amid words that are looked for.
NAUGHTY: tuple[str, ...] = tuple(json.loads((Path(__file__).parent / "naughty.json").read_text("utf-8")))

Mutation = Callable[[bytes, random.Random], bytes]


@lru_cache(maxsize=1)
def originals() -> tuple[tuple[str, bytes], ...]:
    """Every page of both corpora: its suffix and its bytes."""
    return tuple((page.path.suffix, page.path.read_bytes()) for page in find_pages(CORPORA, HOUSE))


def spoilt(seed: int, number: int) -> tuple[str, bytes]:
    """Page `number` of a run: suffix and bytes, one to four mutations away from a page of a corpus."""
    chance = random.Random(f"{seed}-{number}")
    suffix, data = chance.choice(originals())
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 4)):
        data = mutation(data, chance)
    return (chance.choice(SUFFIXES) if chance.random() < 0.1 else suffix), data


def _span(data: bytes, chance: random.Random, most: int) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, most))


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """Some bits are the other way round."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200)) if spoilt else 0):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """The end is missing, now and then the beginning."""
    at = chance.randint(0, len(data))
    return data[at:] if chance.random() < 0.2 else data[:at]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A piece is missing."""
    start, end = _span(data, chance, 400)
    return data[:start] + data[end:]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A piece is there many times."""
    start, end = _span(data, chance, 60)
    return data[:end] + data[start:end] * chance.choice((1, 5, 100)) + data[end:]


def splice(data: bytes, chance: random.Random) -> bytes:
    """A piece of another page, maybe in another encoding, in the middle."""
    other = chance.choice(originals())[1]
    start, end = _span(other, chance, 2000)
    at = chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def insert_naughty(data: bytes, chance: random.Random) -> bytes:
    """A few of `NAUGHTY`, between whole characters for the most part."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        while chance.random() < 0.9 and at < len(data) and data[at] & 0xC0 == 0x80:
            at += 1
        data = data[:at] + chance.choice(NAUGHTY).encode() + data[at:]
    return data


def insert_noise(data: bytes, chance: random.Random) -> bytes:
    """Bytes without a meaning."""
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 2, 30))) + data[at:]


def recode(data: bytes, chance: random.Random) -> bytes:
    """The same text in another encoding, whatever the page declares."""
    codecs = ("gb18030", "big5hkscs", "utf-16", "utf-16-be", "utf-8-sig", "hz", "utf-7", "cp1252")
    return data.decode("utf-8", "replace").encode(chance.choice(codecs), "ignore")


def shuffle_lines(data: bytes, chance: random.Random) -> bytes:
    """Lines in another order: elements close before they open."""
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def swap_angles(data: bytes, chance: random.Random) -> bytes:
    """Some angle brackets are others."""
    parts = data.split(b"<")
    return b"".join(
        part + (chance.choice((b"<", b"<", b"<", b">", b"", b"</")) if part else b"<") for part in parts
    )


MUTATIONS: Sequence[Mutation] = (
    *(flip_bits, cut_off, cut_out, repeat, splice, insert_naughty, insert_naughty),
    *(insert_noise, recode, shuffle_lines, swap_angles),
)
