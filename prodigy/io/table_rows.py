"""The rows of a table in a text file, of which any may be broken.

A row may go over several lines, if a cell in quotes does. If such a row can't be parsed, a quote is
missing or there is one too many, so only its first line is given up: the next line is tried as the
start of a row. That keeps one bad quote from swallowing the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator

from .faults import Row, RowError
from .lines import LineReader, NumberedLine, number_lines, shorten

MAX_CELL_CHARS = 2**31 - 1  # csv's own limit of 128 KB is too small for documents
DELIMITERS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs, in which quotes are characters",
    "|": "vertical bars",
}


# Programs of spreadsheets write the delimiter in front of the table.
find_sep_line = re.compile(r'"?sep=(.)"?\s*', re.I).fullmatch


class TableReader(Iterator[Row]):
    """Reads rows of cells, and hands those that are broken to the reader of the lines.

    lines (LineReader): The file.
    is_header (callable): Tells whether the cells of a row are the header that is expected. The
        delimiter is the one with which they are: a comma, or whatever else it may be.

    header (list[str]): The cells of the first row. Empty if there is nothing in the file.
    RAISES (LoaderError): The first row can't be parsed.
    """

    def __init__(self, lines: LineReader, is_header: Callable[[list[str]], bool]) -> None:
        csv.field_size_limit(MAX_CELL_CHARS)
        self.lines = lines
        self._texts = _Lines(lines)
        self.header: list[str] = []
        delimiter = self._find_delimiter(is_header)
        # Between tabs, a quote is a character like any other: cells can't have tabs or line breaks.
        self._rows = (
            csv.reader(self._texts, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
            if delimiter == "\t"
            else csv.reader(self._texts, delimiter=delimiter, strict=True)
        )
        try:
            self.header = next(self._rows, [])
        except csv.Error as err:
            raise self._error("syntax", "can't be parsed", _explain(err)) from None
        if damage := self._texts.damage:
            raise damage

    def __next__(self) -> Row:
        while True:
            self._texts.start_row()
            try:
                cells = next(self._rows)
                if not cells:
                    continue  # an empty line
                if len(cells) == len(self.header) and self._texts.damage is None:
                    return Row(self.lines.name, cells, self._texts.first_line)
                error = self._texts.damage or self._error(
                    "cells",
                    f"has {len(cells)} cells, the header has {len(self.header)}",
                    "Was it changed by another program, or cut off? A text that contains the "
                    "delimiter or a line break belongs in double quotes.",
                )
                is_whole = len(cells) == len(self.header)
            except csv.Error as err:
                error, is_whole = self._error("syntax", "can't be parsed", _explain(err)), False
            if not is_whole:
                self._texts.give_back(1)
            self.lines.reject(error)

    def _find_delimiter(self, is_header: Callable[[list[str]], bool]) -> str:
        line = next((line for line in self._texts if line.strip()), None)
        if line is None:
            return ","
        if named := find_sep_line(line):
            self._texts.start_row()
            return named[1]
        self._texts.give_back(-1)
        self._texts.start_row()
        for delimiter, name in DELIMITERS.items():
            try:
                cells = next(csv.reader([line], delimiter=delimiter))
            except csv.Error:  # e.g. a carriage return between cells: said when the row is read
                continue
            if is_header(cells):
                if delimiter != ",":
                    self.lines.tell(f"has cells that are separated by {name}")
                return delimiter
        return ","

    def _error(self, kind: str, problem: str, text: str) -> RowError:
        raw = self._texts.raw.rstrip("\r\n")
        row = Row(self.lines.name, raw, self._texts.first_line)
        return row.error(kind, problem, f"{text}\nFound {shorten(raw)}")


class _Lines(Iterator[str]):
    """Lines that can be read again from the second line of the current row.

    damage (RowError | None): Why a line of the row is no UTF-8, if one isn't.
    """

    def __init__(self, lines: LineReader) -> None:
        self._iterator = number_lines(lines)
        self._waiting: deque[NumberedLine] = deque()
        self._row: list[NumberedLine] = []

    def start_row(self) -> None:
        """Forget the lines of the row before."""
        self._row = []

    def give_back(self, first: int) -> None:
        """Let the lines of the row come again, from the one with this index on."""
        self._waiting.extendleft(reversed(self._row[first:]))

    @property
    def first_line(self) -> int:
        return self._row[0][0]

    @property
    def raw(self) -> str:
        return self._row[0][1]

    @property
    def damage(self) -> RowError | None:
        return next((error for _, _, error in self._row if error), None)

    def __next__(self) -> str:
        item = self._waiting.popleft() if self._waiting else next(self._iterator)
        self._row.append(item)
        return item[1]


def _explain(err: csv.Error) -> str:
    if "unexpected end of data" in str(err):
        return "A double quote is opened in it and not closed before the end of the file."
    return f"{str(err).capitalize()}. A double quote within a text is written twice."
