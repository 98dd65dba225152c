"""Reading the documentation, without a network."""

from __future__ import annotations

import difflib
import os
import sys
import webbrowser
from http.server import ThreadingHTTPServer

from ..errors import RecipeError
from ..messages import msg, out
from ..recipe_list import BUILT_IN
from ..registry import Arg, recipe
from .parts.book import TITLE_PAGE, Book, make_handler, prepare_book

__all__ = ["docs"]

HOST = "127.0.0.1"
RECIPES = "recipes"


@recipe(
    "docs",
    page=Arg(help="Page to open, e.g. training, or a recipe"),
    port=Arg("--port", "-p", help="Port of the address. A free one if not set"),
    list_pages=Arg("--list", "-L", help="List the pages"),
)
def docs(page: str = TITLE_PAGE, port: int = 0, list_pages: bool = False) -> None:
    """Read the documentation in the browser. It comes with the package and needs no network."""
    if not 0 <= port <= 65535:
        raise RecipeError(f"There is no port {port}", "Ports are numbers up to 65535.")
    book = prepare_book()
    if list_pages:
        for headline, pages in book.groups.items():
            out.table(pages, title=headline or None)
        return
    place = find_place(book, page)
    try:
        server = ThreadingHTTPServer((HOST, port), make_handler(book.folder))
    except OSError as err:
        raise RecipeError(
            f"Can't use port {port}", f"{err.strerror or err}. Leave out --port to get a free one."
        ) from None
    address = f"http://{HOST}:{server.server_port}/{place}"
    with server:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        msg.info("Ctrl+C ends it")
        if has_display():
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stderr.write("\n")


def find_place(book: Book, name: str) -> str:
    """Find where a page is.

    book (Book): The book.
    name (str): Name of a page, with or without suffix, or of a recipe.
    RETURNS (str): What follows the address of the server.
    RAISES (RecipeError): If there is no such page.
    """
    wanted = name.strip().lower()
    page = wanted.removesuffix(".md").removesuffix(".html").replace("_", "-")
    if page in book.pages:
        return "" if page == TITLE_PAGE else f"{page}.html"
    called = wanted.replace("_", "-")
    if called in BUILT_IN and RECIPES in book.pages:
        return f"{RECIPES}.html#{called.replace('.', '-')}"
    close = difflib.get_close_matches(page, [*book.pages, *BUILT_IN], n=3)
    suggestion = f"Did you mean {' or '.join(close)}? " if close else ""
    raise RecipeError(
        f"There is no page '{name}'", f"{suggestion}All of them: {', '.join(book.pages)}"
    )


def has_display() -> bool:
    """Tell whether a browser could open a window here. In a terminal, it would take its place."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
