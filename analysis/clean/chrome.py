"""Which lines of a page are its main text: names, links, position and wording tell the chrome around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from analysis.clean.lines import (
    ORDINAL,
    PROSE_END,
    SHORT,
    boxes,
    container,
    find_title,
    is_prose,
    is_teaser,
    on_card,
    squeeze,
)
from analysis.read.cues import cues, plain
from analysis.read.markup import Box, Line

_CHROME_TAGS = frozenset(("nav", "aside", "footer", "menu"))
_NEVER = frozenset(("body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th"))
_BEGINS = re.compile(rf"{ORDINAL.pattern}|[：？]$")
_META_LENGTH = 80
_MOST = 0.6
# No article has more; a file of nothing else must not take quadratic time.
_MARKERS = 200


def keep_main(lines: Sequence[Line], title: str | None) -> list[Line]:
    """The lines of the main text in their order, the title's line among them where the page shows it."""
    if not lines:
        return []
    for by_place in (True, False):
        sieve = _Sieve(lines, title)
        if by_place:
            sieve.drop_named()
        sieve.drop_linked()
        if by_place:
            sieve.drop_above_title()
        sieve.drop_after_markers()
        sieve.drop_cards()
        sieve.drop_worded()
        sieve.drop_contents()
        sieve.drop_teasers()
        kept = [line for line, keep in zip(lines, sieve.keep, strict=True) if keep]
        # A page whose elements all seem to be chrome has misleading names: then its wording decides alone.
        if any(line.text != title for line in kept):
            return kept
    return kept


