"""How large the body of a request may be, and how long it may take to arrive."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from .errors import HintedError, make_error
from .paths import get_route_path
from .requests import find_header

MB = 2**20
SMALL_BODY_BYTES = MB  # of requests that bring no tasks
SMALL_BODIES = ("/activity", "/get_session_questions")
MAX_VALUES = (
    20_000_000  # in a body of JSON, each of which takes far more memory than it has letters
)
N_AT_ONCE = 4  # bodies of the largest size that may be in memory at the same time
MAX_PAUSE_S = 60.0  # between two parts of a body

Send = Callable[[Any], Awaitable[None]]


class BodyLimit:
    """Refuses bodies that are too large, however their size is told, and before they are in memory.

    app (callable): The ASGI app behind it.
    get_max_mb (callable): Returns how large a body may be, in MB of 2**20 bytes.
    """

    def __init__(self, app: Any, get_max_mb: Callable[[], float]) -> None:
        self.app = app
        self.get_max_mb = get_max_mb
        self.n_held = 0  # bytes of all requests that are under way

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = int(self.get_max_mb() * MB)
        body = _Body(self, Request(scope), receive, send, limit)
        if body.refuse_headers():
            await body.send_refusal()
            return
        try:
            await self.app(scope, body.receive, body.send)
            await body.send_refusal()
        finally:
            self.n_held -= body.n_bytes


class _Body:
    """The body of one request, as far as it has arrived."""

    def __init__(
        self, owner: BodyLimit, request: Request, receive: Any, send: Send, limit: int
    ) -> None:
        self._is_small = get_route_path(request.scope) in SMALL_BODIES
        self._owner, self._request, self._receive, self._send = owner, request, receive, send
        self._limit = min(limit, SMALL_BODY_BYTES) if self._is_small else limit
        self._total_limit = N_AT_ONCE * limit
        self._refusal: HTTPException | None = None
        self._is_complete = self._has_started = False
        self._n_values = 0
        self.n_bytes = 0

    def refuse_headers(self) -> bool:
        """RETURNS (bool): Whether what the headers tell is enough to refuse the request."""
        scope = self._request.scope
        told = find_header(scope, b"content-length") or ""
        encoding = find_header(scope, b"content-encoding") or ""
        if encoding.strip().lower() not in ("", "identity"):
            what = f"Bodies with the Content-Encoding {encoding[:40]!r} can't be read."
            self._refusal = HintedError(415, what, "Send the body as it is, not compressed.")
        elif told.isdigit() and len(told) < 20 and int(told) > self._limit:
            self._refusal = self._too_large()
        return self._refusal is not None

    async def receive(self) -> Any:
        """Pass a part of the body on. When it is refused, the client seems to have gone: whoever
        reads the body stops there."""
        if self._is_complete:  # what comes now only tells that the client has gone
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), MAX_PAUSE_S)
        except asyncio.TimeoutError:
            what = f"Nothing of the body arrived for {MAX_PAUSE_S:g} seconds."
            self._refusal = HTTPException(408, what)
            message = {}
        part = message.get("body", b"")
        self._is_complete = not message.get("more_body", False)
        self._count(part)
        return {"type": "http.disconnect"} if self._refusal else message

    def _count(self, part: bytes) -> None:
        self.n_bytes += len(part)
        self._owner.n_held += len(part)
        self._n_values += part.count(b",") + part.count(b"[") + part.count(b"{")
        if self.n_bytes > self._limit:
            self._refusal = self._too_large()
        elif self._n_values > MAX_VALUES and "json" in self._request.headers.get(
            "content-type", ""
        ):
            what = f"The request has more than {MAX_VALUES:,} values, which are too many."
            self._refusal = HintedError(413, what, "Send it in several parts.")
        elif self._owner.n_held > self._total_limit:
            what = "The server is receiving too much at the same time."
            self._refusal = HintedError(503, what, "Nothing is lost: try again in a moment.")

    def _too_large(self) -> HTTPException:
        detail = f"The request is too large: at most {self._limit / MB:g} MB are accepted."
        if self._is_small:
            return HTTPException(413, detail)
        return HintedError(413, detail, 'The setting for it is "max_request_mb".')

    async def send(self, message: Any) -> None:
        """Send the answer of the app, unless the body was refused before it had one."""
        if self._refusal is None or self._has_started:
            self._has_started = True
            await self._send(message)

    async def send_refusal(self) -> None:
        """Tell why the body was refused, if it was."""
        if self._refusal is not None and not self._has_started:
            self._has_started = True
            err = self._refusal
            response = make_error(
                err.status_code, err.detail, getattr(err, "hint", None), self._request
            )
            await response(self._request.scope, self._receive, self._send)
