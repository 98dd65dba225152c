"""What is written to a shared queue with the answers, in their transaction."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...components.db import Database, SaveResult
from ...components.db.base import insert_rows
from ...components.db.tables import dump_json
from ...hashing import Identity, get_task_key
from ...shapes import TaskType

ANSWER_COLUMNS = ("queue_id", "name", "key", "answer", *Identity._fields)
COUNTED = ("accept", "reject", "ignore")
MAX_ANSWER_CHARS = 32


class Settlement:
    """Ends places, notes and counts answers.

    db (Database): The storage of the answers.
    queue_id (int): Row of the queue.
    asks_once (bool): A task that was answered is for nobody else.
    keeps_lessons (bool): Keep answers until the recipe has learned from them.
    keeps_history (bool): An answer doesn't replace the earlier one to its task.
    """

    def __init__(
        self,
        db: Database,
        queue_id: int,
        asks_once: bool,
        keeps_lessons: bool,
        keeps_history: bool,
    ) -> None:
        self.db, self.queue_id = db, queue_id
        self._asks_once, self._keeps_lessons = asks_once, keeps_lessons
        self._keeps_history = keeps_history

    def write(
        self,
        name: str,
        answers: Sequence[TaskType],
        identities: Sequence[Identity],
        saved: SaveResult,
    ) -> None:
        """Write all of it, see `SharedQueues.settle`. The answers of the session are locked."""
        keys = list({get_task_key(eg) for eg in answers})
        freed = self._delete(keys, None if self._asks_once else name, open_only=False)
        counts = self._note(name, answers, identities, saved)
        gone, opened = freed.pop(name, (0, 0))
        changes = ", ".join(f"n_{answer} = n_{answer} + %s" for answer in COUNTED)
        self._execute(
            f"UPDATE prodigy_queue_session SET n_new = n_new + %s, {changes}, "
            "n_gone = n_gone + %s, n_open = n_open + %s, heard = %s, "
            "was_heard = true WHERE queue_id = %s AND name = %s",
            *(saved.n_new, *(counts[answer] for answer in COUNTED), gone, opened),
            *(time.time(), self.queue_id, name),
        )
        self._count_all(freed)
        if self._keeps_lessons and answers:
            row = (self.queue_id, name, dump_json(list(answers)))
            insert_rows(self.db.db, "prodigy_queue_lesson", ("queue_id", "name", "answers"), [row])

    def free(self, keys: Sequence[int], name: str | None, *, open_only: bool = False) -> int:
        """Delete the places of tasks.

        keys (Sequence[int]): Their keys.
        name (str | None): Whose places. None: everybody's.
        open_only (bool): Keep those that wait.
        RETURNS (int): How many there were.
        """
        freed = self._delete(keys, name, open_only=open_only)
        self._count_all(freed)
        return sum(gone - opened for gone, opened in freed.values())

    def _delete(
        self, keys: Sequence[int], name: str | None, *, open_only: bool
    ) -> dict[str, tuple[int, int]]:
        """RETURNS (dict): By how much the tasks that are gone, and those that are open, change."""
        where = "queue_id = %s AND key = ANY(%s)"
        values: list[Any] = [self.queue_id, list(keys)]
        if name is not None:
            where, values = f"{where} AND name = %s", [*values, name]
        if open_only:
            where += " AND since IS NOT NULL"
        query = f"DELETE FROM prodigy_queue_place WHERE {where} RETURNING name, since IS NOT NULL"
        numbers = Counter(self._execute(query, *values).fetchall())
        names = sorted({who for who, _ in numbers})
        return {who: (numbers[who, False], -numbers[who, True]) for who in names}

    def _count_all(self, freed: Mapping[str, tuple[int, int]]) -> None:
        for name, (gone, opened) in freed.items():
            self.count(name, gone=gone, opened=opened)

    def count(self, name: str, *, gone: int = 0, opened: int = 0) -> None:
        """Count what became of the tasks of a session."""
        if gone or opened:
            self._execute(
                "UPDATE prodigy_queue_session SET n_gone = n_gone + %s, n_open = n_open + %s "
                "WHERE queue_id = %s AND name = %s",
                *(gone, opened, self.queue_id, name),
            )

    def _note(
        self,
        name: str,
        answers: Sequence[TaskType],
        identities: Sequence[Identity],
        saved: SaveResult,
    ) -> Counter[str]:
        """Note what was answered in this run. RETURNS (Counter): By how much the number of each
        kind of answers changes; as in `engine.counts`."""
        keys = [get_task_key(eg) for eg in answers]
        # What is new to the dataset is new to this run.
        is_all_new = saved.n_new == len(answers)
        before = {} if is_all_new else self.find_answers(name, keys)
        new_keys = {get_task_key(eg) for eg in saved.new if "_task_hash" in eg}
        n_left = saved.n_new
        counts: Counter[str] = Counter()
        rows: dict[int, tuple[Any, ...]] = {}
        triples = sorted(zip(keys, answers, identities), key=lambda item: item[0] not in new_keys)
        for key, eg, identity in triples:
            known = None if self._keeps_history else before.get(key)
            if known is not None:
                counts[known] -= 1
            elif n_left > 0:
                n_left -= 1
            else:
                continue
            answer = ascii(eg.get("answer"))[1:-1][:MAX_ANSWER_CHARS]
            counts[answer] += 1
            before[key] = answer
            rows[key] = (self.queue_id, name, key, answer, *identity)
        if rows:
            end = " ON CONFLICT (queue_id, name, key) DO UPDATE SET answer = EXCLUDED.answer"
            ordered = [rows[key] for key in sorted(rows)]
            insert_rows(self.db.db, "prodigy_queue_answer", ANSWER_COLUMNS, ordered, end=end)
        return counts

    def find_answers(self, name: str, keys: Sequence[int]) -> dict[int, str]:
        """RETURNS (dict[int, str]): Key to answer, of what a session has answered in this run."""
        query = (
            "SELECT key, answer FROM prodigy_queue_answer "
            "WHERE queue_id = %s AND name = %s AND key = ANY(%s)"
        )
        return dict(self._execute(query, self.queue_id, name, list(keys)).fetchall())

    def _execute(self, query: str, *values: Any) -> Any:
        return self.db.db.execute_sql(query, values)
