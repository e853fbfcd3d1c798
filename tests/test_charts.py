from __future__ import annotations

from pathlib import Path

import pytest
from drawn import ALL_PLATFORMS, SOME, assert_nothing_cut_or_overlapping, every_chart, everything, words
from hypothesis import example, given
from hypothesis import strategies as st
from made import FEES, claim
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.charts import across_platforms, comparison_matrix, evidence_counts, house_style, save
from analysis.charts.grid import Band, Cell, Grid, draw
from analysis.charts.text import width_of, wrap
from analysis.compare import cells
from analysis.errors import TableError
from analysis.table import claims_table
from analysis.vocabulary import Lang, load

LANGS: tuple[Lang, ...] = ("zh", "en")


NAMES = tuple(every_chart(SOME))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_fullest_charts_have_nothing_cut_or_overlapping(name: str, lang: Lang) -> None:
    assert_nothing_cut_or_overlapping(every_chart(everything(), lang)[name]())


@pytest.mark.parametrize("name", ["ways_out", "how_sure", "one_attribute", "over_time", "evidence_counts"])
def test_all_platforms_at_their_fullest_have_room(name: str) -> None:
    assert_nothing_cut_or_overlapping(every_chart(everything(ALL_PLATFORMS))[name]())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_one_claim_is_enough_for_every_chart(name: str, lang: Lang) -> None:
    lone = [claim("a.html", "zhihu institution advice", "fine")]
    assert_nothing_cut_or_overlapping(every_chart(lone, lang)[name]())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_of_everything_that_can_be_shown_has_nothing_cut(name: str, lang: Lang) -> None:
    assert_nothing_cut_or_overlapping(every_chart(SOME, lang)[name]())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_message_stands_at_the_head_of_a_chart(name: str, lang: Lang) -> None:
    chart = every_chart(SOME, lang)[name]()
    assert "".join(words(chart)).replace(" ", "").startswith(chart.message.replace(" ", ""))
    assert len(chart.data) > 0


def test_text_that_runs_out_or_over_other_text_is_seen() -> None:
    chart = every_chart(SOME)["cost"]()
    text = max(chart.findobj(Text), key=lambda text: len(text.get_text()))
    text.set_text(text.get_text() * 4)
    with pytest.raises(AssertionError):
        assert_nothing_cut_or_overlapping(chart)
    other = every_chart(SOME)["cost"]()
    first, second = other.findobj(Text)[:2]
    first.set_position(second.get_position())
    with pytest.raises(AssertionError):
        assert_nothing_cut_or_overlapping(other)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("platform", ["douyin", "kuaishou"])
def test_small_charts_have_nothing_cut_or_overlapping(platform: str, lang: Lang) -> None:
    assert_nothing_cut_or_overlapping(comparison_matrix(cells(claims_table(FEES)), platform, lang))


@pytest.mark.parametrize("count", [1, 2, 12])
def test_any_number_of_types_has_room(count: int) -> None:
    long = Cell("conflicting", ("另外一种很长很长很长很长的说法",), ("一种说法 ×1", "相反的说法 ×12"), 13)
    band = Band("申请", tuple((f"第 {n} 个属性", (long,) * count) for n in range(3)), ("退费", "费用"))
    grid = Grid("标题" * 30, ("一类名字很长的认证",) * count, (band,), ((Cell("stated"), "键"),), ("注",))
    assert_nothing_cut_or_overlapping(draw(grid))


def test_the_title_says_the_message() -> None:
    table = cells(claims_table(FEES))
    assert "抖音：页面说到 2 类认证，企业认证说得最全；1 处说法矛盾" in words(
        comparison_matrix(table, "douyin")
    )
    assert "快手：页面只说到企业认证；没有互相矛盾的说法" in words(comparison_matrix(table, "kuaishou"))
    english = words(comparison_matrix(table, "douyin", "en"))
    assert "Douyin: 2 types on the pages, Enterprise covered best; 1 disputed" in english
    fees = "".join(words(across_platforms(table))[:2])
    assert fees == "费用：1 个平台有说法，1 处说法矛盾；有效期：1 个平台有说法，没有互相矛盾的说法"
    counts = words(evidence_counts(table))
    assert "说得最多的是抖音的费用（3 个来源）；30 格里 26 格没有页面提到" in counts


