"""Commands that look for what is wrong with stored data. They change nothing."""

import sqlite3
import sys
from array import array
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import peewee

from ..components.answer_health import find_wrong, has_own_hash
from ..components.db import Database, connect
from ..components.db.base import CHUNK_SIZE
from ..components.db.inspection import (
    check_file,
    describe_storage,
    find_missing_columns,
    iter_lost,
)
from ..components.db.rewriting import IdSet
from ..components.db.tables import load_json
from ..components.doubles import SAME, UNKNOWN, Double, Doubles
from ..errors import ProdigyError
from ..io.progress import show_progress
from ..messages import msg
from ..registry import Arg, recipe
from ..shapes import TaskType
from .parts.dataset_figures import describe_installation
from .parts.dataset_io import write_file
from .parts.dataset_names import check_dataset, check_name
from .parts.findings import Findings
from .parts.label_changes import check_tables

__all__ = ["dedup", "doctor"]

FAILURE = 1
DATASET_PREFIX = "dataset:"
JSON = Arg("--json", "-j", help="Print every finding as a line of JSON")
DROP_SESSION = "prodigy drop {name}"
DAMAGED = "damaged file"
RECOVER = "sqlite3 {file} .recover > recovered.sql"


@recipe(
    "doctor",
    set_id=Arg(help="Dataset or session to look at. The whole database if not set"),
    full=Arg("--full", help="Compare the indexes of an SQLite file with its tables, too"),
    json=JSON,
)
def doctor(set_id: str | None = None, full: bool = False, json: bool = False) -> None:
    """Look for what is wrong in the database, or in one dataset: rows that can't be read, hashes
    that don't fit, spans out of range, rows that belong to nothing. Nothing is changed. The exit
    code is 1 if anything is wrong.
    """
    db = connect()
    check_tables(db, "doctor")
    if set_id is not None:
        check_dataset(db, set_id)
    findings = Findings(json)
    _say_versions(db)
    missing = find_missing_columns(db)
    for column in missing:
        findings.add("missing column", f"The table has no column {column}.")
    try:
        for what in check_file(db, full):
            findings.add(DAMAGED, what, command=RECOVER.format(file=db.db.database))
        if not missing:
            _look_at_rows(db, set_id, findings)
    except (peewee.DatabaseError, sqlite3.DatabaseError) as err:  # a page that can't be read
        findings.add(DAMAGED, f"{err}.", command=RECOVER.format(file=db.db.database))
    if findings.sum_up():
        sys.exit(FAILURE)
    msg.good("Nothing is wrong")


@recipe(
    "dedup",
    set_id=Arg(help="Dataset or session to look at"),
    output=Arg("--output", "-o", help="Write it without them: dataset:NAME, or a JSONL file"),
    json=JSON,
)
def dedup(set_id: str, output: str | None = None, json: bool = False) -> None:
    """List what a dataset has twice: equal examples, and answers of the same annotator to the same
    task. Nothing is deleted. The exit code is 1 if there are any, unless they were left out of an
    output.
    """
    db = connect()
    check_tables(db, "dedup")
    check_dataset(db, set_id)
    name = _check_output(db, output)
    findings, doubled, n_unknown = Findings(json), IdSet(), 0
    with Doubles() as doubles:
        for row_id, eg in show_progress(_iter_answers(db, set_id), "Reading"):
            doubles.add(row_id, eg)
        for double in doubles.find():
            if double.kind == UNKNOWN:
                n_unknown += 1
                continue
            doubled.add_new(double.id)
            _list_double(findings, double, set_id)
    if n_unknown:
        msg.info(
            f"{n_unknown:,} answers are to a task that was answered before, but who gave them is "
            "not known. They are not taken for the same."
        )
    is_doubled = findings.sum_up()
    if output is not None:
        _write_output(db, set_id, output, name, doubled)
    elif is_doubled:
        msg.info(f"Without them: prodigy dedup {set_id} --output dataset:{set_id}_unique")
        sys.exit(FAILURE)
    else:
        msg.good(f"Nothing is in '{set_id}' twice")


def _say_versions(db: Database) -> None:
    figures = describe_installation(db)
    shown = {key: figures[key] for key in ("version", "python_version", "spacy_version")}
    shown["peewee"] = version("peewee")
    shown.update({f"database {key}": value for key, value in describe_storage(db).items()})
    msg.info(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in shown.items()))
    if shown.get("database locked"):
        msg.warn("Somebody is writing to the database at this moment")


