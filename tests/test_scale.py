"""Batches: any input, the same claims as `extract`, every page told of, and stopped at any moment."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.generate import made_pages, record, write
from pandas.testing import assert_frame_equal

from analysis.claims import extract
from analysis.clean import clean
from analysis.cli import main
from analysis.copies import find_copies
from analysis.errors import ReadError, UsageError, VocabularyError
from analysis.pipeline import build, find_claims, shipped_corpus
from analysis.read import page_of, read_pages
from analysis.records import claims_jsonl
from analysis.report import Report
from analysis.scale import EXTRA, need_extra, reported, run, work
from analysis.scale.gate import speaks_of_certification
from analysis.scale.parts import SCHEMAS, Counts, claim_of, done_path, part_path
from analysis.scale.plan import Bounds, Partition, plan
from analysis.scale.readers import SILENT
from analysis.scale.reported import report_on_dataset
from analysis.scale.run import run_batch
from analysis.scale.signatures import sign
from analysis.vocabulary import load, use

CORPUS = shipped_corpus()
WRITTEN = CORPUS.parent / "written"
SAID = (
    "<h1>抖音企业认证</h1><p>抖音企业认证的审核费用是600元一年。</p><p>申请抖音企业认证需要提交营业执照。</p>"
)


@pytest.fixture(autouse=True)
def shipped_vocabulary() -> Iterator[None]:
    """Whatever a test puts into use is in use for it only."""
    yield
    use(None)


def claims_of(out: Path) -> str:
    rows = [row for path in sorted(out.glob("claims/*.parquet")) for row in pq.read_table(path).to_pylist()]
    return claims_jsonl(map(claim_of, rows))


def content(out: Path) -> dict[str, bytes]:
    """Every file of a dataset; the manifest knows when the input was written."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def pages_of(out: Path) -> list[dict[str, object]]:
    return [row for path in sorted(out.glob("pages/*.parquet")) for row in pq.read_table(path).to_pylist()]


def here(where: Path, out: Path, pages: int = 1000) -> Counts:
    """A batch in this process alone."""
    return run_batch(str(where), out, workers=0, bounds=Bounds(pages=pages))


def test_a_batch_finds_the_claims_that_extract_finds(tmp_path: Path) -> None:
    counts = here(CORPUS, tmp_path / "out", pages=10)
    found = find_claims([CORPUS])
    assert claims_of(tmp_path / "out") == claims_jsonl(found.claims)
    assert (counts.pages, counts.read, counts.claims) == (33, 33, len(found.claims))


@pytest.fixture(scope="module")
def said() -> Counter[tuple[object, ...]]:
    """What the first made pages claim, with the quotes."""
    found: Counter[tuple[object, ...]] = Counter()
    for page in made_pages(25):
        for claim in extract(clean(page_of(page.html.encode(), "page"))):
            found[claim.key, *(piece.quote for piece in claim.evidence)] += 1
    return found


@pytest.mark.parametrize("kind", ["pages.warc.gz", "pages.parquet", "pages.jsonl", "pages"])
def test_the_same_pages_give_the_same_claims_in_every_form(
    kind: str, said: Counter[tuple[object, ...]], tmp_path: Path
) -> None:
    write(made_pages(25), tmp_path / kind)
    counts = here(tmp_path / kind, tmp_path / "out", pages=7)
    found = Counter()
    for line in claims_of(tmp_path / "out").splitlines():
        row = json.loads(line)
        key = tuple(row[name] for name in ("platform", "type", "attribute", "value"))
        found[key, *(piece["text"] for piece in row["evidence"])] += 1
    assert found == said
    assert counts.pages == 25
    assert counts.dropped[SILENT] > 0
    assert counts.adds_up()


def test_made_pages_claim_what_they_were_made_of() -> None:
    known = right = found = 0
    for page in made_pages(60, seed=7):
        claims = {claim.key for claim in extract(clean(page_of(page.html.encode(), "page")))}
        known, right, found = known + len(page.claims), right + len(claims & page.claims), found + len(claims)
    assert right / known > 0.97
    assert right / found > 0.9


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.warc.gz", "other.warc.gz"):
        write(made_pages(5), tmp_path / name)
    assert (tmp_path / "one.warc.gz").read_bytes() == (tmp_path / "other.warc.gz").read_bytes()


