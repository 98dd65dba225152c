"""RTTM: who speaks when (diarization), one line for each turn, of any number of recordings.

    SPEAKER talk1 1 0.250 1.875 <NA> <NA> ANN <NA> <NA>

The columns are: type, recording, channel, start and duration in seconds, text, subtype, speaker,
confidence, lookahead. See appendix A of the plan of the NIST RT-09 evaluation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from ...io.faults import Row, RowError
from ...io.lines import LineReader, number_lines, shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target, write_text
from .entries import open_reported
from .media_names import FileNames, find_recording
from .recordings import Holds, Region, get_recording, make_recording
from .report import Report

CHANNEL = "channel"
HOLDS = Holds(no_label=False, keys=frozenset((CHANNEL,)))
NOTHING = "<NA>"
SPEAKER, ABOUT_SPEAKERS, COMMENT = "SPEAKER", "SPKR-INFO", ";;"
EXACT = Context(prec=1000)  # sums of floats with all their digits
N_CELLS = 8  # up to the speaker; some programs leave out what follows
SECONDS = r"[+-]?(?:\d{1,12}\.?\d{0,400}|\.\d{1,400})(?:e[+-]?\d{1,2})?"
parse_seconds = re.compile(SECONDS, re.I).fullmatch


def write_rttm(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write regions of recordings as turns of speakers.

    Recordings are called by the names of their files, without folder and extension, as programs
    expect it; spaces in them become "_".

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done
    names = FileNames()

    def make_parts() -> Iterator[str]:
        for eg in examples:
            recording = get_recording(eg, HOLDS, report)
            if recording is None:
                continue
            if not recording.regions:
                report.leave_out(eg, "no-regions")
                continue
            if any(re.search(r"[\s\ud800-\udfff]", region.label) for region in recording.regions):
                report.leave_out(eg, "label", [region.span for region in recording.regions])
                continue
            name = re.sub(r"\s", "_", names.make(recording.name))
            if name != recording.name:
                report.lose(eg, "lost-path")
            yield from (_format_turn(name, region) for region in recording.regions)
            report.n_done += 1

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_rttm(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read turns of speakers. The file is read as a whole, since turns may come in any order.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines. Recordings are found if
        they lie beside it.
    report (Report | None): Takes note of recordings that can't be used, and of lines of other
        types. Defaults to None.
    YIELDS (dict): An answer for each recording. Without a file for it, it is called as in the file.
    RAISES (LoaderError): A line is broken, and there is no report.
    """
    lines, report = open_reported(path, report)
    turns: dict[str, list[Row]] = {}
    others: set[str] = set()
    for number, line, damage in number_lines(lines):
        cells = line.split()
        if not cells or line.startswith(COMMENT):
            continue
        row = Row(lines.name, line.rstrip("\r\n"), number)
        if damage is not None:
            lines.reject(damage)
        elif len(cells) < 2:
            lines.reject(_cells_error(row))
        elif cells[0] == SPEAKER:
            turns.setdefault(cells[1], []).append(row)
        elif cells[0] != ABOUT_SPEAKERS and cells[0] not in others:
            others.add(cells[0])
            report.lose({}, "lost-regions", shorten(cells[0])[1:-1])
    folder = Path(lines.path).parent if lines.path is not None else None
    rows = (Row(lines.name, (name, found), found[0].line) for name, found in turns.items())
    yield from report.collect(rows, lambda row: [_make_task(row, folder, report)])


def _format_turn(name: str, region: Region) -> str:
    start, end = Decimal(repr(region.start)), Decimal(repr(region.end))
    channel = region.span.get(CHANNEL)
    shown = channel if isinstance(channel, str) and re.fullmatch(r"\S+", channel) else "1"
    times = f"{_format_seconds(start)} {_format_seconds(EXACT.subtract(end, start))}"
    cells = (SPEAKER, name, shown, times, NOTHING, NOTHING, region.label, NOTHING, NOTHING)
    return f"{' '.join(cells)}\n"


def _format_seconds(seconds: Decimal) -> str:
    whole, _, fraction = format(seconds, "f").partition(".")
    return f"{whole}.{fraction:0<3}"


def _make_task(row: Row, folder: Path | None, report: Report) -> TaskType:
    name, turns = row.content
    regions = [_read_turn(turn, report) for turn in turns]
    row = Row(row.name, {"recording": name}, row.line)
    found = find_recording(folder, name) if folder is not None else None
    if found is None:
        report.mend({"path": name}, "no-media")
    key, path = found or ("audio", name)
    regions.sort(key=lambda region: (region.start, region.end))
    return make_recording(row, key, path, regions)


def _read_turn(row: Row, report: Report) -> Region:
    cells = row.content.split()
    if len(cells) < N_CELLS:
        raise _cells_error(row)
    _, _, channel, start, duration, text, _, speaker, *rest = cells
    for value, what in ((start, "start"), (duration, "duration")):
        if not parse_seconds(value):
            found = (
                f"Expected the {what} in seconds, found {shorten(value)}: {shorten(row.content)}"
            )
            raise row.error("region", "has a turn without a time", found)
    if speaker == NOTHING:
        raise row.error("no-label", "has a turn of nobody", f"Found {shorten(row.content)}")
    if rest and rest[0] != NOTHING:
        report.lose({}, "lost-keys", "confidence")
    if text != NOTHING:
        report.lose({}, "lost-text")
    first = Decimal(start)
    span: dict[str, Any] = {} if channel in ("1", NOTHING) else {CHANNEL: channel}
    last = float(EXACT.add(first, Decimal(duration)))
    return Region(float(first), last, speaker, "", span, row.line)


def _cells_error(row: Row) -> RowError:
    return row.error(
        "cells",
        "has too few columns",
        f"Expected SPEAKER, recording, channel, start, duration, {NOTHING}, {NOTHING} and speaker, "
        f"found {shorten(row.content)}",
    )
