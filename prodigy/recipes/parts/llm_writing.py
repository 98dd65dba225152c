"""Where suggestions are written without a server: a JSONL file or a dataset, one by one.

Each is written when it is there, so that whatever stops the program, what is done is done. Half a
line at the end of a file is what a killed program leaves: it is cut off, and its text comes again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from ...components.db import connect
from ...components.db.custom import iter_examples
from ...components.db.known import find_known
from ...components.db.names import check_dataset_name
from ...errors import RecipeError
from ...hashing import identify, set_hashes
from ...io.jsonable import dump_json
from ...messages import msg
from ...sameness import IdentitySet
from ...types import TaskType
from ...util import get_timestamp_session_id
from .llm_reports import has_reply

PREFIX = "dataset:"


class Output(Protocol):
    """Where tasks are written.

    name (str): What it is called, for messages.
    known (IdentitySet): The inputs that it has already and that need not be asked about again.
    """

    name: str
    known: IdentitySet

    def write(self, eg: TaskType) -> None:
        """Write a task. It is there for good when this returns."""
        ...

    def read(self) -> Iterator[TaskType]:
        """YIELDS (dict): All tasks that it has now."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


def open_output(output: str, view_id: str, resume: bool, source: Any = None) -> Output:
    """Open what is written to.

    output (str): Path of a JSONL file, or dataset:NAME.
    view_id (str): ID of the interface in which a person would answer.
    resume (bool): Go on after what is there.
    source (Any): What is read, which can't be written at the same time. Defaults to None.
    RETURNS (Output): It.
    RAISES (RecipeError): It can't be written.
    """
    if output.startswith(PREFIX):
        return DatasetOutput(output.removeprefix(PREFIX), view_id, resume)
    path = Path(output).expanduser()
    if isinstance(source, (str, Path)) and os.path.realpath(source) == os.path.realpath(path):
        raise RecipeError(f"Source and output are the same file: {path}", "Write to another one.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileOutput(path, resume)
    except OSError as err:
        raise RecipeError(
            f"Can't write to {path}", f"{err.strerror or err}. Name a .jsonl file, or dataset:NAME"
        ) from err


class FileOutput:
    """A JSONL file.

    path (Path): The file. What it was before, if nothing is resumed, stays beside it as .bak.
    resume (bool): Go on after what it has.
    """

    def __init__(self, path: Path, resume: bool) -> None:
        self.name, self._path = str(path), path
        if path.is_file() and not resume and path.stat().st_size:
            backup = path.with_name(f"{path.name}.bak")
            path.replace(backup)
            msg.info(f"What {path} was before is kept as {backup}. To go on there: --resume")
        end = _find_end(path) if path.is_file() else 0
        self.known = IdentitySet("input", map(identify, self.read()))
        self._file = path.open("ab")
        self._file.truncate(end)
        if end and not _ends_line(path, end):
            self._file.write(b"\n")

    def write(self, eg: TaskType) -> None:
        """Write a task. See `Output`."""
        self._file.write(dump_json(eg).encode("ascii") + b"\n")
        self._file.flush()

    def read(self) -> Iterator[TaskType]:
        """YIELDS (dict): All tasks in the file, without what is no task."""
        if not self._path.is_file():
            return
        with self._path.open("rb") as file:
            for line in file:
                eg = _parse(line)
                if eg is not None:
                    yield eg

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class DatasetOutput:
    """A dataset, in a session of its own that is named by the time.

    name (str): The dataset.
    view_id (str): ID of the interface.
    resume (bool): Leave out what it has.
    """

    def __init__(self, name: str, view_id: str, resume: bool) -> None:
        self.name, self._dataset, self._view_id = f"dataset {name}", name, view_id
        self._db = connect()
        self._session_id = get_timestamp_session_id()
        try:
            check_dataset_name(name)
            if name in self._db.sessions:
                raise ValueError("A session has this name.")
        except ValueError as err:
            raise RecipeError(f"Can't save to the dataset '{name}'", str(err)) from err
        self.known = IdentitySet("input")
        if resume:
            self.known = find_known(self._db, [name], "input")
        elif name in self._db:
            msg.warn(
                f"The dataset '{name}' exists: what is in it is asked and added once more",
                "With --resume it is left out.",
            )

    def write(self, eg: TaskType) -> None:
        """Store a task as an answer. Without a usable reply it is ignored, not accepted."""
        answer = {
            **set_hashes(dict(eg)),
            "answer": eg.get("answer", "accept") if has_reply(eg) else "ignore",
            "_view_id": self._view_id,
            "_session_id": self._session_id,
            "_annotator_id": self._session_id,
            "_timestamp": int(time.time()),
        }
        self._db.save_answers([answer], self._dataset, self._session_id)

    def read(self) -> Iterator[TaskType]:
        """YIELDS (dict): All examples of the dataset."""
        yield from iter_examples(self._db, self._dataset)

    def close(self) -> None:
        """Nothing to do: every answer is stored already."""


def _parse(line: bytes) -> TaskType | None:
    try:
        eg = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return eg if isinstance(eg, dict) else None


def _find_end(path: Path) -> int:
    """Find where the file ends, without half a task that a killed program has left."""
    end, n_broken = 0, 0
    position = 0
    with path.open("rb") as file:
        for line in file:
            position += len(line)
            if _parse(line) is not None:
                end = position
            elif line.endswith(b"\n"):
                n_broken += bool(line.strip())
                end = position
    if n_broken:
        msg.warn(f"{path} has {n_broken} lines that are no tasks", "They stay as they are.")
    if end < position:
        msg.warn(f"The last line of {path} is only half written", "It is asked again.")
    return end


def _ends_line(path: Path, end: int) -> bool:
    with path.open("rb") as file:
        file.seek(end - 1)
        return file.read(1) == b"\n"