def test_two_types_covered_alike_have_no_best() -> None:
    made = [claim("a.html", f"weibo {kind} fee", "free") for kind in ("personal", "enterprise")]
    title = "微博：页面说到 2 类认证；没有互相矛盾的说法"
    assert title in words(comparison_matrix(cells(claims_table(made)), "weibo"))


def test_each_status_has_its_own_symbol_and_words() -> None:
    shown = words(comparison_matrix(cells(claims_table(FEES)), "douyin"))
    assert {"≠ 3", "× 1", "✓ 1", "未提及"} <= set(shown)
    assert any(line.startswith("矛盾：600 元 ×2") for line in shown)


def test_disputed_and_not_mentioned_are_hatched_each_in_its_own_way() -> None:
    figure = comparison_matrix(cells(claims_table(FEES)), "douyin")
    hatches = [patch.get_hatch() for patch in figure.findobj(Rectangle) if patch.get_hatch()]
    # One disputed cell and one sample of it in the key.
    assert hatches.count("//") == 2
    assert hatches.count("..") > 2
    assert set(hatches) == {"//", ".."}


def test_an_attribute_that_no_page_mentions_is_named_as_such() -> None:
    shown = words(comparison_matrix(cells(claims_table(FEES)), "kuaishou"))
    assert "能否取消、取消途径、取消影响、取消建议" in shown
    assert any("没有页面提到：个人认证、实名认证、机构认证。" in line for line in shown)


def test_the_foot_note_tells_pages_sources_and_the_newest_date() -> None:
    table = cells(claims_table(FEES), sources={"a.html": "one", "b.html": "one"})
    notes = " ".join(words(comparison_matrix(table, "douyin")))
    assert "依据 3 个页面，2 个独立来源；最新的发布于 2023-05-01" in notes


def test_every_label_of_the_vocabulary_can_be_written_in_the_house_font() -> None:
    from matplotlib.font_manager import findfont, get_font

    with house_style():
        glyphs = get_font(findfont("Noto Sans CJK SC", fallback_to_default=False)).get_charmap()
    terms = [*load().platforms, *load().types, *load().attributes]
    terms += [value for attribute in load().attributes for value in attribute.values]
    used = {letter for term in terms for letter in term.zh + term.en} | set("✓×≠≥–、，：；（）“”")
    assert sorted(letter for letter in used if ord(letter) not in glyphs) == []


def test_the_house_style_leaves_with_the_block() -> None:
    import matplotlib as mpl

    before = list(mpl.rcParams["font.family"])
    with house_style():
        assert mpl.rcParams["font.family"] == ["Noto Sans CJK SC"]
    assert mpl.rcParams["font.family"] == before


def test_saved_pictures_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    table = cells(claims_table(FEES))
    first = save(comparison_matrix(table, "douyin"), tmp_path / "one" / "matrix")
    again = save(comparison_matrix(table, "douyin"), tmp_path / "two" / "matrix")
    assert [path.name for path in first] == ["matrix.png", "matrix.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert first[0].read_bytes().startswith(b"\x89PNG")
    assert "<dc:date>" not in first[1].read_text(encoding="utf-8")


def test_a_chart_shows_itself_in_a_notebook_and_tells_its_message() -> None:
    chart = comparison_matrix(cells(claims_table(FEES)), "kuaishou")
    assert chart._repr_png_().startswith(b"\x89PNG")
    assert repr(chart) == "<Chart: 快手：页面只说到企业认证；没有互相矛盾的说法>"
    assert "".join(words(chart)).startswith(chart.message)


def test_nothing_to_draw_is_an_error_that_says_what_there_is() -> None:
    table = cells(claims_table(FEES))
    with pytest.raises(TableError, match="the table has douyin, kuaishou"):
        comparison_matrix(table, "zhihu")
    with pytest.raises(TableError, match="no cells to draw"):
        evidence_counts(cells(claims_table([])))


@example(items=["000 ", "0"], width=0.625)
@given(
    st.lists(st.text("认证费用ABC xyz0，。（）/-", min_size=1, max_size=12), min_size=1, max_size=6),
    st.floats(0.5, 4),
)
def test_wrapped_text_loses_nothing_and_fits(items: list[str], width: float) -> None:
    lines = wrap(items, width, 16)
    assert "".join(lines).replace(" ", "") == "、".join(items).replace(" ", "")
    # A word and the comma after it are never parted, however narrow the column.
    assert all(width_of(line, 16) <= width or len(line.replace(" ", "")) <= 3 for line in lines)
