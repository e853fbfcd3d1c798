"""The wording of page chrome: `vocabulary/noise.toml` as one frozen table of questions about a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from analysis.errors import VocabularyError
from analysis.read.fold import folded_text
from analysis.read.groups import Groups

_LONGEST = 140
_TOKENS = re.compile(r"[\s|｜·•/>»›→,，、—【】\[\]-]+")
_DECORATION = re.compile(r"^[\W_]{0,6}|(?:更多|换一换|换一批)?[\W_]{0,6}(?:（?\d{1,4}）?)?[\W_]{0,6}$")
_SENTENCE = re.compile(r"[。！？；]")
_CLOSE = re.compile(r"(?<=[。！？])(?![”’）】」』])")
_EDGES = re.compile(r"^[\W_]{1,12}|[\s。！~—–〓=>→*]{1,12}$")
_COUNT = re.compile(r"（\d{1,6}）$")
_PAUSE = re.compile(r"[。！？；：]")
_GAPS = re.compile(r"[\s|·/]+")
_STATED = re.compile(r"\d|[。！？；：，、.（）]")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Cues:
    """Answers whether a line, by its wording alone, is chrome; texts are folded before they are looked at."""

    chrome_names: frozenset[str]
    meta_names: frozenset[str]
    chrome_words: frozenset[str]
    company_words: frozenset[str]
    word_run: re.Pattern[str]
    table_heads: tuple[str, ...]
    contact_labels: frozenset[str]
    groups: Groups
    firm: re.Pattern[str]
    related_names: frozenset[str]
    headline: re.Pattern[str]
    contents: re.Pattern[str]
    count: re.Pattern[str]
    person: re.Pattern[str]
    time: re.Pattern[str]
    author: re.Pattern[str]

    def is_chrome(self, text: str, top: bool = False) -> bool:
        """Whether a line is chrome; `top` says that no sentence of the article stands before it."""
        line = plain(text)
        if self.groups.search(line, "post"):
            return False
        if len(line) > _LONGEST:
            return self.is_keyword_list(text)
        if not _LETTER.search(line) or self._is_anywhere(line):
            return True
        if self.groups.may_be_in(line, "chrome words") and self.word_run.fullmatch(line):
            return True
        if top and self.groups.search(line, "top"):
            return True
        return self._is_words(line, top) or self._is_meta(line, top) or self.is_keyword_list(text)

    def is_related(self, text: str) -> bool:
        """Whether a line is the head of a list of other pages."""
        line = plain(text)
        if len(line) > 24:
            return False
        patterns = self.groups.possible(line, "related")
        if not patterns and not self.groups.may_be_in(line, "related names"):
            return False
        core = _DECORATION.sub("", line)
        return core in self.related_names or any(pattern.fullmatch(core) for pattern in patterns)

    def is_end(self, text: str) -> bool:
        """Whether the article has usually ended where such a line stands."""
        line = plain(text)
        return len(line) <= 2 * _LONGEST and self.groups.search(line, "end")

    def is_comments(self, text: str) -> bool:
        """Whether readers' comments begin with such a line."""
        line = plain(text)
        return len(line) <= 30 and self.groups.search(line, "comments")

    def is_author(self, text: str) -> bool:
        """Whether a comment is marked as the author's own."""
        return bool(self.author.search(plain(text)[:40]))

    def is_contents(self, text: str) -> bool:
        """Whether a line is the head of a table of contents."""
        return bool(self.contents.search(plain(text)))

    def is_trail(self, text: str) -> bool:
        """Whether a line is the trail of sections that leads to a page, or its bar of sections."""
        return self.groups.search(plain(text), "top")

    def is_post_head(self, text: str) -> bool:
        """Whether a line opens a post or an answer of a page where several people write."""
        return self.groups.search(plain(text), "post")

    def is_headline(self, text: str) -> bool:
        """Whether a short line could be the headline of another page."""
        return bool(self.headline.search(plain(text)))

    def is_lead(self, text: str) -> bool:
        """Whether a line ends as a sentence that states something does, and a headline does not."""
        return plain(text).endswith(("。", ".", "；", ";", "，", ",", "：", ":", "、"))

    def is_dated(self, rest: str, text: str) -> bool:
        """Whether a line that holds a date holds little else (`rest` is the line without the date)."""
        if rest == text:
            return False
        left = self.time.sub("", self.person.sub("", self.count.sub("", plain(rest))))
        return len(re.sub(r"[\W_]+", "", left)) <= 12 and not _SENTENCE.search(left)

    def is_keyword_list(self, text: str) -> bool:
        """Whether a line is a string of search phrases: no sentence, one word again and again."""
        line = plain(text)
        if len(line.split()) < 5 or _SENTENCE.search(line):
            return False
        tokens = [token for token in re.split(r"[\s,，、|]+", line) if token]
        if len(tokens) < 5 or max(map(len, tokens)) > 24:
            return False
        pairs: dict[str, int] = {}
        for token in tokens:
            for pair in {token[at : at + 2] for at in range(len(token) - 1)}:
                pairs[pair] = pairs.get(pair, 0) + 1
        return max(pairs.values(), default=0) >= 0.7 * len(tokens)

    def is_card(self, texts: Iterable[str]) -> bool:
        """Whether a run of short lines is a business card: labels for a contact, and a firm or a date."""
        lines = [plain(text) for text in texts]
        labels = {line.split("：", 1)[0] for line in lines} & self.contact_labels
        return len(labels) >= 2 and any(self.firm.search(line) for line in lines)

    def has_contact_label(self, text: str) -> bool:
        """Whether a line starts with the label of a contact (`地址：…`)."""
        return plain(text).split("：", 1)[0] in self.contact_labels

    def is_table_head(self, text: str) -> bool:
        """Whether a cell reads like the head of a column."""
        return any(word in plain(text) for word in self.table_heads)

    def ends_as_table_head(self, text: str) -> bool:
        """Whether a cell ends as the head of a column does: in one of its words, brackets apart."""
        return re.sub(r"（[^）]{0,12}）$", "", plain(text)).endswith(self.table_heads)

    def _is_anywhere(self, line: str) -> bool:
        """Whether at least half of a line is sentences of chrome: one alone takes no others with it."""
        patterns = self.groups.possible(line, "anywhere")
        if not patterns:
            return False
        found = 0
        for sentence in _CLOSE.split(line):
            bare = _EDGES.sub("", sentence)
            known = any(pattern.search(sentence) or pattern.search(bare) for pattern in patterns)
            # Buttons that follow it go with it.
            if known or (found and self._is_words(sentence, False)):
                found += len(sentence)
        return 2 * found >= len(line)

    def _is_words(self, line: str, top: bool) -> bool:
        tokens = _tokens(line) if self.groups.may_be_in(line, "chrome words") else []
        known = [token in self.chrome_words for token in tokens]
        if not any(known):
            return top and _is_bar(line)
        allowed = [
            is_known or token in self.company_words or not _LETTER.search(token)
            for token, is_known in zip(tokens, known, strict=True)
        ]
        listed = (
            len(tokens) >= 3
            and all(len(token) <= (10 if top else 8) for token in tokens)
            and not _PAUSE.search(line)
        )
        return all(allowed) or (listed and (top or sum(known) >= 2))

    def _is_meta(self, line: str, top: bool) -> bool:
        if _SENTENCE.search(line):
            return False
        counts = self.count.findall(line) if self.groups.may_be_in(line, "count") else []
        told = len(counts) > 1 or self.groups.search(line, "person")
        if not (told or (top and (counts or self._is_timed(line)))):
            return False
        left = self.time.sub("", self.count.sub("", self.person.sub("", line)))
        tokens = [token for token in re.split(r"[\W_]+", left) if token not in self.chrome_words]
        return sum(map(len, tokens)) <= (12 if top else 3)

    def _is_timed(self, line: str) -> bool:
        """Whether a line tells a time in digits."""
        times = self.time.findall(line) if self.groups.may_be_in(line, "time") else []
        return any(_DIGIT.search(time) for time in times)