def test_no_page_with_a_claim_is_dropped_by_the_cheap_pass() -> None:
    pages, _ = read_pages([CORPUS, WRITTEN])
    silent = [page for page in pages if not speaks_of_certification(page.source)]
    assert not [page.id for page in silent if extract(clean(page))]
    assert len(pages) > 200


@pytest.mark.parametrize(
    "source",
    ["<em>认</em>证", "認證", "认(rèn)证(zhèng)", "&#35748;&#35777;", "企業號", "黄 Ｖ", "蓝色v标", "實名"],
)
def test_certification_is_seen_however_it_is_written(source: str) -> None:
    assert speaks_of_certification(f"<p>{source}</p>")


@pytest.mark.parametrize("source", ["我们认为可以保证", "<p>加</p><div>视频</div>", "金额，不含税", ""])
def test_other_pages_say_nothing_of_certification(source: str) -> None:
    assert not speaks_of_certification(source)


def test_what_a_server_sent_that_is_no_page_is_counted_and_not_kept(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(
        record("https://one.example/", SAID.encode("gbk"), "text/html; charset=gbk")
        + record("https://two.example/", SAID.encode(), status="404 Not Found")
        + record("https://three.example/", b"\x89PNG", "image/png")
        + record("https://four.example/", "今天天气很好。".encode())
        + record("https://five.example/", b"")
    )
    counts = here(archive, tmp_path / "out")
    assert (counts.pages, counts.read, counts.skipped, counts.claims) == (5, 1, 1, 2)
    assert sum(counts.dropped.values()) == 3
    assert len(counts.dropped) == 3
    read, skipped = sorted(pages_of(tmp_path / "out"), key=lambda row: str(row["status"]))
    assert read["address"] == "https://one.example/"
    assert skipped["status"] == "skipped"
    assert "empty" in str(skipped["reason"])


def test_a_damaged_stretch_of_an_archive_is_skipped_by_its_place(tmp_path: Path) -> None:
    records = [record(f"https://{number}.example/", SAID.encode()) for number in range(5)]
    hurt = bytearray(records[1])
    hurt[60:70] = bytes(10)
    archive = tmp_path / "a.warc.gz"
    archive.write_bytes(records[0] + hurt + records[2] + b"nothing" + records[3] + records[4][:-60])
    counts = here(archive, tmp_path / "out", pages=2)
    # The last one is cut off: it is read as far as it goes.
    assert (counts.pages, counts.read, counts.skipped) == (6, 4, 2)
    reasons = {str(row["page"]): str(row["reason"]) for row in pages_of(tmp_path / "out") if row["reason"]}
    assert set(reasons) == {f"{archive.as_posix()}#{place}+" for place in (0, sum(map(len, records[:2])))}
    assert "damaged after this place" in reasons.popitem()[1]
    places = [sum(map(len, records[:2])), sum(map(len, records[:3])) + len(b"nothing")]
    ids = {str(row["page"]) for row in pages_of(tmp_path / "out")}
    assert {f"{archive.as_posix()}#{place}" for place in [0, *places]} <= ids


def test_an_archive_that_is_compressed_as_a_whole_is_refused_with_the_way_out(tmp_path: Path) -> None:
    plain = b"".join(gzip.decompress(record(f"https://{n}.example/", SAID.encode())) for n in range(3))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(plain))
    with pytest.raises(ReadError, match=r"record by record .'fastwarc recompress'"):
        here(tmp_path / "a.warc.gz", tmp_path / "out")
    (tmp_path / "a.warc").write_bytes(plain)
    assert here(tmp_path / "a.warc", tmp_path / "other", pages=2).read == 3


def test_a_damaged_table_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.parquet").write_bytes(b"PAR1 and no more")
    pq.write_table(pa.table({"html": [SAID]}), tmp_path / "in" / "b.parquet")
    counts = here(tmp_path / "in", tmp_path / "out")
    assert (counts.read, counts.skipped) == (1, 1)


