"""From the command to the first batch: it must not depend on the size of the source."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import make_rows, write_rows
from benchmarks.measure import Row, measure
from benchmarks.server import serve

TITLE = "First task"
ORDER, IS_QUICK = 12, True


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row: a large file compared with a small one."""
    few, many = 100, 100_000 if quick else 1_000_000
    times = {}
    for count in (few, many):
        source = write_rows(folder / f"source-{count}.jsonl", make_rows(count))

        def get_first_batch(source: Path = source) -> None:
            args = ["ner.manual", "data", "blank:en", source, "--label", "ORG"]
            with serve(folder / "home-first-batch", args) as server:
                assert len(server.client.get_tasks()) == 10

        times[count] = measure(get_first_batch, 2 if quick else 3)
    yield Row(f"First batch of {many:,} lines", f"of {few} lines", times[many], times[few], 1.3)
