"""Records as JSON, of which programs write either one list or one record per line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import LineReader, NumberedLine, number_lines, open_lines, shorten
from ...io.loaders.json import parse_json, read_list
from ...shapes import TaskType
from .base import Target, write_text
from .report import Report

N_LOOKED_AT = 100  # lines
# Makes the record of an example, given its number from 1. None: it is left out.
MakeRecord = Callable[[TaskType, int], Any]


def write_list(
    examples: Iterable[TaskType], path: Target, make: MakeRecord, report: Report | None
) -> int:
    """Write a JSON list with a record per example, each on a line of its own.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    make (callable): Makes a record, or None if the example is left out, which it reports.
    report (Report | None): Counts what is written.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        yield "["
        for eg in examples:
            number = report.n_done - n_before + 1
            record = make(eg, number)
            if record is not None:
                yield f"{',' if number > 1 else ''}\n{to_json(record)}"
                report.n_done += 1
        yield "\n]\n"

    write_text(path, make_parts())
    return report.n_done - n_before


def split_ignored(eg: TaskType) -> tuple[TaskType, bool]:
    """Take an ignored answer for an accepted one, for formats that have a mark for it.

    eg (dict): The answer. It is not changed.
    RETURNS (tuple[dict, bool]): The answer as if it was accepted, and whether it was ignored.
    """
    is_ignored = eg.get("answer") == "ignore"
    return ({**eg, "answer": "accept"} if is_ignored else eg), is_ignored


def open_reported(
    path: str | Path | LineReader | Iterable[str], report: Report | None
) -> tuple[LineReader, Report]:
    """Open a file whose broken rows go to a report.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of rows that can't be used. None: the first one is an error.
    RETURNS (tuple[LineReader, Report]): The lines and the report, a strict one if there was none.
    """
    report = report or Report(is_strict=True)
    lines = open_lines(path)
    lines.on_fault = report.reject
    return lines, report


def read_entries(lines: LineReader, example: Any) -> Iterator[Row]:
    """Read records, whichever of both ways they are written. Only a list is read as a whole.

    lines (LineReader): The file, which hands on what can't be used.
    example (dict | list): What a record is: a dict, or a list with values of certain types.
    YIELDS (Row): The records.
    RAISES (LoaderError): The file is neither.
    """
    filled = dropwhile(lambda numbered: not numbered[1].strip(), number_lines(lines))
    start = list(islice(filled, N_LOOKED_AT))
    if not start:
        return
    numbered = chain(start, filled)
    if _has_lines(start, example):
        yield from _read_lines(lines, numbered, example)
    else:
        yield from read_list(lines, type(example)(), numbered)


def is_like(value: Any, example: Any) -> bool:
    """RETURNS (bool): Whether a value has the type of a record, and its items have theirs."""
    if type(value) is not type(example):
        return False
    if isinstance(example, dict):
        return True
    return len(value) == len(example) and all(map(isinstance, value, map(type, example)))


def _has_lines(start: Iterable[NumberedLine], example: Any) -> bool:
    """Tell whether most lines are records. In a list, they are not: brackets, commas."""
    found = [line for _, line, _ in start if line.strip()]
    n_records = 0
    for line in found:
        try:
            n_records += is_like(parse_json(line), example)
        except ValueError:
            continue
    return 2 * n_records >= len(found) and found[0].strip() != "["


def _read_lines(lines: LineReader, numbered: Iterable[NumberedLine], example: Any) -> Iterator[Row]:
    for number, line, damage in numbered:
        row = Row(lines.name, line.rstrip("\r\n"), number)
        if damage is not None:
            lines.reject(damage)
            continue
        try:
            value = parse_json(line)
        except ValueError as err:
            if line.strip():
                lines.reject(row.error("syntax", "can't be parsed", f"{err} Found {shorten(line)}"))
            continue
        if type(value) is type(example):
            yield Row(lines.name, value, number)
        else:
            lines.reject(row.error("syntax", "is no record", f"Found {shorten(line)}"))
