"""Queues, leases and history in the memory of one server process, see `QueueStore`.

A task that is handed out becomes an open item of its session until it is answered, so that it can
be sent again after a reload, or be taken over from somebody who left. With a `LeaseBook`, open
items are leases that outlive the process: after a restart a task is open with its holder again, as
soon as the stream brings it.
"""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, Identity, get_task_key, identify
from ..shapes import TaskType
from .leases import Lease, LeaseBook, NoLeaseBook
from .queue_store import Item, Peer, QueueStore
from .task_store import TaskStore

__all__ = ["Item", "MemoryQueues", "QueueStore"]


class _Ids(NamedTuple):
    """What is needed of a task without reading it."""

    key: int
    identity: Identity


class _Open(NamedTuple):
    """A task that is with its annotator.

    since (float): Time of hand-out in Unix seconds.
    number (int): The task.
    is_claimed (bool): Whether the lease is noted, as that of this run.
    is_leaving (bool): Somebody else is about to get it. It isn't handed out meanwhile.
    """

    since: float
    number: int
    is_claimed: bool
    is_leaving: bool = False


class MemoryQueues:
    """Queues of one server process.

    keep_history (bool): Remember every task that was put, for queues added later with `replay`.
    leases (Optional[LeaseBook]): Where leases are noted. None: they end with the process.
    """

    settles = False

    def __init__(self, keep_history: bool = False, leases: LeaseBook | None = None) -> None:
        self._keep_history = keep_history
        self._leases: LeaseBook = leases or NoLeaseBook()
        self._lock = threading.RLock()
        self._version = 0
        self._waiting: dict[str, deque[int]] = {}
        self._joined: set[str] = set()
        self._open: dict[str, OrderedDict[int, _Open]] = {}
        self._reset()
        self._reserved: dict[int, list[Lease]] = {}
        for lease in self._leases.load():
            self._reserved.setdefault(self._leases.get_hash(lease.identity), []).append(lease)

    def _reset(self) -> None:
        self._tasks = TaskStore()
        self._ids: dict[int, _Ids] = {}
        self._holders: dict[int, int] = {}  # number -> how many queues and leases refer to it
        self._history: list[int] = []
        self._waiting_keys: Counter[int] = Counter()
        self._reserved = {}

    @property
    def version(self) -> int:
        return self._version

    def names(self) -> list[str]:
        with self._lock:
            return list(self._waiting)

    def add_queue(self, name: str, replay: bool = False, is_seen: Any = None) -> None:
        with self._lock:
            self._joined.add(name)
            if name in self._waiting:
                return
            self._version += 1
            self._make_queue(name)
            if replay:
                for number in self._history:
                    if not self._is_seen(number, is_seen):
                        self._enqueue(name, number)

    def has_joined(self, name: str) -> bool:
        with self._lock:
            return name in self._joined

    def _make_queue(self, name: str) -> None:
        self._waiting[name] = deque()
        self._open[name] = OrderedDict()

    def find_holders(self, task: TaskType) -> list[str]:
        with self._lock:
            return [lease.name for lease in self._find_reserved(task)]

    def _find_reserved(self, task: TaskType) -> list[Lease]:
        if not self._reserved:
            return []
        hashes = Identity(task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR])
        leases = self._reserved.get(self._leases.get_hash(hashes))
        if not leases:
            return []
        identity = identify(task)
        return [lease for lease in leases if self._leases.is_same(lease.identity, identity)]

    def put(self, task: TaskType, names: Collection[str], version: int) -> bool:
        with self._lock:
            if version != self._version:
                return False
            if not names and not self._keep_history:
                return True  # nobody wants it; a stream in a circle brings it again and again
            number = self._tasks.add(task)
            self._ids[number] = _Ids(get_task_key(task), identify(task))
            self._holders[number] = 0
            if self._keep_history:
                self._history.append(number)
                self._holders[number] = 1
            since = self._pop_reserved(task)
            for name in names:
                if name in since:
                    self._hold(name, number, since[name])
                else:
                    self._enqueue(name, number)
            return True

    def ask_again(self, keys: Iterable[int]) -> None:
        self._leases.ask_again(keys)

    def _pop_reserved(self, task: TaskType) -> dict[str, float]:
        found = self._find_reserved(task)
        for lease in found:
            self._reserved[self._leases.get_hash(lease.identity)].remove(lease)
        return {lease.name: lease.since for lease in found}

    def _enqueue(self, name: str, number: int) -> None:
        self._waiting[name].append(number)
        self._waiting_keys[self._ids[number].key] += 1
        self._holders[number] += 1

    def _dequeue(self, name: str) -> int:
        """Take the first task out of a queue. It still counts as held."""
        number = self._waiting[name].popleft()
        self._note_dequeued(number)
        return number

    def _requeue(self, name: str, number: int) -> None:
        """Put a task back where `_dequeue` took it."""
        self._waiting[name].appendleft(number)
        self._waiting_keys[self._ids[number].key] += 1

    def _note_dequeued(self, number: int) -> None:
        key = self._ids[number].key
        self._waiting_keys[key] -= 1
        if not self._waiting_keys[key]:
            del self._waiting_keys[key]

    def _hold(self, name: str, number: int, since: float) -> None:
        """Let a task be open, with somebody who may not have come (back) yet."""
        if name not in self._waiting:
            self._make_queue(name)
        key = self._ids[number].key
        if key not in self._open[name]:
            self._open[name][key] = _Open(since, number, False)
            self._holders[number] += 1

    def _drop(self, number: int) -> None:
        self._holders[number] -= 1
        if not self._holders[number]:
            del self._holders[number], self._ids[number]
            self._tasks.discard(number)

    def size(self, name: str) -> int:
        with self._lock:
            return len(self._waiting.get(name, ()))

    def count_open(self, name: str) -> int:
        with self._lock:
            return len(self._open.get(name, ()))

    def take(self, name: str, n: int, excludes: Collection[int] = ()) -> list[TaskType]:
        taken: dict[int, TaskType] = {}
        refused: set[int] = set()
        while True:
            picked = self._pick(name, n - len(taken), excludes, {*taken, *refused})
            news = self._claim(name, picked)
            refused.update(news)
            taken.update((key, task) for key, task in picked.items() if key not in news)
            if not news:
                return list(taken.values())

    def _pick(
        self, name: str, n: int, excludes: Collection[int], picked_keys: Collection[int]
    ) -> dict[int, TaskType]:
        """Open up to n tasks, in order."""
        with self._lock:
            open_items, waiting = self._open[name], self._waiting[name]

            def is_excluded(number: int, hashes: Collection[int]) -> bool:
                ids = self._ids[number]
                return ids.identity.task_hash in hashes or ids.key in picked_keys

            held = [item.number for item in open_items.values()]
            staying = [item.number for item in open_items.values() if not item.is_leaving]
            numbers = [number for number in staying if not is_excluded(number, excludes)][:n]
            # What the annotator had before it was known here, maybe from an earlier run. Another
            # task with the hash of an open one is not held back.
            unknown = set(excludes).difference(self._ids[num].identity.task_hash for num in held)
            kept: list[int] = []
            while waiting and len(numbers) < n:
                number = self._dequeue(name)
                key = self._ids[number].key
                if key in open_items:
                    self._drop(number)  # the same question, held already
                elif is_excluded(number, unknown):
                    kept.append(number)
                else:
                    open_items[key] = _Open(time.time(), number, False)
                    numbers.append(number)
            for number in reversed(kept):
                self._requeue(name, number)
            return {self._ids[number].key: self._tasks.get(number) for number in numbers}

    def _claim(self, name: str, picked: dict[int, TaskType]) -> dict[int, str | None]:
        """Note the leases of what was picked. If that fails, the tasks stay open, and are claimed
        when they are asked for again.

        RETURNS (Dict[int, Optional[str]]): What can't be handed out, see `LeaseBook.claim`.
        """
        with self._lock:
            own = self._open[name]
            new = [key for key in picked if key in own and not own[key].is_claimed]
        refused = self._leases.claim(name, [picked[key] for key in new]) if new else {}
        with self._lock:
            own = self._open[name]
            for key in new:
                if key not in own:
                    continue  # answered in this moment
                if key in refused:
                    self._pass_on(own.pop(key).number, refused[key])
                else:
                    own[key] = own[key]._replace(is_claimed=True)
        return refused

    def _pass_on(self, number: int, holder: str | None) -> None:
        if holder is not None:
            self._hold(holder, number, time.time())
        self._drop(number)

    def note_activity(self, name: str) -> None:
        if self.count_open(name):
            self._leases.keep(name)

    def release(self, name: str, key: int) -> bool:
        with self._lock:
            if key in self._waiting_keys:
                self._withdraw(name, key)
            leases = self._open.get(name)
            item = leases.pop(key, None) if leases else None
            if item is None:
                return False
            self._drop(item.number)
            return True

    def release_all(self, key: int) -> None:
        with self._lock:
            for name in self._open:
                self.release(name, key)
            if key in self._waiting_keys:  # answered by somebody who held it in an earlier run
                for name in self._waiting:
                    self._withdraw(name, key)

    def _withdraw(self, name: str, key: int) -> None:
        kept: deque[int] = deque()
        for number in self._waiting.get(name, ()):
            if self._ids[number].key == key:
                self._note_dequeued(number)
                self._drop(number)
            else:
                kept.append(number)
        if name in self._waiting:
            self._waiting[name] = kept

    def steal(
        self,
        name: str,
        n: int,
        victims: Iterable[str],
        *,
        open_too: bool,
        still: Callable[[], bool] = lambda: True,
        queued_too: bool = True,
        is_seen: Any = None,
    ) -> int:
        stolen = 0
        for victim in victims:
            if victim == name or victim not in self._waiting:
                continue
            if open_too and stolen < n:
                stolen += self._steal_open(name, n - stolen, victim, still, is_seen)
            if queued_too and stolen < n:
                stolen += self._steal_waiting(name, n - stolen, victim, is_seen)
        return stolen

    def _steal_open(
        self, name: str, n: int, victim: str, still: Callable[[], bool], is_seen: Any
    ) -> int:
        with self._lock:
            # Under the lock: whoever comes back from now on is handed nothing of it.
            if not still():
                return 0
            own, held = self._get_own_keys(name), self._open[victim]
            keys = [
                key
                for key, item in held.items()
                if key not in own
                and not item.is_leaving
                and not self._is_seen(item.number, is_seen)
            ][:n]
            tasks = [self._tasks.get(held[key].number) for key in keys]
            self._mark_leaving(victim, keys, True)
        if not tasks:
            return 0
        refused = set(keys)
        try:
            refused = self._leases.give_back(victim, tasks)
        finally:
            with self._lock:
                # Somebody may have answered it meanwhile.
                left = [key for key in keys if key in self._open[victim]]
                self._mark_leaving(victim, refused.intersection(left), False)
                moved = [key for key in left if key not in refused]
                for key in moved:
                    number = self._open[victim].pop(key).number
                    self._enqueue(name, number)
                    self._drop(number)
        return len(moved)

    def _mark_leaving(self, name: str, keys: Iterable[int], is_leaving: bool) -> None:
        for key in keys:
            self._open[name][key] = self._open[name][key]._replace(is_leaving=is_leaving)

    def _steal_waiting(self, name: str, n: int, victim: str, is_seen: Any) -> int:
        with self._lock:
            own, queue = self._get_own_keys(name), self._waiting[victim]
            kept: list[int] = []
            stolen = 0
            while queue and stolen < n:
                number = queue.popleft()
                if self._ids[number].key in own or self._is_seen(number, is_seen):
                    kept.append(number)
                else:
                    self._waiting[name].append(number)
                    stolen += 1
            queue.extendleft(reversed(kept))
        return stolen

    def _get_own_keys(self, name: str) -> set[int]:
        """What a queue has already: to be asked again would help nobody."""
        return {*self._open[name], *(self._ids[number].key for number in self._waiting[name])}

    def _is_seen(self, number: int, is_seen: Any) -> bool:
        return is_seen is not None and is_seen(self._ids[number].identity)

    def iter_open(self, name: str) -> Iterator[tuple[float, Item]]:
        with self._lock:
            leases = list(self._open.get(name, {}).items())
            items = [(item.since, Item(key, self._tasks.get(item.number))) for key, item in leases]
        yield from items

    def find_next(self, name: str, replay: bool, is_seen: Any) -> Item | None:
        with self._lock:
            numbers: Iterable[int] = self._waiting.get(name, self._history if replay else ())
            is_new = name not in self._waiting
            for number in numbers:
                if not (is_new and self._is_seen(number, is_seen)):
                    return Item(self._ids[number].key, self._tasks.get(number))
            return None

    def is_holder(self, name: str) -> bool:
        with self._lock:
            reserved = (lease.name for leases in self._reserved.values() for lease in leases)
            return bool(self._open.get(name)) or name in reserved

    def clear(self) -> None:
        with self._lock:
            self._version += 1
            for name in self._waiting:
                self._make_queue(name)
            self._reset()
        self._leases.clear()

    # There is nobody else.

    def find_peers(self, *, fresh: bool = True) -> list[Peer] | None:
        return None

    def find_annotators(self, identity: Identity) -> set[str]:
        return set()

    def find_task(self, key: int) -> TaskType | None:
        return None

    def find_asked(self, keys: Collection[int]) -> dict[int, Identity]:
        return {}
