"""Threads that don't keep a program from ending.

The ones of ThreadPoolExecutor are waited for when Python exits, however long they wait for a
server that is busy. Whoever presses Ctrl+C doesn't want that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any


class DaemonPool(Executor):
    """Runs functions in a few daemon threads, which start when they are needed.

    n_threads (int): How many functions run at the same time.
    """

    def __init__(self, n_threads: int) -> None:
        self._n_threads = n_threads
        self._threads: list[threading.Thread] = []
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple] | None] = (
            SimpleQueue()
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function as soon as a thread is free, see `concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        self._jobs.put((future, lambda *a: fn(*a, **kwargs), args))
        if len(self._threads) < self._n_threads:
            thread = threading.Thread(target=self._work, name="llm", daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads when they have nothing left to do, see `Executor.shutdown`."""
        while cancel_futures:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, function, args = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = function(*args)
            except BaseException as err:  # whoever waits for the result gets it
                future.set_exception(err)
            else:
                future.set_result(result)
