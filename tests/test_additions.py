"""A vocabulary of one's own: what a TOML file adds, and how it is refused where it does not fit in."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest

import analysis as rz
from analysis.additions import LONGEST_PATTERN, MOST_BYTES, MOST_ENTRIES, read_additions
from analysis.claims.rules import compile_pattern
from analysis.cli import main
from analysis.errors import VocabularyError
from analysis.segment import cut
from analysis.vocabulary import load, shipped, using

HERE = Path(__file__).parent.parent / "notebooks" / "data"
FILE, PAGES = HERE / "own_vocabulary.toml", HERE / "own_platform"
DOCS = Path(__file__).parent.parent / "docs" / "vocabulary.md"
OWN = '[[platform]]\nid = "dewu"\nzh = "得物"\nen = "Dewu"\nwords = "得物"\n'


@pytest.fixture(autouse=True)
def _shipped_vocabulary_afterwards() -> object:
    with using(None):
        yield


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_platform_and_an_attribute_are_added_and_found() -> None:
    report = rz.build(PAGES, vocabulary=FILE)
    assert report.platforms() == ["dewu"]
    renames = report.cells.query("attribute == 'rename'")
    assert set(renames["status"]) == {"conflicting", "not_mentioned"}
    assert "live_sale" in set(report.claims["value"])
    assert "得物" in report.summary()
    assert "改名" in report.comparison.to_html()


def test_the_next_build_has_the_shipped_vocabulary_again() -> None:
    rz.build(PAGES, vocabulary=FILE)
    assert rz.build(PAGES).platforms() == ["other"]
    assert load() is shipped()


def test_a_report_keeps_its_own_vocabulary() -> None:
    report = rz.build(PAGES, vocabulary=FILE)
    rz.build(PAGES)
    assert "改名" in report.summary()
    assert report.only("dewu").platforms() == ["dewu"]


def test_two_ways_to_the_same_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(PAGES), "--vocabulary", str(FILE), "--out", str(tmp_path / "a")]) == 0
    with using(None):
        rz.build(PAGES, vocabulary=FILE).write(tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir() if path.is_file())
    assert "matrix-dewu.png" in names
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert "得物" in capsys.readouterr().out


def test_explain_and_extract_and_score_take_it(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("extract", "explain"):
        assert main([command, str(PAGES), "--vocabulary", str(FILE)]) == 0
        assert "dewu" in capsys.readouterr().out
    labelled = Path(__file__).parent.parent / "corpus" / "pages" / "zhihu"
    assert main(["score", str(labelled), "--vocabulary", str(FILE)]) == 0


def test_words_of_the_file_are_cut_as_one(tmp_path: Path) -> None:
    path = written(tmp_path, 'words = ["量子阅读器号"]\n')
    assert "量子阅读器号" not in cut("量子阅读器号")
    with using(read_additions(path, compile_pattern)):
        assert "量子阅读器号" in cut("量子阅读器号")


def test_the_claims_of_the_corpus_stay_as_they_are() -> None:
    plain = [claim.key for claim in rz.build().claims_list]
    assert [claim.key for claim in rz.build(vocabulary=FILE).claims_list] == plain


def test_the_example_in_the_docs_is_one(tmp_path: Path) -> None:
    example = DOCS.read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    assert "[[platform]]" in example
    added = read_additions(written(tmp_path, example), compile_pattern)
    assert len(added.rules) > len(shipped().rules)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[platform]\n", r"mine\.toml: not valid TOML: .*line 1"),
        (
            'x = 1\n[[platfrom]]\nid = "a"\n',
            r"line \d: unknown key '(x|platfrom)'; allowed are attr",
        ),
        (
            OWN + 'colour = "red"\n',
            r"mine\.toml, line 6: unknown key 'colour' in \[\[platform\]\]; allo",
        ),
        (
            '\n[[platform]]\nid = "dewu"\n',
            r"line 2: \[\[platform\]\] needs en, words, zh; got id",
        ),
        (OWN.replace('"dewu"', '"De wu"'), r"line 2: id = 'De wu'; allowed are small letters"),
        (OWN.replace('"dewu"', '"douyin"'), r"line 1: \[\[platform\]\] douyin: there is one already"),
        (OWN.replace('"得物"\nen', '""\nen'), r"line 3: zh = ''; a text that is not empty"),
        (OWN.replace('words = "得物"', "words = 3"), r"line 5: words must hold patterns as texts, got 3"),
        (OWN.replace('words = "得物"', 'words = "(得物"'), r"line 5: 'words': pattern '\(得物' is broken"),
        ('[[rule]]\nclaim = "fee=maybe"\nwhen = ["x"]\n', r"line 1: .*'maybe' is no value of fee"),
        ('[[rule]]\nclaim = "rename=yes"\nwhen = ["x"]\n', r"line 2: no attribute 'rename'"),
        ('[[rule]]\nclaim = "fee=free"\nwhen = ["{无此词}"]\n', r"line 3: 'when': no family \{无此词\}"),
        ('[[rule]]\nclaim = "fee=free"\nwhen = ["x("]\n', r"line 3: 'when': pattern 'x\(' is broken"),
        ('[[rule]]\nclaim = "fee=free"\n', r"line 1: .*needs claim ="),
        (
            '[[value]]\nattribute = "fees"\nid = "a"\nzh = "a"\nen = "a"\n',
            r"line 1: .*no attribute 'fees'",
        ),
        ('[family]\n"a" = "("\n', r"line 2: 'a': pattern '\(' is broken"),
        (
            "[family]\na = '{b}'\nb = '{a}'\n",
            r"line 2: 'a': pattern '\{b\}' holds a family that holds itself",
        ),
        ("[family]\na = 1\n", r"line 1: \[family\] must hold name = 'pattern' lines"),
        ("platform = 1\n", r"line 1: 'platform' must be written as \[\[platform\]\]"),
        (
            OWN.replace('words = "得物"', "words = '(?:得|物|得物)+号'"),
            r"line 5: 'words': pattern .* may take ever longer: the more often a text repeats '\w+', the "
            r"more ways .*; write \* as \{0,6\} and \+ as \{1,6\}",
        ),
        (
            "[family]\n'甲' = '的*'\n[[rule]]\nclaim = 'fee=free'\nwhen = ['{甲}{甲}免费']\n",
            r"line 5: 'when': pattern '\{甲\}\{甲\}免费' may take ever longer: .* repeats '的'",
        ),
        (
            "[family]\n'认证费' = '免+'\n",
            r"line 2: '认证费': pattern '免\+' repeats without end, which words added to a shipped family",
        ),
        ('words = [""]\n', r"line 1: words must be a list of texts"),
        (OWN.replace('"得物"\n', f'"{"得" * (LONGEST_PATTERN + 1)}"\n', 2), r"line \d: "),
        ("words = [" + "'a'," * (MOST_ENTRIES + 1) + "]", rf"{MOST_ENTRIES + 1} entries, at most"),
        ("#" * (MOST_BYTES + 1), rf"more than {MOST_BYTES} bytes"),
    ],
)
def test_what_does_not_fit_in_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=told):
        read_additions(written(tmp_path, text), compile_pattern)


def test_a_file_that_is_not_there_or_no_text_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", str(PAGES), "--vocabulary", str(tmp_path / "none.toml")]) == 2
    assert "none.toml: No such file" in capsys.readouterr().err
    (tmp_path / "gbk.toml").write_bytes("# 得物".encode("gbk"))
    with pytest.raises(VocabularyError, match="is no UTF-8; save the file as UTF-8"):
        read_additions(tmp_path / "gbk.toml", compile_pattern)


def test_the_house_style_is_for_ones_own_figures_too() -> None:
    before = mpl.rcParams["font.family"]
    with rz.style():
        assert mpl.rcParams["font.family"] == ["Noto Sans CJK SC"]
    assert mpl.rcParams["font.family"] == before
    with mpl.rc_context():
        rz.style()
        assert mpl.rcParams["font.family"] == ["Noto Sans CJK SC"]
