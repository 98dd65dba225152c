"""Not asking more often than is allowed."""

from __future__ import annotations

import threading
import time


class Pace:
    """Lets requests of several threads start one after the other.

    rpm (float | None): Most requests per minute, evenly spread. None for no limit.
    """

    def __init__(self, rpm: float | None = None) -> None:
        self._interval_s = 60.0 / rpm if rpm else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, stop: threading.Event) -> None:
        """Wait until the next request may start.

        stop (threading.Event): Ends the waiting early when it is set.
        """
        with self._lock:
            start = max(time.monotonic(), self._next)
            self._next = start + self._interval_s
        stop.wait(max(0.0, start - time.monotonic()))

    def hold(self, seconds: float) -> None:
        """Start no request for a while, since the server is busy.

        seconds (float): How long, from now on.
        """
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)
