"""Starting a review of many answers, compared with a few, and with reading all of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bare_db import BareDatabase
from benchmarks.data import make_answers
from benchmarks.measure import Row, consume, measure
from benchmarks.server import home_variables

TITLE = "Review"
ORDER, IS_QUICK = 70, False

ANNOTATORS = ("alice", "bob", "cat")
# Prints seconds to the first task and megabytes that it took, beyond those of a start without data.
FIRST_TASK = """
import resource, sys, time
from prodigy.components.db import connect
from prodigy.recipes.review import review
connect()
start = time.perf_counter()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
next(iter(review("gold", ["data"], order=sys.argv[1])["stream"]))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.perf_counter() - start, (after - before) / 1024)
"""


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for the time and the memory until the first task, and for sorted tasks."""
    n_inputs = 4_000 if quick else 33_000
    home, bare = folder / "home-review", BareDatabase(folder / "bare.db")
    env = home_variables(home)
    for who in ANNOTATORS:
        bare.save(_answer(who, n_inputs))
    _fill(home, n_inputs)
    count = n_inputs * len(ANNOTATORS)
    read = measure(lambda: consume(bare.read()), 1 if quick else 2)
    bare.close()

    # Of some answers, as many are looked at in the beginning: those of the small data are all.
    limit = 6 if quick else 1.5
    first, memory = _measure_first(env, "stream")
    yield Row(f"review, first of {count:,} answers", "reading all, bare", first, read, limit)
    content = (folder / "bare.db").stat().st_size / 2**20
    yield Row("review, memory for that", "the bare database", memory, content, 0.7, "MB")
    first, _ = _measure_first(env, "disagreement")
    yield Row("review, most disagreed first", "reading all, bare", first, read, 8)


def _answer(who: str, n_inputs: int) -> Iterator[dict]:
    for i, eg in enumerate(make_answers(n_inputs)):
        if who == "bob" and i % 10 == 0:
            eg["spans"] = []
        yield {**eg, "_view_id": "ner_manual", "_session_id": f"data-{who}"}


def _fill(home: Path, n_inputs: int) -> None:
    from prodigy.components.db import connect

    db = connect("sqlite", {"path": str(home)})
    for who in ANNOTATORS:
        db.add_examples(_answer(who, n_inputs), ["data", f"data-{who}"])
    db.close()


def _measure_first(env: dict[str, str], order: str) -> tuple[float, float]:
    """RETURNS (tuple[float, float]): Seconds, and megabytes, in a process of its own."""
    command = [sys.executable, "-c", FIRST_TASK, order]
    result = subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, result.stdout.split())
    return seconds, megabytes
