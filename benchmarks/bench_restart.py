"""Starting again where very much is answered already, and memory that doesn't grow."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import make_rows, make_text, write_rows
from benchmarks.load import run_load
from benchmarks.measure import Row, consume, measure, read_memory
from benchmarks.server import serve
from benchmarks.stored import DATASET, make_home

TITLE = "Restart and memory"
ORDER, IS_QUICK = 50, True
NEW = 1_000


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield a row for a restart and rows for memory."""
    few, many = (1_000, 100_000) if quick else (10_000, 1_000_000)
    new = [{"text": f"New, {make_text(i)}"} for i in range(NEW)]
    answered = write_rows(folder / "answered.jsonl", iter([*make_rows(many), *new]))

    def read_bare() -> int:
        with answered.open(encoding="utf8") as file:
            return consume(json.loads(line) for line in file)

    bare = measure(read_bare, 1)
    home = make_home(folder.parent, many)
    args = ["textcat.manual", DATASET, answered, "--label", "A,B"]
    start = time.perf_counter()
    with serve(home, args) as server:
        tasks = server.client.get_tasks("anna")
        seconds = time.perf_counter() - start
        assert tasks[0]["text"].startswith("New, "), "an answered task was asked again"
        in_full = read_memory(server.process.pid, "VmHWM")
    yield Row("First task after a restart, all answered but the last", "json.loads of the source",
              seconds, bare, 25, size=f"{many:,} answers")  # fmt: skip

    peaks = {}
    for count in (few, many):
        source = write_rows(folder / f"{count}.jsonl", make_rows(count))
        with serve(
            folder / "home", ["textcat.manual", f"m{count}", source, "--label", "A"]
        ) as server:
            run_load(server.port, ["anna", "ben"], 500)
            peaks[count] = read_memory(server.process.pid, "VmHWM")
    name = "Most memory, 500 tasks answered"
    yield Row(name, f"of {few:,} lines", peaks[many], peaks[few], 1.15, "MB", f"{many:,} lines")
    yield Row("Most memory after the restart", f"{few:,} lines, nothing answered", in_full,
              peaks[few], None, "MB", f"{many:,} answers")  # fmt: skip
