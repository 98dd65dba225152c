"""The one place that imports pyarrow for formats, with the message for those who don't have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import LoaderError, ProdigyError

Cells = dict[str, Any]  # column to value
# Rows that are converted at a time.
ROWS_AT_ONCE = 256
# A row group is in memory until it is full. Small ones make files large and slow to read, and the
# list of them, which every reader reads as a whole, long.
GROUP_ROWS = 65_536
GROUP_BYTES = 64 * 2**20


def import_pyarrow() -> Any:
    """Import pyarrow with its Parquet part.

    RETURNS (module): pyarrow.
    RAISES (ProdigyError): It is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as err:
        raise ProdigyError(
            "This format needs the package pyarrow",
            f"Install it with: pip install 'prodigy[parquet]' (importing it failed with: {err})",
        ) from None
    return pyarrow


def write_rows(path: Path, schema: Any, rows: Iterable[Cells]) -> None:
    """Write a Parquet file, a row group at a time.

    path (Path): The file.
    schema (Schema): The columns.
    rows (Iterable[dict]): Column to value; missing ones are empty. A generator is consumed.
    """
    pyarrow = import_pyarrow()
    iterator = iter(rows)
    group: list[Any] = []
    n_bytes = 0
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        while chunk := list(islice(iterator, ROWS_AT_ONCE)):
            group.append(pyarrow.RecordBatch.from_pylist(chunk, schema=schema))
            n_bytes += group[-1].nbytes
            if n_bytes >= GROUP_BYTES or len(group) * ROWS_AT_ONCE >= GROUP_ROWS:
                writer.write_table(pyarrow.Table.from_batches(group), row_group_size=GROUP_ROWS)
                group, n_bytes = [], 0
        if group:
            writer.write_table(pyarrow.Table.from_batches(group), row_group_size=GROUP_ROWS)


def read_rows(path: Path, read_batches: Callable[[Any], Iterable[Any]]) -> Iterator[Cells]:
    """Read the rows of a file, a few at a time.

    path (Path): The file, for messages.
    read_batches (callable): Gets pyarrow, yields record batches.
    YIELDS (dict): Column to value.
    RAISES (LoaderError): The file is damaged, or something else.
    """
    pyarrow = import_pyarrow()
    n_rows = 0
    try:
        for batch in read_batches(pyarrow):
            for row in batch.to_pylist():
                n_rows += 1
                yield row
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as err:
        raise LoaderError(
            f"Can't read {path}",
            f"Reading failed after {n_rows} rows: {_shorten(err)}. Is the file complete?",
        ) from None


def _shorten(err: Exception) -> str:
    return re.split(r"[\n.]", str(err).strip())[0] or type(err).__name__
