"""Connections that bring no request: they must not keep others out.

A process has only so many open files, among them connections and databases. Uvicorn closes a
connection that is silent after an answer, but waits for a first request without an end.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_WAIT_S = 30.0  # for the line and the headers of a request, from the first byte to the last
BACKLOG = 128  # connections that are accepted at once
RESERVE = 2 * BACKLOG + 128  # files for those of two sockets, databases, media and threads
WANTED_FILES = 4096  # where the system lets a process have more than it does at first
MIN_CONNECTIONS = 64
INCOMPLETE = (h11.IDLE, h11.SEND_BODY)


class ImpatientProtocol(H11Protocol):
    """Closes connections whose request does not come, and when there are too many connections, the
    one that has waited longest for the rest of its request."""

    max_connections = 10_000
    _timer: asyncio.TimerHandle | None = None
    # When the connection began to wait for a request or the rest of it; None while it doesn't.
    waits_since: float | None = None

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._start_to_wait()
        if len(self.connections) > self.max_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Pass on what arrived, and see whether something is missing still."""
        super().data_received(data)
        state = self.conn.their_state
        if state not in INCOMPLETE:
            self.waits_since = None
        elif self.waits_since is None:
            self._start_to_wait()
        if state is not h11.IDLE:
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._stop_timer()
        super().connection_lost(exc)

    def _start_to_wait(self) -> None:
        self.waits_since = self.loop.time()
        self._stop_timer()
        self._timer = self.loop.call_later(MAX_WAIT_S, self.transport.close)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _make_room(self) -> None:
        waiting = [
            (other.waits_since, other)
            for other in self.connections
            if isinstance(other, ImpatientProtocol) and other.waits_since is not None
        ]
        _, oldest = min(waiting, key=lambda pair: pair[0])  # this one, at least
        oldest.waits_since = None  # not to be closed twice
        oldest.transport.abort()


def limit_connections() -> type[ImpatientProtocol]:
    """Find out how many connections this process can have.

    RETURNS (type): The protocol for Uvicorn, with that limit.
    """
    n_files = _raise_file_limit()
    if n_files is None:
        return ImpatientProtocol
    n_connections = max(MIN_CONNECTIONS, n_files - RESERVE)
    return type("LimitedProtocol", (ImpatientProtocol,), {"max_connections": n_connections})


def _raise_file_limit() -> int | None:
    """RETURNS (int | None): How many files this process may open, None if that is unknown."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if wanted > soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
        except (ValueError, OSError):  # the system has a limit that it doesn't tell
            pass
    return soft
