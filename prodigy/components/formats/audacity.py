r"""Labels of Audacity: a text file for each recording, with start, end and label in columns.

    0.250000<tab>2.125000<tab>ANN

See https://manual.audacityteam.org/man/importing_and_exporting_labels.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...io.lines import shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .recordings import Holds, Recording, Region
from .region_files import RegionFile, read_files, write_files
from .report import Report

SUFFIX = ".txt"
HOLDS = Holds()
FREQUENCIES = "\\"  # begins a line about the line above
parse_time = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,400})?").fullmatch


def write_audacity(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write a folder with a label file for each recording.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written.
    """
    return write_files(examples, path, SUFFIX, HOLDS, _format, report)


@takes("anything")
def read_audacity(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a label file of Audacity, or all of a folder and its folders.

    path (str | Path): The file or the folder. Recordings are those that `sources.jsonl` names or
        that lie beside the files under the same name.
    report (Report | None): Takes note of files that can't be used, of labels of single moments, and
        of frequencies. Defaults to None.
    YIELDS (dict): An answer for each file.
    RAISES (LoaderError): There are no such files, or one is broken and there is no report.
    """
    yield from read_files(path, SUFFIX, _parse, report)


def format_seconds(seconds: float) -> str:
    """RETURNS (str): Seconds with all their digits, and six of them at least behind the point."""
    text = format(Decimal(repr(float(seconds))), "f")
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<6}"


def _format(recording: Recording, report: Report) -> tuple[str, dict[str, Any]] | None:
    lines = []
    for region in recording.regions:
        if re.search(r"[\t\r\n]", region.label):
            report.leave_out(recording.eg, "label", [region.span])
            return None
        times = f"{format_seconds(region.start)}\t{format_seconds(region.end)}"
        lines.append(f"{times}\t{region.label}\n")
    return "".join(lines), {}


def _parse(file: RegionFile) -> Iterator[Region]:
    for number, line in file.lines:
        if not line.strip():
            continue
        if line.startswith(FREQUENCIES):
            file.lose("lost-regions", "frequencies")
            continue
        start, end, label = (line.split("\t", 2) + [""] * 3)[:3]
        times = [start.strip(), end.strip()]
        if not all(map(parse_time, times)):
            raise file.error(
                number,
                "cells",
                "has no times",
                "Expected start and end in seconds and a label, with tabs between them, found "
                f"{shorten(line)}",
            )
        first, last = map(float, times)
        if first == last and first >= 0:
            file.lose("lost-points")
            continue
        yield Region(first, last, label, "", {}, number)
