"""A portion for today: the stream ends after so many tasks, and goes on with the next start.

    prodigy daily portions examples/news_headlines.jsonl --n-tasks 20 \\
        -F examples/recipes/daily_portion.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.db import connect
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "daily",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
    n_tasks=Arg("--n-tasks", "-n", help="Tasks of a day"),
)
def daily(dataset: str, source: str, n_tasks: int = 20) -> dict[str, Any]:
    """Accept texts, a portion at a time."""
    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    known = connect().get_task_hashes(dataset)

    def take(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        n_taken = 0
        for eg in stream:
            # Counted are those that will be asked.
            if eg["_task_hash"] not in known:
                n_taken += 1
            yield eg
            if n_taken == n_tasks:
                break

    stream.apply(take)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
