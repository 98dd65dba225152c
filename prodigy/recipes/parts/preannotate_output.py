"""Where suggestions go when all are made: a file of JSONL or Parquet, or a dataset."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ...components.db import connect
from ...components.formats import FORMATS
from ...components.source.datasets import DATASET_PREFIX
from ...config import ensure_home
from ...errors import RecipeError
from .block_journal import Journal
from .dataset_import import store
from .dataset_names import check_name

JSONL_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Output:
    """Where suggestions go.

    name (str): What the user calls it.
    base (Path): What the names of the files of unfinished work begin with.
    exists (callable): `() -> bool`.
    check (callable): `()`, raises an error if it can't be written, before anything is done.
    finish (callable): `(journal)`, makes it of finished work. Either it is complete afterwards, or
        it is as it was. May be called again.
    may_replace (bool): Whether --overwrite replaces one that exists.
    """

    name: str
    base: Path
    exists: Callable[[], bool]
    check: Callable[[], None]
    finish: Callable[[Journal], None]
    may_replace: bool = True


def get_output(name: str) -> Output:
    """Find out where suggestions go.

    name (str): Path of a file that ends in .jsonl or .parquet, or dataset:NAME.
    RETURNS (Output): The output; nothing is written yet.
    RAISES (RecipeError): It is something else.
    """
    if name.startswith(DATASET_PREFIX):
        return _get_dataset(name)
    path = Path(name).expanduser()
    finish = {
        **dict.fromkeys(JSONL_SUFFIXES, _rename),
        FORMATS["parquet"].extension: _convert,
    }.get(path.suffix.lower())
    if finish is None or path.is_dir():
        raise RecipeError(
            f"Can't write suggestions to {name}",
            "Expected a file that ends in .jsonl or .parquet, or dataset:NAME.",
        )

    def check() -> None:
        if finish is _convert:
            from ...components.formats.arrow import import_pyarrow

            import_pyarrow()

    return Output(name, path, path.exists, check, finish)


def _rename(journal: Journal) -> None:
    if journal.data_path.exists():
        os.replace(journal.data_path, journal.base)


def _convert(journal: Journal) -> None:
    # Parquet can't be gone on with: what its reader needs is written last.
    if journal.data_path.exists():
        FORMATS["parquet"].write(journal.iter_tasks(), journal.base)


def _get_dataset(name: str) -> Output:
    set_id = name.removeprefix(DATASET_PREFIX)
    check_name(set_id)

    def finish(journal: Journal) -> None:
        db = connect()
        # All or none of them are in the dataset, so there is nothing to do if it exists.
        if journal.data_path.exists() and set_id not in db:
            store(db, set_id, journal.iter_tasks())

    return Output(
        name,
        ensure_home() / "preannotate" / quote(set_id, safe=""),
        lambda: set_id in connect(),
        lambda: None,
        finish,
        may_replace=False,
    )
