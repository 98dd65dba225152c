"""Two questions on one card, one after the other: a topic, and how sure you are.

    prodigy two-questions sure examples/news_headlines.jsonl \\
        -F examples/recipes/two_questions.py
"""

from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg

TOPICS = [{"id": name, "text": name} for name in ("Politics", "Economy", "Culture", "Other")]
SURE = [{"id": n, "text": text} for n, text in enumerate(("guessed", "quite sure", "certain"))]


@prodigy.recipe(
    "two-questions",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def two_questions(dataset: str, source: str) -> dict[str, Any]:
    """Choose a topic, and say how sure you are."""
    blocks = [
        {"view_id": "text"},
        {"view_id": "choice", "text": None, "options": TOPICS, "output_key": "topic"},
        {"view_id": "choice", "text": None, "options": SURE, "output_key": "sure"},
    ]
    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "blocks",
        "config": {"blocks": blocks, "choice_style": "single"},
    }
