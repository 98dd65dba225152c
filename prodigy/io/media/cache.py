"""Smaller pictures and waveforms, kept on disk so that each is made once.

They lie in the Prodigy home, never beside the user's files, and are found by the path, the time of
change and the size of the file they were made of. What was not used for the longest time is deleted
when there is too much. Without a place to write to, everything is made anew each time.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from ...config import get_home
from ...logger import log

MAX_CACHE_BYTES = 512 * 2**20
KEPT_SHARE = 0.8  # after deleting, so that not every new file deletes others
# Part of each name: a higher number makes everything anew, after a change of what is made.
VERSION = 1

_lock = threading.Lock()
_sizes: dict[Path, int] = {}  # bytes in a folder, counted once and added to


def make_key(path: Path, *what: object) -> str:
    """Name what is made of a file in its present state.

    path (Path): The file.
    *what (object): What is made of it.
    RETURNS (str): A name that is different for every other file, state or product.
    RAISES (OSError): There is no such file.
    """
    info = path.stat()
    parts = (VERSION, path.as_posix(), info.st_mtime_ns, info.st_size, *what)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]


def get_folder() -> Path:
    """RETURNS (Path): Where the files are kept. It may not exist."""
    return get_home() / "cache" / "media"


def find_cached(key: str) -> Path | None:
    """Find something that was made before, and note that it was used.

    key (str): What `make_key` returned.
    RETURNS (Path | None): The file, which may be deleted at any time.
    """
    path = get_folder() / key
    try:
        os.utime(path)
    except OSError:
        return None
    return path


def read_cached(key: str) -> bytes | None:
    """RETURNS (bytes | None): What was kept under a key, if it is still there."""
    path = find_cached(key)
    try:
        return path.read_bytes() if path else None
    except OSError:
        return None


def keep(key: str, data: bytes) -> None:
    """Keep something. Failures are only logged, it can be made again.

    key (str): What `make_key` returned.
    data (bytes): What to keep.
    """
    folder = get_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            file.write(data)
        os.replace(file.name, folder / key)  # readers see all of it or nothing
    except OSError as err:
        log(f"MEDIA: Can't keep anything in {folder}", err)
        return
    _make_room(folder, len(data))


def _make_room(folder: Path, n_new: int) -> None:
    with _lock:
        known = _sizes.get(folder)
        size = sum(n for _, n, _ in _list(folder)) if known is None else known + n_new
        if size > MAX_CACHE_BYTES:
            for path, n_bytes, _ in sorted(_list(folder), key=lambda item: item[2]):
                with suppress(OSError):
                    path.unlink()
                size -= n_bytes
                if size <= MAX_CACHE_BYTES * KEPT_SHARE:
                    break
            size = sum(n for _, n, _ in _list(folder))
        _sizes[folder] = size


def _list(folder: Path) -> Iterator[tuple[Path, int, float]]:
    with suppress(OSError):
        for entry in os.scandir(folder):
            with suppress(OSError):
                info = entry.stat()
                yield Path(entry.path), info.st_size, info.st_mtime
