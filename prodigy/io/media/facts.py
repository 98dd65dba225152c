"""What is in a media file: looked up before it is shown, so that a broken one can be told apart."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from ...errors import MediaError
from .cache import make_key
from .kinds import HEAD_BYTES, SAME_CONTAINER, SVG, get_mimetype, is_media_type, sniff_mimetype
from .pictures import has_pillow, read_picture_facts
from .sound import open_container, read_sound_facts

MAX_KEPT = 10_000
MAX_SVG_BYTES = 50 * 2**20
_NUMBER = re.compile(r"\s*([+]?\d*\.?\d+(?:e[+-]?\d+)?)\s*(px)?\s*$", re.IGNORECASE)

_kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
_lock = Lock()


def read_facts(path: Path) -> dict[str, Any]:
    """Look into a media file. What was found is remembered until the file changes.

    path (Path): The file.
    RETURNS (dict): "type" (image, audio, video or pdf), "mimetype" and "bytes"; as far as they are
        known "width" and "height" (pixels as shown, after turning), "orientation" (EXIF, 1 to 8),
        "frames", "duration" (seconds), "channels" and "sample_rate".
    RAISES (MediaError): It is empty, damaged, no media, or of another kind than its name says.
    RAISES (OSError): It can't be read.
    """
    key = make_key(path, "facts")
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return dict(_kept[key])
    facts = _read_facts(path)
    with _lock:
        _kept[key] = facts
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    return dict(facts)


def check_mimetype(path: Path) -> str:
    """Get the type of a file and make sure that it is of the kind that its name says.

    path (Path): The file.
    RETURNS (str): The type, by content. A JPEG file that is called .png is a JPEG file.
    RAISES (MediaError): It is empty, no media, or e.g. sound that is called an image.
    RAISES (OSError): It can't be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    named = get_mimetype(path, head)
    kind = named.partition("/")[0]
    article = "an" if kind[0] in "aeiou" else "a"
    if not head:
        raise MediaError(f"{path.name} is empty", "The file has a size of zero bytes.")
    found = sniff_mimetype(head)
    if found is None or any(named in group and found in group for group in SAME_CONTAINER):
        if not is_media_type(named):
            raise MediaError(f"{path.name} is no media file", "Its content is of no known kind.")
        return named
    same = found.partition("/")[0] == kind or {found[:5], named[:5]} <= {"audio", "video"}
    if is_media_type(named) and not same:
        raise MediaError(
            f"{path.name} is no {kind}" if kind != "application" else f"{path.name} is no PDF",
            f"It is called {article} {kind}, but its content is {found}.",
        )
    return found


def _read_facts(path: Path) -> dict[str, Any]:
    mimetype = check_mimetype(path)
    kind = "pdf" if mimetype == "application/pdf" else mimetype.partition("/")[0]
    facts: dict[str, Any] = {"type": kind, "mimetype": mimetype, "bytes": path.stat().st_size}
    if mimetype == SVG:
        return {**facts, **_read_svg(path)}
    if kind == "image" and has_pillow():
        return {**facts, **vars(read_picture_facts(path))}
    if kind in ("audio", "video"):
        try:
            return {**facts, **_read_times(path, mimetype)}
        except MediaError as err:
            if not err.is_missing_library:
                raise
    return facts


def _read_times(path: Path, mimetype: str) -> dict[str, Any]:
    if mimetype.startswith("video/"):
        return _read_video(path, mimetype)
    sound = read_sound_facts(path, mimetype)
    return {k: v for k, v in vars(sound).items() if k != "reader"}


def _read_video(path: Path, mimetype: str) -> dict[str, Any]:
    try:
        import av
    except ImportError:
        return {}
    facts: dict[str, Any] = {}
    with open_container(av, path) as container:
        if not container.streams.video and not container.streams.audio:
            raise MediaError(f"{path.name} is no video", "It has neither pictures nor sound.")
        if container.duration is not None:
            facts["duration"] = container.duration / av.time_base
        for stream in container.streams.video[:1]:
            if stream.codec_context is None:
                raise MediaError(f"{path.name} can't be decoded", "Its codec is unknown.")
            facts["width"], facts["height"] = _turn_video(stream)
            if stream.frames:
                facts["frames"] = stream.frames
        has_sound = bool(container.streams.audio)
    if has_sound:
        sound = read_sound_facts(path, mimetype)
        facts.setdefault("duration", sound.duration)
        facts.update(channels=sound.channels, sample_rate=sound.sample_rate)
    return facts


def _turn_video(stream: Any) -> tuple[int, int]:
    width, height = int(stream.width), int(stream.height)
    try:
        frame = next(iter(stream.container.decode(stream)), None)
        turned = frame is not None and round(frame.rotation) % 180 == 90
    except Exception as err:  # whatever decoders raise
        raise MediaError(
            f"{Path(stream.container.name).name} can't be decoded", f"The decoder says: {err}."
        ) from None
    if frame is None:
        raise MediaError(f"{Path(stream.container.name).name} is empty", "It has no pictures.")
    return (height, width) if turned else (width, height)


def _read_svg(path: Path) -> dict[str, Any]:
    """The size that an SVG file asks for. Units other than pixels are left to the browser."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    if path.stat().st_size > MAX_SVG_BYTES:
        raise MediaError(
            f"{path.name} is too large", f"At most {MAX_SVG_BYTES // 2**20} MB of SVG are shown."
        )
    root: dict[str, str] | None = None
    try:
        for _, element in iterparse(str(path), events=("start",)):
            if root is None:
                if element.tag.rpartition("}")[2] != "svg":
                    raise MediaError(f"{path.name} is no image", "It is XML, but no SVG.")
                root = dict(element.attrib)
            element.clear()
    except ParseError as err:
        raise MediaError(f"{path.name} is damaged", f"It is no valid XML: {err}.") from None
    except DefusedXmlException:
        raise MediaError(
            f"{path.name} is not shown", "It defines entities, which could fill the memory."
        ) from None
    return _get_svg_size(root or {})


def _get_svg_size(root: dict[str, str]) -> dict[str, Any]:
    found = [_NUMBER.match(root.get(key, "")) for key in ("width", "height")]
    if all(found):
        return dict(zip(("width", "height"), (float(m[1]) for m in found if m)))
    box = root.get("viewBox", "").replace(",", " ").split()
    sides = [_NUMBER.match(side) for side in box[2:4]]
    if len(box) == 4 and all(sides):
        return dict(zip(("width", "height"), (float(m[1]) for m in sides if m)))
    return {}
