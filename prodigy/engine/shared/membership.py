"""Who serves a queue together, and who of them feeds it: advisory locks of PostgreSQL.

They belong to a connection that is used for nothing else. When its process ends, however that
happens, the connection ends, and others get the locks.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...components.db import Database
from ...components.db.outages import is_outage
from ...errors import DatabaseError, OutageError, RecipeError
from ...hashing import Identity
from ...logger import log
from ..leases import Leases
from .fingerprint import compare
from .tables import FEEDER_LOCK, GATE_LOCK, MEMBER_LOCK, open_queue

# A machine that is gone, without a word, is noticed after half a minute instead of two hours.
KEEPALIVE = {"idle": 10, "interval": 5, "count": 4}
TABLES_OF_RUN = ("place", "task", "answer", "again", "session")


class Seat(NamedTuple):
    """What a process is told when it joins.

    run (str): ID of the run, the same in all processes.
    session_id (str): ID of the session of those who give no name.
    is_first (bool): Nobody else serves the queue.
    """

    run: str
    session_id: str
    is_first: bool


class Membership:
    """The locks of one process. Used by one thread at a time.

    db (Database): The storage of the answers.
    dataset (str): Name of the queue.
    """

    def __init__(self, db: Database, dataset: str) -> None:
        self.db, self.dataset = db, dataset
        self.queue_id = open_queue(db, dataset)
        self._connection: Any = None

    def join(
        self,
        fingerprint: Mapping[str, Any],
        run: str,
        session_id: str,
        leases: Leases | None,
    ) -> Seat:
        """Join those who serve the queue. If there are none, go on where they were torn away, or
        begin anew.

        Whoever finds no locks need not be alone: a database that falls and comes back has
        forgotten them, and others may take a while to get them again. So a queue that was not left
        in order is taken over as it is, by whoever serves the same.

        fingerprint (Mapping): What is served.
        run (str): ID of the run, if this process is the first.
        session_id (str): ID of the unnamed session, if this process is the first.
        leases (Leases | None): Where to note what is with annotators of an earlier run.
        RETURNS (Seat): What all have in common.
        RAISES (RecipeError): The others serve something else.
        """
        self._connect()
        self._lock("pg_advisory_lock", GATE_LOCK)  # one process after the other
        try:
            is_first = self._lock("pg_try_advisory_lock", MEMBER_LOCK)
            self._lock("pg_advisory_lock_shared", MEMBER_LOCK)
            if is_first:
                if not self._can_go_on(fingerprint):
                    self._begin(fingerprint, run, session_id, leases)
                self._lock("pg_advisory_unlock", MEMBER_LOCK)
            else:
                self._check(fingerprint)
        except BaseException:
            self.leave()
            raise
        self._lock("pg_advisory_unlock", GATE_LOCK)
        query = "SELECT run, session_id FROM prodigy_queue WHERE id = %s"
        known_run, known_session = self._execute(query, self.queue_id).fetchone()
        return Seat(known_run, known_session, is_first)

    def try_to_feed(self) -> bool:
        """RETURNS (bool): Whether this process feeds the queue from now on."""
        feeds = self._lock("pg_try_advisory_lock", FEEDER_LOCK)
        if feeds:
            self._say("feeds")
        return feeds

    def _say(self, what: str) -> None:
        """Show in pg_stat_activity who this is."""
        name = f"prodigy {what} {os.getpid()} {socket.gethostname()}"
        self._execute("SELECT set_config('application_name', %s, false)", name[:63])

    def is_alone(self) -> bool:
        """RETURNS (bool): Whether nobody serves the queue at the moment. Call it before `join`."""
        self._connect()
        try:
            return self._lock("pg_try_advisory_lock", MEMBER_LOCK)
        finally:
            self.leave()

    @property
    def is_connected(self) -> bool:
        """Whether the locks can still be there."""
        return self._connection is not None and not self._connection.closed

    def check(self) -> None:
        """RAISES (OutageError): The connection is gone, and the locks with it."""
        self._execute("SELECT 1")

    def join_again(self) -> None:
        """Connect anew, after the connection was lost."""
        self.leave()
        self._connect()
        self._lock("pg_advisory_lock_shared", MEMBER_LOCK)

    def finish(self) -> None:
        """Give all locks back. If nobody else is there, the next one begins anew."""
        try:
            self._lock("pg_advisory_lock", GATE_LOCK)  # nobody joins meanwhile
            self._lock("pg_advisory_unlock_shared", MEMBER_LOCK)
            if self._lock("pg_try_advisory_lock", MEMBER_LOCK):
                self._execute("UPDATE prodigy_queue SET run = '' WHERE id = %s", self.queue_id)
        finally:
            self.leave()

    def leave(self) -> None:
        """Give all locks back, as a process that dies does."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> None:
        try:
            self._connection = self.db.db._connect()  # type: ignore[attr-defined]
        except Exception as err:
            kind = OutageError if is_outage(err) else DatabaseError
            title = f"Can't connect to database {self.db.db_name}"
            raise kind(title, str(err).strip()) from err
        self._connection.autocommit = True
        self._say("serves")
        for name, value in KEEPALIVE.items():  # without effect on a socket of this machine
            self._execute(f"SET tcp_keepalives_{name} = {value}")

    def _lock(self, function: str, kind: int) -> bool:
        row = self._execute(f"SELECT {function}(%s, %s)", kind, self.queue_id).fetchone()
        return bool(row[0])

    def _execute(self, query: str, *values: Any) -> Any:
        try:
            cursor = self._connection.cursor()
            cursor.execute(query, values or None)
        except Exception as err:
            if not is_outage(err):
                raise
            title = f"Can't stay with the queue in database {self.db.db_name}"
            raise OutageError(title, str(err).strip()) from err
        return cursor

    def _can_go_on(self, fingerprint: Mapping[str, Any]) -> bool:
        """Whether the queue was not left in order, and by processes that served the same."""
        query = "SELECT run, fingerprint FROM prodigy_queue WHERE id = %s"
        run, known = self._execute(query, self.queue_id).fetchone()
        return bool(run) and not compare(fingerprint, known)

    def _check(self, fingerprint: Mapping[str, Any]) -> None:
        query = "SELECT fingerprint FROM prodigy_queue WHERE id = %s"
        differences = compare(fingerprint, self._execute(query, self.queue_id).fetchone()[0])
        if differences:
            raise RecipeError(
                f"Other processes serve '{self.dataset}' differently",
                "All processes that share a queue must run the same command on the same data:\n"
                + "\n".join(f"- {line}" for line in differences)
                + "\nStop the others first, or choose another dataset.",
            )

    def _begin(
        self, fingerprint: Mapping[str, Any], run: str, session_id: str, leases: Leases | None
    ) -> None:
        """Begin anew: nobody else is there."""
        text = json.dumps(fingerprint, sort_keys=True)
        with self.db._connected("begin with the queue"), self.db._atomic():
            put_away(self.db, self.queue_id, leases)
            execute = self.db.db.execute_sql
            row = execute(
                "SELECT fingerprint FROM prodigy_queue WHERE id = %s", (self.queue_id,)
            ).fetchone()
            if row[0] != text:  # what another recipe is to learn
                execute("DELETE FROM prodigy_queue_lesson WHERE queue_id = %s", (self.queue_id,))
            execute(
                "UPDATE prodigy_queue SET run = %s, session_id = %s, fingerprint = %s, "
                "term = term + 1, version = 0, state = '{}', total = (SELECT count(*) FROM link "
                "JOIN dataset ON dataset.id = link.dataset_id WHERE dataset.name = %s) "
                "WHERE id = %s",
                (run, session_id, text, self.dataset, self.queue_id),
            )


