"""Cleaning tables: which hold data, and what stands at the heads of a cell."""

from __future__ import annotations

import pytest

from analysis.clean import clean
from analysis.model import Document, Page, PageFormat

TITLE = "云岛号认证怎么收费"
FEE = "云岛号的企业认证每年收费五百元，审核需要三个工作日，没有通过的话费用不退。"
LAPSE = "到期没有续费的，认证标识会被收回，账号的名称也可能被别人注册。"


def cleaned(source: str, kind: PageFormat = "html") -> Document:
    return clean(Page("page", "", len(source), "utf-8", kind, source))


def cells(source: str, kind: PageFormat = "html") -> list[tuple[str, str, str, str]]:
    document = cleaned(source, kind)
    found = [block for block in document.blocks if block.kind == "cell"]
    return [
        (document.text[block.start : block.end], block.row, block.column, block.caption) for block in found
    ]


def test_a_cell_knows_its_row_its_column_and_its_caption() -> None:
    rows = "<tr><td>类型<td>费用<tr><td>企业<td>五百元<tr><td>个人<td>免费"
    page = f"<h1>{TITLE}</h1><table><caption>收费对照</caption>{rows}</table>"
    assert cells(page)[2:] == [
        ("企业", "", "类型", "收费对照"),
        ("五百元", "企业", "费用", "收费对照"),
        ("个人", "", "类型", "收费对照"),
        ("免费", "个人", "费用", "收费对照"),
    ]


def test_spanning_cells_stand_at_the_head_of_every_row_they_span() -> None:
    rows = "<tr><th>项目<th>企业<th>个人<tr><td rowspan=2>材料<td>营业执照<td>身份证<tr><td>公函<td>手机号"
    assert cells(f"<h1>{TITLE}</h1><table>{rows}</table>")[4:] == [
        ("营业执照", "材料", "企业", ""),
        ("身份证", "材料", "个人", ""),
        ("公函", "材料", "企业", ""),
        ("手机号", "材料", "个人", ""),
    ]


@pytest.mark.parametrize(
    "rows", ["<tr><td>费用<td>500元<tr><td>有效期<td>一年", "<tr><td>多久？<td>三天<tr><td>能退？<td>不能"]
)
def test_pairs_have_no_head_row(rows: str) -> None:
    assert {column for _, _, column, _ in cells(f"<h1>{TITLE}</h1><table>{rows}</table>")} == {""}


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    side = "<td><b>热门文章</b><br><a href=1>云岛号免费认证</a><br><a href=2>云岛号注销</a>"
    page = f"<table><tr><td colspan=2><a href=/>首页</a><tr>{side}<td>{TITLE}<p>{FEE}<p>{LAPSE}</table>"
    document = cleaned(f"<title>{TITLE}_某网</title>{page}")
    assert document.text == f"{TITLE}\n{FEE}\n{LAPSE}"
    assert {block.kind for block in document.blocks} == {"title", "paragraph"}


@pytest.mark.parametrize(
    "table", ["类型\t费用\n企业\t五百元\n", "| 类型 | 费用 |\n|---|---|\n| 企业 | 五百元 |\n"]
)
def test_tables_in_texts_count(table: str) -> None:
    assert cells(f"{TITLE}\n\n{table}\n{LAPSE}", "text")[3] == ("五百元", "企业", "费用", "")


def test_the_first_row_of_two_columns_is_a_head_only_where_it_names_columns() -> None:
    def columns(rows: str) -> set[str]:
        return {column for _, _, column, _ in cells(f"<h1>{TITLE}</h1><table>{rows}</table>")}

    assert columns("<tr><td>文件<td>提交要求<tr><td>营业执照<td>彩色扫描") == {"", "文件", "提交要求"}
    assert columns("<tr><td>标志<td>名称旁展示蓝色V标志<tr><td>直播<td>可直播公开活动") == {""}
    assert columns("<tr><td>企业<td>另外收费的项目很多<tr><td>费用<td>不收费<tr><td>材料<td>执照") == {""}


def test_what_stands_over_the_rule_of_a_markdown_table_is_its_head() -> None:
    table = "| 谁 | 交多少 |\n| :-- | --- |\n| 企业 | 五百元 |\n| 个人 | 不交 |\n"
    assert cells(f"{TITLE}\n\n{table}\n{LAPSE}", "markdown")[2:] == [
        ("企业", "", "谁", ""),
        ("五百元", "企业", "交多少", ""),
        ("个人", "", "谁", ""),
        ("不交", "个人", "交多少", ""),
    ]