def test_columns_beside_the_page_tell_its_id_address_and_date(tmp_path: Path) -> None:
    rows = [
        {
            "id": "a",
            "url": "https://a.example/x",
            "date": "2024-05-01T08:00:00Z",
            "text": "抖音企业认证\n\n抖音企业认证要交600元审核费。",
        },
        {"id": None, "url": None, "date": None, "text": "抖音企业认证\n\n抖音企业认证可以取消。"},
        {"id": "c", "url": None, "date": None, "text": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    counts = here(tmp_path / "a.parquet", tmp_path / "out")
    assert (counts.read, counts.skipped) == (2, 1)
    by_id = {str(row["page"]): row for row in pages_of(tmp_path / "out")}
    assert by_id["a"]["published"] == "2024-05-01"
    assert by_id["a"]["address"] == "https://a.example/x"
    assert any(page.endswith("a.parquet#1") for page in by_id)
    assert "no page in column text" in str(by_id["c"]["reason"])


def test_a_table_without_pages_is_refused_with_the_columns_that_it_has(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": ["x"], "id": ["1"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=r"named html or text is needed.*it has body, id"):
        here(tmp_path / "a.parquet", tmp_path / "out")
    (tmp_path / "a.jsonl").write_text('{"body": "x"}\n', "utf-8")
    with pytest.raises(UsageError, match="it has body"):
        here(tmp_path / "a.jsonl", tmp_path / "out")


def test_lines_that_are_no_pages_are_skipped_by_name(tmp_path: Path) -> None:
    lines = [json.dumps({"html": SAID}, ensure_ascii=False), "", "{broken", "[1]", '{"other": 1}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    counts = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert (counts.pages, counts.read, counts.skipped) == (4, 1, 3)
    assert [str(row["reason"])[:12] for row in pages_of(tmp_path / "out")][1:] == [
        "not JSON (Ex",
        "not an objec",
        str(tmp_path / "a.jsonl")[:12],
    ]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: None, "no such file or folder"),
        (lambda top: top.mkdir(), "nothing to read in"),
        (lambda top: top.write_text("x"), "of no kind that can be read"),
        (
            lambda top: [top.mkdir(), (top / "a.html").write_text("x"), (top / "b.parquet").touch()],
            "holds pages as well",
        ),
    ],
)
def test_an_input_that_cannot_be_read_is_refused_with_what_could_be(
    make: object, said: str, tmp_path: Path
) -> None:
    make(tmp_path / "input")  # type: ignore[operator]
    with pytest.raises(UsageError, match=said):
        here(tmp_path / "input", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_partitions_are_bounded_in_pages_and_in_bytes(tmp_path: Path) -> None:
    made = list(made_pages(30))
    for name in ("a.warc.gz", "a.jsonl", "a.parquet", "a"):
        write(made, tmp_path / name)
        size = max(len(page.html.encode()) for page in made)
        by_pages = list(plan(tmp_path / name, Bounds(pages=8)))
        assert [part.count for part in by_pages] == [8, 8, 8, 6]
        by_size = list(plan(tmp_path / name, Bounds(size=5 * size)))
        assert max(part.count for part in by_size) <= 8
        assert sum(part.count for part in by_size) == 30
        assert list(plan(tmp_path / name, Bounds(pages=8))) == by_pages


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    write(made_pages(30), tmp_path / "a.jsonl")
    here(tmp_path / "a.jsonl", tmp_path / "whole", pages=6)

    def stop_in_the_third(partition: Partition, out: str, rules: str) -> Counts:
        if partition.number == 2:
            # As a kill between two files leaves it, and in the middle of one.
            work.work(partition, out, rules)
            done_path(Path(out), 2).unlink()
            part_path(Path(out), "claims", 2).write_bytes(b"PAR1 half")
            raise KeyboardInterrupt
        return work.work(partition, out, rules)

    out = tmp_path / "broken"
    with pytest.raises(KeyboardInterrupt):
        run_batch(str(tmp_path / "a.jsonl"), out, workers=0, bounds=Bounds(pages=6), do=stop_in_the_third)
    before = part_path(out, "claims", 0).stat().st_mtime_ns
    again = here(tmp_path / "a.jsonl", out, pages=6)
    assert content(out) == content(tmp_path / "whole")
    assert part_path(out, "claims", 0).stat().st_mtime_ns == before
    assert again.pages == 30


def test_a_batch_that_was_begun_otherwise_is_not_gone_on_with(tmp_path: Path) -> None:
    write(made_pages(5), tmp_path / "a.jsonl")
    here(tmp_path / "a.jsonl", tmp_path / "out", pages=2)
    with pytest.raises(UsageError, match=r"size of a partition differs .*'pages': 2.*'pages': 3"):
        here(tmp_path / "a.jsonl", tmp_path / "out", pages=3)
    write(made_pages(6), tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match=r"files of the input .* differs; go on with what it was begun with"):
        here(tmp_path / "a.jsonl", tmp_path / "out", pages=2)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").touch()
    with pytest.raises(UsageError, match="not empty and holds no batch"):
        here(tmp_path / "a.jsonl", tmp_path / "other")


def test_pages_that_went_away_meanwhile_are_noticed(tmp_path: Path) -> None:
    write(made_pages(6), tmp_path / "a.jsonl")
    (part,) = plan(tmp_path / "a.jsonl", Bounds())
    write(made_pages(5), tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match="5 pages where 6 were when the batch was planned"):
        work.work(part, str(tmp_path / "out"), work.fingerprint())


def test_a_worker_with_other_rules_refuses(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="install the same one on all machines"):
        work.work(Partition(0, "pages", "", "", 0, 0), str(tmp_path), "other rules")


def test_a_page_that_cannot_be_worked_on_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(made_pages(6), tmp_path / "a")
    monkeypatch.setattr(work, "clean", lambda page: 1 / 0 if "0000003" in page.id else clean(page))
    counts = here(tmp_path / "a", tmp_path / "out")
    assert counts.skipped == 1
    (bad,) = (row for row in pages_of(tmp_path / "out") if row["status"] == "skipped")
    assert "0000003.html" in str(bad["page"])
    assert "ZeroDivisionError" in str(bad["reason"])


def deadly(partition: Partition, out: str, rules: str, without: tuple[int, ...] = ()) -> Counts:
    """Work in a process that ends at one page always, and at another the first time only."""
    once = Path(out) / "once"

    def end(page: object) -> object:
        source = page.source  # type: ignore[attr-defined]
        if "杀" in source or ("伤" in source and not once.exists()):
            once.touch()
            os._exit(1)
        return clean(page)  # type: ignore[arg-type]

    work.clean = end  # type: ignore[assignment]
    return work.work(partition, out, rules, without)


def test_a_lost_worker_is_replaced_and_a_page_that_kills_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a"
    write(made_pages(12), folder)
    for name, mark in (("0000002.html", "伤"), ("0000007.html", "杀")):
        (folder / name).write_text(SAID + mark, "utf-8")
    out = tmp_path / "out"
    # Suspected at once, so that few workers have to be started anew.
    monkeypatch.setattr(run, "_FAILURES", 0)
    counts = run_batch(str(folder), out, workers=1, bounds=Bounds(pages=4), do=deadly)
    (out / "once").unlink()
    assert counts.set_aside == [f"{folder.as_posix()}/0000007.html"]
    assert (counts.pages, counts.skipped) == (12, 1)
    assert counts.adds_up()
    # Set aside from the start, the result would have been the same.
    for part in plan(folder, Bounds(pages=4)):
        work.work(part, str(tmp_path / "told"), work.fingerprint(), [3] if part.number == 1 else [])
    (tmp_path / "told" / "running").rmdir()
    (tmp_path / "told" / "plan.jsonl").write_bytes((out / "plan.jsonl").read_bytes())
    assert content(out) == content(tmp_path / "told")


def test_the_cluster_waits_for_a_worker_that_takes_long_to_come_back(tmp_path: Path) -> None:
    """As on a busy machine: the cluster would give it up, and then nobody would work."""
    import dask

    write(made_pages(8), tmp_path / "a")
    (tmp_path / "a" / "0000002.html").write_text(SAID + "伤", "utf-8")
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1ms"}):
        counts = run_batch(
            str(tmp_path / "a"), tmp_path / "out", workers=1, bounds=Bounds(pages=4), do=deadly
        )
    assert (counts.pages, counts.skipped) == (8, 0)


@pytest.mark.parametrize(
    ("nannies", "again"), [(["closed", "failed"], True), (["closed", "starting"], False), ([], False)]
)
def test_workers_are_started_afresh_where_none_is_left_or_on_its_way(
    nannies: list[str], again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cluster:
        def __init__(self) -> None:
            self.scaled: list[int] = []
            self.looked = 0

        @property
        def workers(self) -> dict[int, SimpleNamespace]:
            self.looked += 1
            if self.looked > 1:
                return {}
            return {n: SimpleNamespace(status=SimpleNamespace(name=name)) for n, name in enumerate(nannies)}

        def scale(self, count: int) -> None:
            self.scaled.append(count)

    cluster = Cluster()
    monkeypatch.setattr(run, "_LOOK_EVERY", 0.001)
    with run._kept_up(cluster, 2):
        while cluster.looked < 3:
            time.sleep(0.001)
    assert cluster.scaled == ([0, 2] if again else [])


def test_copies_share_bands_and_their_sketches_tell_how_much_they_share() -> None:
    documents = [clean(page) for page in read_pages([CORPUS])[0]]
    signed = {document.page: sign(document.folded) for document in documents}
    links = [link for link in find_copies(documents) if link.reasons != ("same_address",)]
    assert len(links) >= 3
    for link in links:
        one, other = signed[link.one], signed[link.other]
        assert set(one.bands) & set(other.bands)
        shared = len(set(one.sketch) & set(other.sketch)) / min(len(one.sketch), len(other.sketch))
        assert abs(shared - link.containment) < 0.15


def test_the_signature_of_a_text_never_changes() -> None:
    """Signatures of several runs are compared: a change here needs a new form of the dataset."""
    signature = sign("抖音企业认证的审核费用是600元一年。申请抖音企业认证需要提交营业执照。" * 3)
    assert int(signature.bands[0]) == FIRST_BAND
    assert int(signature.sketch[0]) == FIRST_OF_SKETCH
    assert sign("短").bands.size == sign("").sketch.size == 0


FIRST_BAND, FIRST_OF_SKETCH = 1205895431487656811, 638484408


def test_the_command_tells_what_became_of_every_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(made_pages(20), tmp_path / "a.jsonl")
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    out = tmp_path / "out"
    # All is done before: no cluster is started for nothing.
    here(tmp_path / "a.jsonl", out)
    assert main(["batch", str(tmp_path / "a.jsonl"), "--out", str(out)]) == 1
    told = capsys.readouterr()
    counts = Counts(**json.loads(done_path(out, 0).read_text("utf-8")))
    silent = counts.dropped[SILENT]
    assert f"Pages in: 21 = read {counts.read} + skipped 1 + dropped {silent}\n" in told.out
    assert f"dropped: {silent} (says nothing of certification)" in told.out
    assert "skipped" in told.err
    assert "not JSON" in told.err
    assert set(SCHEMAS) <= {path.name for path in out.iterdir()}


def test_a_missing_library_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    need_extra()
    monkeypatch.setattr("analysis.scale.find_spec", lambda name: None if name == "duckdb" else True)
    with pytest.raises(UsageError, match=r"need duckdb, .*pip install -e '\.\[scale\]'"):
        need_extra()
    assert "duckdb" in EXTRA


@pytest.mark.parametrize("wrong", [["--workers", "0"], ["--pages", "0"], ["--megabytes", "-1"]])
def test_figures_below_one_are_refused(
    wrong: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(CORPUS), "--out", str(tmp_path / "out"), *wrong]) == 2
    assert "at least 1 is needed" in capsys.readouterr().err


# ---- a vocabulary of one's own


OWN = """
[[platform]]
id = "yunbo"
zh = "云播"
en = "Yunbo"
words = "云播"

[[type]]
id = "lecturer"
zh = "金牌讲师"
en = "Gold lecturer"
words = "金牌讲师"
"""
LECTURER = "<h1>云播<b>金牌</b>讲师</h1><p>云播<b>金牌</b>讲师的审核费用是600元一年。</p>"


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    """A file of additions, and pages of which only one speaks of a type that it adds."""
    (tmp_path / "mine.toml").write_text(OWN, "utf-8")
    rows = [{"id": f"page-{number}", "html": text} for number, text in enumerate((SAID, LECTURER, "今天"))]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")
    return tmp_path / "a.jsonl", tmp_path / "mine.toml"


def test_what_a_user_adds_reaches_every_worker_and_the_report(
    own: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where, mine = own
    batch = ["batch", str(where), "--pages", "2", "--workers", "1", "--out", str(tmp_path / "out")]
    assert main([*batch, "--vocabulary", str(mine)]) == 0
    (tmp_path / "lecturer.html").write_text(LECTURER, "utf-8")
    plain = find_claims([tmp_path / "lecturer.html"])
    assert [claim.platform for claim in plain.claims] == ["yunbo"]
    use(None)
    (claim,) = (json.loads(line) for line in claims_of(tmp_path / "out").splitlines() if "yunbo" in line)
    assert (claim["page"], claim["type"], claim["value"]) == ("page-1", "lecturer", "CNY600")
    # Charts are drawn in processes that are started before the report is there: these need it too.
    monkeypatch.setattr("analysis.report.drawings", lambda *_: {})
    capsys.readouterr()
    assert main(["build", str(tmp_path / "out"), "--out", str(tmp_path / "made"), "--lang", "en"]) == 0
    assert "Yunbo" in (tmp_path / "made" / "report.html").read_text("utf-8")
    assert load().label("platform", "yunbo", "en") == "Yunbo"


def test_a_batch_is_not_gone_on_with_in_another_vocabulary(
    own: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, mine = own
    out = tmp_path / "out"
    run_batch(str(where), out, workers=0, vocabulary=mine)
    before = content(out)
    assert run_batch(str(where), out, workers=0, vocabulary=mine).pages == 3
    with pytest.raises(
        UsageError, match=r"vocabulary differs \(mine.toml \(sha256 \w+\) then, none added now"
    ):
        run_batch(str(where), out, workers=0)
    (tmp_path / "kept.toml").write_bytes(mine.read_bytes())
    mine.write_text(OWN.replace("Yunbo", "Cloudcast"), "utf-8")
    with pytest.raises(UsageError, match=r"vocabulary differs \(mine.toml .* then, mine.toml .* now"):
        run_batch(str(where), out, workers=0, vocabulary=mine)
    assert main(["build", str(out), "--out", str(tmp_path / "made"), "--vocabulary", str(mine)]) == 2
    assert "leave it out" in capsys.readouterr().err
    with pytest.raises(VocabularyError, match=r"nowhere.toml: No such file"):
        run_batch(str(where), tmp_path / "other", workers=0, vocabulary=tmp_path / "nowhere.toml")
    assert not (tmp_path / "other").exists()
    assert content(out) == before


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    script = Path(__file__).parent / "bench" / "measure.py"
    command = [
        sys.executable,
        str(script),
        "12",
        "--folder",
        str(tmp_path),
        "--workers",
        "0",
        "--partition",
        "4",
    ]
    told = subprocess.run([*command, "--only", "batch"], capture_output=True, text=True, check=True).stdout
    archive, row = (json.loads(line) for line in (tmp_path / "results.jsonl").read_text("utf-8").splitlines())
    assert (archive["part"], row["part"], row["pages"], row["workers"]) == ("archive", "batch-0", 12, 0)
    assert row["claims"] > 0
    assert f"0 workers, cpu_ms_a_page: 12: {row['cpu_ms_a_page']} (0% apart, within 15%)" in told
    # Of the datasets nothing is left, and what was measured is told from the lines.
    assert {path.name for path in tmp_path.iterdir()} == {"12.warc.gz", "results.jsonl"}
    again = subprocess.run([*command, "--only", "batch"], capture_output=True, text=True, check=True).stdout
    assert again.splitlines() == told.splitlines()[-len(again.splitlines()) :]


# ---- the report on a dataset


TABLES = (
    "claims",
    "evidence",
    "cells",
    "values",
    "conflicts",
    "disagreements",
    "kinds",
    "taxonomy",
    "badges",
)


def test_the_report_on_a_batch_is_that_on_the_pages(tmp_path: Path) -> None:
    here(CORPUS, tmp_path / "out", pages=10)
    report, plain = report_on_dataset(tmp_path / "out"), build(CORPUS)
    for name in (*TABLES, "changes", "comparison"):
        assert_frame_equal(getattr(report, name), getattr(plain, name))
    assert report.totals == plain.totals
    assert report.summary("en") == plain.summary("en")
    silent = plain.totals.silent
    assert len(report.documents) == plain.totals.pages - silent


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages that were made up for measuring, which contradict each other a lot, and copies of some."""
    folder = tmp_path_factory.mktemp("crowded")
    for path in sorted(WRITTEN.rglob("[ceh]-*")):
        if path.suffix in (".html", ".txt", ".md"):
            copy = folder / "pages" / f"{path.parent.name}-{path.name}"
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(path.read_bytes())
            if path.name.startswith("c-"):
                copy.with_stem(f"{copy.stem}-copy").write_bytes(path.read_bytes())
    here(folder / "pages", folder / "out", pages=100)
    return folder


@pytest.fixture(scope="module")
def plain(crowded: Path) -> Report:
    return build(crowded / "pages")


def test_what_is_not_shown_is_counted_all_the_same(
    crowded: Path, plain: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reported, "CLAIMS", 700)
    monkeypatch.setattr(reported, "PAIRS", 200)
    report = report_on_dataset(crowded / "out")
    assert len(report.claims) < len(plain.claims)
    assert len(report.conflicts) < len(plain.conflicts)
    assert report.totals == plain.totals
    counted = ["platform", "type", "attribute", "value", "n_sources", "newest", "excluded"]
    assert_frame_equal(report.values[counted], plain.values[counted])
    against = [[reason for reason in reasons if ":" in reason] for reasons in report.values["reasons"]]
    assert against == [[reason for reason in reasons if ":" in reason] for reasons in plain.values["reasons"]]
    whole = ["status", "values", "support", "disputed", "resolved", "n_pages", "n_sources", "newest"]
    assert_frame_equal(report.cells[whole], plain.cells[whole])
    sides = ["platform", "attribute", "clash", "type", "value", "type_other", "value_other"]
    sides += ["n_sources", "n_sources_other"]
    one, other = (
        {tuple(map(str, row)) for row in table[sides].itertuples(index=False)}
        for table in (report.disagreements, plain.disagreements)
    )
    assert one == other
    counts = ["platform", "value", "type", "n_sources"]
    assert_frame_equal(report.badges[counts], plain.badges[counts])
    assert f"Claims found: {len(plain.claims)}" in report.summary("en")
    assert f"shown of these: {len(report.claims)}," in report.summary("en")


def test_copies_among_many_are_found_by_their_bands(crowded: Path, plain: Report) -> None:
    report = report_on_dataset(crowded / "out")
    home = dict(zip(plain.sources["page"], plain.sources["cluster"], strict=True))
    copies = [page for page in report.sources["page"] if page.rsplit(".", 1)[0].endswith("-copy")]
    assert len(copies) > 10
    found = dict(zip(report.sources["page"], report.sources["cluster"], strict=True))
    assert {page: found[page] for page in copies} == {page: home[page] for page in copies}
    assert report.totals.sources == plain.totals.sources


def test_build_makes_everything_of_a_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Charts take longest, and are drawn of the same tables as ever.
    monkeypatch.setattr("analysis.report.drawings", lambda *_: {})
    write(made_pages(30), tmp_path / "a.jsonl")
    here(tmp_path / "a.jsonl", tmp_path / "out")
    assert main(["build", str(tmp_path / "out"), "--out", str(tmp_path / "made"), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Pages in: ")
    made = {path.name for path in (tmp_path / "made").iterdir()}
    assert {"report.html", "training.pptx", "comparison.xlsx", "cells.parquet"} <= made


def test_a_report_needs_a_batch_that_is_finished_and_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(made_pages(30), tmp_path / "a.jsonl")
    out = tmp_path / "out"
    here(tmp_path / "a.jsonl", out, pages=10)
    done_path(out, 1).unlink()
    with pytest.raises(
        UsageError, match="not finished: 2 of 3 partitions are done; go on with 'renzheng batch"
    ):
        report_on_dataset(out)
    assert main(["build", str(out), str(CORPUS), "--out", str(tmp_path / "made")]) == 2
    assert "name it alone" in capsys.readouterr().err


def test_pages_that_share_an_id_are_named(tmp_path: Path) -> None:
    rows = [{"id": "same", "html": SAID}, {"id": "same", "html": SAID}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    here(tmp_path / "a.parquet", tmp_path / "out")
    with pytest.raises(UsageError, match=r"several pages in .* have one id \(same …\): make the column id"):
        report_on_dataset(tmp_path / "out")


def test_a_batch_that_read_nothing_has_no_report(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"html": "今天天气很好。"}\n', "utf-8")
    here(tmp_path / "a.jsonl", tmp_path / "out")
    with pytest.raises(UsageError, match="nothing to report"):
        report_on_dataset(tmp_path / "out")
