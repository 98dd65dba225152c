"""Leases in the database of the answers: who holds which task, also after the process has ended.

There is a row for each task that is out for annotation, in a table of its own, which is made when
the first task is handed out. Answers end their leases in the transaction that stores them. A lease
goes to others if nothing was heard of its holder for a while, be it in this process or in another
one that serves the same dataset, and it ends by itself after a day.

Rows are written in one transaction for each batch, with SQLite without waiting for the disk: they
survive a process that is killed, but in a file the latest may be missing after a power failure.

Clocks may be set while all this goes on. Within a run, times are measured by one that is not, and
what was noted before a clock was set forward is set forward, too.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import peewee

from ..components.db import Database
from ..components.db.base import INSERT_NEW, chunked, insert_rows
from ..components.leases import Lease
from ..components.session import IDLE_AFTER_S
from ..errors import DatabaseError
from ..hashing import (
    Identity,
    Sameness,
    get_task_key,
    identify,
)
from ..logger import log
from ..shapes import TaskType

LEASE_S = 24 * 3600.0  # then a lease ends at the next start, whatever was heard of its holder
# What counts at most of the time from the last sign of life in the database to the next start:
# whoever holds something for less than the rest keeps it, whatever the clock says by then.
MAX_PAUSE_S = LEASE_S / 2
JUMP_S = 60.0  # by how much a clock is set that is noticed
KEEP_INTERVAL_S = 20.0  # how often it is noted at most that a holder is there
# When another process may take over; never sooner than the one that hears of the holder.
GIVEN_UP_AFTER_S = IDLE_AFTER_S + KEEP_INTERVAL_S


@dataclass(frozen=True)
class LeaseRules:
    """What leases mean in a run.

    dataset (str): Dataset of the run.
    run (str): ID of this run.
    is_exclusive (bool): A task has one holder, whoever that is.
    skips_answered (bool): What anybody has answered is not handed out.
    sameness (Sameness): What counts as the same.
    get_owner (callable): Name of a queue to what it is called in all runs.
    find_name (callable): The opposite; None for owners who can't come in this run.
    """

    dataset: str
    run: str
    is_exclusive: bool
    skips_answered: bool
    sameness: Sameness
    get_owner: Callable[[str], str]
    find_name: Callable[[str], str | None]


class Leases:
    """A `LeaseBook` in our database. All methods may be called from any thread.

    db (Database): The storage of the answers.
    rules (LeaseRules): What they mean.
    """

    def __init__(self, db: Database, rules: LeaseRules) -> None:
        self.db = db
        self.table = db.tables.lease
        self.rules = rules
        self._has_table = False
        self._kept: dict[str, float] = {}  # by `time.monotonic`, as the next one
        self._began = time.monotonic()
        self._offset = time.time() - self._began  # of the clock that may be set
        self._again: set[int] = set()

    # The interface --------------------------------------------------------------------------------

    def load(self) -> list[Lease]:
        table, now = self.table, int(time.time())
        with self.db._connected("read who works on tasks"):
            if not self._table_exists():
                return []
            with self.db._cheap_transaction():
                self._age(now)
                columns = (getattr(table, name) for name in Identity._fields)
                query = table.select(table.owner, table.since, *columns)
                query = query.where(table.dataset == self.rules.dataset)
                rows = list(query.order_by(table.since, table.id).tuples())
                names = {owner: self.rules.find_name(owner) for owner, *_ in rows}
                self._delete(table.owner.in_([owner for owner in names if not names[owner]]))
        named = [(names[owner], rest) for owner, *rest in rows]
        leases = [Lease(name, Identity(*what), since) for name, (since, *what) in named if name]
        log(f"CONTROLLER: {len(leases)} tasks are still with annotators of earlier runs")
        return leases

    def _age(self, now: int) -> None:
        """End what is too old, and write the rest as if the clock had never been set."""
        table = self.table
        of_dataset = table.dataset == self.rules.dataset
        query = table.select(peewee.fn.MAX(table.heard)).where(of_dataset)
        last = query.scalar()
        if last is None:
            return
        shift = now - last - min(max(now - last, 0), int(MAX_PAUSE_S))
        if shift:
            table.update(since=table.since + shift).where(of_dataset).execute()
        self._delete(table.since < now - LEASE_S)
        # Nobody could be heard of while there was no server.
        table.update(heard=now).where(of_dataset).execute()

    def _follow_clock(self) -> None:
        """If the clock was set forward, what was noted by then has not become older by that."""
        now = time.time()
        offset = now - time.monotonic()
        jump = offset - self._offset
        if abs(jump) < JUMP_S:
            return
        if jump > 0 and self._table_exists():
            table, before = self.table, int(now - jump)
            # Who serves the same dataset has noticed it, too: what is later is set already.
            is_old = (table.dataset == self.rules.dataset) & (table.since <= before)
            with self.db._cheap_transaction():
                table.update(since=table.since + int(jump)).where(is_old).execute()
        self._offset = offset

    def get_hash(self, identity: Identity) -> int:
        return self.rules.sameness.get_hash(identity)

    def is_same(self, one: Identity, other: Identity) -> bool:
        return self.rules.sameness.is_same(one, other)

    def claim(self, name: str, tasks: Sequence[TaskType]) -> dict[int, str | None]:
        refused: dict[int, str | None] = {}
        for chunk in chunked(tasks):
            refused.update(self._claim(name, chunk))
        return refused

    def _claim(self, name: str, tasks: Sequence[TaskType]) -> dict[int, str | None]:
        owner = self.rules.get_owner(name)
        with self.db._connected("note who works on tasks"):
            self._ensure_table()
            self._follow_clock()

        def write() -> dict[int, str | None]:
            by_id = {self._make_id(eg, owner): eg for eg in tasks}
            refused = self._insert(by_id, owner)
            return {**refused, **self._refuse_answered(by_id, owner)}

        what = "note who works on tasks"
        if isinstance(self.db.db, peewee.MySQLDatabase):
            # Together with what others write, it would read as of before the rows were there.
            with self.db._open_transaction(what, is_durable=False):
                refused = write()
        else:
            refused = self.db._write(write, what, is_durable=False)
        self._kept[name] = time.monotonic()
        return refused

    def _refuse_answered(self, tasks: dict[str, TaskType], owner: str) -> dict[int, None]:
        """Give up those of our rows whose tasks have an answer.

        Runs after the rows are there: whoever was about to answer them, maybe a process that is
        killed and whose commit is still on its way, had rows in that place and is done by then.
        """
        if not self.rules.skips_answered:
            return {}
        asked_once = [eg for eg in tasks.values() if get_task_key(eg) not in self._again]
        answered = self._find_answered(asked_once)
        if answered:
            ids = [row_id for row_id, eg in tasks.items() if get_task_key(eg) in answered]
            self._delete(self.table.id.in_(ids) & (self.table.owner == owner))
        return dict.fromkeys(answered)

    def give_back(self, name: str, tasks: Sequence[TaskType]) -> set[int]:
        owner = self.rules.get_owner(name)
        by_id = {self._make_id(eg, owner): get_task_key(eg) for eg in tasks}
        with self.db._connected("pass tasks on"):
            if not self._table_exists():
                return set()
            with self.db._cheap_transaction():
                rows = self._select(by_id)
                refused = {row_id for row_id, row_owner, run, heard in rows if row_owner == owner}
                refused -= {row[0] for row in rows if self._may_take(*row[2:])}
                given_back = self.table.id.in_([i for i in by_id if i not in refused])
                self._delete(given_back & (self.table.owner == owner))
        return {by_id[row_id] for row_id in refused}

    def ask_again(self, keys: Iterable[int]) -> None:
        self._again.update(keys)

    def keep(self, name: str) -> None:
        now, kept = time.monotonic(), self._kept.get(name)
        if kept is not None and now - kept < KEEP_INTERVAL_S:
            return
        self._kept[name] = now
        table, owner = self.table, self.rules.get_owner(name)
        try:
            with self.db._connected("note who is there"):
                if self._table_exists():
                    self._follow_clock()
                    with self.db._cheap_transaction():
                        table.update(heard=int(time.time())).where(
                            (table.dataset == self.rules.dataset) & (table.owner == owner)
                        ).execute()
        except DatabaseError as err:  # the request has another purpose
            log(f"DB: Can't note that '{name}' is there: {err}")

    def clear(self) -> None:
        with self.db._connected("end leases"):
            if self._table_exists():
                self._delete(self.table.run == self.rules.run)

    def release(self, name: str, answers: Iterable[TaskType]) -> None:
        """End the leases of answered tasks, within the transaction that stores the answers.

        name (str): Full ID of the session that answered.
        answers (Iterable[dict]): The answers, with their hashes.
        """
        if self._table_exists():
            owner, db = self.rules.get_owner(name), self.db.db
            for ids in chunked(self._make_id(eg, owner) for eg in answers):
                marks = ", ".join([db.param] * len(ids))
                db.execute_sql(f"DELETE FROM prodigy_lease WHERE id IN ({marks})", ids)

    def take_over(self, held: Iterable[tuple[str, int, Identity, float, float]]) -> int:
        """Note what is with annotators, as somebody else has noted it, within a transaction.

        held (Iterable[tuple]): The owner; the key of the task, and what it is; since when it is
            held, and when the owner was heard of last, in Unix seconds.
        RETURNS (int): How many there are.
        """
        dataset, run = self.rules.dataset, self.rules.run
        rows = {}
        for owner, key, what, since, heard in held:
            with_question = self.rules.sameness.has_question
            row_id = self._make_row_id(key if with_question else what.input_hash, owner)
            rows[row_id] = (row_id, dataset, *what, owner, run, int(since), int(heard))
        if rows:
            self._ensure_table()
        columns = ("id", "dataset", *Identity._fields, "owner", "run", "since", "heard")
        for chunk in chunked(rows.values()):
            self._insert_rows(chunk, columns)
        return len(rows)

    def has_rows(self) -> bool:
        """RETURNS (bool): Whether anybody holds tasks of this dataset."""
        with self.db._connected("read who works on tasks"):
            of_dataset = self.table.dataset == self.rules.dataset
            return self._table_exists() and self.table.select().where(of_dataset).exists()

    # Rows -----------------------------------------------------------------------------------------

    def _make_id(self, task: TaskType, owner: str) -> str:
        """Where a lease can be only once. For a task that is asked once, whoever holds it."""
        sameness = self.rules.sameness
        key = get_task_key(task) if sameness.has_question else task[sameness.attr]
        return self._make_row_id(key, owner)

    def _make_row_id(self, key: int, owner: str) -> str:
        rules = self.rules
        parts = (rules.dataset, rules.sameness.name, str(key))
        holder = "" if rules.is_exclusive else owner
        data = "\0".join((*parts, holder)).encode("utf8", "surrogatepass")
        return blake2b(data, digest_size=16).hexdigest()

    def _insert(self, tasks: dict[str, TaskType], owner: str) -> dict[int, str | None]:
        """Write rows by ID. RETURNS (Dict[int, Optional[str]]): Whose tasks they are already."""
        if not tasks:
            return {}
        now = int(time.time())
        rules = self.rules
        shared = {"owner": owner, "run": rules.run, "since": now, "heard": now}
        rows = [
            (row_id, rules.dataset, *identify(eg), *shared.values()) for row_id, eg in tasks.items()
        ]
        columns = ("id", "dataset", *Identity._fields, *shared)
        if self._insert_rows(rows, columns) == len(rows):
            return {}
        refused: dict[int, str | None] = {}
        own = []
        for row_id, row_owner, run, heard in self._select(tasks):
            if row_owner == owner or self._may_take(run, heard):
                own.append(row_id)
            else:
                name = self.rules.find_name(row_owner)
                refused[get_task_key(tasks[row_id])] = name or row_owner
        self.table.update(shared).where(self.table.id.in_(own)).execute()
        return refused

    def _insert_rows(self, rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> int:
        """Insert those rows whose IDs are new. RETURNS (int): How many."""
        db = self.db.db
        verb, end = next(words for kind, words in INSERT_NEW.items() if isinstance(db, kind))
        return insert_rows(db, "prodigy_lease", columns, rows, verb=verb, end=end).rowcount

    def _may_take(self, run: str, heard: int) -> bool:
        if run == self.rules.run:
            return True  # what is held within this process is up to its queues
        # Whoever held something before this run began has so much time to come back, whatever the
        # clock says.
        has_waited = time.monotonic() - self._began >= GIVEN_UP_AFTER_S
        return has_waited and heard <= time.time() - GIVEN_UP_AFTER_S

    def _select(self, ids: Iterable[str]) -> list[tuple[str, str, str, int]]:
        table = self.table
        query = table.select(table.id, table.owner, table.run, table.heard)
        query = query.where(table.id.in_(list(ids)))
        if not isinstance(self.db.db, peewee.SqliteDatabase):
            query = query.for_update()  # the latest rows, not those of the transaction's start
        return list(query.tuples())

    def _delete(self, condition: Any) -> None:
        table = self.table
        table.delete().where((table.dataset == self.rules.dataset) & condition).execute()

    def _find_answered(self, tasks: Sequence[TaskType]) -> set[int]:
        """Keys of tasks that have an answer, maybe through another process."""
        sameness, db, t = self.rules.sameness, self.db.db, self.db.tables
        hashes = [eg[sameness.attr] for eg in tasks]
        if not hashes:
            return set()
        # Step by step: with one query, databases may begin with all links of the dataset.
        marks = ", ".join([db.param] * len(hashes))
        sql = f"SELECT id FROM example WHERE {sameness.field} IN ({marks})"
        ids = [row_id for (row_id,) in db.execute_sql(sql, hashes).fetchall()]
        if not ids:
            return set()
        dataset_id = self.db._find_dataset(self.rules.dataset)
        links = t.link.select(t.link.example_id, t.link.dataset_id)
        links = links.where(t.link.example_id.in_(ids)).tuples()
        ids = [row_id for row_id, linked_to in links if linked_to == dataset_id]
        answered = self.db.get_identities(ids)
        given = {get_task_key(eg): identify(eg) for eg in tasks}
        return {k for k, one in given.items() if any(self.is_same(one, a) for a in answered)}

    def _table_exists(self) -> bool:
        self._has_table = self._has_table or self.table.table_exists()
        return self._has_table

    def _ensure_table(self) -> None:
        if not self._table_exists():
            self.db._create_tables([self.table])
            self._has_table = True
