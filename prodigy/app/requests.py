"""What is known about a request while it is answered: its id, and what it was about.

The outermost layer gives each request an id, which stands in the header of the answer, in the JSON
of errors and in each line of the log; afterwards, log and metrics get the request as a whole.
"""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ..logger import log_event, log_for_people, log_with, make_printable

HEADER = "X-Request-ID"
_KEY = HEADER.lower().encode("ascii")
# Of proxies that number requests by themselves. Anything else could be meant for somebody's log.
is_request_id = re.compile(r"[A-Za-z0-9._~-]{1,64}").fullmatch
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
NO_ROUTE = "(other)"  # files of the web app, and what isn't there


@dataclass
class RequestFacts:
    """A request.

    id (str): Its id.
    method (str): Its method, or "other".
    session (str | None): Full ID of the session, if it was about one.
    counts (dict): How many tasks or answers it was about.
    status (int): Status of the answer; 499 if there was none.
    path (str): Template of its path, like "/event/{name}": never what somebody has made up.
    seconds (float): How long it took, until the last byte was handed over.
    """

    id: str
    method: str
    session: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    status: int = 499
    path: str = NO_ROUTE
    seconds: float = 0.0


_current: ContextVar[RequestFacts | None] = ContextVar("request", default=None)


def note_request(session: str | None = None, **counts: int) -> None:
    """Note what the present request is about. Nothing happens if there is none.

    session (str | None): Full ID of the session.
    **counts (int): How many of what, e.g. tasks=10.
    """
    facts = _current.get()
    if facts is None:
        return
    facts.session = session or facts.session
    for name, number in counts.items():
        facts.counts[name] = facts.counts.get(name, 0) + number


def find_headers(scope: Any, key: bytes) -> list[str]:
    """Find headers of a request. Layers that see every request look at few of them, mostly in vain.

    scope (dict): What ASGI tells about the request.
    key (bytes): The name, in lower case.
    RETURNS (list[str]): The values, in their order.
    """
    return [value.decode("latin-1") for name, value in scope["headers"] if name == key]


def find_header(scope: Any, key: bytes) -> str | None:
    """RETURNS (str | None): The first of these headers, see `find_headers`."""
    for name, value in scope["headers"]:
        if name == key:
            return str(value, "latin-1")
    return None


class RequestIds:
    """Gives requests an id, and tells about them when they are answered.

    app (callable): The ASGI app that answers.
    on_end (callable): Receives each request as `RequestFacts`.
    """

    def __init__(self, app: Any, on_end: Callable[[RequestFacts], None]) -> None:
        self.app, self.on_end = app, on_end

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = find_headers(scope, _KEY)
        is_usable = len(given) == 1 and is_request_id(given[0]) is not None
        method = scope["method"] if scope["method"] in METHODS else "other"
        facts = RequestFacts(given[0] if is_usable else secrets.token_hex(6), method)
        scope.setdefault("state", {})["request_id"] = facts.id

        async def send_with_id(message: Any) -> None:
            if message["type"] == "http.response.start":
                facts.status = message["status"]
                others = [pair for pair in message["headers"] if pair[0] != _KEY]
                message["headers"] = [*others, (_KEY, facts.id.encode("ascii"))]
            await send(message)

        started = time.monotonic()
        token = _current.set(facts)
        try:
            with log_with(request_id=facts.id):
                log_for_people(f"{method}: {make_printable(scope['path'])}")
                await self.app(scope, receive, send_with_id)
        except BaseException:
            facts.status = 500  # which others answer
            raise
        finally:
            _current.reset(token)
            facts.seconds = time.monotonic() - started
            facts.path = getattr(scope.get("route"), "path", NO_ROUTE)
            _log(facts)
            self.on_end(facts)


def _log(facts: RequestFacts) -> None:
    log_event(
        "request",
        "error" if facts.status >= 500 else "info",
        request_id=facts.id,
        session=facts.session,
        method=facts.method,
        path=facts.path,
        status=facts.status,
        duration_ms=round(facts.seconds * 1000, 1),
        **facts.counts,
    )
