"""Examples as rows of a table, without losing anything: what csv and parquet have in common, and
what the loader of Parquet files knows them by.

Known keys have columns of their own. A value that its column can't give back exactly as it was, and
every other key, goes into the column `other_json`, so that `join(split(eg)) == eg` for all JSON.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from ..errors import LoaderError
from ..shapes import TaskType
from .faults import Row
from .lines import shorten

# json: anything but null, as JSON text; the column is called "NAME_json".
ColumnType = Literal["text", "integer", "boolean", "texts", "structs", "json"]
Fields = dict[str, ColumnType]

COLUMNS: dict[str, ColumnType] = {
    "text": "text",
    "label": "text",
    "accept": "texts",
    "answer": "text",
    "flagged": "boolean",
    "spans": "structs",
    "relations": "json",
    "options": "structs",
    "tokens": "structs",
    "meta": "json",
    "image": "text",
    "html": "text",
    "_input_hash": "integer",
    "_task_hash": "integer",
    "_view_id": "text",
    "_session_id": "text",
    "_annotator_id": "text",
    "_timestamp": "integer",
}
# What the objects of a list are made of. Other keys of theirs go into their own `other_json`.
STRUCTS: dict[str, Fields] = {
    "spans": {
        "start": "integer",
        "end": "integer",
        "token_start": "integer",
        "token_end": "integer",
        "label": "text",
    },
    "options": {"id": "text", "text": "text"},
    "tokens": {
        "text": "text",
        "start": "integer",
        "end": "integer",
        "id": "integer",
        "ws": "boolean",
    },
}
# A task is about one of these.
CONTENT = ("text", "html", "image", "audio", "video")
JSON_SUFFIX = "_json"
OTHER = "other_json"
MAX_INTEGER = 2**63


def split(eg: TaskType) -> dict[str, Any]:
    """Make a row of an example.

    eg (dict): The example; whatever JSON can represent. It is not changed.
    RETURNS (dict): Column to value: str, int, bool, list of str or list of dicts. Columns without
        a value are left out.
    """
    return _split(eg, COLUMNS)


def join(row: dict[str, Any]) -> TaskType:
    """Make an example of a row; the opposite of `split`.

    row (dict): Column to value. None counts as nothing. Unknown columns become keys, those that end
        in `_json` are parsed.
    RETURNS (dict): The example.
    RAISES (ValueError): A column that ends in `_json` is no JSON. The message begins with its name.
    """
    eg: TaskType = {}
    for column, value in row.items():
        if value is None:
            continue
        if column == OTHER:
            others = parse_cell(column, value)
            if not isinstance(others, dict):
                raise ValueError(f"{column}: expected a JSON object")
            eg.update(others)
        elif column.endswith(JSON_SUFFIX) and isinstance(value, str):
            eg[column.removesuffix(JSON_SUFFIX)] = parse_cell(column, value)
        elif column in STRUCTS and isinstance(value, list):
            eg[column] = [join(item) if isinstance(item, dict) else item for item in value]
        else:
            eg[column] = value
    return eg


def join_row(row: Row) -> TaskType:
    """Make an example of a row that was read.

    row (Row): The row, with a dict of columns and values.
    RETURNS (dict): The example.
    RAISES (RowError): A column is no JSON, although it should be.
    """
    try:
        return join(row.content)
    except ValueError as err:
        text = f"Column {err}. Was it changed by another program, or cut off?"
        raise row.error("value", "has a broken value", text) from None


def get_column(key: str, columns: Fields = COLUMNS) -> str:
    """RETURNS (str): Name of the column for a known key."""
    return f"{key}{JSON_SUFFIX}" if columns[key] == "json" else key


def has_content(columns: list[str]) -> bool:
    """RETURNS (bool): Whether one of the columns is something to annotate."""
    return not {*CONTENT, OTHER}.isdisjoint(column.strip() for column in columns)


def check_columns(columns: list[str], name: str) -> None:
    """Check that a table has something to annotate.

    columns (list[str]): Names of its columns.
    name (str): What the file is called in messages.
    RAISES (LoaderError): There is neither a text nor anything else that we know.
    """
    if not has_content(columns):
        raise no_content_error(columns, name)


def no_content_error(columns: list[str], name: str) -> LoaderError:
    """RETURNS (LoaderError): The error of a table without anything to annotate."""
    return LoaderError(
        f"{name} has no column called 'text'",
        f"Found: {', '.join(map(shorten, columns))}. Rename a column, and separate the cells "
        "of CSV files by commas.",
    )


def parse_cell(column: str, text: str) -> Any:
    """Parse a cell with JSON.

    column (str): Name of the column, for the message.
    text (str): The cell.
    RETURNS (Any): The value.
    RAISES (ValueError): It is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise ValueError(f"{column}: {err}") from None


def to_json(value: Any) -> str:
    """RETURNS (str): Compact JSON of ASCII characters."""
    return json.dumps(value, separators=(",", ":"))


def _split(eg: TaskType, columns: Fields) -> dict[str, Any]:
    row: dict[str, Any] = {}
    others: TaskType = {}
    for key, value in eg.items():
        kind = columns.get(key)
        if kind == "json" and value is not None:
            row[f"{key}{JSON_SUFFIX}"] = to_json(value)
        elif kind == "structs" and _is_list_of(value, dict):
            row[key] = [_split(item, STRUCTS[key]) for item in value]
        elif (
            (kind == "text" and _is_text(value))
            or (kind == "integer" and type(value) is int and -MAX_INTEGER <= value < MAX_INTEGER)
            or (kind == "boolean" and type(value) is bool)
            or (kind == "texts" and isinstance(value, list) and all(map(_is_text, value)))
        ):
            row[key] = value
        else:
            others[key] = value
    if others:
        row[OTHER] = to_json(others)
    return row


def _is_list_of(value: Any, cls: type) -> bool:
    return isinstance(value, list) and all(type(item) is cls for item in value)


def _is_text(value: Any) -> bool:
    """Tell whether a value is a string that any file can hold: valid Unicode without zeros."""
    if type(value) is not str:
        return False
    if value.isascii():
        return "\0" not in value
    try:
        return b"\0" not in value.encode("utf8")
    except UnicodeEncodeError:
        return False
