"""A page with everything that is stored: to find, look at, correct and export answers."""

from pathlib import Path
from urllib.parse import urlencode

from ..components.db import connect
from ..errors import RecipeError
from ..io.media.folders import remember_folder
from ..registry import Arg, recipe
from ..types import RecipeSettingsType
from .parts.label_changes import check_no_sessions, check_tables, split_names

__all__ = ["browse"]


@recipe(
    "browse",
    datasets=Arg(help="Datasets, separated by spaces or commas. All if not set"),
    folder=Arg("--folder", "-f", help="Folder with media that answers name and the page may show"),
)
def browse(*datasets: str, folder: Path | None = None) -> RecipeSettingsType:
    """Find, look at, correct, relabel, delete and export stored answers in the browser, in one
    dataset or in all of them.
    """
    db = connect()
    check_tables(db, "browse")
    names = split_names(datasets)
    check_no_sessions(db, names, "Browse that, and choose the session there.")
    if folder is not None:
        if not folder.is_dir():
            raise RecipeError(f"Can't find the folder {folder}", "Name one with media.")
        remember_folder(folder)
    query = urlencode([("dataset", name) for name in names])
    return {
        "dataset": False,
        "view_id": "text",
        "stream": [],
        "start_page": f"data?{query}" if query else "data",
    }
