"""The only door to storage: datasets, examples and the links between them.

Every answer is one row in `example`, linked to its dataset and to the dataset of its session.
Content is written once, as JSON text. Listings and exports read in chunks, so that no dataset is
ever in memory as a whole. All methods may be called from any thread.
"""
import threading
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple, Union

import peewee

from ..errors import DatabaseError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, set_hashes
from ..logger import log
from .db_connect import connect, get_db
from .db_models import as_hash, dump_json, load_json, make_tables

__all__ = ["Database", "SaveResult", "connect", "get_db"]

CHUNK_SIZE = 500  # rows in one statement; 3 columns stay far below SQLite's variable limit
ANNOTATOR_ATTR = "_session_id"


@dataclass
class SaveResult:
    """What became of a batch of answers.

    n_new (int): Answers that were added.
    n_replaced (int): Answers that replaced the same session's earlier answer to the task.
    is_repeat (bool): The batch id was stored before, so nothing was written.
    """

    n_new: int = 0
    n_replaced: int = 0
    is_repeat: bool = False


class Database:
    """Storage of datasets on any peewee database.

    db (peewee.Database): The database. Tables are created if they don't exist.
    display_id (str): ID shown by `prodigy stats`, e.g. "sqlite".
    display_name (Optional[str]): Human-readable name, e.g. "SQLite".
    """

    def __init__(
        self, db: peewee.Database, display_id: str = "custom", display_name: Optional[str] = None
    ) -> None:
        self.db = db
        self.db_id = display_id
        self.db_name = display_name or display_id
        self.tables = make_tables(db)
        # One connection shared by all threads (in-memory SQLite) needs calls one after another.
        self._guard: Any = nullcontext() if db.thread_safe else threading.RLock()
        # Answers of one session are read and then replaced; two posts must not interleave.
        self._save_lock = threading.Lock()
        self._has_batches = False
        with self._connected("open the database"):
            db.create_tables([self.tables.dataset, self.tables.example, self.tables.link])

    # Connection -----------------------------------------------------------------------------

    @contextmanager
    def _connected(self, action: str) -> Iterator[None]:
        """Hold an open connection for this thread and translate what can go wrong."""
        with self._guard:
            try:
                self.db.connect(reuse_if_open=True)
                yield
            except (peewee.OperationalError, peewee.InterfaceError) as err:
                if not self.db.is_closed() and not self.db.in_transaction():
                    # A server that went away leaves a dead connection behind: start afresh.
                    self.db.close()
                raise DatabaseError(
                    f"Can't {action} in database {self.db_name}",
                    f"{err}\n{self._describe_fix()}",
                ) from err

    def _describe_fix(self) -> str:
        if isinstance(self.db, peewee.SqliteDatabase):
            return (
                f"File: {self.db.database}. Check that the file and its folder can be written "
                f"and that the disk isn't full, or set PRODIGY_HOME to another folder."
            )
        return 'Check the "db_settings" in your prodigy.json and that the server is running.'

    def _atomic(self) -> Any:
        if isinstance(self.db, peewee.SqliteDatabase):
            # Take the write lock at once: an upgrade from a read lock can fail at once when
            # somebody else writes, without waiting for the busy timeout.
            return self.db.atomic("IMMEDIATE")
        return self.db.atomic()

    def close(self) -> None:
        """Close the connection of the calling thread."""
        if not self.db.is_closed():
            self.db.close()

    def reconnect(self) -> None:
        """Close and reopen the connection of the calling thread."""
        self.close()
        self.db.connect(reuse_if_open=True)

    def save(self) -> None:
        """Nothing to do: every method commits. Kept for custom storage with a buffer."""
        log("DB: Saving database")

    # Datasets -------------------------------------------------------------------------------

    def __len__(self) -> int:
        """RETURNS (int): The number of datasets, sessions not counted."""
        with self._connected("count datasets"):
            return self.tables.dataset.select().where(self.tables.dataset.session == False).count()  # noqa: E712

    def __contains__(self, name: object) -> bool:
        """Whether a dataset or session of that name exists."""
        with self._connected("look up a dataset"):
            return self._find_dataset(name) is not None

    @property
    def datasets(self) -> List[str]:
        """Names of all datasets that are no sessions, oldest first."""
        return self._dataset_names(session=False)

    @property
    def sessions(self) -> List[str]:
        """Names of all session datasets, oldest first."""
        return self._dataset_names(session=True)

    def _dataset_names(self, session: bool) -> List[str]:
        ds = self.tables.dataset
        with self._connected("list datasets"):
            query = ds.select(ds.name).where(ds.session == session).order_by(ds.created, ds.id)
            return [name for (name,) in query.tuples()]

    def _find_dataset(self, name: object) -> Optional[int]:
        ds = self.tables.dataset
        row = ds.select(ds.id).where(ds.name == str(name)).tuples().first()
        return row[0] if row else None

    def add_dataset(
        self, name: str, meta: Optional[Dict[str, Any]] = None, session: bool = False
    ) -> Any:
        """Create a dataset, or do nothing if it exists.

        name (str): The name, without commas and whitespace.
        meta (Optional[dict]): Description, author and the like.
        session (bool): Whether this is the dataset of one session.
        RETURNS (peewee.Model): The dataset's row.
        RAISES (ValueError): The name can't be used.
        """
        if not name or any(char.isspace() or char == "," for char in name):
            raise ValueError(
                f"Can't use {name!r} as the name of a dataset: commas and whitespace are not "
                f"allowed, because datasets are passed on the command line as a comma list."
            )
        ds = self.tables.dataset
        with self._connected("add a dataset"):
            self._ensure_dataset(name, meta, session)
            return ds.get(ds.name == name)

    def _ensure_dataset(self, name: str, meta: Optional[Dict[str, Any]], session: bool) -> int:
        found = self._find_dataset(name)
        if found is not None:
            return found
        ds = self.tables.dataset
        row = {
            "name": name,
            "created": int(time.time()),
            "meta": dump_json(meta or {}),
            "session": session,
        }
        try:
            with self.db.atomic():
                ds.insert(row).execute()
            log(f"DB: Creating dataset '{name}'")
        except peewee.IntegrityError:
            pass  # somebody else was faster
        return self._find_dataset(name)  # type: ignore[return-value]

    def get_meta(self, name: str) -> Optional[Dict[str, Any]]:
        """RETURNS (Optional[dict]): The dataset's meta with its `created` time (Unix seconds)."""
        ds = self.tables.dataset
        with self._connected("read a dataset"):
            row = ds.select(ds.meta, ds.created).where(ds.name == name).tuples().first()
        if row is None:
            return None
        return {**(load_json(row[0]) or {}), "created": row[1]}

    def set_meta(self, name: str, meta: Dict[str, Any]) -> bool:
        """Replace the meta of a dataset. RETURNS (bool): Whether the dataset exists."""
        ds = self.tables.dataset
        with self._connected("change a dataset"):
            return bool(ds.update(meta=dump_json(meta)).where(ds.name == name).execute())

    def drop_dataset(self, name: str, batch_size: Optional[int] = None) -> bool:
        """Delete a dataset, its links, and the examples that are linked nowhere else.

        name (str): Name of the dataset or session.
        batch_size (Optional[int]): Examples to delete in one transaction. None: all in one.
        RETURNS (bool): Whether the dataset existed.
        """
        t = self.tables
        with self._connected("drop a dataset"):
            dataset_id = self._find_dataset(name)
            if dataset_id is None:
                return False
            while batch_size:
                with self._atomic():
                    if self._delete_links(dataset_id, batch_size) < batch_size:
                        break
            with self._atomic():
                self._delete_links(dataset_id, None)
                t.dataset.delete().where(t.dataset.id == dataset_id).execute()
                if self._batches_exist():
                    t.batch.delete().where(t.batch.dataset == name).execute()
        log(f"DB: Removed dataset '{name}'")
        return True

    def _delete_links(self, dataset_id: int, limit: Optional[int]) -> int:
        """Remove links of a dataset and the examples they leave without any link."""
        link, example = self.tables.link, self.tables.example
        query = link.select(link.id, link.example_id).where(link.dataset_id == dataset_id)
        rows = list((query.limit(limit) if limit else query).tuples())
        for chunk in _chunked(rows):
            link_ids, example_ids = zip(*chunk)
            link.delete().where(link.id.in_(link_ids)).execute()
            kept = {
                row[0]
                for row in link.select(link.example_id)
                .where(link.example_id.in_(example_ids))
                .tuples()
            }
            orphans = [i for i in example_ids if i not in kept]
            example.delete().where(example.id.in_(orphans)).execute()
        return len(rows)

    # Reading examples -----------------------------------------------------------------------

    def _iter_rows(self, dataset_id: int) -> Iterator[Tuple[int, int, Any, int, int]]:
        """Yield (link id, example id, content, input hash, task hash) in order of insertion.

        Reads a chunk at a time by key, so that no cursor stays open while the caller works.
        """
        link, example = self.tables.link, self.tables.example
        last = 0
        while True:
            with self._connected("read examples"):
                rows = list(
                    link.select(
                        link.id, example.id, example.content, example.input_hash, example.task_hash
                    )
                    .join(example)
                    .where((link.dataset_id == dataset_id) & (link.id > last))
                    .order_by(link.id)
                    .limit(CHUNK_SIZE)
                    .tuples()
                )
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
        return (load_json(row[2]) for row in self._iter_rows(dataset_id))

    def get_dataset_examples(self, name: str, default: Any = None) -> Any:
        """RETURNS (List[dict]): All examples of a dataset, or the default if it is unknown."""
        examples = self.iter_dataset_examples(name)
        return default if examples is None else list(examples)

    def get_dataset(self, name: str, default: Any = None, session: bool = False) -> Any:
        """Older name of `get_dataset_examples`."""
        return self.get_dataset_examples(name, default)

    def get_dataset_page(
        self, name: str, page_number: int, page_size: int
    ) -> Tuple[List[Dict[str, Any]], int]:
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
                example.select(
                    example.id, example.content, example.input_hash, example.task_hash
                )
                .join(link)
                .where(link.dataset_id == dataset_id)
                .order_by(link.id)
                .paginate(page_number, page_size)
                .tuples()
            )
            keys = ("id", "content", "input_hash", "task_hash")
            return [{**dict(zip(keys, row)), "content": load_json(row[1])} for row in rows], total

    def get_examples(self, ids: Union[int, Iterable[int]], by: str = "task_hash") -> List[dict]:
        """Get examples by their hashes, whatever dataset they are in.

        ids (Union[int, Iterable[int]]): One hash or several.
        by (str): "task_hash" or "input_hash".
        """
        example = self.tables.example
        field = self._hash_field(by)
        result: List[dict] = []
        with self._connected("read examples"):
            for chunk in _chunked([ids] if isinstance(ids, int) else list(ids)):
                query = example.select(example.content).where(field.in_(chunk)).order_by(example.id)
                result.extend(load_json(row[0]) for row in query.tuples())
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
            return self.tables.link.select().where(self.tables.link.dataset_id == dataset_id).count()

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
            with self._connected("read hashes"):
                rows = list(
                    link.select(link.id, field)
                    .join(example)
                    .where(link.dataset_id.in_(ids) & (link.id > last))
                    .order_by(link.id)
                    .limit(CHUNK_SIZE * 40)
                    .tuples()
                )
            for row in rows:
                yield row[1]
            if not rows:
                return
            last = rows[-1][0]

    def iter_answered_hashes(
        self, dataset: str, session_id: Optional[str], prefix: str
    ) -> Iterator[Tuple[int, int]]:
        """Stream the (input hash, task hash) of what one session, or nobody by name, answered.

        dataset (str): Name of the dataset.
        session_id (Optional[str]): The session. None: all examples of no named session.
        prefix (str): What the names of named sessions start with.
        """
        t = self.tables
        of_sessions = t.link.select(t.link.example_id).join(t.dataset)
        if session_id is not None:
            own = of_sessions.where(t.dataset.name == session_id)
            condition = t.example.id.in_(own)
        else:
            named = of_sessions.where((t.dataset.session == True) & t.dataset.name.startswith(prefix))  # noqa: E712
            condition = t.example.id.not_in(named)
        own_link = t.link.alias("own_link")
        last = 0
        with self._connected("read hashes"):
            dataset_id = self._find_dataset(dataset)
        while dataset_id is not None:
            with self._connected("read hashes"):
                rows = list(
                    own_link.select(own_link.id, t.example.input_hash, t.example.task_hash)
                    .join(t.example, on=(own_link.example_id == t.example.id))
                    .where((own_link.dataset_id == dataset_id) & (own_link.id > last) & condition)
                    .order_by(own_link.id)
                    .limit(CHUNK_SIZE * 40)
                    .tuples()
                )
            yield from ((row[1], row[2]) for row in rows)
            if not rows:
                return
            last = rows[-1][0]

    def get_input_hashes(self, *names: str) -> Set[int]:
        """RETURNS (Set[int]): Input hashes of all examples in the datasets."""
        return set(self.iter_hashes(names, "input_hash"))

    def get_task_hashes(self, *names: str) -> Set[int]:
        """RETURNS (Set[int]): Task hashes of all examples in the datasets."""
        return set(self.iter_hashes(names, "task_hash"))

    # Sessions -------------------------------------------------------------------------------

    def get_dataset_sessions(self, name: str) -> List[str]:
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

    def get_sessions_examples(self, session_ids: Optional[Sequence[str]] = None) -> List[dict]:
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

    # Writing examples -----------------------------------------------------------------------

    def add_examples(
        self, examples: Iterable[Dict[str, Any]], datasets: Sequence[str] = (), **kwargs: Any
    ) -> List[int]:
        """Insert examples and link them to datasets, which are created if missing.

        examples (Iterable[dict]): The examples; missing hashes are set. A list is written in one
            transaction, other iterables in one per chunk, as their items may be slow to come.
        datasets (Sequence[str]): Names of the datasets, as a list or tuple.
        RETURNS (List[int]): IDs of the new rows.
        RAISES (ValueError): `datasets` is no list or tuple.
        """
        if not isinstance(datasets, (list, tuple)):
            raise ValueError(f"Can't add examples: expected a list of datasets, got {datasets!r}.")
        ids: List[int] = []
        with self._connected("add examples"):
            with self._atomic() if isinstance(examples, (list, tuple)) else nullcontext():
                dataset_ids = [self._ensure_dataset(name, None, False) for name in datasets]
                for chunk in _chunked(examples):
                    with self._atomic():
                        ids.extend(self._insert(chunk, dataset_ids))
        log(f"DB: Added {len(ids)} examples to {len(datasets)} datasets")
        return ids

    def _insert(self, examples: Sequence[Dict[str, Any]], dataset_ids: Sequence[int]) -> List[int]:
        link, example = self.tables.link, self.tables.example
        rows = []
        for eg in examples:
            input_hash, task_hash = as_hash(eg.get(INPUT_HASH_ATTR)), as_hash(eg.get(TASK_HASH_ATTR))
            if input_hash is None or task_hash is None:
                eg = set_hashes(dict(eg))
                input_hash, task_hash = eg[INPUT_HASH_ATTR], eg[TASK_HASH_ATTR]
            rows.append((input_hash, task_hash, dump_json(eg)))
        if not rows:
            return []
        query = example.insert_many(
            rows, fields=[example.input_hash, example.task_hash, example.content]
        )
        if self.db.returning_clause:
            ids = sorted(row[0] for row in query.returning(example.id).tuples().execute())
        elif isinstance(self.db, peewee.MySQLDatabase):
            # One INSERT with a known number of rows gets consecutive ids; the first is reported.
            first = query.execute()
            ids = list(range(first, first + len(rows)))
        else:  # SQLite before 3.35: the write lock makes the ids consecutive
            last = query.execute()
            ids = list(range(last - len(rows) + 1, last + 1))
        for dataset_id in dataset_ids:
            link.insert_many(
                [(i, dataset_id) for i in ids], fields=[link.example_id, link.dataset_id]
            ).execute()
        return ids

    def link(self, dataset_name: str, example_ids: Sequence[int]) -> None:
        """Link existing examples, by row id, to a dataset, which is created if missing."""
        table = self.tables.link
        with self._connected("link examples"), self._atomic():
            dataset_id = self._ensure_dataset(dataset_name, None, False)
            for chunk in _chunked(example_ids):
                table.insert_many(
                    [(i, dataset_id) for i in chunk], fields=[table.example_id, table.dataset_id]
                ).execute()

    def unlink(self, dataset: str) -> None:
        """Remove all links of a dataset. The examples stay."""
        with self._connected("unlink examples"):
            dataset_id = self._find_dataset(dataset)
            self.tables.link.delete().where(self.tables.link.dataset_id == dataset_id).execute()

    def drop_examples(self, ids: Union[int, Iterable[int]], by: str = "task_hash") -> None:
        """Delete examples and their links, by hash, from all datasets."""
        link, example = self.tables.link, self.tables.example
        field = self._hash_field(by)
        with self._connected("delete examples"), self._atomic():
            for chunk in _chunked([ids] if isinstance(ids, int) else list(ids)):
                found = [row[0] for row in example.select(example.id).where(field.in_(chunk)).tuples()]
                for part in _chunked(found):
                    link.delete().where(link.example_id.in_(part)).execute()
                    example.delete().where(example.id.in_(part)).execute()

    # Saving answers -------------------------------------------------------------------------

    def save_answers(
        self,
        answers: Sequence[Dict[str, Any]],
        dataset: str,
        session_id: str,
        batch_id: Optional[str] = None,
        replace: bool = True,
    ) -> SaveResult:
        """Store a batch of answers of one session, all or nothing.

        When this returns, the answers survive a power failure. A session has one answer per
        task: answering a task again replaces the earlier row in place.

        answers (Sequence[dict]): Answered tasks with hashes.
        dataset (str): Name of the dataset, created if missing.
        session_id (str): Full session id; the answers are linked to its dataset, too.
        batch_id (Optional[str]): ID of the batch. A batch that was stored before is not stored
            again, which makes it safe to send it repeatedly.
        replace (bool): Whether an answer replaces the same session's earlier one.
        """
        with self._save_lock, self._connected("save answers"):
            if batch_id is not None:
                self._ensure_batches()
            with self._atomic():
                if batch_id is not None and not self._claim_batch(batch_id, dataset):
                    return SaveResult(is_repeat=True)
                dataset_ids = [
                    self._ensure_dataset(dataset, None, False),
                    self._ensure_dataset(session_id, None, True),
                ]
                earlier = self._find_answers(answers, *dataset_ids) if replace else {}
                new: Dict[int, Dict[str, Any]] = {}
                for i, eg in enumerate(answers):
                    task_hash = as_hash(eg.get(TASK_HASH_ATTR))
                    row_id = earlier.get(task_hash) if task_hash is not None else None
                    if row_id is not None:
                        self._overwrite(row_id, eg)
                    else:
                        # The last answer wins when a batch holds two for the same task.
                        new[i if task_hash is None or not replace else task_hash] = eg
                for chunk in _chunked(new.values()):
                    self._insert(chunk, dataset_ids)
        return SaveResult(n_new=len(new), n_replaced=len(answers) - len(new))

    def _find_answers(
        self, answers: Sequence[Dict[str, Any]], dataset_id: int, session_dataset_id: int
    ) -> Dict[int, int]:
        """Map task hash to row id of what this session answered before, in this dataset."""
        link, example = self.tables.link, self.tables.example
        own = link.alias("own")
        hashes = {as_hash(eg.get(TASK_HASH_ATTR)) for eg in answers} - {None}
        found: Dict[int, int] = {}
        for chunk in _chunked(list(hashes)):
            query = (
                example.select(example.task_hash, example.id)
                .join(own, on=(own.example_id == example.id))
                .join(link, on=(link.example_id == example.id))
                .where(
                    example.task_hash.in_(chunk)
                    & (own.dataset_id == session_dataset_id)
                    & (link.dataset_id == dataset_id)
                )
                .order_by(example.id)
            )
            found.update(query.tuples())
        return found

    def _overwrite(self, row_id: int, eg: Dict[str, Any]) -> None:
        example = self.tables.example
        input_hash = as_hash(eg.get(INPUT_HASH_ATTR))
        changes: Dict[str, Any] = {"content": dump_json(eg)}
        if input_hash is not None:
            changes["input_hash"] = input_hash
        example.update(**changes).where(example.id == row_id).execute()

    def _batches_exist(self) -> bool:
        self._has_batches = self._has_batches or self.tables.batch.table_exists()
        return self._has_batches

    def _ensure_batches(self) -> None:
        if not self._has_batches:
            self.db.create_tables([self.tables.batch])
            self._has_batches = True

    def _claim_batch(self, batch_id: str, dataset: str) -> bool:
        batch = self.tables.batch
        if batch.select().where(batch.id == batch_id).exists():
            return False
        batch.insert(id=batch_id, dataset=dataset, created=int(time.time())).execute()
        return True

    # Exports --------------------------------------------------------------------------------

    def export_session(self, session_id: str) -> List[dict]:
        """RETURNS (List[dict]): The examples of one session."""
        return self.get_dataset_examples(session_id, default=[])


def _chunked(items: Iterable[Any], size: int = CHUNK_SIZE) -> Iterator[List[Any]]:
    """Yield lists of up to `size` items."""
    chunk: List[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
