"""The last learning curve of a dataset, and whether it pays to go on.

Curves come from `audit` and `train-curve`, which train models. They are kept in the database, so
that `progress` and the dashboard can show them without any training.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import peewee

from ...errors import DatabaseError
from ...logger import log
from ..db.custom import has_tables
from ..db.tables import dump_json, load_json
from ..metrics.label_errors import fit_curve

# More answers are worth it while the curve promises at least this, in points of a hundred.
FLAT = 0.5
MORE = 100  # answers, if nobody says how many


def judge(outlook: Mapping[str, Any] | None) -> str:
    """Say whether it pays to go on.

    outlook (Mapping | None): "gain", "low" and "high": how far the score would rise, 0 to 1.
        Without an interval, nobody is told to stop.
    RETURNS (str): "flat" (not even the upper end is worth it), "rising" (the lower end is),
        "unsure" or "unknown".
    """
    if outlook is None:
        return "unknown"
    low, high = outlook["low"], outlook["high"]
    if low is None or high is None:
        return "rising" if 100 * outlook["gain"] >= FLAT else "unsure"
    if 100 * high < FLAT:
        return "flat"
    return "rising" if 100 * low >= FLAT else "unsure"


def describe_outlook(outlook: Mapping[str, Any]) -> str:
    """RETURNS (str): What more answers would bring, in a sentence or two."""
    points = f"{100 * outlook['gain']:.1f} points of 100"
    if outlook["low"] is not None and outlook["high"] is not None:
        points += f" [{100 * outlook['low']:.1f}, {100 * outlook['high']:.1f}]"
    text = f"{outlook['more']} more answers would bring about {points}."
    if judge(outlook) == "flat":
        text += " The curve is flat: rather mend what is doubtful, or look at other texts."
    return text


def make_curve(
    source: str,
    component: str,
    n_answers: int,
    points: Sequence[Mapping[str, Any]],
    outlook: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Describe a curve.

    source (str): The command that has measured it.
    component (str): What has learned.
    n_answers (int): Answers that the dataset had.
    points (Sequence[Mapping]): "n" (texts), "score" (0 to 1), "low" and "high" (or None).
    outlook (Mapping | None): "more", "gain", "low" and "high".
    RETURNS (dict): JSON, with "created" in Unix seconds.
    """
    return {
        "source": source,
        "component": component,
        "created": int(time.time()),
        "n_answers": n_answers,
        "points": [dict(point) for point in points],
        "outlook": None if outlook is None else dict(outlook),
    }


def make_outlook(points: Sequence[Mapping[str, Any]], more: int = MORE) -> dict[str, Any] | None:
    """Estimate what more answers would bring, from scores without intervals.

    The interval comes from how far the points are from a curve (see docs/active-learning.md for
    how often it is right).

    points (Sequence[Mapping]): "n" and "score".
    more (int): Number of answers.
    RETURNS (dict | None): "more", "gain", "low" and "high", the last two None with two points.
        None with fewer, or as long as the score is 0: before it rises, it is as flat as at the end.
    """
    known = [point for point in points if point["n"] > 0]
    if len({point["n"] for point in known}) < 2 or not any(point["score"] > 0 for point in known):
        return None
    curve = fit_curve([point["n"] for point in known], [1 - point["score"] for point in known])
    n = max(point["n"] for point in known)
    low, high = curve.bound_gain(n, more) or (None, None)
    return {"more": more, "gain": curve.gain(n, more), "low": low, "high": high}


def keep_curve(db: Any, dataset: str, curve: Mapping[str, Any]) -> None:
    """Keep a curve instead of the earlier one. In a database that can't be written, or is not ours,
    nothing is kept.

    db (Any): The database.
    dataset (str): Name of the dataset.
    curve (Mapping): See `make_curve`.
    """
    if not has_tables(db):
        return
    table = db.tables.curve
    try:
        with db._connected("keep a learning curve"):
            if not table.table_exists():
                db._create_tables([table])
            with db._atomic():
                table.delete().where(table.dataset == dataset).execute()
                row = {"dataset": dataset, "created": curve["created"]}
                table.insert({**row, "content": dump_json(dict(curve))}).execute()
    except (DatabaseError, peewee.DatabaseError) as err:
        log(f"DB: The learning curve of '{dataset}' is not kept: {err}")


def read_curves(db: Any, datasets: Iterable[str]) -> list[dict[str, Any]]:
    """RETURNS (list[dict]): The curves that are kept, with the "dataset" of each, newest first."""
    if not has_tables(db):
        return []
    table = db.tables.curve
    with db._connected("read learning curves"):
        if not table.table_exists():
            return []
        query = table.select(table.dataset, table.content)
        rows = list(query.where(table.dataset.in_(list(datasets))).tuples())
    curves = [{"dataset": dataset, **load_json(content)} for dataset, content in rows]
    return sorted(curves, key=lambda curve: -curve["created"])
