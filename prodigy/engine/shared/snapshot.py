"""What a queue looked like at one moment: all that is shown of it without asking again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

LOOK = """
SELECT q.run, q.term, q.version, q.total, q.state, (
    SELECT json_agg(json_build_array(
        s.name, s.is_joined, s.version, s.wanted, s.heard, s.was_heard, s.total,
        s.n_new, s.n_accept, s.n_reject, s.n_ignore, s.n_gone, s.n_open
    ) ORDER BY s.version, s.name)
    FROM prodigy_queue_session s WHERE s.queue_id = q.id
), EXISTS (SELECT 1 FROM prodigy_queue_again a WHERE a.queue_id = q.id)
FROM prodigy_queue q WHERE q.id = %s
"""


class SessionRow(NamedTuple):
    """A row of `prodigy_queue_session`.

    is_joined (bool): The session is known in this run. Otherwise it holds tasks of an earlier one.
    version (int): That of the queue when it was added.
    wanted (int): How many tasks are to wait for it.
    heard (float): When it was heard of last, in Unix seconds by the clock of the process that did.
    total (int): Its annotations before this run.
    n_new (int): Its annotations in this run.
    n_gone (int): Tasks that don't wait for it any more, without those that came from others.
    n_open (int): Tasks that are with it.
    """

    name: str
    is_joined: bool
    version: int
    wanted: int
    heard: float
    was_heard: bool
    total: int
    n_new: int
    n_accept: int
    n_reject: int
    n_ignore: int
    n_gone: int
    n_open: int


@dataclass(frozen=True)
class Snapshot:
    """A queue at one moment.

    run (str): ID of the run.
    term (int): Grows with every feeder.
    version (int): Grows with every session.
    total (int): Annotations in the dataset before this run.
    state (Mapping): What the feeder tells, see `shared.feed`. With "put": session to the number of
        tasks that were put into its queue.
    sessions (dict[str, SessionRow]): All sessions, in the order in which they came.
    has_wishes (bool): Somebody wants tasks to be asked again.
    """

    run: str = ""
    term: int = 0
    version: int = 0
    total: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)
    sessions: dict[str, SessionRow] = field(default_factory=dict)
    has_wishes: bool = False

    @classmethod
    def read(cls, row: Any) -> Snapshot:
        """Make a snapshot of the row that `LOOK` finds; of None, an empty one."""
        if row is None:
            return cls()
        run, term, version, total, state, sessions, has_wishes = row
        rows = {values[0]: SessionRow(*values) for values in sessions or ()}
        return cls(run, term, version, total, _parse(state), rows, has_wishes)

    def count_waiting(self, name: str) -> int:
        """RETURNS (int): Tasks that wait for a session."""
        row = self.sessions.get(name)
        return 0 if row is None else self.state.get("put", {}).get(name, 0) - row.n_gone

    def count_open(self, name: str) -> int:
        """RETURNS (int): Tasks that are with a session."""
        row = self.sessions.get(name)
        return 0 if row is None else row.n_open

    @property
    def is_over(self) -> bool:
        """Whether nothing new will come."""
        return bool(self.state.get("is_over"))

    @property
    def joined(self) -> list[str]:
        """Names of the sessions that are known in this run."""
        return [row.name for row in self.sessions.values() if row.is_joined]

    def find_short(self) -> dict[str, int]:
        """RETURNS (dict[str, int]): Sessions for which more tasks are to wait, and how many."""
        put = self.state.get("put", {})
        missing = {
            row.name: row.wanted - put.get(row.name, 0) + row.n_gone
            for row in self.sessions.values()
        }
        return {name: n for name, n in missing.items() if n > 0}


@lru_cache(maxsize=4)
def _parse(state: str) -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(state)
    return parsed
