"""The explorer's words in one language: its own, and those that it shares with the HTML report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from analysis.exports.html import wording as of_report
from analysis.vocabulary import Lang

Words = Mapping[str, str]


@lru_cache
def wording(lang: Lang) -> Words:
    """Every word that the explorer says, by name."""
    own = tomllib.loads((files("analysis.explore") / "words.toml").read_text(encoding="utf-8"))
    shared = of_report(lang)
    return {**shared["page"], **shared["script"], **shared["data"], **own[lang]}


@lru_cache
def style() -> str:
    """The look of the explorer, as a style element."""
    return f"<style>{(files('analysis.explore') / 'explore.css').read_text(encoding='utf-8')}</style>"
