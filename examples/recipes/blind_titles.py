"""Which of two versions is better? In an order that tells nothing, and the same after a restart.

    prodigy blind-titles better examples/news_headlines.jsonl \\
        -F examples/recipes/blind_titles.py
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg

# What competes. Replace them with your systems.
SYSTEMS: dict[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower}


@prodigy.recipe(
    "blind-titles",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def blind_titles(dataset: str, source: str) -> dict[str, Any]:
    """Choose the better version."""

    def add_versions(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            options = [{"id": name, "text": make(eg["text"])} for name, make in SYSTEMS.items()]
            # By the hash, and not by chance: a task that comes again looks the same.
            yield {**eg, "options": options[:: 1 if eg["_input_hash"] % 2 else -1]}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_versions)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "choice",
        "config": {"choice_style": "single", "choice_auto_accept": True},
    }
