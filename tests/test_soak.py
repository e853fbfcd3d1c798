"""A short soak: memory and open files of one process that builds again and again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from soak import FILES, MEGABYTES, Sample, growth, soak

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and files are read from /proc")


def test_sixty_builds_leave_memory_and_open_files_as_they_were(tmp_path: Path) -> None:
    samples = list(soak(60, tmp_path, every=6, whole_every=6))
    assert [sample.builds for sample in samples] == list(range(0, 61, 6))
    megabytes, files = growth(samples)
    assert megabytes <= MEGABYTES
    assert files <= FILES
    # It was no idle run.
    assert samples[-1].pages >= 60
    assert samples[-1].claims > 60
    assert (tmp_path / "out" / "report.html").is_file()


def test_what_grows_is_seen() -> None:
    steady = [Sample(n, 0, 200, 8, n, n) for n in range(0, 101, 10)]
    assert growth(steady) == (0, 0)
    assert growth([*steady, Sample(110, 0, 300, 9, 110, 110)]) == (100, 1)
