"""A page that shows where a project stands, and follows it."""

from typing import Any, Literal
from urllib.parse import urlencode

from ..components.dashboard.agreeing import measure_overlap
from ..components.dashboard.figures import count_dataset, make_figures
from ..components.dashboard.periods import INTERVALS
from ..components.db import connect
from ..registry import Arg, recipe
from .parts.dataset_figures import write_json
from .parts.label_changes import check_no_sessions, check_tables, split_names

__all__ = ["dashboard"]


@recipe(
    "dashboard",
    datasets=Arg(help="Datasets, separated by spaces or commas. The newest if not set"),
    interval=Arg("--interval", "-i", help="Period of time for one bar. Chosen if not set"),
    json=Arg("--json", "-j", help="Print the figures as a JSON object, without a page"),
)
def dashboard(
    *datasets: str,
    interval: Literal[INTERVALS] | None = None,  # type: ignore[valid-type]
    json: bool = False,
) -> dict[str, Any] | None:
    """Show progress, speed, labels, agreement and who works on what, live in the browser."""
    db = connect()
    names = split_names(datasets)
    check_no_sessions(db, names, "Name that one.")
    if json:
        names = names or list(db.datasets)[-1:]
        figures = make_figures(db, [count_dataset(db, name) for name in names], interval)
        write_json({**figures, "agreement": measure_overlap(db, names)})
        return None
    check_tables(db, "dashboard")
    query = urlencode(
        [("dataset", name) for name in names] + ([("interval", interval)] if interval else [])
    )
    return {
        "dataset": False,
        "view_id": "text",
        "stream": [],
        "start_page": f"dashboard?{query}" if query else "dashboard",
    }
