"""A model in the loop in twenty lines: words count for or against, unsure texts come first.

    prodigy textcat.words sports examples/news_headlines.jsonl \\
        -F examples/recipes/learn_words.py
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.sorters import prefer_uncertain
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "textcat.words",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
    label=Arg("--label", "-l", help="What a text is or isn't about"),
)
def textcat_words(dataset: str, source: str, label: str = "SPORTS") -> dict[str, Any]:
    """Say whether texts are about something, the unsure ones first."""
    weights: Counter[str] = Counter()

    def score(stream: Iterable[dict[str, Any]]) -> Iterator[tuple[float, dict[str, Any]]]:
        for eg in stream:
            total = sum(weights[word] for word in eg["text"].lower().split())
            yield 1 / (1 + math.exp(-total)), {**eg, "label": label}

    def update(answers: list[dict[str, Any]]) -> None:
        for eg in answers:
            step = {"accept": 1, "reject": -1}.get(eg["answer"], 0)
            for word in eg["text"].lower().split():
                weights[word] += step

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(lambda stream: prefer_uncertain(score(stream)))
    return {"dataset": dataset, "stream": stream, "view_id": "classification", "update": update}
