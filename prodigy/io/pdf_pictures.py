"""Pictures of PDF pages, drawn when a browser asks for them.

A document is known by the digest of its content, so the address of a page stays the same wherever
the file lies, and never shows another file. Pictures are kept in the Prodigy home, in a folder per
document that also knows where the file is: a later server, with another recipe, finds it there.
Whatever is missing is drawn again, so the folder may be emptied at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from pathlib import Path
from typing import Any

from ..config.environment import get_home
from ..logger import log
from .media import make_media_url, serve_folder
from .pdf import MAX_DPI, PdfError, PdfFile, check_library

CACHE_NAME = "pdf-pages"
PICTURE_SUFFIX = ".png"
# The name of a picture in the folder of its document: the page, from 1, and pixels per inch.
PICTURE_NAME = "{page:04d}-{dpi}.png"
_match_picture = re.compile(r"([0-9a-f]{24})/([0-9]{4,7})-([0-9]{1,3})\.png").fullmatch
KEY_CHARS = 24
CHUNK_BYTES = 2**20
NOTE_NAME = ".document.json"  # a dot in front: never served
MAX_CACHE_BYTES = 2**30
PICTURES_BETWEEN_PRUNES = 200

_passwords: dict[str, str | None] = {}
_lock = threading.Lock()
_n_drawn = 0


def get_document_key(path: Path) -> str:
    """Find out which document a file is.

    path (Path): The file, of which all is read.
    RETURNS (str): A digest of its content.
    RAISES (PdfError): It can't be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    except OSError as err:
        raise PdfError(f"Can't read {path}", f"{err.strerror or err}.") from None
    return digest.hexdigest()[:KEY_CHARS]


def serve_pictures() -> str:
    """Allow the server to show pages of documents, see `serve_document`.

    RETURNS (str): The token of the folder.
    """
    folder = get_home() / CACHE_NAME
    folder.mkdir(parents=True, exist_ok=True)
    return serve_folder(folder, [PICTURE_SUFFIX], make=_draw)


def serve_document(path: Path, password: str | None = None) -> str:
    """Allow the server to show the pages of a document.

    path (Path): The file.
    password (str | None): What opens it. It is not written down anywhere.
    RETURNS (str): The key of the document, for `make_picture_url`.
    RAISES (PdfError): It can't be read, or there is no place for the pictures.
    """
    path = path.resolve()
    key = get_document_key(path)
    _passwords[key] = password
    folder = get_home() / CACHE_NAME / key
    info = path.stat()
    note = {"path": str(path), "size": info.st_size, "mtime": info.st_mtime_ns}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / NOTE_NAME, json.dumps(note).encode("utf-8"))
    except OSError as err:
        raise PdfError(
            f"Can't keep pictures of pages in {folder}",
            f"{err.strerror or err}. Make room there, or set PRODIGY_HOME to another directory.",
        ) from None
    return key


def make_picture_url(token: str, key: str, page: int, dpi: int) -> str:
    """Make the address of the picture of a page.

    token (str): What `serve_pictures` returned.
    key (str): What `serve_document` returned.
    page (int): The page, from 1.
    dpi (int): Pixels per inch.
    RETURNS (str): The address, relative to that of the app.
    """
    return make_media_url(token, f"{key}/{PICTURE_NAME.format(page=page, dpi=dpi)}")


def _draw(name: str) -> None:
    """Draw the page that an address asks for, if it may be drawn."""
    global _n_drawn
    found = _match_picture(name)
    if found is None:
        return
    key, page, dpi = found[1], int(found[2]), int(found[3])
    path = _find_document(key)
    if path is None or dpi > MAX_DPI:
        return
    try:
        with PdfFile(path, _passwords.get(key)) as pdf:
            if pdf.describe_page(page, dpi).dpi != dpi:
                return  # larger than any picture that was offered
            picture = pdf.draw_page(page, dpi)
        _write(get_home() / CACHE_NAME / name, picture)
    except (PdfError, OSError) as err:
        log(f"PDF: Can't show page {page} of {path}", str(err))
        return
    with _lock:
        _n_drawn += 1
        if _n_drawn % PICTURES_BETWEEN_PRUNES == 0:
            prune_pictures()


def prune_pictures(max_bytes: int = MAX_CACHE_BYTES) -> None:
    """Delete pictures, the oldest ones first, until the others fit.

    max_bytes (int): How much they may take.
    """
    pictures: list[tuple[float, int, Path]] = []
    for path in (get_home() / CACHE_NAME).glob(f"*/*{PICTURE_SUFFIX}"):
        try:
            info = path.stat()
        except OSError:  # deleted in this moment
            continue
        pictures.append((info.st_mtime, info.st_size, path))
    total = sum(size for _, size, _ in pictures)
    for _, size, path in sorted(pictures):
        if total <= max_bytes:
            return
        total -= size
        path.unlink(missing_ok=True)


def _find_document(key: str) -> Path | None:
    """RETURNS (Path | None): The file, if it is there and still has the same content."""
    try:
        note: Any = json.loads((get_home() / CACHE_NAME / key / NOTE_NAME).read_bytes())
        path = Path(note["path"])
        info = path.stat()
        if (info.st_size, info.st_mtime_ns) == (note["size"], note["mtime"]):
            return path
        if get_document_key(path) == key:
            return path
        log(f"PDF: {path} has changed since its tasks were made, so its pages are not shown")
    except (OSError, ValueError, KeyError, TypeError, PdfError) as err:
        log(f"PDF: The document of the pictures {key} is not there any more", str(err))
    return None


def _write(path: Path, data: bytes) -> None:
    """Write a file at once, so that nobody ever reads half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


__all__ = [
    "check_library",
    "get_document_key",
    "make_picture_url",
    "prune_pictures",
    "serve_document",
    "serve_pictures",
]
