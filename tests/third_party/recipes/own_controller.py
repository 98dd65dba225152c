# Builds its controller itself.
import prodigy
from prodigy.core import Controller


@prodigy.recipe("own-controller", dataset=("Dataset", "positional", None, str))
def own_controller(dataset):
    stream = ({"text": f"Question {i}"} for i in range(4))
    config = {"batch_size": 3, "lang": "en"}
    return Controller(
        dataset,
        "text",
        stream,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        lambda: "my-own-run",
        None,
        config,
        None,
    )
