"""Places of tasks in queues: whose turn a task is, and with whom it is, see `tables`.

Everything here runs within a transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from ...components.db import Database
from ...components.db.base import chunked, insert_rows
from ...hashing import Identity
from .answered import Answered, IsSeen

PAGE_SIZE = 200  # rows that are looked at in one go
COLUMNS = ("queue_id", "name", "task_id", "key", "since")
FIELDS = f"p.id, p.key, t.content, {', '.join(f't.{name}' for name in Identity._fields)}"


class Place(NamedTuple):
    """A place, with its task."""

    id: int
    key: int
    content: str
    identity: Identity


def make_places(rows: Iterable[Any]) -> list[Place]:
    return [Place(row_id, key, content, Identity(*what)) for row_id, key, content, *what in rows]


class Places:
    """The places of one queue.

    db (Database): The storage of the answers.
    queue_id (int): Row of the queue.
    """

    def __init__(self, db: Database, queue_id: int) -> None:
        self.db, self.queue_id = db, queue_id

    def pick(
        self, name: str, n: int, excludes: Collection[int], *, has_open: bool, now: float
    ) -> tuple[list[Place], int, int]:
        """Choose places, those that are open first, and open the others.

        RETURNS (tuple): The places; how many leave the queue, and how many of them are opened.
        """
        held = self._read_open(name) if has_open else []
        picked = [place for place in held if place.identity.task_hash not in excludes][:n]
        # What the annotator had before it was known here, maybe from an earlier run. Another task
        # with the hash of an open one is not held back.
        unknown = set(excludes).difference(place.identity.task_hash for place in held)
        keys = {place.key for place in held}
        n_opened, doubled = 0, []
        while len(picked) < n:
            limit = n - len(picked)
            rows = self._open(name, limit, list(unknown), now)
            for place in rows:
                if place.key in keys:
                    doubled.append(place.id)  # the same question, held already
                else:
                    picked.append(place)
                    keys.add(place.key)
                    n_opened += 1
            if len(rows) < limit:
                break
        if doubled:
            self._execute("DELETE FROM prodigy_queue_place WHERE id = ANY(%s)", doubled)
        return picked, n_opened + len(doubled), n_opened

    def _read_open(self, name: str) -> list[Place]:
        query = (
            f"SELECT {FIELDS} FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id "
            "WHERE p.queue_id = %s AND p.name = %s AND p.since IS NOT NULL ORDER BY p.since, p.id"
        )
        return make_places(self._execute(query, self.queue_id, name))

    def _open(self, name: str, limit: int, unknown: list[int], now: float) -> list[Place]:
        """Open the first places that nobody else takes at the moment."""
        query = (
            "WITH first AS (SELECT p.id FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id "
            "WHERE p.queue_id = %s AND p.name = %s AND p.since IS NULL AND t.task_hash <> ALL(%s) "
            "ORDER BY p.id LIMIT %s FOR UPDATE OF p SKIP LOCKED) "
            "UPDATE prodigy_queue_place p SET since = %s FROM first, prodigy_queue_task t "
            f"WHERE p.id = first.id AND t.id = p.task_id RETURNING {FIELDS}"
        )
        rows = self._execute(query, self.queue_id, name, unknown, limit, now)
        return sorted(make_places(rows))

    def insert(self, places: Sequence[tuple[str, int, int, float | None]]) -> None:
        for chunk in chunked(places):
            rows = [(self.queue_id, *place) for place in chunk]
            insert_rows(self.db.db, "prodigy_queue_place", COLUMNS, rows)

    def move(self, places: list[int], name: str) -> None:
        """Let places wait at the end of another queue, in their order."""
        query = (
            "UPDATE prodigy_queue_place p SET name = %s, since = NULL, id = n.new_id FROM ("
            "SELECT id, nextval('prodigy_queue_place_id_seq') AS new_id FROM ("
            "SELECT id FROM prodigy_queue_place WHERE id = ANY(%s) ORDER BY id) o) n "
            "WHERE p.id = n.id"
        )
        self._execute(query, name, places)

    def find_movable(
        self,
        name: str,
        n: int,
        victim: str,
        *,
        is_open: bool,
        answered: Answered,
        is_seen: IsSeen | None,
    ) -> list[int]:
        """Find places of somebody that another one can use, and lock them.

        name (str): Who is to get them: nothing that is in that queue already, or answered.
        n (int): How many at most.
        victim (str): Whose they are.
        is_open (bool): Those that are with the victim, or those that wait.
        answered (Answered): Knows what `name` has answered in this run.
        is_seen (callable | None): Whether it was answered before.
        RETURNS (list[int]): The places, in their order.
        """
        found: list[int] = []
        query = "SELECT key FROM prodigy_queue_place WHERE queue_id = %s AND name = %s"
        own = {key for (key,) in self._execute(query, self.queue_id, name).fetchall()}
        hashes = ", ".join(Identity._fields)
        query = (
            f"SELECT p.id, p.key, {hashes} FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id WHERE p.queue_id = %s "
            f"AND p.name = %s AND p.since IS {'NOT ' * is_open}NULL AND p.id > %s "
            "ORDER BY p.id LIMIT %s FOR UPDATE OF p SKIP LOCKED"
        )
        last = 0
        while len(found) < n:
            rows = self._execute(query, self.queue_id, victim, last, PAGE_SIZE).fetchall()
            identities = [Identity(*what) for _, _, *what in rows]
            seen = answered.find_seen(name, identities, is_seen)
            for row_id, key, *what in rows:
                if key not in own and Identity(*what) not in seen and len(found) < n:
                    found.append(row_id)
                    own.add(key)
            if len(rows) < PAGE_SIZE:
                break
            last = rows[-1][0]
        return found

    def _execute(self, query: str, *values: Any) -> Any:
        return self.db.db.execute_sql(query, values)
