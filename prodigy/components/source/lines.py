"""Sources of lines: text files and standard input, with how far they are read."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.compression import is_compressed
from ...io.encodings import has_old_line_breaks
from ...io.faults import RowError
from ...io.lines import LineReader, check_file
from ...io.loaders.base import Loader
from ...io.places import Misfit, OnMisfit
from ...logger import log
from ...messages import msg
from ...shapes import TaskType
from .base import Source

MAX_BYTES_COUNTED_AT_ONCE = 4 * 2**20
COUNT_CHUNK_BYTES = 2**20


def open_source(source: Any, name: str | None, on_misfit: OnMisfit | None) -> LineReader:
    """Open the lines of a source.

    source (Any): What `LineReader` takes.
    name (str | None): Its name for messages. None: its path.
    on_misfit (callable | None): Told about records that are left out or mended. None: the first
        broken one raises an error.
    RETURNS (LineReader): The lines; nothing is read yet.
    """
    lines = LineReader(source, name)
    if on_misfit is not None:
        tell = on_misfit

        def tell_fault(error: RowError) -> None:
            # The title names the place, which a misfit has anyway.
            what = (error.text or error.title).splitlines()[0]
            tell(Misfit(lines.get_place(error.line), what))

        lines.on_fault, lines.on_mend = tell_fault, on_misfit
    return lines


class FileSource(Source):
    """Tasks from a text file.

    path (str | Path): The file.
    loader (callable): Takes a `LineReader` and yields tasks.
    on_misfit (callable | None): Told about broken records. Defaults to None: they raise errors.
    RAISES (LoaderError): The file doesn't exist.
    """

    def __init__(self, path: str | Path, loader: Loader, on_misfit: OnMisfit | None = None) -> None:
        self.path = check_file(path)
        self._loader = loader
        self._on_misfit = on_misfit
        self._lines = open_source(self.path, str(path), on_misfit)
        self._n_read = 0
        self._n_lines: int | None = None

    def __iter__(self) -> Iterator[TaskType]:
        self._lines = open_source(self.path, self._lines.name, self._on_misfit)
        self._n_read = 0
        if self._can_count_lines():
            if self.path.stat().st_size <= MAX_BYTES_COUNTED_AT_ONCE:
                self._count_lines()
            else:
                threading.Thread(target=self._count_lines, daemon=True).start()
        for task in self._loader(self._lines):
            self._n_read += 1
            yield task
        _report_empty(self._lines)

    def copy(self) -> Source | None:
        if not self.path.is_file():  # A pipe can be read only once.
            return None
        copy = FileSource(self.path, self._loader, self._on_misfit)
        copy._lines.name = self._lines.name
        return copy

    def _can_count_lines(self) -> bool:
        if self._n_lines is not None or not getattr(self._loader, "one_task_per_line", False):
            return False
        # A pipe can be read only once, and a compressed file would have to be unpacked twice.
        return self.path.is_file() and not is_compressed(self.path)

    def _count_lines(self) -> None:
        try:
            self._n_lines = count_lines(self.path)
        except OSError as err:  # Progress goes on by bytes; reading reports the error.
            log(f"SOURCE: Can't count the lines of {self.path}", err)

    def get_position(self) -> float | None:
        if self._lines.n_tasks is not None:
            return self._n_read
        if self._n_lines is not None:
            return self._lines.line_number
        return self._lines.n_bytes

    def get_size(self) -> float | None:
        if self._lines.n_tasks is not None:
            return self._lines.n_tasks
        if self._n_lines is not None:
            return self._n_lines
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    @property
    def progress(self) -> float | None:
        # Both numbers have to be of one unit, although the count may arrive in between.
        before = self._n_lines
        progress = super().progress
        return progress if before == self._n_lines else super().progress


class StdinSource(Source):
    """Tasks from standard input.

    loader (callable): Takes a `LineReader` and yields tasks.
    on_misfit (callable | None): Told about broken records. Defaults to None: they raise errors.
    """

    def __init__(self, loader: Loader, on_misfit: OnMisfit | None = None) -> None:
        self._loader, self._on_misfit = loader, on_misfit

    def __iter__(self) -> Iterator[TaskType]:
        stdin = getattr(sys.stdin, "buffer", sys.stdin)
        if stdin is None:
            raise LoaderError("There is no standard input", "Use a file as the source.")
        lines = open_source(stdin, "standard input", self._on_misfit)
        yield from self._loader(lines)
        _report_empty(lines)


def count_lines(path: Path) -> int:
    """Count the lines of a file, as fast as it can be read.

    path (Path): The file.
    RETURNS (int): Number of lines, including a last one that doesn't end with a line break.
    """
    line_break, n_lines, last = b"\n", 0, b"\n"
    with path.open("rb") as file:
        if has_old_line_breaks(file.peek(1)):
            line_break = b"\r"
        for chunk in iter(partial(file.read, COUNT_CHUNK_BYTES), b""):
            n_lines += chunk.count(line_break)
            last = chunk[-1:]
    return n_lines + (last not in (line_break, b"\n"))


def _report_empty(lines: LineReader) -> None:
    if lines.line_number == 0:
        msg.warn(f"There is nothing in {lines.name}")
