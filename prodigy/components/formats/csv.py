"""Comma separated values, for spreadsheets and data frames. Nothing is left out.

Texts and numbers are plain cells. Lists and objects are JSON, in columns that end in `_json`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.lines import LineReader, open_lines, shorten
from ...io.loaders.base import takes
from ...io.loaders.table import MAX_CELL_CHARS
from ...shapes import TaskType
from .base import Target, write_text
from .report import Report
from .rows import (
    COLUMNS,
    JSON_SUFFIX,
    OTHER,
    check_columns,
    join,
    parse_cell,
    split,
    to_json,
)

# Lists of texts and of objects are JSON in a cell, so their columns are called like that.
HEADER = {
    key: f"{key}{JSON_SUFFIX}" if kind in ("texts", "structs", "json") else key
    for key, kind in COLUMNS.items()
}
INTEGERS = frozenset(key for key, kind in COLUMNS.items() if kind == "integer")
BOOLEANS = frozenset(key for key, kind in COLUMNS.items() if kind == "boolean")
WORDS = {"true": True, "false": False}


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
            writer.writerow(_to_cells(eg))
            report.n_done += 1
            yield pop()

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_csv(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read a table as written by `write_csv`. Tables of others work, if they have a header.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Counts the examples. Defaults to None.
    YIELDS (dict): The answers. Columns that end in `_json` are parsed, empty cells left out.
    RAISES (LoaderError): The table is broken: its header, the number of cells, JSON, or numbers.
    """
    report = report or Report()
    csv.field_size_limit(MAX_CELL_CHARS)
    lines = open_lines(path)
    rows = csv.reader(iter(lines), strict=True)
    header: list[str] | None = None
    while True:
        first_line = lines.line_number + 1
        try:
            cells = next(rows)
            if not cells:
                continue  # an empty line
            if header is None:
                header = _check_header(cells, lines.name)
                continue
            yield _to_example(header, cells)
        except StopIteration:
            return
        except (csv.Error, ValueError) as err:
            if isinstance(err, LoaderError):
                raise
            raise LoaderError(
                f"Can't read the row on line {first_line} of {lines.name}",
                f"{err}. Was it changed by another program, or cut off?",
            ) from None
        report.n_done += 1


def _to_cells(eg: TaskType) -> list[Any]:
    row = split(eg)
    others = parse_cell(OTHER, row[OTHER]) if OTHER in row else {}
    cells: list[Any] = []
    for key, column in HEADER.items():
        value = row.get(column) if COLUMNS[key] == "json" else row.get(key)
        if value == "" and type(value) is str:
            others[key] = value  # An empty cell means that there is nothing.
            value = None
        elif value is not None and COLUMNS[key] in ("texts", "structs"):
            value = to_json(eg[key])
        elif type(value) is bool:
            value = to_json(value)
        cells.append(value)
    return [*cells, to_json(others) if others else None]


def _to_example(header: list[str], cells: list[str]) -> TaskType:
    if len(cells) != len(header):
        raise ValueError(f"It has {len(cells)} cells, the header has {len(header)}")
    row: dict[str, Any] = {column: cell for column, cell in zip(header, cells) if cell}
    for column in INTEGERS & row.keys():
        try:
            row[column] = int(row[column])
        except ValueError:
            raise ValueError(
                f"{column}: expected a whole number, found {shorten(row[column])}"
            ) from None
    for column in BOOLEANS & row.keys():
        # Spreadsheets write them in capitals.
        row[column] = WORDS.get(row[column].lower(), row[column])
    return join(row)


def _check_header(header: list[str], name: str) -> list[str]:
    for i, column in enumerate(header):
        if not column.strip() or column in header[:i]:
            raise LoaderError(
                f"Column {i + 1} of {name} has no name of its own",
                f"The first line must name the columns, found {shorten(','.join(header))}",
            )
    check_columns(header, name)
    return header
