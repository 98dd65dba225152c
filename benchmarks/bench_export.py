"""Whole datasets in and out, compared with the bare database and JSON."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bare_db import BareDatabase
from benchmarks.data import make_answers, write_rows
from benchmarks.measure import Row, measure
from benchmarks.server import home_variables, run_cli


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row for db-in and one for db-out."""
    count = 10_000 if quick else 100_000
    path = write_rows(folder / "answers.jsonl", make_answers(count))
    home = folder / "home-export"
    env = home_variables(home)
    numbers = itertools.count()

    def import_bare() -> BareDatabase:
        db = BareDatabase(folder / f"export-{next(numbers)}.db")
        with path.open(encoding="utf-8") as file:
            db.save(json.loads(line) for line in file)
        return db

    def import_ours() -> None:
        for file in home.glob("prodigy.db*"):
            file.unlink()
        run_cli(env, "db-in", "data", path)

    repeat = 1 if quick else 2
    bare = measure(lambda: import_bare().close(), repeat)
    ours = measure(import_ours, repeat)
    yield Row(f"db-in, {count:,} answers", "JSON and bare SQLite", ours, bare, 4)

    db = import_bare()
    bare = measure(lambda: write_rows(folder / "bare.jsonl", db.read()), repeat)
    db.close()
    ours = measure(lambda: run_cli(env, "db-out", "data", folder / "export"), repeat)
    exported = folder / "export" / "data.jsonl"
    with exported.open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == count
    yield Row(f"db-out, {count:,} answers", "JSON and bare SQLite", ours, bare, 3)
