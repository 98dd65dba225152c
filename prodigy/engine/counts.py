"""How much was annotated: the one home of the figures that the controller shows."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..components.db import SaveResult
from ..hashing import get_task_key
from ..protocols import SessionProtocol
from ..shapes import TaskType

if TYPE_CHECKING:
    from .storage import Storage

ANSWERS = ("accept", "reject", "ignore")


class RunAnswers:
    """What a session answered in this run, the last answer to each task.

    keeps_history (bool): An answer doesn't replace the earlier one to its task.
    """

    def __init__(self, keeps_history: bool = False) -> None:
        self._keeps_history = keeps_history
        self._by_task: dict[int, str] = {}
        self.counts: Counter[str] = Counter()

    def add(self, answers: Iterable[TaskType], saved: SaveResult) -> None:
        """Take in answers that were stored. Those that replace one of an earlier run don't count.

        answers (Iterable[dict]): The answers as they came.
        saved (SaveResult): What became of them.
        """
        new_keys = {get_task_key(eg) for eg in saved.new if "_task_hash" in eg}
        n_left = saved.n_new
        # Those known to be new first: a callback of the recipe may have changed the others' hashes.
        for eg in sorted(answers, key=lambda eg: get_task_key(eg) not in new_keys):
            key, answer = get_task_key(eg), str(eg.get("answer"))
            before = None if self._keeps_history else self._by_task.get(key)
            if before is not None:
                self.counts[before] -= 1
            elif n_left > 0:
                n_left -= 1
            else:
                continue
            self.counts[answer] += 1
            self._by_task[key] = answer

    def find(self, tasks: Iterable[TaskType]) -> dict[int, str]:
        """RETURNS (Dict[int, str]): Task hash to answer, of the tasks that were answered."""
        found = ((eg["_task_hash"], self._by_task.get(get_task_key(eg))) for eg in tasks)
        return {task_hash: answer for task_hash, answer in found if answer is not None}


@dataclass
class Counts:
    """Counts the answers that were stored, of all sessions together and of each. Those of a session
    are kept in the session.

    total (int): Annotations in the dataset, earlier runs included.
    run (int): Annotations in this run.
    keeps_history (bool): An answer doesn't replace the earlier one to its task.
    """

    total: int
    run: int = 0
    keeps_history: bool = False
    _answers: dict[str, RunAnswers] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _n_storing: int = field(default=0, repr=False)
    _version: int = field(default=0, repr=False)

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Surrounds writing answers and counting them: nobody reads the database in between."""
        with self._lock:
            self._n_storing += 1
            self._version += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_storing -= 1

    def add(
        self, session: SessionProtocol, saved: SaveResult, answers: Iterable[TaskType] = ()
    ) -> None:
        """Count answers that were stored. Safe from any thread.

        session (Session): Who answered. Its figures are changed, too.
        saved (SaveResult): How many were added; those that replace others are not new.
        answers (Iterable[dict]): The answers as they came.
        """
        n = saved.n_new
        with self._lock:
            self.total += n
            self.run += n
            session.total_annotated += n
            session.session_annotated += n
            self._of(session).add(answers, saved)

    def _of(self, session: SessionProtocol) -> RunAnswers:
        return self._answers.setdefault(session.session_id, RunAnswers(self.keeps_history))

    def refresh(self, storage: Storage, session: SessionProtocol) -> None:
        """Read the totals anew: others may write into the dataset, too. Safe from any thread.

        storage (Storage): The storage of this run.
        session (Session): Whose figures are read along.
        """
        if not storage.is_storing:
            return
        with self._lock:
            version = self._version
        total, own = storage.count_total(), storage.count_session(session.session_id)
        with self._lock:
            # Of answers that came meanwhile nobody knows whether they were read already.
            if not self._n_storing and version == self._version:
                self.total, session.total_annotated = total, own

    def sync(self, *, max_age_s: float = 0.0) -> None:
        """Learn what others have stored: there are no others."""

    def get_answers(self, session: SessionProtocol) -> dict[str, int]:
        """RETURNS (Dict[str, int]): How often a session gave each answer in this run."""
        with self._lock:
            counts = self._of(session).counts
            return {answer: counts[answer] for answer in ANSWERS}

    def find_answered(self, session: SessionProtocol, tasks: Iterable[TaskType]) -> dict[int, str]:
        """RETURNS (Dict[int, str]): Task hash to answer, of tasks answered in this run."""
        with self._lock:
            return self._of(session).find(tasks)
