"""Connection, datasets and sessions: the lower part of the storage, see `db`."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import Any

import peewee

from ...errors import DatabaseError, OutageError
from ...logger import log
from .committing import GroupCommit
from .names import check_dataset_name
from .outages import is_driver_error, is_outage, is_stale
from .tables import DEFAULT_DATABASE, dump_json, load_json, make_tables

# How to insert rows unless they are there.
INSERT_NEW = {
    peewee.SqliteDatabase: ("INSERT OR IGNORE", ""),
    peewee.MySQLDatabase: ("INSERT IGNORE", ""),
    peewee.Database: ("INSERT", " ON CONFLICT DO NOTHING"),
}
CREATION_LOCK = 0x50524F44  # of PostgreSQL: nobody else creates tables
SESSION_LOCK = 0x50520000  # together with the hash of a session: nobody else stores its answers
CHUNK_SIZE = 500  # rows in one statement; 3 columns stay far below SQLite's variable limit


class DatabaseBase:
    """Datasets on any peewee database, without their examples.

    db (peewee.Database): The database. Tables are created if they don't exist.
    display_id (str): ID shown by `prodigy stats`, e.g. "sqlite".
    display_name (Optional[str]): Human-readable name, e.g. "SQLite".
    """

    def __init__(
        self, db: peewee.Database, display_id: str = "custom", display_name: str | None = None
    ) -> None:
        self.db = db
        self.db_id = display_id
        self.db_name = display_name or display_id
        self.tables = make_tables(db)
        # One connection shared by all threads (in-memory SQLite) needs calls one after another.
        self._guard: Any = nullcontext() if db.thread_safe else threading.RLock()
        # Answers of one session are read and then replaced; two posts must not interleave.
        self._commits = GroupCommit(self._open_transaction)
        # Where other processes may do so too.
        self.locks_rows = isinstance(db, peewee.PostgresqlDatabase)
        self._has_batches = False
        self._has_identities = False
        self._noting: list[Any] = []  # tables that exist, see `_note_changes`
        with self._connected("open the database"):
            self._create_tables([self.tables.dataset, self.tables.example, self.tables.link])
        DEFAULT_DATABASE.initialize(db)

    @contextmanager
    def _connected(self, action: str) -> Iterator[None]:
        """Hold an open connection for this thread and translate what can go wrong."""
        with self._guard:
            try:
                self._open_connection()
                yield
            except (peewee.OperationalError, peewee.InterfaceError, peewee.InternalError) as err:
                raise self._explain(action, err) from err
            except Exception as err:
                if not is_driver_error(err) or not is_outage(err):
                    raise
                raise self._explain(action, err) from err

    def _open_connection(self) -> None:
        """Open a connection for this thread, unless it has one that is alive."""
        db = self.db
        # A server that was restarted while nobody asked leaves dead connections behind.
        is_remote = not isinstance(db, peewee.SqliteDatabase)
        if is_remote and not db.is_closed() and not db.in_transaction():
            if is_stale(db.connection()):
                self._drop_connection()
        db.connect(reuse_if_open=True)

    def _drop_connection(self) -> None:
        """Close the connection of this thread, which may be dead."""
        try:
            self.db.close()
        except peewee.DatabaseError as err:  # peewee has forgotten it nevertheless
            log(f"DB: {err}")

    def _explain(self, action: str, err: BaseException) -> DatabaseError:
        """RETURNS (DatabaseError): What could not be done, and why. Closes the connection, unless
        everything is in it: a database in memory."""
        if self.db.thread_safe and not self.db.is_closed() and not self.db.in_transaction():
            self._drop_connection()
        cause = _find_cause(err)
        kind = OutageError if is_outage(cause) else DatabaseError
        title = f"Can't {action} in database {self.db_name}"
        return kind(title, f"{str(cause).strip()}\n{self._describe_fix()}")

    def _create_tables(self, tables: Sequence[Any]) -> None:
        """Create tables, unless they exist."""
        if not self.locks_rows:
            self.db.create_tables(tables)
            return
        with self.db.atomic():
            # Of two who do so at once, one would fail in PostgreSQL, "if not exists" or not.
            self.db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (CREATION_LOCK,))
            for table in tables:
                if not table.table_exists():
                    self.db.create_tables([table])
                    continue
                # To make an index that exists would wait for all who write, and they maybe for us.
                known = {index.name for index in self.db.get_indexes(table._meta.table_name)}
                for index in table._meta.fields_to_index():
                    if index._name not in known:
                        self.db.execute(table._schema._create_index(index))

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

    @contextmanager
    def _cheap_transaction(self) -> Iterator[None]:
        """A transaction that doesn't wait until it is on the disk, where that is a file of ours."""
        db = self.db
        if isinstance(db, peewee.SqliteDatabase):
            before = dict(db._pragmas).get("synchronous", "full")  # type: ignore[attr-defined]
            db.pragma("synchronous", "normal")
            try:
                with self._atomic():
                    yield
            finally:
                db.pragma("synchronous", before)
            return
        # A database server may fall without its machine: what it forgets then, others are asked.
        with self._atomic():
            yield

    @contextmanager
    def _open_transaction(self, action: str, is_durable: bool) -> Iterator[None]:
        with self._connected(action):
            with self._atomic() if is_durable else self._cheap_transaction():
                yield

    def _write(self, write: Callable[[], Any], action: str, *, is_durable: bool = True) -> Any:
        """Write something in a transaction, which others may share, see `GroupCommit.run`."""
        if not self.db.thread_safe or self.db.in_transaction():
            # All threads have one connection, or the transaction is the caller's.
            with self._open_transaction(action, is_durable):
                return write()
        return self._commits.run(write, action, is_durable=is_durable)

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

    def __len__(self) -> int:
        """RETURNS (int): The number of datasets, sessions not counted."""
        with self._connected("count datasets"):
            return self.tables.dataset.select().where(self.tables.dataset.session == False).count()  # noqa: E712

    def __contains__(self, name: object) -> bool:
        """Whether a dataset or session of that name exists."""
        with self._connected("look up a dataset"):
            return self._find_dataset(name) is not None

    @property
    def datasets(self) -> list[str]:
        """Names of all datasets that are no sessions, oldest first."""
        return self._dataset_names(session=False)

    @property
    def sessions(self) -> list[str]:
        """Names of all session datasets, oldest first."""
        return self._dataset_names(session=True)

    def _dataset_names(self, session: bool) -> list[str]:
        ds = self.tables.dataset
        with self._connected("list datasets"):
            query = ds.select(ds.name).where(ds.session == session).order_by(ds.created, ds.id)
            return [name for (name,) in query.tuples()]

    def _find_dataset(self, name: object) -> int | None:
        # Asked with every answer: peewee takes longer to write a statement than SQLite to run it.
        sql = f"SELECT id FROM dataset WHERE name = {self.db.param}"
        row = self.db.execute_sql(sql, (str(name),)).fetchone()
        return row[0] if row else None

    def add_dataset(
        self, name: str, meta: dict[str, Any] | None = None, session: bool = False
    ) -> Any:
        """Create a dataset, or do nothing if it exists.

        name (str): The name, without commas and whitespace.
        meta (Optional[dict]): Description, author and the like.
        session (bool): Whether this is the dataset of one session.
        RETURNS (peewee.Model): The dataset's row.
        RAISES (ValueError): The name can't be used.
        """
        check_dataset_name(name)
        ds = self.tables.dataset
        with self._connected("add a dataset"):
            self._ensure_dataset(name, meta, session)
            return ds.get(ds.name == name)

    def _ensure_dataset(self, name: str, meta: dict[str, Any] | None, session: bool) -> int:
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

    def get_meta(self, name: str) -> dict[str, Any] | None:
        """RETURNS (Optional[dict]): The dataset's meta with its `created` time (Unix seconds)."""
        ds = self.tables.dataset
        with self._connected("read a dataset"):
            row = ds.select(ds.meta, ds.created).where(ds.name == name).tuples().first()
        if row is None:
            return None
        return {**(load_json(row[0]) or {}), "created": row[1]}

    def set_meta(self, name: str, meta: dict[str, Any]) -> bool:
        """Replace the meta of a dataset. RETURNS (bool): Whether the dataset exists."""
        ds = self.tables.dataset
        with self._connected("change a dataset"):
            return bool(ds.update(meta=dump_json(meta)).where(ds.name == name).execute())

    def drop_dataset(self, name: str, batch_size: int | None = None) -> bool:
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
                for table in (t.draft, t.lease, t.queue, t.curve, t.again):
                    if table.table_exists():
                        table.delete().where(table.dataset == name).execute()
                if t.tally.table_exists():
                    t.tally.delete().where(t.tally.dataset_id == dataset_id).execute()
        log(f"DB: Removed dataset '{name}'")
        return True

    def _delete_links(self, dataset_id: int, limit: int | None) -> int:
        """Remove links of a dataset and the examples they leave without any link."""
        link, example = self.tables.link, self.tables.example
        query = link.select(link.id, link.example_id).where(link.dataset_id == dataset_id)
        rows = list((query.limit(limit) if limit else query).tuples())
        for chunk in chunked(rows):
            link_ids, example_ids = zip(*chunk)
            link.delete().where(link.id.in_(link_ids)).execute()
            self._note_changes(example_ids)
            kept = {
                row[0]
                for row in link.select(link.example_id)
                .where(link.example_id.in_(example_ids))
                .tuples()
            }
            orphans = [i for i in example_ids if i not in kept]
            example.delete().where(example.id.in_(orphans)).execute()
            self._forget_identities(orphans)
        return len(rows)

    def _batches_exist(self) -> bool:
        self._has_batches = self._has_batches or self.tables.batch.table_exists()
        return self._has_batches

    def _ensure_batches(self) -> None:
        if not self._has_batches:
            self._create_tables([self.tables.batch])
            self._has_batches = True

    def _forget_identities(self, ids: Iterable[int]) -> None:
        table = self.tables.identity
        if self._identities_exist():
            table.delete().where(table.example_id.in_(ids)).execute()

    def _note_changes(self, ids: Iterable[int]) -> None:
        """Tell those who keep something of the answers (the search index, the counts of the
        dashboard), if there are any, which examples are not what they were: their content, their
        links, or that they are there at all. Called within the transaction.

        ids (Iterable[int]): Ids of the examples. New ones need not be named.
        """
        for table in (self.tables.change, self.tables.recount):
            if table not in self._noting and table.table_exists():
                self._noting.append(table)
        if self._noting:
            for chunk in chunked(dict.fromkeys(ids)):
                rows = [(row_id,) for row_id in chunk]
                for table in self._noting:
                    insert_rows(self.db, table._meta.table_name, ("example_id",), rows)

    def _identities_exist(self) -> bool:
        self._has_identities = self._has_identities or self.tables.identity.table_exists()
        return self._has_identities

    def _ensure_identities(self) -> None:
        if not self._has_identities:
            self._create_tables([self.tables.identity])
            self._has_identities = True


