"""What takes long to work out and is the same every time, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from analysis.output import write_whole

# An own vocabulary that is being written leaves a file for each of its states.
_MOST_FILES = 8


def kept(name: str, key: bytes, make: Callable[[], Any]) -> Any:
    """The JSON value of `make()`, as it was when it was last made for the same `key`.

    `key` holds all that the value depends on. A cache that cannot be read or written only costs time.
    """
    folder = user_cache_path("renzheng")
    path = folder / f"{name}-{hashlib.sha256(key).hexdigest()[:32]}.json"
    with suppress(OSError, ValueError):
        return json.loads(path.read_text("utf-8"))
    value = make()
    with suppress(OSError):
        write_whole(path, json.dumps(value, ensure_ascii=False).encode())
        _thin_out(folder, name)
    return value


def _thin_out(folder: Path, name: str) -> None:
    files = sorted(folder.glob(f"{name}-*.json"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
