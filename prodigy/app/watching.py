"""What the dashboard asks for: figures that follow the answers, and cost little. No HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..components.dashboard.agreeing import measure_overlap
from ..components.dashboard.figures import Counted, find_created, make_counts, make_run, read_kept
from ..components.dashboard.kept import KeptTally
from ..components.db.custom import has_tables
from ..components.db.database import Database
from ..components.progress import TARGET_PROGRESS
from ..core import Controller
from ..errors import OutageError, RecipeError

WAIT_S = 0.4  # for the counts, before the page says how far they are
# What is counted so far is put together for no more than this part of the time.
SO_FAR_PAUSE = 5.0
# Agreement is measured again when there are new answers, but not more often than this, nor for
# more than a twentieth of the time.
MIN_PAUSE_S, PAUSE_FACTOR = 5.0, 20.0
MAX_QUEUES = 500
MAX_CACHED = 20


@dataclass
class _Agreement:
    """Agreement in some datasets.

    version (str): Of the counts at which it was measured.
    next_at (float): When it may be measured again, by `time.monotonic`.
    """

    result: dict[str, Any]
    version: str
    next_at: float


class Watcher:
    """The figures of one database. All methods may be called from any thread.

    db (Any): The database.
    """

    def __init__(self, db: Any) -> None:
        if not has_tables(db):
            raise RecipeError(
                "The dashboard can't be used with this database",
                "It works on the tables of SQLite, PostgreSQL and MySQL, not on storage of your "
                "own.",
            )
        self.db: Database = db
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, KeptTally]] = {}
        self._checked: set[str] = set()
        self._counts: dict[Any, tuple[str, dict[str, Any]]] = {}
        # Until when they are good enough, by `time.monotonic`, and the figures.
        self._so_far: dict[Any, tuple[float, dict[str, Any]]] = {}
        self._agreed: dict[tuple[str, ...], _Agreement] = {}
        self._running: dict[Any, Future[Any]] = {}
        # One thread for counting, which is quick, and one for what takes longer.
        self._counter = ThreadPoolExecutor(1, thread_name_prefix="prodigy-count")
        self._measurer = ThreadPoolExecutor(1, thread_name_prefix="prodigy-measure")
        self._is_closed = False

    def close(self) -> None:
        """End what is going on: Python waits for these threads when it exits. What is counted by
        then stays kept."""
        with self._lock:
            self._is_closed = True
            for pool in (self._counter, self._measurer):
                pool.shutdown(wait=False, cancel_futures=True)

    def _go_on(self) -> None:
        if self._is_closed:
            raise OutageError("The server is being stopped", "Look again once it is back.")

    def look(self, names: Sequence[str], interval: str | None) -> dict[str, Any]:
        """Get the figures of some datasets.

        names (Sequence[str]): Their names. Those that don't exist are left out.
        interval (str | None): Length of the periods.
        RETURNS (dict): See `figures.make_figures`, with "agreement" and "counting": None, or
            "n_done" and "n_total" answers while they are counted. The figures then are those of
            a moment ago, or of the answers that are counted so far.
        """
        with self.db._connected("look up datasets"):
            # No database has a dataset with a NUL, and some refuse to look for one.
            ids = {name: self.db._find_dataset(name) for name in names if "\0" not in name}
        kept = [self._find(name, row_id) for name, row_id in ids.items() if row_id is not None]
        found = self._run(("count", *ids), self._counter, self._refresh, kept)
        try:
            counted, version = found.result(WAIT_S)
        except (NotDoneError, TimeoutError):
            if found.done():
                raise
            return self._look_so_far(kept, interval)
        key = (*ids, interval)
        self._so_far.clear()
        if key not in self._counts or self._counts[key][0] != version:
            while len(self._counts) >= MAX_CACHED:
                self._counts.pop(next(iter(self._counts)), None)
            self._counts[key] = (version, make_counts(counted, interval))
        own = [one.name for one in counted]
        agreement = self._agree(tuple(own), version)
        for one in kept:
            if one.where not in self._checked:
                self._checked.add(one.where)
                self._run(("check", one.where), self._measurer, one.check)
        beside = {**read_kept(self.db, own), "agreement": agreement, "counting": None}
        return {**self._counts[key][1], **beside}

    def _look_so_far(self, kept: Sequence[KeptTally], interval: str | None) -> dict[str, Any]:
        names, now = tuple(one.where for one in kept), time.monotonic()
        key = (*names, interval)
        known = self._so_far.get(key)
        if known is None or now >= known[0]:
            counted = [
                Counted(one.where, find_created(self.db, one.where), one.glance()) for one in kept
            ]
            found = make_counts(counted, interval)
            end = time.monotonic()
            self._so_far[key] = known = (end + SO_FAR_PAUSE * (end - now), found)
        counting = {
            "n_done": sum(one.n_done for one in kept),
            # Looking through the links takes a while as well; counting them is quick.
            "n_total": sum(one.n_total or self._count_links(one.where) for one in kept),
        }
        agreed = self._agreed.get(names)
        agreement = None if agreed is None else {**agreed.result, "is_current": False}
        beside = {**read_kept(self.db, names), "agreement": agreement, "counting": counting}
        return {**known[1], **beside}

    def _count_links(self, name: str) -> int:
        try:
            return int(self.db.count_dataset(name))
        except ValueError:  # it was dropped a moment ago
            return 0

    def _find(self, name: str, row_id: int) -> KeptTally:
        with self._lock:
            known = self._kept.get(name)
            if known is None or known[0] != row_id:
                known = self._kept[name] = (row_id, KeptTally(self.db, row_id, name, self._go_on))
            return known[1]

    def _run(self, key: Any, pool: ThreadPoolExecutor, func: Callable[..., Any], *args: Any) -> Any:
        """RETURNS (Future): Some work, which is begun if it isn't going on already."""
        with self._lock:
            self._go_on()
            running = self._running.get(key)
            if running is None or running.done():
                running = self._running[key] = pool.submit(func, *args)
            return running

    def _refresh(self, kept: Sequence[KeptTally]) -> tuple[list[Counted], str]:
        counted, versions = [], []
        for one in kept:
            tally, version = one.refresh()
            counted.append(Counted(one.where, find_created(self.db, one.where), tally))
            versions.append(version)
        return counted, " ".join(versions)

    def _agree(self, names: tuple[str, ...], version: str) -> dict[str, Any] | None:
        """RETURNS (dict | None): Agreement, maybe that of a moment ago. None: it is being measured
        for the first time."""
        known = self._agreed.get(names)
        if known is None or (known.version != version and time.monotonic() >= known.next_at):
            measuring = self._run(("agree", names), self._measurer, self._measure, names, version)
            with suppress(NotDoneError, TimeoutError):
                measuring.result(0.3)
            known = self._agreed.get(names)
        return None if known is None else {**known.result, "is_current": known.version == version}

    def _measure(self, names: tuple[str, ...], version: str) -> None:
        start = time.monotonic()
        result = measure_overlap(self.db, names, self._go_on)
        now = time.monotonic()
        pause = max(MIN_PAUSE_S, PAUSE_FACTOR * (now - start))
        self._agreed[names] = _Agreement(result, version, now + pause)


