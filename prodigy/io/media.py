"""Images, audio and video: their types, data URIs, and the folders that the server may serve.

A folder is served under a token that only depends on its path, so an address stays valid when the
server is started again with the same folder. Loaders name the folders, `app.media` serves them.
Only files that the loader would offer are served: with its extensions, not hidden, and really in
the folder, wherever links may lead.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ..errors import LoaderError
from .files import bytes_to_b64, guess_mimetype

MEDIA_PREFIX = "media/"
TOKEN_CHARS = 16
# Browsers give up on longer strings long before, and so does the database.
MAX_EMBEDDED_BYTES = 200 * 2**20
# The types that browsers expect. What Python knows differs between systems.
MIMETYPES: dict[str, str] = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".bmp": "image/bmp", ".avif": "image/avif",
    ".tif": "image/tiff", ".tiff": "image/tiff", ".heic": "image/heic", ".ico": "image/x-icon",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".flac": "audio/flac", ".aac": "audio/aac",
    ".weba": "audio/webm", ".aif": "audio/aiff", ".aiff": "audio/aiff",
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mpeg": "video/mpeg", ".mpg": "video/mpeg",
    ".webm": "video/webm", ".ogv": "video/ogg", ".mov": "video/quicktime",
    ".mkv": "video/x-matroska", ".avi": "video/x-msvideo",
}  # fmt: skip
MEDIA_TYPES = ("image/", "audio/", "video/", "application/pdf", "application/ogg")


@dataclass
class MediaFolder:
    """A folder whose media may be served.

    path (Path): Its real path, without links.
    suffixes (set[str]): Extensions of the files that may be served, in lower case with the dot.
    make (callable | None): Makes a file that isn't there, if it can, when somebody asks for it.
    """

    path: Path
    suffixes: set[str]
    make: Callable[[str], None] | None = None


_folders: dict[str, MediaFolder] = {}
_lock = threading.Lock()


def get_mimetype(path: str | Path, data: bytes = b"") -> str:
    """Get the type of a media file as browsers expect it.

    path (str | Path): The file, which need not exist.
    data (bytes): The first bytes of its content, for unknown extensions. Defaults to none.
    RETURNS (str): The type, "application/octet-stream" if it is unknown.
    """
    return MIMETYPES.get(Path(path).suffix.lower()) or guess_mimetype(path, data)


def is_media_type(mimetype: str) -> bool:
    """RETURNS (bool): Whether this is the type of an image, a recording, a video or a PDF."""
    return mimetype.startswith(MEDIA_TYPES)


def embed_file(path: str | Path) -> str:
    """Read a media file as a data URI.

    path (str | Path): The file.
    RETURNS (str): The data URI.
    RAISES (OSError): It can't be read.
    RAISES (LoaderError): It is empty, too big or no media file.
    """
    path = Path(path)
    with path.open("rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise LoaderError(f"{path} is no file")
        if info.st_size > MAX_EMBEDDED_BYTES:
            raise LoaderError(f"{path} is too big", explain_size(info.st_size))
        return embed_bytes(file.read(MAX_EMBEDDED_BYTES), path)


def embed_bytes(data: bytes, name: str | Path, mimetype: str | None = None) -> str:
    """Turn the content of a media file into a data URI.

    data (bytes): The content.
    name (str | Path): Path or address of the file, for its extension and for messages.
    mimetype (str | None): Its type, if it is known. Defaults to None (guessed).
    RETURNS (str): The data URI.
    RAISES (LoaderError): It is empty or no media.
    """
    if not data:
        raise LoaderError(f"{name} is empty", "There is nothing to show.")
    if mimetype is None or not is_media_type(mimetype):
        mimetype = get_mimetype(name, data)
    if not is_media_type(mimetype):
        raise LoaderError(
            f"{name} is no image, audio or video file",
            "It has neither the name nor the first bytes of one of the known types.",
        )
    return bytes_to_b64(data, mimetype)


def explain_size(n_bytes: float) -> str:
    """RETURNS (str): Why such a file can't be embedded, and what to do."""
    return (
        f"It has {n_bytes / 2**20:.0f} MB, and at most {MAX_EMBEDDED_BYTES // 2**20} MB fit into "
        "a task. Let the server serve it instead: --loader image-server, audio-server or "
        "video-server"
    )


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
    # The name in the address decides, and a link may not lead to another kind of file.
    names = (Path(parts[-1]), file)
    return file if all(name.suffix.lower() in folder.suffixes for name in names) else None


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
