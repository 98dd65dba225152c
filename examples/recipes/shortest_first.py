"""Begin with what is quick: texts in an order of your own.

    prodigy shortest-first quick examples/news_headlines.jsonl \\
        -F examples/recipes/shortest_first.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "shortest-first",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
)
def shortest_first(dataset: str, source: str) -> dict[str, Any]:
    """Accept texts, short ones first."""

    def sort(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        # Needs all texts at once, which a stream otherwise never does.
        yield from sorted(stream, key=lambda eg: len(eg["text"]))

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(sort)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
