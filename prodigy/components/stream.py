"""The stream of tasks: a source of dicts and the functions wrapped around it.

Nothing is read before the first task is asked for. Which annotator gets a task is decided later,
see `feed` and `queues`.
"""

import inspect
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, find_wrong_hashes, set_hashes
from ..shapes import TaskType
from .decorators import is_keeping_input
from .filters import filter_duplicates, filter_empty
from .problems import Problems
from .source import IterableSource, Source, check_task, make_source, source_is_dataset
from .tracing import Tracer

IS_BINARY_ATTR = "_is_binary"


class _Placeholder:
    """Marks the argument of a wrapper that receives the stream."""

    def __repr__(self) -> str:
        return "STREAM_PLACEHOLDER"


# Stands for the stream among the arguments of a wrapper.
STREAM_PLACEHOLDER = _Placeholder()


class _Exclusion:
    """Leaves out tasks before the wrappers see them, and counts them.

    No part of the stream: what its iterator runs through must not lead back to the stream. Else a
    stream that nobody needs any more, and the file that it reads, would stay until the collector
    comes by.
    """

    def __init__(self) -> None:
        self.is_excluded: Callable[[TaskType], bool] | None = None
        self.n_excluded = 0

    def drop(self, stream: Iterable[TaskType]) -> Iterator[TaskType]:
        for eg in stream:
            if self.is_excluded is not None and self.is_excluded(eg):
                self.n_excluded += 1
            else:
                yield eg


