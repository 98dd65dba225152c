"""What a loader is, and how it says what it wants to be called with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Literal, TypeVar

from ...shapes import TaskType
from ..lines import LineReader, open_lines

Loader = Callable[..., Iterable[TaskType]]
# lines: a LineReader, for text formats. file, directory: a path that exists.
# anything: the source as the user wrote it, for example a search query.
SourceKind = Literal["lines", "file", "directory", "anything"]

LoaderT = TypeVar("LoaderT", bound=Callable[..., Any])


def takes(
    kind: SourceKind,
    *,
    one_task_per_line: bool = False,
    prepare: Callable[[Any], object] | None = None,
) -> Callable[[LoaderT], LoaderT]:
    """Declare what a loader reads, so that it gets just that and progress can be computed.

    kind (str): "lines", "file", "directory" or "anything". Functions without this decorator,
        such as those of users, take "anything".
    one_task_per_line (bool): Progress can be counted in lines instead of bytes.
    prepare (callable | None): Called with the source when a recipe names it, before anything is
        read and before the server starts: to check what can be checked by then.
    RETURNS (callable): The decorator, which returns the loader itself.
    """

    def mark(loader: LoaderT) -> LoaderT:
        if kind == "lines" and inspect.isgeneratorfunction(loader):
            loader = _close_after_errors(loader)  # type: ignore[assignment]
        loader.source_kind = kind  # type: ignore[attr-defined]
        loader.one_task_per_line = one_task_per_line  # type: ignore[attr-defined]
        loader.prepare = prepare  # type: ignore[attr-defined]
        return loader

    return mark


def _close_after_errors(loader: Callable[..., Iterator[TaskType]]) -> Callable[..., Any]:
    """Make a loader close what it reads as soon as it fails. LineReaders are handed on as they
    are."""
    first = next(iter(inspect.signature(loader).parameters))

    @wraps(loader)
    def load(*args: Any, **kwargs: Any) -> Iterator[TaskType]:
        if args:
            args = (open_lines(args[0]), *args[1:])
        elif first in kwargs:
            kwargs[first] = open_lines(kwargs[first])
        return _iter_closing(loader(*args, **kwargs), args[0] if args else kwargs[first])

    return load


def _iter_closing(tasks: Iterator[TaskType], lines: LineReader) -> Iterator[TaskType]:
    try:
        yield from tasks
    except GeneratorExit:
        raise
    except BaseException:
        lines.close()
        raise


def source_kind(loader: Loader) -> SourceKind:
    """RETURNS (str): What the loader takes, see `takes`."""
    return getattr(loader, "source_kind", "anything")


class CountedTasks(Iterator[TaskType]):
    """A generator of tasks whose number is known, so that there is a progress.

    tasks (Iterable[dict]): The tasks; read once.
    size (int): How many there are, or at most are.
    """

    def __init__(self, tasks: Iterable[TaskType], size: int) -> None:
        self._tasks = iter(tasks)
        self._size = size

    def __next__(self) -> TaskType:
        return next(self._tasks)

    def __len__(self) -> int:
        return self._size
