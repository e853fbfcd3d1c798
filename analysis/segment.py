"""Document → sentences and words with offsets. The only room that knows jieba."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.model import Document, Sentence, Word
from analysis.vocabulary import Vocabulary, load

if TYPE_CHECKING:
    import jieba

# A sentence ends at final punctuation with the closing marks that follow it, or where its block ends.
_END = re.compile(r"[。！？；!?;]+[”」』）)】\"']*|\n+")
# Longer than any word list entry of a browser page; a guard for text without any punctuation.
LONGEST_SENTENCE = 600


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of all blocks, in order; `text` folded, `start`/`end` offsets into `document.text`."""
    found: list[Sentence] = []
    for number, block in enumerate(document.blocks):
        start = bisect_left(document.offsets, block.start)
        end = bisect_left(document.offsets, block.end)
        for s, e in _spans(document.folded, start, end):
            found.append(
                Sentence(document.offsets[s], document.offsets[e - 1] + 1, document.folded[s:e], number)
            )
    return tuple(found)


def _spans(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    while at < end:
        match = _END.search(text, at, end)
        stop = match.end() if match else end
        for piece in range(at, stop, LONGEST_SENTENCE):
            s, e = piece, min(piece + LONGEST_SENTENCE, stop)
            while s < e and text[s].isspace():
                s += 1
            while e > s and text[e - 1].isspace():
                e -= 1
            if s < e:
                yield s, e
        at = stop


@lru_cache(maxsize=4)
def _tokenizer(vocabulary: Vocabulary | None) -> jieba.Tokenizer:
    """An own tokenizer: jieba's module functions share one, and its loading would log to stderr."""
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    if vocabulary is not None:
        for word in vocabulary.words:
            tokenizer.add_word(word.lower())
    return tokenizer


def cut(text: str, domain_words: bool = True) -> list[str]:
    """The words of `text` as jieba cuts them, with the domain's words (认证费, 蓝V …) kept whole."""
    return list(_tokenizer(load() if domain_words else None).cut(text))


def words(document: Document, domain_words: bool = True) -> tuple[Word, ...]:
    """The words of a document with their offsets into `document.text`; white space is left out."""
    found: list[Word] = []
    at = 0
    for word in cut(document.folded, domain_words):
        end = at + len(word)
        if not word.isspace():
            found.append(Word(word, document.offsets[at], document.offsets[end - 1] + 1))
        at = end
    return tuple(found)