class Stream:
    """An iterable of tasks to which further wrappers can be applied.

    source (Source): Where the tasks come from.
    wrappers (Iterable[callable]): Functions that take an iterator of tasks and return one, with
        the same objects.

    problems (Problems): Where to report what is wrong with tasks.
    """

    def __init__(self, source: Source, wrappers: Iterable[Callable[..., Any]] = ()) -> None:
        self.source = source
        self.problems = Problems()
        self._wrappers: list[tuple[Callable[..., Any], tuple, dict]] = [
            (wrapper, (STREAM_PLACEHOLDER,), {}) for wrapper in wrappers
        ]
        self._n_base = len(self._wrappers)
        self._iterator: Iterator[TaskType] | None = None
        self._ahead: deque[TaskType] = deque()
        self._holders: list[Any] = []  # wrappers that keep tasks for later
        self._exclusion = _Exclusion()
        self._n_drawn = 0

    @classmethod
    def from_iterable(cls, iterable: Iterable[TaskType]) -> "Stream":
        """Make a stream of any iterable of dicts. A stream is returned as it is.

        The items may also be something else, such as paths, if the first function that is applied
        makes tasks of them.
        """
        return iterable if isinstance(iterable, Stream) else cls(IterableSource(iterable))

    def apply(self, wrapper: Callable[..., Any], *args: Any, **kwargs: Any) -> "Stream":
        """Transform the tasks by a function that takes the stream and yields tasks.

        wrapper (callable): The function. It receives the stream in place of
            `STREAM_PLACEHOLDER` or of this object among the arguments; without either, as its
            parameter named `stream` if that is not given otherwise, else as the first argument.
        *args, **kwargs: Further arguments of the function.
        RETURNS (Stream): This stream. Tasks that were drawn before are not affected, those that
            somebody only looked at are.
        """
        call = (wrapper, *_place_stream(self, wrapper, args, kwargs))
        self._wrappers.append(call)
        self._wrap_rest([call])
        return self

    def copy_wrappers(self, other: "Stream") -> None:
        """Apply what was applied to another stream, in front of what this one has already."""
        applied = other._wrappers[other._n_base :]
        self._wrappers[self._n_base : self._n_base] = applied
        self._wrap_rest(applied)

    def _wrap_rest(self, calls: list[tuple[Callable[..., Any], tuple, dict]]) -> None:
        """Apply wrappers to what is left of a stream that has been started."""
        if self._iterator is None:
            return  # they will be applied when it starts
        ahead, self._ahead = self._ahead, deque()
        stream: Iterator[TaskType] = chain(ahead, self._iterator)
        for call in calls:
            stream = self._wrap(call, stream)
        self._iterator = stream

    def _wrap(
        self, call: tuple[Callable[..., Any], tuple, dict], stream: Iterator[TaskType]
    ) -> Iterator[TaskType]:
        """Apply a wrapper, and remember it if it tells how many tasks it holds back."""
        return _wrap(call, stream, self._holders)

    def exclude_early(self, is_excluded: Callable[[TaskType], bool]) -> bool:
        """Drop tasks before the (expensive) applied wrappers see them, if they can't mind.

        RETURNS (bool): Whether that is possible: every wrapper must be known to yield each task
            with the input it came with (see `decorators.keeps_input`).
        """
        applied = self._wrappers[self._n_base :]
        if self._iterator is not None or not all(is_keeping_input(call[0]) for call in applied):
            return False
        self._exclusion.is_excluded = is_excluded
        return True

    @property
    def n_excluded(self) -> int:
        """Tasks that were left out because they have an answer, before wrappers saw them."""
        return self._exclusion.n_excluded + self.source.n_excluded

    def _start(self) -> Iterator[TaskType]:
        if self._iterator is None:
            stream: Iterator[TaskType] = iter(self.source)
            for wrapper, *_ in self._wrappers[: self._n_base]:
                stream = wrapper(stream)  # they yield the tasks themselves, which know their place
            stream = self._exclusion.drop(stream)
            for call in self._wrappers[self._n_base :]:
                stream = self._wrap(call, stream)
            self._iterator = stream
        return self._iterator

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> TaskType:
        try:
            task = self._ahead.popleft() if self._ahead else next(self._start())
        except StopIteration:
            self.problems.sum_up()
            raise
        self._n_drawn += 1
        if not isinstance(task, dict):
            check_task(task, self._n_drawn)
        return task

    def iter_items(self) -> Iterator[Any]:
        """Yield what is left, whatever the wrappers make of it, e.g. tuples of score and task."""
        while True:
            if self._ahead:
                yield self._ahead.popleft()
                continue
            try:
                yield next(self._start())
            except StopIteration:
                return

    def peek(self) -> TaskType | None:
        """RETURNS (Optional[dict]): The next task, which stays in the stream. None at the end."""
        return next(iter(self.look_ahead(1)), None)

    def look_ahead(self, n: int) -> list[TaskType]:
        """RETURNS (List[dict]): Up to n next tasks, which stay in the stream."""
        missing = n - len(self._ahead)
        if missing > 0:
            self._ahead.extend(islice(self._start(), missing))
        tasks = list(islice(self._ahead, n))
        for number, task in enumerate(tasks, self._n_drawn + 1):
            check_task(task, number)
        return tasks

    @property
    def n_ahead(self) -> int:
        """Number of tasks that were read and nobody was given: those that somebody only looked at,
        and those that wrappers keep for later, who say so by an attribute `n_held`."""
        return len(self._ahead) + sum(holder.n_held for holder in self._holders)

    def get_ahead(self) -> tuple[TaskType, ...]:
        """RETURNS (Tuple[dict, ...]): The tasks that somebody looked at, in order. Reads nothing,
        and is safe from any thread."""
        return tuple(self._ahead)

    def drop_ahead(self, tasks: Iterable[TaskType]) -> None:
        """Take tasks that somebody only looked at out of the stream."""
        dropped = set(map(id, tasks))
        self._ahead = deque(task for task in self._ahead if id(task) not in dropped)

    def rehearse(self) -> "Stream | None":
        """Get the same tasks once more, to find what is wrong with them.

        RETURNS (Optional[Stream]): A stream like this one. None if the source can't be read twice,
            or a wrapper may ask for answers in between.
        """
        source = self.source.copy()
        applied = self._wrappers[self._n_base :]
        if source is None or not all(is_keeping_input(call[0]) for call in applied):
            return None
        rehearsal = Stream(source)
        rehearsal.problems = self.problems
        rehearsal._wrappers, rehearsal._n_base = self._wrappers, self._n_base
        return rehearsal

    def take_apart(self) -> tuple["Stream", Callable[[Iterable[TaskType]], Iterator[Any]]]:
        """Get what is read apart from what is done to it, to do that elsewhere.

        RETURNS (tuple): A stream of the tasks as they are read and checked, which reports to the
            same `problems`; and a function that takes any of them and yields what the applied
            wrappers make of these. It can be called again. This stream is of no use any more.
        """
        base = Stream(self.source, [call[0] for call in self._wrappers[: self._n_base]])
        base.problems = self.problems
        applied = self._wrappers[self._n_base :]

        def apply(tasks: Iterable[TaskType]) -> Iterator[Any]:
            stream = iter(tasks)
            for call in applied:
                stream = _wrap(call, stream)
            return stream

        return base, apply

    @property
    def is_empty(self) -> bool:
        """Whether no task is left."""
        return self.peek() is None

    @property
    def progress(self) -> float | None:
        """How much of the source was read, 0.0 to 1.0, or None if its size is unknown."""
        return self.source.progress


def _check_tasks(stream: Iterable[Any], problems: Problems) -> Iterator[TaskType]:
    for task in stream:
        if isinstance(task, dict):
            yield task
        else:
            problems.skip(task, f"Expected a dict, found {type(task).__name__}: {task!r:.80}")


def _place_stream(
    stream: Stream, wrapper: Callable[..., Any], args: tuple, kwargs: dict
) -> tuple[tuple, dict]:
    """Put the placeholder where the wrapper expects the stream."""

    def swap(value: Any) -> Any:
        return STREAM_PLACEHOLDER if value is stream else value

    args, kwargs = tuple(map(swap, args)), {key: swap(value) for key, value in kwargs.items()}
    if any(value is STREAM_PLACEHOLDER for value in (*args, *kwargs.values())):
        return args, kwargs
    try:
        signature = inspect.signature(wrapper)
        bound = signature.bind_partial(*args, **kwargs).arguments
        parameter = signature.parameters.get("stream")
        first = next(iter(signature.parameters), None)
        if parameter is not None and "stream" not in bound and first != "stream":
            return args, {**kwargs, "stream": STREAM_PLACEHOLDER}
    except (TypeError, ValueError):
        pass  # no signature to read, or arguments only fit with the stream in front
    return (STREAM_PLACEHOLDER, *args), kwargs


