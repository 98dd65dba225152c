"""Pages beside the annotation, for the owner: one row each. The page itself is drawn by the bundle,
by the row of the same name in `frontend/src/owner/pages.ts`."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from .owners import find_owner


@dataclass(frozen=True)
class Page:
    """A page.

    name (str): What it is called in the bundle, in addresses, and by recipes that begin with it.
    preloads (tuple[str, ...]): Addresses that it asks first, relative to it.
    """

    name: str
    preloads: tuple[str, ...] = ()


PAGES = {
    page.name: page
    for page in (
        Page("data", preloads=("data/project",)),
        Page("dashboard", preloads=("data/project",)),
    )
}


MakeHeaders = Callable[[str], Awaitable[dict[str, str]]]


def add_page_routes(
    app: FastAPI, make_page: Callable[[Page, str], str], make_headers: MakeHeaders
) -> None:
    """Serve each page at its name.

    app (FastAPI): The application.
    make_page (callable): Makes the markup, with a nonce.
    make_headers (callable): Makes the headers for this nonce.
    """

    def add(page: Page) -> None:
        @app.get(f"/{page.name}", include_in_schema=False)
        async def show(request: Request) -> Response:
            # Others get the page, too: it says why there is nothing on it.
            status = 200 if find_owner(request) is not None else 403
            nonce = secrets.token_urlsafe(16)
            headers = {"Cache-Control": "no-cache", **await make_headers(nonce)}
            return HTMLResponse(make_page(page, nonce), status, headers)

    for page in PAGES.values():
        add(page)


def list_pages(request: Request) -> list[str]:
    """RETURNS (list[str]): Names of the pages that somebody may open."""
    return list(PAGES) if find_owner(request) is not None else []