class _Sieve:
    """The lines of one page and which of them are still in."""

    def __init__(self, lines: Sequence[Line], title: str | None) -> None:
        self.lines = lines
        self.keep = [True] * len(lines)
        self.prose = [is_prose(line) for line in lines]
        self.title = find_title(lines, title)
        sizes = (len(line.text) if prose else 0 for line, prose in zip(lines, self.prose, strict=True))
        self.prose_sums = [0, *accumulate(sizes)]

    def drop(self, start: int, end: int) -> None:
        for index in range(start, end):
            self.keep[index] = self.keep[index] and index == self.title

    def prose_in(self, start: int, end: int) -> int:
        return self.prose_sums[end] - self.prose_sums[start]

    def drop_named(self) -> None:
        """Elements that are chrome by tag, class or id, save those that hold the title or the article."""
        total = max(1, self.prose_sums[-1])
        first_prose = next((at for at, prose in enumerate(self.prose) if prose), len(self.lines))
        done = 0
        for box in boxes(self.lines):
            holds_title = self.title is not None and box.first <= self.title < box.last
            if box.tag in _NEVER or holds_title or box.last <= done:
                continue
            prose = self.prose_in(box.first, box.last)
            named = box.tag in _CHROME_TAGS or not box.names.isdisjoint(cues().chrome_names)
            chrome = named and prose < _MOST * total and not (prose and self._is_note(box))
            early = box.first < first_prose and not prose
            if chrome or (early and self._is_meta(box)):
                self.drop(box.first, box.last)
                done = box.last

    def _is_note(self, box: Box) -> bool:
        """An aside that is a remark of the article: sentences without links."""
        inside = self.lines[box.first : box.last]
        return box.tag == "aside" and not any(
            line.linked > 0.5 or cues().is_related(line.text) for line in inside
        )

    def _is_meta(self, box: Box) -> bool:
        named = box.tag == "header" or not box.names.isdisjoint(cues().meta_names)
        # No line is empty: many lines are many characters, and boxes in boxes need not count them each.
        if not named or box.last - box.first > _META_LENGTH:
            return False
        inside = self.lines[box.first : box.last]
        small = sum(len(line.text) for line in inside) <= _META_LENGTH
        return small and not any(line.level for line in inside)

    def drop_linked(self) -> None:
        """Lines that are nothing but links, unless an anchor left open makes one of the whole article."""
        linked = [index for index, line in enumerate(self.lines) if line.linked > 0.9 and not line.place]
        sentences = [index for index in linked if PROSE_END.search(self.lines[index].text)]
        if sum(len(self.lines[index].text) for index in sentences) > self.prose_sums[-1]:
            return
        for index in linked:
            line = self.lines[index]
            if line.tag == "h1":
                continue
            card = line.box.parent if line.box and line.level else None
            # A linked heading that opens an element of a few lines: the teaser of another page.
            teaser = card is not None and card.first == index and card.last - index <= 4
            self.drop(index, card.last if card and teaser else index + 1)

    def drop_above_title(self) -> None:
        """What stands above the title, unless much of the article does; a text's opening may come first."""
        if self.title is None or self.prose_in(0, self.title) >= 0.3 * max(1, self.prose_sums[-1]):
            return
        for index in range(self.title):
            if self.lines[index].box or not self.prose[index]:
                self.drop(index, index + 1)

    def drop_after_markers(self) -> None:
        """What follows the head of a list of other pages, the article's end or the head of the comments."""
        seen = 0
        for index, line in enumerate(self.lines):
            if not self.keep[index] or index == self.title or line.place or seen > _MARKERS:
                continue
            related, end = cues().is_related(line.text), cues().is_end(line.text)
            comments = cues().is_comments(line.text)
            if comments and self._author_answers(index):
                self.drop(index, index + 1)
            elif related or end or comments:
                self.drop(index, self._resume(index, related, comments))
                seen += 1

    def _author_answers(self, index: int) -> bool:
        """Whether the author writes among the comments below a line: then they belong to the page."""
        last = container(self.lines, index)[1]
        return any(cues().is_author(self.lines[at].text) for at in range(index + 1, min(last, index + 60)))

    def _resume(self, index: int, related: bool, comments: bool) -> int:
        first, last = container(self.lines, index)
        last = self.title if self.title is not None and index < self.title < last else last
        rest = [at for at in range(index + 1, last) if self.keep[at]]
        proper = [at for at in rest if self.prose[at] and self.lines[at - 1].linked < 0.9]
        before = sum(len(self.lines[at].text) for at in range(index) if self.keep[at] and at != self.title)
        after = sum(len(self.lines[at].text) for at in rest)
        if len(proper) >= 2 and 3 * len(proper) >= len(rest) and not comments:
            return self._step_back(index, proper[0]) if related else index + 1
        box = self.lines[index].box
        alone = first == index and box is not None and box.parent is not None
        if (related and alone) or before >= 0.3 * after:
            return last
        if not related:
            return index + 1
        return next((at for at in rest if self.prose[at] or (at > index + 1 and self.lines[at].gap)), last)

    def _step_back(self, index: int, at: int) -> int:
        """A resuming sentence takes its heading with it."""
        head = at - 1
        if head <= index:
            return at
        line = self.lines[head]
        marked = line.level or line.bold > 0.9 or bool(ORDINAL.search(plain(line.text)))
        return head if marked or plain(line.text).endswith("？") else at

    def drop_cards(self) -> None:
        """Runs of short lines that are a business card."""
        run: list[int] = []
        for index in [*range(len(self.lines)), -1]:
            line = self.lines[index]
            if index >= 0 and index != self.title and not line.place and on_card(line.text):
                run.append(index)
                continue
            if len(run) >= 3 and cues().is_card(self.lines[at].text for at in run):
                self.drop(run[0], run[-1] + 1)
            run = []

    def drop_worded(self) -> None:
        """Lines that are chrome by their wording, and repetitions of the title."""
        seen = False
        headline = squeeze(self.lines[self.title].text) if self.title is not None else ""
        for index, line in enumerate(self.lines):
            if not self.keep[index]:
                continue
            heading = line.level > 0
            if line.place:
                seen = True
                continue
            # Folding makes no text longer: what is shorter need not be folded.
            repeats = headline and len(line.text) >= len(headline) and headline == squeeze(line.text)
            repeated = repeats and index != self.title
            top = not seen and not heading
            # No prose is chrome, save what is so at the top only.
            if repeated or ((top or not self.prose[index]) and cues().is_chrome(line.text, top)):
                self.drop(index, index + 1)
            begun = self.prose[index] or heading or _BEGINS.search(plain(line.text))
            seen = seen or bool(self.keep[index] and index != self.title and begun)

    def drop_contents(self) -> None:
        """A table of contents: its head and the lines below it that the page repeats as headings."""
        heads = [
            index
            for index, line in enumerate(self.lines)
            if self.keep[index]
            and not line.place
            and len(line.text) <= SHORT
            and cues().is_contents(line.text)
        ]
        if not heads:
            return
        texts = [squeeze(line.text) if len(line.text) <= 60 else "" for line in self.lines]
        last = {text: index for index, text in enumerate(texts)}
        for index in heads:
            at = index + 1
            while at < len(self.lines) and texts[at] and last[texts[at]] > at:
                at += 1
            if at > index + 2:
                self.drop(index, at)

    def drop_teasers(self) -> None:
        """Headlines of other pages that stand below the article without a head."""
        kept = [index for index, keep in enumerate(self.keep) if keep]
        start = len(kept)
        while start and kept[start - 1] != self.title and is_teaser(self.lines[kept[start - 1]]):
            start -= 1
        # The list is set apart from the article; what stands before that is still its own.
        while start < len(kept) and not self._opens(kept, start):
            start += 1
        run = kept[start:]
        headlines = sum(cues().is_headline(self.lines[index].text) for index in run)
        if len(run) >= 2 and 3 * headlines >= 2 * len(run) and self.prose_in(0, run[0]):
            self.drop(run[0], run[-1] + 1)

    def _opens(self, kept: Sequence[int], at: int) -> bool:
        """Whether the page sets a kept line apart, and the one before it leads to no list."""
        if not at:
            return False
        line, before = self.lines[kept[at]], self.lines[kept[at - 1]]
        text = plain(before.text)
        leads = text.endswith(("：", "——")) or before.level or before.bold > 0.9
        apart = line.gap or kept[at - 1] != kept[at] - 1
        return (
            apart
            and not leads
            and not ORDINAL.search(text)
            and (self.prose[kept[at - 1]] or len(text) > SHORT)
        )
