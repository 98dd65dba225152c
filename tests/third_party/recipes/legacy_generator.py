# A recipe of the 1.8 era: a loader object, a plain generator, callbacks that print.
import prodigy
from prodigy.components.loaders import JSONL
from prodigy.util import log, split_string

COUNTS = {"accept": 0, "reject": 0, "ignore": 0}


@prodigy.recipe(
    "legacy.sentiment",
    dataset=prodigy.recipe_args["dataset"],
    source=("File path", "positional", None, str),
    label=("One label", "option", "l", str),
    exclude=("Datasets to leave out", "option", "e", split_string),
)
def sentiment(dataset, source, label="POSITIVE", exclude=None):
    """Is the text about the label?"""
    log("RECIPE: Starting recipe legacy.sentiment", locals())
    stream = JSONL(source)

    def get_stream():
        for eg in stream:
            eg["label"] = label
            yield eg

    def update(answers):
        for eg in answers:
            COUNTS[eg["answer"]] += 1

    def on_exit(ctrl):
        log("RECIPE: {} accepted of {}".format(COUNTS["accept"], ctrl.total_annotated))

    return {
        "dataset": dataset,
        "stream": get_stream(),
        "view_id": "classification",
        "update": update,
        "on_exit": on_exit,
        "exclude": exclude,
        "config": {"label": label},
    }
