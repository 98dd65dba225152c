"""Who gets which task next, and who holds it: queues, leases and history behind one interface.

Nothing else in the code knows where queues live. `MemoryQueues` keeps them in this process. A
task that is handed out becomes an open item (a lease) of its session until it is answered, so
that it can be sent again after a reload, or be taken over from somebody who left.
"""

import json
import tempfile
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..io.jsonable import dump_json
from ..shapes import TaskType

MAX_TASKS_IN_MEMORY = 500  # further queued tasks wait in a temporary file


@dataclass(frozen=True)
class Item:
    """A task in a queue.

    key (int): The task hash.
    data (dict): The task.
    """

    key: int
    data: TaskType


class QueueStore(Protocol):
    """What the rest of the code may ask of queues, wherever they live. Safe from any thread."""

    @property
    def version(self) -> int:
        """Changes whenever a queue is added, see `put`."""

    def add_queue(self, name: str, replay: bool, is_seen: Any) -> None:
        """Add a queue, with `replay` filled from the history (tasks `is_seen` says no to)."""

    def put(self, task: TaskType, names: Collection[str], version: int) -> bool:
        """Append a task to queues. False and nothing done: queues were added since `version`."""

    def size(self, name: str) -> int:
        """Tasks that wait in a queue, without the open ones."""

    def take(self, name: str, n: int, excludes: Collection[int]) -> list[TaskType]:
        """Hand out up to n tasks, open ones first; `excludes` are task hashes."""

    def release(self, name: str, task_hash: int) -> bool:
        """End the lease of an answered task. Returns whether there was one."""

    def release_all(self, task_hash: int) -> list[str]:
        """End every lease on a task. Returns the names of the holders."""

    def steal(self, name: str, n: int, victims: Iterable[str], open_too: bool, is_seen: Any) -> int:
        """Move up to n tasks of others to the end of a queue. Returns how many."""

    def iter_open(self, name: str) -> Iterator[tuple[float, Item]]:
        """Yield (time of hand-out in Unix seconds, item) of the open tasks, oldest first."""

    def names(self) -> list[str]:
        """Names of all queues."""

    def clear(self) -> None:
        """Empty all queues, leases and the history. The queues stay."""


class _TaskStore:
    """Tasks by number, each stored once however many queues hold it."""

    def __init__(self) -> None:
        self._memory: OrderedDict[int, TaskType] = OrderedDict()
        self._places: dict[int, tuple[int, int]] = {}
        self._file: Any = None
        self._end = 0
        self._next = 0

    def add(self, task: TaskType) -> int:
        number = self._next
        self._next += 1
        self._memory[number] = task
        if len(self._memory) > MAX_TASKS_IN_MEMORY:
            self._move_out(*self._memory.popitem(last=False))
        return number

    def _move_out(self, number: int, task: TaskType) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="prodigy-queue-")
        data = dump_json(task).encode("ascii")
        self._file.seek(self._end)
        self._file.write(data)
        self._places[number] = (self._end, len(data))
        self._end += len(data)

    def get(self, number: int) -> TaskType:
        if number in self._memory:
            return self._memory[number]
        offset, length = self._places[number]
        self._file.seek(offset)
        return json.loads(self._file.read(length))

    def discard(self, number: int) -> None:
        if self._memory.pop(number, None) is None:
            self._places.pop(number, None)
            if not self._places and self._file is not None:
                self._file.close()
                self._file, self._end = None, 0


