"""Cleaning: what stays of a page, and as which kind of block."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timed import times_as_long

from analysis.clean import clean, fold
from analysis.model import Document, Page, PageFormat

FEE = "云岛号的企业认证每年收费五百元，审核需要三个工作日，没有通过的话费用不退。"
FREE = "个人认证不收费，只要绑定手机号并完成实名，提交以后第二天就能看到结果。"
LAPSE = "到期没有续费的，认证标识会被收回，账号的名称也可能被别人注册。"
TITLE = "云岛号认证怎么收费"


def cleaned(source: str, kind: PageFormat = "html") -> Document:
    return clean(Page("page", "", len(source), "utf-8", kind, source))


def blocks(source: str, kind: PageFormat = "html") -> list[tuple[str, str]]:
    document = cleaned(source, kind)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def texts(source: str, kind: PageFormat = "html") -> list[str]:
    return [text for _, text in blocks(source, kind)]


def levels(source: str, kind: PageFormat = "html") -> dict[str, int]:
    document = cleaned(source, kind)
    return {document.text[block.start : block.end]: block.level for block in document.blocks if block.level}


# --- blocks ---


def test_html_elements_become_blocks_in_their_order() -> None:
    listed = "<ul><li>营业执照<li>公函</ul>"
    page = f"<h1>{TITLE}</h1><h2>一、企业</h2><p>{FEE}</p>{listed}<h3>怎么退？</h3><p>{LAPSE}"
    assert blocks(page) == [
        ("title", TITLE),
        ("heading", "一、企业"),
        ("paragraph", FEE),
        ("item", "营业执照"),
        ("item", "公函"),
        ("question", "怎么退？"),
        ("paragraph", LAPSE),
    ]
    assert levels(page) == {"一、企业": 2, "怎么退？": 3}


@pytest.mark.parametrize("tag", ["h³", "h٣", "x-2", "p1", "h7"])
def test_an_element_is_a_heading_by_its_name_and_not_by_a_digit_in_it(tag: str) -> None:
    source = f"<h1>抖音企业认证要多少钱</h1><{tag}>审核费用一共是六百元，交了以后不退。</{tag}>"
    assert blocks(source) == [
        ("title", "抖音企业认证要多少钱"),
        ("paragraph", "审核费用一共是六百元，交了以后不退。"),
    ]


def test_div_soup_and_line_breaks_make_blocks_and_short_bold_lines_headings() -> None:
    page = f"<div><div>{TITLE}</div><div><b>企业认证</b><br>{FEE}<br><br><b>1.费用</b> {FREE}</div></div>"
    assert blocks(page) == [
        ("title", TITLE),
        ("heading", "企业认证"),
        ("paragraph", FEE),
        ("item", f"1.费用 {FREE}"),
    ]


def test_a_long_or_ended_bold_line_is_no_heading() -> None:
    page = f"<h1>{TITLE}</h1><p><b>{FEE}</b><p><b>费用不退。</b>"
    assert [kind for kind, _ in blocks(page)] == ["title", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "head", ["一、企业认证", "▍企业认证", "■ 企业认证", "【企业认证】", "# 企业认证", "第一步：企业认证"]
)
def test_marked_short_lines_of_a_text_are_headings(head: str) -> None:
    kinds = {text: kind for kind, text in blocks(f"{TITLE}\n\n{head}\n{FEE}\n{FREE}", "text")}
    assert kinds[head.removeprefix("# ")] == "heading"


def test_numbered_lines_side_by_side_are_items_and_apart_headings() -> None:
    assert [kind for kind, _ in blocks(f"{TITLE}\n1、先登录\n2、再申请\n", "text")] == [
        "title",
        "item",
        "item",
    ]
    apart = blocks(f"{TITLE}\n1、企业认证\n{FEE}\n2、个人认证\n{FREE}", "text")
    assert [kind for kind, _ in apart] == ["title", "heading", "paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "这样做： 1️⃣打开设置。 2️⃣选企业认证。 3️⃣23个类目选一个。",
        "这样做：1. 打开设置。2. 选企业认证。3. 23个类目选一个。",
        "这样做：①打开设置②选企业认证③23个类目选一个。",
        "这样做：(一)打开设置;(二)选企业认证;(三)23个类目选一个。",
    ],
)
def test_a_list_run_together_in_one_line_is_cut_into_items(line: str) -> None:
    found = blocks(f"{TITLE}\n\n{line}\n", "text")
    assert [kind for kind, _ in found] == ["title", found[1][0], "item", "item", "item"]
    assert "".join(text for _, text in found[1:]).replace(" ", "") == line.replace(" ", "")


def test_numbers_that_do_not_count_up_cut_nothing() -> None:
    assert texts(f"{TITLE}\n费用是3.5元，2、3天出结果，第1.版与第9.版都一样，没有别的分别。", "text")[1:] == [
        "费用是3.5元，2、3天出结果，第1.版与第9.版都一样，没有别的分别。"
    ]


def test_what_asks_is_a_question_and_what_asks_and_answers_is_not() -> None:
    asked = "<p>问：企业认证多少钱？<p>答：五百元。<p>多久能过？三天。<dl><dt>能退吗？<dd>不退。</dl>"
    assert [kind for kind, _ in blocks(f"<h1>{TITLE}</h1>{asked}")][1:] == [
        "question",
        "paragraph",
        "paragraph",
        "question",
        "paragraph",
    ]


def test_markdown_is_read_with_its_marks_gone() -> None:
    link = "见[这里](https://example.org)的说明，写得很清楚。"
    page = f"# {TITLE}\n\n## 企业\n\n- **营业执照**：彩色\n\n> {LAPSE}\n\n{link}"
    assert blocks(page, "markdown") == [
        ("title", TITLE),
        ("heading", "企业"),
        ("item", "营业执照：彩色"),
        ("paragraph", LAPSE),
        ("paragraph", "见这里的说明，写得很清楚。"),
    ]


# --- chrome ---

ARTICLE = f"<h1>{TITLE}</h1><p>{FEE}</p><p>{FREE}</p>"


@pytest.mark.parametrize(
    "chrome",
    [
        '<div class="nav"><a href=/>首页</a><a href=/b>认证代办</a></div>',
        "<nav><ul><li>首页<li>认证免费</ul></nav>",
        "<div>当前位置：<a href=/>首页</a> &gt; <a href=/b>教程</a> &gt; 正文</div>",
        '<div style="position:absolute;left:-9999px">个人认证800元，审核很快，当天就能通过。</div>',
        '<div style="display:none">个人认证800元，审核很快，当天就能通过。</div>',
        "<p hidden>个人认证800元，审核很快，当天就能通过。</p>",
        "<script>var fee='个人认证800元'</script><style>p{color:red}</style><noscript>个人认证</noscript>",
        "<div><h3>相关文章</h3><ul><li>个人认证800元<li>企业认证免费吗</ul></div>",
        "<div><div><span>猜你喜欢</span><a href=/m>更多</a></div><div>个人认证800元一年</div></div>",
        "<div>上一篇：<a href=1>个人认证800元</a></div><div>下一篇：企业认证免费</div>",
        "<p>标签：云岛号 个人认证800元</p>",
        "<div>分享到：微信 微博 QQ空间</div><div>赞 12踩 3评论分享举报</div>",
        "<p>以上就是小编带来的云岛号认证的全部内容，更多精彩请关注某某网。</p>",
        "<p>免责声明：本站文章来自网络，如有侵权请联系删除。</p>",
        "<div>Copyright © 2020 某某网 粤ICP备12345678号</div>",
        "<p>云岛号认证 云岛号认证费用 云岛号认证代办 上海云岛号认证 北京云岛号认证</p>",
        "<p>【广告】认证代办 加微信：abc123</p>",
        '<div id="comments"><h3>2条评论</h3><p>我交了800元才过的，审核用了一个月，真是太慢了。</p></div>',
        "<div><a href=1>个人认证800元</a></div><div><a href=2>企业认证免费</a></div>",
    ],
)
def test_chrome_in_html_is_dropped(chrome: str) -> None:
    expected = [TITLE, FEE, FREE]
    assert texts(f"{ARTICLE}{chrome}") == expected
    assert texts(f"{chrome}{ARTICLE}") == expected


@pytest.mark.parametrize(
    "meta",
    [
        "作者：小明 | 阅读 3,182",
        "来源：未知 时间：近期 点击：12次",
        "2022-02-19 阅读 251",
        "教程14小时前发布 admin",
        "编辑：小雨",
    ],
)
def test_lines_about_the_article_are_dropped(meta: str) -> None:
    assert texts(f"<h1>{TITLE}</h1><div>{meta}</div><p>{FEE}</p>") == [TITLE, FEE]
    assert texts(f"{TITLE}\n{meta}\n{FEE}", "text") == [TITLE, FEE]


TAILS = [
    "相关文章\n云岛号个人认证800元\n云岛号认证要不要执照？\n  个人认证不用执照，也不收钱……\n云岛号怎么注销？",
    "推荐阅读：\n 为什么云岛号要交800元",
    "上一篇：云岛号认证要多久？三天\n下一篇：许可证年检",
    "标签: 云岛号 认证\n相关资讯\n· 个人认证800元一年",
    "© 版权声明\n文章版权归作者所有，未经允许请勿转载。\nTHE END\n猜你喜欢\n个人认证800元",
    "点击展开全文\n\n【广告】代入驻 包过 加V：demo\n\n相关推荐：\n个人认证800元，退店全额退还",
    "- 联系方式\n- 某某网络有限公司\n- 地址：某市\n- 主营：认证800元\n同类产品\n认证当天出结果",
    "0 0 分享 收藏 感谢 举报\n要回复问题请先登录或注册\n相关问题：\n个人认证需要执照吗",
]


@pytest.mark.parametrize("tail", TAILS)
def test_what_follows_the_article_in_a_text_is_dropped(tail: str) -> None:
    assert texts(f"{TITLE}\n\n{FEE}\n\n{FREE}\n\n{tail}\n", "text") == [TITLE, FEE, FREE]


def test_an_article_that_goes_on_after_a_list_of_others_is_kept() -> None:
    first = f"{TITLE}\n{FEE}\n\n推荐阅读\n云岛号怎么注销\n\n"
    second = f"二、个人认证\n{FREE}\n{LAPSE}\n\n相关阅读：云岛号怎么注销\n"
    assert texts(first + second, "text") == [TITLE, FEE, "二、个人认证", FREE, LAPSE]


def test_lists_before_the_article_do_not_take_it_with_them() -> None:
    assert texts(f"首页 资讯 教程\n热门文章\n云岛号个人认证800元\n\n{TITLE}\n{FEE}\n", "text") == [TITLE, FEE]
    assert texts(f"<body><b>热门文章</b><br><a href=1>个人认证800元</a>{ARTICLE}") == [TITLE, FEE, FREE]


@pytest.mark.parametrize(
    "content",
    [
        ["粉丝：1000人以上", "月阅读量1000万", "有效期至2024-12-31"],
        ["营业执照", "联系方式", "邮箱", "手机号"],
        ["企业认证", "个人认证"],
        ["视频号主页 - 创作者服务 - 账号管理 - 认证"],
        ["费用：600元/年", "时间：1-3个工作日"],
    ],
)
def test_short_lines_of_an_article_that_look_like_chrome_stay(content: list[str]) -> None:
    assert texts(f"<h1>{TITLE}</h1><p>{FEE}" + "".join(f"<p>{line}" for line in content))[2:] == content
    assert texts("\n".join([TITLE, FEE, *content]), "text")[2:] == content


@pytest.mark.parametrize(
    "page",
    [
        f'<div class="sidebar-right"><h1>{TITLE}</h1><p>{FEE}</div>',
        f'<h1>{TITLE}</h1><div class="context recommend"><p>{FEE}</p></div>',
        f"<h1>{TITLE}</h1><form><table><tr><td>{FEE}</table></form>",
        f"<h1>{TITLE}</h1><a href=x>点这里<p>{FEE}",
        f"<h1>{TITLE}</h1><p>云岛号的<a href=1>企业认证</a>{FEE.removeprefix('云岛号的企业认证')}",
        f'<h1>{TITLE}</h1><h2 id="contact">费用</h2><aside>{FEE}</aside>',
    ],
)
def test_misleading_markup_loses_no_sentence(page: str) -> None:
    assert FEE in cleaned(page).text


def test_the_title_comes_from_the_head_of_the_page_where_no_line_shows_it() -> None:
    assert blocks(f"<title>{TITLE} - 某网</title><p>{FEE}") == [("title", TITLE), ("paragraph", FEE)]


# --- any page ---

CHINESE_LIKE = st.text(
    st.sampled_from(
        '认證（）()yèáV蓝，,。.：:？?!"「」 \t\n\u3000\u200b1一、①1️⃣|-#*【】>上一篇标签相关文章：《<br>/p'
    )
)
TAGS = st.sampled_from(
    re.findall("<[^>]+>", "<p><div></div><br><h1><h2><li><table><tr><td><th><b><a href=x></a>")
)
HTML_LIKE = st.lists(st.one_of(TAGS, CHINESE_LIKE, st.text(max_size=8)), max_size=25).map("".join)


@given(st.one_of(HTML_LIKE, st.text(), CHINESE_LIKE), st.sampled_from(["html", "text", "markdown"]))
def test_blocks_tile_the_text_of_any_page(source: str, kind: PageFormat) -> None:
    document = cleaned(source, kind)
    assert document == cleaned(source, kind)
    assert document.folded == fold(document.text)[0]
    assert "\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(document.text)
        assert "\n" not in document.text[block.start : block.end]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<div>" * 100_000 + FEE, "html"),
        ("<a href=x><table><tr><td rowspan=999 colspan=999>认证<td>x" * 2_000, "html"),
        ("上一篇：x\n相关文章\n" * 10_000, "text"),
        (" " * 200_000 + "认" + "\t" * 200_000 + "证", "text"),
        ("(a" * 100_000 + '"' * 100_000 + "1.认2.证" * 20_000, "text"),
        ("[" * 100_000 + "**" * 100_000, "markdown"),
    ],
)
def test_hostile_pages_take_no_longer_than_large_ones(source: str, kind: PageFormat) -> None:
    large = f"<p>{FEE}{FREE}{LAPSE}</p>" * (len(source) // 100)
    assert times_as_long(lambda: cleaned(source, kind), lambda: cleaned(large), 2, tries=3) < 2
