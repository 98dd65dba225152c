"""Sources: where the tasks of a stream come from, and how much of them was read.

Making a source checks that it exists and reads nothing. The tasks are read while they are iterated
over. Progress counts what was read, not what was answered, and is a number from 0 to 1:

- exact for lists, datasets, JSON, and files with one task per line;
- by bytes for other files, and for big files until their lines are counted;
- None where nothing is known about the size: generators, standard input, searches.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sized
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import LoaderError, StreamError
from ..io.compression import is_compressed
from ..io.encodings import has_old_line_breaks
from ..io.faults import RowError
from ..io.lines import LineReader, check_directory, check_file
from ..io.loaders.base import Loader, source_kind
from ..io.loaders.catalog import get_loader
from ..io.places import Misfit, OnMisfit, Place, PlacedTask
from ..logger import log
from ..messages import msg
from ..shapes import TaskType

__all__ = [
    *["DatasetSource", "FileSource", "IterableSource", "LineReader", "LoaderSource", "Source"],
    *["StdinSource", "make_source", "source_is_dataset"],
]


DATASET_PREFIX = "dataset:"
ANSWERS = ("accept", "reject", "ignore")
# Who answered what, when and where: not part of the question when a dataset is annotated again.
BOOKKEEPING_KEYS = ("answer", "_session_id", "_annotator_id", "_timestamp", "_view_id")
MAX_BYTES_COUNTED_AT_ONCE = 4 * 2**20
COUNT_CHUNK_BYTES = 2**20


class Source:
    """Base class: an iterable of tasks whose position may be known."""

    def __iter__(self) -> Iterator[TaskType]:
        raise NotImplementedError

    def copy(self) -> Source | None:
        """RETURNS (Source | None): The same source to be read once more, if that is possible."""
        return None

    def get_position(self) -> float | None:
        """RETURNS (float | None): How much was read, in the unit of `get_size`."""
        return None

    def get_size(self) -> float | None:
        """RETURNS (float | None): How much there is, or None if that is unknown."""
        return None

    @property
    def progress(self) -> float | None:
        """How much of the source was read, from 0 to 1, or None if its size is unknown."""
        position, size = self.get_position(), self.get_size()
        if position is None or size is None:
            return None
        return min(1.0, max(0.0, position / size)) if size > 0 else 1.0


def check_task(task: Any, number: int) -> None:
    """Check that an item of a stream is a task.

    task (Any): The item.
    number (int): Its position in the stream, from 1.
    RAISES (StreamError): It is no dict.
    """
    if not isinstance(task, dict):
        raise StreamError(
            f"Task {number} of the stream is no dict",
            f"Expected a dict such as {{'text': '...'}}, found {type(task).__name__}: "
            f"{task!r:.200}",
        )


class IterableSource(Source):
    """Tasks from a list, a generator or any other iterable.

    iterable (Iterable[dict]): The tasks. Iterables with a length have a progress. What the items
        are is checked by the stream, after functions that may make tasks of them.
    """

    def __init__(self, iterable: Iterable[TaskType]) -> None:
        self._iterable = iterable
        self._position = 0

    def __iter__(self) -> Iterator[TaskType]:
        self._position = 0
        for task in self._iterable:
            self._position += 1
            if type(task) is dict:
                task = PlacedTask(task, Place("the stream", self._position, "task"))
            yield task

    def copy(self) -> Source | None:
        is_once = isinstance(self._iterable, Iterator)
        return None if is_once else IterableSource(self._iterable)

    def get_position(self) -> float | None:
        return self._position

    def get_size(self) -> float | None:
        return len(self._iterable) if isinstance(self._iterable, Sized) else None


class LoaderSource(Source):
    """Tasks from a loader that reads by itself: of a directory, a search, or a user's function.

    source (Any): What the loader is called with.
    loader (callable): Returns the tasks. If it returns a list, there is a progress.
    """

    def __init__(self, source: Any, loader: Loader) -> None:
        self._source, self._loader = source, loader
        self._loaded: IterableSource | None = None

    def __iter__(self) -> Iterator[TaskType]:
        tasks = self._loader(self._source)
        if isinstance(tasks, (str, bytes)) or not isinstance(tasks, Iterable):
            raise LoaderError(
                f"The loader of {self._source!s:.200} returned no tasks",
                f"Expected an iterable of dicts, got {type(tasks).__name__}. Does the function "
                "yield or return the tasks?",
            )
        self._loaded = IterableSource(tasks)
        for number, task in enumerate(self._loaded, 1):
            check_task(task, number)
            yield task

    def copy(self) -> Source | None:
        return LoaderSource(self._source, self._loader)

    def get_position(self) -> float | None:
        return self._loaded.get_position() if self._loaded else 0

    def get_size(self) -> float | None:
        return self._loaded.get_size() if self._loaded else None


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


class DatasetSource(Source):
    """Tasks from the annotations in a dataset, to be annotated again.

    Answers and who gave them are left out; what was annotated (spans, options...) stays.

    name (str): The dataset.
    answer (str | None): Use only examples with this answer. Defaults to None (all).
    RAISES (LoaderError): There is no such dataset.
    """

    def __init__(self, name: str, answer: str | None = None) -> None:
        from .db import connect  # The database opens only if somebody asks for a dataset.

        self.name, self.answer = name, answer
        self._db = connect()
        self._position = 0
        if name not in self._db:
            raise LoaderError(
                f"Can't find {name!r} in database {self._db.db_name}",
                _suggest_datasets(name, self._db.datasets),
            )

    def __iter__(self) -> Iterator[TaskType]:
        for eg in self.iter_examples():
            task = {key: value for key, value in eg.items() if key not in BOOKKEEPING_KEYS}
            yield PlacedTask(task, Place(f"dataset {self.name}", self._position, "example"))

    def copy(self) -> Source | None:
        return DatasetSource(self.name, self.answer)

    def iter_examples(self) -> Iterator[TaskType]:
        """Yield the annotations as they are stored, with their answers."""
        from .db.custom import iter_examples

        self._position = 0
        for eg in iter_examples(self._db, self.name):
            self._position += 1
            if self.answer is None or eg.get("answer") == self.answer:
                yield eg

    def get_view_id(self) -> str | None:
        """RETURNS (str | None): The interface in which the first example was annotated."""
        first: TaskType = next(self.iter_examples(), {})
        return first.get("_view_id")

    def get_position(self) -> float | None:
        return self._position

    def get_size(self) -> float | None:
        try:
            return self._db.count_dataset(self.name)
        except ValueError:  # dropped meanwhile
            return None


def make_source(
    source: Any = "-",
    loader: str | Loader | None = None,
    on_misfit: OnMisfit | None = None,
) -> Source:
    """Make a source of whatever a recipe may be given as one.

    source (Any): A file path, "-" for standard input, "dataset:NAME", "dataset:NAME:ANSWER", an
        open text file, an iterable of dicts, a `Source`, or what the loader expects.
    loader (str | callable | None): ID of a loader, or a function that takes the source and yields
        tasks. Defaults to None (by the file extension, or JSONL).
    RETURNS (Source): The source; nothing is read yet.
    RAISES (LoaderError): The file, dataset or loader doesn't exist.
    """
    if isinstance(source, Source):
        return source
    if source_is_dataset(source):
        name, answer = _split_dataset_source(str(source))
        return DatasetSource(name, answer)
    if callable(loader):
        return _apply_loader(source, loader, on_misfit)
    if isinstance(source, (str, Path)):
        found = get_loader(loader, None if str(source) == "-" else source)
        return _apply_loader(source, found, on_misfit)
    if hasattr(source, "read"):
        lines = open_source(source, None, on_misfit)
        return IterableSource(get_loader(loader)(lines))
    if isinstance(source, dict) or not isinstance(source, Iterable):
        raise LoaderError(
            f"Can't use {type(source).__name__} as a source",
            "Expected a path, '-', 'dataset:NAME' or an iterable of dicts.",
        )
    return IterableSource(source)


def _apply_loader(source: Any, loader: Loader, on_misfit: OnMisfit | None) -> Source:
    kind = source_kind(loader)
    prepare = getattr(loader, "prepare", None)
    if isinstance(source, (str, Path)) and kind != "anything":
        if str(source) == "-":
            if kind != "lines":
                raise LoaderError(
                    "This loader can't read standard input", f"It needs the path of a {kind}."
                )
            return StdinSource(loader, on_misfit)
        if kind == "lines":
            return FileSource(source, loader, on_misfit)
        source = check_file(source) if kind == "file" else check_directory(source)
    if prepare is not None and isinstance(source, (str, Path)):
        prepare(source)
    return LoaderSource(source, loader)


def source_is_dataset(source: Any) -> bool:
    """RETURNS (bool): Whether the source is "dataset:NAME" (as a string or as a path)."""
    return isinstance(source, (str, Path)) and str(source).startswith(DATASET_PREFIX)


def _split_dataset_source(source: str) -> tuple[str, str | None]:
    name = source.removeprefix(DATASET_PREFIX)
    head, _, answer = name.rpartition(":")
    if not head:
        return name, None
    if answer in ANSWERS:
        return head, answer
    from .db import connect

    if name in connect():  # a dataset with a colon in its name
        return name, None
    raise LoaderError(
        f"Unknown answer {answer!r} in source {source!r}",
        f"Expected dataset:NAME or dataset:NAME:ANSWER with one of {', '.join(ANSWERS)}.",
    )


def _suggest_datasets(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, n=3)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return "There are no datasets yet." if not names else "See `prodigy stats -l` for all datasets."


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
