"""Tasks as rows of a table: comma or tab separated values.

Where the format has to be guessed, the guess is checked against the number of cells: `table_head`
decides on names and delimiter, `table_rows` on quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...shapes import TaskType
from ..faults import RowError
from ..lines import LineReader, open_lines, shorten
from ..places import PlacedTask
from ..table_head import Columns, read_head
from ..table_rows import RowReader, TableRow, drop_empty
from .base import takes

__all__ = ["CSV", "TSV"]


@takes("lines")
def CSV(f: str | Path | LineReader | Iterable[str], delimiter: str = ",") -> Iterator[TaskType]:
    """Load tasks from a table whose first row has the names of the columns.

    The columns become keys of the task. Text, Label and Meta may be written like this or in lower
    case; a meta column ends up as `{"meta": {"meta": value}}`. Empty cells of other columns than
    the text are kept as empty strings, empty labels and meta are left out, and so are columns
    without a name. Double quotes mean something only around a whole cell.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    delimiter (str): The character between cells. Defaults to ",". If the table is separated by
        another one, that is found out and said. A first line `sep=;` decides.
    YIELDS (dict): One task per row.
    RAISES (LoaderError): The header or a row is broken.
    """
    lines = open_lines(f)
    head = read_head(lines, delimiter)
    if head is None:
        return
    columns, texts = head
    for row in RowReader(texts, lines, columns.delimiter, len(columns.names)):
        cells = _fit(row, columns, lines)
        if cells is not None:
            yield PlacedTask(_make_task(columns, cells), lines.get_place(row.line_number))


@takes("lines")
def TSV(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a table with tabs between the cells. Otherwise like `CSV`."""
    return CSV(f, delimiter="\t")


def _fit(row: TableRow, columns: Columns, lines: LineReader) -> list[str] | None:
    """Get one cell per column, or None if that can't be done."""
    n_columns = len(columns.names)
    cells = drop_empty(row.cells, n_columns)
    if len(cells) > n_columns == 1:
        return [row.text]  # There is nothing to separate, so it belongs to the text.
    if len(cells) > n_columns:
        lines.reject(
            RowError(
                f"Line {row.line_number} of {lines.name} has too many cells",
                f"The header has {n_columns} columns ({_list(columns.names)}), the row has "
                f"{len(cells)}: {shorten(row.text)}\nPut texts that contain "
                f"{shorten(columns.delimiter)} in double quotes.",
                kind="cells",
                line=row.line_number,
                row=row.text,
            )
        )
        return None
    if len(cells) < n_columns:
        lines.mend(
            f"The row has {len(cells)} cells, the header {n_columns} columns",
            f"It is used without {_list(columns.names[len(cells) :])}.",
            row.line_number,
        )
    return cells


def _list(names: list[str | None]) -> str:
    return ", ".join(name or "one without a name" for name in names)


def _make_task(columns: Columns, cells: list[str]) -> TaskType:
    task: TaskType = {
        name: cell for name, cell in zip(columns.names, cells, strict=False) if name is not None
    }
    if "meta" in task:
        meta = task.pop("meta")
        if meta:
            task["meta"] = {"meta": meta}
    if task.get("label") == "":
        del task["label"]
    return task
