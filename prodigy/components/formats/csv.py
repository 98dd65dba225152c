"""Comma separated values, for spreadsheets and data frames. Nothing is left out.

Texts and numbers are plain cells. Lists and objects are JSON, in columns that end in `_json`. What
a spreadsheet would run as a formula gets a "'" in front, which is taken off when it is read again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...io.example_rows import (
    COLUMNS,
    JSON_SUFFIX,
    OTHER,
    check_columns,
    join_row,
    parse_cell,
    split,
    to_json,
)
from ...io.faults import Row
from ...io.lines import LineReader, open_lines, shorten
from ...io.loaders.base import takes
from ...io.table_head import Columns, read_head
from ...io.table_rows import RowReader, TableRow, drop_empty
from ...shapes import TaskType
from .base import Target, write_text
from .report import Report

# Lists of texts and of objects are JSON in a cell, so their columns are called like that.
HEADER = {
    key: f"{key}{JSON_SUFFIX}" if kind in ("texts", "structs", "json") else key
    for key, kind in COLUMNS.items()
}
INTEGERS = frozenset(key for key, kind in COLUMNS.items() if kind == "integer")
BOOLEANS = frozenset(key for key, kind in COLUMNS.items() if kind == "boolean")
WORDS = {"true": True, "false": False}
# Spreadsheets run cells that begin like this: some pass over white space and characters without a
# width, and those for Chinese and Japanese take wide forms. See "CSV Injection" of OWASP.
FORMULA = r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
needs_mark = re.compile(f"'*(?:{FORMULA})").match
has_mark = re.compile(f"'+(?:{FORMULA})").match
is_number = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII).fullmatch


def write_csv(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write all answers as a table, with a header.

    examples (Iterable[dict]): The answers, of any interface. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Counts the examples. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done
    buffer = io.StringIO()
    # The line break that the standard names. It also makes sure that others are quoted.
    writer = csv.writer(buffer, lineterminator="\r\n")

    def pop() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    def make_parts() -> Iterator[str]:
        writer.writerow([*HEADER.values(), OTHER])
        yield pop()
        for eg in examples:
            writer.writerow(map(disarm, to_cells(eg)))
            report.n_done += 1
            yield pop()

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_csv(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read a table as written by `write_csv`. Tables of others work, if they have a header.

    A "'" in front of what a spreadsheet would run is taken off.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Counts the examples. Defaults to None.
    YIELDS (dict): The answers. Columns that end in `_json` are parsed, empty cells left out.
    RAISES (LoaderError): The table is broken: its header, the number of cells, JSON, or numbers.
    """
    report = report or Report(is_strict=True)
    lines = open_lines(path)
    lines.on_fault = report.reject
    head = read_head(lines, ",")
    if head is None:
        return
    columns, texts = head
    check_columns([name for name in columns.names if name], lines.name)
    is_told = OTHER in columns.names  # Then it's our own table.

    def make_examples(row: Row) -> list[TaskType]:
        nonlocal is_told
        cells = {key: cell for key, cell in zip(columns.names, row.content) if key and cell}
        found = {key: rearm(cell) for key, cell in cells.items()}
        if found != cells and not is_told:
            is_told = True
            lines.tell("has cells with a ' in front of what could be a formula, which is taken off")
        return [to_example(row, found)]

    rows = RowReader(texts, lines, columns.delimiter, len(columns.names), is_complete=True)
    yield from report.collect(_fit(rows, columns, lines), make_examples)


def disarm(cell: Any) -> Any:
    """Keep a spreadsheet from running a cell. Texts that are numbers stay as they are: -3.5.

    cell (Any): The cell.
    RETURNS (Any): The same, or a text with a "'" in front, as spreadsheets themselves write it.
        Texts that look as if that was done already get another one, so that `rearm` is exact.
    """
    if isinstance(cell, str) and needs_mark(cell) and not is_number(cell):
        return f"'{cell}"
    return cell


def rearm(cell: str) -> str:
    """RETURNS (str): The text of which `disarm` made a cell."""
    return cell[1:] if has_mark(cell) else cell


def to_cells(eg: TaskType, is_safe: Callable[[Any], bool] = lambda value: True) -> list[Any]:
    """Make the cells of an answer, in the order of `HEADER` and `OTHER`.

    eg (dict): The answer. It is not changed.
    is_safe (callable): Tells whether a cell gives back a value as it is. Others become JSON.
    RETURNS (list): Texts, numbers and None. Lists and objects are JSON.
    """
    row = split(eg)
    others = parse_cell(OTHER, row[OTHER]) if OTHER in row else {}
    cells: list[Any] = []
    for key, column in HEADER.items():
        value = row.get(column) if COLUMNS[key] == "json" else row.get(key)
        if value is not None and COLUMNS[key] in ("texts", "structs"):
            value = to_json(eg[key])
        elif value is not None and COLUMNS[key] != "json":
            if value == "" or not is_safe(value):
                others[key] = value  # An empty cell means that there is nothing.
                value = None
            elif type(value) is bool:
                value = to_json(value)
        cells.append(value)
    return [*cells, to_json(others) if others else None]


def to_example(row: Row, cells: dict[str, Any]) -> TaskType:
    """Make an answer of cells; the opposite of `to_cells`.

    row (Row): The row, for errors.
    cells (dict): Column to what is in it. Numbers and booleans may be texts.
    RETURNS (dict): The answer.
    RAISES (RowError): A cell has something else in it than its column should.
    """
    found = dict(cells)
    for column in INTEGERS & found.keys():
        try:
            found[column] = int(found[column])
        except ValueError:
            raise row.error(
                "value",
                "has a broken value",
                f"Column {column}: expected a whole number, found {shorten(found[column])}",
            ) from None
    for column in BOOLEANS & found.keys():
        # Spreadsheets write them in capitals.
        found[column] = WORDS.get(str(found[column]).lower(), found[column])
    return join_row(replace(row, content=found))


def _fit(rows: Iterable[TableRow], columns: Columns, lines: LineReader) -> Iterator[Row]:
    """Pass on rows with one cell per column; others are no whole answers."""
    n_columns = len(columns.names)
    for row in rows:
        cells = drop_empty(row.cells, n_columns)
        if len(cells) > n_columns == 1:
            cells = [row.text]  # There is nothing to separate, so it belongs to the text.
        if len(cells) == n_columns:
            yield Row(lines.name, cells, row.line_number)
            continue
        lines.reject(
            Row(lines.name, row.text, row.line_number).error(
                "cells",
                f"has {len(cells)} cells, the header has {n_columns}",
                "Was it changed by another program, or cut off? A text that contains the "
                f"delimiter or a line break belongs in double quotes.\nFound {shorten(row.text)}",
            )
        )
