"""The one thread that runs recipe code: generators, models and callbacks, strictly in order.

Recipe authors think single-threaded, while the server handles many requests at once. So everything
that belongs to a recipe becomes a job here. While the thread isn't running (a `Controller` used
from a script or a test), jobs run at once on the caller's thread, one after another.
"""

import itertools
import queue
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ..components.db.outages import patient
from ..reporting import RECIPE_ERRORS

# Lower is sooner. Somebody waits for an answer to the first kind; updates come in the order of
# the answers; looking ahead fills the time that is left.
INTERACTIVE, UPDATE, STOP, LOOK_AHEAD = 0, 1, 2, 3

# A signal may arrive at any thread, but Python handles it on the main thread, and only when that
# one is awake. Without a timeout, Ctrl+C would now and then be noticed at the next request.
POLL_INTERVAL_S = 0.3
# After so many seconds, Python lets another thread have its turn, if there is one that wants it. By
# default it is 0.005: a request that wakes up a few times would wait that long each time, while the
# recipe computes something.
TURN_S = 0.0005


class _ShortTurns:
    """Short turns while at least one recipe thread of this process runs; then again the usual."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._n_running = 0
        self._usual_s = 0.0

    def begin(self) -> None:
        with self._lock:
            if self._n_running == 0:
                self._usual_s = sys.getswitchinterval()
                sys.setswitchinterval(min(TURN_S, self._usual_s))
            self._n_running += 1

    def end(self) -> None:
        with self._lock:
            self._n_running -= 1
            if self._n_running == 0:
                sys.setswitchinterval(self._usual_s)


_short_turns = _ShortTurns()


class RecipeThread:
    """Runs jobs one at a time, in order of priority and arrival.

    around (Callable): Makes a context manager in which each job runs. Defaults to nothing.
    """

    def __init__(self, around: Callable[[], AbstractContextManager[Any]] = nullcontext) -> None:
        self._around = around
        self._jobs: queue.PriorityQueue[tuple[int, int, Any]] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._inline = threading.RLock()
        self._thread: threading.Thread | None = None
        self._busy_since: float | None = None
        self._is_stopping = threading.Event()
        self.has_ended = False  # the thread, after it was running

    @property
    def busy_seconds(self) -> float:
        """How long the job that runs has been running, 0 if none does."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def is_running(self) -> bool:
        """Whether a thread takes jobs."""
        return self._thread is not None

    @property
    def is_current(self) -> bool:
        """Whether the caller is on the recipe thread."""
        return self._thread is threading.current_thread()

    def run(self) -> None:
        """Make the calling thread the recipe thread, until `stop`. Jobs that wait then are run,
        except looking ahead. What reads from the database waits while that is down."""
        self._is_stopping.clear()
        with patient(lambda seconds: not self._is_stopping.wait(seconds)):
            self._run()

    def _run(self) -> None:
        self._thread, self.has_ended = threading.current_thread(), False
        _short_turns.begin()
        try:
            while True:
                try:
                    priority, _, job = self._jobs.get(timeout=POLL_INTERVAL_S)
                except queue.Empty:
                    continue
                if priority == STOP:
                    return
                self._run_job(*job)
        finally:
            _short_turns.end()
            self._thread, self.has_ended = None, True
            self._drop_rest()

    def start(self) -> threading.Thread:
        """Run in a thread of its own. RETURNS (threading.Thread): The started thread."""
        thread = threading.Thread(target=self.run, name="prodigy-recipe", daemon=True)
        self._thread = thread  # jobs that come before it is scheduled must wait for it
        thread.start()
        return thread

    def stop(self) -> None:
        """Let the thread end after the jobs that somebody waits for, and the updates."""
        self._is_stopping.set()
        self._jobs.put((STOP, next(self._numbers), None))

    def _drop_rest(self) -> None:
        while True:
            try:
                _, _, job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job[0].cancel()

    def submit(
        self, func: Callable[..., Any], *args: Any, priority: int = INTERACTIVE
    ) -> "Future[Any]":
        """Hand over a job without waiting.

        func (callable): What to run, with the further arguments.
        priority (int): INTERACTIVE, UPDATE or LOOK_AHEAD.
        RETURNS (Future): Its result or exception.
        """
        future: Future[Any] = Future()
        if self.is_running and not self.is_current:
            self._jobs.put((priority, next(self._numbers), (future, func, args)))
        else:
            with self._inline:
                self._run_job(future, func, args)
        return future

    def defer(self, func: Callable[..., Any], *args: Any) -> None:
        """From a job: run another one after everything more urgent."""
        self._jobs.put((LOOK_AHEAD, next(self._numbers), (Future(), func, args)))

    def call(self, func: Callable[..., Any], *args: Any) -> Any:
        """Run a job and wait for its result. Its exception is raised here."""
        return self.submit(func, *args).result()

    def _run_job(self, future: "Future[Any]", func: Callable[..., Any], args: tuple) -> None:
        if not future.set_running_or_notify_cancel():
            return
        before, self._busy_since = self._busy_since, time.monotonic()
        try:
            with self._around():
                result = func(*args)
            future.set_result(result)
        except RECIPE_ERRORS as err:
            future.set_exception(err)
        except BaseException as err:
            future.set_exception(err)
            raise
        finally:
            self._busy_since = before
