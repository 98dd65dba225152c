"""Show what was said about similar texts before: memory for whoever decides the same every day.

    prodigy hint-of-the-past topics examples/news_headlines.jsonl \\
        -F examples/recipes/hint_of_the_past.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller

TEMPLATE = "<p>{{text}}</p>{{#similar}}<small>{{answer}}: {{text}}</small><br>{{/similar}}"


@prodigy.recipe(
    "hint-of-the-past",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def hint_of_the_past(dataset: str, source: str) -> dict[str, Any]:
    """Accept headlines, with earlier answers in sight."""
    past: list[tuple[set[str], dict[str, Any]]] = []

    def remember(answers: list[dict[str, Any]]) -> None:
        for eg in answers:
            row = {"text": eg["text"], "answer": eg["answer"]}
            past.append((set(eg["text"].lower().split()), row))

    def on_load(ctrl: Controller) -> None:
        remember(ctrl.db.get_dataset_examples(dataset) or [])

    def add_similar(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            words = set(eg["text"].lower().split())
            shared = sorted(past, key=lambda known: -len(known[0] & words))[:3]
            similar = [row for known, row in shared if known & words]
            yield {**eg, "similar": similar}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_similar)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "html",
        "update": remember,
        "on_load": on_load,
        "config": {"html_template": TEMPLATE, "exclude_by": "input"},
    }
