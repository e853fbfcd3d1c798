"""No change may make the claims worse on the labelled pages without saying so."""

from __future__ import annotations

import accuracy
import pytest


@pytest.mark.parametrize("name", accuracy.SETS)
def test_accuracy_stays_above_its_floors(name: str) -> None:
    pinned = dict(accuracy.floors()[name])
    assert pinned.pop("labelled") == accuracy.fingerprint(name), (
        f"the labelled pages of corpus/{name} changed: look at the figures, then run "
        "`python tests/accuracy.py --pin` (with --lower where a floor has to fall)"
    )
    now = accuracy.rates(name)
    fallen = {rate: (now.get(rate), floor) for rate, floor in pinned.items() if now.get(rate, 0) < floor}
    assert not fallen, f"below the floors (now, floor): {fallen}"
    assert now.keys() == pinned.keys()
