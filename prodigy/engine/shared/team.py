"""One process among those that share a queue: what it does for the others, beside the requests.

A thread looks into the queue from time to time. It tells requests that wait when their tasks are
there, and tries to become the feeder. The feeder draws for the sessions of all processes, and lets
the recipe learn from the answers that all of them took.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from ...components.db.outages import outages
from ...components.db.tables import load_json
from ...components.progress import ProgressEstimator
from ...components.session import Session
from ...errors import DatabaseError, OutageError, ProdigyError, RecipeError
from ...logger import log
from ...reporting import RECIPE_ERRORS, report_exception
from ...shapes import TaskType
from ..feed import Feed, Resume
from .feed import SharedFeed
from .membership import Membership, Seat
from .snapshot import Snapshot
from .store import NotFeederError, SharedQueues

PAUSE_S = 0.02  # at least, between two looks into the queue
BUSY_INTERVAL_S = 0.04  # while somebody waits
QUIET_INTERVAL_S = 0.1  # while nobody does
BUSY_FOR_S = 1.0  # after something has happened
ELECTION_INTERVAL_S = 0.3  # how soon a feeder that died is replaced
RETRY_INTERVAL_S = 1.0  # after the database was gone
MAX_LESSONS = 50  # answers that the recipe learns from in one go


class LostError(ProdigyError):
    """Others have gone on without this process, which knows nothing of it."""


@dataclass
class Crew:
    """What the thread needs of the controller.

    make_feed (callable): `(resume) -> Feed`.
    confirm_session (callable): `(session_id) -> Session`.
    learn (callable): `(session, answers) -> Future`, lets the recipe learn on its thread.
    submit (callable): `(func, *args) -> Future`, runs something there.
    refresh (callable): `(session)`, lets it estimate the progress there.
    estimator (ProgressEstimator): What came of it.
    """

    make_feed: Callable[[Resume | None], Feed]
    confirm_session: Callable[[str], Session]
    learn: Callable[[Session, list[TaskType]], Future[Any]]
    submit: Callable[..., Future[Any]]
    refresh: Callable[[Session], Any]
    estimator: ProgressEstimator


class Team:
    """What this process does for all.

    membership (Membership): Its locks.
    seat (Seat): What it was told when it joined.
    store (SharedQueues): The queues.
    has_lessons (bool): The recipe learns from answers.

    feed (SharedFeed): The feed, as this process sees it.
    """

    def __init__(
        self, membership: Membership, seat: Seat, store: SharedQueues, *, has_lessons: bool
    ) -> None:
        self._membership, self.seat, self.store = membership, seat, store
        self._has_lessons = has_lessons
        self.feed = SharedFeed(store, self._note_wish)
        self._crew: Crew | None = None
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._lost: LostError | None = None
        self._tell_lost: Callable[[ProdigyError], None] | None = None
        self._is_leaving = False
        self._next_election = 0.0
        self._busy_until = 0.0
        self._filling: Future[None] | None = None
        self._lessons: list[tuple[int, Future[Any]]] = []
        self._told: Mapping[str, Any] = {}
        self._lock = threading.RLock()  # around each round
        self._start_lock = threading.Lock()
        store.get_state = self._describe

    # From the controller --------------------------------------------------------------------------

    @property
    def is_feeding(self) -> bool:
        """Whether the stream, the router and `update` run in this process."""
        return self.feed.local is not None

    def open(self, crew: Crew) -> None:
        """Get to know the controller, and feed the queue if nobody does."""
        self._crew = crew
        self._elect()
        self.store.look()

    def start(self) -> None:
        """Begin to work for the others. Safe to repeat."""
        with self._start_lock:
            if self._thread is None and not self._is_leaving:
                self._thread = threading.Thread(target=self._run, name="prodigy-queue", daemon=True)
                self._thread.start()

    def on_lost(self, tell: Callable[[ProdigyError], None]) -> None:
        """Call a function if this process can't go on among the others."""
        self._tell_lost = tell
        if self._lost is not None:
            tell(self._lost)

    def leave(self) -> None:
        """Stop, and let others go on."""
        self._is_leaving = True
        self._wake.set()
        if self._thread not in (None, threading.current_thread()):
            self._thread.join()
        with self._lock:
            try:
                if self._membership.is_connected:
                    self._finish_lessons()
                    self._publish()
                    self._membership.finish()
            except (DatabaseError, NotFeederError) as err:
                log(f"QUEUE: {err}")
            self._membership.leave()
        self.feed.give_up()

    def check_feeding(self) -> None:
        """RAISES (RecipeError): The stream is in another process, and can't be replaced here."""
        if not self.is_feeding:
            raise RecipeError(
                "The stream can't be replaced here",
                "Several processes serve this recipe, and its stream runs in another one. Call "
                "reset_stream in update, which runs where the stream does.",
            )

    def replace_feed(self) -> None:
        """Draw from another stream from now on: recipe thread of the feeder only."""
        self.feed.local = self._get_crew().make_feed(None)
        self._filling = None

    def publish(self) -> None:
        """Let others see what was put into queues. Called between slices of work."""
        try:
            if self.store.has_news:
                told = self._describe()
                self.store.flush()
                self._told = told
        except (DatabaseError, NotFeederError) as err:
            log(f"QUEUE: {err}")  # the next round finds out what that means
        self._wake.set()

    def _note_wish(self) -> None:
        self._busy_until = time.monotonic() + BUSY_FOR_S
        self._wake.set()
        if self._thread is None:
            self.start()

    # The thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._do_rounds()
        finally:
            self.store.db.close()  # the connection of this thread

    def _do_rounds(self) -> None:
        while not self._is_leaving:
            pause = self._get_interval()
            try:
                with self._lock:
                    self._do_round()
            except LostError as err:
                self._give_up(err)
                return
            except NotFeederError:
                self._give_up(None)
                return
            except OutageError as err:
                if not self._is_leaving:
                    outages.warn("Tasks come again when it is back", err)
                pause = RETRY_INTERVAL_S
                self._disconnect_if_gone()
            except RECIPE_ERRORS as err:
                if not self._is_leaving:
                    report_exception("The queue can't be reached; trying again", err)
                pause = RETRY_INTERVAL_S
                self._disconnect_if_gone()
            self._wake.wait(max(0.0, pause - PAUSE_S))
            self._wake.clear()
            if not self._is_leaving:
                time.sleep(PAUSE_S)  # what else is wished for meanwhile comes along

    def _get_interval(self) -> float:
        is_busy = time.monotonic() < self._busy_until
        return BUSY_INTERVAL_S if is_busy else QUIET_INTERVAL_S

    def _do_round(self) -> None:
        now = time.monotonic()
        if now >= self._next_election:
            self._next_election = now + ELECTION_INTERVAL_S
            self._check_locks()
        waiting = self.feed.start_to_look()
        for one in {one.name: one for one in waiting}.values():
            self.store.note_wanted(one.name, one.n)
        snapshot = self.store.look()
        if snapshot.run != self.seat.run:
            raise LostError(
                "The queue of this process is gone",
                "Other processes began with it anew, or the dataset was dropped, while this one "
                "had no connection to the database. All answers are safe. Start it again.",
            )
        if self.is_feeding:
            snapshot = self._do_feeder_round(snapshot)
        else:
            self._learn_progress(snapshot)
        if waiting:
            self._busy_until = now + BUSY_FOR_S
        self.feed.tell(waiting, snapshot)

    def _check_locks(self) -> None:
        if not self._membership.is_connected:
            self._membership.join_again()
            if self.is_feeding and not self._membership.try_to_feed():
                raise NotFeederError
        if self.is_feeding:
            self._membership.check()
        else:
            self._elect()

    def _elect(self) -> None:
        crew = self._get_crew()
        if not self._membership.try_to_feed():
            return
        snapshot = self.store.start_feeding()
        told = snapshot.state
        is_first = not told
        resume = Resume(self.store.iter_identities(), self.store.iter_asked_by(), told)
        log("QUEUE: This process runs the stream from now on")
        if told.get("progress"):
            crew.estimator.adopt(told["progress"])
        crew.estimator.is_told = False
        self.feed.local = crew.make_feed(None if is_first else resume)
        if is_first:
            self.feed.local.resume_again()
        self._publish()

    def _get_crew(self) -> Crew:
        if self._crew is None:
            raise RuntimeError("The team has no controller yet")
        return self._crew

    def _give_up(self, err: LostError | None) -> None:
        if err is None:
            err = LostError(
                "Another process runs the stream now",
                "This one had no connection to the database for a while. What its recipe has read "
                "and learned can't be joined with that of the other. All answers are safe. Start "
                "it again.",
            )
        self.feed.give_up()
        self._lost = err
        log(f"QUEUE: {err}")
        if self._tell_lost is not None:
            self._tell_lost(err)

    def _disconnect_if_gone(self) -> None:
        try:
            if self._membership.is_connected:
                self._membership.check()
        except Exception:
            self._membership.leave()

    # The feeder -----------------------------------------------------------------------------------

    def _do_feeder_round(self, snapshot: Snapshot) -> Snapshot:
        feed = self.feed.local
        if feed is None:
            return snapshot
        self._learn_sessions(snapshot)
        if snapshot.has_wishes:
            self._get_crew().submit(feed.ask_again, self.store.read_wishes())
        short = snapshot.find_short()
        is_free = self._filling is None or self._filling.done()
        if short and is_free and not (feed.is_exhausted or feed.error):
            self._busy_until = time.monotonic() + BUSY_FOR_S
            self._filling = feed.fill_up(short)
            self._filling.add_done_callback(lambda _: self._wake.set())
        self._teach()
        is_awaited = self._publish() and self.feed.is_awaited
        return self.store.look() if is_awaited else snapshot

    def _learn_sessions(self, snapshot: Snapshot) -> None:
        crew = self._get_crew()
        for row in snapshot.sessions.values():
            if not row.is_joined:
                continue
            session = crew.confirm_session(row.name)
            heard = time.time() - self.store.measure_silence(row.name)
            session.note_heard(heard, row.was_heard)
            if not self._lessons and crew.estimator.needs_refresh(session):
                crew.refresh(session)
        self.store.sync(snapshot)

    def _teach(self) -> None:
        """Let the recipe learn from answers, in the order in which they were stored."""
        if not self._has_lessons:
            return
        if not all(future.done() for _, future in self._lessons):
            return
        self._finish_lessons()
        crew = self._get_crew()
        for row_id, name, answers in self.store.read_lessons(MAX_LESSONS):
            self._busy_until = time.monotonic() + BUSY_FOR_S
            future = crew.learn(crew.confirm_session(name), load_json(answers))
            future.add_done_callback(lambda _: self._wake.set())
            self._lessons.append((row_id, future))

    def _finish_lessons(self) -> None:
        done = [row_id for row_id, future in self._lessons if future.done()]
        done = [i for i, future in self._lessons if i in done and not future.cancelled()]
        if done:
            self.store.drop_lessons(done)
        self._lessons = [(i, future) for i, future in self._lessons if i not in done]

    def _publish(self) -> bool:
        """Tell the others what is new here. RETURNS (bool): Whether anything was."""
        if not self.is_feeding:
            return False
        told = self._describe()
        is_news = told != self._told
        if is_news or self.store.has_news:
            self.store.flush(force=True)
            self._told = told
            return True
        return False

    def _describe(self) -> dict[str, Any]:
        feed = self.feed.local
        if feed is None:
            return {}
        return {**feed.describe(), "progress": self._get_crew().estimator.describe()}

    def _learn_progress(self, snapshot: Snapshot) -> None:
        told = snapshot.state.get("progress")
        if told:
            self._get_crew().estimator.adopt(told)
