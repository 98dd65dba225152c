"""A database with very many answers, made once in a run for all benchmarks that need one."""

import functools
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import make_rows, write_rows
from benchmarks.server import home_variables, run_cli

DATASET = "stored"


def make_stored(count: int) -> Iterator[tuple[Any, ...]]:
    """Make the columns of answers to the tasks of `make_rows`: hashes and content."""
    from prodigy.hashing import set_hashes

    for row in make_rows(count):
        task = set_hashes(row)
        task |= {"answer": "accept", "_view_id": "classification", "_session_id": "stored-zoe"}
        content = json.dumps(task, separators=(",", ":"))
        yield task["_input_hash"], task["_task_hash"], content


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
    connection = sqlite3.connect(home / "prodigy.db")
    connection.execute("PRAGMA synchronous = off")
    dataset = "SELECT id FROM dataset WHERE name = ?"
    (dataset_id,) = connection.execute(dataset, (DATASET,)).fetchone()
    sql = "INSERT INTO dataset (name, created, meta, session) VALUES ('stored-zoe', 0, '{}', 1)"
    session_id = connection.execute(sql).lastrowid
    columns = "(input_hash, task_hash, content)"
    connection.executemany(f"INSERT INTO example {columns} VALUES (?, ?, ?)", make_stored(count))
    for number in (dataset_id, session_id):
        sql = "INSERT INTO link (example_id, dataset_id) SELECT id, ? FROM example WHERE id > 1"
        connection.execute(sql, (number,))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return home
