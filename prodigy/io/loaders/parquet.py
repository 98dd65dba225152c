"""Tasks as rows of a Parquet file."""

from __future__ import annotations

import datetime
import decimal
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...shapes import TaskType
from ..example_rows import OTHER, join_row
from ..faults import Row
from ..files import bytes_to_b64
from ..lines import check_file
from ..media import get_mimetype
from ..places import Place, PlacedTask
from .base import CountedTasks, takes

ROWS_AT_ONCE = 64
# Columns in which pandas keeps the index of a data frame.
_is_index = re.compile(r"__index_level_\d+__").fullmatch
# How published datasets keep images and recordings: the content, or where it is.
MEDIA_STRUCT = {"bytes", "path"}
DATES = (datetime.datetime, datetime.date, datetime.time)


def _import_pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as err:
        raise LoaderError(
            "Parquet files need the package pyarrow",
            f"Install it with: pip install 'prodigy[parquet]' (importing it failed with: {err})",
        ) from None
    return pyarrow


def _open(path: Path) -> Any:
    pyarrow = _import_pyarrow()
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError, ValueError) as err:
        raise LoaderError(
            f"Can't read {path} as a Parquet file",
            f"{_first_line(err)}\nIs it complete, and is it Parquet? Another format needs another "
            "loader: --loader NAME",
        ) from None
    names = [name for name, n in Counter(file.schema_arrow.names).items() if n > 1]
    if names:
        file.close()
        raise LoaderError(f"{path} has two columns called {names[0]!r}", "Rename one of them.")
    return file


@takes("file", prepare=lambda path: _open(path).close())
def Parquet(f: str | Path) -> CountedTasks:
    """Load the rows of a Parquet file. They are read a few at a time.

    Empty cells are left out. Dates become text in ISO format, and bytes data URIs, which is what
    the interfaces for images and audio show. What `db-out` and `preannotate` have written becomes
    what it was: their columns that end in `_json` are parsed.

    f (str | Path): The file.
    RETURNS (CountedTasks): Yields a task per row, with the columns as keys.
    RAISES (LoaderError): There is no such file, it is no Parquet file, or pyarrow is missing.
    """
    path = check_file(f)
    file = _open(path)
    return CountedTasks(_read(file, path), file.metadata.num_rows)


def _read(file: Any, path: Path) -> Iterator[TaskType]:
    pyarrow = _import_pyarrow()
    n_rows = 0
    with file:
        columns = [name for name in file.schema_arrow.names if not _is_index(name)]
        is_ours = OTHER in columns and pyarrow.types.is_string(file.schema_arrow.field(OTHER).type)
        batches = file.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns)
        while True:
            try:
                batch = next(batches, None)
                rows = [] if batch is None else batch.to_pylist()
            except (pyarrow.ArrowException, OSError, ValueError) as err:
                raise LoaderError(
                    f"Can't read row {n_rows + 1} and the following of {path}", _first_line(err)
                ) from None
            if batch is None:
                return
            for row in rows:
                n_rows += 1
                task = to_json(row)
                if is_ours:
                    task = join_row(Row(str(path), task, number=n_rows))
                yield PlacedTask(task, Place(str(path), n_rows, "row"))


def to_json(value: Any) -> Any:
    """Make JSON of what a column may hold.

    value (Any): The value. It is not changed.
    RETURNS (Any): The value, with None and NaN left out of dicts.
    """
    if isinstance(value, dict):
        if set(value) == MEDIA_STRUCT:
            return _embed(value)
        items = ((key, to_json(item)) for key, item in value.items())
        return {key: item for key, item in items if item is not None}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return bytes_to_b64(value, get_mimetype("", value))
    if isinstance(value, DATES):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (str, int, type(None))) else str(value)


def _embed(media: dict[str, Any]) -> Any:
    data, path = media["bytes"], media["path"]
    if not isinstance(data, bytes):
        return to_json(path)
    return bytes_to_b64(data, get_mimetype(path if isinstance(path, str) else "", data))


def _first_line(err: Exception) -> str:
    return str(err).strip().split("\n")[0] or type(err).__name__