def describe_run(ctrl: Controller, figures: dict[str, Any]) -> dict[str, Any]:
    """Describe the run that is being served.

    ctrl (Controller): The controller.
    figures (dict): The figures of its dataset.
    RETURNS (dict): See `figures.make_run`, with "dataset", "progress" (0 to 1, or None), "n_run"
        (answers in this run), "n_working" (sessions heard of lately) and "queues".
    """
    progress, kind = ctrl.estimator.get(None)
    share = ctrl.measure_share(None)
    left, is_exact = share.left, share.is_over
    if kind == TARGET_PROGRESS:
        target = int(ctrl.config["total_examples_target"])
        left, is_exact = max(0, target - ctrl.total_annotated), True
    queues = _list_queues(ctrl)
    return make_run(
        figures,
        left,
        is_exact,
        dataset=ctrl.dataset,
        recipe=ctrl.recipe_name,
        progress=progress,
        n_run=ctrl.session_annotated,
        n_working=ctrl.count_working(),
        n_queues=len(queues),
        queues=queues[:MAX_QUEUES],
    )


def _list_queues(ctrl: Controller) -> list[dict[str, Any]]:
    heard = {name: session.timestamp for name, session in list(ctrl.sessions.items())}
    for peer in ctrl.queues.find_peers(fresh=False) or ():
        heard[peer.session_id] = max(peer.timestamp, heard.get(peer.session_id, 0.0))
    rows = []
    for name in ctrl.queues.names():
        waiting, n_open = ctrl.queues.size(name), ctrl.queues.count_open(name)
        since = min((when for when, _ in ctrl.queues.iter_open(name)), default=None)
        owner = ctrl.storage.get_owner(name)
        rows.append(
            {
                "name": "" if owner == ctrl.dataset else owner.removeprefix(f"{ctrl.dataset}-"),
                "waiting": waiting,
                "open": n_open,
                "since": None if since is None else int(since),
                # To ten seconds, so that the page isn't new at each look.
                "heard": int(heard[name] // 10 * 10) if name in heard else None,
            }
        )
    return sorted(rows, key=lambda row: (-row["open"], -row["waiting"], row["name"]))
