"""What browsers are told about every answer: not to guess, to keep or to tell others about it."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import MutableHeaders

# Other hosts, whose media a task may show, learn the origin at most: the session stands in the
# rest of the address. Not less, because players of videos refuse pages that hide it.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class SafeHeaders:
    """Adds headers, where the answer has none of that name.

    app (callable): The ASGI app whose answers these are.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").startswith("application/json"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
