"""Waiting for requests, but not without an end, whatever reads them."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

MAX_WAIT_S = 30.0  # for the line and the headers of a request, from the first byte to the last

# In front of a protocol of uvicorn, which has these methods.
if TYPE_CHECKING:
    Base = asyncio.Protocol
else:
    Base = object


class Impatience(Base):
    """Closes connections whose request does not come, and when there are too many connections, the
    one that has waited longest for the rest of its request.

    In front of a protocol of uvicorn.
    """

    max_connections = 10_000
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    connections: set[Any]
    _timer: asyncio.TimerHandle | None = None
    # When the connection began to wait for a request or the rest of it; None while it doesn't.
    waits_since: float | None = None

    def lacks_head(self) -> bool:
        """Whether the line or headers of a request are missing."""
        raise NotImplementedError

    def lacks_body(self) -> bool:
        """Whether a body is missing, of which the headers are there."""
        raise NotImplementedError

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._start_to_wait()
        if len(self.connections) > self.max_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Pass on what arrived, and see whether something is missing still."""
        super().data_received(data)
        if self.transport.is_closing():
            self._stop_timer()
            return
        lacks_head = self.lacks_head()
        if not lacks_head and not self.lacks_body():
            self.waits_since = None
        elif self.waits_since is None:
            self._start_to_wait()
        if not lacks_head:
            self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._stop_timer()
        super().connection_lost(exc)

    def _start_to_wait(self) -> None:
        self.waits_since = time.monotonic()  # that of uvloop has milliseconds
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
            if isinstance(other, Impatience) and other.waits_since is not None
        ]
        _, oldest = min(waiting, key=lambda pair: pair[0])  # this one, at least
        oldest.waits_since = None  # not to be closed twice
        oldest.transport.abort()
