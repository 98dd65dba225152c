"""What a source is, and those that are made of Python objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any

from ...errors import LoaderError, StreamError
from ...io.loaders.base import Loader
from ...io.places import Place, PlacedTask
from ...shapes import TaskType


class Source:
    """Base class: an iterable of tasks whose position may be known.

    n_excluded (int): Tasks that were left out so far because they have an answer.
    """

    n_excluded = 0

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
