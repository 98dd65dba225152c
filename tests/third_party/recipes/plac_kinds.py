# Every kind of plac tuple, types that are functions, and choices.
from pathlib import Path

from prodigy import recipe, set_hashes
from prodigy.util import get_labels, read_jsonl


def percent(value):
    number = float(value.rstrip("%"))
    if not 0 <= number <= 100:
        raise ValueError("expected 0 to 100 %")
    return number / 100


@recipe(
    "plac.kinds",
    dataset=("The dataset",),
    source=("Path to the texts", "positional", None, Path),
    options=("Labels or a file with labels", "option", "lo", get_labels),
    share=("How much of the data to use", "option", "sh", percent),
    style=("One or many", "option", "st", str, ["single", "multiple"]),
    n=("Stop after n texts", "option", "n", int, None, "NUMBER"),
    reverse=("Reverse the order", "flag", "R", bool),
)
def kinds(dataset, source, options, share=1.0, style="single", n=None, reverse=False):
    tasks = list(read_jsonl(source))
    tasks = tasks[: int(len(tasks) * share)][:n]
    if reverse:
        tasks.reverse()
    for eg in tasks:
        eg["options"] = [{"id": i, "text": text} for i, text in enumerate(options)]
    stream = (set_hashes(eg, input_keys=("text",), task_keys=("options",)) for eg in tasks)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "choice",
        "config": {"choice_style": style},
    }
