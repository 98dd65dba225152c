"""Rows and cells of a table, with double quotes where they are quotes and where they aren't.

A double quote means something only around a whole cell: `"a, b",c` has two cells, `5" disk,c` and
`"half,c` too. A cell that is opened and not closed on its line may go on in the next ones, or just
begin with a quotation mark. Both are tried, and the number of cells decides:

- It goes on if it is closed at the end of a cell, and the row then has one cell per column.
- Otherwise the quote is a character, if the line by itself has one cell per column.
- If both are possible, it goes on, but not in tables with tabs: these are mostly written by
  programs that don't know quotes. What was decided is said.
- If neither is, the line is no row.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .faults import RowError
from .lines import LineReader, NumberedLine, shorten

QUOTE = '"'
MAX_LINES_IN_CELL = 20_000
# Lines that close one cell and open the next one, beyond those that the columns explain.
MAX_EXTRA_CLOSINGS = 10
LITERAL = "The double quote is taken as a character of the text."


find_line_end = re.compile("\r(?!\n)").search  # one that is no part of "\r\n"


class TableRow(NamedTuple):
    """A row of a table.

    line_number (int): The line on which it begins.
    text (str): The row as it stands there, without the line break.
    cells (list[str]): Its cells, without their quotes.
    """

    line_number: int
    text: str
    cells: list[str]


@cache
def _compile(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*)"(?={mark}|\Z)|([^{mark}]*))({mark}|\Z)')


def split_row(text: str, delimiter: str) -> list[str]:
    """Split a row whose quotes are closed.

    text (str): The row, without the line break.
    delimiter (str): The character between cells.
    RETURNS (list[str]): The cells. Quotes around a cell are taken off, others stay.
    """
    if QUOTE not in text:
        return text.split(delimiter)
    cells = []
    for match in _compile(delimiter).finditer(text):
        quoted, plain, end = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', QUOTE))
        if not end:
            break
    return cells


def find_open_quote(text: str, delimiter: str) -> int | None:
    """Find a cell that is opened by a quote and not closed.

    text (str): The row so far.
    delimiter (str): The character between cells.
    RETURNS (int | None): Where the quote is, or None.
    """
    for match in _compile(delimiter).finditer(text):
        quoted, plain, end = match.groups()
        start = match.start()
        if quoted is None and plain[:1] == QUOTE and _is_open(text, start):
            return start
        if not end:
            break
    return None


def drop_empty(cells: list[str], n_columns: int) -> list[str]:
    """RETURNS (list[str]): The cells without empty ones at the end, down to one per column."""
    n_cells = len(cells)
    while n_cells > n_columns and not cells[n_cells - 1]:
        n_cells -= 1
    return cells[:n_cells]


def split_line(line: NumberedLine) -> list[NumberedLine]:
    """Split a line at carriage returns: a part of the file was written by another program.

    line (NumberedLine): A line on which no cell is open.
    RETURNS (list[NumberedLine]): Its rows. Just the line, if there are quotes: then a carriage
        return may be a part of a cell.
    """
    number, text, damage = line
    if QUOTE in text or not find_line_end(text):
        return [line]
    return [(number, part, damage) for part in re.split("\r(?!\n)", text)]


def _is_open(text: str, start: int) -> bool:
    """Whether no quote after the first one closes it."""
    return QUOTE not in text[start + 1 :].replace('""', "")


def _breaks_plain_cell(text: str, delimiter: str) -> bool:
    """Whether a cell without quotes around it goes over the end of a line, which it can't."""
    plains = (match.group(2) for match in _compile(delimiter).finditer(text))
    return any(plain and "\n" in plain for plain in plains)


