"""Records as JSON, of which programs write either one list or one record per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ...io.faults import Row
from ...io.lines import LineReader, NumberedLine, number_lines, shorten
from ...io.loaders.json import parse_json, read_list

N_LOOKED_AT = 100  # lines


def read_entries(lines: LineReader, example: Any) -> Iterator[Row]:
    """Read records, whichever of both ways they are written. The file is read as a whole.

    lines (LineReader): The file, which hands on what can't be used.
    example (dict | list): What a record is: a dict, or a list with values of certain types.
    YIELDS (Row): The records.
    RAISES (LoaderError): The file is neither.
    """
    numbered = list(number_lines(lines))
    if not any(line.strip() for _, line, _ in numbered):
        return
    if _has_lines(numbered, example):
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


def _has_lines(numbered: Iterable[NumberedLine], example: Any) -> bool:
    """Tell whether most lines are records. In a list, they are not: brackets, commas."""
    found = [line for _, line, _ in islice(numbered, N_LOOKED_AT) if line.strip()]
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
