"""Pixels of what a task shows, for models and classical segmenters."""

from __future__ import annotations

import base64
import binascii
import hashlib
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from ...errors import MediaError
from .cache import make_key
from .folders import MEDIA_PREFIX, find_served
from .pictures import open_picture, read_pixels

MAX_KEPT_BYTES = 256 * 2**20
DEFAULT_SIZE = 2048

_kept: OrderedDict[tuple[str, int], Any] = OrderedDict()
_lock = Lock()


def load_pixels(image: str, max_size: int = DEFAULT_SIZE) -> Any:
    """Get the pixels of an image as annotators see it.

    The latest ones are kept, up to 256 MB. No other files are read than those that are served.

    image (str): Value of the key "image" of a task that a page shows: an address of this server, or
        a data URI.
    max_size (int): Pixels of the longest edge. Larger images are made smaller. Defaults to 2048.
    RETURNS (ndarray): RGB of shape (height, width, 3) and type uint8, turned as EXIF says. It can't
        be written to.
    RAISES (MediaError): The image isn't served here, or can't be decoded.
    """
    data = _decode_uri(image) if image[:5].lower() == "data:" else None
    if data is None:
        path = _find(image)
        try:
            key = (make_key(path, "pixels"), max_size)
        except OSError as err:
            raise MediaError(f"{path.name} can't be read", err.strerror) from None
    else:
        key = (hashlib.sha256(data).hexdigest(), max_size)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    pixels = _read(path, max_size) if data is None else _read_bytes(data, max_size)
    pixels.flags.writeable = False
    with _lock:
        _kept[key] = pixels
        while len(_kept) > 1 and sum(each.nbytes for each in _kept.values()) > MAX_KEPT_BYTES:
            _kept.popitem(last=False)
    return pixels


def _find(image: str) -> Path:
    # Pages may know an address in full, with the host in front.
    start = image.find(MEDIA_PREFIX)
    path = find_served(image[start:].partition("?")[0]) if start >= 0 else None
    if path is None:
        shown = image if len(image) < 100 else image[:100] + "..."
        raise MediaError(f"{shown} is not served here", "Only images of this server can be read.")
    return path


def _decode_uri(uri: str) -> bytes:
    head, _, body = uri.partition(",")
    try:
        return base64.b64decode(body) if head.lower().endswith(";base64") else body.encode()
    except (binascii.Error, ValueError):
        raise MediaError("The image can't be read", "Its data URI is no base64.") from None


def _read(path: Path, max_size: int) -> Any:
    with open_picture(path) as picture:
        return read_pixels(picture, max_size)


def _read_bytes(data: bytes, max_size: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "the image"
        path.write_bytes(data)
        return _read(path, max_size)
