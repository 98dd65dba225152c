# Paths in the data, pictures in the browser.
import prodigy
from prodigy.components.preprocess import fetch_media
from prodigy.components.stream import get_stream


@prodigy.recipe(
    "fetch-pictures",
    dataset=("Dataset", "positional", None, str),
    source=("JSONL with paths", "positional", None, str),
    remove_base64=("Don't store the pictures", "flag", "R", bool),
)
def fetch_pictures(dataset, source, remove_base64=False):
    def before_db(examples):
        for eg in examples:
            if eg["image"].startswith("data:"):
                eg["image"] = eg.get("path")
        return examples

    stream = get_stream(source, input_key="image")
    stream = fetch_media(stream, ["image"], skip=True)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "image",
        "before_db": before_db if remove_base64 else None,
    }
