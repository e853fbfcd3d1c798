"""What is kept in the user's cache folder is made once, and a broken cache only costs time."""

import os

import pytest

import analysis.kept
from analysis.claims import candidates
from analysis.kept import kept
from analysis.vocabulary import load


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache folder that is not there yet."""
    place = tmp_path / "cache" / "renzheng"
    monkeypatch.setattr(analysis.kept, "user_cache_path", {"renzheng": place}.__getitem__)
    return place


@pytest.mark.usefixtures("folder")
def test_what_was_made_once_is_not_made_again():
    assert kept("words", b"a", lambda: ["企业"]) == ["企业"]
    assert kept("words", b"a", lambda: pytest.fail("made twice")) == ["企业"]
    assert kept("words", b"b", lambda: ["个人"]) == ["个人"]
    assert kept("words", b"a", lambda: pytest.fail("lost")) == ["企业"]


def test_a_broken_file_is_made_anew(folder):
    kept("words", b"a", lambda: 1)
    (path,) = folder.iterdir()
    for broken in (b"", b'{"half', b"\xff\xfe"):
        path.write_bytes(broken)
        assert kept("words", b"a", lambda: 2) == 2
        assert kept("words", b"a", lambda: pytest.fail("not mended")) == 2


def test_a_place_that_takes_no_files_costs_time_only(folder):
    folder.parent.write_text("a file where the folder should be")
    assert kept("words", b"a", lambda: 1) == 1
    assert kept("words", b"a", lambda: 2) == 2


def test_only_the_newest_files_of_a_name_stay(folder):
    kept("other", b"", lambda: 0)
    for number in range(12):
        kept("words", bytes([number]), lambda number=number: number)
        for age, path in enumerate(sorted(folder.glob("words-*"), key=os.path.getmtime, reverse=True)):
            os.utime(path, (1000 - age, 1000 - age))
    assert sorted(path.read_text() for path in folder.glob("words-*")) == sorted(map(str, range(4, 12)))
    assert len(list(folder.glob("other-*"))) == 1


def test_patterns_are_sieved_alike_with_the_cache_and_without(folder):
    made, again = candidates._Index(load()), candidates._Index(load())
    assert len(list(folder.iterdir())) == 1
    for text in ("企业认证审核费用600元/年，不退", "认证后30天内可以取消", "", "蓝v", "今天天气不错"):
        assert made.mask(text) == again.mask(text)
    assert made.mask("认证费600元") != made.mask("")