class RowReader:
    """Puts lines together to rows.

    texts (Iterator[NumberedLine]): The lines with their numbers, see `number_lines`.
    lines (LineReader): Where they come from, and who is told about broken rows.
    delimiter (str): The character between cells.
    n_columns (int): How many cells a row should have.
    is_complete (bool): The rows are answers, of which none may be cut off: a quote that isn't
        closed is an error. Between tabs it still is a character. Defaults to False.
    YIELDS (TableRow): The rows, also those with more or fewer cells. Empty ones are left out.
    """

    def __init__(
        self,
        texts: Iterator[NumberedLine],
        lines: LineReader,
        delimiter: str,
        n_columns: int,
        *,
        is_complete: bool = False,
    ) -> None:
        self._texts, self._lines = texts, lines
        self._delimiter, self._n_columns = delimiter, n_columns
        self._is_guessing = not is_complete or delimiter == "\t"
        self._ahead: deque[NumberedLine] = deque()
        # How many of the lines ahead are known to close no cell. Looking at them again for each row
        # would take hours where every line opens one.
        self._n_barren = 0
        self._is_read = False

    def __iter__(self) -> Iterator[TableRow]:
        while (line := self._read()) is not None:
            first, *others = split_line(line)
            self._ahead.extendleft(reversed(others))
            number, text, damage = first[0], first[1].rstrip("\r\n"), first[2]
            if not text.strip():
                continue
            if QUOTE in text and find_open_quote(text, self._delimiter) is not None:
                row = self._read_open_row(first)
                if row is not None:
                    yield row
            elif damage is not None:
                self._lines.reject(damage)
            else:
                yield TableRow(number, text, split_row(text, self._delimiter))

    def _read(self) -> NumberedLine | None:
        if self._ahead:
            self._n_barren = max(0, self._n_barren - 1)
            return self._ahead.popleft()
        line = next(self._texts, None)
        self._is_read = line is None
        return line

    @property
    def _is_hopeless(self) -> bool:
        """Whether a cell that is opened now isn't closed in time."""
        is_to_end = self._is_read and self._n_barren == len(self._ahead)
        return self._n_barren > MAX_LINES_IN_CELL // 2 or (is_to_end and self._n_barren > 0)

    def _read_open_row(self, first: NumberedLine) -> TableRow | None:
        number, alone, damage = first[0], first[1].rstrip("\r\n"), first[2]
        plain = TableRow(number, alone, alone.split(self._delimiter))
        is_plain = self._fits(plain.cells)
        taken, row = self._find_end(number, first[1])
        # Lines that are whole rows by themselves are only swallowed if that is said.
        is_doubtful = self._n_columns > 1 and is_plain and all(map(self._is_whole, taken))
        if row is not None and not (is_doubtful and self._delimiter == "\t"):
            return self._take(row, [first, *taken], is_doubtful)
        self._ahead.extendleft(reversed(taken))
        if damage is not None:
            self._lines.reject(damage)
            return None
        if is_plain and self._is_guessing:
            self._lines.mend("A double quote opens a cell and doesn't close it", LITERAL, number)
            return plain
        self._lines.reject(
            RowError(
                f"The row on line {number} of {self._lines.name} doesn't end",
                "A double quote is opened in it and not closed where the row could end: "
                f"{shorten(alone)}. Is the file complete? A double quote within a text is "
                "written twice.",
                kind="syntax",
                line=number,
                row=alone,
            )
        )
        return None

    def _take(self, row: TableRow, lines: list[NumberedLine], is_doubtful: bool) -> TableRow | None:
        """Check a row that goes over several lines. RETURNS: The row, if all of them are UTF-8."""
        damage = next((error for _, _, error in lines if error is not None), None)
        if damage is not None:
            self._lines.reject(damage)
            return None
        if is_doubtful:
            self._lines.mend(
                f"A double quote opens a cell that ends on line {lines[-1][0]}",
                "All lines up to there are taken as one row.",
                row.line_number,
            )
        return row

    def _find_end(self, number: int, first: str) -> tuple[list[NumberedLine], TableRow | None]:
        """Read on to the line that closes the quote. RETURNS: The lines read, and the row, if it
        fits."""
        taken: list[NumberedLine] = []
        if self._is_hopeless:
            return taken, None
        parts, n_closings = [first], 0
        while len(taken) < MAX_LINES_IN_CELL and (line := self._read()) is not None:
            taken.append(line)
            parts.append(line[1])
            if QUOTE not in line[1].replace('""', ""):
                continue  # closes nothing
            n_closings += 1
            if n_closings > self._n_columns + MAX_EXTRA_CLOSINGS:
                return taken, None
            text = "".join(parts).rstrip("\r\n")
            if find_open_quote(text, self._delimiter) is not None:
                continue
            cells = split_row(text, self._delimiter)
            is_row = self._fits(cells) and not _breaks_plain_cell(text, self._delimiter)
            return taken, TableRow(number, text, cells) if is_row else None
        self._n_barren = 0 if n_closings else len(taken)
        return taken, None

    def _is_whole(self, line: NumberedLine) -> bool:
        return self._fits(line[1].rstrip("\r\n").split(self._delimiter))

    def _fits(self, cells: list[str]) -> bool:
        return len(drop_empty(cells, self._n_columns)) == self._n_columns
