"""Folders for Hugging Face `datasets`: what hf-tokens and hf-text have in common.

We write one split as Parquet, `FOLDER/data/train-00000-of-00001.parquet`: the layout of the Hub.
Its schema names the classes, so `datasets.load_dataset(FOLDER)` needs nothing else. We read this
layout and that of `save_to_disk`, with all splits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import LoaderError, ProdigyError
from ...io.faults import Row
from ...io.lines import check_directory
from ...io.unfinished import PART_SUFFIX, open_part
from .arrow import ROWS_AT_ONCE, Cells, import_pyarrow, read_rows, write_rows

FILE = Path("data") / "train-00000-of-00001.parquet"
DEFAULT_SPLIT = "train"
STATE_FILE, DICT_FILE = "state.json", "dataset_dict.json"
METADATA_KEY = b"huggingface"
UNLABELED = -1  # stands for "no class" in the test sets of published datasets
find_split = re.compile(r"^(.+?)-\d{5}-of-\d{5}").match


@dataclass(frozen=True)
class Part:
    """One file of a dataset.

    path (Path): The file.
    split (str): "train", "test"... The name of the file if it says no more.
    classes (dict[str, list[str]]): Column to names of its classes, for columns of classes and of
        lists of classes.
    columns (list[str]): Names of the columns.
    rows (Iterator[dict]): Column to value.
    """

    path: Path
    split: str
    classes: dict[str, list[str]]
    columns: list[str]
    rows: Iterator[Cells]

    def number_rows(self) -> Iterator[Row]:
        """YIELDS (Row): The rows and where they are."""
        for i, cells in enumerate(self.rows, start=1):
            yield Row(str(self.path), cells, number=i)


def value_of(dtype: str) -> dict[str, Any]:
    """RETURNS (dict): Description of a column of plain values."""
    return {"dtype": dtype, "_type": "Value"}


def class_of(names: Sequence[str]) -> dict[str, Any]:
    """RETURNS (dict): Description of a column of classes."""
    return {"names": list(names), "_type": "ClassLabel"}


def list_of(feature: dict[str, Any]) -> dict[str, Any]:
    """RETURNS (dict): Description of a column of lists. All versions of datasets know this name."""
    return {"feature": feature, "_type": "Sequence"}


@contextmanager
def open_folder(folder: str | Path) -> Iterator[tuple[Path, Path]]:
    """Write a dataset in two steps, since its classes are known only in the end.

    folder (str | Path): The folder. An older export in it is replaced when the block ends.
    YIELDS (tuple[Path, Path]): The file to write, and a file for rows without classes.
    RAISES (ProdigyError): The folder can't be written, or has other things in it, which
        `load_dataset` would take for a part of the dataset.
    """
    import_pyarrow()
    folder = Path(folder)
    spool = folder / f"rows{PART_SUFFIX}"
    try:
        _check_folder(folder)
        with open_part(folder / FILE) as path:
            yield path, spool
    except OSError as err:
        raise ProdigyError(
            f"Can't write a dataset to {folder}", f"{err.strerror or err}. Choose another place."
        ) from err
    finally:
        if spool.is_file():
            spool.unlink()


def _check_folder(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    others = [path for path in files if path != folder / FILE and path.suffix != PART_SUFFIX]
    if folder.is_file() or others:
        found = "it is a file" if folder.is_file() else f"it contains {others[0].name}"
        raise ProdigyError(f"Can't write a dataset to {folder}", f"Name a new folder: {found}.")


def write_dataset(path: Path, schema: Any, features: dict[str, Any], rows: Iterable[Cells]) -> None:
    """Write a Parquet file that `datasets` understands.

    path (Path): The file.
    schema (Schema): The columns.
    features (dict): Column to its description, see `value_of` and so on.
    rows (Iterable[dict]): Column to value.
    """
    info = {"info": {"features": features}}
    write_rows(path, schema.with_metadata({METADATA_KEY: json.dumps(info)}), rows)


def read_spool(path: Path) -> Iterator[Cells]:
    """RETURNS (Iterator[dict]): Rows written in the first step."""
    return read_rows(
        path, lambda arrow: arrow.parquet.ParquetFile(path).iter_batches(batch_size=ROWS_AT_ONCE)
    )


def read_parts(folder: str | Path) -> Iterator[Part]:
    """Open the files of a dataset one after the other.

    folder (str | Path): The folder: of the Hub's layout or of `save_to_disk`, with Parquet or Arrow
        files.
    YIELDS (Part): The files; read the rows of one before the next.
    RAISES (LoaderError): There is no dataset, or a file is damaged.
    RAISES (ProdigyError): pyarrow is missing.
    """
    pyarrow = import_pyarrow()
    folder = check_directory(folder)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".parquet", ".arrow"))
    # Files that datasets keeps beside its own ones.
    paths = [path for path in paths if not path.name.startswith(("cache-", "."))]
    if not paths:
        raise LoaderError(
            f"There is no dataset in {folder}",
            "Expected Parquet files, or what save_to_disk() of the package datasets writes.",
        )
    for path in paths:
        is_parquet = path.suffix == ".parquet"
        try:
            file = (
                pyarrow.parquet.ParquetFile(path)
                if is_parquet
                else pyarrow.ipc.open_stream(pyarrow.OSFile(str(path)))
            )
        except (pyarrow.ArrowException, OSError) as err:
            kind = "Parquet" if is_parquet else "Arrow"
            raise LoaderError(
                f"Can't read {path} as {kind} file", f"{err}. Is it complete?"
            ) from None
        with file:
            schema = file.schema_arrow if is_parquet else file.schema
            rows = read_rows(path, _get_batches(file, is_parquet))
            yield Part(path, _get_split(path), _get_classes(schema), schema.names, rows)


def get_name(part: Part, column: str, index: Any, row: Row) -> str | None:
    """Get the name of a class.

    part (Part): The file.
    column (str): The column.
    index (int | str | None): The class. Strings are names already.
    row (Row): The row, for errors.
    RETURNS (str | None): The name, or None for "unlabeled".
    RAISES (RowError): There is no such class.
    RAISES (LoaderError): The classes have no names.
    """
    if index is None or isinstance(index, str):
        return index
    names = part.classes.get(column)
    if index == UNLABELED:
        return None
    if names is None:
        raise LoaderError(
            f"The classes of the column {column!r} in {part.path} have no names",
            "Make it a ClassLabel: dataset.cast_column(...), or use texts instead of numbers.",
        )
    if type(index) is not int or not 0 <= index < len(names):
        raise row.error(
            "class",
            "has an unknown class",
            f"Found {index!r} in the column {column!r}, which has {len(names)} classes.",
        )
    return names[index]


def _get_batches(file: Any, is_parquet: bool) -> Callable[[Any], Iterable[Any]]:
    def get_batches(_: Any) -> Iterable[Any]:
        return file.iter_batches(batch_size=ROWS_AT_ONCE) if is_parquet else file

    return get_batches


def _get_split(path: Path) -> str:
    # save_to_disk calls all files "data". Folders are named after splits, if there are several.
    if (path.parent.parent / DICT_FILE).is_file():
        return path.parent.name
    try:
        state = json.loads((path.parent / STATE_FILE).read_text(encoding="utf8"))
        return str(state["_split"] or DEFAULT_SPLIT)
    except (OSError, ValueError, KeyError, TypeError):
        match = find_split(path.name)
        return match[1] if match else path.stem


def _get_classes(schema: Any) -> dict[str, list[str]]:
    try:
        features = json.loads(schema.metadata[METADATA_KEY])["info"]["features"]
        found = {column: _find_names(feature) for column, feature in features.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}  # not written by datasets, or by a version that we don't know
    return {column: names for column, names in found.items() if names}


def _find_names(feature: Any) -> list[str]:
    if isinstance(feature, list) and feature:
        return _find_names(feature[0])
    if not isinstance(feature, dict):
        return []
    if feature.get("_type") == "ClassLabel":
        return list(feature.get("names") or ())
    return _find_names(feature.get("feature"))
