"""Commands that manage datasets. None of them starts the server.

Data goes to standard output, everything said about it to standard error.
"""

import difflib
import platform
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from ..about import __version__
from ..components.db import connect
from ..components.db.custom import iter_examples
from ..components.formats import FORMATS, Format, Report, get_format
from ..components.printers import STYLES, pretty_print
from ..components.source import make_source
from ..config import ensure_home
from ..errors import ProdigyError, RecipeError
from ..messages import StreamPrinter, msg, out
from ..registry import Arg, recipe
from ..shapes import TaskType
from ..util import load_spacy_model
from .parts.dataset_formats import export, make_import_source, print_report
from .parts.dataset_import import check_result, read_before, store, warn_of_unfinished
from .parts.dataset_io import get_out_path, iter_merged, prepare, to_lines, write_file
from .parts.dataset_progress import INTERVALS, count_by_interval, format_rows

Answer = Literal["accept", "reject", "ignore"]


TEXTCAT_THRESHOLD = 0.5
FORMAT_HELP = f"Format of another program: {', '.join(FORMATS)}"


@recipe(
    "stats",
    set_id=Arg(help="Dataset to describe"),
    list_datasets=Arg("--list-datasets", "-l", help="List all datasets"),
    list_sessions=Arg("--list-sessions", "-ls", help="List all sessions"),
    no_format=Arg("--no-format", "-NF", help="Print plain lines of a name and a value"),
)
def stats(
    set_id: str | None = None,
    list_datasets: bool = False,
    list_sessions: bool = False,
    no_format: bool = False,
) -> None:
    """Show the version, the database and its datasets, or the numbers of one dataset."""
    db = connect()
    if set_id is not None:
        check_dataset(db, set_id)
        _print_section("Dataset Stats", _describe_dataset(db, set_id), no_format)
        if list_sessions:
            _print_names("Sessions", db.get_dataset_sessions(set_id), no_format)
        return
    _print_section("Prodigy Stats", _describe_installation(db), no_format)
    if list_datasets or list_sessions:
        _print_names("Datasets", db.datasets, no_format)
    if list_sessions:
        _print_names("Sessions", db.sessions, no_format)


