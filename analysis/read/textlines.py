"""Text copied off a page, or Markdown → Lines."""

from __future__ import annotations

import re

from analysis.read.markup import Line, Place, collapse

_HASH = re.compile(r"^\s{0,3}(#{1,6})\s*(?=[^\s#\d])|^\s{0,3}(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"^\s*(?:[-*+•●○◆◇▪·‧∙➤►]\s+|[•●○◆◇▪·‧∙➤►](?=\S))(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?(?=\S)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,300}?)(?<=\S)\1")
_LINK = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,500}\)|\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")


def text_lines(source: str, markdown: bool = False) -> list[Line]:
    """The lines of a text, one a line break; Markdown's headings, bullets and tables count in both."""
    lines: list[Line] = []
    gap, tables = False, 0
    raw = source.splitlines()
    for index, whole in enumerate(raw):
        if not whole.strip():
            gap = True
            continue
        cells = _cells(raw, index)
        if cells:
            previous = lines[-1].place if lines else None
            row = previous.row + 1 if previous and not gap and previous.table == tables else 0
            tables += row == 0
            if _is_rule(whole):
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


def _line(whole: str, markdown: bool, gap: bool) -> Line | None:
    body = _QUOTE.sub("", whole) if _QUOTE.match(whole) else whole
    heading, bullet = _HASH.match(body), _BULLET.match(body)
    tag = "p"
    if heading:
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
