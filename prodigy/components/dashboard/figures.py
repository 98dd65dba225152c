"""The figures of the dashboard, as JSON: what the page, `dashboard --json` and `progress` show.

What depends on the answers alone is made by `make_figures`, whoever asks. A run that is going on
knows more, about its queues and what is left: see `make_run`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ..db.custom import has_tables, iter_examples
from .curves import judge, read_curves
from .pace import estimate_left, estimate_seconds, find_median
from .periods import choose_interval, find_start, name_period, name_zone, read_time
from .tally import ANSWERS, N_CELL, OTHER, QUARTER_S, UNDATED, Tally

MAX_ANNOTATORS = 500
MAX_LABELS = 200
MAX_SERIES = 6  # labels that are shown over time; the others together
MAX_PERIODS = 500

KINDS = (*ANSWERS, "other")


@dataclass(frozen=True)
class Counted:
    """A dataset whose answers are counted.

    name (str): Its name.
    created (int): When it was made, in Unix seconds: the time of answers that have none.
    tally (Tally): The counts.
    """

    name: str
    created: int
    tally: Tally

    def shorten(self, annotator: str) -> str:
        """RETURNS (str): The name of an annotator without that of the dataset."""
        return annotator.removeprefix(f"{self.name}-")

    def date(self, quarter: int) -> int:
        """RETURNS (int): The quarter of an hour that counts."""
        return self.created // QUARTER_S if quarter == UNDATED else quarter


def count_dataset(db: Any, name: str) -> Counted:
    """Count all answers of a dataset, without anything that is kept.

    db (Any): The database.
    name (str): Name of the dataset.
    RETURNS (Counted): The counts.
    """
    tally = Tally()
    for eg in iter_examples(db, name):
        tally.add(eg)
    return note_rest(db, name, tally)


def note_rest(db: Any, name: str, tally: Tally) -> Counted:
    """RETURNS (Counted): A dataset all of whose readable answers are counted."""
    if has_tables(db):
        tally.n_damaged = max(0, db.count_dataset(name) - tally.n)
    return Counted(name, find_created(db, name), tally)


def find_created(db: Any, name: str) -> int:
    """RETURNS (int): When a dataset was made, in Unix seconds. 0 if nobody knows."""
    return read_time((db.get_meta(name) or {}).get("created")) or 0


def make_figures(
    db: Any, counted: Sequence[Counted], interval: str | None = None
) -> dict[str, Any]:
    """Put together what the answers tell, and what is kept beside them.

    db (Any): The database.
    counted (Sequence[Counted]): The datasets.
    interval (str | None): Length of the periods, one of `periods.INTERVALS`. None: whatever suits.
    RETURNS (dict): JSON. Times are Unix seconds, durations seconds, shares 0 to 1.
    """
    return {**make_counts(counted, interval), **read_kept(db, [one.name for one in counted])}


def read_kept(db: Any, names: Sequence[str]) -> dict[str, Any]:
    """RETURNS (dict): What the database keeps beside the answers of some datasets: who has tasks,
    and how models have learned."""
    curves = read_curves(db, names)
    return {
        "holders": list_holders(db, names),
        "curves": [{**curve, "verdict": judge(curve["outlook"])} for curve in curves],
    }


def make_counts(counted: Sequence[Counted], interval: str | None = None) -> dict[str, Any]:
    """RETURNS (dict): What the answers tell, see `make_figures`."""
    together = Tally()
    for one in counted:
        together.merge(_rename(one))
    seconds = asdict(estimate_seconds(together))
    answers = _count_kinds(together.cells.values())
    return {
        "datasets": [one.name for one in counted],
        "answers": {
            **answers,
            "total": together.n,
            "undated": sum(
                sum(cell[: OTHER + 1])
                for (_, quarter), cell in together.cells.items()
                if quarter == UNDATED
            ),
            "damaged": together.n_damaged,
        },
        "seconds": seconds,
        **_make_annotators(together),
        **_make_labels(together),
        "views": dict(sorted(together.views.items(), key=lambda item: (-item[1], item[0]))),
        **_make_periods(counted, interval),
    }


def _rename(one: Counted) -> Tally:
    """RETURNS (Tally): The counts by short names, so that who works on two datasets is one."""
    renamed = Tally()
    own = one.tally
    renamed.n, renamed.n_damaged = own.n, own.n_damaged
    renamed.labels, renamed.views = own.labels, own.views
    for (name, quarter), cell in own.cells.items():
        found = renamed.cells.setdefault((one.shorten(name), quarter), [0] * N_CELL)
        found[:] = map(sum, zip(found, cell, strict=True))
    for name, durations in own.durations.items():
        renamed.durations.setdefault(one.shorten(name), Counter()).update(durations)
    for name, n in own.pauses.items():
        renamed.pauses[one.shorten(name)] += n
    return renamed


def _count_kinds(cells: Iterable[list[int]]) -> dict[str, int]:
    totals = [0] * (OTHER + 1)
    for cell in cells:
        for i in range(OTHER + 1):
            totals[i] += cell[i]
    return dict(zip(KINDS, totals, strict=True))


def _make_annotators(tally: Tally) -> dict[str, Any]:
    cells: dict[str, list[list[int]]] = {}
    last: dict[str, int] = {}
    for (name, quarter), cell in tally.cells.items():
        cells.setdefault(name, []).append(cell)
        last[name] = max(quarter, last.get(name, UNDATED))
    rows: list[dict[str, Any]] = []
    for name, own in cells.items():
        kinds = _count_kinds(own)
        durations = tally.durations.get(name, Counter())
        rows.append(
            {
                "name": name,
                "answers": sum(kinds.values()),
                **kinds,
                "seconds": find_median(durations),
                "n_timed": sum(durations.values()),
                "n_pauses": tally.pauses[name],
                "last": None if last[name] == UNDATED else last[name] * QUARTER_S,
            }
        )
    rows.sort(key=lambda row: (-row["answers"], row["name"]))
    return {"n_annotators": len(rows), "annotators": rows[:MAX_ANNOTATORS]}


def _make_labels(tally: Tally) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for label, by_quarter in tally.labels.items():
        accepted, rejected = (sum(counts[i] for counts in by_quarter.values()) for i in (0, 1))
        rows.append({"label": label, "accept": accepted, "reject": rejected})
    rows.sort(key=lambda row: (-row["accept"], -row["reject"], row["label"]))
    total = sum(row["accept"] for row in rows)
    for row in rows:
        row["share"] = row["accept"] / total if total else 0.0
    return {"n_labels": len(rows), "labels": rows[:MAX_LABELS]}


def _make_periods(counted: Sequence[Counted], interval: str | None) -> dict[str, Any]:
    """Answers and labels over time: those of each period that has any."""
    quarters: dict[int, list[int]] = {}
    labels: dict[str, Counter[int]] = {}
    for one in counted:
        for (_, quarter), cell in one.tally.cells.items():
            found = quarters.setdefault(one.date(quarter), [0] * N_CELL)
            found[:] = map(sum, zip(found, cell, strict=True))
        for label, by_quarter in one.tally.labels.items():
            own = labels.setdefault(label, Counter())
            for quarter, counts in by_quarter.items():
                own[one.date(quarter)] += counts[0]
    series = sorted(labels, key=lambda label: (-labels[label].total(), label))[:MAX_SERIES]
    chosen = interval or choose_interval(quarter * QUARTER_S for quarter in quarters)
    names = {quarter: _name_quarter(quarter, chosen) for quarter in quarters}
    cells: dict[str, list[list[int]]] = {}
    by_label: dict[str, list[int]] = {}
    starts: dict[str, int] = {}
    for quarter in sorted(quarters):
        name = names[quarter]
        cells.setdefault(name, []).append(quarters[quarter])
        starts.setdefault(name, find_start(quarter * QUARTER_S, chosen))
        by_label.setdefault(name, [0] * (len(series) + 1))
    for label, own in labels.items():
        place = series.index(label) if label in series else len(series)
        for quarter, n in own.items():
            by_label[names[quarter]][place] += n
    periods = [
        {
            "period": name,
            "start": starts[name],
            "answers": sum(_count_kinds(own).values()),
            **_count_kinds(own),
            "labels": by_label[name],
        }
        for name, own in sorted(cells.items())
    ]
    return {
        "interval": chosen,
        "zone": name_zone(),
        "series": series,
        "n_periods": len(periods),
        "periods": periods[-MAX_PERIODS:],
    }


def _name_quarter(quarter: int, interval: str) -> str:
    return name_period(datetime.fromtimestamp(quarter * QUARTER_S), interval)


def list_holders(db: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    """List who has tasks that are not answered yet.

    db (Any): The database.
    names (Sequence[str]): Names of datasets.
    RETURNS (list[dict]): "dataset", "name" (of the annotator; "" for who has none), "tasks" (how
        many), "since" (the first one) and "heard" (the last time), in Unix seconds.
    """
    if not has_tables(db):
        return []
    from peewee import fn

    table = db.tables.lease
    with db._connected("read who works on tasks"):
        if not table.table_exists():
            return []
        columns = (fn.COUNT(table.id), fn.MIN(table.since), fn.MAX(table.heard))
        query = table.select(table.dataset, table.owner, *columns)
        query = query.where(table.dataset.in_(list(names))).group_by(table.dataset, table.owner)
        rows = list(query.tuples())
    holders = [
        {
            "dataset": dataset,
            "name": "" if owner == dataset else owner.removeprefix(f"{dataset}-"),
            "tasks": int(n),
            "since": int(since),
            "heard": int(heard),
        }
        for dataset, owner, n, since, heard in rows
    ]
    return sorted(holders, key=lambda row: (-row["tasks"], row["dataset"], row["name"]))


def make_run(
    figures: dict[str, Any], left: int | None, is_exact: bool, **more: Any
) -> dict[str, Any]:
    """Describe a run that is going on.

    figures (dict): What `make_figures` has made.
    left (int | None): Answers that are left, None if that is not known.
    is_exact (bool): It is no estimate.
    **more: What else is known of it.
    RETURNS (dict): JSON. "time_left" is in seconds, see `estimate_left`.
    """
    time_left = estimate_left(left, figures["seconds"])
    return {"left": left, "left_is_exact": is_exact, "time_left": time_left, **more}