def _wrap(
    call: tuple[Callable[..., Any], tuple, dict],
    stream: Iterator[TaskType],
    holders: list[Any] | None = None,
) -> Iterator[TaskType]:
    wrapper, args, kwargs = call

    def fill(value: Any) -> Any:
        return stream if value is STREAM_PLACEHOLDER else value

    tracer = Tracer()
    stream = tracer.watch(stream)
    result = wrapper(*map(fill, args), **{key: fill(value) for key, value in kwargs.items()})
    if holders is not None and hasattr(result, "n_held"):
        holders.append(result)
    return tracer.restore(result)


def _hash_tasks(
    stream: Iterable[TaskType], overwrite: bool, problems: Problems
) -> Iterator[TaskType]:
    for eg in stream:
        if not overwrite and (INPUT_HASH_ATTR in eg or TASK_HASH_ATTR in eg):
            for attr, value in find_wrong_hashes(eg).items():
                problems.mend(eg, f"{attr} is no hash: {value!r:.40}", "It is made anew.")
                del eg[attr]
        yield set_hashes(eg, overwrite=overwrite)


def _mark_binary(stream: Iterable[TaskType], is_binary: bool) -> Iterator[TaskType]:
    for eg in stream:
        eg[IS_BINARY_ATTR] = is_binary
        yield eg


def _source_is_dataset(source: Any, loader: Any = None) -> bool:
    """Whether a source names a dataset (`dataset:NAME`). The loader makes no difference."""
    return source_is_dataset(source)


def get_stream(
    source: str | Path | Iterable[TaskType] = "-",
    loader: str | Callable[..., Any] | None = None,
    rehash: bool = False,
    dedup: bool = False,
    input_key: str | None = None,
    skip_invalid: bool = True,
    is_binary: bool | None = None,
    api: str | None = None,
    **kwargs: Any,
) -> Stream:
    """Get a stream of tasks from a file, a dataset, standard input or any iterable.

    source (Union[str, Path, Iterable[dict]]): A path, "-" for standard input, "dataset:NAME",
        "dataset:NAME:ANSWER", or an iterable. A `Stream` is returned as it is.
    loader (Union[str, callable, None]): ID of a loader or a function that takes the source.
        Defaults to None (by the file extension).
    rehash (bool): Set new hashes even if the tasks have some.
    dedup (bool): Drop tasks whose input came before.
    input_key (Optional[str]): Drop tasks without a value for this key.
    skip_invalid (bool): Leave out what can't be used (broken lines, with `input_key` tasks
        without a value), and say so. Defaults to True. If False, that is an error.
    is_binary (Optional[bool]): Mark tasks as binary questions or not. None: no mark.
    api (Optional[str]): Deprecated and ignored.
    RETURNS (Stream): The stream; nothing is read yet.
    RAISES (LoaderError): The file is missing or the loader is unknown.
    """
    return open_stream(
        source,
        loader,
        rehash=rehash,
        dedup=dedup,
        input_key=input_key,
        skip_invalid=skip_invalid,
        is_binary=is_binary,
    )


def open_stream(
    source: str | Path | Iterable[TaskType],
    loader: str | Callable[..., Any] | None = None,
    *,
    rehash: bool = False,
    dedup: bool = False,
    input_key: str | None = None,
    skip_invalid: bool = True,
    is_binary: bool | None = None,
    check: Callable[[Iterable[TaskType], Problems], Iterator[TaskType]] | None = None,
    problems: Problems | None = None,
) -> Stream:
    """Get a stream as `get_stream` does, whose tasks are checked before anything else happens.

    check (callable | None): Takes the tasks and where to report problems, and yields those that can
        be used. Defaults to None.
    problems (Problems | None): Where to report them. Defaults to None (a new one). For the
        other arguments see `get_stream`.
    RETURNS (Stream): The stream; nothing is read yet.
    """
    if isinstance(source, Stream):
        return source
    problems = problems or Problems(None if skip_invalid else True)
    wrappers: list[Callable[..., Any]] = [lambda stream: _check_tasks(stream, problems)]
    if check is not None:
        first_check = check
        wrappers.append(lambda stream: first_check(stream, problems))
    if input_key is not None:
        key = input_key
        wrappers.append(
            lambda stream: filter_empty(stream, key=key, skip=skip_invalid and problems)
        )
    wrappers.append(lambda stream: _hash_tasks(stream, overwrite=rehash, problems=problems))
    if dedup:
        wrappers.append(lambda stream: filter_duplicates(stream, by_input=True, by_task=True))
    if is_binary is not None:
        binary = is_binary
        wrappers.append(lambda stream: _mark_binary(stream, binary))
    stream = Stream(make_source(source, loader, problems.add), wrappers)
    stream.problems = problems
    return stream
