"""Images and recordings by the names of their files. Nothing here reads what is in the files, but
for the size of an image where a format needs it and the task doesn't say it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import os
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import MediaError, ProdigyError
from ...io.faults import Row
from ...io.lines import shorten
from ...io.media import MIMETYPES
from ...io.media.facts import read_facts
from ...shapes import TaskType
from ..figures import MAX_PIXELS, is_number
from .report import Report

DATA_URI = "data:"
MAX_NAME_CHARS = 4096
ORIENTATION_TAG = 274  # of EXIF
TURNED = (5, 6, 7, 8)  # orientations that exchange width and height
Size = tuple[float, float]
is_address = re.compile(r"[a-z][a-z0-9+.-]+://", re.I).match
get_data_type = re.compile(r"data:([\w/+.-]*)[^,]{0,200},").match
is_stem = re.compile(r"[^/\\\0]{1,200}").fullmatch
has_control = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]").search
PDF_SUFFIX = ".pdf"


def get_media_name(eg: TaskType, key: str, report: Report) -> str | None:
    """Find out which file an answer is about.

    eg (dict): The answer.
    key (str): "image", "audio" or "video".
    report (Report): Takes note of media that are in the task itself.
    RETURNS (str | None): Path or address: that of "path", or else of the key itself. A path that
        leads upwards is absolute, since nobody could tell from where. Pages of PDF files have
        "#page=NUMBER" behind the path. Media without either are named after their content. None if
        there are no media.
    """
    value, path = eg.get(key), eg.get("path")
    if not isinstance(value, str) or not value.strip():
        return None
    if isinstance(path, str) and path.strip():
        value = _name_page(eg, path)
    elif value.startswith(DATA_URI):
        report.lose(eg, "lost-media")
        return _name_data(eg, value)
    return os.path.abspath(value) if not is_address(value) and climbs(value) else value


def _name_page(eg: TaskType, path: str) -> str:
    """Pages of one PDF file are several pictures. Their names are those of RFC 8118, section 3."""
    page = eg.get("page")
    is_page = path.lower().endswith(PDF_SUFFIX) and type(page) is int
    return f"{path}#page={page}" if is_page else path


def make_media(row: Row, name: Any, key: str) -> TaskType:
    """Make the keys of a task that say which file it is about.

    row (Row): The row, for errors.
    name (Any): Path or address, as somebody else's file says it.
    key (str): "image", "audio" or "video".
    RETURNS (dict): The key itself, and "path" if it is one.
    RAISES (RowError): It is no name, or a relative path that leads out of its folder.
    """
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME_CHARS:
        found = f"Expected the path or the address of a file, found {shorten(repr(name))}"
        raise row.error("path", f"has no name of its {key}", found)
    if has_control(name) or name.startswith(DATA_URI):
        problem = f"has a name of its {key} that is no path"
        raise row.error("path", problem, f"Found {shorten(name)}")
    if is_address(name):
        return {key: name}
    if climbs(name):
        raise row.error(
            "path",
            "has a file that leads out of its folder",
            f"Paths may be absolute, or lead down from the folder, found {shorten(name)}",
        )
    return {key: name, "path": name}


def climbs(path: str) -> bool:
    """RETURNS (bool): Whether a relative path leads to somewhere above where it starts."""
    depth, parts = 0, re.split(r"[/\\]", path)
    is_absolute = parts[0] == "" or re.fullmatch("[A-Za-z]:", parts[0])
    for part in parts:
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0 and not is_absolute:
            return True
    return False


def get_file_stem(name: str) -> str:
    """RETURNS (str): The name of a file without folders and extension, of a path or an address."""
    last = re.split(r"[/\\]", name.split("?")[0].rstrip("/\\"))[-1]
    stem, dot, suffix = last.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in MIMETYPES and stem else last


class FileNames:
    """Names for the files of an export, one for each image or recording and none of them twice.

    Names are compared without case, as some systems do, and have no characters that mean something
    to any of them.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def make(self, name: str) -> str:
        """RETURNS (str): A name without extension, made of that of the image or recording."""
        stem = re.sub(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]', "_", get_file_stem(name)).strip(". ")
        stem = stem[:120] or "file"
        found, number = stem, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{stem}-{number}"
        self._taken.add(found.casefold())
        return found


