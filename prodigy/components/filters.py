"""Filters: leave tasks out of a stream. All are generators and keep the order of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import StreamError
from ..hashing import INPUT_HASH_ATTR, SAMENESS, TASK_HASH_ATTR, identify, set_hashes
from ..io.places import get_place
from ..logger import log
from ..messages import msg
from ..sameness import IdentitySet
from ..shapes import TaskType
from .problems import Problems

__all__ = [
    *["filter_duplicates", "filter_empty", "filter_inputs", "filter_seen_before"],
    *["filter_tasks"],
]


MAX_KEYS_SHOWN = 10


def filter_empty(
    stream: Iterable[TaskType], key: str, skip: bool | Problems = True
) -> Iterator[TaskType]:
    """Drop tasks whose value for a key is missing, empty or otherwise falsy.

    If nothing is left at all, a warning tells which keys there are.

    stream (Iterable[dict]): The tasks.
    key (str): The key, e.g. "text".
    skip (bool | Problems): Drop such tasks. Defaults to True. If False, they raise an error. Or
        where to report them, e.g. `stream.problems`; otherwise only the log counts them.
    YIELDS (dict): The other tasks.
    RAISES (StreamError): With `skip=False`: a task has no value. It is a ValueError.
    """
    n_kept = n_dropped = 0
    keys: list[str] = []
    for eg in stream:
        if not _is_empty(eg.get(key)):
            n_kept += 1
            yield eg
            continue
        keys = keys or [str(name) for name in eg]
        if not skip:
            place = str(get_place(eg) or f"task {n_kept + n_dropped + 1} of the stream")
            raise StreamError(
                f"{place[0].upper()}{place[1:]} has no {key!r}",
                f"It has the keys: {_list(keys)}. Check their names and values in the source, or "
                "skip such tasks with skip_invalid=True.",
            )
        n_dropped += 1
        if isinstance(skip, Problems):
            skip.skip(eg, f"There is no value for {key!r}, only the keys {_list(list(eg))}")
    if n_dropped:
        log(f"FILTER: Dropped {n_dropped} tasks without a value for {key!r}")
    if n_dropped and not n_kept:
        # Most often the key has another name, or a table has no header.
        msg.warn(
            f"No task has a value for {key!r}, so all were left out ({n_dropped})",
            f"The first one has the keys: {_list(keys)}. Rename the right one to {key!r}. In a "
            "CSV file, the first line must have the names of the columns.",
        )


def filter_duplicates(
    stream: Iterable[TaskType], by_input: bool = False, by_task: bool = True
) -> Iterator[TaskType]:
    """Drop tasks that came before. The first one of equal tasks stays.

    Content decides, not only the hash. Hashes that were not made of the content by the default
    keys count as they are.

    stream (Iterable[dict]): The tasks. Those without hashes get them.
    by_input (bool): Drop tasks about an input that came before, whatever is asked about it.
        Defaults to False.
    by_task (bool): Drop tasks that ask the same about the same input. Defaults to True.
    YIELDS (dict): The other tasks.
    """
    inputs, tasks = IdentitySet("input"), IdentitySet("task")
    n_dropped, with_question = 0, by_task and not by_input
    for eg in stream:
        identity = identify(set_hashes(eg), with_question=with_question)
        # The same task has the same input, if the content tells. Otherwise its hash does.
        is_task_used = by_task and not (by_input and identity.input_digest)
        # A duplicate by one of them is noted by neither.
        if by_input and is_task_used and identity in tasks:
            is_new = False
        else:
            is_new = not by_input or inputs.add_new(identity)
            is_new = is_new and (not is_task_used or tasks.add_new(identity))
        if not is_new:
            n_dropped += 1
            continue
        yield eg
    if n_dropped:
        log(f"FILTER: Dropped {n_dropped} duplicates")


def filter_inputs(stream: Iterable[TaskType], input_ids: Iterable[int]) -> Iterator[TaskType]:
    """Drop tasks by their input hash, e.g. those in `db.get_input_hashes(*datasets)`.

    A hash has 32 bits: with a million hashes, about one of 4,000 new inputs has a known one by
    chance and is dropped. An `IdentitySet` in place of the hashes tells them apart.

    stream (Iterable[dict]): The tasks. Those without hashes get them.
    input_ids (Iterable[int] | IdentitySet): The input hashes, or the inputs, to leave out.
    YIELDS (dict): The other tasks.
    """
    yield from _filter_hashes(stream, input_ids, INPUT_HASH_ATTR)


def filter_tasks(stream: Iterable[TaskType], task_ids: Iterable[int]) -> Iterator[TaskType]:
    """Drop tasks by their task hash, e.g. those in `db.get_task_hashes(*datasets)`.

    A hash has 32 bits: with a million hashes, about one of 4,000 new tasks has a known one by
    chance and is dropped. An `IdentitySet` in place of the hashes tells them apart.

    stream (Iterable[dict]): The tasks. Those without hashes get them.
    task_ids (Iterable[int] | IdentitySet): The task hashes, or the tasks, to leave out.
    YIELDS (dict): The other tasks.
    """
    yield from _filter_hashes(stream, task_ids, TASK_HASH_ATTR)


def filter_seen_before(
    stream: Iterable[TaskType], stream_cache: Iterable[TaskType], exclude_by: str = "input"
) -> Iterator[TaskType]:
    """Drop tasks that also occur in another stream.

    stream (Iterable[dict]): The tasks. Those without hashes get them.
    stream_cache (Iterable[dict]): The tasks that were seen before. Consumed as a whole when the
        first task is asked for; its tasks are not changed.
    exclude_by (str): What is compared: "input" (default) or "task".
    YIELDS (dict): The other tasks.
    RAISES (ValueError): `exclude_by` is something else.
    """
    if exclude_by not in SAMENESS:
        raise StreamError(
            f"Can't exclude tasks by {exclude_by!r}", 'exclude_by is "input" or "task".'
        )
    seen = IdentitySet(exclude_by, map(identify, stream_cache))
    yield from _filter_hashes(stream, seen, SAMENESS[exclude_by].attr)


def _filter_hashes(
    stream: Iterable[TaskType], hashes: Iterable[int] | IdentitySet, attr: str
) -> Iterator[TaskType]:
    # Looked up, never copied: sets, and other containers made for many hashes.
    known: Any = set(hashes) if isinstance(hashes, (list, tuple, Iterator)) else hashes
    by_content = isinstance(known, IdentitySet)
    n_dropped = 0
    for eg in stream:
        if eg.get(attr) is None:
            set_hashes(eg)
        if not by_content:
            is_known = eg[attr] in known
        else:
            is_known = known.may_have(eg) and identify(eg) in known
        if is_known:
            n_dropped += 1
        else:
            yield eg
    if n_dropped:
        what = "content" if by_content else attr
        log(f"FILTER: Dropped {n_dropped} tasks by their {what}")


def _is_empty(value: Any) -> bool:
    if isinstance(value, float) and value != value:
        return True  # NaN, an empty cell of a data frame
    if hasattr(value, "__array__"):  # Arrays have no truth value, or a deprecated one.
        return len(value) == 0
    return not value


def _list(keys: list[str]) -> str:
    more = ", ..." if len(keys) > MAX_KEYS_SHOWN else ""
    return ", ".join(repr(str(key)[:40]) for key in keys[:MAX_KEYS_SHOWN]) + more
