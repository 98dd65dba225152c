"""Captions: what WebVTT and SubRip have in common. A cue is a region with its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...io.lines import shorten
from .recordings import Recording, Region, tidy_text
from .region_files import N_MS, RegionFile, format_time
from .report import Report

ARROW = "-->"
# Both forms of both formats: hours may be missing, and either point is understood.
parse_times = re.compile(
    r"\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*"
    r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})(?:[ \t]+(.*))?",
).fullmatch


@dataclass(frozen=True)
class Cue:
    """A caption.

    line (int): Where its times stand, from 1.
    start, end (float): Seconds.
    lines (list[str]): Its text.
    """

    line: int
    start: float
    end: float
    lines: list[str]


def make_cues(recording: Recording, report: Report, point: str) -> list[tuple[str, Region]] | None:
    """Get what is to be written as captions.

    recording (Recording): The recording. A transcript of all of it becomes one caption.
    report (Report): Takes note of what can't be held.
    point (str): What stands in front of the milliseconds.
    RETURNS (list[tuple[str, Region]] | None): The line with the times, and the region, whose text
        is without blank lines. None if the recording has to be left out.
    """
    regions = recording.regions
    if recording.transcript:
        if recording.duration is None:
            report.leave_out(recording.eg, "no-duration")
            return None
        regions = [Region(0, recording.duration, "", recording.transcript, {})]
    cues = []
    is_tidied = False
    for region in regions:
        start, end = round(region.start * N_MS), round(region.end * N_MS)
        if start >= end:
            report.leave_out(recording.eg, "too-short", [region.span])
            return None
        if re.search(r"[\r\n]", region.label):
            report.leave_out(recording.eg, "label", [region.span])
            return None
        text = tidy_text(region.text)
        is_tidied = is_tidied or text != region.text
        times = f"{format_time(start, point)} {ARROW} {format_time(end, point)}"
        cues.append((times, Region(region.start, region.end, region.label, text, region.span)))
    if is_tidied:
        report.mend(recording.eg, "blank-lines")
    return cues


def read_cue(file: RegionFile, block: list[tuple[int, str]]) -> Cue:
    """Read a caption.

    file (RegionFile): The file, for errors.
    block (list[tuple[int, str]]): Its lines with their numbers: maybe a name, the times, the text.
    RETURNS (Cue): The caption.
    RAISES (RowError): It has no times, or broken ones.
    """
    place = next((i for i, (_, line) in enumerate(block[:2]) if ARROW in line), None)
    number, line = block[0 if place is None else place]
    match = parse_times(line)
    if place is None or match is None:
        raise file.error(
            number,
            "syntax",
            "has no times",
            f"Expected e.g. 00:00:01.000 {ARROW} 00:00:02.500, found {shorten(line)}. A blank line "
            "ends a caption.",
        )
    *times, settings = match.groups()
    if any(int(part) >= 60 for part in (times[1], times[2], times[5], times[6])):
        found = f"There are 60 minutes in an hour, and 60 seconds in one: {shorten(line)}"
        raise file.error(number, "region", "has a time that can't be", found)
    if settings and settings.strip():
        file.lose("lost-styles")
    start, end = (_to_seconds(times[i : i + 4]) for i in (0, 4))
    return Cue(number, start, end, [text for _, text in block[place + 1 :]])


def iter_cues(file: RegionFile, blocks: Iterable[list[tuple[int, str]]]) -> Iterator[Cue]:
    """Yield the captions of blocks of lines. RAISES (RowError): One of them is broken."""
    for block in blocks:
        yield read_cue(file, block)


def _to_seconds(parts: list[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = min(int(hours[:9]), 10**6) * 3600 + int(minutes) * 60 + int(seconds)
    # As JSON would read it: 1 + 0.1 is not always 1.1.
    return float(f"{whole}.{fraction}")
