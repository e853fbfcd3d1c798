"""What slides are written in (DrawingML), where the library's way, property by property, takes too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches

from analysis.charts.style import DENIED, DISPUTED, LINE, STATED
from analysis.exports.layout import LEADING, PAD, SIDE_PAD, Run
from analysis.exports.matrix import SYMBOLS
from analysis.exports.pack import BAR, FONT, SIDE_GROUND, plain
from analysis.vocabulary import Lang

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
LANGUAGE = {"zh": "zh-CN", "en": "en-US"}
LATIN = "Arial"
SIGNS = frozenset(SYMBOLS.values()) - {""}


def fill(
    body: Any,
    texts: Iterable[Sequence[Run]],
    size: float,
    lang: Lang,
    space: float = 0,
    centred: bool = False,
) -> None:
    """Puts paragraphs of runs into a text body, in place of what is there.

    The height of lines is told in points, since fonts differ in it.
    """
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for runs in texts:
        body.append(_paragraph(runs, size, lang, space, centred))


def dress_cell(cell: Any, ground: str) -> None:
    """Gives a table cell its ground, thin borders and margins."""
    sides = "".join(f'<a:{side} w="9525">{_ink(LINE)}</a:{side}>' for side in ("lnL", "lnR", "lnT", "lnB"))
    wide, high = Inches(SIDE_PAD), Inches(PAD)
    margins = f'marL="{wide}" marR="{wide}" marT="{high}" marB="{high}" anchor="ctr"'
    cell.replace(
        cell.get_or_add_tcPr(),
        parse_xml(f'<a:tcPr xmlns:a="{DRAWING}" {margins}>{sides}{_ink(ground)}</a:tcPr>'),
    )


def dress_theme(blob: bytes) -> bytes:
    """The theme with fonts that Windows and macOS have, and the colours of the charts."""
    theme: Any = parse_xml(blob)
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        for tag, font in (("a:latin", LATIN), ("a:ea", FONT)):
            fonts.find(qn(tag)).set("typeface", font)
        for script in fonts.iter(qn("a:font")):
            if script.get("script") in ("Hans", "Hant"):
                script.set("typeface", FONT)
    colours = {"dk2": BAR, "lt2": SIDE_GROUND, "accent1": STATED, "accent2": DENIED, "accent3": DISPUTED}
    for name, colour in colours.items():
        for place in theme.iter(qn(f"a:{name}")):
            told: Any = OxmlElement("a:srgbClr")
            told.set("val", colour[1:])
            place.replace(place[0], told)
    return bytes(serialize_part_xml(theme))


def _paragraph(runs: Sequence[Run], size: float, lang: Lang, space: float, centred: bool) -> Any:
    align = ' algn="ctr"' if centred else ""
    spacing = f'<a:lnSpc><a:spcPts val="{round(size * LEADING * 100)}"/></a:lnSpc>'
    spacing += (
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="{round(space * 100)}"/></a:spcAft>'
    )
    told = "".join(_run(run, size, lang) for run in runs)
    # An empty cell gets its height from here; without it a program takes letters of its own size.
    end = f'<a:endParaRPr lang="{LANGUAGE[lang]}" sz="{round(size * 100)}"/>'
    return parse_xml(
        f'<a:p xmlns:a="{DRAWING}"><a:pPr{align} hangingPunct="0">{spacing}</a:pPr>{told}{end}</a:p>'
    )


def _run(run: Run, size: float, lang: Lang) -> str:
    language = LANGUAGE["zh" if _chinese(run.text) else lang]
    look = f'lang="{language}" sz="{round(size * 100)}" b="{int(run.bold)}"'
    font = ""
    if run.text.strip() in SIGNS:
        # With one font for both scripts a sign looks the same before Chinese and before Latin.
        font = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    return f"<a:r><a:rPr {look}>{_ink(run.colour)}{font}</a:rPr><a:t>{escape(plain(run.text))}</a:t></a:r>"


def _ink(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'


def _chinese(text: str) -> bool:
    return any("\u2e80" <= sign <= "\u9fff" for sign in text)
