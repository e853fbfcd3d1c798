"""Files written whole or not at all, folders of them replaced together, and what an earlier run left there.

A folder that is written to has a hidden one, `.renzheng`: a lock, the draft of the next files, and the record
of the last ones. Nothing outside the folder is touched: links in it are replaced, never followed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

from analysis.errors import OutputError

OWN, LOCK, RECORD, DRAFT = ".renzheng", "lock", "files.json", "draft-"
# Signs that nobody sees, that turn words around or that a terminal obeys; `page/base.js` has the same.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# A record names some hundred files; what is larger is none of ours.
LARGEST_RECORD = 1_000_000


def write_whole(path: str | Path, content: bytes) -> Path:
    """Writes a file whole or not at all: a reader never sees half of it, a failure leaves the old one.

    The bytes are on the disk before they get their name. Folders that are missing are made. Raises OSError,
    which names the file, where the place cannot be written to.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is private to its maker; the finished one gets the usual permissions.
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except BaseException as error:
        draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            # A full disk does not say which file it had no room for.
            error.filename, error.filename2 = str(path), None
        raise
    return path


def visible(text: str) -> str:
    """A text that does nothing on a terminal: signs that nobody sees, line ends too, are \\x1b or \\u202e."""
    return UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


@contextmanager
def replaced(folder: str | Path) -> Iterator[Path]:
    """A draft folder inside a `with` block: its files take their places in `folder` when the block ends well.

    They come all together or not at all, and files of the last run that this one does not make go, unless
    somebody has changed them. While the block runs no other can write to the folder. Raises OutputError where
    one does, or where the folder cannot be written to: what was there before is then as it was.
    """
    folder = Path(folder)
    own = folder / OWN
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder; name one, it is made where it is missing")
    try:
        own.mkdir(parents=True, exist_ok=True)
        if own.is_symlink():
            raise OutputError(f"{own}: is a link; it would lead out of the folder: remove it")
        with _alone(folder, own / LOCK):
            for left in own.glob(f"{DRAFT}*"):
                shutil.rmtree(left, ignore_errors=True)
            draft = Path(tempfile.mkdtemp(dir=own, prefix=DRAFT))
            try:
                yield draft
                _take_places(draft, folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        place = Path(error.filename) if isinstance(error.filename, str) else folder
        shown = folder / place.name if own in place.parent.parents else place
        raise OutputError(
            f"{shown}: cannot be written ({error.strerror or error}); what was in {folder} is as it was; "
            "make room, check the rights, or name another folder"
        ) from error


def left_behind(folder: str | Path) -> frozenset[str]:
    """The names of the files in a folder that the last run wrote there and nobody has changed since."""
    folder = Path(folder)
    record = folder / OWN / RECORD
    try:
        if record.stat().st_size > LARGEST_RECORD:
            return frozenset()
        listed: Any = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return frozenset()
    if not isinstance(listed, dict):
        return frozenset()
    return frozenset(name for name, digest in listed.items() if _is_ours(folder, name, digest))


def _is_ours(folder: Path, name: str, digest: Any) -> bool:
    # A record may come with foreign pages: no name in it leads to another folder.
    if Path(name).name != name:
        return False
    path = folder / name
    try:
        return stat.S_ISREG(path.lstat().st_mode) and _digest(path) == digest
    except (OSError, ValueError):
        return False


@contextmanager
def _alone(folder: Path, lock: Path) -> Iterator[None]:
    """Keeps others out of a folder; the system lets go of the lock of a process that was killed."""
    # It takes a while to load, and only who writes a folder needs it.
    from filelock import FileLock, Timeout

    try:
        held = FileLock(lock, timeout=0).acquire()
    except Timeout:
        raise OutputError(
            f"{folder}: another run is writing to this folder; wait until it is done, or name another folder"
        ) from None
    with held:
        yield


def _take_places(draft: Path, folder: Path) -> None:
    """Puts the files of a draft into the folder; whatever stops that, what was there before is put back."""
    made = sorted(path.name for path in draft.iterdir())
    gone = left_behind(folder) - set(made)
    digests = {name: _digest(draft / name) for name in made}
    record = write_whole(draft / OWN / RECORD, json.dumps(digests, indent=0).encode())
    former = draft / "former"
    (former / OWN).mkdir(parents=True)
    places = [*made, f"{OWN}/{RECORD}"]
    # Copied before anything moves: from there on nothing needs room.
    kept = [name for name in (*places, *gone) if os.path.lexists(folder / name)]
    for name in kept:
        shutil.copy2(folder / name, former / name, follow_symlinks=False)
    try:
        for name in made:
            (draft / name).replace(folder / name)
        for name in gone:
            (folder / name).unlink()
        record.replace(folder / OWN / RECORD)
        _settle(folder)
    except BaseException:
        for name in kept:
            (former / name).replace(folder / name)
        for name in set(places) - set(kept):
            (folder / name).unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Puts the new names on the disk as well, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _umask() -> int:
    # The mask can only be read by setting it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
