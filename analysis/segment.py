"""Document → sentences and words with offsets. The only room that knows jieba.

Where rjieba (extra `fast`) is installed, it cuts what it cuts as jieba does, and that is nearly all text; the
words are the same with it and without.
"""

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
    import rjieba

# A sentence ends at final punctuation with the closing marks that follow it, or where its block ends.
_END = re.compile(r"[。！？；!?;]+[”」』）)】\"']*|\n+")
# Longer than any word list entry of a browser page; a guard for text without any punctuation.
LONGEST_SENTENCE = 600
# Both engines part a text into blocks of ideographs and these signs, and cut each by itself. They disagree
# about blocks with a sign that is no ideograph to jieba (1-3个, 2024.05), and about nothing else.
_HAN = "\u4e00-\u9fd5"
_DISPUTED = r"a-zA-Z0-9+#&._%\-\u9fd6-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002fa1f\ud800-\udfff"
# A block with such a sign; looked for only where a block begins, so that time grows no faster than the text.
_DISPUTED_BLOCK = re.compile(f"((?<![{_HAN}{_DISPUTED}])[{_HAN}]*+[{_DISPUTED}][{_HAN}{_DISPUTED}]*)")
# 费 费费 and 费费 费 are equally likely: the last digit of a sum decides, and the engines' sums differ in it.
_TIED = re.compile(rf"([{_HAN}]{{1,3}})\1\1")


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
def _engines(vocabulary: Vocabulary | None) -> tuple[jieba.Tokenizer, rjieba.Jieba | None]:
    """Jieba, and its fast double with the same words in it where that is installed."""
    import logging

    import jieba

    try:
        import rjieba
    except ImportError:
        fast = None
    else:
        fast = rjieba.Jieba()
    jieba.setLogLevel(logging.ERROR)
    # An own tokenizer: jieba's module functions share one, and its loading would log to stderr.
    reference = jieba.Tokenizer()
    reference.initialize()
    if vocabulary is None:
        return reference, fast
    known = 0
    for word in map(str.lower, vocabulary.words):
        known += reference.FREQ.get(word, 0)
        reference.add_word(word)
        if fast:
            fast.add_word(word, reference.FREQ[word], None)
    if fast:
        # Jieba's total goes on counting how often a word was before it was added, and every chance hangs on
        # the total; so the rest is given to a word that no text is cut into.
        fast.add_word("\n\n", known, None)
    return reference, fast


def cut(text: str, domain_words: bool = True, fast: bool = True) -> list[str]:
    """The words of `text` as jieba cuts them, with the domain's words (认证费, 蓝V …) kept whole.

    `fast=False` cuts by jieba alone, also where rjieba is installed: the same words, more slowly.
    """
    reference, engine = _engines(load() if domain_words else None)
    if engine is None or not fast:
        return list(reference.cut(text))
    found: list[str] = []
    for number, piece in enumerate(_DISPUTED_BLOCK.split(text)):
        disputed = number % 2 or _TIED.search(piece)
        found += reference.cut(piece) if disputed else engine.cut(piece)
    return found


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
