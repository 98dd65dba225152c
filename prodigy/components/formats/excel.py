"""Excel workbooks (.xlsx), with the same columns as the tables in CSV files."""

from __future__ import annotations

import datetime
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from ...errors import LoaderError, ProdigyError
from ...io.compression import BOMB, is_bomb
from ...io.example_rows import OTHER, has_content, no_content_error
from ...io.faults import Row
from ...io.lines import check_file, shorten
from ...io.loaders.base import takes
from ...io.unfinished import open_part
from ...messages import msg
from ...shapes import TaskType
from .csv import HEADER, to_cells, to_example
from .report import Report

MAX_CELL_CHARS = 32_767  # Excel's own limit
# Excel keeps 15 digits of a number.
MAX_INTEGER = 10**15
# What the XML of a workbook can't hold, or would change.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
DATES = (datetime.datetime, datetime.date, datetime.time)


def write_excel(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write all answers as a workbook with one sheet. Texts are never formulas.

    examples (Iterable[dict]): The answers, of any interface. A generator is consumed.
    path (str | Path): The file.
    report (Report | None): Takes note of answers that are too long for a cell. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written, or openpyxl is missing.
    """
    report = report or Report()
    n_before = report.n_done
    openpyxl = _import_openpyxl()
    with open_part(path) as unfinished:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("prodigy")
        try:
            sheet.append([*HEADER.values(), OTHER])
            for eg in examples:
                cells = to_cells(eg, is_safe)
                if any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARS for cell in cells):
                    report.leave_out(eg, "too-long")
                    continue
                sheet.append([_make_cell(openpyxl, sheet, cell) for cell in cells])
                report.n_done += 1
        finally:
            sheet.close()
        book.save(unfinished)
    return report.n_done - n_before


@takes("file")
def read_excel(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a workbook as written by `write_excel`, or another one with names in its first row.

    path (str | Path): The file. Of several sheets, the first one with a column of texts is read.
    report (Report | None): Takes note of rows that can't be used. Defaults to None.
    YIELDS (dict): The answers. Columns that end in `_json` are parsed, empty cells left out; dates
        are texts in ISO format, numbers are numbers, but as texts they are texts.
    RAISES (LoaderError): It is no workbook, or has no such sheet.
    RAISES (ProdigyError): openpyxl is missing.
    """
    report = report or Report(is_strict=True)
    openpyxl = _import_openpyxl()
    path = check_file(path)
    try:
        # The content of a file of somebody else, whatever it is called, may be anything.
        with path.open("rb") as file:
            _check_size(file, path)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                sheet, columns = _find_sheet(book, path)
                name = f"the sheet {sheet.title!r} of {path}"
                rows = _read_rows(sheet, columns, name)
                yield from report.collect(rows, lambda row: [_make_task(row)])
            finally:
                book.close()
    except ProdigyError:
        raise
    except Exception as err:
        raise LoaderError(
            f"Can't read {path} as a workbook",
            f"{type(err).__name__}: {shorten(str(err))}\nExpected an .xlsx file. Is it complete?",
        ) from None


def is_safe(value: Any) -> bool:
    """RETURNS (bool): Whether a cell gives back exactly this value."""
    if isinstance(value, str):
        return not UNSAFE.search(value)
    return type(value) is bool or (type(value) is int and -MAX_INTEGER < value < MAX_INTEGER)


def _check_size(file: IO[bytes], path: Path) -> None:
    """Its parts are unpacked as far as the archive says, and texts and cells into the memory."""
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if is_bomb(part.file_size, part.compress_size):
                raise LoaderError(
                    f"{path} is too big to be read",
                    f"{shorten(part.filename)} in it has {part.file_size / 2**20:.0f} MB, {BOMB}. "
                    "If that is right, export the sheet as CSV.",
                )
    file.seek(0)


def _import_openpyxl() -> Any:
    try:
        import openpyxl
        import openpyxl.cell
    except ImportError as err:
        raise ProdigyError(
            "This format needs the package openpyxl",
            f"Install it with: pip install 'prodigy[excel]' (importing it failed with: {err})",
        ) from None
    return openpyxl


def _make_cell(openpyxl: Any, sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = openpyxl.cell.WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # also of what begins with "="
    return cell


def _find_sheet(book: Any, path: Path) -> tuple[Any, list[str]]:
    found = []
    for sheet in book.worksheets:
        first = next(sheet.iter_rows(max_row=1, values_only=True), ())
        found.append((sheet, ["" if cell is None else str(cell).strip() for cell in first]))
    best = next((pair for pair in found if has_content(pair[1])), None)
    if best is None:
        named = [name for _, names in found for name in names if name]
        raise no_content_error(named, str(path))
    sheet, columns = best
    if len(found) > 1:
        others = ", ".join(repr(other.title) for other, _ in found if other is not sheet)
        msg.info(f"{path} has several sheets: {sheet.title!r} is read, {others} not")
    named = [name for name in columns if name]
    if len(set(named)) < len(named):
        raise LoaderError(f"{path} has two columns of one name", "Rename one of them.")
    if len(named) < len(columns):
        msg.info(f"{path} has columns without a name, which are passed over")
    return sheet, columns


def _read_rows(sheet: Any, columns: list[str], name: str) -> Iterator[Row]:
    for i, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        if all(cell.value is None for cell in cells):
            continue
        found = {key: cell for key, cell in zip(columns, cells) if key and cell.value is not None}
        yield Row(name, {key: _get_value(cell) for key, cell in found.items()}, None, i)


class _FormulaError(str):
    """What a formula gives that can't be computed, such as "#REF!"."""


def _get_value(cell: Any) -> Any:
    return _FormulaError(cell.value) if cell.data_type == "e" else cell.value


def _make_task(row: Row) -> TaskType:
    content = {key: _to_plain(value) for key, value in row.content.items()}
    for key, value in content.items():
        if isinstance(value, _FormulaError):
            raise row.error(
                "value", "has an error in a formula", f"Found {value} in the column {key}."
            )
    if "text" in content and not isinstance(content["text"], str):
        content["text"] = str(content["text"])  # a number or true
    return to_example(row, content)


def _to_plain(value: Any) -> Any:
    if isinstance(value, DATES):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, float) and value.is_integer() and math.fabs(value) < MAX_INTEGER:
        return int(value)
    return value
