"""Which stored answers belong together, by their hashes: contents are read when they are drawn.

Answers with the same input hash lie in one bucket, and so do those with the same task hash. That
is cheap to know, about 25 bytes for each answer. Hashes only say where to look: what is the same
inside of a bucket is decided by content, see `review_versions`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...components.answer_checks import is_usable
from ...components.db.custom import find_method, iter_examples
from ...components.db.known import find_known
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, Identity, identify, set_hashes
from ...sameness import IdentitySet
from ...shapes import TaskType
from .review_versions import Answer

CHUNK_SIZE = 500  # answers that are read at once

Row = tuple[int, int, int, int | None, int | None]  # id, hashes and their digests


class Reviewed:
    """What a dataset has of final annotations.

    db (Database): The database.
    dataset (str): The dataset. It need not exist.
    """

    def __init__(self, db: Any, dataset: str) -> None:
        self.inputs: IdentitySet = find_known(db, [dataset], "input")
        self.tasks: IdentitySet = find_known(db, [dataset], "task")

    def __bool__(self) -> bool:
        return bool(self.tasks)

    def has_input(self, eg: TaskType) -> bool:
        """RETURNS (bool): Whether there is an annotation of the same input."""
        return self.inputs.may_have(eg) and identify(eg, with_question=False) in self.inputs

    def has_task(self, eg: TaskType) -> bool:
        """RETURNS (bool): Whether there is an answer to the same question."""
        return self.tasks.may_have(eg) and identify(eg) in self.tasks

    def add(self, eg: TaskType) -> None:
        """Add a task that has its final annotation now."""
        identity = identify(eg)
        self.inputs.add(identity)
        self.tasks.add(identity)

    def find_flags(self, row: Row) -> tuple[bool, bool]:
        """RETURNS (tuple[bool, bool]): Whether input and task of an answer are surely here."""
        identity = Identity(row[1], row[2], row[3] or 0, row[4] or 0)
        if row[3] is None or not self.tasks:
            return False, False
        return identity in self.inputs, identity in self.tasks


class AnswerIndex:
    """The answers of some datasets in buckets, numbered in the order of their first answers.

    rows (Mapping[str, Iterable[Row]]): Of each dataset, the answers without their contents.
    load (callable): `(ids, where) -> {id: answer}` reads contents. Some may be missing.
    reviewed (Reviewed): What need not be asked again.
    """

    def __init__(
        self,
        rows: Mapping[str, Iterable[Row]],
        load: Callable[[Iterable[int], str], dict[int, TaskType]],
        reviewed: Reviewed,
    ) -> None:
        self._load = load
        self._names = list(rows)
        columns = array("q"), array("q"), array("q")
        flags = bytearray(), bytearray()
        ends = []
        for own in rows.values():
            for row in own:
                for column, value in zip(columns, row[:3]):
                    column.append(value)
                if reviewed:
                    for column_of_flags, flag in zip(flags, reviewed.find_flags(row)):
                        column_of_flags.append(flag)
            ends.append(len(columns[0]))
        self._ends = np.array(ends)
        self._ids, inputs, tasks = (np.array(column, dtype=np.int64) for column in columns)
        self._order, self._starts = _find_buckets(inputs, tasks)
        self._flags = [self._all_of_bucket(np.frombuffer(one, dtype=bool)) for one in flags]

    def _all_of_bucket(self, flags: np.ndarray) -> np.ndarray:
        """RETURNS (array): By bucket, whether all of its answers have a flag. Empty for none."""
        if not len(flags):
            return np.zeros(len(self), dtype=bool)
        return np.logical_and.reduceat(flags[self._order], self._starts[:-1])

    def __len__(self) -> int:
        return len(self._starts) - 1

    @property
    def n_answers(self) -> int:
        """How many answers there are."""
        return len(self._ids)

    @property
    def has_reviewed_inputs(self) -> np.ndarray:
        """By bucket, whether the inputs of all of its answers have been reviewed."""
        return self._flags[0]

    @property
    def has_reviewed_tasks(self) -> np.ndarray:
        """By bucket, whether the tasks of all of its answers have been reviewed."""
        return self._flags[1]

    def sample(self, n_answers: int) -> np.ndarray:
        """Choose buckets from all over the data.

        n_answers (int): About so many answers.
        RETURNS (array): Numbers of buckets, ascending. All of them if there are no more answers.
        """
        n_buckets = len(self)
        if self.n_answers <= n_answers:
            return np.arange(n_buckets)
        n = max(1, n_buckets * n_answers // self.n_answers)
        return np.unique(np.linspace(0, n_buckets - 1, n).astype(np.int64))

    def read(self, buckets: Iterable[int]) -> Iterator[tuple[int, list[Answer]]]:
        """Read what is in buckets.

        buckets (Iterable[int]): Their numbers.
        YIELDS (tuple[int, list[Answer]]): The number and the usable answers, in the order of the
            datasets and of insertion. What can't be used is left out and named.
        """
        chunk: list[tuple[int, Sequence[int]]] = []
        size = 0
        for bucket in buckets:
            rows = self._order[self._starts[bucket] : self._starts[bucket + 1]].tolist()
            chunk.append((int(bucket), rows))
            size += len(rows)
            if size >= CHUNK_SIZE:
                yield from self._read_chunk(chunk)
                chunk, size = [], 0
        yield from self._read_chunk(chunk)

    def _read_chunk(
        self, chunk: Sequence[tuple[int, Sequence[int]]]
    ) -> Iterator[tuple[int, list[Answer]]]:
        found: dict[int, Answer] = {}
        rows = np.sort(np.array([row for _, own in chunk for row in own], dtype=np.int64))
        place = np.searchsorted(self._ends, rows, side="right")
        for i in np.unique(place):
            name, first = self._names[i], 0 if i == 0 else int(self._ends[i - 1])
            own = rows[place == i]
            egs = self._load(self._ids[own].tolist(), f"the dataset '{name}'")
            for row, row_id in zip(own.tolist(), self._ids[own].tolist()):
                eg = egs.get(row_id)
                number = row - first + 1
                if eg is not None and is_usable(eg, number, f"dataset {name}"):
                    found[row] = Answer(name, number, eg)
        for bucket, rows_of_bucket in chunk:
            yield bucket, [found[row] for row in rows_of_bucket if row in found]


def open_index(db: Any, names: Sequence[str], reviewed: Reviewed) -> AnswerIndex:
    """Look up what is in datasets, without reading the answers where that is possible.

    db (Database): The database. Of storage that others wrote, everything is kept in memory.
    names (Sequence[str]): Names of the datasets.
    reviewed (Reviewed): What need not be asked again.
    RETURNS (AnswerIndex): The answers.
    """
    iter_rows, load = find_method(db, "iter_rows"), find_method(db, "load_examples")
    if iter_rows is not None and load is not None:
        return AnswerIndex({name: iter_rows(name) for name in names}, load, reviewed)
    kept: list[TaskType] = []
    numbers: dict[Any, int] = {}  # hashes of others may be anything

    def index(examples: Iterable[TaskType]) -> Iterator[Row]:
        for eg in examples:
            hashed = set_hashes(dict(eg))
            keys = [(attr, hashed[attr]) for attr in (INPUT_HASH_ATTR, TASK_HASH_ATTR)]
            kept.append(eg)
            own = [numbers.setdefault(repr(key), len(numbers)) for key in keys]
            yield len(kept) - 1, own[0], own[1], None, None

    rows = {name: index(iter_examples(db, name)) for name in names}
    return AnswerIndex(rows, lambda ids, _: {i: kept[i] for i in ids}, reviewed)


def _find_buckets(inputs: np.ndarray, tasks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put rows with the same input or the same task together.

    inputs, tasks (array): The hashes of each row.
    RETURNS (tuple[array, array]): The rows, bucket by bucket and in order inside of one; and where
        each bucket starts in that, with one more number for the end.
    """
    if not len(inputs):
        return np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
    values, bucket = np.unique(inputs, return_inverse=True)
    bucket = _join_buckets(bucket, tasks)
    # A bucket gets the number of its first row among all first rows.
    first = np.full(len(values), len(inputs), dtype=np.int64)
    np.minimum.at(first, bucket, np.arange(len(inputs)))
    order = np.lexsort((np.arange(len(inputs)), first[bucket]))
    owner = first[bucket][order]
    starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    return order, np.append(starts, len(inputs))


def _join_buckets(bucket: np.ndarray, tasks: np.ndarray) -> np.ndarray:
    """Join buckets that share a task hash, which is rare: hashes of others may say that inputs that
    differ ask the same."""
    order = np.lexsort((bucket, tasks))
    task, own = tasks[order], bucket[order]
    is_shared = (task[1:] == task[:-1]) & (own[1:] != own[:-1])
    if not is_shared.any():
        return bucket
    parents = np.arange(bucket.max() + 1)

    def find(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for one, other in zip(own[:-1][is_shared].tolist(), own[1:][is_shared].tolist()):
        parents[find(one)] = find(other)
    return np.array([find(one) for one in range(len(parents))])[bucket]
