"""Half-done work of annotators, kept until the task is answered.

Drafts are in a table of their own, which is made when the first one arrives: no export, count or
training ever sees them. With them an annotator goes on where they stopped, in any browser.
"""

import time
from collections.abc import Iterable
from typing import Any

import peewee

from ..components.db import Database
from ..components.db.base import chunked, insert_rows
from ..components.db.tables import dump_json, load_json
from ..hashing import get_task_key

MAX_DRAFTS = 1_000  # of one session; the oldest go first
# How to insert a draft, or take the place of an earlier one.
REPLACE: dict[Any, tuple[str, str]] = {
    (peewee.SqliteDatabase, peewee.MySQLDatabase): ("REPLACE", ""),
    peewee.Database: (
        "INSERT",
        " ON CONFLICT (session, task_hash) DO UPDATE SET dataset = EXCLUDED.dataset, "
        "updated = EXCLUDED.updated, content = EXCLUDED.content",
    ),
}


class Drafts:
    """The drafts in a database.

    db (Database): The storage of the answers. All methods may be called from any thread.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self.table = db.tables.draft
        self._has_table = False

    def _table_exists(self) -> bool:
        self._has_table = self._has_table or self.table.table_exists()
        return self._has_table

    def save(self, dataset: str, session_id: str, task: dict[str, Any]) -> None:
        """Keep the task as it is now, in place of an earlier draft of it.

        dataset (str): Name of the dataset; drafts go when it is dropped.
        session_id (str): Full ID of the annotator's session.
        task (dict): The edited task with its hashes.
        """
        key = get_task_key(task)  # not only the hash, which another task may have as well
        columns = ("session", "task_hash", "dataset", "updated", "content")
        row = (session_id, key, dataset, int(time.time()), dump_json(task))
        self.prepare()
        # In one statement: the same draft may come twice at the same time.
        verb, end = next(words for kind, words in REPLACE.items() if isinstance(self.db.db, kind))
        with self.db._connected("save a draft"):
            with self.db._atomic():
                insert_rows(self.db.db, "prodigy_draft", columns, [row], verb=verb, end=end)
                self._drop_oldest(session_id)

    def get(self, session_id: str) -> list[dict[str, Any]]:
        """RETURNS (List[dict]): The drafts of a session, oldest first."""
        table = self.table
        with self.db._connected("read drafts"):
            if not self._table_exists():
                return []
            query = table.select(table.content).where(table.session == session_id)
            rows = list(query.order_by(table.updated, table.task_hash).tuples())
        return [load_json(content) for (content,) in rows]

    def delete(self, session_id: str, keys: Iterable[int]) -> int:
        """Forget drafts, as when their tasks are answered.

        session_id (str): Full ID of the annotator's session.
        keys (Iterable[int]): The keys of the tasks, see `get_task_key`.
        RETURNS (int): How many there were.
        """
        with self.db._connected("delete drafts"):
            if not self._table_exists():
                return 0
            return sum(self._delete(session_id, chunk) for chunk in chunked(keys))

    def _drop_oldest(self, session_id: str) -> None:
        table = self.table
        own = table.select(table.task_hash).where(table.session == session_id)
        if own.count() > MAX_DRAFTS:
            oldest = own.order_by(table.updated, table.task_hash).limit(1).tuples()
            self._delete(session_id, [key for (key,) in oldest])

    def prepare(self) -> None:
        """Make the table, once, and not in a transaction: to look with every answer whether there
        is one would take longer."""
        if not self._has_table:
            with self.db._connected("make room for drafts"):
                self.db._create_tables([self.table])
            self._has_table = True

    def _delete(self, session_id: str, keys: list[int]) -> int:
        param = self.db.db.param
        sql = f"DELETE FROM prodigy_draft WHERE session = {param} AND task_hash IN "
        marks = ", ".join([param] * len(keys))
        return int(self.db.db.execute_sql(f"{sql}({marks})", (session_id, *keys)).rowcount)
