"""Whether files of large pictures are whole, without decoding them, which would take seconds."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from ...errors import MediaError

JPEG_TAIL_BYTES = 2**16  # cameras write a little behind the end of the picture
PNG_START = 8
WEBP_START = 8


def check_whole(path: Path, file_format: str | None) -> bytes | None:
    """Make sure that the end of a picture is there.

    path (Path): The file.
    file_format (str | None): Its format, as Pillow calls it. Others than JPEG, PNG and WEBP are not
        checked.
    RETURNS (bytes | None): EXIF data behind the pixels of a PNG file.
    RAISES (MediaError): It was cut off.
    RAISES (OSError): It can't be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if file_format == "PNG":
            return _walk_png(file, size, path)
        if file_format == "JPEG":
            file.seek(max(0, size - JPEG_TAIL_BYTES))
            is_whole = b"\xff\xd9" in file.read()
        elif file_format == "WEBP":
            file.seek(4)
            is_whole = size >= WEBP_START + struct.unpack("<I", file.read(4))[0]
        else:
            is_whole = True
    if not is_whole:
        raise _make_error(path)
    return None


def _walk_png(file: BinaryIO, size: int, path: Path) -> bytes | None:
    """Go from chunk to chunk: length, type, content, checksum (PNG specification, 5.3)."""
    position, exif = PNG_START, None
    while True:
        file.seek(position)
        head = file.read(8)
        if len(head) < 8:
            raise _make_error(path)
        length, kind = struct.unpack(">I4s", head)
        if kind == b"eXIf" and length < JPEG_TAIL_BYTES:
            exif = file.read(length)
        position += 12 + length
        if position > size:
            raise _make_error(path)
        if kind == b"IEND":
            return exif


def _make_error(path: Path) -> MediaError:
    return MediaError(
        f"{path.name} is damaged", "It was cut off: the end of the picture is missing."
    )
