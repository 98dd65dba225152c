"""Queues, leases and history of several processes in PostgreSQL, see `QueueStore`.

What is done in each transaction stands in the docstring of this package.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ...components import queue_store
from ...components.db import Database, SaveResult
from ...components.db.base import chunked, insert_rows
from ...components.db.tables import dump_json, load_json
from ...components.leases import Lease
from ...components.queue_store import Item, Peer
from ...hashing import (
    INPUT_HASH_ATTR,
    SAMENESS,
    TASK_HASH_ATTR,
    Identity,
    Sameness,
    get_task_key,
    identify,
)
from ...shapes import TaskType
from ..leases import GIVEN_UP_AFTER_S, Leases
from .answered import Answered, Group, IsSeen
from .places import Places
from .settling import Settlement
from .snapshot import LOOK, Snapshot

_NEVER = (None, 0.0)
HEARD_INTERVAL_S = 5.0  # how often it is noted at most that an annotator is there
TASK_COLUMNS = ("queue_id", "key", *Identity._fields, "content")
MAX_REMEMBERED = 10_000  # tasks that were handed out here


class NotFeederError(Exception):
    """Another process feeds the queue now."""


@dataclass(frozen=True)
class _Put:
    """A task on its way into queues.

    names (Sequence[str]): For whom it is to wait.
    held (Mapping[str, float]): With whom it is already: session to the time of hand-out.
    version (int): That of the queue when it was routed.
    """

    task: TaskType
    key: int
    identity: Identity
    names: Sequence[str]
    held: Mapping[str, float]
    version: int


class SharedQueues:
    """A `QueueStore` in PostgreSQL. All methods may be called from any thread.

    db (Database): The storage of the answers.
    queue_id (int): Row of the queue, see `tables.open_queue`.
    keep_history (bool): Queues that are added later with `replay` get what was put before.
    asks_once (bool): A task that somebody has answered is for nobody else.
    sameness (Sameness): What counts as the same. Defaults to tasks.
    keeps_lessons (bool): Keep answers until the recipe has learned from them.
    keeps_history_of_answers (bool): An answer doesn't replace the earlier one to its task.
    leases (Leases | None): What earlier runs have left with annotators.
    """

    def __init__(
        self,
        db: Database,
        queue_id: int,
        *,
        keep_history: bool = False,
        asks_once: bool = False,
        sameness: Sameness = SAMENESS["task"],
        keeps_lessons: bool = False,
        keeps_history_of_answers: bool = False,
        leases: Leases | None = None,
    ) -> None:
        self.db, self.queue_id = db, queue_id
        self._keep_history, self._asks_once, self._sameness = keep_history, asks_once, sameness
        self._places, self._answered = Places(db, queue_id), Answered(db, queue_id, sameness)
        self._settlement = Settlement(
            db, queue_id, asks_once, keeps_lessons, keeps_history_of_answers
        )
        self._leases = leases
        self.has_leases = False  # of earlier runs, that may still be there
        self._lock = threading.RLock()
        self._buffer: list[_Put] = []
        # Number of the latest flush and how much of the buffer it wrote, until it is known to be
        # there: a connection may be lost after the database has committed.
        self._doubtful: tuple[int, int] | None = None
        self._reserved: dict[int, list[Lease]] = {}
        self._is_seen: dict[str, IsSeen | None] = {}
        self._heard: dict[str, float] = {}  # by `time.monotonic`
        # What was read last of when a session was heard of, and since when it is that.
        self._last_heard: dict[str, tuple[float, float]] = {}
        self._wanted: dict[str, int] = {}
        self._again: set[int] = set()  # keys of tasks that are asked although they have answers
        self._handed_out: OrderedDict[int, Identity] = OrderedDict()
        self._version = 0
        self._term: int | None = None
        self.get_state: Callable[[], Mapping[str, Any]] = dict
        self.snapshot = Snapshot()
        self._looks = itertools.count(1)
        self._last_look, self._looked = 0, -math.inf
        self._look_lock = threading.Lock()

    settles = True

    # Looking --------------------------------------------------------------------------------------

    def look(self) -> Snapshot:
        """See how the queue is now. RETURNS (Snapshot): That is also kept as `snapshot`."""
        number, now = next(self._looks), time.monotonic()
        with self.db._connected("look at the queue"):
            row = self._execute(LOOK, self.queue_id).fetchone()
        snapshot = Snapshot.read(row)
        with self._look_lock:
            if number > self._last_look:  # others may have looked later, and been faster
                self._last_look, self._looked, self.snapshot = number, now, snapshot
                self._listen(snapshot, now)
        return snapshot

    def _listen(self, snapshot: Snapshot, now: float) -> None:
        for row in snapshot.sessions.values():
            if self._last_heard.get(row.name, _NEVER)[0] != row.heard:
                self._last_heard[row.name] = (row.heard, now)

    def measure_silence(self, name: str) -> float:
        """RETURNS (float): For how many seconds this process has heard nothing of a session. By no
        clock that could be set, or that goes differently on another machine."""
        return time.monotonic() - self._last_heard.get(name, (0.0, time.monotonic()))[1]

    def look_again(self, max_age_s: float) -> Snapshot:
        """RETURNS (Snapshot): How the queue was so many seconds ago, or later."""
        is_fresh = time.monotonic() - self._looked < max_age_s
        return self.snapshot if is_fresh else self.look()

    @property
    def version(self) -> int:
        return self._version

    def names(self) -> list[str]:
        return list(self.look().sessions)

    def size(self, name: str) -> int:
        with self._lock:
            n_buffered = sum(name in put.names for put in self._buffer)
            return self.look().count_waiting(name) + n_buffered

    def count_open(self, name: str) -> int:
        return self.look().count_open(name)

    def find_peers(self, *, fresh: bool = True) -> list[Peer] | None:
        rows = (self.look() if fresh else self.snapshot).sessions.values()
        now = time.time()
        return [
            Peer(row.name, now - self.measure_silence(row.name), row.was_heard)
            for row in rows
            if row.is_joined
        ]

    def find_annotators(self, identity: Identity) -> set[str]:
        with self.db._connected("look up answers"):
            return {name for name, found in self._answered.find([identity]) if found}

    def find_task(self, key: int) -> TaskType | None:
        query = "SELECT content FROM prodigy_queue_task WHERE queue_id = %s AND key = %s LIMIT 1"
        with self.db._connected("look up a task"):
            row = self._execute(query, self.queue_id, key).fetchone()
        return load_json(row[0]) if row else None

    def find_asked(self, keys: Collection[int]) -> dict[int, Identity]:
        with self._lock:
            known = {key: self._handed_out[key] for key in keys if key in self._handed_out}
        unknown = [key for key in keys if key not in known]
        if not unknown:
            return known
        query = (
            f"SELECT key, {', '.join(Identity._fields)} FROM prodigy_queue_task "
            "WHERE queue_id = %s AND key = ANY(%s)"
        )
        with self.db._connected("look up tasks"):
            rows = self._execute(query, self.queue_id, unknown).fetchall()
        return {**known, **{key: Identity(*what) for key, *what in rows}}

    def iter_open(self, name: str) -> Iterator[tuple[float, Item]]:
        query = (
            "SELECT p.since, p.key, t.content FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id "
            "WHERE p.queue_id = %s AND p.name = %s AND p.since IS NOT NULL ORDER BY p.since, p.id"
        )
        with self.db._connected("look up tasks"):
            rows = self._execute(query, self.queue_id, name).fetchall()
        yield from ((since, Item(key, load_json(content))) for since, key, content in rows)

    def find_next(self, name: str, replay: bool, is_seen: Any) -> Item | None:
        return None  # what a process knows by itself may be with others by now

    def is_holder(self, name: str) -> bool:
        return self.count_open(name) > 0

    def iter_identities(self) -> Iterator[Identity]:
        """Yield what was put into queues in this run, in order."""
        last = 0
        query = (
            f"SELECT id, {', '.join(Identity._fields)} FROM prodigy_queue_task "
            "WHERE queue_id = %s AND id > %s ORDER BY id LIMIT 10000"
        )
        while True:
            with self.db._connected("read what was asked"):
                rows = self._execute(query, self.queue_id, last).fetchall()
            if not rows:
                return
            yield from (Identity(*what) for _, *what in rows)
            last = rows[-1][0]

    def iter_asked_by(self) -> Iterator[tuple[str, Identity]]:
        """Yield who was asked what in this run, as far as it is known: it waits, is open, or was
        answered."""
        hashes = ", ".join(Identity._fields)
        query = (
            f"SELECT p.name, {hashes} FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id WHERE p.queue_id = %s "
            f"UNION ALL SELECT name, {hashes} FROM prodigy_queue_answer WHERE queue_id = %s"
        )
        with self.db._connected("read who was asked"):
            rows = self._execute(query, self.queue_id, self.queue_id).fetchall()
        yield from ((name, Identity(*what)) for name, *what in rows)

    # Sessions -------------------------------------------------------------------------------------

    def add_queue(self, name: str, replay: bool = False, is_seen: Any = None) -> None:
        with self._lock:
            is_known = name in self._is_seen
            self._is_seen[name] = is_seen
        if is_known:
            return
        row = self.snapshot.sessions.get(name)
        if row is not None and row.is_joined:
            return
        with self._transaction("add a session"):
            version = self._lock_queue()[1]
            query = (
                "INSERT INTO prodigy_queue_session AS s "
                "(queue_id, name, is_joined, version, heard, total) "
                "VALUES (%s, %s, true, %s, %s, (SELECT count(*) FROM link JOIN dataset "
                "ON dataset.id = link.dataset_id WHERE dataset.name = %s)) "
                "ON CONFLICT (queue_id, name) DO UPDATE SET is_joined = true, "
                "version = EXCLUDED.version, heard = EXCLUDED.heard, total = EXCLUDED.total "
                "WHERE NOT s.is_joined RETURNING 1"
            )
            values = (self.queue_id, name, version + 1, time.time(), name)
            if self._execute(query, *values).fetchone() is None:
                return  # another process was faster
            self._execute(
                "UPDATE prodigy_queue SET version = version + 1 WHERE id = %s", self.queue_id
            )
            if replay:
                self._replay(name, is_seen)
        with self._lock:
            if self._version == version:
                self._version += 1

    def _replay(self, name: str, is_seen: IsSeen | None) -> None:
        last = n_placed = 0
        query = (
            f"SELECT id, key, {', '.join(Identity._fields)} FROM prodigy_queue_task "
            "WHERE queue_id = %s AND id > %s ORDER BY id LIMIT 5000"
        )
        while rows := self._execute(query, self.queue_id, last).fetchall():
            last = rows[-1][0]
            identities = [Identity(*what) for _, _, *what in rows]
            seen = self._answered.find_seen(name, identities, is_seen)
            kept = [row for row, identity in zip(rows, identities) if identity not in seen]
            self._places.insert([(name, row[0], row[1], None) for row in kept])
            n_placed += len(kept)
        self._count(name, gone=-n_placed)

    def has_joined(self, name: str) -> bool:
        row = self.snapshot.sessions.get(name)
        return row is not None and row.is_joined

    def sync(self, snapshot: Snapshot) -> None:
        """Note that everything that came up to a snapshot is known to who routes tasks."""
        self._version = max(self._version, snapshot.version)

    def note_wanted(self, name: str, n: int) -> None:
        """Let n tasks wait for a session, as soon as the feeder has them."""
        if self._wanted.get(name) == n:
            row = self.snapshot.sessions.get(name)
            if row is not None and row.wanted == n:
                return
        self._wanted[name] = n
        query = "UPDATE prodigy_queue_session SET wanted = %s WHERE queue_id = %s AND name = %s"
        with self._cheap_transaction("ask for tasks"):
            self._execute(query, n, self.queue_id, name)

    def note_activity(self, name: str) -> None:
        now, last = time.monotonic(), self._heard.get(name)
        if last is not None and now - last < HEARD_INTERVAL_S:
            return
        self._heard[name] = now
        query = (
            "UPDATE prodigy_queue_session SET heard = %s, was_heard = true "
            "WHERE queue_id = %s AND name = %s"
        )
        with self._cheap_transaction("note who is there"):
            self._execute(query, time.time(), self.queue_id, name)

    # Feeding --------------------------------------------------------------------------------------

    def start_feeding(self) -> Snapshot:
        """Be the one who puts tasks into the queues, from now on.

        RETURNS (Snapshot): What those before have left.
        """
        with self._transaction("feed the queue"):
            query = "UPDATE prodigy_queue SET term = term + 1 WHERE id = %s RETURNING term"
            term = self._execute(query, self.queue_id).fetchone()[0]
        with self._lock:
            self._buffer, self._doubtful = [], None
            self._term = term
        self._load_reserved()
        snapshot = self.look()
        self.sync(snapshot)
        return snapshot

    @property
    def is_feeding(self) -> bool:
        """Whether this process puts tasks into the queues."""
        return self._term is not None

    def _load_reserved(self) -> None:
        self._reserved = {}
        for lease in self._leases.load() if self._leases else ():
            hash_ = self._leases.get_hash(lease.identity)  # type: ignore[union-attr]
            self._reserved.setdefault(hash_, []).append(lease)

    def find_holders(self, task: TaskType) -> list[str]:
        return [lease.name for lease in self._find_reserved(task)]

    def _find_reserved(self, task: TaskType) -> list[Lease]:
        if not self._reserved or self._leases is None:
            return []
        leases = self._leases
        found = self._reserved.get(
            leases.get_hash(Identity(task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR]))
        )
        identity = identify(task) if found else None
        return [one for one in found or () if identity and leases.is_same(one.identity, identity)]

    def put(self, task: TaskType, names: Collection[str], version: int) -> bool:
        with self._lock:
            if version != self._version:
                return False
            held = {lease.name: lease.since for lease in self._find_reserved(task)}
            for lease in self._find_reserved(task):
                self._reserved[self._leases.get_hash(lease.identity)].remove(lease)  # type: ignore[union-attr]
            waiting = [name for name in names if name not in held]
            held = {name: since for name, since in held.items() if name in names}
            key, identity = get_task_key(task), identify(task)
            self._buffer.append(_Put(task, key, identity, waiting, held, version))
            return True

    def flush(self, *, force: bool = False) -> None:
        """Let others see what was put, and what the feeder tells.

        force (bool): Tell it even if nothing was put.
        RAISES (NotFeederError): Another process feeds the queue now. Nothing was written.
        """
        with self._lock:
            if self._term is None or not (self._buffer or force):
                return
            with self._transaction("put tasks into the queue"):
                state = self._lock_as_feeder()
                known = load_json(state)
                number, n_put = known.get("n_flushed", 0), Counter(known.get("put", {}))
                if self._doubtful is not None and self._doubtful[0] == number:
                    del self._buffer[: self._doubtful[1]]
                number += bool(self._buffer)
                self._doubtful = (number, len(self._buffer)) if self._buffer else None
                self._write(self._buffer, self._find_newcomers(), n_put)
                new_state = dump_json({**self.get_state(), "put": n_put, "n_flushed": number})
                if new_state != state:
                    query = "UPDATE prodigy_queue SET state = %s WHERE id = %s"
                    self._execute(query, new_state, self.queue_id)
            self._buffer, self._doubtful = [], None

    @property
    def has_news(self) -> bool:
        """Whether tasks were put that others don't see yet."""
        return bool(self._buffer)

    def _find_newcomers(self) -> dict[str, int]:
        """RETURNS (dict[str, int]): Sessions that came after tasks in the buffer were routed, and
        their versions. With full overlap, they have got only what was put before."""
        if not self._keep_history or not self._buffer:
            return {}
        query = (
            "SELECT name, version FROM prodigy_queue_session "
            "WHERE queue_id = %s AND is_joined AND version > %s"
        )
        first = min(put.version for put in self._buffer)
        return dict(self._execute(query, self.queue_id, first).fetchall())

    def _write(
        self, puts: Sequence[_Put], newcomers: Mapping[str, int], n_put: Counter[str]
    ) -> None:
        """Write tasks and places. `n_put` is changed."""
        if not puts:
            return
        rows = [(self.queue_id, put.key, *put.identity, dump_json(put.task)) for put in puts]
        ids: list[int] = []
        for chunk in chunked(rows):
            table, end = "prodigy_queue_task", " RETURNING id"
            cursor = insert_rows(self.db.db, table, TASK_COLUMNS, chunk, end=end)
            ids.extend(sorted(row_id for (row_id,) in cursor.fetchall()))
        # Who has answered it meanwhile, maybe through another process, isn't asked.
        answered = {
            name: Group(self._sameness, found)
            for name, found in self._answered.find([put.identity for put in puts])
        }
        places: list[tuple[str, int, int, float | None]] = []
        for task_id, put in zip(ids, puts):
            by = {name for name, known in answered.items() if put.identity in known}
            if put.key in self._again:
                by = set()
            if by and self._asks_once:
                continue
            late = [name for name, version in newcomers.items() if version > put.version]
            kept = [n for n in dict.fromkeys((*put.names, *late)) if n not in by]
            places.extend((name, task_id, put.key, None) for name in kept)
            n_put.update(kept)
            for name, since in put.held.items():
                self._hold(name, put.task)
                if name not in by:
                    places.append((name, task_id, put.key, since))
                    self._count(name, opened=1)
        self._places.insert(places)

    def _hold(self, name: str, task: TaskType) -> None:
        """Turn a lease into an open place, for somebody who may not have come (back) yet."""
        query = (
            "INSERT INTO prodigy_queue_session (queue_id, name, is_joined, version, heard) "
            "VALUES (%s, %s, false, 0, %s) ON CONFLICT DO NOTHING"
        )
        # Nobody could be heard of while there was no server.
        self._execute(query, self.queue_id, name, time.time())
        if self._leases is not None:
            self._leases.release(name, [task])

    def ask_again(self, keys: Iterable[int]) -> None:
        self._again.update(keys)

    def wish_again(self, tasks: Iterable[TaskType]) -> None:
        """Let the feeder, wherever it is, ask tasks again."""
        rows = [(self.queue_id, dump_json(task)) for task in tasks]
        with self._transaction("ask tasks again"):
            for chunk in chunked(rows):
                insert_rows(self.db.db, "prodigy_queue_again", ("queue_id", "content"), chunk)

    def read_wishes(self) -> list[TaskType]:
        """RETURNS (list[dict]): What is to be asked again. The next call doesn't return it."""
        query = "DELETE FROM prodigy_queue_again WHERE queue_id = %s RETURNING id, content"
        with self._transaction("ask tasks again"):
            rows = self._execute(query, self.queue_id).fetchall()
        return [load_json(content) for _, content in sorted(rows)]

    def read_lessons(self, n: int) -> list[tuple[int, str, str]]:
        """RETURNS (list[tuple]): Number, session and JSON of answers that the recipe hasn't learned
        from, the oldest first."""
        query = (
            "SELECT id, name, answers FROM prodigy_queue_lesson WHERE queue_id = %s "
            "ORDER BY id LIMIT %s"
        )
        with self.db._connected("read answers"):
            rows: list[tuple[int, str, str]] = self._execute(query, self.queue_id, n).fetchall()
        return rows

    def drop_lessons(self, ids: list[int]) -> None:
        """Note that the recipe has learned from answers."""
        with self._transaction("note what was learned"):
            self._execute("DELETE FROM prodigy_queue_lesson WHERE id = ANY(%s)", ids)

    def find_answers(self, name: str, keys: list[int]) -> dict[int, str]:
        """RETURNS (dict[int, str]): Key to answer, of what a session has answered in this run."""
        with self.db._connected("look up answers"):
            return self._settlement.find_answers(name, keys)

    def correct_total(self, count: Callable[[], int]) -> None:
        """Let the number of annotations be what is stored: others may write into the dataset, too.

        count (callable): Counts what is stored.
        """
        query = (
            "SELECT q.total, q.total + coalesce(sum(s.n_new), 0) FROM prodigy_queue q LEFT JOIN "
            "prodigy_queue_session s ON s.queue_id = q.id WHERE q.id = %s GROUP BY q.id"
        )
        with self.db._connected("count answers"):
            with self.db._atomic():
                # What is counted and what is known to be new must be of the same moment.
                self._execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                row = self._execute(query, self.queue_id).fetchone()
                difference = count() - int(row[1]) if row else 0
            if difference:
                query = "UPDATE prodigy_queue SET total = %s WHERE id = %s AND total = %s"
                self._execute(query, row[0] + difference, self.queue_id, row[0])

    def clear(self) -> None:
        with self._lock, self._transaction("empty the queues"):
            self._buffer = []
            state = load_json(self._lock_as_feeder())
            for table in ("place", "task"):
                self._execute(
                    f"DELETE FROM prodigy_queue_{table} WHERE queue_id = %s", self.queue_id
                )
            query = "UPDATE prodigy_queue_session SET n_gone = 0, n_open = 0 WHERE queue_id = %s"
            self._execute(query, self.queue_id)
            query = (
                "UPDATE prodigy_queue SET version = version + 1, state = %s WHERE id = %s "
                "RETURNING version"
            )
            state["put"] = {}
            row = self._execute(query, dump_json(state), self.queue_id).fetchone()
            self._version = row[0]
            self._reserved = {}

    # Taking and giving back -----------------------------------------------------------------------

    def take(self, name: str, n: int, excludes: Collection[int] = ()) -> list[TaskType]:
        now = time.time()
        with self._transaction("take tasks"):
            query = (
                "SELECT n_open FROM prodigy_queue_session "
                "WHERE queue_id = %s AND name = %s FOR UPDATE"
            )
            row = self._execute(query, self.queue_id, name).fetchone()
            if row is None:
                return []
            rows, n_gone, n_opened = self._places.pick(
                name, n, excludes, has_open=bool(row[0]), now=now
            )
            query = (
                "UPDATE prodigy_queue_session SET n_gone = n_gone + %s, n_open = n_open + %s, "
                "heard = %s, was_heard = true WHERE queue_id = %s AND name = %s"
            )
            self._execute(query, n_gone, n_opened, now, self.queue_id, name)
        self._heard[name] = time.monotonic()
        with self._lock:
            for row in rows:
                self._handed_out[row.key] = row.identity
                if len(self._handed_out) > MAX_REMEMBERED:
                    self._handed_out.popitem(last=False)
        return [load_json(row.content) for row in rows]

    def settle(
        self,
        name: str,
        answers: Sequence[TaskType],
        identities: Sequence[Identity],
        saved: SaveResult,
    ) -> None:
        """Note that tasks were answered, within the transaction that stores the answers.

        name (str): Full ID of the session.
        answers (Sequence[dict]): The answers as they came, with their hashes.
        identities (Sequence[Identity]): What was asked.
        saved (SaveResult): What became of the answers.
        """
        self._settlement.write(name, answers, identities, saved)
        if self.has_leases and self._leases is not None:
            self._leases.release(name, answers)
        self._heard[name] = time.monotonic()

    def release(self, name: str, key: int) -> bool:
        with self._transaction("give a task back"):
            self._lock_sessions([name])
            was_open = bool(self._settlement.free([key], name, open_only=True))
            self._settlement.free([key], name)
        return was_open

    def release_all(self, key: int) -> None:
        with self._transaction("give a task back"):
            self._settlement.free([key], None)

    def steal(
        self,
        name: str,
        n: int,
        victims: Iterable[str],
        *,
        open_too: bool,
        still: Any = None,  # the database knows, see `_is_there`
        queued_too: bool = True,
        is_seen: Any = None,
    ) -> int:
        stolen = 0
        for victim in victims:
            if victim == name:
                continue
            for is_open in (True,) * open_too + (False,) * queued_too:
                if stolen < n:
                    stolen += self._steal(name, n - stolen, victim, is_open, is_seen)
        return stolen

    def _steal(self, name: str, n: int, victim: str, is_open: bool, is_seen: Any) -> int:
        with self._transaction("pass tasks on"):
            if len(self._lock_sessions([name, victim])) < 2:
                return 0
            if is_open and self._is_there(victim):
                return 0
            found = self._places.find_movable(
                name, n, victim, is_open=is_open, answered=self._answered, is_seen=is_seen
            )
            if found:
                self._places.move(found, name)
                self._count(name, gone=-len(found))
                is_gone = 0 if is_open else len(found)
                self._count(victim, gone=is_gone, opened=-len(found) if is_open else 0)
        return len(found)

    def _is_there(self, name: str) -> bool:
        """Whether somebody may be at work, or holds tasks of an earlier run and had no time to come
        back. Within a transaction that has locked the session."""
        query = (
            "SELECT is_joined, heard FROM prodigy_queue_session WHERE queue_id = %s AND name = %s"
        )
        is_joined, heard = self._execute(query, self.queue_id, name).fetchone()
        if self._last_heard.get(name, _NEVER)[0] != heard:
            return True  # in this moment
        patience_s = queue_store.IDLE_AFTER_S if is_joined else GIVEN_UP_AFTER_S
        return self.measure_silence(name) < patience_s

    # Rows -----------------------------------------------------------------------------------------

    def _lock_as_feeder(self) -> str:
        """RETURNS (str): The state of the queue, which nobody else changes now.

        RAISES (NotFeederError): Another process feeds the queue.
        """
        term, _, state = self._lock_queue()
        if term != self._term:
            raise NotFeederError
        return state

    def _lock_queue(self) -> tuple[int, int, str]:
        """RETURNS (tuple): Term, version and state of the queue, which nobody else changes now."""
        query = "SELECT term, version, state FROM prodigy_queue WHERE id = %s FOR UPDATE"
        row: tuple[int, int, str] = self._execute(query, self.queue_id).fetchone()
        return row

    def _lock_sessions(self, names: Sequence[str]) -> list[str]:
        """RETURNS (list[str]): Those of the sessions that exist. Nobody else changes them now."""
        query = (
            "SELECT name FROM prodigy_queue_session WHERE queue_id = %s AND name = ANY(%s) "
            "ORDER BY name FOR UPDATE"
        )
        return [name for (name,) in self._execute(query, self.queue_id, list(names)).fetchall()]

    def _count(self, name: str, *, gone: int = 0, opened: int = 0) -> None:
        self._settlement.count(name, gone=gone, opened=opened)

    def _execute(self, query: str, *values: Any) -> Any:
        return self.db.db.execute_sql(query, values)

    @contextmanager
    def _transaction(self, action: str) -> Iterator[None]:
        with self.db._connected(action), self.db._atomic():
            yield

    @contextmanager
    def _cheap_transaction(self, action: str) -> Iterator[None]:
        """A transaction that doesn't wait until it is on the disk, for what comes again soon."""
        with self._transaction(action):
            self._execute("SET LOCAL synchronous_commit TO OFF")
            yield
