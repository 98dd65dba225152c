"""Figures of the installation and of datasets, as the commands `stats` and `progress` show them.

The keys of the JSON are part of the interface, see docs/looking-after-data.md. The names in tables
are made of them.
"""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ...about import __version__
from ...components.db.custom import iter_examples
from ...config import ensure_home
from .dataset_progress import Row

TITLES = {"spacy_version": "spaCy Version"}
ANSWERS = ("accept", "reject", "ignore")


def describe_installation(db: Any) -> dict[str, Any]:
    """RETURNS (dict): Version, places and numbers of datasets, by key."""
    try:
        spacy_version = version("spacy")  # From the metadata: importing spaCy takes seconds.
    except PackageNotFoundError:
        spacy_version = "not installed"
    return {
        "version": __version__,
        "location": str(Path(__file__).parents[2]),
        "prodigy_home": str(ensure_home()),
        "platform": platform.platform(),
        "python_version": platform.python_version(),
        "spacy_version": spacy_version,
        "database_name": db.db_name,
        "database_id": db.db_id,
        "total_datasets": len(db.datasets),
        "total_sessions": len(db.sessions),
    }


def describe_dataset(db: Any, name: str) -> dict[str, Any]:
    """RETURNS (dict): Meta of a dataset and its numbers of answers, by key. "created" is a Unix
    time in seconds."""
    meta = db.get_meta(name) or {}
    # Answers are what annotators sent, but imports may have anything in their place.
    found = (eg.get("answer") for eg in iter_examples(db, name))
    answers = Counter(value if isinstance(value, str) else None for value in found)
    total = sum(answers.values())
    return {
        "dataset": name,
        "created": meta.get("created") or None,
        "description": meta.get("description"),
        "author": meta.get("author"),
        "annotations": total,
        **{answer: answers[answer] for answer in ANSWERS},
        "damaged": max(0, db.count_dataset(name) - total),
    }


def make_table(figures: dict[str, Any]) -> dict[str, Any]:
    """RETURNS (dict): Figures with titles for people, without damage that there isn't."""
    rows = {TITLES.get(key, key.replace("_", " ").title()): v for key, v in figures.items()}
    created = figures.get("created")
    if "created" in figures:
        rows["Created"] = datetime.fromtimestamp(created).isoformat(" ") if created else None
    if not rows.get("Damaged"):
        rows.pop("Damaged", None)
    return rows


def describe_progress(rows: Iterable[Row], datasets: list[str], interval: str) -> dict[str, Any]:
    """RETURNS (dict): The figures of `progress`, by key."""
    periods = [
        {
            "period": row.name,
            "new": row.new,
            "new_unique": row.new_unique,
            "total": row.total,
            "total_unique": row.total_unique,
        }
        for row in rows
    ]
    return {"datasets": datasets, "interval": interval, "periods": periods}


def write_json(figures: Any) -> None:
    """Write figures to standard output, as one line of JSON."""
    sys.stdout.write(f"{json.dumps(figures)}\n")
