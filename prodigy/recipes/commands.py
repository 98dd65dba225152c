"""Commands that describe, make and delete datasets. None of them starts the server."""

import sys
from typing import Any, Literal

from ..components.dashboard.periods import INTERVALS
from ..components.db import connect
from ..errors import ProdigyError
from ..messages import StreamPrinter, msg, out
from ..registry import Arg, recipe
from .dataset_files import db_in, db_merge, db_out
from .parts.dataset_dropping import drop_all, drop_session
from .parts.dataset_figures import (
    describe_dataset,
    describe_installation,
    describe_progress,
    make_table,
    write_json,
)
from .parts.dataset_names import check_dataset, check_name
from .parts.dataset_progress import format_rows
from .printing import print_dataset, print_stream

__all__ = [
    "dataset",
    "db_in",
    "db_merge",
    "db_out",
    "drop",
    "print_dataset",
    "print_stream",
    "progress",
    "stats",
]


@recipe(
    "stats",
    set_id=Arg(help="Dataset to describe"),
    list_datasets=Arg("--list-datasets", "-l", help="List all datasets"),
    list_sessions=Arg("--list-sessions", "-ls", help="List all sessions"),
    no_format=Arg("--no-format", "-NF", help="Print plain lines of a name and a value"),
    json=Arg("--json", "-j", help="Print a JSON object"),
)
def stats(
    set_id: str | None = None,
    list_datasets: bool = False,
    list_sessions: bool = False,
    no_format: bool = False,
    json: bool = False,
) -> None:
    """Show the version, the database and its datasets, or the numbers of one dataset."""
    db = connect()
    names: dict[str, list[str]] = {}
    if set_id is not None:
        check_dataset(db, set_id)
        title, figures = "Dataset Stats", describe_dataset(db, set_id)
        if list_sessions:
            names["sessions"] = db.get_dataset_sessions(set_id)
    else:
        title, figures = "Prodigy Stats", describe_installation(db)
        if list_datasets or list_sessions:
            names["datasets"] = db.datasets
        if list_sessions:
            names["sessions"] = db.sessions
    if json:
        write_json({**figures, **names})
        return
    _print_section(title, make_table(figures), no_format)
    for kind, values in names.items():
        _print_names(kind.title(), values, no_format)


@recipe(
    "progress",
    datasets=Arg(help="Datasets, separated by commas"),
    interval=Arg("--interval", "-i", help="Period of time for one row"),
    train=Arg(
        "--train", "-t", help="Train quick models first, to see what more answers would bring"
    ),
    json=Arg("--json", "-j", help="Print a JSON object"),
)
def progress(
    datasets: list[str],
    interval: Literal[INTERVALS] = "day",  # type: ignore[valid-type]
    train: bool = False,
    json: bool = False,
) -> None:
    """Show how many annotations were made over time, how fast, with which labels, and whether more
    of them would help.
    """
    db = connect()
    for name in datasets:
        check_dataset(db, name)
    # Here, since they import NumPy: commands beside this one need none.
    from .parts.standing import measure_standing, print_standing, select_standing

    if train:
        from .audit import audit_dataset

        for name in datasets:
            audit_dataset(db, name)
    rows, figures = measure_standing(db, datasets, interval)
    if json:
        write_json({**describe_progress(rows, datasets, interval), **select_standing(figures)})
        return
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
    print_standing(figures)


@recipe(
    "drop",
    set_id=Arg(help="Dataset to delete, or to delete from"),
    session=Arg("--session", "-s", help="Only the answers of this session or annotator"),
    batch=Arg("--batch", "-b", help="Only what this import or run without names has added"),
    yes=Arg("--yes", "-y", help="Don't ask"),
    dry=Arg("--dry", "-D", help="Don't delete anything, only count"),
)
def drop(
    set_id: str,
    session: str | None = None,
    batch: str | None = None,
    yes: bool = False,
    dry: bool = False,
) -> None:
    """Delete a dataset, with the annotations that are in no other dataset, or only what one
    session, import or run has added to it.
    """
    db = connect()
    check_dataset(db, set_id)
    if session is not None and batch is not None:
        raise ProdigyError("Choose --session or --batch", "Both say what is deleted.")
    if session is None and batch is None:
        drop_all(db, set_id, yes=yes, dry=dry)
    else:
        drop_session(db, set_id, session, batch, yes=yes, dry=dry)


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
