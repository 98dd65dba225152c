"""Running a change of labels over datasets, and saying what it did."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import time
from typing import IO, Any

from ...components.db.custom import has_tables
from ...components.db.database import Database
from ...components.db.rewriting import RewriteCounts, Rewriter, Rewritten, StoredRow
from ...components.db.tables import load_json
from ...components.db.undo import UndoWriter
from ...components.labels.edits import Edited, LabelEdit
from ...components.labels.hashes import follow_task_hash, set_task_hash
from ...components.labels.mentions import find_mentions
from ...components.labels.tally import Tally
from ...config import ensure_home, get_home
from ...engine.leases import GIVEN_UP_AFTER_S
from ...errors import ProdigyError, RecipeError
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ...io.jsonable import dump_json
from ...io.unfinished import open_part
from ...messages import msg, out
from .dataset_names import check_dataset

MAX_SHOWN = 20  # of places and lines of files


class LabelChange:
    """Changes labels in rows, counts what it does, and lists it if somebody wants that.

    edit (LabelEdit): The change.
    report (IO[str] | None): Takes a line of JSON for each example.
    """

    def __init__(self, edit: LabelEdit, report: IO[str] | None = None) -> None:
        self.edit = edit
        self.tally = Tally()
        self.known: set[str] = set()
        self._report = report
        news = {new for new in edit.names.values() if new is not None}
        self._probes = {new: LabelEdit({new: None}) for new in news if new not in edit.names}

    def may_change(self, content: str) -> bool:
        for new, probe in list(self._probes.items()):
            if probe.may_change(content) and _has_label(probe, content):
                self.known.add(new)
                del self._probes[new]
        return self.edit.may_change(content)

    def __call__(self, row: StoredRow, eg: dict[str, Any], datasets: list[str]) -> Rewritten | None:
        edited = self.edit.apply(eg)
        view_id = eg.get("_view_id")
        self.tally.add(edited, view_id, datasets)
        if not edited.changed:
            return None
        hashes = {INPUT_HASH_ATTR: row.input_hash, TASK_HASH_ATTR: row.task_hash}
        task_hash = follow_task_hash({**load_json(row.content), **hashes}, {**eg, **hashes})
        if task_hash is not None:
            self.tally.n_rehashed += 1
            if TASK_HASH_ATTR in eg:
                set_task_hash(eg, task_hash)
        new_hash = row.task_hash if task_hash is None else task_hash
        self._list(row, edited, view_id, datasets, new_hash)
        return Rewritten(eg, new_hash)

    def _list(
        self, row: StoredRow, edited: Edited, view_id: Any, datasets: list[str], task_hash: int
    ) -> None:
        if self._report is None:
            return
        line = {
            "id": row.id,
            "datasets": datasets,
            "view_id": view_id,
            "input_hash": row.input_hash,
            "old_task_hash": row.task_hash,
            "task_hash": task_hash,
            "changed": dict(edited.changed),
            "merged": dict(edited.merged),
            "left": dict(edited.left),
        }
        self._report.write(f"{dump_json(line)}\n")


def _has_label(probe: LabelEdit, content: str) -> bool:
    try:
        eg = json.loads(content)
    except (ValueError, RecursionError):
        return False  # said where it matters
    return isinstance(eg, dict) and bool(probe.apply(eg).changed or "label" in probe.apply(eg).left)


def split_names(words: Sequence[str]) -> list[str]:
    """RETURNS (list[str]): Names of datasets, separated by spaces or commas, each once."""
    names = [name.strip() for word in words for name in word.split(",")]
    return list(dict.fromkeys(filter(None, names)))


def check_datasets(db: Any, words: Sequence[str], command: str) -> list[str]:
    """Check that labels can be changed in datasets.

    db (Any): The database.
    words (Sequence[str]): What the command line says.
    command (str): Name of the command, for messages.
    RETURNS (list[str]): Their names.
    RAISES (ProdigyError): There are none, one doesn't exist or is a session, or the storage is
        somebody else's.
    """
    names = split_names(words)
    if not names:
        raise RecipeError(f"{command} needs at least one dataset", "Name them after the labels.")
    check_tables(db, command)
    check_no_sessions(db, names, "Name that: both have the same rows.")
    return names


def check_no_sessions(db: Any, names: Sequence[str], fix: str) -> None:
    """Check that there are datasets of some names.

    db (Any): The database.
    names (Sequence[str]): The names.
    fix (str): What to do instead of naming a session, as a sentence.
    RAISES (ProdigyError): There is none, or it is a session.
    """
    for name in names:
        check_dataset(db, name)
        if name in db.sessions:
            raise RecipeError(
                f"'{name}' is a session, not a dataset",
                f"Its answers are in a dataset, too. {fix}",
            )


def check_tables(db: Any, command: str) -> None:
    """RAISES (RecipeError): The storage is somebody else's."""
    if not has_tables(db):
        raise RecipeError(
            f"{command} can't be used with this database",
            "It works on the tables of SQLite, PostgreSQL and MySQL, not on storage of your own.",
        )


def check_label(label: str) -> str:
    """RETURNS (str): The label. RAISES (RecipeError): It is none."""
    if not label.strip() or label != label.strip() or "\n" in label:
        raise RecipeError(
            f"{label!r} can't be a label", "A label is not empty and has no spaces around it."
        )
    if "," in label:
        msg.warn(f"The label '{label}' has a comma: recipes can only take it from a file")
    return label


