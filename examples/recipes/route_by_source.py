"""Send each task to the person who knows its subject.

prodigy by-source desks examples/news_headlines.jsonl -F examples/recipes/route_by_source.py
"""

from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller

# Source of a headline to the session that gets it: http://localhost:8080/?session=mina
DESKS = {"Field and Lab": "mina", "The Lantern": "jo"}
EVERYTHING_ELSE = "sam"


@prodigy.recipe(
    "by-source",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def by_source(dataset: str, source: str) -> dict[str, Any]:
    """Accept headlines, each by the desk of its source."""

    def route(ctrl: Controller, session_id: str, item: dict[str, Any]) -> list[str]:
        desk = DESKS.get(item.get("meta", {}).get("source"), EVERYTHING_ELSE)
        return [ctrl.get_session_name(desk)]

    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "text",
        "task_router": route,
    }
