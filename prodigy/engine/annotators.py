"""Who has answered a task before: in this run, or in earlier ones on the same dataset."""

import threading
from collections.abc import Callable, Mapping

from ..components.session import Session
from ..hashing import Identity
from ..sameness import IdentitySet


class Annotators:
    """Knows whose answers a task has. Safe from any thread.

    sessions (Mapping[str, Session]): The sessions of this run by full ID. They are read as they
        are when somebody asks.
    load (callable): Returns session ID to what that session answered before this run. Called once,
        when it matters for the first time.
    exclude_by (str): "task" or "input", what counts as the same.
    look_up (callable): `(identity) -> session ids`, of what others know of this run.
    """

    def __init__(
        self,
        sessions: Mapping[str, Session],
        load: Callable[[], dict[str, IdentitySet]],
        exclude_by: str,
        look_up: Callable[[Identity], set[str]] = lambda identity: set(),
    ) -> None:
        self._sessions, self._load = sessions, load
        self._exclude_by = exclude_by
        self._look_up = look_up
        self._earlier: dict[str, IdentitySet] | None = None
        self._lock = threading.Lock()

    def find(self, identity: Identity) -> set[str]:
        """RETURNS (set[str]): Full IDs of the sessions that have an answer to a task."""
        with self._lock:
            if self._earlier is None:
                self._earlier = self._load()
        found = {name for name, answered in self._earlier.items() if identity in answered}
        found |= self._look_up(identity)
        for name, session in list(self._sessions.items()):
            if session.has_answered(identity, self._exclude_by):
                found.add(name)
        return found
