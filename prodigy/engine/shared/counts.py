"""The figures of all processes that share a queue, see `engine.counts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext

from ...components.db import SaveResult
from ...components.session import Session
from ...hashing import get_task_key
from ...protocols import SessionProtocol
from ...shapes import TaskType
from ..counts import ANSWERS
from ..storage import Storage
from .snapshot import SessionRow
from .store import SharedQueues


class SharedCounts:
    """Has the methods of `Counts`.

    store (SharedQueues): The queues.
    get_sessions (callable): Returns the sessions of this process, whose figures are set.
    keeps_history (bool): An answer doesn't replace the earlier one to its task.
    """

    def __init__(
        self,
        store: SharedQueues,
        get_sessions: Callable[[], Mapping[str, Session]],
        *,
        keeps_history: bool,
    ) -> None:
        self._store, self._get_sessions = store, get_sessions
        self.keeps_history = keeps_history

    @property
    def run(self) -> int:
        """Annotations in this run."""
        return sum(row.n_new for row in self._store.snapshot.sessions.values())

    @property
    def total(self) -> int:
        """Annotations in the dataset, earlier runs included."""
        return self._store.snapshot.total + self.run

    def storing(self) -> AbstractContextManager[None]:
        """Surrounds writing answers and counting them. The transaction takes care of that."""
        return nullcontext()

    def add(
        self, session: SessionProtocol, saved: SaveResult, answers: Iterable[TaskType] = ()
    ) -> None:
        """Answers were stored, and counted with that."""
        self.sync()

    def refresh(self, storage: Storage, session: SessionProtocol) -> None:
        """Read the totals anew: others may write into the dataset, too."""
        if storage.is_storing:
            self._store.correct_total(storage.count_total)
        self.sync()

    def sync(self, *, max_age_s: float = 0.0) -> None:
        """Learn what all processes have stored.

        max_age_s (float): How old what is known may be, in seconds.
        """
        rows = self._store.look_again(max_age_s).sessions
        for name, session in list(self._get_sessions().items()):
            row = rows.get(name)
            if row is not None and row.is_joined:
                session.total_annotated = row.total + row.n_new
                session.session_annotated = row.n_new

    def get_answers(self, session: SessionProtocol) -> dict[str, int]:
        """RETURNS (Dict[str, int]): How often a session gave each answer in this run."""
        row = self._store.snapshot.sessions.get(session.session_id)
        return {answer: _get_number(row, answer) for answer in ANSWERS}

    def find_answered(self, session: SessionProtocol, tasks: Iterable[TaskType]) -> dict[int, str]:
        """RETURNS (Dict[int, str]): Task hash to answer, of tasks answered in this run."""
        hashes = {get_task_key(eg): eg["_task_hash"] for eg in tasks}
        answers = self._store.find_answers(session.session_id, list(hashes))
        return {hashes[key]: answer for key, answer in answers.items()}


def _get_number(row: SessionRow | None, answer: str) -> int:
    return 0 if row is None else int(getattr(row, f"n_{answer}"))
