from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu
from told import SMALL, Told, told

from analysis.exports import layout, pack, pptx
from analysis.exports.layout import Cell, Row, Run, balanced, cut, height, wrapped
from analysis.exports.pptx import render
from analysis.exports.slides import FOOT, HEIGHT, WIDTH
from analysis.model import Skipped
from analysis.report import Report, build_report
from analysis.vocabulary import load

FEE = "douyin enterprise fee"
SPEAKERS = ("douyin enterprise", "douyin personal", "weibo personal", "zhihu general")


def report_of(*pages: Told, skipped: tuple[Skipped, ...] = ()) -> Report:
    return build_report((p for p, _ in pages), (c for _, claims in pages for c in claims), skipped)


def rich() -> Report:
    """Everything that the vocabulary knows, said of a few types."""
    parts: list[Any] = []
    for subject in SPEAKERS:
        for attribute in load().attributes:
            for value in attribute.values:
                parts += [(f"说{value.zh}", f"{subject} {attribute.id}", value.id), "。"]
    return report_of(told("a.html", *parts, title="全部", address="https://a.example/1"))


def deck_of(report: Report, lang: Any = "zh") -> Any:
    return Presentation(io.BytesIO(render(report, lang)))


def tables(deck: Any) -> list[tuple[Any, Any]]:
    return [(s, shape.table) for s in deck.slides for shape in s.shapes if shape.has_table]


def texts(slide: Any) -> str:
    """All that a slide shows."""
    told = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [
        cell.text_frame.text for _, table in tables(_One(slide)) for row in table.rows for cell in row.cells
    ]
    return "\n".join([*told, *cells])


class _One:
    def __init__(self, slide: Any) -> None:
        self.slides = [slide]


def titled(deck: Any, start: str) -> list[Any]:
    return [slide for slide in deck.slides if slide.shapes.title.text_frame.text.startswith(start)]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text) if slide.has_notes_slide else ""


@pytest.fixture(scope="module")
def small() -> Any:
    return deck_of(report_of(*SMALL))


@pytest.fixture(scope="module")
def full() -> Any:
    return deck_of(rich())


@pytest.fixture(scope="module", params=["zh", "en"])
def any_deck(request: pytest.FixtureRequest) -> Any:
    return deck_of(rich(), request.param)


def test_the_deck_has_its_parts_in_order(small: Any) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in small.slides]
    order = [
        *(
            "平台账号认证",
            "怎么看这些表",
            "页面说了多少",
            "费用",
            "抖音：各类",
            "其他平台",
            "矛盾：抖音 · 费用",
        ),
        "出处与局限",
    ]
    places = [next(at for at, title in enumerate(titles) if title.startswith(start)) for start in order]
    assert places == sorted(places)


def test_every_slide_is_wide_and_has_a_title_and_a_number(any_deck: Any) -> None:
    assert round(any_deck.slide_width / any_deck.slide_height, 2) == 1.78
    for number, slide in enumerate(any_deck.slides):
        assert slide.shapes.title.text_frame.text
        fields = [field.get("type") for field in slide._element.iter(qn("a:fld"))]
        pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert fields == ([] if number == 0 or pictures else ["slidenum"])
        for picture in pictures:
            assert picture._element.nvPicPr.cNvPr.get("descr")


def test_nothing_reaches_over_the_edge_and_every_row_holds_its_text(any_deck: Any) -> None:
    for slide in any_deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= any_deck.slide_width
            assert shape.top + shape.height <= any_deck.slide_height
    assert len(tables(any_deck)) > 20
    for _, table in tables(any_deck):
        top = next(s.top for s in _.shapes if s.has_table)
        assert Emu(top + sum(row.height for row in table.rows)).inches <= FOOT + 0.01
        for row in table.rows:
            for at, cell in enumerate(row.cells):
                if cell.is_spanned or (cell.is_merge_origin and cell.span_height > 1):
                    continue
                width = sum(table.columns[at + n].width for n in range(cell.span_width))
                runs = [run for paragraph in cell.text_frame.paragraphs for run in paragraph.runs]
                size = max((run.font.size.pt for run in runs), default=18)
                shown = Cell((Run(cell.text_frame.text, any(run.font.bold for run in runs)),))
                needed = len(wrapped(shown, Emu(width).inches, size)) * size * layout.LEADING / 72
                assert needed + 2 * layout.PAD <= Emu(row.height).inches + 0.01, cell.text_frame.text


