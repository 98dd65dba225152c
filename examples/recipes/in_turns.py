"""Take texts of each source in turns, so that no source has to wait for another one.

prodigy in-turns mixed examples/news_headlines.jsonl -F examples/recipes/in_turns.py
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "in-turns",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts that have meta"),
    key=Arg("--key", "-k", help="Key in meta to take turns by"),
)
def in_turns(dataset: str, source: str, key: str = "source") -> dict[str, Any]:
    """Accept texts, one of each group at a time."""

    def take_turns(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for eg in stream:  # all of them: turns can't be known before
            groups[eg.get("meta", {}).get(key)].append(eg)
        while groups:
            for name in list(groups):
                yield groups[name].pop(0)
                if not groups[name]:
                    del groups[name]

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(take_turns)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
