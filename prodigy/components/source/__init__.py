"""Sources: where the tasks of a stream come from, and how much of them was read.

Making a source checks that it exists and reads nothing. The tasks are read while they are iterated
over. Progress counts what was read, not what was answered, and is a number from 0 to 1:

- exact for lists, datasets, JSON, and files with one task per line;
- by bytes for other files, and for big files until their lines are counted;
- None where nothing is known about the size: generators, standard input, searches.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.lines import LineReader, check_directory, check_file
from ...io.loaders.base import Loader, source_kind
from ...io.loaders.catalog import get_loader
from ...io.places import OnMisfit
from .base import IterableSource, LoaderSource, Source, check_task
from .datasets import (
    ANSWERS,
    BOOKKEEPING_KEYS,
    DatasetSource,
    source_is_dataset,
    split_dataset_source,
)
from .lines import FileSource, StdinSource, count_lines, open_source

__all__ = [
    "ANSWERS",
    "BOOKKEEPING_KEYS",
    "DatasetSource",
    "FileSource",
    "IterableSource",
    "LineReader",
    "LoaderSource",
    "Source",
    "StdinSource",
    "check_task",
    "count_lines",
    "make_source",
    "source_is_dataset",
]


def make_source(
    source: Any = "-",
    loader: str | Loader | None = None,
    on_misfit: OnMisfit | None = None,
) -> Source:
    """Make a source of whatever a recipe may be given as one.

    source (Any): A file path, "-" for standard input, "dataset:NAME", "dataset:NAME:ANSWER", an
        open text file, an iterable of dicts, a `Source`, or what the loader expects.
    loader (str | callable | None): ID of a loader, or a function that takes the source and yields
        tasks. Defaults to None (by the file extension, or JSONL).
    RETURNS (Source): The source; nothing is read yet.
    RAISES (LoaderError): The file, dataset or loader doesn't exist.
    """
    if isinstance(source, Source):
        return source
    if source_is_dataset(source):
        name, answer = split_dataset_source(str(source))
        return DatasetSource(name, answer)
    if callable(loader):
        return _apply_loader(source, loader, on_misfit)
    if isinstance(source, (str, Path)):
        found = get_loader(loader, None if str(source) == "-" else source)
        return _apply_loader(source, found, on_misfit)
    if hasattr(source, "read"):
        lines = open_source(source, None, on_misfit)
        return IterableSource(get_loader(loader)(lines))
    if isinstance(source, dict) or not isinstance(source, Iterable):
        raise LoaderError(
            f"Can't use {type(source).__name__} as a source",
            "Expected a path, '-', 'dataset:NAME' or an iterable of dicts.",
        )
    return IterableSource(source)


def _apply_loader(source: Any, loader: Loader, on_misfit: OnMisfit | None) -> Source:
    kind = source_kind(loader)
    prepare = getattr(loader, "prepare", None)
    if isinstance(source, (str, Path)) and kind != "anything":
        if str(source) == "-":
            if kind != "lines":
                raise LoaderError(
                    "This loader can't read standard input", f"It needs the path of a {kind}."
                )
            return StdinSource(loader, on_misfit)
        if kind == "lines":
            return FileSource(source, loader, on_misfit)
        source = check_file(source) if kind == "file" else check_directory(source)
    if prepare is not None and isinstance(source, (str, Path)):
        prepare(source)
    return LoaderSource(source, loader)