@recipe("drop", set_id=Arg(help="Dataset to delete"))
def drop(set_id: str) -> None:
    """Delete a dataset, with the annotations that are in no other dataset."""
    db = connect()
    check_dataset(db, set_id)
    db.drop_dataset(set_id)
    msg.good(f"Removed '{set_id}' from database {db.db_name}.")


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
        for eg in iter_examples(db, set_id)
        if (answer is None or eg.get("answer") == answer)
        and (not flagged_only or eg.get("flagged"))
    )
    if fmt is not None:
        with Report(report) as notes:
            path = export(examples, fmt, out_dir and Path(out_dir), set_id, notes, dry)
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
        examples = prepare(source, answer, overwrite, rehash, found)
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
        msg.warn(
            f"Partial: {notes.n_done:,} of {total:,} rows {'can be ' * dry}imported, "
            f"{notes.n_left_out:,} left out",
            exits=1,
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
    if not dry:
        db.add_dataset(out_set)
    for rows in iter_merged(db, in_sets, rehash, counts):
        if dry:
            continue
        if rehash:
            db.add_examples([row["content"] for row in rows], datasets=[out_set])
        else:
            db.link(out_set, [row["id"] for row in rows])
    total, unique = counts["total"], counts["unique"]
    summary = f"{unique} of {total} examples of {len(in_sets)} datasets to '{out_set}'"
    if dry:
        msg.info(f"Would merge {summary} in database {db.db_name}.")
    else:
        msg.good(f"Merged {summary} in database {db.db_name}.")


@recipe(
    "progress",
    datasets=Arg(help="Datasets, separated by commas"),
    interval=Arg("--interval", "-i", help="Period of time for one row"),
)
def progress(datasets: list[str], interval: Literal[INTERVALS] = "day") -> None:  # type: ignore[valid-type]
    """Show how many annotations were made over time."""
    db = connect()
    for name in datasets:
        check_dataset(db, name)
    rows = count_by_interval(
        (
            (eg, (db.get_meta(name) or {}).get("created", 0))
            for name in datasets
            for eg in iter_examples(db, name)
        ),
        interval,
    )
    out.divider("Legend")
    out.table(
        {
            "New": f"Annotations made in the {interval}",
            "Unique (New)": "Different inputs among them that had no annotation before",
            "Total": "All annotations up to then",
            "Unique (Total)": "All different inputs up to then",
        }
    )
    out.divider("Progress")
    header = (interval.capitalize(), "New", "Unique", "Total", "Unique")
    out.table(format_rows(rows, interval), header=header, aligns=("l", "r", "r", "r", "r"))


@recipe(
    "print-dataset",
    set_id=Arg(help="Dataset or session to print"),
    style=Arg("--style", "-s", help="How to show the examples"),
)
def print_dataset(set_id: str, style: Literal[STYLES] = "auto") -> None:  # type: ignore[valid-type]
    """Print the annotations of a dataset."""
    db = connect()
    check_dataset(db, set_id)
    pretty_print(iter_examples(db, set_id), style)


@recipe(
    "print-stream",
    spacy_model=Arg(help="Loadable spaCy pipeline"),
    source=Arg(help="Texts: file path, - for standard input"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
)
def print_stream(spacy_model: str, source: str, loader: str | None = None) -> None:
    """Print what a pipeline predicts for a stream of texts."""
    texts = make_source(source, loader)
    pretty_print(_predict(load_spacy_model(spacy_model), texts))


@recipe(
    "dataset",
    set_id=Arg(help="Name of the new dataset"),
    description=Arg(help="What the dataset is for"),
    author=Arg("--author", "-a", help="Who makes it"),
)
def dataset(set_id: str, description: str | None = None, author: str | None = None) -> None:
    """Create an empty dataset. Other recipes create their datasets themselves."""
    db = connect()
    check_name(set_id)
    if set_id in db:
        raise ProdigyError(f"The dataset '{set_id}' already exists in database {db.db_name}")
    meta = {"description": description, "author": author}
    db.add_dataset(set_id, {key: value for key, value in meta.items() if value is not None})
    msg.good(f"Created dataset '{set_id}' in database {db.db_name}.")


def check_dataset(db: Any, name: str) -> None:
    """Check that a dataset exists.

    db (Database): The database.
    name (str): Name of a dataset or a session.
    RAISES (ProdigyError): It doesn't; the message suggests similar names.
    """
    if name in db:
        return
    matches = difflib.get_close_matches(name, [*db.datasets, *db.sessions], n=3)
    hint = f"Did you mean {' or '.join(matches)}? " if matches else ""
    raise ProdigyError(
        f"Can't find '{name}' in database {db.db_name}.",
        f"{hint}Run 'prodigy stats -l' to see all datasets.",
    )


def check_name(name: str) -> None:
    """Check that a dataset may have a name.

    name (str): The name.
    RAISES (ProdigyError): It contains a comma or white space, or is empty.
    """
    if not name or "," in name or any(char.isspace() for char in name):
        raise ProdigyError(
            f"Invalid name of a dataset: {name!r}",
            "Names can't contain commas or spaces. Use dashes or underscores instead.",
        )


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
        total, session_id = store(db, set_id, examples)
    except KeyboardInterrupt:
        msg.warn(f"Interrupted: the dataset '{set_id}' is as it was")
        raise
    if notes.n_left_out and not total:
        return  # which is an error
    if is_new and total:
        msg.good(f"Created dataset '{set_id}' in database {db.db_name}.")
    msg.good(
        f"Imported {total} examples to '{set_id}' (session {session_id}) in database {db.db_name}."
    )


def _describe_installation(db: Any) -> dict[str, Any]:
    try:
        spacy_version = version("spacy")  # From the metadata: importing spaCy takes seconds.
    except PackageNotFoundError:
        spacy_version = "not installed"
    return {
        "Version": __version__,
        "Location": Path(__file__).parent.parent,
        "Prodigy Home": ensure_home(),
        "Platform": platform.platform(),
        "Python Version": platform.python_version(),
        "spaCy Version": spacy_version,
        "Database Name": db.db_name,
        "Database Id": db.db_id,
        "Total Datasets": len(db.datasets),
        "Total Sessions": len(db.sessions),
    }


def _describe_dataset(db: Any, name: str) -> dict[str, Any]:
    meta = db.get_meta(name) or {}
    created = meta.get("created")
    answers = Counter(eg.get("answer") for eg in iter_examples(db, name))
    n_damaged = db.count_dataset(name) - sum(answers.values())
    return {
        "Dataset": name,
        "Created": datetime.fromtimestamp(created).isoformat(" ") if created else None,
        "Description": meta.get("description"),
        "Author": meta.get("author"),
        "Annotations": sum(answers.values()),
        "Accept": answers["accept"],
        "Reject": answers["reject"],
        "Ignore": answers["ignore"],
        **({"Damaged": n_damaged} if n_damaged > 0 else {}),
    }


def _print_section(title: str, rows: dict[str, Any], no_format: bool) -> None:
    if no_format:
        for key, value in rows.items():
            sys.stdout.write(f"{key} {value}\n")
        return
    _divider(out, title)
    out.table({key: "" if value is None else str(value) for key, value in rows.items()})


def _print_names(title: str, names: list[str], no_format: bool) -> None:
    if no_format:
        sys.stdout.write("".join(f"{name}\n" for name in names))
        return
    _divider(out, title)
    out.text(", ".join(names) if names else "None")


def _divider(printer: StreamPrinter, title: str) -> None:
    printer.divider(f"✨  {title}" if title.endswith("Stats") else title)


def _predict(nlp: Any, stream: Iterable[TaskType]) -> Iterator[TaskType]:
    tasks = ((eg["text"], eg) for eg in stream if isinstance(eg.get("text"), str))
    for doc, eg in nlp.pipe(tasks, as_tuples=True):
        spans = [
            {"start": ent.start_char, "end": ent.end_char, "label": ent.label_} for ent in doc.ents
        ]
        task = {"text": eg["text"], "meta": eg.get("meta"), "spans": spans}
        best = max(doc.cats, key=doc.cats.get, default=None)
        if best is not None and doc.cats[best] > TEXTCAT_THRESHOLD:
            task["label"] = f"{best} {doc.cats[best]:.2f}"
        yield task
