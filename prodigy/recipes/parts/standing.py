"""Tables about where a project stands, from the figures of the dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ...components.dashboard.curves import describe_outlook
from ...components.dashboard.figures import KINDS, find_created, make_figures, note_rest
from ...components.dashboard.tally import Tally
from ...components.db.custom import iter_examples
from ...messages import out
from .dataset_progress import Row, count_by_interval
from .measured import UNDEFINED, print_table

# What `progress` adds to its own figures. The periods are its own.
SHOWN = ("answers", "seconds", "n_annotators", "annotators", "n_labels", "labels", "curves")
MAX_ROWS = 20


def measure_standing(
    db: Any, datasets: Sequence[str], interval: str
) -> tuple[list[Row], dict[str, Any]]:
    """Count the answers of some datasets.

    db (Any): The database.
    datasets (Sequence[str]): Their names.
    interval (str): One of `periods.INTERVALS`.
    RETURNS (tuple): The rows of `progress`, and the figures of the dashboard.
    """
    tallies = {name: Tally() for name in datasets}
    rows = count_by_interval(_iter_examples(db, tallies), interval)
    counted = [note_rest(db, name, tally) for name, tally in tallies.items()]
    return rows, make_figures(db, counted, interval)


def _iter_examples(db: Any, tallies: dict[str, Tally]) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the answers of some datasets with the time of those that have none, and count them."""
    for name, tally in tallies.items():
        created = find_created(db, name)
        for eg in iter_examples(db, name):
            tally.add(eg)
            yield eg, created


def select_standing(figures: dict[str, Any]) -> dict[str, Any]:
    """RETURNS (dict): What `progress --json` has of the figures of the dashboard."""
    return {key: figures[key] for key in SHOWN}


def print_standing(figures: dict[str, Any]) -> None:
    """Print who has answered how much and how fast, the labels, and what more would bring."""
    answers = figures["answers"]
    if not answers["total"]:
        return
    rows = [(kind.title(), answers[kind], _share(answers[kind], answers)) for kind in KINDS]
    print_table("Answers", ("Answer", "Count", "Share"), [row for row in rows if row[1]])
    _print_annotators(figures)
    _print_labels(figures)
    for curve in figures["curves"]:
        _print_curve(curve, answers["total"] if len(figures["datasets"]) == 1 else None)
    if not figures["curves"]:
        out.text("")
        out.text("Nobody has measured yet what more answers would bring: add --train.")


def _print_annotators(figures: dict[str, Any]) -> None:
    shown = figures["annotators"][:MAX_ROWS]
    rows = [
        (row["name"] or "(no name)", row["answers"], _seconds(row["seconds"]), row["n_timed"])
        for row in shown
    ]
    n_more = figures["n_annotators"] - len(shown)
    title = "Annotators" + (f", without {n_more} who have fewer answers" if n_more else "")
    print_table(title, ("Annotator", "Answers", "Median time", "Timed"), rows)


def _print_labels(figures: dict[str, Any]) -> None:
    shown = figures["labels"][:MAX_ROWS]
    if not shown:
        return
    rows = [(row["label"], row["accept"], f"{row['share']:.1%}", row["reject"]) for row in shown]
    n_more = figures["n_labels"] - len(shown)
    title = "Labels" + (f", without {n_more} that are rarer" if n_more else "")
    print_table(title, ("Label", "Accepted", "Share", "Rejected"), rows)


def _print_curve(curve: dict[str, Any], total: int | None) -> None:
    when = datetime.fromtimestamp(curve["created"]).strftime("%Y-%m-%d %H:%M")
    since = "" if total is None else f", {max(0, total - curve['n_answers'])} answers ago"
    title = f"{curve['dataset']}: {curve['component']}, {curve['source']} of {when}{since}"
    points = [(point["n"], _score(point)) for point in curve["points"]]
    print_table(title, ("Texts", "Score"), points)
    if curve["outlook"] is not None:
        out.text("")
        out.text(describe_outlook(curve["outlook"]))


def _score(point: dict[str, Any]) -> str:
    if point["low"] is None:
        return f"{point['score']:.3f}"
    return f"{point['score']:.3f} [{point['low']:.3f}, {point['high']:.3f}]"


def _share(n: int, answers: dict[str, Any]) -> str:
    return f"{n / answers['total']:.1%}"


def _seconds(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.1f} s"
