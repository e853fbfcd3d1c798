"""Which types a page says exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.clean import clean
from analysis.read import read_page
from analysis.taxonomy import Kinds, find_kinds


def kinds_of(tmp_path: Path, text: str, title: str = "抖音认证怎么选") -> list[Kinds]:
    path = tmp_path / "page.txt"
    path.write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    return find_kinds(clean(read_page(path, "page.txt")))


@pytest.mark.parametrize(
    ("text", "told", "types"),
    [
        ("目前的抖音认证分为三种：企业认证、个人认证及实名认证。", 3, "enterprise personal real_name"),
        ("抖音上的认证有三类：企业认证、个人认证，再加上实名认证。", 3, "enterprise personal real_name"),
        ("抖音认证一共有两种，企业认证和个人认证。", 2, "enterprise personal"),
        ("抖音认证分为个人认证、企业认证和机构认证3种。", 3, "personal enterprise institution"),
        ("抖音的認證包括企業認證、機構認證。", None, "enterprise institution"),
        ("抖音的认证主要有黄V、蓝V两种。", 2, "personal enterprise"),
        ("黄V认证、蓝V认证这两类都归官方审。", 2, "personal enterprise"),
    ],
)
def test_a_list_of_types_is_read_with_its_number(
    tmp_path: Path, text: str, told: int | None, types: str
) -> None:
    (found,) = kinds_of(tmp_path, text)
    assert (found.platform, found.told, found.types) == ("douyin", told, tuple(types.split()))
    assert found.quote == text


def test_the_names_may_follow_as_a_list_of_their_own(tmp_path: Path) -> None:
    text = (
        "视频号认证有以下三种类型：\n\n一、个人认证：面向博主。\n\n二、企业认证\n\n三、机构认证（政府、媒体）"
    )
    (found,) = kinds_of(tmp_path, text, "视频号认证")
    assert (found.platform, found.told) == ("channels", 3)
    assert found.names == ("个人认证", "企业认证", "机构认证")


def test_the_names_are_kept_as_the_page_has_them(tmp_path: Path) -> None:
    (found,) = kinds_of(tmp_path, "抖音个人认证包括职业认证、兴趣认证和音乐人认证等。")
    assert found.names == ("职业认证", "兴趣认证", "音乐人认证")
    assert found.types == ("personal",)


def test_each_platform_has_its_own_kinds(tmp_path: Path) -> None:
    text = "抖音认证分为企业认证和个人认证。\n\n快手认证分为企业认证、个人认证和机构认证。"
    found = kinds_of(tmp_path, text, "抖音和快手的认证")
    assert [(kinds.platform, len(kinds.types)) for kinds in found] == [("douyin", 2), ("kuaishou", 3)]


def test_the_same_kinds_said_again_count_once(tmp_path: Path) -> None:
    text = "抖音认证有两种：企业认证、个人认证。\n\n总之，抖音认证分为个人认证和企业认证。"
    assert len(kinds_of(tmp_path, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "抖音认证有哪几种？",
        "抖音企业认证需要三种材料：营业执照、身份证、公函。",
        "抖音取消认证有三种方式：找客服、后台申请、注销账号。",
        "抖音认证有三种。",
        "企业认证要交费。",
    ],
)
def test_other_lists_and_questions_tell_no_kinds(tmp_path: Path, text: str) -> None:
    assert kinds_of(tmp_path, text) == []


def test_a_page_on_another_subject_tells_no_kinds(tmp_path: Path) -> None:
    assert kinds_of(tmp_path, "苹果分为两种：红苹果、青苹果。", "水果怎么挑") == []
