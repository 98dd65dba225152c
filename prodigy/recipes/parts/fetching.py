"""Where commands write what a language model said: a JSONL file, or a dataset.

Each example is written as soon as it is there, so that nothing that was paid for is lost when a
command is stopped or fails.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from ...components.db import connect
from ...components.db.base import check_dataset_name
from ...components.db.custom import iter_examples
from ...components.source import make_source
from ...components.source.datasets import DATASET_PREFIX
from ...errors import ProdigyError, RecipeError
from ...hashing import set_hashes
from ...io.jsonable import dump_json
from ...messages import msg
from ...shapes import TaskType
from ...util import get_timestamp_session_id


class Output(Protocol):
    """A place for examples."""

    name: str

    def iter_known(self) -> Iterator[TaskType]:
        """YIELDS (dict): What is there already and is to stay."""
        ...

    def write(self, eg: TaskType) -> None:
        """Write an example. It is safe when this returns."""
        ...


def open_output(
    output: str | Path, *, resume: bool = False, view_id: str = "", source: Any = None
) -> Output:
    """Get the place that a user named.

    output (str | Path): Path of a JSONL file, or "dataset:NAME".
    resume (bool): Keep what is there and write after it. Defaults to False: a file is overwritten
        with the first example; a dataset is always kept.
    view_id (str): ID of the interface in which a person would answer, for datasets. Defaults to "".
    source (Any): What is read meanwhile. It must not be the same file. Defaults to None.
    RETURNS (Output): The place.
    RAISES (ProdigyError): Nothing can be written there.
    """
    if str(output).startswith(DATASET_PREFIX):
        return DatasetOutput(str(output)[len(DATASET_PREFIX) :], resume=resume, view_id=view_id)
    path = Path(output)
    is_same = isinstance(source, (str, Path)) and path.exists() and Path(source).exists()
    if is_same and path.samefile(str(source)):
        raise RecipeError(f"The output would replace the source {source}", "Name another file.")
    return FileOutput(path, resume=resume)


class FileOutput:
    """A JSONL file.

    path (Path): The file. Its directory is made with the first example.
    resume (bool): Keep what is in it. Defaults to False.
    RAISES (ProdigyError): It is a directory.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self.path, self.name = path, str(path)
        self._is_kept = resume and path.exists()
        self._file: IO[bytes] | None = None
        if path.is_dir():
            raise RecipeError(
                f"The output {path} is a directory", f"Name a file: {path / 'fetched.jsonl'}"
            )

    def iter_known(self) -> Iterator[TaskType]:
        """YIELDS (dict): What is in the file, if it is kept."""
        if self._is_kept:
            self._mend_end()
            yield from make_source(self.name, "jsonl")

    def write(self, eg: TaskType) -> None:
        """Write an example, and hand it to the system.

        eg (dict): The example.
        RAISES (ProdigyError): It can't be written.
        """
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                # Unbuffered: a line is either there or not, whatever happens to the process.
                self._file = self.path.open("ab" if self._is_kept else "wb", buffering=0)
            self._file.write(f"{dump_json(eg)}\n".encode("ascii"))
        except OSError as err:
            raise ProdigyError(
                f"Can't write the file {self.path}",
                f"{err.strerror or err}. Choose another place; what was paid for is in the cache.",
            ) from err

    def _mend_end(self) -> None:
        """Complete or drop a last line whose writing was interrupted."""
        with self.path.open("rb+") as file:
            last, start = b"", 0
            for line in file:
                last, start = line, start + len(last)
            if not last or last.endswith(b"\n"):
                return
            if _is_json(last):
                file.write(b"\n")
                return
            file.truncate(start)
        msg.warn(f"The last line of {self.path} was incomplete: it is fetched again")


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


class DatasetOutput:
    """A dataset. Examples are stored as accepted answers of this run.

    dataset (str): Its name. It is made with the first example.
    resume (bool): Leave out what is in it. Defaults to False.
    view_id (str): ID of the interface. Defaults to "".
    RAISES (RecipeError): No dataset can have this name.
    """

    def __init__(self, dataset: str, *, resume: bool = False, view_id: str = "") -> None:
        self.name = f"{DATASET_PREFIX}{dataset}"
        self._dataset, self._resume, self._view_id = dataset, resume, view_id
        self._session_id = get_timestamp_session_id()
        self._db = connect()
        try:
            check_dataset_name(dataset)
            if dataset in self._db.sessions:
                raise ValueError("A session has this name.")
        except ValueError as err:
            raise RecipeError(f"Can't write to a dataset '{dataset}'", str(err)) from err

    def iter_known(self) -> Iterator[TaskType]:
        """YIELDS (dict): What is in the dataset, if it is to be left out."""
        if self._resume:
            yield from iter_examples(self._db, self._dataset)

    def write(self, eg: TaskType) -> None:
        """Store an example as an answer.

        eg (dict): The example. It is not changed.
        """
        answer = {
            "answer": "accept",
            **set_hashes(dict(eg)),
            "_view_id": self._view_id,
            "_session_id": self._session_id,
            "_annotator_id": self._session_id,
            "_timestamp": int(time.time()),
        }
        self._db.save_answers([answer], self._dataset, self._session_id)


def write_all(examples: Iterable[TaskType], output: Output) -> int:
    """Write examples as they come, and say how many there were.

    examples (Iterable[dict]): The examples.
    output (Output): Where they go.
    RETURNS (int): How many there were.
    """
    count = 0
    for eg in examples:
        output.write(eg)
        count += 1
    msg.good(f"Wrote {count} examples to {output.name}")
    return count
