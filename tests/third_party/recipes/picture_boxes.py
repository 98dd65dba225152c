# Pictures as base64 in the browser, but only their paths in the database.
from pathlib import Path

import prodigy
from prodigy.util import file_to_b64


def get_pictures(folder):
    for path in sorted(Path(folder).iterdir()):
        yield {"image": file_to_b64(path), "path": str(path), "text": path.stem}


def before_db(examples):
    for eg in examples:
        if eg["image"].startswith("data:") and "path" in eg:
            eg["image"] = eg["path"]
    return examples


@prodigy.recipe(
    "picture.boxes",
    dataset=("Dataset", "positional", None, str),
    folder=("Folder with pictures", "positional", None, str),
    label=("Labels", "option", "l", prodigy.util.split_string),
)
def picture_boxes(dataset, folder, label):
    return {
        "dataset": dataset,
        "stream": get_pictures(folder),
        "view_id": "image_manual",
        "before_db": before_db,
        "config": {"labels": label, "darken_image": 0.3, "image_manual_modes": ["rect"]},
    }
