"""The prebuilt web app."""

import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

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
    """Serve the page at / and /index.html, and its files beside it. Must come last."""

    @app.get("/", include_in_schema=False)
    @app.get("/index.html", include_in_schema=False)
    async def index() -> FileResponse:
        return FileResponse(STATIC_DIR / "index.html", headers=HEADERS)

    @app.get("/bundle.js", include_in_schema=False)
    async def bundle() -> FileResponse:
        return FileResponse(STATIC_DIR / find_main_script(), headers=HEADERS)

    app.mount("/", _Revalidated(directory=STATIC_DIR, check_dir=False), name="static")


def find_main_script() -> str:
    """RETURNS (str): Path of the page's script below the static folder. Existing code asks for it
    as /bundle.js."""
    page = (STATIC_DIR / "index.html").read_text("utf8")
    match = re.search(r'<script[^>]+src="\./([^"]+)"', page)
    return match.group(1) if match else ""
