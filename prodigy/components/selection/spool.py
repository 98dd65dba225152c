"""Tasks that wait for a later pass, in a temporary file: the memory they take is constant."""

from __future__ import annotations

import json
import tempfile
import weakref
from collections.abc import Iterator
from typing import Any

from ...errors import StreamError
from ...io.jsonable import dump_json
from ...io.places import Place, get_place, put_in_place
from ...shapes import TaskType


class Spool:
    """A file of tasks, written at the end and read from the start, each task once.

    The file is made with the first task, and has no name: it is gone with the process.
    """

    def __init__(self) -> None:
        self._file: Any = None
        self._end = self._start = 0
        self.n_tasks = 0  # written, and not read yet

    def add(self, task: TaskType) -> None:
        """Write a task.

        task (dict): The task. Where it comes from is kept.
        RAISES (StreamError): There is no room.
        """
        place = get_place(task)
        data = dump_json([task, None if place is None else list(place)]).encode("ascii") + b"\n"
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="prodigy-selection-")
                weakref.finalize(self, self._file.close)
            self._file.seek(self._end)
            self._file.write(data)
        except OSError as err:
            raise StreamError(
                "Can't keep the texts that are not asked yet",
                f"{err}. They wait in a temporary file in {tempfile.gettempdir()}: make room "
                "there, or set TMPDIR to another folder. All answers are safe.",
            ) from err
        self._end += len(data)
        self.n_tasks += 1

    def drain(self) -> Iterator[TaskType]:
        """Read the tasks that are there.

        YIELDS (dict): The tasks, in the order in which they were written.
        """
        while self.n_tasks:
            self._file.seek(self._start)
            line = self._file.readline()
            self._start += len(line)
            self.n_tasks -= 1
            task, place = json.loads(line)
            yield task if place is None else put_in_place(task, Place(*place))
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._start, self._end = None, 0, 0
