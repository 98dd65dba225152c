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
    for line in lines:
        try:
            task = parse_json(line)
        except ValueError as err:
            if not line.strip():
                continue
            raise _line_error(lines, line, str(err)) from None
        if type(task) is not dict:
            raise _line_error(lines, line, "")
        yield task


@takes("lines")
def JSON(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a file with one JSON list of objects. The whole file is parsed at once.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): The objects of the list.
    RAISES (LoaderError): The file is no JSON, no list, or the list has other things in it.
    """
    lines = open_lines(f)
    text = lines.read()
    if not text.strip():
        raise LoaderError(f"{lines.name} is empty", "Expected a JSON list of objects: [{...}, ...]")
    try:
        tasks = parse_json(text)
    except json.JSONDecodeError as err:
        found = text.split("\n")[err.lineno - 1]
        raise LoaderError(
            f"Can't parse {lines.name}",
            f"Line {err.lineno}, column {err.colno}: {_explain(err.msg, found, err.colno)}\n"
            "If the file has one JSON object per line, load it with --loader jsonl",
        ) from None
    except ValueError as err:
        raise LoaderError(f"Can't parse {lines.name}", str(err)) from None
    if not isinstance(tasks, list):
        raise LoaderError(
            f"{lines.name} is no JSON list",
            f"Expected a list of objects, found {_describe(tasks)}: {shorten(text)}\n"
            "Put the tasks in square brackets, or write one per line and use --loader jsonl",
        )
    lines.n_tasks = len(tasks)
    for i, task in enumerate(tasks):
        if not isinstance(task, dict):
            raise LoaderError(
                f"Entry {i + 1} of {lines.name} is no JSON object",
                f'Expected a list of objects such as {{"text": ...}}, found {_describe(task)}: '
                f"{shorten(task if isinstance(task, str) else json.dumps(task))}",
            )
        yield task


def parse_json(text: str) -> Any:
    """Parse JSON without losing digits of numbers.

    text (str): The JSON. Unescaped tabs and the like within strings are tolerated.
    RETURNS (Any): The value.
    RAISES (ValueError): It is no JSON. NaN and infinity are none: browsers can't read them.
    """
    try:
        return _decode(text)
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


def _parse_float(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(f"The number {number} is too big.")
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON. Leave the key out, or use null.")


# The parser of the standard library: quicker ones round floats and lose digits of big integers,
# but data must come out of Prodigy as it went in.
_decode = json.JSONDecoder(
    strict=False, parse_float=_parse_float, parse_constant=_reject_constant
).decode


def _line_error(lines: LineReader, line: str, reason: str) -> LoaderError:
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
    return LoaderError(
        f"Can't parse line {lines.line_number} of {lines.name}",
        f"Expected one JSON object per line, found {shorten(text)}. {reason}\n{fix}",
    )


def _explain(message: str, line: str, column: int) -> str:
    return f"{message}, found {shorten(line[max(0, column - 1) :] or line)}."


def _describe(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