def _look_at_rows(db: Database, set_id: str | None, findings: Findings) -> None:
    for row in iter_lost(db) if set_id is None else ():
        command = DROP_SESSION.format(name=row.name) if row.name else None
        findings.add(row.kind, row.what, row_id=row.id, table=row.table, command=command)
    _look_at_answers(db, set_id, findings)


def _look_at_answers(db: Database, set_id: str | None, findings: Findings) -> None:
    n_read = n_own = 0
    for row_id, hashes, content in show_progress(_iter_rows(db, set_id), "Checking"):
        n_read += 1
        eg = _parse(content)
        if isinstance(eg, str):
            findings.add("unreadable row", eg, row_id=row_id, dataset=set_id)
            continue
        n_own += has_own_hash(eg)
        for kind, what in find_wrong(eg, *hashes):
            findings.add(kind, f"{what}.".replace("..", "."), row_id=row_id, dataset=set_id)
    msg.info(
        f"Looked at {n_read:,} examples. The input hashes of {n_own:,} are not what their content "
        "gives today, which is no fault: recipes and older versions have rules of their own."
    )


def _parse(content: Any) -> TaskType | str:
    """RETURNS (dict | str): An example, or why it can't be read."""
    try:
        eg = load_json(content)
    except (ValueError, RecursionError, TypeError) as err:
        return f"{type(err).__name__}: {err}."
    return eg if isinstance(eg, dict) else f"Expected a JSON object, found {eg!r:.40}."


def _iter_answers(db: Database, set_id: str) -> Iterator[tuple[int, TaskType]]:
    """Yield id and content of each example of a dataset once. What can't be read is named."""
    for row_id, _, content in _iter_rows(db, set_id):
        eg = db._load(content, row_id, f"the dataset '{set_id}'")
        if eg is not None:
            yield row_id, eg


def _iter_rows(db: Database, set_id: str | None) -> Iterator[tuple[int, tuple[int, int], Any]]:
    """Yield id, hashes and stored content of each example once, of a dataset or of all."""
    if set_id is not None:
        dataset_id, seen = db._find_dataset(set_id), IdSet()
        for _, row_id, content, *hashes in db._iter_rows(dataset_id) if dataset_id else ():
            if seen.add_new(row_id):
                yield row_id, (hashes[0], hashes[1]), content
        return
    example, last = db.tables.example, -(2**62)
    while True:
        query = example.select(example.id, example.input_hash, example.task_hash, db._content)
        query = query.where(example.id > last).order_by(example.id).limit(CHUNK_SIZE)
        with db._connected("read examples"):
            rows = list(query.tuples())
        for row_id, input_hash, task_hash, content in rows:
            yield row_id, (input_hash, task_hash), content
        if len(rows) < CHUNK_SIZE:
            return
        last = rows[-1][0]


def _list_double(findings: Findings, double: Double, set_id: str) -> None:
    what = f"It is the same as row {double.other}."
    if double.kind != SAME:
        what = f"Row {double.other} is a later answer of the same annotator to the same task."
    findings.add(double.kind, what, row_id=double.id, dataset=set_id, other=double.other)


def _check_output(db: Any, output: str | None) -> str | None:
    """RETURNS (str | None): The dataset to write to, if it is one."""
    if output is None or not output.startswith(DATASET_PREFIX):
        if output is not None and Path(output).exists():
            raise ProdigyError(f"The file {output} exists already", "Name another one.")
        return None
    name = output.removeprefix(DATASET_PREFIX)
    check_name(name)
    if name in db and db.count_dataset(name):
        raise ProdigyError(
            f"The dataset '{name}' already contains examples",
            f"Write to a new dataset, or remove this one before: prodigy drop {name}",
        )
    return name


def _write_output(db: Database, set_id: str, output: str, name: str | None, doubled: IdSet) -> None:
    kept = ((row_id, eg) for row_id, eg in _iter_answers(db, set_id) if row_id not in doubled)
    if name is None:
        count = write_file(Path(output), (eg for _, eg in kept))
    else:
        # All at once: an interruption leaves no half of a dataset.
        ids = array("q", (row_id for row_id, _ in kept))
        db.link(name, ids)
        count = len(ids)
    msg.good(f"Wrote {count:,} examples to {output}")