def test_letters_in_tables_can_be_read_from_the_back(any_deck: Any) -> None:
    sizes = {
        run.font.size.pt
        for _, table in tables(any_deck)
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert min(sizes) >= 18


def test_every_value_of_a_type_stands_on_its_slides(full: Any) -> None:
    shown = "".join(texts(slide) for slide in titled(full, "抖音 · 企业认证"))
    shown = re.sub(r"\s", "", shown)
    for attribute in load().attributes:
        for value in attribute.values:
            assert re.sub(r"\s", "", value.zh) in shown


def test_what_no_page_mentions_has_no_sign(small: Any) -> None:
    slide = titled(small, "抖音：各类认证对照")[0]
    table = tables(_One(slide))[0][1]
    heads = [cell.text_frame.text for cell in table.rows[0].cells]
    rows = {row.cells[1].text_frame.text: row.cells for row in table.rows}
    fee = [cell.text_frame.text for cell in rows["费用"]]
    assert (fee[heads.index("企业认证")], fee[heads.index("个人认证")]) == (
        "≠ 矛盾：免费 ×1 / 600 元 ×1",
        "未提及",
    )
    assert rows["退费"][heads.index("企业认证")].text_frame.text == "✗ 不退"
    assert rows["所需资料"][heads.index("个人认证")].text_frame.text == "✓ 身份证"
    grounds = {
        str(cells[heads.index(type_)].fill.fore_color.rgb)
        for cells, type_ in (
            (rows["费用"], "企业认证"),
            (rows["费用"], "个人认证"),
            (rows["退费"], "企业认证"),
            (rows["所需资料"], "个人认证"),
        )
    }
    assert len(grounds) == 4


def test_the_ways_out_are_a_picture_and_a_table(full: Any) -> None:
    picture, table = titled(full, "抖音：退出的路")[0], titled(full, "退出：")[0]
    assert [shape.shape_type for shape in picture.shapes if shape.shape_type == 13]
    assert "抖音各类认证" in notes(picture)
    assert "没有通道" in texts(table)
    assert "抖音 · 企业认证\n" in notes(table)


def test_what_is_not_told_is_no_slide() -> None:
    deck = deck_of(report_of(told("a.html", ("一年", "weibo personal validity", "1y"))))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    absent = ("费用", "退出", "微博：退出", "其他平台", "矛盾", "其余矛盾", "按页面的说法")
    assert not [title for title in titles if title.startswith(absent)]
    assert any(title.startswith("微博：各类认证对照") for title in titles)


def test_a_dispute_has_both_sentences_and_their_pages(small: Any) -> None:
    (slide,) = titled(small, "矛盾：抖音 · 费用")
    shown = texts(slide)
    assert "“😀抖音企业认证要先交钱，一年六百元。”" in shown
    assert "一分钱不收" in shown
    assert "抖音蓝V收多少钱（2023-05-01）" in shown
    assert "取舍（按来源多数）：未定" in shown
    bold = [run.text for run in slide._element.iter(qn("a:r")) if run.find(qn("a:rPr")).get("b") == "1"]
    assert {"一年六百元", "一分钱不收"} <= set(bold)
    assert "https://a.example/fee?x=1&y=2" in notes(slide)


def test_the_notes_name_the_source_of_every_cell(small: Any) -> None:
    said = notes(titled(small, "抖音：各类认证对照")[0])
    assert (
        "企业认证 · 退费 · 不退：“概不退还” 抖音蓝V收多少钱，2023-05-01，https://a.example/fee?x=1&y=2"
        in said
    )
    assert "“要身份证” 认证免费吗" in said


def test_a_question_is_shown_without_and_then_with_its_answer() -> None:
    fees = ("六百", FEE, "CNY600"), ("不要钱", "douyin personal fee", "free")
    slides = [s for s in deck_of(report_of(told("a.html", *fees))).slides if "测验 1/2" in texts(s)]
    question, answer = slides
    assert "✓" not in texts(question)
    assert "答案" not in texts(question)
    assert texts(answer).count("✓") == 1
    assert "原话：“" in texts(answer)
    assert notes(question) == notes(answer) != ""


def test_only_platforms_with_types_to_compare_come_in_full(full: Any) -> None:
    assert titled(full, "抖音 · 企业认证")
    assert not titled(full, "微博 · ")
    (*_, overview) = titled(full, "其他平台")
    assert "微博" in "".join(texts(slide) for slide in titled(full, "其他平台")), texts(overview)
    # Certification in general alone is nothing to compare.
    assert not titled(full, "知乎 · ")


def test_a_type_of_which_little_is_told_stands_below_the_others() -> None:
    parts = [
        (f"说{a.id}", f"douyin enterprise {a.id}", a.values[0].id) for a in load().attributes if a.values
    ]
    deck = deck_of(report_of(told("a.html", *parts, ("免", "douyin institution fee", "free"))))
    last = titled(deck, "抖音：各类认证对照")[-1]
    assert "机构认证\n费用：✓ 免费" in texts(last)


def test_few_disputes_are_told_at_length_and_the_others_in_a_table(full: Any) -> None:
    assert len(titled(full, "矛盾：")) == pptx.DISPUTES
    rows = [row for slide, table in tables(full) if slide in titled(full, "其余矛盾") for row in table.rows]
    pages = len(titled(full, "其余矛盾"))
    assert len(rows) - pages == pptx.MORE_DISPUTES


def test_fonts_are_such_as_windows_and_macos_have() -> None:
    with zipfile.ZipFile(io.BytesIO(render(report_of(*SMALL)))) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
        named = {
            font
            for part in parts.namelist()
            if re.match(r"ppt/slides/slide\d+\.xml", part)
            for font in re.findall(r'typeface="([^"]+)"', parts.read(part).decode())
        }
    assert re.findall(r'<a:ea typeface="([^"]*)"', theme) == [pack.FONT] * 2
    assert re.findall(r'<a:latin typeface="([^"]*)"', theme)[:2] == ["Arial"] * 2
    assert named <= {pack.FONT}


def test_the_same_pages_in_any_order_give_the_same_bytes() -> None:
    assert render(report_of(*SMALL)) == render(report_of(*reversed(SMALL)))


@pytest.mark.parametrize("seed", ["1", "77"])
def test_another_run_gives_the_same_bytes(seed: str) -> None:
    program = (
        "from hashlib import sha256; from told import SMALL; from analysis import exports;"
        "from analysis.report import build_report;"
        "r = build_report((p for p, _ in SMALL), (c for _, cs in SMALL for c in cs));"
        "print(sha256(b''.join(f(r, 'zh') for f in exports.FORMATS.values())).hexdigest())"
    )
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == _here()


def _here() -> str:
    from hashlib import sha256

    from analysis import exports

    report = report_of(*SMALL)
    return sha256(b"".join(f(report, "zh") for f in exports.FORMATS.values())).hexdigest() + "\n"


def test_nothing_in_the_file_tells_when_it_was_made() -> None:
    data = render(report_of(*SMALL))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = Presentation(io.BytesIO(data)).core_properties
    assert core.created == core.modified
    assert core.created.year == 1980
    assert (core.author, core.title) == ("Renzheng", "平台账号认证：页面怎么说")


@pytest.mark.parametrize("text", ["\x00\x0b\x1f", "\ufffe", "_x0041_", "😀", "]]>&<b>\"'", "a\n\nb", "=1+1"])
def test_a_text_of_a_page_stays_text(text: str) -> None:
    pages = (
        told("a.html", f"前{text}", (f"六百{text}", FEE, "CNY600"), f"{text}后", title=text),
        told("b.html", f"前{text}", (f"免费{text}", FEE, "free"), f"{text}后", title=text),
    )
    (slide,) = titled(deck_of(report_of(*pages)), "矛盾：抖音 · 费用")
    shown = pack.plain(" ".join(f"六百{text}".split()))
    assert shown in texts(slide)
    assert shown in notes(slide)


def test_a_run_without_any_claim_still_makes_a_deck() -> None:
    deck = deck_of(report_of(told("a.html", "什么也没说。"), skipped=(Skipped("x.pdf", "not a page"),)))
    assert len(deck.slides) == 2
    assert "没有找到关于认证的说法" in texts(deck.slides[1])
    assert "没有读成的文件：1 个" in texts(deck.slides[1])


def test_in_english_only_the_pages_are_chinese() -> None:
    deck = deck_of(report_of(*SMALL), "en")
    for slide in deck.slides:
        if not slide.shapes.title.text_frame.text.startswith(("Disputed", "According")):
            assert not re.search(r"[\u4e00-\u9fff]", texts(slide))


def test_a_row_higher_than_a_slide_is_cut_between_lines_and_loses_nothing() -> None:
    text = "".join(f"第{number}句话说得很长很长，" for number in range(300))
    row = Row((Cell((Run("权益", True),)), Cell((Run("✓ ", True), Run(text)))), "出处")
    widths, room = [2.0, 6.0], 5.0
    pieces = list(cut([row], widths, 18, room, "（续）"))
    assert len(pieces) > 3
    assert "".join(run.text for piece in pieces for run in piece.cells[1].runs) == f"✓ {text}"
    assert [piece.cells[0].runs[-1].text for piece in pieces] == ["权益", *["（续）"] * (len(pieces) - 1)]
    assert all(height(piece, widths, 18) <= room for piece in pieces)
    assert {piece.note for piece in pieces} == {"出处"}


def test_rows_go_on_as_few_slides_as_hold_them_about_equally_full() -> None:
    rows = [Row((Cell((Run("一行"),)),), least=1.0) for _ in range(11)]
    pages = list(balanced(rows, [3.0], 18, 5.0))
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [row for page in pages for row in page] == rows
    assert list(balanced([], [3.0], 18, 5.0)) == []


def test_slides_and_workbook_have_the_same_words_with_the_same_blanks_in_both_languages() -> None:
    told = tomllib.loads((Path(pack.__file__).parent / "pack.toml").read_text("utf-8"))
    blanks = {
        lang: {
            (part, name): sorted(re.findall(r"\{(\w+)\}", text))
            for part, named in told[lang].items()
            for name, text in named.items()
        }
        for lang in ("zh", "en")
    }
    assert blanks["zh"] == blanks["en"]


def test_what_xml_cannot_hold_becomes_a_sign() -> None:
    assert pack.plain("a\x00\ud800\ufffe\t\n😀") == "a���\t\n😀"


def test_the_slide_is_as_large_as_it_says(small: Any) -> None:
    assert round(Emu(small.slide_width).inches, 2) == round(WIDTH, 2)
    assert round(Emu(small.slide_height).inches, 2) == HEIGHT
