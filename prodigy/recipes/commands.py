"""Commands that describe, make and delete datasets. None of them starts the server."""

import platform
import sys
from collections import Counter
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from ..about import __version__
from ..components.db import connect
from ..components.db.custom import iter_examples
from ..config import ensure_home
from ..errors import ProdigyError
from ..messages import StreamPrinter, msg, out
from ..registry import Arg, recipe
from .dataset_files import db_in, db_merge, db_out
from .parts.dataset_names import check_dataset, check_name
from .parts.dataset_progress import INTERVALS, count_by_interval, format_rows
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


@recipe("drop", set_id=Arg(help="Dataset to delete"))
def drop(set_id: str) -> None:
    """Delete a dataset, with the annotations that are in no other dataset."""
    db = connect()
    check_dataset(db, set_id)
    db.drop_dataset(set_id)
    msg.good(f"Removed '{set_id}' from database {db.db_name}.")


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
