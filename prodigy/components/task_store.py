"""Tasks that wait in queues: a few in memory, the rest in a temporary file."""

import json
import tempfile
from collections import OrderedDict
from typing import Any

from ..io.jsonable import dump_json
from ..shapes import TaskType

MAX_TASKS_IN_MEMORY = 500


class TaskStore:
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
