"""A database with very many answers, made once in a run for all benchmarks that need one."""

import functools
import itertools
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import make_rows, write_rows
from benchmarks.server import home_variables, run_cli

DATASET = "stored"


def make_stored(count: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Make the columns of answers to the tasks of `make_rows`, from id 2 on: of the answers, and of
    what the server notes about each."""
    from prodigy.hashing import identify, set_hashes

    for number, row in enumerate(make_rows(count), start=2):
        task = set_hashes(row)
        noted = identify(task)
        task |= {"answer": "accept", "_view_id": "classification", "_session_id": "stored-zoe"}
        content = json.dumps(task, separators=(",", ":"))
        yield (number, *noted[:2], content), (number, *noted)


@functools.lru_cache(maxsize=4)
def make_home(folder: Path, count: int) -> Path:
    """Make a Prodigy home whose database has a dataset `stored` with that many answers, as the
    server would have stored them, by one annotator.

    folder (Path): Where. The same one gives the same home again.
    RETURNS (Path): The home.
    """
    home = folder / f"home-{count}"
    first = write_rows(folder / "first.jsonl", iter([{"text": "first", "answer": "accept"}]))
    run_cli(home_variables(home), "db-in", DATASET, first)
    path = home / "prodigy.db"
    make_tables(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = off")
    dataset = "SELECT id FROM dataset WHERE name = ?"
    (dataset_id,) = connection.execute(dataset, (DATASET,)).fetchone()
    sql = "INSERT INTO dataset (name, created, meta, session) VALUES ('stored-zoe', 0, '{}', 1)"
    session_id = connection.execute(sql).lastrowid
    stored = make_stored(count)
    while chunk := list(itertools.islice(stored, 10_000)):
        for table, rows in zip(("example", "prodigy_identity"), zip(*chunk)):
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    for number in (dataset_id, session_id):
        sql = "INSERT INTO link (example_id, dataset_id) SELECT id, ? FROM example WHERE id > 1"
        connection.execute(sql, (number,))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return home


def make_tables(path: Path) -> None:
    """Make the tables that a server makes when it stores its first answers."""
    import peewee

    from prodigy.components.db import Database

    database = Database(peewee.SqliteDatabase(str(path)))
    database._ensure_identities()
    database.close()
