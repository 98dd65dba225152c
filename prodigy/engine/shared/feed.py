"""The feed of a queue that several processes share, as each of them sees it.

One process has the real one, `engine.feed.Feed`; the others know what it has told last.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple

from ...errors import OutageError, StreamError
from ...hashing import Identity
from ...shapes import TaskType
from ..feed import Feed, make_error
from .snapshot import Snapshot
from .store import SharedQueues

GIVEN_UP = (
    "This process hands out no more tasks",
    "It ends. Another one goes on, and pages try again by themselves.",
)


class _Waiting(NamedTuple):
    name: str
    n: int
    number: int
    future: Future[None]


class SharedFeed:
    """Stands for the feed, wherever it is. All methods may be called from any thread, and none but
    `ask_again` waits for the database.

    store (SharedQueues): The queues.
    wake (callable): Called when somebody waits for tasks.

    local (Feed | None): The real one, if it is in this process.
    """

    def __init__(self, store: SharedQueues, wake: Callable[[], None]) -> None:
        self._store, self._wake = store, wake
        self.local: Feed | None = None
        self._waiting: list[_Waiting] = []
        self._has_given_up = False
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    # What `Feed` has, too -------------------------------------------------------------------------

    def check_first_batch(self, n: int) -> None:
        """Check the first tasks, if the stream runs here. See `Feed.check_first_batch`."""
        if self.local is not None:
            self.local.check_first_batch(n)

    def request(self, session_id: str, n: int) -> Future[None]:
        """Ask for n waiting tasks in a session's queue. See `Feed.request`."""
        future: Future[None] = Future()
        snapshot = self._store.snapshot
        row = snapshot.sessions.get(session_id)
        # If others have taken them meanwhile, whoever asks gets none, and asks for more.
        if row is not None and row.wanted == n and snapshot.count_waiting(session_id) >= n:
            future.set_result(None)
            return future
        with self._lock:
            if self._has_given_up:
                future.set_exception(OutageError(*GIVEN_UP))
                return future
            self._waiting.append(_Waiting(session_id, n, next(self._numbers), future))
        self._wake()
        return future

    def prepare(self, session_id: str, n: int) -> None:
        """Draw ahead for the next call. The feeder does so by itself, once it knows how much."""
        row = self._store.snapshot.sessions.get(session_id)
        if row is None or row.wanted != n:
            self.request(session_id, n)

    def ask_again(self, tasks: list[TaskType]) -> int:
        """Ask tasks next, whoever has answered them. Those that don't fit the interface are
        reported where the stream runs.

        RETURNS (int): How many tasks.
        """
        self._store.wish_again(tasks)
        self._wake()
        return len(tasks)

    def note_answered(self, identity: Identity) -> None:
        """Nothing to do: the store knows what was answered, and doesn't put it into queues."""

    def close(self) -> None:
        """Draw no more."""
        if self.local is not None:
            self.local.close()

    def raise_error(self) -> None:
        """RAISES (StreamError): The stream or the router failed."""
        if self.error is not None:
            raise self.error

    @property
    def error(self) -> StreamError | None:
        """What failed, if anything did."""
        failed = self._told.get("failed")
        return make_error(*failed) if failed else None

    @property
    def is_over(self) -> bool:
        """Whether nothing new will come."""
        return self._store.snapshot.is_over

    @property
    def is_exhausted(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._told.get("is_exhausted"))

    # Figures, see `shares` ------------------------------------------------------------------------

    @property
    def _told(self) -> Mapping[str, Any]:
        return self._store.snapshot.state

    @property
    def n_known(self) -> int:
        """Tasks that had an answer already."""
        return int(self._told.get("n_known", 0))

    @property
    def n_placed(self) -> int:
        """Tasks that went to queues."""
        return int(self._told.get("n_placed", 0))

    @property
    def n_by_session(self) -> Mapping[str, int]:
        """Tasks by session, answered or not."""
        found: Mapping[str, int] = self._told.get("n_by_session", {})
        return found

    @property
    def queues(self) -> _Figures:
        """How many tasks were in queues a moment ago."""
        return _Figures(self._store.snapshot)

    @property
    def stream(self) -> _StreamFigures:
        """How much of the stream was read."""
        return _StreamFigures(self._told)

    # For `team` -----------------------------------------------------------------------------------

    def start_to_look(self) -> list[_Waiting]:
        """RETURNS (list): Who waits for tasks, before somebody looks into the queue."""
        with self._lock:
            return list(self._waiting)

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for tasks."""
        return bool(self._waiting)

    def tell(self, waiting: list[_Waiting], snapshot: Snapshot) -> None:
        """Tell those whose tasks are there."""
        ready = [
            one for one in waiting if snapshot.is_over or snapshot.count_waiting(one.name) >= one.n
        ]
        if ready:
            numbers = {one.number for one in ready}
            with self._lock:
                self._waiting = [one for one in self._waiting if one.number not in numbers]
        for one in ready:
            one.future.set_result(None)

    def give_up(self) -> None:
        """Tell everybody who waits, because nothing will come."""
        with self._lock:
            self._has_given_up = True
            waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.future.set_result(None)


class _Figures:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def names(self) -> list[str]:
        return list(self._snapshot.sessions)

    def size(self, name: str) -> int:
        return self._snapshot.count_waiting(name)

    def count_open(self, name: str) -> int:
        return self._snapshot.count_open(name)


class _StreamFigures:
    def __init__(self, told: Mapping[str, Any]) -> None:
        self.progress: float | None = told.get("read")
        self.n_ahead = int(told.get("n_ahead", 0))
        self.n_excluded = int(told.get("n_excluded", 0))
