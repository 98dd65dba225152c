"""Sets and groups of tasks in which content decides: their hashes only say where to look.

`prodigy.hashing.identify` says what a task is. Identities are not simply equal or different,
because of some tasks nothing but the hash is known. So they can't be the keys of a set or a dict.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from .hashing import SAMENESS, Identity, agree, identify

# Hashes and digests of a stored example. The digests are None as long as nobody has looked at it.
KnownRow = tuple[int, int, int | None, int | None]

HASH_LIMIT = 1 << 31  # hashes are signed 32 bit integers; files may bring others
MAX_NEW = 50_000  # additions that are kept in a dict, which is quick but large
SHARE_NEW = 16  # of large sets, one in so many may be there
_DIGESTS = (1 << 64) - 1


class IdentitySet:
    """Set of inputs or tasks. It costs 8 bytes for an input and 12 for a task, apart from the
    latest ones. Safe from any thread.

    by (str): "input" or "task": what is compared.
    known (Iterable[int | KnownRow]): What is in the set at the start: hashes that count as they
        are, or rows. Consumed once, repeats are fine.
    complete (callable | None): Returns all rows again, with digests. Called once, when a hash comes
        that is that of a row without digests. Without it, such hashes count as they are.
    """

    def __init__(
        self,
        by: str = "task",
        known: Iterable[int | KnownRow] = (),
        complete: Callable[[], Iterable[KnownRow]] | None = None,
    ) -> None:
        self.by = by
        self._attr, self._has_question = SAMENESS[by].attr, SAMENESS[by].has_question
        self._complete = complete
        self._lock = threading.RLock()
        self._new: dict[int, tuple[int, ...]] = {}  # hash -> digests, the first ones first
        self._sorted = _Sorted()
        self._n_further = 0  # of `_new`, those whose hash isn't their own
        self._n_staying = 0  # of `_new`, the hashes that can't be among the sorted ones
        self._waiting = array("q")
        self._load(known)

    def _load(self, known: Iterable[int | KnownRow]) -> None:
        is_input = not self._has_question
        entries: list[int] = []
        waiting = array("q")
        for row in known:
            if isinstance(row, int):
                entries.append(row << 64)
                continue
            input_hash, task_hash, input_digest, task_digest = row
            key = input_hash if is_input else task_hash
            if input_digest is None and self._complete is not None:
                waiting.append(key)
            else:
                question = 0 if is_input else task_digest or 0
                entries.append(key << 64 | (input_digest or 0) << 32 | question)
        entries.sort()
        last = None
        for entry in entries:
            if entry != last and not -HASH_LIMIT <= entry >> 64 < HASH_LIMIT:
                self._add_new(entry >> 64, entry & _DIGESTS)
            last = entry
        self._sorted = _Sorted.make(entries, is_input)
        self._waiting = array("q", sorted(waiting))

    def add(self, identity: Identity | int) -> None:
        """Add an input or a task. Of a mere hash nothing else is known."""
        key, digests = self._read(identity)
        with self._lock:
            own = self._new.get(key)
            if own is None:
                if self._sorted.first and digests in self._sorted.find(key):
                    return
                self._add_first(key, digests)
            elif digests not in own and digests not in self._sorted.find(key):
                self._add_new(key, digests)

    def add_new(self, identity: Identity | int) -> bool:
        """Add an input or a task, unless it is in the set. RETURNS (bool): Whether it wasn't."""
        key, digests = self._read(identity)
        with self._lock:
            known = self.find(key)
            if not known:
                self._add_first(key, digests)
            elif digests in known or any(agree(other, digests) for other in known):
                return False
            else:
                self._add_new(key, digests)
        return True

    def _add_first(self, key: int, digests: int) -> None:
        """Add what has a hash of its own among the new ones."""
        new = self._new
        new[key] = (digests,)
        if len(new) - self._n_staying > max(MAX_NEW, len(self._sorted) // SHARE_NEW):
            self._move_to_sorted()

    def _add_new(self, key: int, digests: int) -> None:
        own = self._new.get(key, ())
        self._n_further += bool(own)
        self._new[key] = (*own, digests)

    def _move_to_sorted(self) -> None:
        """Make room. Where several have the same hash, their order is kept."""
        is_free, is_first = self._sorted.is_free, not self._sorted.first
        entries: list[int] = []
        rest: dict[int, tuple[int, ...]] = {}
        for key, own in self._new.items():
            if len(own) == 1 and (_is_short(key) if is_first else is_free(key)):
                entries.append(key << 64 | own[0])
            else:
                rest[key] = own
        entries.sort()
        is_input = not self._has_question
        self._sorted = _Sorted.make(entries, is_input) if is_first else self._sorted.merge(entries)
        self._new = rest  # only now: others look into it first
        self._n_staying = len(rest)

    def __contains__(self, identity: object) -> bool:
        """Whether the same input or task is in the set. For a hash: whether one may be."""
        key, own = self._read(identity)
        known = self.find(key)
        if not known:
            return False
        return own in known or any(agree(digests, own) for digests in known)

    def find(self, key: int) -> Sequence[int]:
        """Find the digests of everything with a hash, in the order in which it came as far as it
        matters: what was there at the start comes first."""
        if self._waiting and self._is_waiting(key):
            self._look_at_content()
        own = self._new.get(key, ())  # before the sorted ones, into which it may be moved
        known = self._sorted.find(key) if self._sorted.first else ()
        return (*known, *own) if known and own else known or own

    def may_have(self, task: dict[str, Any]) -> bool:
        """Whether the hash of a task is in the set, so that it is worth looking closer.

        task (dict): A task with hashes.
        """
        key = task[self._attr]
        return self._is_waiting(key) or bool(self.find(key))

    def _is_waiting(self, key: int) -> bool:
        waiting = self._waiting
        if not waiting or not isinstance(key, int):
            return False
        place = bisect_left(waiting, key)
        return place < len(waiting) and waiting[place] == key

    def _look_at_content(self) -> None:
        with self._lock:
            if self._waiting and self._complete is not None:
                complete, self._complete = self._complete, None
                self._load(complete())

    def _read(self, identity: Any) -> tuple[int, int]:
        """RETURNS (tuple[int, int]): Hash and digests, as far as they count here."""
        if not isinstance(identity, Identity):
            return identity, 0
        input_hash, task_hash, input_digest, task_digest = identity
        if not self._has_question:
            return input_hash, input_digest << 32
        return task_hash, input_digest << 32 | task_digest

    def __len__(self) -> int:
        """RETURNS (int): Number of inputs or tasks."""
        return len(self._sorted) + len(self._waiting) + len(self._new) + self._n_further

    def __bool__(self) -> bool:
        return bool(self._new or self._sorted.first or self._waiting)


def _is_short(key: Any) -> bool:
    return isinstance(key, int) and -HASH_LIMIT <= key < HASH_LIMIT


class _Sorted:
    """Sorted entries, each a hash (32 bits) and two digests (32 bits each). Never changed.

    first (array): Hash and input digest in one number.
    questions (array): Digests of questions. Empty for inputs.
    """

    def __init__(
        self, first: array[int] | None = None, questions: array[int] | None = None
    ) -> None:
        self.first = array("q") if first is None else first
        self.questions = array("I") if questions is None else questions

    @classmethod
    def make(cls, entries: list[int], is_input: bool) -> _Sorted:
        """Keep sorted entries, without repetitions and hashes that are too large."""
        start = bisect_left(entries, -HASH_LIMIT << 64)
        end = bisect_left(entries, HASH_LIMIT << 64)
        kept = [entry for entry, _ in groupby(entries[start:end])]
        first = array("q", [entry >> 32 for entry in kept])
        return cls(first, array("I", [] if is_input else [entry & 0xFFFFFFFF for entry in kept]))

    def find(self, key: int) -> Sequence[int]:
        """RETURNS (Sequence[int]): The digests of all entries with a hash."""
        first, questions = self.first, self.questions
        if not first or not _is_short(key):
            return ()
        start = bisect_left(first, key << 32)
        end, n = start, len(first)
        while end < n and first[end] >> 32 == key:
            end += 1
        if end == start:
            return ()
        return [
            (first[i] & 0xFFFFFFFF) << 32 | (questions[i] if questions else 0)
            for i in range(start, end)
        ]

    def is_free(self, key: int) -> bool:
        """Whether there could be an entry with this hash, and is none."""
        return _is_short(key) and not self.find(key)

    def merge(self, entries: list[int]) -> _Sorted:
        """Add sorted entries, none of which has a hash that is here already.

        What is here is copied as it is, piece by piece: as numbers of Python, it would take five
        times the room.
        """
        old, old_questions = self.first, self.questions
        first, questions = array("q"), array("I")
        start = 0
        for entry in entries:
            value = entry >> 32
            end = bisect_left(old, value, start)
            first.extend(old[start:end])
            first.append(value)
            if old_questions:
                questions.extend(old_questions[start:end])
                questions.append(entry & 0xFFFFFFFF)
            start = end
        first.extend(old[start:])
        questions.extend(old_questions[start:])
        return _Sorted(first, questions)

    def __len__(self) -> int:
        return len(self.first)


def make_sets(
    rows: Iterable[KnownRow], complete: Callable[[], Iterable[KnownRow]] | None = None
) -> tuple[IdentitySet, IdentitySet]:
    """Make the sets of inputs and of tasks of the same rows, which are read once.

    rows (Iterable[KnownRow]): The rows.
    complete (callable | None): See `IdentitySet`.
    RETURNS (tuple[IdentitySet, IdentitySet]): The inputs and the tasks.
    """
    columns = [array("q") for _ in range(4)]
    for row in rows:
        for column, value in zip(columns, row):
            column.append(-1 if value is None else value)

    def read_again() -> Iterator[KnownRow]:
        for *hashes, input_digest, task_digest in zip(*columns):
            is_known = input_digest >= 0
            yield *hashes, *((input_digest, task_digest) if is_known else (None, None))

    return IdentitySet("input", read_again(), complete), IdentitySet("task", read_again(), complete)


class Groups:
    """Gives the same number to tasks that are the same, to use as a key.

    by (str): "input" or "task": what is compared.
    """

    def __init__(self, by: str = "input") -> None:
        self.by = by
        self._sameness = SAMENESS[by]
        self._found: dict[int, list[int]] = {}

    def get_key(self, task: dict[str, Any]) -> int:
        """Get the key of a task's group.

        task (dict): A task or an answer. It is not changed.
        RETURNS (int): Its hash. Another number if different content has that hash already.
        """
        has_question = self._sameness.has_question
        identity = identify(task, with_question=has_question)
        key = self._sameness.get_hash(identity)
        own = identity.digests if has_question else identity.input_digest << 32
        found = self._found.setdefault(key, [own])
        number = next((i for i, digests in enumerate(found) if agree(digests, own)), len(found))
        if number == len(found):
            found.append(own)
        found[number] = max(found[number], own)  # what says more about the content
        return key + (number << 64)
