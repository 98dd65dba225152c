"""Annotations to the formats of other programs and back, compared with plain JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import make_answers, write_rows
from benchmarks.measure import Row, consume, measure
from prodigy.components.formats import FORMATS

TITLE = "Formats of other programs"
ORDER, IS_QUICK = 80, False

# Format to the largest ratios that are fine, for writing and for reading.
LIMITS = {
    "conll2003": (3, 8),
    "csv": (5, 5),
    "parquet": (8, 8),
    "hf-tokens": (5, 5),
    "labelstudio": (2, 4),
    "doccano": (1.5, 2.5),
    "spacy": (15, 8),
}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row for writing and one for reading each format."""
    count = 2_000 if quick else 20_000
    repeat = 1 if quick else 2
    answers = list(make_answers(count))
    path = folder / "answers.jsonl"

    def read_json() -> int:
        with path.open(encoding="utf-8") as file:
            return consume(json.loads(line) for line in file)

    write_base = measure(lambda: write_rows(path, iter(answers)), repeat)
    read_base = measure(read_json, repeat)
    for name, (write_limit, read_limit) in LIMITS.items():
        fmt, out = FORMATS[name], folder / name
        fmt.write(answers[:10], out)  # imports what it needs
        ours = measure(lambda: fmt.write(answers, out), repeat)  # noqa: B023 - called at once
        yield Row(f"to {name}, {count:,} answers", "JSON", ours, write_base, write_limit)
        assert consume(fmt.read(out)) == count
        ours = measure(lambda: consume(fmt.read(out)), repeat)  # noqa: B023 - called at once
        yield Row(f"from {name}, {count:,} answers", "JSON", ours, read_base, read_limit)
