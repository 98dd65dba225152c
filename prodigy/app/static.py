"""The prebuilt web app."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from .access import get_proxy_name

STATIC_DIR = Path(__file__).parent.parent / "static"
# The files keep their names over versions, so browsers must ask whether they changed.
HEADERS = {"Cache-Control": "no-cache"}


class _Revalidated(StaticFiles):
    """Static files that are kept by browsers, but checked at each use."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


def add_static_routes(app: FastAPI) -> None:
    """Serve the page at / and /index.html, and its files wherever there is no route."""

    @app.get("/", include_in_schema=False)
    @app.get("/index.html", include_in_schema=False)
    async def index(request: Request) -> Response:
        name = get_proxy_name()
        if name and request.query_params.get("session") != name:
            # The page finds its session in its address. A relative one fits behind any proxy.
            query = urlencode({**request.query_params, "session": name})
            return RedirectResponse(f"?{query}", 302, {"Cache-Control": "no-store"})
        return FileResponse(STATIC_DIR / "index.html", headers=HEADERS)

    @app.get("/bundle.js", include_in_schema=False)
    async def bundle() -> FileResponse:
        return FileResponse(STATIC_DIR / find_main_script(), headers=HEADERS)

    files = _Revalidated(directory=STATIC_DIR, check_dir=False)
    not_found = app.router.default

    async def serve_files(scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] == "http"
        await (files if is_request else not_found)(scope, receive, send)

    # Not a route: recipes add routes of their own, which would come after it.
    app.router.default = serve_files
    # A file that is missing is not found, however the address ends.
    app.router.redirect_slashes = False


def find_main_script() -> str:
    """RETURNS (str): Path of the page's script below the static folder. Existing code asks for it
    as /bundle.js."""
    page = (STATIC_DIR / "index.html").read_text("utf8")
    match = re.search(r'<script[^>]+src="\./([^"]+)"', page)
    return match.group(1) if match else ""
