"""The folders whose media the server may serve, and the addresses of their files.

A folder is served under a token that only depends on its path, so an address stays valid when the
server is started again with the same folder. Loaders name the folders, `app.media` serves them.
Only files that the loader would offer are served: with its extensions, not hidden, and really in
the folder, wherever links may lead. Of folders in which only some files are needed, those that
tasks name are served, and no others.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from ...config import ensure_home, get_home
from ...errors import ProdigyError
from ...logger import log
from .kinds import HEAD_BYTES, get_mimetype, is_media_type

MEDIA_PREFIX = "media/"
TOKEN_CHARS = 16
# In the Prodigy home, a line each: what may be served again when answers are looked at later.
KNOWN_FILE = "media-folders.txt"


@dataclass
class MediaFolder:
    """A folder whose media may be served.

    path (Path): Its real path, without links.
    suffixes (set[str]): Extensions of the files that may be served, in lower case with the dot.
    files (set[str]): Further files that may be served, by their paths in the folder.
    make (callable | None): Makes a file that isn't there, if it can, when somebody asks for it.
    """

    path: Path
    suffixes: set[str]
    files: set[str] = field(default_factory=set)
    make: Callable[[str], None] | None = None


_folders: dict[str, MediaFolder] = {}
_lock = threading.Lock()


def serve_folder(
    path: str | Path, suffixes: Iterable[str], make: Callable[[str], None] | None = None
) -> str:
    """Allow the server to serve the media in a folder.

    path (str | Path): The folder.
    suffixes (Iterable[str]): Extensions of the files, with or without the dot. If the folder was
        named before, they are added.
    make (callable | None): Gets the path in the folder of a file that isn't there when it is asked
        for, and may put it there. Called by any thread. Defaults to None.
    RETURNS (str): The token of the folder, for `make_media_url`. It only depends on the path.
    """
    real = Path(path).expanduser().resolve()
    token = _make_token(real)
    with _lock:
        folder = _folders.setdefault(token, MediaFolder(real, set()))
        folder.suffixes = folder.suffixes | set(normalize_suffixes(suffixes))
        folder.make = make or folder.make
    return token


def make_media_url(token: str, path: str | Path) -> str:
    """Make the address of a file in a served folder.

    token (str): What `serve_folder` returned.
    path (str | Path): The file, relative to the folder.
    RETURNS (str): The address, relative to that of the app.
    """
    return f"{MEDIA_PREFIX}{token}/{quote(Path(path).as_posix())}"


def find_media(token: str, path: str) -> Path | None:
    """Find a file that may be served.

    token (str): The token in the address.
    path (str): The rest of the address, unquoted.
    RETURNS (Path | None): The file, or None for everything that may not be served.
    """
    folder = _folders.get(token)
    if folder is None or "\0" in path or (os.sep == "\\" and os.sep in path):
        return None
    parts = path.split("/")
    # Empty parts are double slashes or an absolute path. Names with a dot in front are hidden.
    if any(not part or part.startswith(".") for part in parts):
        return None
    try:
        if folder.make is not None and not (folder.path / path).exists():
            folder.make(path)
        file = (folder.path / path).resolve(strict=True)
        if not file.is_relative_to(folder.path) or not file.is_file():
            return None
    except (OSError, RuntimeError, ValueError):  # missing, a circle of links, no possible name
        return None
    if path in folder.files:
        return file
    # The name in the address decides, and a link may not lead to another kind of file.
    names = (Path(parts[-1]), file)
    return file if all(name.suffix.lower() in folder.suffixes for name in names) else None


def serve_file(folder: str | Path, path: str | Path) -> str | None:
    """Allow the server to serve one file in a folder.

    folder (str | Path): A folder that the user has named.
    path (str | Path): The file, from the current directory on.
    RETURNS (str | None): Its address, relative to that of the app. None if it may not be served:
        it lies elsewhere, links lead it elsewhere, it is hidden, or it is no media file.
    """
    try:
        base, real = Path(folder).expanduser().resolve(), Path(path).resolve(strict=True)
        name = real.relative_to(base)
        if any(part.startswith(".") for part in name.parts) or not _is_media(real):
            return None
        name.as_posix().encode("utf-8")
    except (OSError, RuntimeError, ValueError):
        return None
    token = serve_folder(base, ())
    with _lock:
        _folders[token].files.add(name.as_posix())
    return make_media_url(token, name)


def find_served(url: str) -> Path | None:
    """Find the file of an address.

    url (str): An address as `make_media_url` makes it.
    RETURNS (Path | None): The file, or None if nothing is served there now.
    """
    prefix, _, rest = url.partition("/")
    token, _, path = rest.partition("/")
    return find_media(token, unquote(path)) if f"{prefix}/" == MEDIA_PREFIX else None


def remember_folder(path: str | Path) -> None:
    """Note that the user has named a folder whose files may be served.

    path (str | Path): The folder. Whatever goes wrong is only logged.
    """
    try:
        line = Path(path).expanduser().resolve().as_posix()
        if "\n" not in line and Path(line) not in get_known_folders():
            with (ensure_home() / KNOWN_FILE).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
    except (OSError, RuntimeError, ValueError, ProdigyError) as err:
        log(f"MEDIA: Can't remember the folder {path}", err)


def get_known_folders() -> list[Path]:
    """RETURNS (list[Path]): The folders that were named in this run and earlier ones."""
    try:
        lines = (get_home() / KNOWN_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [Path(line) for line in lines if line]


def _is_media(path: Path) -> bool:
    with path.open("rb") as file:
        return path.is_file() and is_media_type(get_mimetype(path, file.read(HEAD_BYTES)))


def is_media_url_of(url: str, path: str | Path) -> bool:
    """RETURNS (bool): Whether an address was made for this file, maybe by an earlier server."""
    try:
        real = Path(path).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return any(
        url == make_media_url(_make_token(parent), real.relative_to(parent))
        for parent in real.parents
    )


def normalize_suffixes(suffixes: str | Iterable[str]) -> tuple[str, ...]:
    """RETURNS (tuple[str, ...]): Extensions in lower case, with a dot. Takes "jpg,png" too."""
    names = suffixes.split(",") if isinstance(suffixes, str) else suffixes
    return tuple(f".{name.strip().lower().lstrip('.')}" for name in names if name.strip())


def _make_token(real: Path) -> str:
    name = real.as_posix().encode("utf-8", "surrogateescape")
    return hashlib.sha256(name).hexdigest()[:TOKEN_CHARS]
