"""Know when to stop: the progress is that of the label which has the fewest answers.

    prodigy until-enough topics examples/news_headlines.jsonl --enough 30 \\
        -F examples/recipes/until_enough.py
"""

from collections import Counter
from typing import Any

import prodigy
from prodigy.components.preprocess import add_label_options
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller

LABELS = ["Politics", "Economy", "Culture", "Other"]


@prodigy.recipe(
    "until-enough",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
    enough=Arg("--enough", "-n", help="Answers that each label needs"),
)
def until_enough(dataset: str, source: str, enough: int = 30) -> dict[str, Any]:
    """Choose topics until there is enough of each."""
    counts: Counter[str] = Counter()

    def update(answers: list[dict[str, Any]]) -> None:
        for eg in answers:
            if eg["answer"] == "accept":
                counts.update(eg.get("accept", []))

    def on_load(ctrl: Controller) -> None:
        update(ctrl.db.get_dataset_examples(dataset) or [])  # those of earlier runs

    def progress(ctrl: Controller, update_return_value: Any = None) -> float:
        return min(1.0, min(counts[label] for label in LABELS) / enough)

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_label_options, label=LABELS)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "choice",
        "update": update,
        "on_load": on_load,
        "progress": progress,
        "config": {"choice_style": "single"},
    }
