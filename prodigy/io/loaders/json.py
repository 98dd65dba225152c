"""Tasks as JSON: one object per line (JSONL), or a list of objects (JSON)."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from ...errors import LoaderError
from ...shapes import TaskType
from ..faults import Row, RowError
from ..json_list import Entry, parse_broken_list, parse_list
from ..lines import LineReader, NumberedLine, number_lines, open_lines, shorten
from ..places import PlacedTask
from .base import takes
from .documents import DocumentReader, repair_line


@takes("lines", one_task_per_line=True)
def JSONL(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a file with one JSON object per line.

    If whoever reads the lines takes note of what is mended, a file whose objects go over several
    lines or that is one list is read as well.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): The objects. Blank lines are skipped.
    RAISES (LoaderError): A line is no JSON object.
    """
    lines = open_lines(f)
    texts, is_start = lines.iter_leniently(), True
    for line in texts:
        try:
            if damage := lines.take_damage():
                raise damage
            task = parse_json(line)
            if type(task) is not dict:
                raise ValueError
        except RowError as err:
            lines.reject(err)
        except ValueError as err:
            if not line.strip():
                continue
            if is_start and _is_document(lines, line):
                yield from _read_documents(lines, line, texts)
                return
            yield from _repair(lines, line, str(err))
        else:
            if lines.on_mend is not None or lines.on_change is not None:
                _report_repeated_keys(lines, line, task)
            yield PlacedTask(task, lines.get_place())
        is_start = False


@takes("lines")
def JSON(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load tasks from a file with one JSON list of objects. The whole file is parsed at once.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): The objects of the list.
    RAISES (LoaderError): The file is no JSON, no list, or the list has other things in it.
    """
    lines = open_lines(f)
    for row in read_list(lines, {}, finds_objects=True):
        yield PlacedTask(row.content, lines.get_place(row.line))


def read_list(
    lines: LineReader,
    example: Any,
    numbered: Iterable[NumberedLine] | None = None,
    *,
    finds_objects: bool = False,
) -> Iterator[Row]:
    """Read the entries of a JSON list. The whole file is parsed at once.

    lines (LineReader): The file.
    example (dict | list): Empty; entries of another type can't be used.
    numbered (Iterable | None): Its lines, if they were read before. Defaults to None.
    finds_objects (bool): In a list whose entries don't begin on lines of their own, take what looks
        like the first one. Defaults to False: parts of an entry might look like it.
    YIELDS (Row): The entries that can be used, as `content`, and where they are. If the list is
        broken, those that can be told apart from what is broken in it.
    RAISES (LoaderError): The file is no JSON list.
    """
    whole, damaged = io.StringIO(), {}  # smaller than a list of short lines
    for number, line, error in number_lines(lines) if numbered is None else numbered:
        whole.write(line)
        lines.check_size()
        if error is not None:
            damaged[number] = error
    text = whole.getvalue()
    whole.close()
    if not text.strip():
        raise LoaderError(f"{lines.name} is empty", "Expected a JSON list of objects: [{...}, ...]")
    entries = _parse_list(lines, text, BRACKETS[type(example)], finds_objects)
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


def _is_document(lines: LineReader, line: str) -> bool:
    """Whether objects seem to go over several lines, judged by the first one."""
    return lines.on_mend is not None and (line.strip() == "{" or line.lstrip()[:1] == "[")


def _read_documents(lines: LineReader, first: str, texts: Iterator[str]) -> Iterator[TaskType]:
    lines.tell("doesn't have one JSON object per line, and is read as a whole")
    numbered = ((lines.line_number, text) for text in texts if not _is_damaged(lines))
    return iter(DocumentReader(chain([(lines.line_number, first)], numbered), lines, scan_json))


def _is_damaged(lines: LineReader) -> bool:
    damage = lines.take_damage()
    if damage is not None:
        lines.reject(damage)
    return damage is not None


def _find_entries(lines: LineReader, text: str) -> list[Entry] | None:
    """Find objects that stand one after the other, or whose list is broken."""
    if lines.on_fault is None or text.lstrip()[:1] not in ("[", "{"):
        return None
    found = list(DocumentReader(enumerate(io.StringIO(text), 1), lines, scan_json))
    places = [task.place for task in found if isinstance(task, PlacedTask)]
    numbers = [place.number for place in places if place is not None]
    return [Entry(line, line, dict(task)) for line, task in zip(numbers, found)] or None


def _repair(lines: LineReader, line: str, reason: str) -> Iterator[TaskType]:
    """Make tasks of a line that is no object, if somebody takes note of it."""
    found = None if lines.on_mend is None else repair_line(line, scan_json)
    if found is None:
        lines.reject(_line_error(lines, line, reason))
        return
    tasks, what = found
    n_tasks = "one task" if len(tasks) == 1 else f"{len(tasks)} tasks"
    lines.mend(what, f"It is read as {n_tasks}.")
    for task in tasks:
        yield PlacedTask(task, lines.get_place())


def _report_repeated_keys(lines: LineReader, line: str, task: TaskType) -> None:
    """Parsers keep the last of several values of a key, without a word."""
    repeated = [key for key in task if line.count('"' + key + '"') > 1]
    if not repeated:
        return
    names: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names[:] = [key for key, _ in pairs]  # those of the outermost object come last
        return dict(pairs)

    json.loads(line, strict=False, object_pairs_hook=note)
    for key in repeated:
        if names.count(key) > 1:
            lines.mend(f"The key {shorten(key)} comes more than once", "The last value is used.")


def scan_json(text: str, position: int) -> tuple[Any, int]:
    """Parse the JSON that begins at a position.

    text (str): A text.
    position (int): Where the JSON begins.
    RETURNS (tuple[Any, int]): The value, and the position behind it.
    RAISES (ValueError): There is no JSON.
    """
    try:
        return _decoder.raw_decode(text, position)
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


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


BRACKETS: dict[type, str] = {dict: "{", list: "["}
MENDED_LIST = "is no valid JSON list: its entries are read one by one"
REPLACEMENT = "\ufffd"  # what stands for bytes that are no UTF-8

# The parser of the standard library: quicker ones round floats and lose digits of big integers,
# but data must come out of Prodigy as it went in.
_decoder = json.JSONDecoder(strict=False, parse_float=_parse_float, parse_constant=_reject_constant)


def _parse_list(lines: LineReader, text: str, bracket: str, finds_objects: bool) -> list[Entry]:
    try:
        entries = parse_list(text, _decoder.raw_decode)
    except (ValueError, RecursionError):
        entries = parse_broken_list(text, _decoder.raw_decode, bracket) if lines.on_fault else None
        if entries is not None and not any(entry.error for entry in entries):
            lines.tell(MENDED_LIST)
    if entries is not None:
        return entries
    try:
        value = parse_json(text)
    except json.JSONDecodeError as err:
        entries = _find_entries(lines, text) if finds_objects else None
        if entries is not None:
            lines.tell(MENDED_LIST)
            return entries
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
