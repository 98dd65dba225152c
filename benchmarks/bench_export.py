"""Whole datasets in and out, compared with the bare database and JSON."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bare_db import BareDatabase
from benchmarks.data import make_answers, write_rows
from benchmarks.measure import Row, measure_by_turns
from benchmarks.server import home_variables, run_cli

TITLE = "Whole datasets in and out"
ORDER, IS_QUICK = 60, True


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
            db.save_many(json.loads(line) for line in file)
        return db

    def import_ours() -> None:
        for file in home.glob("prodigy.db*"):
            file.unlink()
        run_cli(env, "db-in", "data", path)

    repeat = 2 if quick else 3
    costs = measure_by_turns(import_ours, lambda: import_bare().close(), repeat)
    size = f"{count:,} answers"
    yield Row("db-in, command to prompt", "JSON and executemany", *costs, 3, size=size)

    db = import_bare()
    costs = measure_by_turns(
        lambda: run_cli(env, "db-out", "data", folder / "export"),
        lambda: write_rows(folder / "bare.jsonl", db.read()),
        repeat,
    )
    db.close()
    with (folder / "export" / "data.jsonl").open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == count
    yield Row("db-out, command to prompt", "SELECT and JSON", *costs, 3, size=size)
