"""Importing into a dataset: good rows in, bad rows counted and listed, and never half of a file.

Rows go to a session first, in short transactions, so that annotators can go on saving. The dataset
gets all of them at once in the end. What stops an import before that (a damaged file, Ctrl+C, a
killed process) leaves the dataset as it was.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from itertools import islice
from typing import Any

from ...components.db.custom import is_ours
from ...components.formats import Report
from ...components.session import is_timestamp
from ...errors import ProdigyError
from ...io.lines import LineReader
from ...io.loaders.base import Loader
from ...io.places import Misfit
from ...messages import msg
from ...shapes import TaskType
from ...util import get_timestamp_session_id
from .dataset_io import CHUNK_SIZE

MAX_CHANGES_SHOWN = 5  # rows that are read in another way than they stand there
UNFINISHED = "importing"  # key in the meta of a session, until its rows are in the dataset


def collect_faults(loader: Loader, report: Report) -> Loader:
    """Let a loader go on after rows that can't be used.

    loader (callable): The loader.
    report (Report): Takes note of the rows, and counts the others.
    RETURNS (callable): A loader that takes the same.
    """

    def load(source: Any) -> Iterator[TaskType]:
        n_changed = 0

        def tell(change: Misfit) -> None:
            nonlocal n_changed
            n_changed += 1
            if n_changed <= MAX_CHANGES_SHOWN:
                where = str(change.place)
                msg.warn(f"{where[:1].upper()}{where[1:]}: {change.what}. {change.action}")

        if isinstance(source, LineReader):
            source.on_fault, source.on_change = report.reject, tell
        for eg in loader(source):
            report.n_done += 1
            yield eg
        if n_changed > MAX_CHANGES_SHOWN:
            msg.warn(f"{n_changed:,} rows are read in another way than they stand there")

    # Also copies what kind of source it takes.
    return update_wrapper(load, loader)


@contextmanager
def read_before(examples: Iterator[TaskType], *, is_strict: bool) -> Iterator[Iterator[TaskType]]:
    """Read everything before the first example comes out, if nothing may go wrong in the end.

    examples (Iterator[dict]): The examples. A generator is consumed.
    is_strict (bool): Read them all, into a temporary file. Otherwise, they come as they are read.
    YIELDS (Iterator[dict]): The same examples.
    """
    if not is_strict:
        yield examples
        return
    with tempfile.TemporaryFile() as file:
        n_examples = 0
        for eg in examples:
            pickle.dump(eg, file)
            n_examples += 1
        file.seek(0)
        yield (pickle.load(file) for _ in range(n_examples))


def check_result(report: Report, name: str, *, is_strict: bool) -> None:
    """Make sure that there is something to import.

    report (Report): What was read.
    name (str): The file, for messages.
    is_strict (bool): All rows have to be good.
    RAISES (ProdigyError): Nothing can be imported.
    """
    total = report.n_done + report.n_left_out
    if is_strict and report.n_rejected:
        bad = f"{report.n_rejected:,} of {total:,} rows of {name}"
        raise ProdigyError(
            f"Nothing was imported: {bad} can't be used",
            "Correct them, or import the others: leave out --strict",
        )
    if report.n_left_out and not report.n_done:
        raise ProdigyError(
            f"Nothing was imported: none of the {total:,} rows of {name} can be used",
            "Is it a file of this format? See --format and --loader.",
        )


def store(db: Any, set_id: str, examples: Iterator[TaskType]) -> tuple[int, str]:
    """Store examples in a dataset: all of them or, if something goes wrong, none.

    db (Database): The database. If it is not one of ours, examples are stored as they come.
    set_id (str): The dataset. It is made when everything is read.
    examples (Iterator[dict]): The examples.
    RETURNS (tuple[int, str]): How many there were, and the session that has them, too.
    """
    session_id = _make_session_id(db)
    if not all(is_ours(db, name) for name in ("add_examples", "link", "drop_dataset")):
        return _store_directly(db, set_id, session_id, examples), session_id
    ids = array("q")  # 8 bytes for each of maybe millions
    try:
        while chunk := list(islice(examples, CHUNK_SIZE)):
            if not ids:
                db.add_dataset(session_id, {UNFINISHED: set_id}, session=True)
            # The last step is the one that has to be on the disk, and takes all of them along.
            ids.extend(db.add_examples(chunk, datasets=[session_id], is_durable=False))
        if ids:
            # In one transaction: no kill leaves a session marked of which the dataset has the rows.
            with db._connected("import examples"), db._atomic():
                db.link(set_id, ids)
                db.set_meta(session_id, {})
    except BaseException:
        if ids:
            db.drop_dataset(session_id)
        raise
    return len(ids), session_id


def store_merged(db: Any, set_id: str, chunks: Iterable[list[TaskType]]) -> None:
    """Store copies of examples in a dataset: all of them or none. Unlike `store`, no session is
    left that has them, too.

    db (Database): The database. If it is not one of ours, examples are stored as they come.
    set_id (str): The dataset.
    chunks (Iterable[list[dict]]): The examples, some at a time.
    """
    if not all(is_ours(db, name) for name in ("add_examples", "link", "drop_dataset")):
        for chunk in chunks:
            db.add_examples(chunk, datasets=[set_id])
        return
    session_id, ids = _make_session_id(db), array("q")
    db.add_dataset(session_id, {UNFINISHED: set_id}, session=True)
    try:
        for chunk in chunks:
            ids.extend(db.add_examples(chunk, datasets=[session_id]))
        with db._connected("merge examples"), db._atomic():
            db.link(set_id, ids)
            db.drop_dataset(session_id)
    except BaseException:
        db.drop_dataset(session_id)
        raise


def warn_of_unfinished(db: Any) -> None:
    """Tell about imports that were killed: their rows are in no dataset.

    db (Database): The database.
    """
    for name in filter(is_timestamp, db.sessions):
        set_id = (db.get_meta(name) or {}).get(UNFINISHED)
        if set_id is not None:
            msg.warn(
                f"An import to '{set_id}' was stopped, or is still running",
                f"None of its rows are in the dataset. If it was stopped, remove what it has read: "
                f"prodigy drop {name}",
            )


def _make_session_id(db: Any) -> str:
    name = session_id = get_timestamp_session_id()
    number = 1
    while session_id in db:
        number += 1
        session_id = f"{name}_{number}"
    return session_id


def _store_directly(db: Any, set_id: str, session_id: str, examples: Iterator[TaskType]) -> int:
    total = 0
    try:
        while chunk := list(islice(examples, CHUNK_SIZE)):
            if not total:
                db.add_dataset(session_id, session=True)
            db.add_examples(chunk, datasets=[set_id, session_id])
            total += len(chunk)
    except BaseException:
        if total:
            msg.warn(
                f"Only the first {total} examples were imported to '{set_id}' (session "
                f"{session_id}) in database {db.db_name}."
            )
        raise
    return total