def put_away(db: Database, queue_id: int, leases: Leases | None) -> None:
    """Empty a queue that nobody serves, within a transaction.

    leases (Leases | None): Where to note what is with annotators. None: nowhere.
    """
    execute = db.db.execute_sql
    if leases is not None:
        hashes = ", ".join(Identity._fields)
        query = (
            "SELECT CASE WHEN p.name = q.session_id THEN q.dataset ELSE p.name END, p.key, "
            f"p.since, s.heard, {hashes} FROM prodigy_queue_place p "
            "JOIN prodigy_queue_task t ON t.id = p.task_id "
            "JOIN prodigy_queue q ON q.id = p.queue_id "
            "JOIN prodigy_queue_session s ON s.queue_id = p.queue_id AND s.name = p.name "
            "WHERE p.queue_id = %s AND p.since IS NOT NULL ORDER BY p.since, p.id"
        )
        rows = execute(query, (queue_id,)).fetchall()
        n_held = leases.take_over(
            (owner, key, Identity(*what), since, heard) for owner, key, since, heard, *what in rows
        )
        log(f"QUEUE: {n_held} tasks are still with annotators of an earlier run")
    for table in TABLES_OF_RUN:
        execute(f"DELETE FROM prodigy_queue_{table} WHERE queue_id = %s", (queue_id,))


def put_away_leftovers(db: Database, dataset: str, leases: Leases | None) -> None:
    """Turn what a run of several processes has left into leases, for a run of one process.

    RAISES (RecipeError): These processes still run.
    """
    with db._connected("look for a queue"):
        if not db.tables.queue.table_exists():
            return
        query = "SELECT id FROM prodigy_queue WHERE dataset = %s"
        row = db.db.execute_sql(query, (dataset,)).fetchone()
    if row is None:
        return
    if not Membership(db, dataset).is_alone():
        raise RecipeError(
            f"Other processes serve '{dataset}', and share its tasks",
            'Start this one with "queue": "database" to join them, or stop them first.',
        )
    with db._connected("put a queue away"), db._atomic():
        put_away(db, row[0], leases)
        db.db.execute_sql("UPDATE prodigy_queue SET run = '' WHERE id = %s", row)
