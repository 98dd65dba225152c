"""Keeping the index up to date: made when somebody searches for the first time, in small pieces.

Each piece is a short transaction, so that annotators never wait for it, and whatever stops the
process, the next one goes on where it was. Afterwards what is new is found by its id, and what has
changed by the notes that every change leaves (see `DatabaseBase._note_changes`). Programs that
write into the tables without us leave none: `check` compares everything. Rows of the tables of the
original are read, never written.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import peewee

from ...errors import DatabaseError
from ...logger import log
from ...shapes import TaskType
from ...views import get_view_id
from ..db.base import chunked, insert_rows
from ..db.database import Database
from .dialects import COLUMNS, STATE, TABLE, VALUES, find_dialect
from .documents import Document, get_session, iter_labels, make_document, make_facet, make_mark

VERSION = 1  # of what is known of an answer: an index of another one is made afresh
CHUNK = 500  # answers of one piece
# Servers hand out ids before rows are there: a row may come after others with higher ids.
LATE_IDS = 5000
# What is searched by, each behind the dataset, and in the order of the results.
SECONDARY = ("session", "differs", "duration", "created")


@dataclass(frozen=True)
class State:
    """How far the index is.

    stage (str): "absent" (nothing was made yet), "building", "ready", or "unavailable".
    n_done (int): Answers in it.
    n_total (int): Answers that are stored; an estimate while it is built.
    problem (str | None): Why it is not available.
    """

    stage: str
    n_done: int = 0
    n_total: int = 0
    problem: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether everything that is stored is in it."""
        return self.stage == "ready"


class _Row(NamedTuple):
    """What is stored: an answer in a dataset."""

    id: int
    dataset_id: int
    example_id: int
    content: bytes


