from __future__ import annotations

import json
import re
import tomllib
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from told import SMALL, Told, told

from analysis import exports
from analysis.charts import style
from analysis.compare import RESOLUTIONS, STATUSES
from analysis.copies import Reason
from analysis.exports.context import CHARACTERS
from analysis.exports.html import SCRIPTS, as_json, read, render
from analysis.exports.payload import web_address
from analysis.model import Skipped
from analysis.report import Report, build_report
from analysis.table import CLASHES, NATURES

FEE = "douyin enterprise fee"
EVIL = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u2029&amp;'\""


def report_of(*pages: Told, skipped: tuple[Skipped, ...] = ()) -> Report:
    return build_report((p for p, _ in pages), (c for _, claims in pages for c in claims), skipped)


class Elements(HTMLParser):
    """Every start tag with its attributes, and the raw text of styles and scripts."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(html.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self.raw.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.raw[-1] = (self.raw[-1][0], self.raw[-1][1] + data)


def data_of(html: bytes) -> dict[str, Any]:
    raw = Elements(html).raw
    found: dict[str, Any] = json.loads(raw[2][1])
    return found


def utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


@pytest.fixture(scope="module")
def html() -> bytes:
    return render(report_of(*SMALL, skipped=(Skipped("x.pdf", "not a page"),)))


@pytest.fixture(scope="module")
def data(html: bytes) -> dict[str, Any]:
    return data_of(html)


def test_the_same_pages_in_any_order_give_the_same_bytes(html: bytes) -> None:
    again = render(report_of(*reversed(SMALL), skipped=(Skipped("x.pdf", "not a page"),)))
    assert again == html


def test_the_policy_allows_the_style_and_the_scripts_of_the_file_and_nothing_else(html: bytes) -> None:
    elements = Elements(html)
    (policy,) = [a["content"] for tag, a in elements.tags if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    kinds = [tag for tag, _ in elements.raw]
    assert kinds == ["style", "script", "script", "script"]
    style_text, theme, _, script = (text for _, text in elements.raw)

    def hashes(*texts: str) -> str:
        return " ".join(f"'sha256-{b64encode(sha256(t.encode()).digest()).decode()}'" for t in texts)

    assert rules["style-src"] == hashes(style_text)
    assert rules["script-src"] == hashes(theme, script)


def test_nothing_in_the_markup_asks_for_anything_from_outside(html: bytes) -> None:
    for tag, attributes in Elements(html).tags:
        assert not {"src", "srcset", "action", "style", "poster", "background"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert str(attributes.get("href") or "#").startswith("#"), f"{tag} {attributes}"
    assert not re.search(r"url\(|@import|@font-face", read("report.css"))


def test_no_script_builds_markup_from_text() -> None:
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc|DOMParser"
    assert not [name for name in (*SCRIPTS, "theme.js") if re.search(sinks, read(name))]


def test_whatever_stands_in_a_page_stays_data() -> None:
    page = told(
        f"{EVIL}.html", EVIL, (EVIL, FEE, "free"), EVIL, title=EVIL, address=f"http://{EVIL}", condition=EVIL
    )
    plain = told(
        "plain.html", "前", ("甲", FEE, "free"), "后", title="题", address="http://x", condition="乙"
    )
    evil = render(report_of(page, skipped=(Skipped(EVIL, EVIL),)))
    calm = render(report_of(plain, skipped=(Skipped("x", "y"),)))
    # The one thing that differs is what stands inside the data.
    assert [tag for tag, _ in Elements(evil).tags] == [tag for tag, _ in Elements(calm).tags]
    found = data_of(evil)
    piece, page_row = found["pieces"][0], found["pages"][0]
    assert page_row[:4] == [f"{EVIL}.html", EVIL, f"http://{EVIL}", False]
    assert utf16(found["excerpts"][piece[3]][0], piece[4], piece[5]) == EVIL
    assert (piece[9], found["skipped"]) == (EVIL, [[EVIL, EVIL]])


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028", "]]>", "\udfff", "\x00", "😀", "</ſcript>"])
def test_json_in_a_script_reads_back_and_cannot_end_it(text: str) -> None:
    written = as_json({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode("utf-8")


@pytest.mark.parametrize("address", ["http://a.example", "https://a.example/路径?q=1#x", "https://[::1]:80/"])
def test_an_address_of_the_web_becomes_a_link(address: str) -> None:
    assert web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)"),
        *("data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "//a.example"),
        *("http:", "https:///x", "http://a b", "ht\ntp://a", "http://[", "", "www.a.example", "\x01http://a"),
        *("blob:http://a.example/1", "http\x00://a", "http://a\u0000"),
    ],
)
def test_no_other_address_becomes_a_link(address: str) -> None:
    assert not web_address(address)


def test_a_page_without_an_address_has_no_link(data: dict[str, Any]) -> None:
    assert [page[:5] for page in data["pages"]] == [
        ["a.html", "抖音蓝V收多少钱", "https://a.example/fee?x=1&y=2", True, "2023-05-01"],
        ["b.html", "认证免费吗", "javascript:alert(1)", False, ""],
        ["c.html", "", "", False, ""],
    ]


def test_every_piece_points_at_its_quote_in_its_context(data: dict[str, Any]) -> None:
    quotes = {c.evidence[0].quote for _, claims in SMALL for c in claims}
    seen = set()
    for _, _, _, excerpt, start, end, left, right, *_ in data["pieces"]:
        text = data["excerpts"][excerpt][0]
        assert left <= start < end <= right
        seen.add(utf16(text, start, end))
    assert seen == quotes
    # The emoji before it counts as two, as a browser counts.
    piece = next(p for p in data["pieces"] if utf16(data["excerpts"][p[3]][0], p[4], p[5]) == "一年六百元")
    assert utf16(data["excerpts"][piece[3]][0], piece[6], piece[7]) == SMALL[0][0].text


def test_context_is_a_few_sentences_and_no_text_travels_twice() -> None:
    filler = "这是一句无关的话，说来话长。" * 40
    page = told(
        "a.html", filler, ("收六百元", FEE, "CNY600"), "。", filler, ("不收钱", FEE, "free"), "。", filler
    )
    found = data_of(render(report_of(page)))
    assert len(found["excerpts"]) == 2
    for (_, _, _, excerpt, start, end, left, right, *_), (begins, ends) in zip(
        found["pieces"], [(False, False)] * 2, strict=True
    ):
        assert start - left <= CHARACTERS
        assert right - end <= CHARACTERS
        assert found["excerpts"][excerpt][1:] == [begins, ends]
        assert utf16(found["excerpts"][excerpt][0], left, right).startswith("这是一句")


def test_a_thousand_quotes_of_one_page_are_one_text() -> None:
    parts: list[Any] = []
    for _ in range(1000):
        parts += ["听说", ("收六百元", FEE, "CNY600"), "。"]
    page, claims = told("a.html", *parts)
    found = data_of(render(build_report([page], claims)))
    assert (len(found["pieces"]), [text for text, _, _ in found["excerpts"]]) == (1000, [page.text])


def test_pieces_stand_as_the_matrix_is_read_and_the_newest_first() -> None:
    old = told("a.html", ("收六百", FEE, "CNY600"), published="2020-01-01")
    new = told("b.html", ("也收六百", FEE, "CNY600"), published="2024-01-01")
    undated = told("c.html", ("还是六百", FEE, "CNY600"), ("一年", "douyin enterprise validity", "1y"))
    first = told("d.html", ("企业", "douyin enterprise audience", "company"))
    found = data_of(render(report_of(old, new, undated, first)))
    assert [".".join(cell[0]) for cell in found["cells"]] == [
        "douyin.enterprise.audience",
        "douyin.enterprise.fee",
        "douyin.enterprise.validity",
    ]
    pages = [found["pages"][piece[2]][0] for piece in found["pieces"]]
    assert pages == ["d.html", "b.html", "a.html", "c.html", "c.html"]


def test_a_cell_carries_what_the_report_says_of_it(data: dict[str, Any]) -> None:
    cells = {".".join(cell[0]): cell for cell in data["cells"]}
    fee = cells["douyin.enterprise.fee"]
    assert fee[1] == "conflicting"
    assert sorted(value[:3] for value in fee[2]) == [["600 元", 1, True], ["免费", 1, True]]
    assert (fee[3], fee[4], fee[5], fee[7]) == ("有争议", 2, 2, 2)
    for value in fee[2]:
        assert value[3][0] == "有争议"
        assert "1 个独立来源说法相反" in value[3][1]
    assert fee[8] == "独立来源数相当，分不出高下。"
    assert cells["kuaishou.real_name.badge"][1] == "denied"
    assert "douyin.personal.fee" not in cells


@pytest.mark.parametrize(
    ("resolution", "says"),
    [
        ("majority", "独立来源较多的说法：600 元"),
        ("newest", "日期较新的说法：免费"),
        ("strict", "没有取舍，矛盾原样保留。"),
    ],
)
def test_what_stands_in_a_dispute_is_what_the_report_resolved(resolution: Any, says: str) -> None:
    pages = [
        told("a.html", "甲页说", ("收六百", FEE, "CNY600"), published="2020-01-01"),
        told("b.html", "乙页讲的另一番话是", ("六百一年", FEE, "CNY600"), published="2020-01-01"),
        told("c.html", "丙页不同意", ("不收钱", FEE, "free"), published="2020-06-01"),
    ]
    found = data_of(
        render(build_report((p for p, _ in pages), (c for _, cs in pages for c in cs), (), resolution))
    )
    assert found["cells"][0][8] == says


def test_a_dispute_points_at_both_sides(data: dict[str, Any]) -> None:
    (dispute,) = data["disputes"]
    platform, attribute, nature, kinds, *sides = dispute
    assert (platform, attribute, nature, kinds) == ("douyin", "fee", "real", ["正面矛盾"])
    quotes = [
        utf16(data["excerpts"][p[3]][0], p[4], p[5]) for p in (data["pieces"][side[3]] for side in sides)
    ]
    assert {(side[1], quote) for side, quote in zip(sides, quotes, strict=True)} == {
        ("600 元", "一年六百元"),
        ("免费", "一分钱不收"),
    }


def test_pages_of_one_source_say_so() -> None:
    words = (
        "抖音企业号办认证，得先备好营业执照原件照片，再填法人姓名、身份证号码和联系电话；资料齐了从后台提交，"
        "三五天里会有专员打电话核对，接不到就要从头再来，所以那几天手机别静音。审核这一步"
    )
    one = told("a.html", words, ("收六百", FEE, "CNY600"), "，一年一交。")
    two = told("b.html", words, ("收六百", FEE, "CNY600"), "，一年一交。")
    found = data_of(render(report_of(one, two)))
    assert [page[5] for page in found["pages"]] == [
        "与 b.html 算同一个来源：内容几乎相同",
        "与 a.html 算同一个来源：内容几乎相同",
    ]
    assert found["cells"][0][4:6] == [2, 1]


def test_what_is_not_mentioned_is_no_sign_and_no_number(html: bytes) -> None:
    text = html.decode()
    cells = re.findall(
        r'<td role="gridcell"[^>]*data-status="(\w+)"[^>]*><a [^>]*>(.*?)</a></td>', text, re.DOTALL
    )
    silent = [re.sub(r"<[^>]+>", "", inside).strip() for status, inside in cells if status == "not_mentioned"]
    assert set(silent) == {"未提及"}
    assert {status for status, _ in cells} == {"stated", "denied", "conflicting", "not_mentioned"}


def test_the_report_looks_like_the_charts() -> None:
    light = read("report.css").split("@media")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    assert {colours[name].upper() for name in ("stated", "denied", "disputed")} == {
        style.STATED,
        style.DENIED,
        style.DISPUTED,
    }
    assert (colours["ink"].upper(), colours["line"].upper()) == (style.INK, style.LINE)


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    words = tomllib.loads(read("words.toml"))
    blanks = {
        lang: {
            (part, name): sorted(re.findall(r"\{(\w+)\}", text))
            for part, texts in words[lang].items()
            for name, text in texts.items()
        }
        for lang in ("zh", "en")
    }
    assert blanks["zh"] == blanks["en"]


def test_no_word_is_kept_that_nothing_shows() -> None:
    shown = "".join(map(read, (*SCRIPTS, "report.html")))
    folder = Path(exports.__file__).parent
    shown += "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    # Names that are put together: words[f"nature_{row.nature}"].
    ends = {
        "count": ["pages", "sources", "claims", "pieces", "shown", "disputed", "newest"],
        "key": STATUSES,
        "clash": [clash for clash in CLASHES if clash != "values"],
        "nature": NATURES,
        "by": RESOLUTIONS,
        "open": RESOLUTIONS,
    }
    made = {f"{start}_{end}" for start in ends for end in ends[start]} | set(get_args(Reason))
    made |= {"disputes_lead", "evidence_lead", "sources_lead"}
    words = {name for texts in tomllib.loads(read("words.toml"))["zh"].values() for name in texts}
    assert not {name for name in words - made if not re.search(rf"\b{name}\b", shown)}
    assert made <= words


def test_in_english_only_the_pages_are_chinese() -> None:
    text = render(report_of(*SMALL), "en").decode()
    assert '<html lang="en">' in text
    markup = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", markup.replace("e.g. 退费", ""))
    found = data_of(text.encode())
    assert found["names"]["platform"]["douyin"] == "Douyin"
    assert found["cells"][0][3] == "disputed"


def test_a_run_without_any_claim_still_makes_a_report() -> None:
    found = data_of(render(report_of(told("a.html", "什么也没说。"))))
    assert (found["cells"], found["pieces"], len(found["pages"])) == ([], [], 1)


def test_write_makes_every_format_and_the_files_of_the_report(tmp_path: Path) -> None:
    report = report_of(*SMALL)
    paths = exports.write(report, tmp_path / "out", "en")
    assert sorted(paths) == sorted((tmp_path / "out").glob("[!.]*"))
    names = [path.name for path in paths]
    assert names[: len(exports.FORMATS)] == list(exports.FORMATS)
    assert "claims.jsonl" in names
    assert paths[0].read_bytes() == render(report, "en")


def test_one_more_format_is_one_more_function_and_no_other_room_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def notes(report: Report, lang: str) -> bytes:
        return f"{lang}: {len(report.documents)}".encode()

    monkeypatch.setattr(exports, "FORMATS", {**exports.FORMATS, "notes.txt": notes})
    report = report_of(told("a.html", "什么也没说。"))
    written = {path.name: path for path in report.write(tmp_path, "en")}
    assert written["notes.txt"].read_text("utf-8") == "en: 1"
    assert "  notes.txt" in report.summary("en", list(written.values())).splitlines()