def check_at_work(db: Database, names: Sequence[str], is_forced: bool) -> None:
    """Make sure that nobody is annotating with the old labels.

    db (Database): The database.
    names (Sequence[str]): The datasets.
    is_forced (bool): Only warn.
    RAISES (ProdigyError): Somebody has tasks of one of the datasets, and was heard of lately.
    """
    table = db.tables.lease
    with db._connected("read who works on tasks"):
        if not table.table_exists():
            return
        query = table.select(table.owner).where(
            table.dataset.in_(list(names)) & (table.heard > int(time() - GIVEN_UP_AFTER_S))
        )
        owners = sorted({row[0] for row in query.distinct().tuples()})
    if not owners:
        return
    title = f"Somebody is annotating: {', '.join(owners)}"
    text = "New answers would come with the old labels, from pages that are open."
    if not is_forced:
        raise ProdigyError(
            title,
            f"{text} Close the pages and wait for {GIVEN_UP_AFTER_S:.0f} seconds, or go on with "
            "--force and run the command again later.",
        )
    msg.warn(title, text)


def make_undo_path(command: str, path: Path | None) -> Path:
    """RETURNS (Path): The undo file: the given one, or a new one in the Prodigy home."""
    if path is not None:
        return path
    stamp = f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
    name = re.sub(r"[^\w.-]+", "_", command)[:80]
    folder, number = ensure_home() / "undo", 1
    path = folder / f"{stamp}_{name}.jsonl.gz"
    while path.exists():
        number += 1
        path = folder / f"{stamp}_{name}_{number}.jsonl.gz"
    return path


def change_labels(
    db: Database,
    names: Sequence[str],
    edit: LabelEdit,
    command: str,
    *,
    dry: bool,
    undo_file: Path | None,
    report: Path | None,
) -> None:
    """Change labels in datasets, and say what was done.

    db (Database): The database.
    names (Sequence[str]): The datasets.
    edit (LabelEdit): The change.
    command (str): The command, for the undo file.
    dry (bool): Only find out what would be changed.
    undo_file (Path | None): Where the old rows go. None: into the Prodigy home.
    report (Path | None): File that lists every changed example.
    """
    path = make_undo_path(command, undo_file)
    with open_report(report) as file:
        change = LabelChange(edit, file)
        rewriter = Rewriter(db, names)
        if dry:
            counts = rewriter.count(change)
        else:
            header = {"command": command, "datasets": list(names), "names": edit.names}
            counts = rewriter.run(change, UndoWriter(path, header))
    _say_what_was_done(change, counts, names, dry)
    if counts.n_changed and not dry:
        msg.good(f"Changed {counts.n_changed:,} examples in one transaction")
        msg.info(f"To take it back: prodigy labels.undo {path}")
    for old in edit.names:
        _say_who_names(old)


@contextmanager
def open_report(path: Path | None) -> Iterator[IO[str] | None]:
    """YIELDS (IO[str] | None): The file of a report, if there is to be one."""
    if path is None:
        yield None
        return
    with open_part(path) as unfinished, unfinished.open("w", encoding="utf8") as file:
        yield file


def _say_what_was_done(
    change: LabelChange, counts: RewriteCounts, names: Sequence[str], dry: bool
) -> None:
    tally, shown = change.tally, ", ".join(f"'{name}'" for name in names)
    if counts.n_changed:
        out.divider("Would be changed" if dry else "Changed")
        header = ("Dataset", "Interface", "What", "Number", "Now the same")
        out.table(tally.make_rows(), header=header, aligns=("l", "l", "l", "r", "r"))
    else:
        labels = ", ".join(repr(old) for old in change.edit.names)
        msg.warn(f"No answer of {shown} has the label {labels}: nothing to change")
    msg.info(
        f"Looked at {counts.n_read:,} examples. {tally.n_rehashed:,} of {counts.n_changed:,} "
        f"{'would get' if dry else 'got'} a new task hash, all input hashes stay"
    )
    for new in sorted(change.known) if counts.n_changed else ():
        msg.warn(
            f"The label '{new}' was there before",
            "Which of its answers come from this change is known from the undo file only. Where "
            "two things said the same afterwards, one was left out (see 'Now the same').",
        )
    for name, count in sorted(counts.others.items()):
        msg.info(
            f"{count:,} of the examples are in '{name}', too, which keeps them as they are",
            "The datasets you named get copies of their own. To change both, name both.",
        )
    for (view, place), count in tally.left.most_common(MAX_SHOWN):
        msg.info(f"Left as it is: {place} ({view}), {count:,} times. {_explain(place)}")
    if len(tally.left) > MAX_SHOWN:
        msg.info(f"Left as they are in {len(tally.left) - MAX_SHOWN} other places")


def _explain(place: str) -> str:
    if place.split(".")[-1] == "label":
        return "It is what the answer is about, so it can't be without it."
    return "Nothing there is known as a label."


def _say_who_names(label: str) -> None:
    found = list(find_mentions(label, dict.fromkeys((Path.cwd(), get_home()))))
    for mention in found[:MAX_SHOWN]:
        msg.info(f"{mention.path}, line {mention.line}: the {mention.what} name '{label}', too")
    if len(found) > MAX_SHOWN:
        msg.info(f"{len(found) - MAX_SHOWN} more lines of files name '{label}'")