class SearchIndex:
    """The index of one database. All methods may be called from any thread.

    db (Database): The database, with our tables.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._dialect: Any = find_dialect(db.db)
        self._lock = threading.Lock()
        self._has_tables = self._is_built = False
        self._seen: int | None = None  # all links up to here are in the index
        self._known: set[tuple[int, str]] = set()  # facets whose names are stored
        self._checked: int | None = None  # how far a check is
        self._total = (0.0, 0)
        self._done = (0.0, 0)
        self.problem: str | None = None if self._dialect else "This database can't be searched"
        self._is_sqlite = isinstance(db.db, peewee.SqliteDatabase)

    @property
    def dialect(self) -> Any:
        """How the database is searched."""
        return self._dialect

    def get_state(self) -> State:
        """RETURNS (State): How far the index is."""
        with self.db._connected("read the search index"):
            if not self._exists():
                return State("unavailable" if self.problem else "absent", problem=self.problem)
            n_done = self._count_done()
            if self._read("built") and not self._is_stale():
                return State("ready", n_done, n_done, self.problem)
            stage = "unavailable" if self.problem else "building"
            return State(stage, n_done, max(n_done, self._estimate_total()), self.problem)

    def catch_up(self, seconds: float) -> bool:
        """Take in what is new or has changed.

        seconds (float): About how long it may take. Of a piece that is begun, it waits for the end.
        RETURNS (bool): Whether everything is in the index now. False if another thread is at it.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self._lock.acquire(blocking=False):
                return False
            try:
                if not self.step():
                    return self.problem is None
            finally:
                self._lock.release()
        return False

    def work(self, until: Any = None) -> None:
        """Take in everything, then return, piece by piece.

        until (threading.Event | None): Stops it earlier.
        """
        while until is None or not until.is_set():
            with self._lock:
                if not self.step():
                    return
            time.sleep(0.002)  # for those who wait to write

    def check(self, until: Any = None) -> None:
        """Compare all that is stored with the index, and take in what other programs changed."""
        self._checked = 0
        while self._checked is not None and (until is None or not until.is_set()):
            start = time.monotonic()
            with self._lock:
                self._check_piece()
            # Nobody waits for this, but somebody may be searching meanwhile.
            time.sleep(max(0.02, 3 * (time.monotonic() - start)))

    def step(self) -> bool:
        """Do one piece of what there is to do. RETURNS (bool): Whether there may be more."""
        try:
            with self.db._connected("write the search index"):
                self._prepare()
                done = self._take_changes() or self._take_new() or self._finish()
            self.problem = None
            return done
        except (DatabaseError, peewee.DatabaseError) as err:
            reason = err.text if isinstance(err, DatabaseError) else err
            self.problem = str(reason or err).split("\n")[0]
            self._has_tables = self._is_built = False
            self._known.clear()  # what was written is rolled back
            log(f"SEARCH: {err}")
            return False

    # Tables -----------------------------------------------------------------------------------

    def _exists(self) -> bool:
        self._has_tables = self._has_tables or (
            self.db.db.table_exists(STATE) and self._read("version") == VERSION
        )
        return self._has_tables

    def _prepare(self) -> None:
        if self._exists():
            return
        if self._dialect is None:
            raise peewee.NotSupportedError(self.problem)
        db = self.db.db
        if db.table_exists(STATE):  # of another version
            for name in (f"{TABLE}_text", TABLE, VALUES, STATE):
                if not self._is_sqlite and name == f"{TABLE}_text":
                    continue  # belongs to the table
                db.execute_sql(f"DROP TABLE IF EXISTS {name}")
        self.db._create_tables([self.db.tables.change])
        with self.db._atomic():
            self._dialect.create(db)
            if not self._is_sqlite or not self._has_index("example_id"):
                self._make_index("example_id", "example_id")
            if self._read("turn") is None:
                rows = [("version", VERSION), ("turn", 0), ("built", 0)]
                insert_rows(db, STATE, ("name", "value"), rows)
        self._has_tables = True

    def _has_index(self, name: str) -> bool:
        return any(one.name == f"{TABLE}_{name}" for one in self.db.db.get_indexes(TABLE))

    def _make_index(self, name: str, columns: str) -> None:
        if not self._has_index(name):
            self.db.db.execute_sql(f"CREATE INDEX {TABLE}_{name} ON {TABLE} ({columns})")

    def _read(self, name: str, end: str = "") -> int | None:
        sql = f"SELECT value FROM {STATE} WHERE name = {self.db.db.param}{end}"
        row = self.db.db.execute_sql(sql, (name,)).fetchone()
        return None if row is None else int(row[0])

    def _set(self, name: str, value: int) -> None:
        param = self.db.db.param
        sql = f"UPDATE {STATE} SET value = {param} WHERE name = {param}"
        self.db.db.execute_sql(sql, (value, name))

    def _count_done(self) -> int:
        if self._is_sqlite and not self._read("built"):
            # Counting takes longer the more there is, and is asked for often.
            row = self.db.db.execute_sql(f"SELECT MAX(id) FROM {TABLE}").fetchone()
            top = self._top_link()
            return int(self._estimate_total() * (row[0] or 0) / top) if top else 0
        when, n_done = self._done
        if not when or time.monotonic() > when + (10 if n_done > 10_000 else 0):
            sql = f"SELECT COUNT(*) FROM {TABLE}"
            n_done = int(self.db.db.execute_sql(sql).fetchone()[0])
            self._done = time.monotonic(), n_done
        return n_done

    def _top_link(self) -> int:
        return int(self.db.db.execute_sql("SELECT MAX(id) FROM link").fetchone()[0] or 0)

    def _estimate_total(self) -> int:
        """How many answers there are in datasets: known for a moment, since it takes a while."""
        when, total = self._total
        if time.monotonic() > when + 30 or not when:
            t = self.db.tables
            query = t.link.select().join(t.dataset).where(t.dataset.session == False)  # noqa: E712
            self._total = time.monotonic(), query.count()
        return self._total[1]

    def _is_stale(self) -> bool:
        """Whether there is more that is new than is taken in at once."""
        return self._seen is not None and self._top_link() - self._seen > 20 * CHUNK

    # Pieces -----------------------------------------------------------------------------------

    def _take_changes(self) -> bool:
        change = self.db.tables.change
        turn = self._read("turn")
        query = change.select(change.id, change.example_id).order_by(change.id).limit(CHUNK)
        rows = list(query.tuples())
        if not rows:
            return False
        ids = list(dict.fromkeys(row[1] for row in rows))
        stored = self._read_rows(f"l.example_id IN ({self._marks(ids)})", ids, None)
        with self.db._atomic():
            if not self._take_turn(turn):
                return True
            before = self._find_docs(ids)
            self._dialect.drop(self.db.db, "example_id", ids)
            self._dialect.drop(self.db.db, "id", [row.id for row in stored])
            same = {row[1] for row in before}
            self._put(stored, same)
            for chunk in chunked(row[0] for row in rows):
                change.delete().where(change.id.in_(chunk)).execute()
        if {row[0] for row in before} - {row.id for row in stored}:
            self._seen = None  # SQLite gives the highest ids again
        return True

    def _take_new(self) -> bool:
        turn = self._read("turn")
        if self._seen is None:
            top = self.db.db.execute_sql(f"SELECT MAX(id) FROM {TABLE}").fetchone()[0]
            self._seen = int(top or 0)
        param = self.db.db.param
        found = self._read_rows(f"l.id > {param}", [self._seen], CHUNK)
        late = []
        if not self._is_sqlite and self._seen:
            late = self._read_rows(
                f"l.id > {param} AND l.id <= {param} AND NOT EXISTS "
                f"(SELECT 1 FROM {TABLE} s WHERE s.id = l.id)",
                [self._seen - LATE_IDS, self._seen],
                CHUNK,
            )
        if not found and not late:
            return False
        with self.db._atomic():
            if not self._take_turn(turn):
                return True
            self._dialect.drop(self.db.db, "id", [row.id for row in (*late, *found)])
            self._put([*late, *found], set())
        if found:
            self._seen = found[-1].id
        return True

    def _finish(self) -> bool:
        """What makes searching quick, when everything is there for the first time."""
        if self._is_built or self._read("built"):
            self._is_built = True
            return False
        for name in SECONDARY:
            self._make_index(name, f"dataset_id, {name}, id")
        self._make_index("dataset", "dataset_id, id")
        self._make_index("same", "same")
        turn = self._read("turn")
        sql = (
            f"SELECT same FROM {TABLE} GROUP BY same "
            "HAVING COUNT(DISTINCT said) > 1 AND COUNT(DISTINCT session) > 1"
        )
        differing = [row[0] for row in self.db.db.execute_sql(sql).fetchall()]
        with self.db._atomic():
            if not self._take_turn(turn):
                return True
            self._note_differences(differing)
            self._set("built", 1)
        if not self._is_sqlite:
            kind = "ANALYZE TABLE" if "MySQL" in type(self.db.db).__name__ else "ANALYZE"
            self.db.db.execute_sql(f"{kind} {TABLE}")
        else:
            self.db.db.execute_sql(f"ANALYZE {TABLE}")
        self._is_built = True
        return True

    def _check_piece(self) -> None:
        with self.db._connected("check the search index"):
            turn, first = self._read("turn"), int(self._checked or 0)
            param = self.db.db.param
            rows = self._read_rows(f"l.id > {param}", [first], CHUNK)
            last = rows[-1].id if len(rows) == CHUNK else 2**62
            sql = (
                f"SELECT id, example_id, dataset_id, mark, same FROM {TABLE} "
                f"WHERE id > {param} AND id <= {param}"
            )
            docs = {row[0]: row[1:] for row in self.db.db.execute_sql(sql, (first, last))}
            stored = {row.id: row for row in rows}
            is_seen = self._seen or 0
            wrong = [
                row
                for row in rows
                if row.id <= is_seen
                and docs.get(row.id, ())[:3]
                != (row.example_id, row.dataset_id, make_mark(row.content))
            ]
            gone = [row_id for row_id in docs if row_id not in stored]
            if wrong or gone:
                log(
                    f"SEARCH: {len(wrong)} answers were changed by other programs, {len(gone)} gone"
                )
                with self.db._atomic():
                    if not self._take_turn(turn):
                        return
                    ids = [*gone, *(row.id for row in wrong)]
                    same = {docs[row_id][3] for row_id in ids if row_id in docs}
                    self._dialect.drop(self.db.db, "id", ids)
                    self._put(wrong, same)
                self._seen = None if gone else self._seen
            self._checked = last if len(rows) == CHUNK else None

    # Rows -------------------------------------------------------------------------------------

    def _marks(self, values: Sequence[Any]) -> str:
        return ", ".join([self.db.db.param] * len(values))

    def _read_rows(self, where: str, values: Sequence[Any], limit: int | None) -> list[_Row]:
        """Read answers with their contents, those of datasets that are no sessions."""
        content = "CAST(e.content AS BLOB)" if self._is_sqlite else "e.content"
        no = "0" if self._is_sqlite else "FALSE"
        sql = (
            f"SELECT l.id, l.dataset_id, l.example_id, {content} FROM link l "
            "JOIN dataset d ON d.id = l.dataset_id JOIN example e ON e.id = l.example_id "
            f"WHERE {where} AND d.session = {no} ORDER BY l.id"
        )
        cursor = self.db.db.execute_sql(f"{sql} LIMIT {limit}" if limit else sql, tuple(values))
        return [_Row(a, b, c, _as_bytes(content)) for a, b, c, content in cursor.fetchall()]

    def _find_docs(self, example_ids: Sequence[int]) -> list[Any]:
        sql = f"SELECT id, same FROM {TABLE} WHERE example_id IN ({self._marks(example_ids)})"
        return list(self.db.db.execute_sql(sql, tuple(example_ids)).fetchall())

    def _take_turn(self, turn: int | None) -> bool:
        """Whether nobody else has written since `turn` was read. Then it's ours to write."""
        if self._read("turn", self._dialect.lock) != turn:
            return False
        self._set("turn", (turn or 0) + 1)
        return True

    def _put(self, rows: Sequence[_Row], same: set[int]) -> None:
        """Write what is known of answers, and what they change for others on the same input."""
        made = []
        unnamed: list[int] = []
        examples = [self._load(row) for row in rows]
        for row, eg in zip(rows, examples):
            if eg is not None and get_session(eg) is None:
                unnamed.append(row.example_id)
        sessions = self._find_sessions(unnamed)
        names: dict[tuple[int, str], tuple[str, str]] = {}
        for row, eg in zip(rows, examples):
            eg = eg or {}
            doc = make_document(eg, row.dataset_id)
            session = get_session(eg) or sessions.get(row.example_id, "")
            facets = (*doc.facets, make_facet("d", str(row.dataset_id)), make_facet("s", session))
            made.append(_make_row(row, session, doc, facets))
            same.add(doc.same)
            for kind, value in _iter_values(eg, session):
                key = row.dataset_id, make_facet(kind, value)
                if key not in self._known:
                    names[key] = kind, value
        self._dialect.put(self.db.db, made)
        self._note_values(names)
        if self._is_built or self._read("built"):
            self._note_differences(same)

    def _load(self, row: _Row) -> TaskType | None:
        return self.db._load(row.content, row.example_id, "the search index")

    def _find_sessions(self, example_ids: Sequence[int]) -> dict[int, str]:
        """RETURNS (dict[int, str]): The session of examples that don't say theirs."""
        t, found = self.db.tables, {}
        for chunk in chunked(example_ids):
            query = t.link.select(t.link.example_id, t.dataset.name).join(t.dataset)
            is_own = t.link.example_id.in_(chunk) & (t.dataset.session == True)  # noqa: E712
            found.update(dict(query.where(is_own).order_by(t.link.id).tuples()))
        return found

    def _note_values(self, names: dict[tuple[int, str], tuple[str, str]]) -> None:
        if not names:
            return
        param = self.db.db.param
        for (dataset_id, facet), (kind, value) in names.items():
            sql = f"SELECT 1 FROM {VALUES} WHERE dataset_id = {param} AND facet = {param}"
            if self.db.db.execute_sql(sql, (dataset_id, facet)).fetchone() is None:
                value = value.encode("utf8", "replace").decode("utf8").replace("\0", "�")
                columns = ("dataset_id", "facet", "kind", "value")
                insert_rows(self.db.db, VALUES, columns, [(dataset_id, facet, kind, value)])
        self._known = {*self._known, *names} if len(self._known) < 100_000 else set(names)

    def _note_differences(self, same: Iterable[int]) -> None:
        """Count in how many ways annotators answered the same, where some of it has changed."""
        for chunk in chunked(same):
            marks = self._marks(chunk)
            sql = (
                f"SELECT same, COUNT(DISTINCT said), COUNT(DISTINCT session), MIN(differs), "
                f"MAX(differs) FROM {TABLE} WHERE same IN ({marks}) GROUP BY same"
            )
            for key, n_said, n_sessions, low, high in self.db.db.execute_sql(sql, tuple(chunk)):
                differs = int(n_said) if n_said > 1 and n_sessions > 1 else 0
                if (low, high) != (differs, differs):
                    param = self.db.db.param
                    update = f"UPDATE {TABLE} SET differs = {param} WHERE same = {param}"
                    self.db.db.execute_sql(update, (differs, key))

    def list_values(self, datasets: Sequence[str], limit: int) -> dict[str, list[str]]:
        """List what answers can be filtered by.

        datasets (Sequence[str]): Names of datasets. Empty: all.
        limit (int): Of each kind, at most so many.
        RETURNS (dict[str, list[str]]): Kind ("label", "session", "answer", "view_id") to values.
        """
        with self.db._connected("read the search index"):
            kinds = dict(KINDS)
            found: dict[str, list[str]] = {name: [] for name in kinds.values()}
            if not self._exists():
                return found
            ids = self.find_ids(datasets)
            sql = f"SELECT DISTINCT kind, value FROM {VALUES}"
            if datasets:
                sql += f" WHERE dataset_id IN ({self._marks(ids) or 'NULL'})"
            for kind, value in self.db.db.execute_sql(sql, tuple(ids) if datasets else None):
                if kind in kinds:
                    found[kinds[kind]].append(str(value))
        return {name: sorted(values)[:limit] for name, values in found.items()}

    def find_ids(self, datasets: Sequence[str]) -> list[int]:
        """RETURNS (list[int]): Ids of datasets by their names; those that exist. Empty: of all."""
        ds = self.db.tables.dataset
        query = ds.select(ds.id).where(ds.session == False)  # noqa: E712
        if datasets:
            query = query.where(ds.name.in_(list(datasets)))
        return [row[0] for row in query.order_by(ds.id).tuples()]


# How facets are called outside.
KINDS = (("l", "label"), ("s", "session"), ("a", "answer"), ("v", "view_id"))


def _iter_values(eg: TaskType, session: str) -> Iterable[tuple[str, str]]:
    if session:
        yield "s", session
    answer, view_id = eg.get("answer"), get_view_id(eg)
    if isinstance(answer, str) and answer:
        yield "a", answer
    if view_id:
        yield "v", view_id
    for label in dict.fromkeys(iter_labels(eg)):
        yield "l", label


def _make_row(row: _Row, session: str, doc: Document, facets: Sequence[str]) -> tuple[Any, ...]:
    values = {
        **row._asdict(),
        "session": session.encode("utf8", "replace").decode("utf8").replace("\0", "�"),
        "mark": make_mark(row.content),
        **doc._asdict(),
        "differs": 0,
        "facets": f" {' '.join(facets)} ",
    }
    return tuple(values[name] for name in COLUMNS)


def _as_bytes(content: Any) -> bytes:
    return content.encode("utf8") if isinstance(content, str) else bytes(content or b"")
