"""How long users wait for the command line, compared with a Python that does nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, measure


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row for the import and one for the list of recipes."""
    repeat = 3 if quick else 10

    def time_python(*args: str) -> float:
        return measure(
            lambda: subprocess.run([sys.executable, *args], check=True, capture_output=True), repeat
        )

    bare = time_python("-c", "pass")
    yield Row("import prodigy", "python -c pass", time_python("-c", "import prodigy"), bare, 2.5)
    yield Row("prodigy --help", "python -c pass", time_python("-m", "prodigy", "--help"), bare, 20)
