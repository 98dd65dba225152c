"""Labels that change in answers that are stored already. None of these starts the server."""

from collections.abc import Mapping
from pathlib import Path

from ..components.db import connect
from ..components.db.rewriting import undo_rewriting
from ..components.labels.edits import LabelEdit
from ..errors import RecipeError
from ..messages import msg
from ..registry import Arg, recipe
from .parts.label_changes import (
    change_labels,
    check_at_work,
    check_datasets,
    check_label,
    check_tables,
)

__all__ = ["labels_delete", "labels_merge", "labels_rename", "labels_undo"]

DATASETS = Arg(help="Datasets, separated by spaces or commas")
DRY = Arg("--dry", "-D", help="Don't change anything, only say what would be changed")
UNDO_FILE = Arg("--undo-file", "-u", help="File for taking it back. In the Prodigy home if not set")
REPORT = Arg("--report", "-r", help="JSONL file that lists every changed example with its hashes")
FORCE = Arg("--force", "-f", help="Also while somebody is annotating")


@recipe(
    "labels.rename",
    old=Arg(help="The label"),
    new=Arg(help="Its new name"),
    datasets=DATASETS,
    dry=DRY,
    undo_file=UNDO_FILE,
    report=REPORT,
    force=FORCE,
)
def labels_rename(
    old: str,
    new: str,
    *datasets: str,
    dry: bool = False,
    undo_file: Path | None = None,
    report: Path | None = None,
    force: bool = False,
) -> None:
    """Rename a label in everything that is stored in datasets: spans, relations, options, choices
    and settings of tasks. The input hashes stay. It can be undone.
    """
    if old == check_label(new):
        raise RecipeError("The new label is the old one", "Nothing has to be changed.")
    _change({old: new}, datasets, "labels.rename", dry, undo_file, report, force)


@recipe(
    "labels.merge",
    old=Arg(help="The labels to merge, separated by commas"),
    new=Arg(help="The label that they become. It may be one of them"),
    datasets=DATASETS,
    dry=DRY,
    undo_file=UNDO_FILE,
    report=REPORT,
    force=FORCE,
)
def labels_merge(
    old: list[str],
    new: str,
    *datasets: str,
    dry: bool = False,
    undo_file: Path | None = None,
    report: Path | None = None,
    force: bool = False,
) -> None:
    """Make one label of several in datasets. Spans, options and choices that say the same then are
    kept once. It can be undone.
    """
    names = {label: check_label(new) for label in old if label != new}
    if not names:
        raise RecipeError("labels.merge needs labels to merge", "Name them separated by commas.")
    _change(names, datasets, "labels.merge", dry, undo_file, report, force)


@recipe(
    "labels.delete",
    label=Arg(help="The label"),
    datasets=DATASETS,
    dry=DRY,
    undo_file=UNDO_FILE,
    report=REPORT,
    force=FORCE,
)
def labels_delete(
    label: str,
    *datasets: str,
    dry: bool = False,
    undo_file: Path | None = None,
    report: Path | None = None,
    force: bool = False,
) -> None:
    """Delete a label from datasets, with the spans, relations and options that have it. Answers
    stay, also those that only ask about this label. It can be undone.
    """
    _change({label: None}, datasets, "labels.delete", dry, undo_file, report, force)


@recipe("labels.undo", undo_file=Arg(help="The file that the change has written"))
def labels_undo(undo_file: Path) -> None:
    """Take a change of labels back: every example is what it was before, byte by byte. Nothing is
    changed if one of them was changed by something else since.
    """
    db = connect()
    check_tables(db, "labels.undo")
    header, n_rows = undo_rewriting(db, undo_file)
    msg.good(f"Restored {n_rows:,} examples, as they were before {header.get('command')}")


def _change(
    names: Mapping[str, str | None],
    words: tuple[str, ...],
    command: str,
    dry: bool,
    undo_file: Path | None,
    report: Path | None,
    force: bool,
) -> None:
    db = connect()
    datasets = check_datasets(db, words, command)
    if not dry:
        check_at_work(db, datasets, force)
    title = " ".join([command, *names, *dict.fromkeys(filter(None, names.values()))])
    change_labels(
        db,
        datasets,
        LabelEdit(names),
        title,
        dry=dry,
        undo_file=undo_file,
        report=report,
    )
