"""Text copied off a page, or Markdown → Lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.read.markup import Line, Place, collapse

_HASH = re.compile(r"^\s{0,3}(#{1,6})\s*(?=[^\s#\d])|^\s{0,3}(#{1,6})\s+(?=\S)")
# A row of topics is no heading.
_TAGS = re.compile(r"^\s{0,3}#[^\s#][^#]{0,40}#")
_SETTING = re.compile(r"^\s*(?:[\w-]{1,30}\s*:|-\s)")
_TOLD = re.compile(r"^(title|date|published)\s*:\s*[\"']?(\S[^\"']*)", re.I)
_MOST_SETTINGS = 40
_BULLET = re.compile(r"^\s*(?:[-*+•●○◆◇▪·‧∙➤►]\s+|[•●○◆◇▪·‧∙➤►](?=\S))(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?(?=\S)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,300}?)(?<=\S)\1")
_LINK = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,500}\)|\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")


def text_lines(source: str, markdown: bool = False) -> list[Line]:
    """The lines of a text, one a line break; Markdown's headings, bullets and tables count in both."""
    gap, tables = False, 0
    raw = source.splitlines()
    lines, start = _front_matter(raw)
    for index in range(start, len(raw)):
        whole = raw[index]
        if not whole.strip():
            gap = True
            continue
        cells = _cells(raw, index)
        if cells:
            previous = lines[-1].place if lines else None
            row = previous.row + 1 if previous and not gap and previous.table == tables else 0
            tables += row == 0
            if _is_rule(whole):
                # What stands over the rule is the table's head.
                for at in range(len(lines) - 1, -1, -1):
                    over = lines[at].place
                    if over is None or (over.table, over.row) != (tables, row - 1):
                        break
                    lines[at].place = replace(over, head=True)
                continue
            for column, cell in enumerate(cells):
                text = _plain(cell, markdown)
                if text:
                    lines.append(Line(text, "td", gap=gap, place=Place(tables, row, column, False, (1, 1))))
        else:
            line = _line(whole, markdown, gap)
            if line:
                lines.append(line)
        gap = False
    return lines


def _front_matter(raw: Sequence[str]) -> tuple[list[Line], int]:
    """Settings at the top of a Markdown file: the lines of its title and date, and where the text begins."""
    if not raw or raw[0].strip() != "---":
        return [], 0
    for at, whole in enumerate(raw[1:_MOST_SETTINGS], 1):
        if whole.strip() == "---":
            told = [match for line in raw[1:at] if (match := _TOLD.match(line))]
            tags = {"title": "h1"}
            return [Line(collapse(found[2]), tags.get(found[1].lower(), "p")) for found in told], at + 1
        if whole.strip() and not _SETTING.match(whole):
            break
    return [], 0


def _line(whole: str, markdown: bool, gap: bool) -> Line | None:
    body = _QUOTE.sub("", whole) if _QUOTE.match(whole) else whole
    heading, bullet = _HASH.match(body), _BULLET.match(body)
    tag = "p"
    if heading and not _TAGS.match(body):
        tag, body = f"h{len(heading[1] or heading[2])}", body[heading.end() :].rstrip("# \t")
    elif bullet:
        tag, body = "li", body[bullet.end() :]
    text = _plain(body, markdown)
    bold = _STRONG.fullmatch(body.strip()) is not None
    return Line(text, tag, bold=float(bold), gap=gap) if text else None


def _plain(text: str, markdown: bool) -> str:
    text = _STRONG.sub(r"\2", text)
    if markdown:
        text = _LINK.sub(r"\1", text).replace("`", "")
    return collapse(text)


def _is_rule(line: str) -> bool:
    return "--" in line and not line.strip("|:- \t\r")


def _cells(raw: list[str], index: int) -> list[str]:
    """The cells of a table row: `| a | b |`, or tabs where a neighbouring line has as many."""
    line = raw[index].strip("\r\n ")
    if line.count("|") >= 2 and line.startswith("|"):
        return line.strip("|").split("|")
    tabs = line.strip().count("\t")
    if tabs:
        near = [raw[at].strip().count("\t") for at in (index - 1, index + 1) if 0 <= at < len(raw)]
        if tabs in near:
            return line.strip().split("\t")
    return []
