"""Tasks as JSON: one object per line (JSONL), or a list of objects (JSON)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from ...errors import LoaderError
from ...shapes import TaskType
from ..faults import Row, RowError
from ..json_list import Entry, parse_broken_list, parse_list
from ..lines import LineReader, open_lines, shorten
from .base import takes


@takes("lines", one_task_per_line=True)
def JSONL(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a file with one JSON object per line.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): The objects. Blank lines are skipped.
    RAISES (LoaderError): A line is no JSON object.
    """
    lines = open_lines(f)
    for line in lines.iter_leniently():
        try:
            if damage := lines.take_damage():
                raise damage
            task = parse_json(line)
            if type(task) is not dict:
                raise ValueError
        except RowError as err:
            lines.reject(err)
        except ValueError as err:
            if line.strip():
                lines.reject(_line_error(lines, line, str(err)))
        else:
            yield task


@takes("lines")
def JSON(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a file with one JSON list of objects. The whole file is parsed at once.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): The objects of the list.
    RAISES (LoaderError): The file is no JSON, no list, or the list has other things in it.
    """
    lines = open_lines(f)
    for row in read_list(lines, {}):
        yield row.content


def read_list(lines: LineReader, example: Any) -> Iterator[Row]:
    """Read the entries of a JSON list. The whole file is parsed at once.

    lines (LineReader): The file.
    example (dict | list): Empty; entries of another type can't be used.
    YIELDS (Row): The entries that can be used, as `content`, and where they are. If the list is
        broken, those that can be told apart from what is broken in it.
    RAISES (LoaderError): The file is no JSON list.
    """
    parts, damaged = [], {}
    for line in lines.iter_leniently():
        parts.append(line)
        if error := lines.take_damage():
            damaged[lines.line_number] = error
    text = "".join(parts)
    if not text.strip():
        raise LoaderError(f"{lines.name} is empty", "Expected a JSON list of objects: [{...}, ...]")
    entries = _parse_list(lines, text)
    lines.n_tasks = len(entries)
    for i, entry in enumerate(entries, start=1):
        row = Row(lines.name, entry.value, entry.line, i, "entry")
        errors = [error for line, error in damaged.items() if entry.line <= line <= entry.end]
        if entry.error is not None:
            found = f"{entry.error}. Found {shorten(entry.value)}"
            lines.reject(row.error("syntax", "can't be parsed", found))
        elif errors and REPLACEMENT in json.dumps(entry.value, ensure_ascii=False):
            lines.reject(row.error("encoding", "is not UTF-8", str(errors[0])))
        elif not isinstance(entry.value, type(example)):
            lines.reject(_entry_error(row))
        else:
            yield row


def parse_json(text: str) -> Any:
    """Parse JSON without losing digits of numbers.

    text (str): The JSON. Unescaped tabs and the like within strings are tolerated.
    RETURNS (Any): The value.
    RAISES (ValueError): It is no JSON. NaN and infinity are none: browsers can't read them.
    """
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


def _parse_float(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(f"The number {number} is too big.")
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON. Leave the key out, or use null.")


REPLACEMENT = "\ufffd"  # what stands for bytes that are no UTF-8

# The parser of the standard library: quicker ones round floats and lose digits of big integers,
# but data must come out of Prodigy as it went in.
_decoder = json.JSONDecoder(strict=False, parse_float=_parse_float, parse_constant=_reject_constant)


def _parse_list(lines: LineReader, text: str) -> list[Entry]:
    try:
        entries = parse_list(text, _decoder.raw_decode)
    except (ValueError, RecursionError):
        entries = parse_broken_list(text, parse_json) if lines.on_fault else None
    if entries is not None:
        return entries
    try:
        value = parse_json(text)
    except json.JSONDecodeError as err:
        found = text.split("\n")[err.lineno - 1]
        raise LoaderError(
            f"Can't parse {lines.name}",
            f"Line {err.lineno}, column {err.colno}: {_explain(err.msg, found, err.colno)}\n"
            "If the file has one JSON object per line, load it with --loader jsonl",
        ) from None
    except ValueError as err:
        raise LoaderError(f"Can't parse {lines.name}", str(err)) from None
    raise LoaderError(
        f"{lines.name} is no JSON list",
        f"Expected a list of objects, found {_describe(value)}: {shorten(text)}\n"
        "Put the tasks in square brackets, or write one per line and use --loader jsonl",
    )


def _entry_error(row: Row) -> RowError:
    value = row.content
    found = value if isinstance(value, str) else json.dumps(value)
    return row.error(
        "syntax",
        "is no JSON object",
        f'Expected a list of objects such as {{"text": ...}}, found {_describe(value)}: '
        f"{shorten(found)}",
    )


def _line_error(lines: LineReader, line: str, reason: str) -> RowError:
    text = line.strip()
    reason = re.sub(r": line 1 column (\d+) \(char \d+\)$", r" at column \1.", reason)
    if not reason:
        reason = "The line is JSON, but no object in curly braces."
    elif text.startswith("{'"):
        reason = "JSON needs double quotes."
    elif re.search(r",\s*[}\]]", text) and reason.startswith(("Expecting", "Illegal")):
        reason += " JSON has no comma after the last entry."
    if lines.line_number == 1 and text.startswith("["):
        fix = "If the whole file is one JSON list, load it with --loader json"
    elif text in ("{", "}", "},"):
        fix = "An object may not go over several lines. For JSON lists there is --loader json"
    else:
        fix = "Check the file with a JSON linter, or load it as text: --loader txt"
    return RowError(
        f"Can't parse line {lines.line_number} of {lines.name}",
        f"Expected one JSON object per line, found {shorten(text)}. {reason}\n{fix}",
        kind="syntax",
        line=lines.line_number,
        row=text,
    )


def _explain(message: str, line: str, column: int) -> str:
    return f"{message}, found {shorten(line[max(0, column - 1) :] or line)}."


def _describe(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
