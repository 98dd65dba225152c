"""Selection over long streams: what the recipe process holds after a tenth of the texts, and after
all of them.

The recipe runs in a process of its own, without a server. Nobody waits for it: texts are drawn as
fast as it asks them, and a light model learns from one batch in ten.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.data import VERBS, make_rows
from benchmarks.measure import Row, read_memory
from benchmarks.server import home_variables
from tests.server import make_env

TITLE = "Selection: memory over long streams"
ORDER, IS_QUICK = 48, False

BATCH, LEARN_EVERY = 10, 10
WAYS = {
    "--update": {"update": True},
    "--prefer diverse": {"prefer": "diverse"},
}
LIMIT = 1.2


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield a row per way: memory after all texts were read, and after a tenth of them."""
    n_texts = 100_000 if quick else 1_000_000
    for name in WAYS:
        command = [sys.executable, "-m", "benchmarks.bench_selection", name, str(n_texts)]
        env = make_env(home_variables(folder / "home-selection"))
        found = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        before, after = map(float, found.stdout.split())
        title = f"ner.manual {name}, {n_texts:,} texts"
        yield Row(title, "a tenth of them", after, before, LIMIT, unit="MB")


def watch(name: str, n_texts: int) -> tuple[float, float]:
    """Draw questions until all texts were read once.

    name (str): A key of `WAYS`.
    n_texts (int): How many texts there are.
    RETURNS (tuple[float, float]): Memory in MB after a tenth of them, and in the end.
    """
    from prodigy.recipes import ner

    n_read, sizes = 0, []

    def read() -> Iterator[dict[str, object]]:
        nonlocal n_read
        for row in make_rows(n_texts):
            n_read += 1
            if n_read in (n_texts // 10, n_texts):
                sizes.append(read_memory("self"))
            yield row

    made = ner.manual("data", "blank:en", read(), label=["PERSON"], **WAYS[name])
    stream, update, n_batches = iter(made["stream"]), made.get("update"), 0
    while n_read < n_texts and (batch := list(islice(stream, BATCH))):
        n_batches += 1
        if update is not None and n_batches % LEARN_EVERY == 1:
            update([{**eg, "spans": find_spans(eg), "answer": "accept"} for eg in batch])
    return sizes[0], sizes[-1]


def find_spans(eg: dict[str, object]) -> list[dict[str, object]]:
    """RETURNS (list[dict]): What somebody would highlight: the words before the verb."""
    text = str(eg["text"])
    end = min(text.index(verb) for verb in VERBS if verb in text)
    return [{"start": 0, "end": end - 1, "label": "PERSON"}]


if __name__ == "__main__":
    print(*watch(sys.argv[1], int(sys.argv[2])))