def _tokens(line: str) -> list[str]:
    """The words of a line that stand apart, without counts and brackets."""
    tokens = [
        (_COUNT.sub("", token) if token.endswith("）") else token).strip("：（）【】<>_=[]")
        for token in _TOKENS.split(line)
    ]
    return [token for token in tokens if token]


def _is_bar(line: str) -> bool:
    """Whether a line is short words side by side, as in a bar of sections."""
    words = _GAPS.split(line)
    short = len(words) >= 2 and all(len(word) <= 6 and _LETTER.search(word) for word in words)
    return short and not _STATED.search(line)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A line as the patterns want it: folded, tabs as spaces, at most a few hundred characters."""
    return folded_text(text[:400]).strip().replace("\t", " ")


@lru_cache(maxsize=1)
def cues() -> Cues:
    """Load the cues; raises VocabularyError where the file lacks a list, or a pattern is wrong."""
    source = files("analysis").joinpath("vocabulary", "noise.toml")
    try:
        data: dict[str, Any] = tomllib.loads(source.read_text("utf-8"))
        markers = data["markers"]
        return Cues(
            chrome_names=_words(data["names"]["chrome"]),
            meta_names=_words(data["names"]["meta"]),
            chrome_words=_words(data["words"]["chrome"]),
            word_run=re.compile(_run(data["words"]["chrome"])),
            company_words=_words(data["words"]["company"]),
            table_heads=tuple(sorted(_words(data["table"]["heads"]))),
            contact_labels=_words(data["contact"]["labels"]),
            groups=_groups(data),
            firm=re.compile(data["contact"]["firm"]),
            related_names=_words(markers["related"]),
            headline=re.compile(data["lines"]["headline"]),
            contents=re.compile(data["lines"]["contents"]),
            count=re.compile(_either(data["meta"]["count"])),
            person=re.compile(_either(data["meta"]["person"])),
            time=re.compile(_either(data["meta"]["time"])),
            author=re.compile(markers["author"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise VocabularyError(
            f"vocabulary/noise.toml: not of the expected form ({error}); restore the file"
        ) from None


def _groups(data: Mapping[str, Any]) -> Groups:
    """The lists of the file that lines are asked for again and again."""
    lines, meta, markers = data["lines"], data["meta"], data["markers"]
    patterns = {
        "anywhere": lines["anywhere"],
        "post": lines["post"],
        "top": lines["top"],
        "count": meta["count"],
        "person": meta["person"],
        "time": meta["time"],
        "end": markers["end"],
        "comments": markers["comments"],
        "related": [_related(markers), *markers["readers"]],
    }
    words = {"chrome words": _words(data["words"]["chrome"]), "related names": _words(markers["related"])}
    return Groups({name: _some(group) for name, group in patterns.items()}, words)


def _related(markers: Mapping[str, Any]) -> str:
    """Heads of lists of other pages: words of one list, then words of another."""
    first, second = _either(map(re.escape, markers["first"])), _either(map(re.escape, markers["second"]))
    return f"(?:{first}){{1,2}}的?(?:{second}){{1,2}}"


def _words(values: Iterable[str]) -> frozenset[str]:
    found = frozenset(values)
    if not found:
        raise ValueError("an empty list")
    return found


def _run(words: Iterable[str]) -> str:
    """Three or more chrome words with counts, as buttons side by side read; atomic: no backtracking."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return rf"(?:(?>{'|'.join(longest_first)})[\s\d（）()]*+){{3,}}+"


def _either(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in _some(patterns))


def _some(patterns: Iterable[str]) -> list[str]:
    found = list(patterns)
    if not found:
        raise ValueError("an empty list")
    return found