class MemoryQueues:
    """Queues of one server process.

    keep_history (bool): Remember every task that was put, for queues added later with `replay`.
    """

    def __init__(self, keep_history: bool = False) -> None:
        self._keep_history = keep_history
        self._lock = threading.RLock()
        self._version = 0
        self._waiting: dict[str, deque[int]] = {}
        self._open: dict[str, OrderedDict[int, tuple[float, int]]] = {}
        self._reset()

    def _reset(self) -> None:
        self._tasks = _TaskStore()
        self._hashes: dict[int, int] = {}  # number -> task hash
        self._holders: dict[int, int] = {}  # number -> how many queues and leases refer to it
        self._history: list[tuple[int, int, int]] = []  # (number, input hash, task hash)

    @property
    def version(self) -> int:
        return self._version

    def names(self) -> list[str]:
        with self._lock:
            return list(self._waiting)

    def add_queue(self, name: str, replay: bool = False, is_seen: Any = None) -> None:
        with self._lock:
            if name in self._waiting:
                return
            self._version += 1
            self._waiting[name] = deque()
            self._open[name] = OrderedDict()
            if replay:
                for number, input_hash, task_hash in self._history:
                    if is_seen is None or not is_seen(input_hash, task_hash):
                        self._enqueue(name, number)

    def put(self, task: TaskType, names: Collection[str], version: int) -> bool:
        with self._lock:
            if version != self._version:
                return False
            if not names and not self._keep_history:
                return True  # nobody wants it; a stream in a circle brings it again and again
            number = self._tasks.add(task)
            self._hashes[number] = task[TASK_HASH_ATTR]
            self._holders[number] = 0
            if self._keep_history:
                self._history.append((number, task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR]))
                self._holders[number] = 1
            for name in names:
                self._enqueue(name, number)
            return True

    def _enqueue(self, name: str, number: int) -> None:
        self._waiting[name].append(number)
        self._holders[number] += 1

    def _drop(self, number: int) -> None:
        self._holders[number] -= 1
        if not self._holders[number]:
            del self._holders[number], self._hashes[number]
            self._tasks.discard(number)

    def size(self, name: str) -> int:
        with self._lock:
            return len(self._waiting.get(name, ()))

    def take(self, name: str, n: int, excludes: Collection[int] = ()) -> list[TaskType]:
        with self._lock:
            open_items, waiting = self._open[name], self._waiting[name]
            numbers = [num for key, (_, num) in open_items.items() if key not in excludes][:n]
            kept: list[int] = []
            while waiting and len(numbers) < n:
                number = waiting.popleft()
                task_hash = self._hashes[number]
                if task_hash in open_items:
                    self._drop(number)  # the same question, held already
                elif task_hash in excludes:
                    kept.append(number)
                else:
                    open_items[task_hash] = (time.time(), number)
                    numbers.append(number)
            waiting.extendleft(reversed(kept))
            return [self._tasks.get(number) for number in numbers]

    def release(self, name: str, task_hash: int) -> bool:
        with self._lock:
            leases = self._open.get(name)
            lease = leases.pop(task_hash, None) if leases else None
            if lease is None:
                return False
            self._drop(lease[1])
            return True

    def release_all(self, task_hash: int) -> list[str]:
        with self._lock:
            return [name for name in self._open if self.release(name, task_hash)]

    def steal(
        self, name: str, n: int, victims: Iterable[str], open_too: bool, is_seen: Any = None
    ) -> int:
        stolen = 0
        with self._lock:
            for victim in victims:
                if victim == name or victim not in self._waiting:
                    continue
                if open_too:
                    for task_hash, (_, number) in list(self._open[victim].items()):
                        if stolen < n and not self._is_seen(number, is_seen):
                            del self._open[victim][task_hash]
                            self._waiting[name].append(number)
                            stolen += 1
                queue = self._waiting[victim]
                for number in list(queue):
                    if stolen < n and not self._is_seen(number, is_seen):
                        queue.remove(number)
                        self._waiting[name].append(number)
                        stolen += 1
        return stolen

    def _is_seen(self, number: int, is_seen: Any) -> bool:
        if is_seen is None:
            return False
        task = self._tasks.get(number)
        return is_seen(task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR])

    def iter_open(self, name: str) -> Iterator[tuple[float, Item]]:
        with self._lock:
            leases = list(self._open.get(name, {}).items())
            items = [(since, Item(key, self._tasks.get(num))) for key, (since, num) in leases]
        yield from items

    def clear(self) -> None:
        with self._lock:
            self._version += 1
            for name in self._waiting:
                self._waiting[name] = deque()
                self._open[name] = OrderedDict()
            self._reset()
