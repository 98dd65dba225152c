"""The only door to storage: datasets, examples and the links between them.

Every answer is one row in `example`, linked to its dataset and to the dataset of its session.
Content is written once, as JSON text. Listings and exports read in chunks, so that no dataset is
ever in memory as a whole. All methods may be called from any thread.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import peewee

from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, Identity, find_wrong_hashes, set_hashes
from ...logger import log
from .asked import AskedAnswer, keep_last
from .base import SESSION_LOCK, chunked, insert_rows
from .legacy import DatabaseExports
from .tables import as_hash, dump_json


@dataclass
class SaveResult:
    """What became of a batch of answers.

    n_new (int): Answers that were added.
    n_replaced (int): Answers that replaced the same session's earlier answer to the task.
    is_repeat (bool): The batch id was stored before, so nothing was written.
    is_withdrawn (bool): Nor was it, because who sent it has taken it back meanwhile.
    new (List[dict]): The answers that were added, as far as the storage tells.
    """

    n_new: int = 0
    n_replaced: int = 0
    is_repeat: bool = False
    is_withdrawn: bool = False
    new: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Withdrawals:
    """Batches that somebody gave up, after nobody had confirmed them, to send other answers. They
    may be on their way still, and must not replace those.

    own (Optional[str]): What this batch would be withdrawn by.
    others (Sequence[str]): What others are withdrawn by, as soon as this one is stored.
    """

    own: str | None = None
    others: Sequence[str] = ()


class Database(DatabaseExports):
    """Storage of datasets on any peewee database.

    db (peewee.Database): The database. Tables are created if they don't exist.
    display_id (str): ID shown by `prodigy stats`, e.g. "sqlite".
    display_name (Optional[str]): Human-readable name, e.g. "SQLite".
    """

    def add_examples(
        self,
        examples: Iterable[dict[str, Any]],
        datasets: Sequence[str] = (),
        *,
        is_durable: bool = True,
        **kwargs: Any,
    ) -> list[int]:
        """Insert examples and link them to datasets, which are created if missing.

        examples (Iterable[dict]): The examples; missing hashes are set. A list is written in one
            transaction, other iterables in one per chunk, as their items may be slow to come.
        datasets (Sequence[str]): Names of the datasets, as a list or tuple.
        is_durable (bool): Each transaction is on the disk before the next one begins. Defaults to
            True; without, a power failure may take the latest ones.
        RETURNS (List[int]): IDs of the new rows.
        RAISES (ValueError): `datasets` is no list or tuple.
        """
        if not isinstance(datasets, (list, tuple)):
            raise ValueError(f"Can't add examples: expected a list of datasets, got {datasets!r}.")
        ids: list[int] = []
        open_transaction = self._atomic if is_durable else self._cheap_transaction
        is_one = isinstance(examples, (list, tuple))
        with self._connected("add examples"):
            with open_transaction() if is_one else nullcontext():
                dataset_ids = [self._ensure_dataset(name, None, False) for name in datasets]
                for chunk in chunked(examples):
                    with nullcontext() if is_one else open_transaction():
                        ids.extend(self._insert(chunk, dataset_ids))
        log(f"DB: Added {len(ids)} examples to {len(datasets)} datasets")
        return ids

    def _insert(
        self,
        examples: Sequence[dict[str, Any]],
        dataset_ids: Sequence[int],
        identities: Sequence[Identity] = (),
    ) -> list[int]:
        rows = []
        for eg in examples:
            input_hash = as_hash(eg.get(INPUT_HASH_ATTR))
            task_hash = as_hash(eg.get(TASK_HASH_ATTR))
            if input_hash is None or task_hash is None:
                wrong = find_wrong_hashes(eg)
                eg = set_hashes({key: value for key, value in eg.items() if key not in wrong})
                input_hash, task_hash = eg[INPUT_HASH_ATTR], eg[TASK_HASH_ATTR]
            rows.append((input_hash, task_hash, dump_json(eg)))
        if not rows:
            return []
        has_ids = self.db.returning_clause
        end = " RETURNING id" if has_ids else ""
        columns = ("input_hash", "task_hash", "content")
        cursor = insert_rows(self.db, "example", columns, rows, end=end)
        if has_ids:
            ids = sorted(row[0] for row in cursor.fetchall())
        elif isinstance(self.db, peewee.MySQLDatabase):
            # One INSERT with a known number of rows gets consecutive ids; the first is reported.
            first = cursor.lastrowid
            ids = list(range(first, first + len(rows)))
        else:  # SQLite before 3.35: the write lock makes the ids consecutive
            last = cursor.lastrowid
            ids = list(range(last - len(rows) + 1, last + 1))
        self._link(ids, dataset_ids)
        self._note(dict(zip(ids, identities)))
        return ids

    def link(self, dataset_name: str, example_ids: Sequence[int]) -> None:
        """Link existing examples, by row id, to a dataset, which is created if missing."""
        with self._connected("link examples"), self._atomic():
            dataset_id = self._ensure_dataset(dataset_name, None, False)
            for chunk in chunked(example_ids):
                self._link(chunk, [dataset_id])

    def _link(self, example_ids: Sequence[int], dataset_ids: Sequence[int]) -> None:
        rows = ((row_id, dataset_id) for dataset_id in dataset_ids for row_id in example_ids)
        for chunk in chunked(rows):
            insert_rows(self.db, "link", ("example_id", "dataset_id"), chunk)

    def unlink(self, dataset: str) -> None:
        """Remove all links of a dataset. The examples stay."""
        with self._connected("unlink examples"):
            dataset_id, link = self._find_dataset(dataset), self.tables.link
            with self._atomic():
                query = link.select(link.example_id).where(link.dataset_id == dataset_id)
                self._note_changes([row[0] for row in query.tuples()])
                link.delete().where(link.dataset_id == dataset_id).execute()

    def drop_examples(self, ids: int | Iterable[int], by: str = "task_hash") -> None:
        """Delete examples and their links, by hash, from all datasets."""
        link, example = self.tables.link, self.tables.example
        field = self._hash_field(by)
        with self._connected("delete examples"), self._atomic():
            for chunk in chunked([ids] if isinstance(ids, int) else list(ids)):
                query = example.select(example.id).where(field.in_(chunk))
                found = [row[0] for row in query.tuples()]
                for part in chunked(found):
                    self._note_changes(part)
                    link.delete().where(link.example_id.in_(part)).execute()
                    example.delete().where(example.id.in_(part)).execute()
                    self._forget_identities(part)

    def save_answers(
        self,
        answers: Sequence[dict[str, Any]],
        dataset: str,
        session_id: str,
        batch_id: str | None = None,
        replace: bool = True,
        also: Callable[[SaveResult], Any] | None = None,
        identities: Sequence[Identity | None] | None = None,
        withdrawals: Withdrawals | None = None,
    ) -> SaveResult:
        """Store a batch of answers of one session, all or nothing.

        When this returns, the answers survive a power failure. A session has one answer per
        task: answering a task again replaces the earlier row in place. An answer to another task
        with the same hash is never replaced.

        answers (Sequence[dict]): Answered tasks with hashes.
        dataset (str): Name of the dataset, created if missing.
        session_id (str): Full session id; the answers are linked to its dataset, too.
        batch_id (Optional[str]): ID of the batch. A batch that was stored before is not stored
            again, which makes it safe to send it repeatedly.
        replace (bool): Whether an answer replaces the same session's earlier one.
        also (Optional[callable]): Called within the transaction, after the answers are written,
            with what is returned.
        identities (Sequence[Identity | None] | None): What was asked, for each answer. Defaults to
            None (what the answers still show of it).
        withdrawals (Optional[Withdrawals]): Which batches are void.
        """
        all_asked = repeat(None) if identities is None else identities
        batch = [AskedAnswer.make(eg, asked) for eg, asked in zip(answers, all_asked)]
        if replace:
            batch = keep_last(batch)
        with self._connected("save answers"):
            self._ensure_identities()
            if batch_id is not None:
                self._ensure_batches()
        void = withdrawals or Withdrawals()

        def write() -> SaveResult:
            self._lock_session(session_id)
            if batch_id is not None:
                known = self._find_batches({*void.others, batch_id, void.own or batch_id})
                if void.own in known:
                    return SaveResult(is_withdrawn=True)
                self._note_batches({*void.others, batch_id} - known, dataset)
                if batch_id in known:
                    return SaveResult(is_repeat=True)
            new = self._write_answers(batch, dataset, session_id, replace)
            added = [answer.eg for answer in new]
            result = SaveResult(len(new), len(answers) - len(new), new=added)
            if also is not None:
                also(result)
            return result

        saved: SaveResult = self._write(write, "save answers")
        return saved

    def _write_answers(
        self, batch: list[AskedAnswer], dataset: str, session_id: str, replace: bool
    ) -> list[AskedAnswer]:
        """RETURNS (list[AskedAnswer]): Those that replace nothing."""
        dataset_ids = [
            self._ensure_dataset(dataset, None, False),
            self._ensure_dataset(session_id, None, True),
        ]
        for answer in batch:
            answer.row_id, answer.is_news = (
                None,
                False,
            )  # as it was before a transaction that failed
        if replace:
            self._find_earlier(batch, *dataset_ids)
        new = [answer for answer in batch if answer.row_id is None]
        for answer in batch:
            if answer.row_id is not None:
                self._overwrite(answer.row_id, answer)
        replaced = [answer.row_id for answer in batch if answer.row_id is not None]
        if replaced:
            self._note_changes(replaced)
        for chunk in chunked(new):
            self._insert(
                [answer.eg for answer in chunk],
                dataset_ids,
                [answer.asked for answer in chunk],
            )
        return new

    def _lock_session(self, session_id: str) -> None:
        """Let nobody else store answers of a session, also in other processes, until the end of the
        transaction. Elsewhere, whoever writes is alone."""
        if self.locks_rows:
            query = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
            self.db.execute_sql(query, (SESSION_LOCK, session_id))

    def _find_earlier(
        self, batch: Sequence[AskedAnswer], dataset_id: int, session_dataset_id: int
    ) -> None:
        """Set the rows with what this session answered before, in this dataset."""
        by_hash: dict[int, list[AskedAnswer]] = {}
        for answer in batch:
            if answer.has_hashes:
                by_hash.setdefault(answer.asked.task_hash, []).append(answer)
        for chunk in chunked(by_hash):
            # Step by step: with one query, databases may begin with all links of the dataset.
            marks = ", ".join([self.db.param] * len(chunk))
            sql = f"SELECT id FROM example WHERE task_hash IN ({marks})"
            found = [row_id for (row_id,) in self.db.execute_sql(sql, chunk).fetchall()]
            for ids in chunked(found):
                rows = self._select_linked(ids, dataset_id, session_dataset_id)
                for row_id, content, *row in rows:
                    for answer in by_hash[row[1]]:
                        answer.compare(row_id, content, row)

    def _select_linked(self, ids: Sequence[int], one_id: int, other_id: int) -> Any:
        """Select id, content, hashes and digests of those examples that are in both datasets."""
        link, example = self.tables.link, self.tables.example
        own = link.alias("own")
        query, columns = self._join_identities(
            example.select()
            .join(own, on=(own.example_id == example.id))
            .join(link, on=(link.example_id == example.id)),
            [example.id, example.content],
        )
        query = query.select(*columns).where(
            example.id.in_(ids) & (link.dataset_id == one_id) & (own.dataset_id == other_id)
        )
        return self.db.execute(query.order_by(example.id))

    def _overwrite(self, row_id: int, answer: AskedAnswer) -> None:
        example, eg = self.tables.example, answer.eg
        input_hash = as_hash(eg.get(INPUT_HASH_ATTR))
        changes: dict[str, Any] = {"content": dump_json(eg)}
        if input_hash is not None:
            changes["input_hash"] = input_hash
        example.update(**changes).where(example.id == row_id).execute()
        if answer.is_news:
            self._note({row_id: answer.asked})

    def _find_batches(self, ids: Collection[str]) -> set[str]:
        """RETURNS (set[str]): Those of the ids that were noted."""
        # Asked with every answer: peewee takes ten times as long to write it as SQLite to run it.
        sql = f"SELECT id FROM prodigy_batch WHERE id IN ({', '.join([self.db.param] * len(ids))})"
        return {row_id for (row_id,) in self.db.execute_sql(sql, tuple(ids)).fetchall()}

    def _note_batches(self, ids: Iterable[str], dataset: str) -> None:
        rows = [(batch_id, dataset, int(time.time())) for batch_id in sorted(ids)]
        if rows:
            insert_rows(self.db, "prodigy_batch", ("id", "dataset", "created"), rows)
