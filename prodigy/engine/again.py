"""Tasks that are asked again although they have answers, kept until these come.

They are in a table of their own, which is made with the first of them, so that they outlive the
process. A task leaves it in the transaction that stores its answer: that of anybody, where a task
is asked once, else those of all in whose queues it was. Runs with another interface don't see it.
"""

import json
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import peewee

from ..components.db import Database
from ..components.db.base import chunked, insert_rows
from ..components.db.tables import dump_json, load_json
from ..hashing import get_task_key
from ..shapes import TaskType

LOOK_S = 1.0  # how often it is looked whether somebody else has made the table


@dataclass(frozen=True)
class AgainRules:
    """Whose tasks they are.

    dataset (str): Dataset of the run.
    view_id (str): Its interface.
    is_exclusive (bool): One answer is enough, whoever gives it.
    moves (bool): Tasks may be answered by others than those in whose queues they were.
    """

    dataset: str
    view_id: str
    is_exclusive: bool
    moves: bool


class Wanted(NamedTuple):
    """A task that is to be asked again.

    task (dict): The task.
    owners (Optional[list[str]]): Whose answers are missing. None: it was in no queue yet, or one
        answer is enough.
    """

    task: TaskType
    owners: list[str] | None


class AgainBook:
    """The tasks of one dataset. All methods may be called from any thread.

    db (Database): The storage of the answers.
    rules (AgainRules): Whose tasks they are.
    """

    def __init__(self, db: Database, rules: AgainRules) -> None:
        self.db, self.rules = db, rules
        self.table = db.tables.again
        self._has_table = False
        self._look_at = 0.0  # by `time.monotonic`

    def _table_exists(self) -> bool:
        if not self._has_table and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_S
            self._has_table = self.table.table_exists()
        return self._has_table

    def prepare(self) -> None:
        """Make the table, as is best at the start where processes share their tasks: any of them
        may ask again what another one answers a moment later."""
        with self.db._connected("ask tasks again"):
            if not self._has_table:
                self.db._create_tables([self.table])
                self._has_table = True

    def load(self) -> list[Wanted]:
        """RETURNS (list[Wanted]): What was not answered yet, in order."""
        table = self.table
        with self.db._connected("read what is asked again"):
            if not self._table_exists():
                return []
            query = table.select(table.content, table.owners).where(self._is_ours)
            rows = list(query.order_by(table.id).tuples())
        return [Wanted(load_json(content), _read(owners)) for content, owners in rows]

    @property
    def _is_ours(self) -> Any:
        table = self.table
        return (table.dataset == self.rules.dataset) & (table.view_id == self.rules.view_id)

    def add(self, tasks: Iterable[TaskType]) -> None:
        """Note that tasks are to be asked, as if they had never been asked again before."""
        self.prepare()
        columns = ("dataset", "view_id", "task_key", "owners", "content")
        by_key = {get_task_key(task): task for task in tasks}

        def write() -> None:
            for keys in chunked(by_key):
                self.table.delete().where(self._is_ours & self.table.task_key.in_(keys)).execute()
                ours = (self.rules.dataset, self.rules.view_id)
                rows = [(*ours, key, "", dump_json(by_key[key])) for key in keys]
                insert_rows(self.db.db, "prodigy_again", columns, rows)

        self.db._write(write, "ask tasks again")

    def is_wanted(self, key: int, owner: str | None = None) -> bool:
        """RETURNS (bool): Whether a task still waits for an answer; of somebody in particular."""
        with self.db._connected("read what is asked again"):
            if not self._table_exists():
                return False
            is_it = self._is_ours & (self.table.task_key == key)
            found = list(self.table.select(self.table.owners).where(is_it).tuples())
        return any(owner is None or owner in (_read(owners) or ()) for (owners,) in found)

    def note_owners(self, key: int, owners: Collection[str]) -> None:
        """Note in whose queues a task is put. It is not wanted any more if that is nobody."""
        if self.rules.is_exclusive:
            return
        is_it = self._is_ours & (self.table.task_key == key)

        def write() -> None:
            if owners:
                value = json.dumps(sorted(owners))
                self.table.update(owners=value).where(is_it & (self.table.owners == "")).execute()
            else:
                self.table.delete().where(is_it).execute()

        self.db._write(write, "ask tasks again", is_durable=False)

    def forget(self, owner: str, keys: Sequence[int]) -> None:
        """Take answered tasks out, within the transaction that stores the answers.

        owner (str): Who answered.
        keys (Sequence[int]): The keys of the tasks, see `get_task_key`.
        """
        if not self._table_exists():
            return
        table = self.table
        for chunk in chunked(keys):
            query = table.select(table.id, table.owners)
            query = query.where(self._is_ours & table.task_key.in_(chunk)).order_by(table.id)
            if not isinstance(self.db.db, peewee.SqliteDatabase):
                query = query.for_update()  # another of its owners may answer at the same time
            for row_id, text in list(query.tuples()):
                left = self._take_out(owner, _read(text))
                is_it = table.id == row_id
                if left is None:
                    continue
                if left:
                    table.update(owners=json.dumps(left)).where(is_it).execute()
                else:
                    table.delete().where(is_it).execute()

    def _take_out(self, owner: str, owners: list[str] | None) -> list[str] | None:
        """RETURNS (Optional[list]): Whose answers are missing now. None: the same as before."""
        if owners is None:
            # What is not in a queue yet is answered by somebody who had it for another reason.
            return [] if self.rules.is_exclusive else None
        if owner in owners:
            return [name for name in owners if name != owner]
        if self.rules.is_exclusive:
            return []
        return owners[1:] if self.rules.moves else None


def _read(owners: str) -> list[str] | None:
    return json.loads(owners) if owners else None
