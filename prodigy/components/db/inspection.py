"""Looking at the tables themselves: what is missing in them, and what refers to nothing.

Everything is read in pages by key, so memory doesn't grow with the database. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import peewee

from .base import CHUNK_SIZE
from .database import Database

PAGE_SIZE = CHUNK_SIZE * 10


class LostRow(NamedTuple):
    """A row that refers to nothing, or to which nothing refers.

    kind (str): "example without link", "link without example", "link without dataset" or
        "only in a session".
    table (str): Its table.
    id (int): Its id.
    what (str): What is wrong with it.
    name (str): The session, if it is about one.
    """

    kind: str
    table: str
    id: int
    what: str
    name: str = ""


def find_missing_columns(db: Database) -> list[str]:
    """RETURNS (list[str]): Columns that the tables should have, as "table.column"."""
    missing = []
    with db._connected("look at the tables"):
        for model in vars(db.tables).values():
            if not model.table_exists():
                continue  # our own are made when they are needed
            name = model._meta.table_name
            found = {column.name for column in db.db.get_columns(name)}
            missing += [f"{name}.{c}" for c in model._meta.columns if c not in found]
    return missing


def check_file(db: Database, is_full: bool) -> list[str]:
    """Let SQLite check its file.

    db (Database): The database.
    is_full (bool): Compare indexes with tables, too, which takes longer.
    RETURNS (list[str]): What is wrong with it. Empty for other databases, which do so themselves.
    """
    if not isinstance(db.db, peewee.SqliteDatabase):
        return []
    pragma = "integrity_check" if is_full else "quick_check"
    with db._connected("check the file"):
        rows = db.db.execute_sql(f"PRAGMA {pragma}(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def describe_storage(db: Database) -> dict[str, Any]:
    """RETURNS (dict): Version of the database server or library, and how SQLite keeps its file."""
    with db._connected("look at the database"):
        if not isinstance(db.db, peewee.SqliteDatabase):
            return {"version": str(db.db.execute_sql("SELECT version()").fetchone()[0])}
        found: dict[str, Any] = {
            "version": db.db.execute_sql("SELECT sqlite_version()").fetchone()[0],
            "file": str(db.db.database),
        }
        for name in ("journal_mode", "page_count", "page_size", "freelist_count"):
            found[name] = db.db.execute_sql(f"PRAGMA {name}").fetchone()[0]
        found["locked"] = _is_locked(db)
    return found


def _is_locked(db: Database) -> bool:
    """Whether somebody is writing at this moment."""
    before = db.db.execute_sql("PRAGMA busy_timeout").fetchone()[0]
    db.db.execute_sql("PRAGMA busy_timeout = 100")
    try:
        with db._atomic():
            return False
    except peewee.OperationalError:
        return True
    finally:
        db.db.execute_sql(f"PRAGMA busy_timeout = {int(before)}")


def iter_lost(db: Database) -> Iterator[LostRow]:
    """Find rows that refer to nothing, or to which nothing refers.

    db (Database): The database.
    YIELDS (LostRow): The rows, in the order of their ids for each kind.
    """
    unlinked = "NOT EXISTS (SELECT 1 FROM link WHERE example_id = e.id)"
    for row_id in _iter_ids(db, "example e", unlinked):
        yield LostRow(
            "example without link", "example", row_id, "It is in no dataset and in no session."
        )
    for table, key in (("example", "example_id"), ("dataset", "dataset_id")):
        where = f"NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = e.{key})"
        for row_id in _iter_ids(db, "link e", where):
            yield LostRow(
                f"link without {table}", "link", row_id, f"The {table} that it links isn't there."
            )
    yield from _iter_sessions(db)


def _iter_ids(db: Database, table: str, where: str) -> Iterator[int]:
    last = -(2**62)
    while True:
        sql = f"SELECT e.id FROM {table} WHERE e.id > {last} AND {where} ORDER BY e.id"
        with db._connected("look for lost rows"):
            rows = db.db.execute_sql(f"{sql} LIMIT {PAGE_SIZE}").fetchall()
        for (row_id,) in rows:
            yield row_id
        if len(rows) < PAGE_SIZE:
            return
        last = rows[-1][0]


def _iter_sessions(db: Database) -> Iterator[LostRow]:
    """Sessions with answers that no dataset has."""
    t = db.tables
    other, home = t.link.alias("other"), t.dataset.alias("home")
    has_dataset = (
        other.select(peewee.Value(1))
        .join(home, on=(other.dataset_id == home.id))
        .where((other.example_id == t.link.example_id) & (home.session == False))  # noqa: E712
    )
    with db._connected("look at sessions"):
        query = t.dataset.select(t.dataset.id, t.dataset.name)
        sessions = list(query.where(t.dataset.session == True).tuples())  # noqa: E712
    for dataset_id, name in sessions:
        with db._connected("look at sessions"):
            count = (
                t.link.select()
                .where((t.link.dataset_id == dataset_id) & ~peewee.fn.EXISTS(has_dataset))
                .count()
            )
        if count:
            yield LostRow(
                "only in a session",
                "dataset",
                dataset_id,
                f"{count:,} answers of the session '{name}' are in no dataset (any more).",
                name,
            )
