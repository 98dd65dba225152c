"""The head of a table: how its cells are separated, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from ..errors import LoaderError
from .lines import LineReader, NumberedLine, number_lines, shorten
from .table_rows import QUOTE, RowReader, drop_empty, find_open_quote, split_line, split_row

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# Programs of spreadsheets write the delimiter in front of the table.
find_sep_line = re.compile(r'"?sep=(.)"?\s*', re.I).fullmatch

# These columns may be written in title case.
KNOWN_COLUMNS = ("text", "label", "meta")
N_ROWS_TO_JUDGE = 20
MAX_LINES_IN_HEADER = 20
MIN_SHARE = 0.5  # of rows with as many cells as the header
FIX = 'The first line must have the names of the columns, e.g. "text,label".'


class Columns(NamedTuple):
    """The columns of a table.

    names (list[str | None]): The keys of tasks. None for columns without a name.
    delimiter (str): The character between cells.
    """

    names: list[str | None]
    delimiter: str


def read_head(lines: LineReader, delimiter: str) -> tuple[Columns, Iterator[NumberedLine]] | None:
    """Read the names of the columns, and decide how cells are separated.

    lines (LineReader): The lines of the table.
    delimiter (str): The usual delimiter of such files.
    RETURNS (tuple[Columns, Iterator] | None): The columns, and the other lines with their numbers.
        None if there is nothing in the table.
    RAISES (LoaderError): The header can't be used.
    """
    texts: Iterator[NumberedLine] = number_lines(lines)
    header, texts = _find_header(texts)
    named = find_sep_line(header) if header is not None else None
    if named is not None:
        delimiter = named.group(1)
        header, texts = _find_header(texts)
    if header is None:
        return None
    header, texts = _complete(header, texts, delimiter)
    sample: list[NumberedLine] = []
    if named is None and _is_doubtful(header, delimiter):
        sample = list(islice(texts, N_ROWS_TO_JUDGE))
        found = _find_delimiter(header, sample, delimiter)
        if found != delimiter:
            delimiter = found
            lines.tell(f"has cells that are separated by {DELIMITERS[delimiter]}")
    names = _check_header(split_row(header.rstrip("\r\n"), delimiter), lines)
    return Columns(names, delimiter), chain(sample, texts)


def _find_header(
    texts: Iterator[NumberedLine],
) -> tuple[str | None, Iterator[NumberedLine]]:
    """RETURNS (tuple): The first line with something in it, or None, and the lines after it."""
    for line in texts:
        for i, (_, text, damage) in enumerate(parts := split_line(line)):
            if damage is not None:
                raise damage  # Without a header, no row can be read.
            if text.strip():
                return text, chain(parts[i + 1 :], texts)
    return None, texts


def _complete(
    header: str, texts: Iterator[NumberedLine], delimiter: str
) -> tuple[str, Iterator[NumberedLine]]:
    """Add the lines over which a name in quotes goes."""
    if QUOTE not in header or find_open_quote(header.rstrip("\r\n"), delimiter) is None:
        return header, texts
    taken: list[NumberedLine] = []
    text = header
    for line in islice(texts, MAX_LINES_IN_HEADER):
        taken.append(line)
        text += line[1]
        if find_open_quote(text.rstrip("\r\n"), delimiter) is None:
            for _, _, damage in taken:
                if damage is not None:
                    raise damage
            return text, texts
    return header, chain(taken, texts)  # the quote is a character


def _is_doubtful(header: str, usual: str) -> bool:
    """Whether the header may be separated by something else than usual. Only then are rows read
    ahead, since they may come from a program that is still writing."""
    return any(other in header for other in DELIMITERS if other != usual)


def _find_delimiter(header: str, sample: list[NumberedLine], usual: str) -> str:
    """Choose the delimiter with which rows have as many cells as the header."""
    best, best_share, most_columns = usual, 0.0, 1
    for delimiter in dict.fromkeys((usual, *DELIMITERS)):
        n_columns = len(split_row(header.strip("\r\n"), delimiter))
        if n_columns == 1:
            continue
        share = _measure_share(sample, delimiter, n_columns)
        # The usual one comes first, and stays unless another one fits more rows.
        is_first = most_columns == 1 and (delimiter == usual or share >= MIN_SHARE)
        is_wider = best != usual and share == best_share and n_columns > most_columns
        if is_first or share > max(best_share, MIN_SHARE) or is_wider:
            best, best_share, most_columns = delimiter, share, n_columns
    return best


def _measure_share(sample: list[NumberedLine], delimiter: str, n_columns: int) -> float:
    """RETURNS (float): The share of rows that have one cell per column; 1.0 without rows."""
    unheard = LineReader([])
    unheard.on_fault = lambda error: None
    rows = list(RowReader(iter(sample), unheard, delimiter, n_columns))
    n_fitting = sum(len(drop_empty(row.cells, n_columns)) == n_columns for row in rows)
    return n_fitting / len(rows) if rows else 1.0


def _check_header(header: list[str], lines: LineReader) -> list[str | None]:
    columns = [column.strip() for column in header]
    columns = [c.lower() if c.lower() in KNOWN_COLUMNS and c.istitle() else c for c in columns]
    while columns and not columns[-1]:
        columns.pop()  # a delimiter at the end of each row
    if not columns:
        raise LoaderError(f"The columns of {lines.name} have no names", FIX)
    for i, column in enumerate(columns):
        if column and column in columns[:i]:
            raise LoaderError(f"{lines.name} has two columns called {shorten(column)}", FIX)
    nameless = [str(i + 1) for i, column in enumerate(columns) if not column]
    if nameless:
        # Data frames write the numbers of their rows like that.
        which = "columns" if len(nameless) > 1 else "column"
        lines.tell(f"has no name for {which} {', '.join(nameless)}, which is passed over")
    return [column or None for column in columns]
