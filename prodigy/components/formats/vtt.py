"""WebVTT: a file of captions for each recording. Who speaks is the label.

    WEBVTT

    00:00:01.000 --> 00:00:02.500
    <v ANN>Hello</v>

See https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.lines import shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .captions import ARROW, make_cues, read_cue
from .recordings import TRANSCRIPT, Holds, Recording, Region
from .region_files import RegionFile, read_files, split_blocks, write_files
from .report import Report

SUFFIX, HEADER = ".vtt", "WEBVTT"
HOLDS = Holds(texts=True, transcript=True)
NOTE, STYLES = "NOTE", ("STYLE", "REGION")
split_voices = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>").split
TAG = re.compile(r"<[^>]*>")
VOICE_END = re.compile(r"</v\s*>")


def write_vtt(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write a folder with a WebVTT file for each recording. Times are rounded to milliseconds.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written.
    """
    return write_files(examples, path, SUFFIX, HOLDS, _format, report)


@takes("anything")
def read_vtt(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a WebVTT file, or all of a folder and its folders.

    path (str | Path): The file or the folder. Recordings are those that `sources.jsonl` names or
        that lie beside the files under the same name.
    report (Report | None): Takes note of files that can't be used, and of styles. Defaults to
        None.
    YIELDS (dict): An answer for each file. The voice of a cue is the label of its region.
    RAISES (LoaderError): There are no such files, or one is broken and there is no report.
    """
    yield from read_files(path, SUFFIX, _parse, report)


def _format(recording: Recording, report: Report) -> tuple[str, dict[str, Any]] | None:
    cues = make_cues(recording, report, ".")
    if cues is None:
        return None
    parts = [f"{HEADER}\n"]
    for times, region in cues:
        text = _escape(region.text)
        if region.label:
            text = f"<v {_escape(region.label)}>{text}</v>"
        parts.append(f"\n{times}\n{text}\n")
    return "".join(parts), ({TRANSCRIPT: True} if recording.transcript else {})


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _parse(file: RegionFile) -> Iterator[Region]:
    first = file.lines[0][1] if file.lines else ""
    if not re.match(rf"{HEADER}(?:[ \t]|$)", first):
        found = f"Expected {HEADER} as its first line, found {shorten(first)}"
        raise file.error(1, "syntax", "is no WebVTT", found)
    blocks = split_blocks(file.lines)
    # What follows the first line without a blank one belongs to the head.
    if any(ARROW in line for _, line in next(blocks, [])):
        raise file.error(1, "syntax", "is no WebVTT", f"A blank line has to follow {HEADER}.")
    for block in blocks:
        start = block[0][1].split()[0]
        has_times = any(ARROW in line for _, line in block[:2])
        if start == NOTE and not has_times:
            continue
        if start in STYLES and not has_times:
            file.lose("lost-styles")
            continue
        cue = read_cue(file, block)
        for label, text in _split(file, "\n".join(cue.lines)):
            yield Region(cue.start, cue.end, label, text, {}, cue.line)


def _split(file: RegionFile, text: str) -> Iterator[tuple[str, str]]:
    """Yield label and text of each voice in a caption, or of all of it."""
    before, *voices = split_voices(text)
    parts = list(zip(voices[::2], voices[1::2]))
    if before.strip() or not parts:
        parts.insert(0, ("", before))
    for label, spoken in parts:
        spoken = VOICE_END.sub("", spoken)
        plain = TAG.sub("", spoken)
        if plain != spoken:
            file.lose("lost-styles")
        yield html.unescape(label), html.unescape(plain).strip("\n")
