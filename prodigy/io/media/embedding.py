"""Media files as data URIs."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ...errors import LoaderError
from ..files import bytes_to_b64
from .kinds import get_mimetype, is_media_type

# Browsers give up on longer strings long before, and so does the database.
MAX_EMBEDDED_BYTES = 200 * 2**20


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
