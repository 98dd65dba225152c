"""What an answer says about its recording: which regions are in it, or what is said in it. And the
opposite: making answers of regions as other programs claim them, each of which is checked.

All formats with regions take their content from here, so that they agree about what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ... import views
from ...io.faults import Row
from ...io.lines import shorten
from ...shapes import SpanType, TaskType, name_label
from ..figures import FigureError, read_times
from .gold import is_binary
from .media_names import find_duration, get_file_stem, get_media_name, make_media
from .report import Report

REGION_VIEWS = views.find_views_about(views.REGIONS)
VIEW_ID, SPANS, TRANSCRIPT = "audio_manual", "audio_spans", "transcript"
MEDIA = ("video", "audio")  # a task with both is about the video, whose sound it plays
TEXT = "text"  # key of a region with what is said in it
# What interfaces write. Of these, "color" and "id" say nothing about the recording.
SPAN_KEYS = frozenset(("start", "end", "label", TEXT, "color", "id", "suggested", "answer"))
BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True)
class Region:
    """A region of a recording.

    start, end (float): Seconds, end exclusive.
    label (str): Its label, or an empty text.
    text (str): What is said in it, or an empty text.
    span (dict): The region as it was annotated, for further keys. Defaults to nothing.
    line (int | None): Where it stands in a file. Defaults to None.
    """

    start: float
    end: float
    label: str
    text: str
    span: SpanType
    line: int | None = None


@dataclass(frozen=True)
class Recording:
    """The content of one answer.

    eg (dict): The answer, unchanged.
    key (str): "audio" or "video".
    name (str): Path or address of the recording.
    regions (list[Region]): The regions, sorted by time.
    transcript (str): What is said in all of it. Empty if there are regions, in most formats.
    duration (float | None): How long it is in seconds, if there is a transcript.
    """

    eg: TaskType
    key: str
    name: str
    regions: list[Region]
    transcript: str = ""
    duration: float | None = None


@dataclass(frozen=True)
class Holds:
    """What a format can hold of regions.

    no_label (bool): Also regions without a label.
    texts (bool): What is said in a region.
    transcript (bool): What is said in a recording without regions.
    both (bool): Also if there are regions.
    keys (frozenset[str]): Further keys of regions.
    """

    no_label: bool = True
    texts: bool = False
    transcript: bool = False
    both: bool = False
    keys: frozenset[str] = frozenset()


def get_recording(eg: TaskType, holds: Holds, report: Report) -> Recording | None:
    """Find out what an answer says about its recording, if a format can hold it.

    eg (dict): The answer. Without "answer", it counts as accepted. It is not changed.
    holds (Holds): What the format can hold.
    report (Report): Takes note of an answer that can't be held, or not completely.
    RETURNS (Recording | None): The content, or None if the answer has to be left out.
    """
    key = next((key for key in MEDIA if isinstance(eg.get(key), str) and eg[key].strip()), None)
    reason = _check(eg, key, holds)
    if reason is not None or key is None:
        report.leave_out(eg, reason or "no-recording")
        return None
    regions = []
    for span in _iter_regions(eg, report):
        label, text = name_label(span.get("label")), span.get(TEXT)
        try:
            start, end = read_times(span)
        except FigureError:
            report.leave_out(eg, "region", [span])
            return None
        if not label and not holds.no_label:
            report.leave_out(eg, "no-label", [span])
            return None
        regions.append(Region(start, end, label, text if isinstance(text, str) else "", span))
    name = get_media_name(eg, key, report)
    if name is None:
        report.leave_out(eg, "no-recording")
        return None
    regions.sort(key=lambda region: (region.start, region.end))
    whole = eg.get(TRANSCRIPT)
    transcript = whole if isinstance(whole, str) and whole.strip() else ""
    is_held = holds.transcript and (holds.both or not regions)
    for loss, detail in dict.fromkeys(_find_losses(eg, regions, holds)):
        report.lose(eg, loss, detail)
    if transcript and not is_held:
        report.lose(eg, "lost-transcript")
    if not transcript or not is_held:
        return Recording(eg, key, name, regions)
    return Recording(eg, key, name, regions, transcript, find_duration(eg, key))


def is_about_regions(eg: TaskType) -> bool:
    """RETURNS (bool): Whether an answer is about a recording: by its interface, or by its keys."""
    if views.get_view_id(eg) in REGION_VIEWS:
        return True
    return any(key in eg for key in MEDIA) and (
        isinstance(eg.get(SPANS), list) or isinstance(eg.get(TRANSCRIPT), str)
    )


def make_recording(
    row: Row, key: str, name: Any, regions: Iterable[Region], transcript: str | None = None
) -> TaskType:
    """Make an answer of what a file says about a recording.

    row (Row): The row, for errors.
    key (str): "audio" or "video".
    name (Any): What the file says is the path or the address of the recording.
    regions (Iterable[Region]): The regions; their times are checked here.
    transcript (str | None): What is said in all of it. Defaults to None (there are regions).
    RETURNS (dict): The answer, for the manual interface of recordings or the one of transcripts.
    RAISES (RowError): Something can't be true.
    """
    # Recordings are told apart by a text, as loaders give it to them: hashes don't look at "audio".
    media = {**make_media(row, name, key), "text": get_file_stem(str(name))}
    if transcript is not None:
        return {**media, TRANSCRIPT: transcript, "_view_id": "blocks"}
    return {**media, SPANS: [_make_span(row, region) for region in regions], "_view_id": VIEW_ID}


def tidy_text(text: str) -> str:
    """RETURNS (str): A text without blank lines and without white space around it."""
    return BLANK_LINES.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _make_span(row: Row, region: Region) -> SpanType:
    place = row if region.line is None else Row(row.name, row.content, region.line)
    try:
        start, end = read_times({"start": region.start, "end": region.end})
    except FigureError as err:
        found = f"The region {shorten(region.label or region.text)} {err}."
        raise place.error("region", "has a region that can't be", found) from None
    span: SpanType = {"start": start, "end": end}
    if region.label.strip():
        span["label"] = region.label
    if region.text:
        span[TEXT] = region.text
    return {**span, **region.span}


def _check(eg: TaskType, key: str | None, holds: Holds) -> str | None:
    answer = eg.get("answer") or "accept"
    if answer in ("ignore", "reject"):
        return answer
    if key is None:
        return "no-recording"
    view_id, spans = views.get_view_id(eg), eg.get(SPANS)
    if spans is not None and not isinstance(spans, list):
        return "region"
    has_text = holds.transcript and isinstance(eg.get(TRANSCRIPT), str)
    if view_id not in REGION_VIEWS and spans is None and not has_text:
        has_categories = any(name in eg for name in ("options", "accept", "label"))
        return "not-categories" if has_categories else "not-regions"
    return "binary" if views.is_binary(view_id) or is_binary(eg) else None


def _iter_regions(eg: TaskType, report: Report) -> Iterator[SpanType]:
    for span in eg.get(SPANS) or ():
        if not isinstance(span, dict):
            yield {}
        elif span.get("answer") == "reject":
            continue
        elif span.get("suggested") is True:
            report.lose(eg, "lost-suggestions")
        else:
            yield span


def _find_losses(
    eg: TaskType, regions: Iterable[Region], holds: Holds
) -> Iterator[tuple[str, str]]:
    for region in regions:
        if region.text and not holds.texts:
            yield "lost-text", ""
        for key in region.span.keys() - SPAN_KEYS - holds.keys:
            yield "lost-keys", key
    if any(isinstance(eg.get(key), list) for key in ("options", "accept")):
        yield "lost-categories", ""
