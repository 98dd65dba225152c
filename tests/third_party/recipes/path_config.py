# Paths as objects in the settings; instructions, styles and scripts from files.
from pathlib import Path

import prodigy
from prodigy.components.stream import get_stream

HERE = Path(__file__).parent


@prodigy.recipe(
    "path-config",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, Path),
    assets=("Folder", "positional", None, Path),
)
def path_config(dataset, source, assets):
    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "config": {
            "instructions": assets / "help.html",
            "global_css_dir": assets,
            "javascript_dir": assets,
            "recipe_folder": HERE,
            "swipe": True,
        },
    }
