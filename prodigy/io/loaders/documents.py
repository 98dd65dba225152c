"""JSON that is not written as its loader expects: what can be understood of it.

Used when somebody is told about misfits: then a broken object costs no other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...shapes import TaskType
from ..faults import RowError
from ..lines import LineReader, shorten
from ..places import PlacedTask

# Parses one value at a position of a text, and returns it with the position behind it.
Scan = Callable[[str, int], tuple[Any, int]]

BETWEEN = " \t\r\n,[]"  # objects of a list
# Strings are matched as a whole, so that only commas outside of them are found.
_FIND_COMMAS = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.S)
_FIND_KEY = re.compile(r'\{\s*("(?:[^"\\]|\\.)*")\s*:')


def repair_line(text: str, scan: Scan) -> tuple[list[TaskType], str] | None:
    """Find the objects of a line that is no JSON object.

    text (str): The line.
    scan (callable): The parser.
    RETURNS (tuple[list[dict], str] | None): The objects, and what is wrong with the line. None if
        it can't be understood as a whole.
    """
    for what, attempt in (
        ("There is more than one JSON object on the line, or a comma or bracket around it", text),
        ("There is a comma after the last entry", drop_commas(text)),
    ):
        tasks, rest = scan_objects(attempt, scan)
        if tasks and not rest:
            return tasks, what
    return None


def drop_commas(text: str) -> str:
    """RETURNS (str): JSON without commas in front of a closing bracket."""
    return _FIND_COMMAS.sub(lambda match: match.group(1) or "", text)


def scan_objects(text: str, scan: Scan) -> tuple[list[TaskType], str]:
    """Parse objects that stand one after the other, or in a list.

    text (str): The text.
    scan (callable): The parser.
    RETURNS (tuple[list[dict], str]): The objects, and what comes after the last good one.
    """
    tasks: list[TaskType] = []
    position = _skip(text, 0)
    while position < len(text):
        try:
            value, end = scan(text, position)
        except ValueError:
            break
        if type(value) is not dict:
            break
        tasks.append(value)
        position = _skip(text, end)
    return tasks, text[position:]


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in BETWEEN:
        position += 1
    return position


class DocumentReader:
    """Reads objects that go over several lines, in a list or one after the other.

    An object ends where it can be parsed. If it can't, the next one begins at a line that begins
    like the first object of all: with a brace, as far to the right.

    numbered (Iterable[tuple[int, str]]): The lines with their numbers.
    lines (LineReader): Where they come from, and who is told about broken objects.
    scan (callable): The parser.
    """

    def __init__(self, numbered: Iterable[tuple[int, str]], lines: LineReader, scan: Scan) -> None:
        self._numbered, self._lines, self._scan = numbered, lines, scan
        self._parts: list[str] = []  # of the object at hand
        self._n_open = 0  # braces
        self._start = 0
        self._margin: int | None = None
        self._first_key: str | None = None

    def __iter__(self) -> Iterator[TaskType]:
        for number, line in self._numbered:
            margin = len(line) - len(line.lstrip(BETWEEN))
            begins = line[margin : margin + 1] == "{"
            if self._parts and begins and margin == self._margin:
                yield from self._give_up()
            if not self._parts:
                line = line.lstrip(BETWEEN)
                if not line:
                    continue
                self._start = number
                if begins and self._margin is None:
                    self._margin = margin
            self._parts.append(line)
            self._n_open += line.count("{") - line.count("}")
            # Braces may also stand in texts, so the one that stands where the object began counts.
            if self._n_open == 0 or (margin == self._margin and line.lstrip()[:1] == "}"):
                yield from self._take()
        if self._parts:
            yield from self._give_up()

    def _take(self) -> Iterator[TaskType]:
        tasks, rest = scan_objects("".join(self._parts), self._scan)
        yield from self._place(tasks)
        if tasks and not rest:
            self._parts, self._n_open = [], 0
        elif tasks:
            self._parts, self._n_open = [rest], rest.count("{") - rest.count("}")

    def _place(self, tasks: list[TaskType]) -> Iterator[TaskType]:
        for task in tasks:
            self._first_key = self._first_key or next(iter(task), None)
            yield PlacedTask(task, self._lines.get_place(self._start))

    def _give_up(self) -> Iterator[TaskType]:
        """Leave out what can't be parsed, and find the objects after it."""
        text = "".join(self._parts)
        self._parts, self._n_open = [], 0
        repaired = repair_line(text, self._scan)
        if repaired is not None:
            tasks, what = repaired
            self._lines.mend(what, "It is read as if it were not there.", self._start)
            yield from self._place(tasks)
            return
        tasks, text = scan_objects(text, self._scan)
        yield from self._place(tasks)
        while text:
            self._reject(text)
            text = self._find_next(text)
            tasks, text = scan_objects(text, self._scan)
            yield from self._place(tasks)

    def _find_next(self, text: str) -> str:
        """Find the next object with the same first key that can be parsed."""
        for match in _FIND_KEY.finditer(text, 1):
            if self._first_key is None or match.group(1) == f'"{self._first_key}"':
                tasks, _ = scan_objects(text[match.start() :], self._scan)
                if tasks:
                    return text[match.start() :]
        return ""

    def _reject(self, text: str) -> None:
        number = self._start
        self._lines.reject(
            RowError(
                f"Can't parse what begins on line {number} of {self._lines.name}",
                f"It is no JSON object: {shorten(text)}",
                kind="syntax",
                line=number,
                row=text,
            )
        )
