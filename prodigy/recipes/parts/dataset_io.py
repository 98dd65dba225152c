"""Reading and writing whole datasets in chunks, for the commands that import, export and merge."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...components.problems import describe_place
from ...components.source import ANSWERS
from ...hashing import find_wrong_hashes, set_hashes
from ...io.places import Misfit, get_place
from ...io.unfinished import open_part
from ...messages import msg
from ...shapes import TaskType

# Examples in memory, and in one transaction, at a time.
CHUNK_SIZE = 1000


def to_lines(examples: Iterable[TaskType]) -> Iterator[str]:
    """Format examples as JSONL.

    examples (Iterable[dict]): The examples. A generator is consumed.
    YIELDS (str): Lines of ASCII characters, with their line breaks.
    """
    for eg in examples:
        yield f"{json.dumps(eg, separators=(',', ':'))}\n"


def get_out_path(out_dir: Path, set_id: str) -> Path:
    """Get the file to which a dataset is exported.

    out_dir (Path): A directory, or the path of a .jsonl file.
    set_id (str): Name of the dataset.
    RETURNS (Path): The path of the file.
    """
    if out_dir.suffix == ".jsonl":
        return out_dir
    return out_dir / f"{get_file_name(set_id)}.jsonl"


def get_file_name(set_id: str) -> str:
    """RETURNS (str): The name of a dataset as name of a file, without an extension."""
    return set_id.replace("/", "_").replace(os.sep, "_")


def write_file(path: Path, examples: Iterable[TaskType]) -> int:
    """Write examples to a JSONL file, and create its directory if it is missing.

    path (Path): The file.
    examples (Iterable[dict]): The examples. A generator is consumed.
    RETURNS (int): The number of examples.
    RAISES (ProdigyError): The file can't be written.
    """
    count = 0
    with open_part(path) as unfinished, unfinished.open("w", encoding="utf8") as file:
        for line in to_lines(examples):
            file.write(line)
            count += 1
    return count


def prepare(
    examples: Iterable[TaskType], answer: str, overwrite: bool, rehash: bool, found: Counter[str]
) -> Iterator[TaskType]:
    """Give imported examples an answer and hashes.

    examples (Iterable[dict]): The examples. They are changed in place.
    answer (str): The answer of those that have none.
    overwrite (bool): Replace existing answers as well.
    rehash (bool): Replace existing hashes as well.
    found (Counter): Counts the existing answers, as "answers". What is wrong is counted as well,
        and said.
    YIELDS (dict): The same examples.
    """
    for eg in examples:
        if eg.get("answer") is not None:
            found["answers"] += 1
        if overwrite or eg.get("answer") is None:
            eg["answer"] = answer
        if eg["answer"] not in ANSWERS:
            what = f"The answer {eg['answer']!r:.40} is none of {', '.join(ANSWERS)}"
            _warn_first(found, "odd answers", eg, what, "It is imported as it is.")
        for attr, value in ({} if rehash else find_wrong_hashes(eg)).items():
            what = f"{attr} is no whole number of 64 bits: {value!r:.40}"
            _warn_first(found, "wrong hashes", eg, what, "It is made anew.")
            del eg[attr]
        yield set_hashes(eg, overwrite=rehash)
    for kind in ("odd answers", "wrong hashes"):
        if found[kind] > 1:
            msg.warn(f"There are {found[kind]:,} {kind}; only the first one is named")


def _warn_first(found: Counter[str], kind: str, eg: TaskType, what: str, action: str) -> None:
    found[kind] += 1
    if found[kind] == 1:
        where = describe_place(Misfit(get_place(eg), what), eg)
        msg.warn(f"{where[:1].upper()}{where[1:]}: {what}. {action}")


def iter_merged(
    db: Any, names: list[str], rehash: bool, counts: Counter[str]
) -> Iterator[list[dict[str, Any]]]:
    """Merge datasets without repeating the same annotation.

    db (Database): The database.
    names (list[str]): The datasets.
    rehash (bool): Replace the hashes before examples are compared.
    counts (Counter): Counts the examples as "total" and those that are left as "unique".
    YIELDS (list[dict]): Rows with "id" and "content". Of the content, only hashes are remembered.
    """
    seen: set[bytes] = set()
    for name in names:
        page = 1
        while rows := db.get_dataset_page(name, page, CHUNK_SIZE)[0]:
            page += 1
            chosen = []
            for row in rows:
                if rehash:
                    set_hashes(row["content"], overwrite=True)
                content = json.dumps(row["content"], sort_keys=True)
                digest = hashlib.blake2b(content.encode("utf8"), digest_size=16).digest()
                if digest not in seen:
                    seen.add(digest)
                    chosen.append(row)
            counts["total"] += len(rows)
            counts["unique"] += len(chosen)
            yield chosen
