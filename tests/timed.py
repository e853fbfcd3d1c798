"""How time grows: processor time of one work beside another, so that a busy machine matters little."""

from __future__ import annotations

import time
from collections.abc import Callable

Work = Callable[[], object]


def seconds(work: Work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def times_as_long(work: Work, other: Work, enough: float, tries: int = 6) -> float:
    """How many times as long `work` takes as `other`, the best of each; tried again while over `enough`."""
    best, best_other = seconds(work), seconds(other)
    for _ in range(tries - 1):
        if best < enough * best_other:
            break
        best, best_other = min(best, seconds(work)), min(best_other, seconds(other))
    return best / best_other
