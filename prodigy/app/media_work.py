"""Work on media files: in a few threads of its own, each thing once for all who ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import Any

from fastapi import HTTPException

MAX_WAITING = 100
RETRY_AFTER_S = 1


class MediaWork:
    """A bounded queue of work.

    name (str): For the names of the threads.
    n_threads (int): How much is done at the same time.
    """

    def __init__(self, name: str, n_threads: int) -> None:
        self._pool = ThreadPoolExecutor(n_threads, thread_name_prefix=f"prodigy-{name}")
        self._running: dict[Hashable, Future[Any]] = {}
        self._progress: dict[Hashable, float] = {}
        self._lock = Lock()

    def start(self, key: Hashable, work: Callable[..., Any], *args: Any) -> Future[Any]:
        """Do something, or join those who wait for it already.

        key (Hashable): What it is.
        work (callable): Called with the arguments, in another thread.
        *args (Any): Its arguments.
        RETURNS (Future): Its result.
        RAISES (HTTPException): Too much is waiting.
        """
        with self._lock:
            future = self._running.get(key)
            if future is not None:
                return future
            if len(self._running) >= MAX_WAITING:
                raise HTTPException(
                    503,
                    "Too many media files are asked for at once.",
                    headers={"Retry-After": str(RETRY_AFTER_S)},
                )
            future = self._pool.submit(copy_context().run, work, *args)
            self._running[key] = future
        # Not under the lock: it is called at once if the work is done by now.
        future.add_done_callback(lambda _: self._forget(key))
        return future

    async def run(self, key: Hashable, work: Callable[..., Any], *args: Any) -> Any:
        """Like `start`, and wait for the result without blocking the event loop."""
        # Shielded: one request that is given up must not end the work that others wait for.
        return await asyncio.shield(asyncio.wrap_future(self.start(key, work, *args)))

    def set_progress(self, key: Hashable, share: float) -> None:
        """Note how much of something is done.

        key (Hashable): What it is.
        share (float): From 0 to 1.
        """
        self._progress[key] = share

    def get_progress(self, key: Hashable) -> float:
        """RETURNS (float): How much of something is done, from 0 to 1."""
        return self._progress.get(key, 0.0)

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            self._running.pop(key, None)
            self._progress.pop(key, None)
