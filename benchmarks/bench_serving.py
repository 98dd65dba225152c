"""Batches over HTTP: getting them, and saving answers, with a full and an empty database."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bare_db import BareDatabase
from benchmarks.data import make_answers, make_rows, write_rows
from benchmarks.measure import Row, measure
from benchmarks.server import home_variables, run_cli, serve

TITLE = "Batches of ten, one annotator"
ORDER, IS_QUICK = 45, False

BATCH_SIZE = 10


def in_batches(items: list[Any]) -> Iterator[list[Any]]:
    """Cut a list into batches."""
    for start in range(0, len(items), BATCH_SIZE):
        yield items[start : start + BATCH_SIZE]


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for getting with much annotated, and for saving."""
    count = 500 if quick else 2_000
    done = 10_000 if quick else 100_000
    home = folder / "home-serving"
    source = write_rows(folder / "serving.jsonl", make_rows(count))
    numbers = itertools.count()

    def time_work(dataset: str, settings: str = "{}") -> tuple[float, float]:
        """Work through the whole source; the times for getting and for saving."""
        args = ["textcat.manual", dataset, source, "--label", "A,B"]
        with serve(home, args, {"PRODIGY_CONFIG_OVERRIDES": settings}) as server:
            tasks: list[dict[str, Any]] = []

            def get_all() -> None:
                while batch := server.client.get_tasks(excludes=[t["_task_hash"] for t in tasks]):
                    tasks.extend(batch)

            def give_all() -> None:
                for batch in in_batches(tasks):
                    server.client.give_answers([{**t, "answer": "accept"} for t in batch])

            # get_all can run only once: after it, every task is out.
            getting = measure(get_all, 1)
            assert len(tasks) == count, f"{len(tasks)} tasks instead of {count}"
            return getting, measure(give_all, 1)

    empty = time_work("empty")
    imported = write_rows(folder / "done.jsonl", make_answers(done, start=10_000_000))
    run_cli(home_variables(home), "db-in", "full", imported)
    full = time_work("full")
    name = f"Get {count:,} tasks, {done:,} annotated"
    yield Row(name, "nothing annotated", full[0], empty[0], 1.5)
    yield Row(
        f"Save {count:,} answers, {done:,} annotated", "nothing annotated", full[1], empty[1], 1.5
    )

    # With full overlap, nobody's tasks are noted in the database: all else is the same.
    noted, plain = (
        min(sum(time_work(f"{overlap}-{i}", f'{{"feed_overlap": {overlap}}}')) for i in range(3))
        for overlap in ("false", "true")
    )
    name = f"Get and save {count:,} tasks, each noted"
    yield Row(name, "nothing noted", noted, plain, 1.2)

    answers = list(make_answers(count))

    def save_bare() -> None:
        db = BareDatabase(folder / f"bare-{next(numbers)}.db")
        for batch in in_batches(answers):
            db.save(batch)
        db.close()

    bare = measure(save_bare)
    yield Row(f"Save {count:,} answers over HTTP", "bare SQLite", empty[1], bare, 12)
