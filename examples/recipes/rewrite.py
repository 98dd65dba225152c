"""Let people write: a shorter headline, with a limit that is checked.

prodigy rewrite short_ones examples/news_headlines.jsonl -F examples/recipes/rewrite.py
"""

from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "rewrite",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
    limit=Arg("--limit", "-n", help="Most words of the new headline"),
)
def rewrite(dataset: str, source: str, limit: int = 5) -> dict[str, Any]:
    """Write shorter headlines."""

    def validate_answer(eg: dict[str, Any]) -> None:
        words = eg.get("shorter", "").split()
        if eg["answer"] == "accept" and not 0 < len(words) <= limit:
            raise ValueError(f"Please write 1 to {limit} words. These are {len(words)}.")

    field = {"view_id": "text_input", "field_id": "shorter", "field_label": "Shorter"}
    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "blocks",
        "validate_answer": validate_answer,
        "config": {"blocks": [{"view_id": "text"}, {**field, "field_autofocus": True}]},
    }
