"""The path below which a proxy shows the app: the setting `root_path`."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi.responses import RedirectResponse
from starlette.routing import get_route_path

__all__ = ["RootPath", "get_route_path", "normalize_root"]

Send = Callable[[Any], Awaitable[None]]


def normalize_root(setting: Any) -> str:
    """RETURNS (str): The setting as "/label", or "" for none."""
    parts = [part for part in str(setting or "").split("/") if part]
    return "".join(f"/{part}" for part in parts)


class RootPath:
    """Lets the app know its path, whether the proxy leaves it in the requests or takes it off.

    app (callable): The ASGI app.
    get_root (callable): Returns the setting.
    """

    def __init__(self, app: Any, get_root: Callable[[], Any]) -> None:
        self.app = app
        self.get_root = get_root

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        root = normalize_root(self.get_root()) if scope["type"] == "http" else ""
        if not root:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == root:
            # Without the slash, the addresses in the page would be those beside it.
            query = scope.get("query_string", b"").decode("latin-1")
            target = f"{root}/?{query}" if query else f"{root}/"
            await RedirectResponse(target, 308)(scope, receive, send)
            return
        path = path if path.startswith(f"{root}/") else root + path
        await self.app({**scope, "path": path, "root_path": root}, receive, send)
