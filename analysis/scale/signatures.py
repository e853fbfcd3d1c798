"""What is kept of a page's text to find its copies among millions: bands of its passages, and a sketch.

The passages are those of `analysis.copies`: runs of whole sentences of some 80 characters. Of each one a
MinHash of its shingles is cut into bands (locality-sensitive hashing; Indyk and Motwani 1998): two passages
that share most of their shingles have a band in common, two that do not hardly ever have. Bands only name
pairs; how much two pages share is told by their sketches, a fixed eighth of all shingles (those with the
smallest hashes; FracMinHash, Irber et al. 2022), whose overlap estimates that of the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.copies import PASSAGE, SHINGLE

# Passages that are the same meet in every band; of two that share 0.5 (0.7) of their shingles 12 (52) in 100.
# A page has some thirty passages, so that a copy with many changes is still met somewhere.
BANDS, ROWS = 4, 5
KEPT = 8

_NO_LETTER = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_U64 = np.uint64


def _mix(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread what is close together over all 64 bits (the finaliser of SplitMix64; Steele et al. 2014)."""
    mixed = (numbers ^ (numbers >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> _U64(27))) * _U64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> _U64(31)))


def _numbers(count: int) -> npt.NDArray[np.uint64]:
    """So many odd numbers without a pattern, the same on every machine."""
    return _mix(np.arange(1, count + 1, dtype=_U64)) | _U64(1)


_STEPS, _FACTORS, _SHIFTS, _WEIGHTS, _SALTS = np.split(
    _numbers(SHINGLE + 3 * BANDS * ROWS + BANDS), np.cumsum([SHINGLE, *[BANDS * ROWS] * 3])
)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """`bands`: a 64-bit number per band of a passage, sorted; `sketch`: 32-bit hashes of shingles, sorted."""

    bands: npt.NDArray[np.uint64]
    sketch: npt.NDArray[np.uint32]


def sign(folded: str) -> Signature:
    """The signature of a document's folded text; empty for a text shorter than a shingle."""
    pieces = [letters for piece in _SENTENCE.findall(folded) if (letters := _NO_LETTER.sub("", piece))]
    hashes = _shingle_hashes("".join(pieces))
    if not hashes.size:
        return Signature(np.empty(0, _U64), np.empty(0, np.uint32))
    kept = np.unique(hashes[hashes < _U64(2**64 // KEPT)])
    return Signature(
        _bands(hashes, _passages([*map(len, pieces)])), np.unique((kept >> _U64(29)).astype(np.uint32))
    )


def _shingle_hashes(letters: str) -> npt.NDArray[np.uint64]:
    """A 64-bit hash of every run of `SHINGLE` characters, in order."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(_U64)
    if codes.size < SHINGLE:
        return np.empty(0, _U64)
    mixed = np.zeros(codes.size - SHINGLE + 1, _U64)
    for place, step in enumerate(_STEPS):
        mixed += _mix(codes[place : codes.size - SHINGLE + 1 + place] + _U64(place + 1)) * step
    return _mix(mixed)


def _passages(lengths: list[int]) -> list[tuple[int, int]]:
    """Where passages begin and end, in letters: as in `analysis.copies`, one from each sentence on."""
    ends = np.cumsum(lengths)
    total = int(ends[-1])
    starts = ends - lengths
    found = [
        (int(start), int(ends[np.searchsorted(ends, start + PASSAGE)]))
        for start in starts
        if start + PASSAGE <= total
    ]
    return found or [(0, total)]


def _bands(hashes: npt.NDArray[np.uint64], passages: list[tuple[int, int]]) -> npt.NDArray[np.uint64]:
    edges = np.array([(start, end - SHINGLE + 1) for start, end in passages]).ravel()
    values = np.vstack([hashes * factor + shift for factor, shift in zip(_FACTORS, _SHIFTS, strict=True)])
    # One value more, so that a passage may end with the text: `reduceat` takes no edge beyond the last.
    padded = np.pad(values, ((0, 0), (0, 1)), constant_values=np.iinfo(_U64).max)
    least = np.minimum.reduceat(padded, edges, axis=1)[:, ::2]
    rows = least.reshape(BANDS, ROWS, -1)
    banded = _mix((_mix(rows) * _WEIGHTS.reshape(BANDS, ROWS, 1)).sum(axis=1, dtype=_U64) + _SALTS[:, None])
    return np.unique(banded)
