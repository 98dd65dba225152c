"""Tasks as rows of a table: comma or tab separated values."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import LoaderError
from ...logger import log
from ...shapes import TaskType
from ..lines import LineReader, open_lines, shorten
from .base import takes

# These columns may be written in title case.
KNOWN_COLUMNS = ("text", "label", "meta")
OTHER_DELIMITERS = (";", "\t")
MAX_CELL_CHARS = 2**31 - 1  # csv's own limit of 128 KB is too small for documents


@takes("lines")
def CSV(f: str | Path | LineReader | Iterable[str], delimiter: str = ",") -> Iterator[TaskType]:
    """Load tasks from a table whose first row has the names of the columns.

    The columns become keys of the task. Text, Label and Meta may be written like this or in lower
    case; a meta column ends up as `{"meta": {"meta": value}}`. Empty cells of other columns than
    the text are kept as empty strings, empty labels and meta are left out.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    delimiter (str): The character between cells. Defaults to ",". A table that seems to have just
        one column is read with semicolons or tabs, if its first row has some.
    YIELDS (dict): One task per row.
    RAISES (LoaderError): The header or a row is broken.
    """
    csv.field_size_limit(MAX_CELL_CHARS)
    lines = open_lines(f)
    texts = _Lines(lines)
    header_line = next((line for line in texts if line.strip()), None)
    if header_line is None:
        return
    delimiter = _find_delimiter(header_line, delimiter, lines.name)
    texts.put_back(header_line)
    rows = csv.reader(texts, delimiter=delimiter)
    columns = _check_header(next(rows), lines.name)
    while True:
        first_line = lines.line_number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as err:
            raise LoaderError(
                f"Can't parse line {lines.line_number} of {lines.name}",
                f"{str(err).capitalize()}. Check the quotes of the row that starts on line "
                f"{first_line}.",
            ) from None
        if texts.is_over:
            # The reader asked for more, so it was still within quotes. What it returns then is all
            # that was left of the file, as one cell.
            raise LoaderError(
                f"The row on line {first_line} of {lines.name} doesn't end",
                "A double quote is opened in it and not closed before the end of the file. Is the "
                "file complete? A double quote within a text is written twice.",
            )
        if not row:
            continue  # a blank line
        while len(row) > len(columns) and not row[-1]:
            row.pop()
        if len(row) > len(columns):
            raise LoaderError(
                f"Line {first_line} of {lines.name} has too many cells",
                f"The header has {len(columns)} columns ({', '.join(columns)}), the row has "
                f"{len(row)}: {shorten(delimiter.join(row))}\nPut texts that contain "
                f"{shorten(delimiter)} in double quotes.",
            )
        yield _make_task(columns, row)


@takes("lines")
def TSV(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a table with tabs between the cells. Otherwise like `CSV`."""
    return CSV(f, delimiter="\t")


class _Lines(Iterator[str]):
    """The lines of a file, of which the first one can be looked at before.

    lines (Iterable[str]): The lines.

    is_over (bool): More lines were asked for than there are.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._first: str | None = None
        self.is_over = False

    def put_back(self, line: str) -> None:
        """Let a line come again."""
        self._first = line

    def __next__(self) -> str:
        if self._first is not None:
            line, self._first = self._first, None
            return line
        try:
            return next(self._lines)
        except StopIteration:
            self.is_over = True
            raise


def _find_delimiter(header: str, delimiter: str, name: str) -> str:
    if delimiter == "," and len(next(csv.reader([header], delimiter=","))) == 1:
        for other in OTHER_DELIMITERS:
            if len(next(csv.reader([header], delimiter=other))) > 1:
                log(f"LOADER: {name} seems to be separated by {other!r}")
                return other
    return delimiter


def _check_header(header: list[str], name: str) -> list[str]:
    columns = [column.strip() for column in header]
    columns = [c.lower() if c.lower() in KNOWN_COLUMNS and c.istitle() else c for c in columns]
    while columns and not columns[-1]:
        columns.pop()  # a delimiter at the end of each row
    fix = 'The first line must have the names of the columns, e.g. "text,label".'
    for i, column in enumerate(columns):
        if not column:
            raise LoaderError(f"Column {i + 1} of {name} has no name", fix)
        if column in columns[:i]:
            raise LoaderError(f"{name} has two columns called {shorten(column)}", fix)
    return columns


def _make_task(columns: list[str], row: list[str]) -> TaskType:
    task: TaskType = dict(zip(columns, row, strict=False))
    if "meta" in task:
        meta = task.pop("meta")
        if meta:
            task["meta"] = {"meta": meta}
    if task.get("label") == "":
        del task["label"]
    return task
