"""No text of a page becomes more than text: each file is read again by a reader that knows nothing of us."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from lxml import etree
from payloads import ADDRESSES, CONTROLS, FEE, PAYLOADS, harmless_report, hostile_pages, hostile_report
from pptx import Presentation

from analysis import cli
from analysis.charts.book import drawings
from analysis.charts.style import save
from analysis.errors import AnalysisError
from analysis.exports import FORMATS
from analysis.output import visible
from analysis.pipeline import build
from analysis.records import claims_jsonl
from analysis.report import TABLES, Report
from analysis.store import FORMULA, csv_text, parquet_bytes

LANGS = ("zh", "en")
# What a reader of the screen cannot see, or what moves other words.
HARMLESS = {"style", "table", "thead", "tbody", "tr", "th", "td", "p", "pre", "div"}
ALIGN = ("halign", "valign")
STATED = "抖音企业认证怎么收费\n企业认证的审核费用是600元一年。"
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@pytest.fixture(scope="module")
def hostile() -> Report:
    return hostile_report()


@pytest.fixture(scope="module")
def harmless() -> Report:
    return harmless_report()


def unseen(text: str) -> set[str]:
    return {sign for sign in text if unicodedata.category(sign) in UNSEEN and sign not in "\n\t"}


class Tags(HTMLParser):
    """Every tag and attribute of a page, every comment and declaration, and what stands in its scripts."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str | None]] = set()
        self.others: list[str] = []
        self.scripts: list[str] = []
        self.text = ""
        self._in = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= set(attrs)
        self._in = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags[f"/{tag}"] += 1
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "script":
            self.scripts[-1] += data
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


# ---- the formats: one independent reader for each


def read_html(data: bytes, harmless: bytes) -> str:
    page, other = Tags(data.decode()), Tags(harmless.decode())
    assert page.tags == other.tags
    assert page.others == other.others
    assert [text for text in page.scripts if not text.startswith("{")] == [
        text for text in other.scripts if not text.startswith("{")
    ]
    names = {name for name, _ in page.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "srcdoc", "action")]
    assert {one for one in page.attributes if one[0] == "href"} == {
        one for one in other.attributes if one[0] == "href"
    }
    assert names == {name for name, _ in other.attributes}
    (told,) = (text for text in page.scripts if text.startswith("{"))
    return json.dumps(json.loads(told), ensure_ascii=False)


