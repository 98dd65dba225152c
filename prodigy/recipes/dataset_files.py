"""Getting annotations into datasets, out of them and from one into another.

Data goes to standard output, everything said about it to standard error.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from ..components.db import connect
from ..components.db.custom import is_ours, iter_examples
from ..components.formats import FORMATS, Format, Report, get_format
from ..components.pages import iter_pages
from ..errors import ProdigyError, RecipeError
from ..io.progress import show_progress
from ..messages import msg
from ..partial import conclude
from ..registry import Arg, recipe
from ..shapes import TaskType
from .parts.dataset_formats import export, make_import_source, print_report
from .parts.dataset_import import (
    check_result,
    read_before,
    store,
    store_merged,
    warn_of_unfinished,
)
from .parts.dataset_io import get_out_path, iter_merged, prepare, to_lines, write_file
from .parts.dataset_names import check_dataset, check_name

__all__ = ["db_in", "db_merge", "db_out"]

Answer = Literal["accept", "reject", "ignore"]

FORMAT_HELP = f"Format of another program: {', '.join(FORMATS)}"


@recipe(
    "db-out",
    set_id=Arg(help="Dataset or session to export"),
    out_dir=Arg(help="Directory or file to write to. Defaults to standard output"),
    answer=Arg("--answer", "-a", help="Only export examples with this answer"),
    flagged_only=Arg("--flagged-only", help="Only export examples that were flagged"),
    dry=Arg("--dry", "-D", help="Don't write anything, only count"),
    format=Arg("--format", help=FORMAT_HELP),
    report=Arg("--report", help="JSONL file that lists what the format can't hold"),
)
def db_out(
    set_id: str,
    out_dir: Path | None = None,
    answer: Answer | None = None,
    flagged_only: bool = False,
    dry: bool = False,
    format: str | None = None,
    report: Path | None = None,
) -> None:
    """Export the annotations of a dataset as JSONL, or in a format of another program."""
    fmt = _get_format(format, report)
    db = connect()
    check_dataset(db, set_id)
    examples = (
        eg
        for eg in _show_export(iter_examples(db, set_id), is_printed=out_dir is None)
        if (answer is None or eg.get("answer") == answer)
        and (not flagged_only or eg.get("flagged"))
    )
    if fmt is not None:
        with Report(report) as notes:
            # Other programs know pages, not documents.
            path = export(iter_pages(examples), fmt, out_dir and Path(out_dir), set_id, notes, dry)
        summary = f"{notes.n_done} examples of '{set_id}' from database {db.db_name}"
        if dry:
            msg.info(f"Would export {summary} as {fmt.name}.")
        elif path is not None:
            msg.good(f"Exported {summary} as {fmt.name}.", path)
        print_report(notes, report)
    elif dry:
        count = sum(1 for _ in examples)
        msg.info(f"Would export {count} examples of '{set_id}' from database {db.db_name}.")
    elif out_dir is None:
        for line in to_lines(examples):
            sys.stdout.write(line)
    else:
        path = get_out_path(Path(out_dir), set_id)
        count = write_file(path, examples)
        msg.good(f"Exported {count} examples of '{set_id}' from database {db.db_name}.", path)


@recipe(
    "db-in",
    set_id=Arg(help="Dataset to import into. Created if it doesn't exist"),
    in_file=Arg(help="File to import, - for standard input"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
    answer=Arg("--answer", "-a", help="Answer of examples that have none"),
    overwrite=Arg("--overwrite", "-o", help="Replace existing answers by --answer"),
    rehash=Arg("--rehash", "-rh", help="Replace existing hashes"),
    dry=Arg("--dry", "-D", help="Don't import anything, only count and check"),
    format=Arg("--format", help=FORMAT_HELP),
    report=Arg("--report", help="JSONL file that lists what can't be imported"),
    strict=Arg("--strict", help="Import nothing if a single row can't be used"),
)
def db_in(
    set_id: str,
    in_file: str = "-",
    loader: str | None = None,
    answer: Answer = "accept",
    overwrite: bool = False,
    rehash: bool = False,
    dry: bool = False,
    format: str | None = None,
    report: Path | None = None,
    strict: bool = False,
) -> None:
    """Import existing annotations into a dataset."""
    fmt = None if format is None else get_format(format)
    if fmt is not None and loader is not None:
        raise RecipeError("Choose --format or --loader", "Both say how the file is read.")
    db = connect()
    check_name(set_id)
    warn_of_unfinished(db)
    found: Counter[str] = Counter()
    with Report(report) as notes:
        source = make_import_source(in_file, fmt, loader, notes)
        rows = show_progress(source, "Reading", unit="rows")
        examples = prepare(rows, answer, overwrite, rehash, found)
        with read_before(examples, is_strict=strict) as checked:
            if not (strict and notes.n_rejected):
                _import(db, set_id, checked, dry, notes)
    print_report(notes, report)
    if found["answers"]:
        action = "overwrote" if overwrite else "kept"
        msg.info(f"Found and {action} {found['answers']} existing answers.")
    check_result(notes, "standard input" if in_file == "-" else str(in_file), is_strict=strict)
    if notes.n_rejected:
        total = notes.n_done + notes.n_left_out
        conclude(
            f"{notes.n_done:,} of {total:,} rows {'can be ' * dry}imported, "
            f"{notes.n_left_out:,} left out"
        )


@recipe(
    "db-merge",
    in_sets=Arg(help="Datasets to merge, separated by commas"),
    out_set=Arg(help="New dataset"),
    rehash=Arg("--rehash", "-rh", help="Replace the hashes. Copies the examples"),
    dry=Arg("--dry", "-D", help="Don't merge anything, only count"),
)
def db_merge(in_sets: list[str], out_set: str, rehash: bool = False, dry: bool = False) -> None:
    """Merge datasets into a new one, leaving out repetitions of the same annotation."""
    db = connect()
    for name in in_sets:
        check_dataset(db, name)
    check_name(out_set)
    if out_set in db and db.count_dataset(out_set):
        raise ProdigyError(
            f"The dataset '{out_set}' already contains examples",
            f"Merge into a new dataset, or remove this one before: prodigy drop {out_set}",
        )
    if len(in_sets) < 2:
        msg.warn("There is only one dataset, so it is copied.")
    counts: Counter[str] = Counter()
    chunks = iter_merged(db, in_sets, rehash, counts)
    if dry:
        for _ in chunks:
            pass
    elif rehash:
        store_merged(db, out_set, ([row["content"] for row in rows] for rows in chunks))
    else:
        # All at once: an interruption leaves no half of a dataset.
        ids = array("q", (row["id"] for rows in chunks for row in rows))
        db.link(out_set, ids if is_ours(db, "link") else list(ids))
    total, unique = counts["total"], counts["unique"]
    summary = f"{unique} of {total} examples of {len(in_sets)} datasets to '{out_set}'"
    if dry:
        msg.info(f"Would merge {summary} in database {db.db_name}.")
    else:
        msg.good(f"Merged {summary} in database {db.db_name}.")


def _show_export(examples: Iterable[TaskType], *, is_printed: bool) -> Iterable[TaskType]:
    """Lines that run through the terminal show by themselves how far they are."""
    is_seen = is_printed and sys.stdout.isatty()
    return examples if is_seen else show_progress(examples, "Exporting")


def _get_format(name: str | None, report: Path | None) -> Format | None:
    if name is None and report is not None:
        raise RecipeError(
            "--report needs a --format",
            "Without one, everything is exported and imported as it is.",
        )
    return None if name is None else get_format(name)


def _import(db: Any, set_id: str, examples: Iterator[TaskType], dry: bool, notes: Report) -> None:
    if dry:
        total = sum(1 for _ in examples)
        msg.info(f"Would import {total} examples to '{set_id}' in database {db.db_name}.")
        return
    is_new = set_id not in db
    try:
        total, session_id = store(db, set_id, show_progress(examples, "Importing"))
    except KeyboardInterrupt:
        msg.warn(f"Interrupted: the dataset '{set_id}' is as it was")
        raise
    if not total:
        if not notes.n_left_out:  # which is an error
            msg.warn(f"There are no examples to import to '{set_id}'")
        return
    if is_new:
        msg.good(f"Created dataset '{set_id}' in database {db.db_name}.")
    msg.good(
        f"Imported {total} examples to '{set_id}' (session {session_id}) in database {db.db_name}."
    )
