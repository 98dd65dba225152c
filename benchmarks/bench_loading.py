"""Reading a JSONL file, compared with Python's JSON parser alone."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import make_rows, write_rows
from benchmarks.measure import Row, consume, measure

TITLE = "Loading"
ORDER, IS_QUICK = 20, True


def parse_bare(path: Path) -> Iterator[dict]:
    """Parse each line, nothing else."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row for the loader and one for a whole stream with hashes and duplicates."""
    from prodigy.components.loaders import JSONL
    from prodigy.components.stream import get_stream

    count = 20_000 if quick else 200_000
    path = write_rows(folder / "loading.jsonl", make_rows(count))
    bare = measure(lambda: consume(parse_bare(path)))
    loader = measure(lambda: consume(JSONL(path)))
    yield Row(f"JSONL, {count:,} lines", "json.loads", loader, bare, 2.5)
    stream = measure(lambda: consume(get_stream(path, rehash=True, dedup=True, input_key="text")))
    yield Row("Stream with hashes, no duplicates", "json.loads", stream, bare, 9)