def read_size(row: Row, width: Any, height: Any) -> Size:
    """Check the size of an image.

    row (Row): The row, for errors.
    width, height (Any): What a file says, in pixels.
    RETURNS (tuple[float, float]): Width and height; int if they are whole.
    RAISES (RowError): They are no sizes.
    """
    for key, value in (("width", width), ("height", height)):
        if not is_number(value) or not 0 < value <= MAX_PIXELS:
            found = f"Expected the {key} in pixels, found {shorten(repr(value))}"
            raise row.error("size", "has no size of its image", found)
    return to_whole(width), to_whole(height)


def to_whole(number: float) -> float:
    """RETURNS (float): A number, as an int if it is whole: 5 for 5.0."""
    return int(number) if number == int(number) else number


def find_image_size(eg: Mapping[str, Any]) -> Size | None:
    """Find the size of an image: in its task or, if it isn't there, in the file.

    eg (dict): The task.
    RETURNS (tuple[float, float] | None): Width and height in pixels, as the image is shown (turned
        as its EXIF data say). None if there is neither.
    RAISES (ProdigyError): There is a file, but Pillow to read it is not installed.
    """
    width, height = eg.get("width"), eg.get("height")
    if is_number(width) and is_number(height) and 0 < min(width, height) <= MAX_PIXELS:
        return to_whole(width), to_whole(height)
    image, path = eg.get("image"), eg.get("path")
    for name in (path, image):
        if not isinstance(name, str) or not name:
            continue
        if name.startswith(DATA_URI):
            with suppress(binascii.Error, ValueError):
                return read_image_size(io.BytesIO(base64.b64decode(name.partition(",")[2])))
        elif is_file(name):
            return read_image_size(Path(name))
    return None


def read_image_size(file: Path | io.BytesIO) -> Size | None:
    """Read the size of an image from the start of its file.

    file (Path | BytesIO): The image.
    RETURNS (tuple[int, int] | None): Width and height in pixels, turned as its EXIF data say. None
        if it can't be read.
    RAISES (ProdigyError): Pillow is not installed.
    """
    if isinstance(file, Path) and file.suffix.lower() == ".svg":
        facts = _look_into(file)
        return (facts["width"], facts["height"]) if {"width", "height"} <= facts.keys() else None
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise ProdigyError(
            "This format needs the sizes of images, and Pillow to look them up",
            "Some tasks don't have their width and height. Install it: "
            "pip install 'prodigy[image]'",
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about many pixels, none of which are read here
            with Image.open(file) as image:
                width, height = image.size
                is_turned = image.getexif().get(ORIENTATION_TAG) in TURNED
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, UnidentifiedImageError):
        return None
    return (height, width) if is_turned else (width, height)


def find_duration(eg: Mapping[str, Any], key: str) -> float | None:
    """Find out how long a recording is: by its task or, if it doesn't say it, by the file.

    eg (dict): The task.
    key (str): "audio" or "video".
    RETURNS (float | None): Seconds. None if there is neither, or nothing to read the file with.
    """
    duration = eg.get("duration")
    if is_number(duration) and duration > 0:
        return float(duration)
    for name in (eg.get("path"), eg.get(key)):
        if isinstance(name, str) and is_file(name):
            length = _look_into(Path(name)).get("duration")
            return float(length) if length else None
    return None


def find_recording(folder: Path, stem: str) -> tuple[str, str] | None:
    """Find the recording that a file is about, by its name.

    folder (Path): Where the file is.
    stem (str): Name of the file without its extension.
    RETURNS (tuple[str, str] | None): "audio" or "video", and the path. None: it is not there.
    """
    if not is_stem(stem):
        return None
    for suffix, kind in MIMETYPES.items():
        found = folder / f"{stem}{suffix}"
        if kind.startswith(("audio/", "video/")) and found.is_file():
            return kind.partition("/")[0], str(found)
    return None


def is_file(name: str) -> bool:
    """RETURNS (bool): Whether a path or an address is that of a file of this machine."""
    is_path = not name.startswith(DATA_URI) and not is_address(name) and "\0" not in name
    return is_path and os.path.isfile(name)


def _look_into(path: Path) -> dict[str, Any]:
    try:
        return read_facts(path)
    except (MediaError, OSError):
        return {}


def _name_data(eg: TaskType, uri: str) -> str:
    meta = eg.get("meta")
    name = meta.get("file") if isinstance(meta, dict) else None
    if isinstance(name, str) and name.strip() and not climbs(name) and not is_address(name):
        return name
    found = get_data_type(uri)
    kind = found[1].lower() if found else ""
    suffix = next((suffix for suffix, known in MIMETYPES.items() if known == kind), "")
    return hashlib.sha256(uri.encode("utf8", "surrogatepass")).hexdigest()[:16] + suffix
