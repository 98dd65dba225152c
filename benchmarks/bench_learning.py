"""The next task while a model learns: asked for at the moment when the answers have been given."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import make_rows, write_rows
from benchmarks.learning.annotator import wait_until_drawn
from benchmarks.measure import Row
from benchmarks.server import serve

TITLE = "A model in the loop"
ORDER, IS_QUICK = 47, False

AIM_S = 0.005
ENCODERS = ("hashed", "wordllama")
# Recipe, arguments before the source, and two behind it.
ORDERS = (
    ("ner.manual", "blank:en", "--label", "NAME"),
    ("textcat.manual", "--label", "NEWS,SPORTS"),
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield a row per model: the 95th percentile of what an annotator waits for a batch."""
    source = write_rows(folder / "learning.jsonl", make_rows(20_000))
    n_batches = 20 if quick else 60

    def get_waits(dataset: str, args: list[str]) -> float:
        waits = []
        with serve(folder / "home-learning", [args[0], dataset, *args[1:]]) as server:
            for number in range(n_batches):
                wait_until_drawn(server)
                start = time.perf_counter()
                tasks: list[dict[str, Any]] = server.client.get_tasks()
                waits.append(time.perf_counter() - start)
                wait_until_drawn(server)
                server.client.give_answers([answer(eg, number + i) for i, eg in enumerate(tasks)])
        return statistics.quantiles(waits, n=20)[-1]

    base = get_waits("manual", ["textcat.manual", str(source), "--label", "NEWS"])
    for encoder in ENCODERS:
        args = ["textcat.teach", "blank:en", str(source), "--label", "NEWS", "--encoder", encoder]
        found = get_waits(encoder, args)
        yield Row(f"Next batch, --encoder {encoder}, p95", "no model", found, base, 2.0, aim=AIM_S)
    for recipe, *args in ORDERS:
        args = [recipe, *args[:-2], str(source), *args[-2:]]
        base = get_waits(f"{recipe}-given", args)
        found = get_waits(f"{recipe}-update", [*args, "--update"])
        name = f"Next batch, {recipe} --update, p95"
        yield Row(name, "without --update", found, base, 2.0, aim=AIM_S)


def answer(eg: dict[str, Any], number: int) -> dict[str, Any]:
    """Answer as somebody who has an opinion, but no time to look.

    eg (dict): The task: a yes or no, options, or a text with tokens.
    number (int): Of the answer.
    RETURNS (dict): The answer. A few of ten are right, as of a label that isn't rare.
    """
    if "options" in eg:
        return {**eg, "accept": [eg["options"][number % 4 % 2]["id"]], "answer": "accept"}
    if "label" in eg:
        return {**eg, "answer": "accept" if number % 4 == 0 else "reject"}
    spans = [
        {
            **{key: token[key] for key in ("start", "end")},
            **{"token_start": token["id"], "token_end": token["id"], "label": "NAME"},
        }
        for token in eg["tokens"]
        if token["text"][:1].isupper()
    ]
    return {**eg, "spans": spans, "answer": "accept"}