def read_parts(data: bytes) -> None:
    """Every part of an Office file is XML without a document type, and leads to the web only."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            assert not name.startswith("/")
            assert ".." not in name
            assert not re.search(r"vba|macro|embedding|externalLink|activeX", name, re.IGNORECASE)
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(file.read(name), etree.XMLParser(resolve_entities=False))
            assert not root.getroottree().docinfo.doctype
            for relation in root.iter("{*}Relationship"):
                if relation.get("TargetMode") == "External":
                    assert re.match(r"https?://([^/]*@)?a\.example", relation.get("Target")), relation.get(
                        "Target"
                    )
            assert not [node for node in root.iter("{*}hlinkClick") if node.get("action")]


def read_workbook(data: bytes, harmless: bytes) -> str:
    read_parts(data)
    book, other = (openpyxl.load_workbook(io.BytesIO(one)) for one in (data, harmless))
    assert book.sheetnames == other.sheetnames
    assert set(book.defined_names) == set(other.defined_names)
    texts = []
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula: {cell.value}"
            if cell.hyperlink:
                assert cell.hyperlink.location or re.match(
                    r"https?://([^/]*@)?a\.example", cell.hyperlink.target
                )
            texts.append(str(cell.value))
    return "\n".join(texts)


def read_slides(data: bytes, harmless: bytes) -> str:
    read_parts(data)
    assert len(Presentation(io.BytesIO(harmless)).slides)
    texts = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            texts.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(texts)


def read_gift(data: bytes, harmless: bytes) -> str:
    """GIFT by its own rules: a backslash takes the sign after it out of the language."""

    def shape(text: str) -> list[str]:
        bare = re.sub(r"\\.", "", text)
        blocks = [block for block in re.split(r"\n\s*\n", bare) if block.strip()]
        return [re.sub(r"[^~=#{}:\n]|(?<!:):(?!:)|^//.*$", "", block, flags=re.MULTILINE) for block in blocks]

    text = data.decode()
    assert shape(text) == shape(harmless.decode())
    assert not re.search(r"^\s*(\$CATEGORY|[~=]%)", text, re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", text)


def read_aiken(data: bytes, harmless: bytes) -> str:
    def shape(text: str) -> list[str]:
        return [re.sub(r"(?<=^.\. ).*|^(?!ANSWER: |[A-H]\. ).+", "…", line) for line in text.split("\n")]

    assert shape(data.decode()) == shape(harmless.decode())
    return data.decode()


READERS = {
    "report.html": read_html,
    "training.pptx": read_slides,
    "comparison.xlsx": read_workbook,
    "quiz.gift.txt": read_gift,
    "quiz.aiken.txt": read_aiken,
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FORMATS)
def test_no_payload_is_more_than_text_in_a_file(
    name: str, lang: str, hostile: Report, harmless: Report
) -> None:
    """A format without a reader here fails: whoever adds one says how it is read again."""
    render = FORMATS[name]
    text = READERS[name](render(hostile, lang), render(harmless, lang))  # type: ignore[arg-type]
    if name in ("report.html", "comparison.xlsx"):
        # Nothing is dropped on the way: what can be seen is there.
        seen = [payload for payload in PAYLOADS if payload.isprintable() and "_x0" not in payload]
        as_is = json.dumps(seen, ensure_ascii=False)[2:-2].split('", "') if name == "report.html" else seen
        assert not [payload for payload in as_is if payload not in text]


def test_nothing_in_slides_and_workbook_turns_the_words_around(hostile: Report) -> None:
    for name, reader in (("training.pptx", read_slides), ("comparison.xlsx", read_workbook)):
        data = FORMATS[name](hostile, "zh")
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", reader(data, data)), name


# ---- the tables


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_a_csv_is_a_formula(name: str, hostile: Report) -> None:
    table = getattr(hostile, name)
    rows = list(csv.reader(io.StringIO(csv_text(table), newline=""), strict=True))
    assert len(rows) == len(table) + 1
    assert {len(row) for row in rows} == {len(table.columns)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA)]


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_file_gives_back_every_text(name: str, hostile: Report) -> None:
    table = getattr(hostile, name)
    again = pq.read_table(io.BytesIO(parquet_bytes(table))).to_pandas()
    assert list(again.columns) == list(table.columns)
    for column in (name for name, dtype in table.dtypes.items() if dtype == "str"):
        told = [None if pd.isna(one) else str(one).encode("utf-8", "replace") for one in table[column]]
        assert [None if pd.isna(one) else one.encode() for one in again[column]] == told


def test_a_line_of_records_is_a_line_for_every_reader(hostile: Report) -> None:
    text = claims_jsonl(hostile.claims_list)
    # splitlines also parts at U+0085 and U+2028, which many readers take for the end of a line.
    lines = text.splitlines()
    assert len(lines) == len(hostile.claims_list)
    assert not unseen(text)
    pages = {json.loads(line)["page"] for line in lines}
    assert pages == {claim.page for claim in hostile.claims_list}


# ---- notebooks


@pytest.mark.parametrize("name", [*TABLES, "evidence", "pages", "comparison", "the report"])
def test_no_payload_is_more_than_text_in_a_notebook(name: str, hostile: Report) -> None:
    markup = hostile._repr_html_() if name == "the report" else getattr(hostile, name)._repr_html_()
    page = Tags(markup)
    assert {tag.strip("/") for tag in page.tags} <= HARMLESS
    assert {key for key, _ in page.attributes} <= {"class", "style", "border", "rowspan", "colspan", *ALIGN}
    assert not page.others
    assert not unseen(markup)
    # Jupyter sets what stands between dollars as mathematics, with links, unless it is told not to.
    # What stands in `pre`, as the summary does, it leaves alone.
    if name != "the report" and re.search(r"[$]|\\[(\[]", page.text):
        assert any("tex2jax_ignore" in str(value) for key, value in page.attributes if key == "class")


# ---- charts


def test_charts_draw_every_payload_as_its_letters(hostile: Report, tmp_path: Path) -> None:
    for name, draw in drawings(hostile, "zh").items():
        chart = draw()
        if chart is None:
            continue
        root = etree.parse(save(chart, tmp_path / name)[1]).getroot()
        for node in root.iter("*"):
            assert etree.QName(node).localname not in ("script", "foreignObject", "image", "a", "iframe")
            for key, value in node.attrib.items():
                assert not key.startswith("on")
                assert "href" not in key or value.startswith("#")


# ---- the terminal


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Real files whose names, titles and words hold what a terminal might obey."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, payload in enumerate(CONTROLS):
        name = payload.replace("\x00", "").replace("/", "").encode("utf-8", "surrogatepass")[:100]
        text = f"抖音企业认证{payload}的审核费用{payload}是600元一年。\n个人认证{payload}免费。\n"
        page = f"<title>{payload}</title><p>{text}</p>".encode("utf-8", "surrogatepass").replace(b"\x00", b"")
        stem = folder / f"{number:02}"
        with open(bytes(stem) + name + b".html", "wb") as file:  # noqa: PTH123 - the name is no text
            file.write(page)
        with open(bytes(stem) + name + b"-empty.html", "wb"):  # noqa: PTH123
            pass
    return folder


@pytest.mark.parametrize("command", ["extract", "explain", "build", "score"])
def test_no_payload_reaches_the_terminal(
    command: str, pages: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pages.parent)
    if command == "score":
        assert cli.main(["extract", "pages", "--out", "claims.jsonl"]) == 1
        lines = Path("claims.jsonl").read_text("utf-8").splitlines()
        for path in [path for path in pages.iterdir() if "-empty" not in path.name]:
            wrong = [json.loads(line) for line in lines[:1]]
            for one in wrong:
                one["evidence"] = [f"\x1b[31m{piece['text']}" for piece in one["evidence"]]
            path.with_suffix(".claims.jsonl").write_text("".join(map(json.dumps, wrong)), encoding="utf-8")
        capfd.readouterr()
    options = ["--errors", "--by", "page"] if command == "score" else []
    assert cli.main([command, "pages", *options]) in (0, 1)
    out, err = capfd.readouterr()
    assert out
    assert not unseen(out) | unseen(err)
    # No payload begins a line of its own that looks like one of ours.
    assert not [line for line in (out + err).splitlines() if line.strip().startswith("renzheng: all is well")]


@pytest.mark.parametrize("payload", [payload for payload in CONTROLS if "\x00" not in payload])
def test_an_error_names_what_is_wrong_without_obeying_it(
    payload: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["extract", f"missing-{payload}"], ["extract", f"--{payload}"], [f"x{payload}"]):
        with suppress(SystemExit):
            assert cli.main(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert not unseen(err)
    assert not [line for line in err.splitlines() if line.startswith("renzheng: all is well")]


@pytest.mark.parametrize("payload", [*CONTROLS, "\ud800"])
def test_what_cannot_be_seen_is_shown_by_its_number(payload: str) -> None:
    assert not unseen(visible(payload))
    assert visible("a\x1b[31m\u202e\n") == "a\\x1b[31m\\u202e\\n"
    assert visible("认证：Ｖ ✓ 😀 é") == "认证：Ｖ ✓ 😀 é"


# ---- all of it at once, from files


def test_pages_full_of_payloads_are_built_and_each_is_accounted_for(tmp_path: Path) -> None:
    for number, (document, _) in enumerate(hostile_pages()):
        text = document.text.encode("utf-8", "replace").decode()
        page = f"<title>{document.title}</title><p>{STATED}</p><p>{text}</p>"
        (tmp_path / f"{number}.html").write_bytes(page.encode("utf-8", "replace"))
        (tmp_path / f"{number}.txt").write_bytes(f"{STATED}\n{text}".encode())
    try:
        report = build(tmp_path)
    except AnalysisError as error:
        pytest.fail(f"nothing read: {error}")
    assert len(report.documents) + len(report.skipped) == 2 * (len(PAYLOADS) + len(ADDRESSES))
    fees = report.cells.query("platform == 'douyin' and type == 'enterprise' and attribute == 'fee'")
    assert fees["status"].iloc[0] != "not_mentioned"
    assert FEE.split()[0] in report.platforms()
