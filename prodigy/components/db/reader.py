"""Reading examples, page by page and chunk by chunk: the middle part of the storage, see `db`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from ...partial import leave_out
from .base import CHUNK_SIZE, DatabaseBase, chunked
from .outages import retry
from .tables import load_json


class DatabaseReader(DatabaseBase):
    """Datasets and their examples, for reading. Rows that are damaged are left out and named."""

    @property
    def _content(self) -> Any:
        """The column with the examples. SQLite would refuse a whole chunk with one row in it that
        is no UTF-8, so we decode."""
        content = self.tables.example.content
        is_sqlite = isinstance(self.db, peewee.SqliteDatabase)
        return content.cast("BLOB") if is_sqlite else content

    def _read(self, query: Any, action: str) -> list[tuple[Any, ...]]:
        """RETURNS (list[tuple]): The rows of a query. A stream waits until it can be asked."""

        def read() -> list[tuple[Any, ...]]:
            with self._connected(action):
                return list(self.db.execute(query.tuples()))

        return retry(read)

    def _load(self, content: Any, example_id: int, where: str) -> dict[str, Any] | None:
        """RETURNS (Optional[dict]): An example, or None if its row is damaged, which is said."""
        try:
            eg = load_json(content)
            if isinstance(eg, dict):
                return eg
            problem = f"expected a JSON object, found {str(eg)[:40]}"
        except (ValueError, RecursionError) as err:
            problem = f"{type(err).__name__}: {err}"
        leave_out(
            f"damaged rows of {where}",
            f"Row {example_id} of the table 'example' is damaged, so it is left out: {problem}. "
            f"It belongs to {where}. Nothing is deleted.",
        )
        return None

    def _iter_rows(self, dataset_id: int) -> Iterator[tuple[int, int, Any, int, int]]:
        """Yield (link id, example id, content, input hash, task hash) in order of insertion.

        Reads a chunk at a time by key, so that no cursor stays open while the caller works.
        """
        link, example = self.tables.link, self.tables.example
        last = 0
        while True:
            query = (
                link.select(
                    link.id, example.id, self._content, example.input_hash, example.task_hash
                )
                .join(example)
                .where((link.dataset_id == dataset_id) & (link.id > last))
                .order_by(link.id)
                .limit(CHUNK_SIZE)
            )
            rows = self._read(query, "read examples")
            yield from rows
            if len(rows) < CHUNK_SIZE:
                return
            last = rows[-1][0]

    def iter_dataset_examples(self, name: str, default: Any = None) -> Any:
        """Stream the examples of a dataset in order of insertion.

        name (str): Name of the dataset or session.
        default (Any): Returned if the dataset doesn't exist.
        RETURNS (Iterator[dict]): The examples, read in chunks.
        """
        with self._connected("look up a dataset"):
            dataset_id = self._find_dataset(name)
        if dataset_id is None:
            return default
        return self._iter_examples(dataset_id, f"the dataset '{name}'")

    def _iter_examples(self, dataset_id: int, where: str) -> Iterator[dict[str, Any]]:
        for row in self._iter_rows(dataset_id):
            eg = self._load(row[2], row[1], where)
            if eg is not None:
                yield eg

    def load_examples(self, ids: Iterable[int], where: str) -> dict[int, dict[str, Any]]:
        """Get examples by the ids of their rows.

        ids (Iterable[int]): The ids, see `iter_rows`.
        where (str): What they belong to, for what is said about damaged ones.
        RETURNS (Dict[int, dict]): The examples by id. Those that are gone or damaged are missing.
        """
        example = self.tables.example
        found: dict[int, dict[str, Any]] = {}
        for chunk in chunked(ids):
            query = example.select(example.id, self._content).where(example.id.in_(chunk))
            rows = self._read(query, "read examples")
            for row_id, content in rows:
                eg = self._load(content, row_id, where)
                if eg is not None:
                    found[row_id] = eg
        return found

    def get_dataset_examples(self, name: str, default: Any = None) -> Any:
        """RETURNS (List[dict]): All examples of a dataset, or the default if it is unknown."""
        examples = self.iter_dataset_examples(name)
        return default if examples is None else list(examples)

    def get_dataset(self, name: str, default: Any = None, session: bool = False) -> Any:
        """Older name of `get_dataset_examples`."""
        return self.get_dataset_examples(name, default)

    def get_dataset_page(
        self, name: str, page_number: int, page_size: int
    ) -> tuple[list[dict[str, Any]], int]:
        """Get one page of a dataset.

        name (str): Name of the dataset.
        page_number (int): Number of the page, starting at 1.
        page_size (int): Examples on one page.
        RETURNS (Tuple[List[dict], int]): Rows with id, content, input_hash and task_hash, and the
            number of all examples; ([], -1) if the dataset is unknown.
        """
        link, example = self.tables.link, self.tables.example
        with self._connected("read examples"):
            dataset_id = self._find_dataset(name)
            if dataset_id is None:
                return [], -1
            total = link.select().where(link.dataset_id == dataset_id).count()
            rows = (
                example.select(example.id, self._content, example.input_hash, example.task_hash)
                .join(link)
                .where(link.dataset_id == dataset_id)
                .order_by(link.id)
                .paginate(page_number, page_size)
                .tuples()
            )
            keys = ("id", "content", "input_hash", "task_hash")
            found = [{**dict(zip(keys, row)), "content": row[1]} for row in rows]
        for row in found:
            row["content"] = self._load(row["content"], row["id"], f"the dataset '{name}'")
        return [row for row in found if row["content"] is not None], total

    def get_examples(self, ids: int | Iterable[int], by: str = "task_hash") -> list[dict]:
        """Get examples by their hashes, whatever dataset they are in.

        ids (Union[int, Iterable[int]]): One hash or several.
        by (str): "task_hash" or "input_hash".
        """
        example = self.tables.example
        field = self._hash_field(by)
        result: list[dict] = []
        with self._connected("read examples"):
            for chunk in chunked([ids] if isinstance(ids, int) else list(ids)):
                query = example.select(self._content, example.id).where(field.in_(chunk))
                for content, row_id in query.order_by(example.id).tuples():
                    eg = self._load(content, row_id, "the database")
                    if eg is not None:
                        result.append(eg)
        return result

    def _hash_field(self, by: str) -> Any:
        if by not in ("task_hash", "input_hash"):
            raise ValueError(f"Can't select examples by {by!r}: use 'task_hash' or 'input_hash'.")
        return getattr(self.tables.example, by)

    def count_dataset(self, name: str, session: bool = False) -> int:
        """RETURNS (int): The number of examples in a dataset.

        RAISES (ValueError): The dataset doesn't exist.
        """
        with self._connected("count examples"):
            dataset_id = self._find_dataset(name)
            if dataset_id is None:
                raise ValueError(f"Can't find dataset {name!r} in database {self.db_name}.")
            link = self.tables.link
            return link.select().where(link.dataset_id == dataset_id).count()

    def iter_hashes(self, names: Sequence[str], by: str = "task_hash") -> Iterator[int]:
        """Stream the hashes of the examples in one or more datasets, repeats included.

        names (Sequence[str]): Names of datasets; unknown ones are passed over.
        by (str): "task_hash" or "input_hash".
        """
        link, example = self.tables.link, self.tables.example
        field = self._hash_field(by)
        last = 0
        with self._connected("read hashes"):
            ids = [i for i in (self._find_dataset(name) for name in names) if i is not None]
        while ids:
            query = (
                link.select(link.id, field)
                .join(example)
                .where(link.dataset_id.in_(ids) & (link.id > last))
                .order_by(link.id)
                .limit(CHUNK_SIZE * 40)
            )
            rows = self._read(query, "read hashes")
            for row in rows:
                yield row[1]
            if not rows:
                return
            last = rows[-1][0]

    def _answered_by(self, session_id: str | None, prefix: str) -> Any:
        """RETURNS (Any): Condition for examples of a session, or of no named one."""
        t = self.tables
        of_sessions = t.link.alias("of_session")
        query = of_sessions.select(of_sessions.example_id).join(
            t.dataset, on=(of_sessions.dataset_id == t.dataset.id)
        )
        if session_id is not None:
            return t.example.id.in_(query.where(t.dataset.name == session_id))
        is_named = (t.dataset.session == True) & t.dataset.name.startswith(prefix)  # noqa: E712
        return t.example.id.not_in(query.where(is_named))

    def find_task_hashes(self, task_hashes: Iterable[int], *names: str) -> set[int]:
        """Find out which tasks have answers in all of some datasets.

        task_hashes (Iterable[int]): Hashes of the tasks.
        *names (str): Names of datasets and sessions.
        RETURNS (Set[int]): The hashes among them of examples that are in every one.
        """
        link, example = self.tables.link, self.tables.example
        found: set[int] = set()
        with self._connected("read hashes"):
            ids = [self._find_dataset(name) for name in names]
            for chunk in chunked(list(task_hashes)) if None not in ids else ():
                query = example.select(example.task_hash).where(example.task_hash.in_(chunk))
                for dataset_id in ids:
                    inside = link.alias()
                    is_in = (inside.example_id == example.id) & (inside.dataset_id == dataset_id)
                    query = query.join(inside, on=is_in).switch(example)
                found.update(row[0] for row in query.tuples())
        return found

    def get_input_hashes(self, *names: str) -> set[int]:
        """RETURNS (Set[int]): Input hashes of all examples in the datasets."""
        return set(self.iter_hashes(names, "input_hash"))

    def get_task_hashes(self, *names: str) -> set[int]:
        """RETURNS (Set[int]): Task hashes of all examples in the datasets."""
        return set(self.iter_hashes(names, "task_hash"))

    def get_dataset_sessions(self, name: str) -> list[str]:
        """RETURNS (List[str]): The sessions that have answers in the dataset, oldest first."""
        t = self.tables
        with self._connected("list sessions"):
            dataset_id = self._find_dataset(name)
            if dataset_id is None:
                return []
            inside = t.link.select(t.link.example_id).where(t.link.dataset_id == dataset_id)
            query = (
                t.dataset.select(t.dataset.name)
                .join(t.link)
                .where((t.dataset.session == True) & t.link.example_id.in_(inside))  # noqa: E712
                .group_by(t.dataset.id, t.dataset.name, t.dataset.created)
                .order_by(t.dataset.created, t.dataset.id)
            )
            return [row[0] for row in query.tuples()]

    def get_sessions_examples(self, session_ids: Sequence[str] | None = None) -> list[dict]:
        """RETURNS (List[dict]): Examples of sessions, each with its `session_id`.

        RAISES (ValueError): No session was given.
        """
        if not session_ids:
            raise ValueError("Can't get examples of sessions: one or more session ids are needed.")
        return [
            {**eg, "session_id": name}
            for name in session_ids
            for eg in self.get_dataset_examples(name, default=[])
        ]
