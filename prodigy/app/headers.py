"""What browsers are told about every answer: not to guess, to keep or to tell others about it, and
to open nothing but the page as a page. The policy of the page itself is made in `policy`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders

from .hosts import is_private, split_host
from .policy import DOCS, INERT

# Other hosts, whose media a task may show, learn the origin at most: the session stands in the
# rest of the address. Not less, because players of videos refuse pages that hide it.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
# Windows that the page opens don't get hold of it, nor does a page that opens it.
PAGE_HEADERS = {"Cross-Origin-Opener-Policy": "same-origin-allow-popups"}
NO_DEVICES = (
    "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), "
    "serial=(), usb=()"
)
PAGE_TYPES = ("text/html", "application/xhtml+xml")


Pairs = Sequence[tuple[bytes, bytes]]


def find_missing(headers: Pairs, path: str, is_shared: bool) -> list[tuple[bytes, bytes]]:
    """Find the headers that an answer needs and has none of that name.

    headers (Pairs): Names in lower case and values, as in ASGI.
    path (str): What was asked for.
    is_shared (bool): Pages of other origins may use the answer.
    """
    known = dict(reversed(headers))  # the first of each name
    kind = known.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    wanted = _choose_headers(kind, path.endswith("/docs"), is_shared)
    return [pair for pair in wanted if pair[0] not in known]


@lru_cache(maxsize=64)
def _choose_headers(kind: str, is_docs: bool, is_shared: bool) -> Pairs:
    wanted = dict(HEADERS)
    # Pages are our own, which have a policy, or those of a recipe, and so are workers.
    if kind not in PAGE_TYPES and "javascript" not in kind:
        wanted["Content-Security-Policy"] = INERT
    elif is_docs:
        wanted["Content-Security-Policy"] = DOCS
    if not is_shared:
        wanted["Cross-Origin-Resource-Policy"] = "same-origin"
    if kind == "application/json":
        wanted["Cache-Control"] = "no-store"
    return Headers(wanted).raw


class SafeHeaders:
    """Adds headers, where the answer has none of that name.

    app (callable): The ASGI app whose answers these are.
    is_shared (callable): Returns whether pages of other origins may use the answers.
    """

    def __init__(self, app: Any, is_shared: Callable[[], bool]) -> None:
        self.app = app
        self.is_shared = is_shared

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                message["headers"] = headers + find_missing(
                    headers, scope["path"], self.is_shared()
                )
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


HALF_A_YEAR_S = 182 * 24 * 3600
HTTPS_PORT = 443


class StrictTransport:
    """Tells browsers to come by HTTPS only, where the certificate is ours.

    They apply that to all ports of the host, and remember it for long: so not for localhost and
    other names that many servers share, and by default only where we are what the host serves.

    app (callable): The ASGI app whose answers these are.
    get_settings (callable): Returns all settings.
    """

    def __init__(self, app: Any, get_settings: Callable[[], Mapping[str, Any]]) -> None:
        self.app = app
        self.get_settings = get_settings

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        seconds = self._find_seconds(scope) if scope["type"] == "http" else None

        async def send_with_header(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Strict-Transport-Security", f"max-age={seconds}")
            await send(message)

        await self.app(scope, receive, send if seconds is None else send_with_header)

    def _find_seconds(self, scope: Any) -> int | None:
        config = self.get_settings()
        if not config.get("ssl_certfile") or scope.get("scheme") != "https":
            return None
        setting = config.get("strict_transport_security", "auto")
        host = split_host(Request(scope).headers.get("host", ""), "https")
        if setting is False or host is None or is_private(host[0]):
            return None
        if setting == "auto":
            return HALF_A_YEAR_S if host[1] == HTTPS_PORT else None
        return HALF_A_YEAR_S if setting is True else int(setting)
