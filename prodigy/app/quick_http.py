"""Requests read by httptools, the parser of Node in C: a third of what h11 in Python takes.

It has no limits of its own, and passes on some of what h11 refuses. What both mean for what comes
behind is the same: one host, headers of a bounded size, and nothing that is added to them later.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .impatience import Impatience

MAX_HEAD_BYTES = 2**16  # of the line and the headers, and of what stands between parts of a body
VERSIONS = ("1.0", "1.1")
MAX_JOINED_BYTES = 2**16  # of what is written at once with what came before


class RefusedRequestError(Exception):
    """Something in a request that is not read any further. Uvicorn answers with status 400."""


class ImpatientHttptools(Impatience, HttpToolsProtocol):
    """Requests are read by httptools."""

    _has_head = _has_body = False  # of the request that arrives
    _n_head = 0  # bytes of its line and headers that were told so far
    _n_loose = 0  # bytes since something was told
    _has_told = False

    # The connection -----------------------------------------------------------------------------

    def lacks_head(self) -> bool:
        # An empty line behind a request begins nothing, and what comes after an answer that was
        # given before all of the body was there doesn't go on forever, either.
        return not self._has_head or (self.cycle is not None and self.cycle.response_complete)

    def lacks_body(self) -> bool:
        return self._has_head and not self._has_body

    def data_received(self, data: bytes) -> None:
        self._has_told = False
        super().data_received(data)
        # What is incomplete is kept by the parser, however long it gets: a header, or an extension
        # or a trailer of a body in chunks.
        self._n_loose = 0 if self._has_told else self._n_loose + len(data)
        if self._n_loose > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Invalid HTTP request received.")

    # What the parser tells ----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._has_head = self._has_body = False
        self._n_head, self._has_told = 0, True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        if not self._has_head:  # trailers of a body can't say who sent it
            super().on_header(name, value)

    def _count(self, n_bytes: int) -> None:
        self._n_head += n_bytes
        if self._n_head > MAX_HEAD_BYTES:
            raise RefusedRequestError(f"More than {MAX_HEAD_BYTES} bytes of headers")

    def on_headers_complete(self) -> None:
        self._has_head = self._has_told = True
        version = self.parser.get_http_version()
        n_hosts = sum(name == b"host" for name, _ in self.headers)
        if version not in VERSIONS or n_hosts > 1 or (version == "1.1" and not n_hosts):
            raise RefusedRequestError(f"{n_hosts} hosts in HTTP {version}")
        super().on_headers_complete()
        if self.scope["method"] != "HEAD":  # nothing follows the head of its answer
            # The task that answers has only been made yet, and has written nothing.
            self.cycle.transport = _JoinedWrites(self.transport, self.loop)  # type: ignore[assignment]
        if self.parser.should_upgrade() and not self._should_upgrade():
            self.cycle.keep_alive = False  # the parser doesn't go on behind such a request

    def on_chunk_header(self) -> None:
        """A part of a body begins."""
        self._has_told = True

    def on_body(self, body: bytes) -> None:
        self._has_told = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._has_body = self._has_told = True
        super().on_message_complete()


class _JoinedWrites:
    """The transport of an answer. Its head waits for the body that follows at once, as nearly all
    do: asking the system to send something costs as much as many layers of the app.

    transport (asyncio.Transport): Where it is written to.
    loop (asyncio.AbstractEventLoop): After its present turn, nothing waits any longer.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting = b""
        self._timer: asyncio.Handle | None = None

    def write(self, data: bytes) -> None:
        if self._timer is None:  # only what comes first may wait: whoever is done has written all
            self._waiting = data
            self._timer = self._loop.call_soon(self.flush)
            return
        is_joined = len(data) <= MAX_JOINED_BYTES
        self.flush(data if is_joined else b"")
        if not is_joined:
            self._transport.write(data)

    def flush(self, more: bytes = b"") -> None:
        """Write what waits, and more."""
        if self._timer is not None:
            self._timer.cancel()
        data, self._waiting = self._waiting + more, b""
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()
