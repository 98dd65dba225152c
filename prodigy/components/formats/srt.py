"""SubRip (SRT): a file of captions for each recording. Who speaks is written in front.

    1
    00:00:01,000 --> 00:00:02,500
    ANN: Hello

Nothing in the file says whether `ANN:` is a label or a part of the text, so `sources.jsonl` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.loaders.base import takes
from ...shapes import TaskType
from .captions import Cue, iter_cues, make_cues
from .recordings import TRANSCRIPT, Holds, Recording, Region
from .region_files import RegionFile, read_files, split_blocks, write_files
from .report import Report

SUFFIX, LABELS = ".srt", "labels"
HOLDS = Holds(texts=True, transcript=True)


def write_srt(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write a folder with a SubRip file for each recording. Times are rounded to milliseconds.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written.
    """
    return write_files(examples, path, SUFFIX, HOLDS, _format, report)


@takes("anything")
def read_srt(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a SubRip file, or all of a folder and its folders.

    path (str | Path): The file or the folder. Recordings are those that `sources.jsonl` names or
        that lie beside the files under the same name.
    report (Report | None): Takes note of files that can't be used. Defaults to None.
    YIELDS (dict): An answer for each file. Regions have a "text", and a "label" if `sources.jsonl`
        says that there are labels.
    RAISES (LoaderError): There are no such files, or one is broken and there is no report.
    """
    yield from read_files(path, SUFFIX, _parse, report)


def _format(recording: Recording, report: Report) -> tuple[str, dict[str, Any]] | None:
    cues = make_cues(recording, report, ",")
    if cues is None:
        return None
    parts = []
    for number, (times, region) in enumerate(cues, 1):
        text = _join(region.label, region.text)
        parts.append(f"{number}\n{times}\n{text}\n\n")
    labels = [region.label for _, region in cues]
    facts: dict[str, Any] = {LABELS: labels} if any(labels) else {}
    return "".join(parts), ({TRANSCRIPT: True} if recording.transcript else facts)


def _join(label: str, text: str) -> str:
    return f"{label}: {text}".rstrip() if label else text


def _parse(file: RegionFile) -> Iterator[Region]:
    cues = list(iter_cues(file, split_blocks(file.lines)))
    given = file.facts.get(LABELS)
    labels = [label for label in given if isinstance(label, str)] if isinstance(given, list) else []
    if len(labels) != len(cues):  # Captions were added or removed.
        labels = [_find_label(cue, labels) for cue in cues]
    for cue, label in zip(cues, labels):
        text = "\n".join(cue.lines)
        if label and text.startswith(f"{label}:"):
            text = text.removeprefix(f"{label}:").removeprefix(" ")
        else:
            label = ""
        yield Region(cue.start, cue.end, label, text, {}, cue.line)


def _find_label(cue: Cue, labels: Iterable[str]) -> str:
    text = "\n".join(cue.lines)
    found = (label for label in labels if label and text.startswith(f"{label}:"))
    return max(found, key=len, default="")
