"""An index that is kept: the texts of a source with their vectors, in a folder.

The folder has what the vectors depend on (`index.json`), the tasks (`tasks.jsonl`, and where each
of them begins, `places.i64`) and the vectors. It is made under another name and renamed at the end,
so a folder with `index.json` is always complete.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import ProdigyError
from ...messages import msg
from ...shapes import TaskType
from .nearest import Hit
from .vectors import ENGINES, choose_engine

Array = Any
VERSION = 1
FACTS, TASKS, PLACES = "index.json", "tasks.jsonl", "places.i64"
BLOCK_SIZE = 512  # texts


class SavedIndex:
    """An index in a folder.

    folder (Path): The folder.
    facts (dict): What stands in its `index.json`.
    """

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        self._folder = folder
        self.n_texts: int = facts["texts"]
        self._vectors = ENGINES[facts["engine"]](folder, facts["dims"])

    def search(self, queries: Array, n: int, but: Collection[str] = ()) -> list[Hit]:
        """Find the texts that are nearest to any of the queries, each text once.

        queries (ndarray): float32, (queries, dimensions), rows of length 1.
        n (int): How many.
        but (Collection[str]): Texts that are not looked for. Defaults to ().
        RETURNS (list[Hit]): The hits, the best first.
        """
        n_rows = n + len(but)
        while True:
            rows = self._vectors.search(queries, n_rows)
            hits = self._read(rows, n, but)
            # Equal texts are found several times; then there may be others behind them.
            if len(hits) == n or len(rows) < n_rows or n_rows >= self.n_texts:
                return hits
            n_rows = min(2 * n_rows, self.n_texts)

    def _read(
        self, rows: Iterable[tuple[int, float, int]], n: int, but: Collection[str]
    ) -> list[Hit]:
        hits: list[Hit] = []
        seen = set(but)
        places = np.memmap(self._folder / PLACES, dtype="<i8", mode="r")
        with (self._folder / TASKS).open("rb") as file:
            for row, score, query in rows:
                if len(hits) == n:
                    break
                file.seek(int(places[row]))
                task = json.loads(file.readline())
                if task["text"] not in seen:
                    seen.add(task["text"])
                    hits.append(Hit(score, query, task))
        return hits


def open_index(
    folder: Path,
    facts: dict[str, str],
    read: Callable[[], Iterable[TaskType]],
    encode: Callable[[Sequence[str]], Array],
) -> SavedIndex:
    """Open an index, and make it first if there is none, or if it is of something else.

    folder (Path): Where it is, or will be.
    facts (dict[str, str]): What the vectors depend on: "encoder" and "source", as fingerprints.
    read (Callable): Returns the tasks, each with a text. Called if the index has to be made.
    encode (Callable): Takes texts, returns float32 (texts, dimensions), rows of length 1 or 0.
    RETURNS (SavedIndex): The index.
    RAISES (ProdigyError): There is something else in the folder, or it can't be written.
    """
    wanted = {"version": VERSION, "engine": choose_engine(), **facts}
    try:
        found = _read_facts(folder)
        differing = [key for key, value in wanted.items() if found and found.get(key) != value]
        if found and differing:
            msg.info(
                f"The index in {folder} is made anew",
                f"Since it was made, there is another {' and '.join(differing)}.",
            )
        if not found or differing:
            found = _make(folder, wanted, read(), encode)
        return SavedIndex(folder, found)
    except OSError as err:
        raise ProdigyError(
            f"Can't use the index in {folder}",
            f"{err.strerror or err}. Choose another place with --index, or leave it out.",
        ) from err


def _read_facts(folder: Path) -> dict[str, Any] | None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf8"))
    except (FileNotFoundError, NotADirectoryError) as err:
        raise ProdigyError(
            f"{folder} is no index",
            "It would be overwritten. Choose another folder with --index, or remove this one.",
        ) from err
    except ValueError:
        return {}  # its file is damaged
    return facts if isinstance(facts, dict) else {}


def _make(
    folder: Path,
    facts: dict[str, Any],
    tasks: Iterable[TaskType],
    encode: Callable[[Sequence[str]], Array],
) -> dict[str, Any]:
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    unfinished.mkdir(parents=True)
    try:
        dims, n_texts = _write(unfinished, facts["engine"], iter(tasks), encode)
        if not n_texts:
            raise ProdigyError(
                "There are no texts to make an index of", "No task of the source has a 'text'."
            )
        facts = {**facts, "dims": dims, "texts": n_texts}
        (unfinished / FACTS).write_text(json.dumps(facts, indent=2), encoding="utf8")
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return facts


def _write(
    folder: Path,
    engine: str,
    tasks: Iterator[TaskType],
    encode: Callable[[Sequence[str]], Array],
) -> tuple[int, int]:
    """RETURNS (tuple[int, int]): The number of dimensions, and of texts."""
    vectors: Any = None
    dims = n_texts = 0
    with (folder / TASKS).open("wb") as lines, (folder / PLACES).open("wb") as places:
        while block := list(islice(tasks, BLOCK_SIZE)):
            table = encode([eg["text"] for eg in block])
            if vectors is None:
                dims = table.shape[1]
                vectors = ENGINES[engine](folder, dims)
            vectors.add(table)
            n_texts += len(block)
            for eg in block:
                places.write(np.int64(lines.tell()).astype("<i8").tobytes())
                lines.write(json.dumps(eg).encode("ascii") + b"\n")
    if vectors is not None:
        vectors.close()
    return dims, n_texts
