"""Made-up pages for load, with known claims: `python tests/bench/generate.py 10000 pages.warc.gz`.

The same number, seed and kind of file give the same bytes. Most pages speak of one type of certification on
one platform, in sentences whose claims are known, among sentences of everyday words that claim nothing; some
are copies of earlier pages with another title and a sentence less; some say nothing of certification at all.
The file's ending says what is written: .warc.gz, .jsonl or .parquet (columns id, url, html), or a folder.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

Key = tuple[str, str, str, str]

PLATFORMS = {"douyin": "抖音", "kuaishou": "快手", "xiaohongshu": "小红书", "weibo": "微博", "zhihu": "知乎"}
TYPES = {"enterprise": "企业认证", "personal": "个人认证", "real_name": "实名认证"}
# What a sentence claims, and how it says so; {type} is the name of the type.
SENTENCES = {
    ("fee", "CNY600"): "{type}的审核费用是600元一年",
    ("fee", "CNY300"): "申请{type}需要缴纳300元审核费",
    ("fee", "free"): "{type}是免费的",
    ("refund", "no"): "{type}审核没有通过，认证费也不退",
    ("materials", "business_licence"): "申请{type}需要提交营业执照",
    ("materials", "id_card"): "申请{type}需要提交身份证",
    ("review_time", "3wd"): "{type}的审核会在3个工作日内完成",
    ("review_time", "7d"): "{type}提交以后，7天内出审核结果",
    ("validity", "1y"): "{type}的有效期是一年",
    ("revocable", "yes"): "{type}可以取消",
    ("benefit", "search"): "{type}以后搜索排名更靠前",
}
# Words with one of these could be taken for a claim, or for a word about certification.
CUES = frozenset(
    "认证实名企业机构号标蓝黄橙金红白费元钱退交审核期年月天日时取消注销免提权益搜推流量粉丝作品可以能不无没"
)
COPIES, SILENT, PLACES = 0.1, 0.2, 25


@dataclass(frozen=True, slots=True)
class Made:
    """A page with its number, address, HTML and the claims that it was made of."""

    number: int
    address: str
    html: str
    claims: frozenset[Key]


def made_pages(count: int, seed: int = 1) -> Iterator[Made]:
    """So many pages, one at a time."""
    for number in range(count):
        yield _page(number, seed)


def _page(number: int, seed: int) -> Made:
    chance = random.Random(f"{seed} {number}")
    place = f"https://site{number % 97}.example/{number}.html"
    kind = chance.random()
    if kind < SILENT:
        return Made(number, place, _html(f"{_words(chance, 3)}", _filler(chance, PLACES)), frozenset())
    told = number
    if kind < SILENT + COPIES and number:
        told = chance.randrange(number)
    title, sentences, claims = _article(told, seed)
    if told != number:
        title, sentences = f"转载：{title}", sentences[1:]
    return Made(number, place, _html(title, sentences), claims)


def _article(number: int, seed: int) -> tuple[str, list[str], frozenset[Key]]:
    """Title, sentences and claims; the first sentence, which copies leave out, claims nothing."""
    chance = random.Random(f"{seed} article {number}")
    platform, type_ = chance.choice(list(PLATFORMS)), chance.choice(list(TYPES))
    picked = chance.sample(list(SENTENCES), chance.randint(3, 7))
    if ("fee", "free") in picked:
        picked = [key for key in picked if key[0] not in ("fee", "refund") or key == ("fee", "free")]
    sentences = _filler(chance, PLACES)
    for key in picked:
        at = chance.randrange(1, len(sentences))
        sentences.insert(at, SENTENCES[key].format(type=TYPES[type_]) + "。")
    claims = frozenset((platform, type_, *key) for key in picked)
    return f"{PLATFORMS[platform]}{TYPES[type_]}说明（{number}）", sentences, claims


def _html(title: str, sentences: list[str]) -> str:
    groups = [sentences[at : at + 4] for at in range(0, len(sentences), 4)]
    body = "\n".join(f"<p>{''.join(group)}</p>" for group in groups)
    menu = "".join(f'<li><a href="/{at}">栏目{at}</a></li>' for at in range(12))
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body>\n'
        f'<nav class="menu"><ul>{menu}</ul></nav>\n<article><h1>{title}</h1>\n{body}\n</article>\n'
        f"<footer>Copyright 版权所有</footer></body></html>\n"
    )


def _filler(chance: random.Random, count: int) -> list[str]:
    return [
        f"{_words(chance, chance.randint(4, 8))}，{_words(chance, chance.randint(4, 8))}。"
        for _ in range(count)
    ]


def _words(chance: random.Random, count: int) -> str:
    return "".join(chance.choices(_everyday(), k=count))


@lru_cache(maxsize=1)
def _everyday() -> list[str]:
    """Common words of two characters that are no cue for anything."""
    import jieba

    with jieba.get_dict_file() as lines:
        rows = [line.decode("utf-8").split() for line in lines]
    common = sorted(
        (-int(count), word) for word, count, *_ in rows if len(word) == 2 and not CUES & set(word)
    )
    return [word for _, word in common[:3000]]


def write(pages: Iterable[Made], path: Path) -> None:
    """Write pages into a file, as its ending says, or each into a file of its own in a folder."""
    if path.name.endswith(".warc.gz"):
        write_archive(pages, path)
    elif path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in _rows(pages))
    elif path.suffix == ".parquet":
        _write_parquet(pages, path)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for page in pages:
            (path / f"{page.number:07}.html").write_text(page.html, encoding="utf-8", newline="\n")


def write_archive(pages: Iterable[Made], path: Path) -> None:
    """Write pages as the answers of servers into a web archive."""
    with path.open("wb") as file:
        for page in pages:
            file.write(record(page.address, page.html.encode()))


def record(
    address: str, content: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    """One record of a web archive, compressed by itself: a server's answer."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    answer = WarcRecord()
    answer.init_headers(record_type=WarcRecordType.response)
    answer.headers.set("WARC-Record-ID", f"<urn:uuid:{random.Random(address).getrandbits(128):032x}>")
    answer.headers.set("WARC-Date", "2026-01-01T00:00:00Z")
    answer.headers.set("WARC-Target-URI", address)
    answer.headers.set("Content-Type", "application/http; msgtype=response")
    answer.set_bytes_content(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + content)
    sink = io.BytesIO()
    with GzipWriter(sink) as packed:
        answer.write(packed)
        packed.flush()
        packed.close()
        return sink.getvalue()


def _write_parquet(pages: Iterable[Made], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in ("id", "url", "html")])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        group: list[dict[str, str]] = []
        for row in _rows(pages):
            group.append(row)
            if len(group) == 5000:
                file.write_table(pa.Table.from_pylist(group, schema))
                group = []
        if group:
            file.write_table(pa.Table.from_pylist(group, schema))


def _rows(pages: Iterable[Made]) -> Iterator[dict[str, str]]:
    for page in pages:
        yield {"id": f"page-{page.number:07}", "url": page.address, "html": page.html}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, help="how many pages")
    parser.add_argument("out", type=Path, help=".warc.gz, .jsonl or .parquet file, or folder")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(made_pages(arguments.count, arguments.seed), arguments.out)
