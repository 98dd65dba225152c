# Which of two drafts is better? And what has changed?
import random

import prodigy
from prodigy.components.printers import pretty_print_ner  # noqa: F401  (imported, rarely used)


@prodigy.recipe(
    "compare-drafts",
    dataset=("Dataset", "positional", None, str),
    diff=("Show the changes", "flag", "D", bool),
)
def compare_drafts(dataset, diff=False):
    rng = random.Random(3)

    def get_stream():
        for i in range(3):
            one, two = {"text": f"Draft {i}"}, {"text": f"A better draft {i}"}
            mapping = {"A": "accept", "B": "reject"}
            if rng.random() > 0.5:
                mapping = {"B": "accept", "A": "reject"}
            task = {"id": i, "input": {"text": f"Topic {i}"}, "accept": two, "reject": one}
            if diff:
                task = {"id": i, "added": two["text"], "removed": one["text"]}
            yield prodigy.set_hashes({**task, "mapping": mapping}, input_keys=("id",))

    return {
        "dataset": dataset,
        "stream": get_stream(),
        "view_id": "diff" if diff else "compare",
        "config": {"diff_style": "chars", "instant_submit": False},
    }