def chunked(items: Iterable[Any], size: int = CHUNK_SIZE) -> Iterator[list[Any]]:
    """Yield lists of up to `size` items."""
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def insert_rows(
    db: peewee.Database,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    verb: str = "INSERT",
    end: str = "",
) -> Any:
    """Insert rows in one statement. Peewee takes longer to write such a statement than SQLite to
    run it.

    db (peewee.Database): The database.
    table (str): Name of the table, which needs no quotes.
    columns (Sequence[str]): Names of the columns.
    rows (Sequence[tuple]): The values, as the driver takes them. At least one row.
    verb (str): How the statement begins. Defaults to "INSERT".
    end (str): How it ends. Defaults to "".
    RETURNS (Any): The cursor.
    """
    row = f"({', '.join([db.param] * len(columns))})"
    sql = f"{verb} INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))}{end}"
    return db.execute_sql(sql, tuple(chain.from_iterable(rows)))


def _find_cause(err: BaseException) -> BaseException:
    """RETURNS (BaseException): What failed first. A transaction that can't be taken back, because
    the database has done so already or is gone, hides why it had to be."""
    cause, found = err.__context__, err
    while cause is not None:
        if isinstance(cause, peewee.DatabaseError):
            found = cause
        cause = cause.__context__
    return found
