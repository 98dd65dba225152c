"""Datasets as sources: what was annotated before, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.places import Place, PlacedTask
from ...shapes import TaskType
from .base import Source

DATASET_PREFIX = "dataset:"
ANSWERS = ("accept", "reject", "ignore")
# Who answered what, when and where: not part of the question when a dataset is annotated again.
BOOKKEEPING_KEYS = ("answer", "_session_id", "_annotator_id", "_timestamp", "_view_id")


class DatasetSource(Source):
    """Tasks from the annotations in a dataset, to be annotated again.

    Answers and who gave them are left out; what was annotated (spans, options...) stays.

    name (str): The dataset.
    answer (str | None): Use only examples with this answer. Defaults to None (all).
    RAISES (LoaderError): There is no such dataset.
    """

    def __init__(self, name: str, answer: str | None = None) -> None:
        from ..db import connect  # The database opens only if somebody asks for a dataset.

        self.name, self.answer = name, answer
        self._db = connect()
        self._position = 0
        if name not in self._db:
            raise LoaderError(
                f"Can't find {name!r} in database {self._db.db_name}",
                _suggest_datasets(name, self._db.datasets),
            )

    def __iter__(self) -> Iterator[TaskType]:
        for eg in self.iter_examples():
            task = {key: value for key, value in eg.items() if key not in BOOKKEEPING_KEYS}
            yield PlacedTask(task, Place(f"dataset {self.name}", self._position, "example"))

    def copy(self) -> Source | None:
        return DatasetSource(self.name, self.answer)

    def iter_examples(self) -> Iterator[TaskType]:
        """Yield the annotations as they are stored, with their answers."""
        from ..db.custom import iter_examples

        self._position = 0
        for eg in iter_examples(self._db, self.name):
            self._position += 1
            if self.answer is None or eg.get("answer") == self.answer:
                yield eg

    def get_view_id(self) -> str | None:
        """RETURNS (str | None): The interface in which the first example was annotated."""
        first: TaskType = next(self.iter_examples(), {})
        return first.get("_view_id")

    def get_position(self) -> float | None:
        return self._position

    def get_size(self) -> float | None:
        try:
            return self._db.count_dataset(self.name)
        except ValueError:  # dropped meanwhile
            return None


def source_is_dataset(source: Any) -> bool:
    """RETURNS (bool): Whether the source is "dataset:NAME" (as a string or as a path)."""
    return isinstance(source, (str, Path)) and str(source).startswith(DATASET_PREFIX)


def split_dataset_source(source: str) -> tuple[str, str | None]:
    name = source.removeprefix(DATASET_PREFIX)
    head, _, answer = name.rpartition(":")
    if not head:
        return name, None
    if answer in ANSWERS:
        return head, answer
    from ..db import connect

    if name in connect():  # a dataset with a colon in its name
        return name, None
    raise LoaderError(
        f"Unknown answer {answer!r} in source {source!r}",
        f"Expected dataset:NAME or dataset:NAME:ANSWER with one of {', '.join(ANSWERS)}.",
    )


def _suggest_datasets(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, n=3)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return "There are no datasets yet." if not names else "See `prodigy stats -l` for all datasets."
