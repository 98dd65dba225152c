"""Parquet tables, for DuckDB, pandas, Polars and Spark. Nothing is left out.

Spans, options and tokens are lists of structs. Whatever else is structured is JSON, in columns that
end in `_json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...io.example_rows import (
    COLUMNS,
    OTHER,
    STRUCTS,
    Fields,
    check_columns,
    get_column,
    join_row,
    split,
)
from ...io.faults import Row
from ...io.lines import check_file
from ...io.loaders.base import takes
from ...io.loaders.parquet import to_json as to_plain
from ...io.unfinished import open_part
from ...shapes import TaskType
from .arrow import ROWS_AT_ONCE, import_pyarrow, read_rows, write_rows
from .report import Report


def write_parquet(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write all answers as a Parquet file.

    examples (Iterable[dict]): The answers, of any interface. A generator is consumed.
    path (str | Path): The file.
    report (Report | None): Counts the examples. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written, or pyarrow is missing.
    """
    report = report or Report()
    n_before = report.n_done

    def make_rows() -> Iterator[dict[str, Any]]:
        for eg in examples:
            yield split(eg)
            report.n_done += 1

    schema = make_schema()
    with open_part(path) as unfinished:
        write_rows(unfinished, schema, make_rows())
    return report.n_done - n_before


@takes("file")
def read_parquet(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a Parquet file as written by `write_parquet`, or another one.

    path (str | Path): The file.
    report (Report | None): Counts the examples. Defaults to None.
    YIELDS (dict): The answers. Columns that end in `_json` are parsed, empty cells left out.
    RAISES (LoaderError): It is no Parquet file, is damaged, or has broken JSON in it.
    RAISES (ProdigyError): pyarrow is missing.
    """
    report = report or Report(is_strict=True)
    path = check_file(path)
    # Columns that may hold dates, bytes and other values that are no JSON.
    foreign: list[str] = []

    def read_batches(arrow: Any) -> Iterator[Any]:
        with arrow.parquet.ParquetFile(path) as file:
            check_columns(file.schema_arrow.names, str(path))
            own = dict(zip(make_schema().names, make_schema().types))
            foreign.extend(f.name for f in file.schema_arrow if own.get(f.name) != f.type)
            yield from file.iter_batches(batch_size=ROWS_AT_ONCE)

    def make(row: Row) -> list[TaskType]:
        for column in foreign:
            row.content[column] = to_plain(row.content[column])
        return [join_row(row)]

    rows = enumerate(read_rows(path, read_batches), start=1)
    yield from report.collect((Row(str(path), row, number=i) for i, row in rows), make)


def make_schema() -> Any:
    """RETURNS (Schema): The columns of a table of examples."""
    pyarrow = import_pyarrow()
    types = {
        "text": pyarrow.string(),
        "json": pyarrow.string(),
        "integer": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "texts": pyarrow.list_(pyarrow.string()),
    }

    def make_fields(columns: Fields) -> list[tuple[str, Any]]:
        fields = [
            (get_column(key, columns), types[kind] if kind in types else make_list(key))
            for key, kind in columns.items()
        ]
        return [*fields, (OTHER, pyarrow.string())]

    def make_list(key: str) -> Any:
        return pyarrow.list_(pyarrow.struct(make_fields(STRUCTS[key])))

    return pyarrow.schema(make_fields(COLUMNS))
