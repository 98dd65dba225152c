"""What a process of the tests has done before its work begins: the fork server imports this once.

Everything in here takes longer than most of what a test does, and is the same for all of them.
"""

import gc
import importlib
from collections.abc import Iterable
from importlib.metadata import EntryPoint, distributions
from typing import Any

from prodigy.catalog import MODULES

# What commands and servers use, and import when they need it.
IMPORTED = [
    *["prodigy.cli", "prodigy.app", "prodigy.app.quick_http", "prodigy.calling", "uvicorn"],
    *["uvicorn.lifespan.off", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl"],
    *["uvicorn.protocols.http.h11_impl", "encodings.utf_8_sig", "spacy", "spacy.lang.en"],
    *["psycopg", "pymysql", "pyarrow.parquet", "PIL.Image", "sklearn.linear_model"],
    *["sklearn.feature_extraction", "sklearn.pipeline", "spacy_llm.util"],
    *[f"prodigy.recipes.{module}" for module in MODULES],
]


class EntryPointsByGroup:
    """The entry points of all installed packages. Takes the place of those of importlib.metadata.

    points (Iterable[EntryPoint]): The entry points.
    """

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        self._groups: dict[str, list[EntryPoint]] = {}
        for point in points:
            self._groups.setdefault(point.group, []).append(point)

    def select(self, *, group: str) -> list[EntryPoint]:
        return self._groups.get(group, [])


def index_entry_points() -> None:
    """Let spaCy find entry points by their group.

    Otherwise it compares all that are installed here, hundreds of them, with the name of the group,
    for each array of weights that it reads: a third of the time that loading a pipeline takes.
    """
    import catalogue

    points = [point for package in distributions() for point in package.entry_points]
    catalogue.AVAILABLE_ENTRY_POINTS = EntryPointsByGroup(points)


def keep_blank_pipeline() -> None:
    """Make an English pipeline ahead: the first one that a fork asks for is its own copy of it."""
    import spacy

    ready, make = [spacy.blank("en")], spacy.blank

    def take(name: str, **options: Any) -> Any:
        if name == "en" and not options and ready:
            return ready.pop()
        return make(name, **options)

    spacy.blank = take


def preload() -> None:
    """Do all of this in this process."""
    for name in IMPORTED:
        try:
            importlib.import_module(name)
        except ImportError:  # an extra that isn't installed here
            continue
    index_entry_points()
    keep_blank_pipeline()
    # Pages of memory are shared with the forks as long as nobody writes to them: not the collector.
    gc.collect()
    gc.freeze()
