"""Pictures of every interface in every theme and size, with a page to look at them: `make gallery`.

The built web app is shown with the cards of frontend/src/testing/gallery.ts and the scenes of
scenes.py; no server is needed, the requests are answered here. Writes PNG files and index.html to
build/gallery.
"""

import argparse
import functools
import html
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scenes import SCENES, Scene  # noqa: E402

from tests.chromium import FLAGS, find_browser  # noqa: E402

STATIC = ROOT / "prodigy" / "static"
OUTPUT = ROOT / "build" / "gallery"
THEMES = ("basic", "dark", "eighties", "spacy", "brutalist")
SIZES = {
    "desktop": (1440, 900),
    "tablet": (1024, 768),
    "phone": (390, 844),
    "small-phone": (360, 740),
    "zoomed": (320, 256),  # a window of 1280 x 1024 px at 400 %
}
SETTLE_MS = 350  # fonts, lazy parts and layouts that measure
Card = dict[str, Any]


def load_cards() -> list[Card]:
    """Load the cards from the front end. Needs Node and its packages: make install."""
    script = ROOT / "frontend" / "scripts" / "gallery.mjs"
    result = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the web app, without a line in the terminal for each file."""

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve_static() -> Iterator[str]:
    """Serve a copy of the built web app, since a build meanwhile empties it. Yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(STATIC, Path(folder) / "static")
        handler = functools.partial(QuietHandler, directory=str(copy))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


def send_json(body: Any, route: Any) -> None:
    """Answer a request."""
    route.fulfill(json=body)


def send_failure(status: int, body: Any, route: Any) -> None:
    """Refuse a request."""
    route.fulfill(status=status, json=body)


def to_card(scene: Scene) -> Card:
    """RETURNS (dict): A scene in the shape of the cards."""
    return {"name": scene.name, "viewId": "text", "config": scene.settings, "scene": scene}


def answer_requests(page: Any, card: Card, theme: str) -> None:
    """Answer the requests of the app as a server would that has this one card."""
    scene = card.get("scene")
    tasks = scene.tasks if scene else [card["task"]]
    asked = 0

    def send_tasks(route: Any) -> None:
        nonlocal asked
        asked += 1
        route.fulfill(json={"tasks": tasks if asked == 1 else [], **counts})

    counts: dict[str, Any] = {
        "total": 128,
        "session_total": 12,
        "progress": 0.32,
        "progress_kind": "target",
    }
    counts |= {"source_progress": 0.61, "session_id": "harbour-alex"}
    project = {
        "dataset": "harbour_news",
        "recipe_name": "mark",
        "lang": "en",
        "version": "1.18.0",
        "view_id": card["viewId"],
        "session": "alex",
        "session_id": "harbour-alex",
        "instance": f"{card['name']} {theme}",
        "has_validator": False,
        "sanitize_html": True,
        "show_stats": True,
        "show_flag": True,
        "show_notes": True,
        "theme": theme,
        "instructions": "Mark all names.",
        "instructions_first": False,
        **card["config"],
    }
    bodies = {
        "project": project,
        "activity": {},
        "give_answers": counts,
    }
    page.unroute_all()
    page.route("**/get_questions*", send_tasks)
    for path, body in bodies.items():
        page.route(f"**/{path}*", functools.partial(send_json, body))
    for path, (status, body) in (scene.failures if scene else {}).items():
        page.route(f"**/{path}*", functools.partial(send_failure, status, body))


def take_pictures(cards: list[Card], themes: list[str], sizes: list[str]) -> int:
    """Show each card in each theme and size, and write what it looks like.

    RETURNS (int): How many cards made the page report an error.
    """
    from playwright.sync_api import sync_playwright

    path = find_browser()
    failures = 0
    with serve_static() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        for size in sizes:
            width, height = SIZES[size]
            touch = {"has_touch": True, "is_mobile": True} if "phone" in size else {}
            for theme in themes:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, reduced_motion="reduce", **touch
                )
                page = context.new_page()
                errors: list[str] = []
                page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
                for card in cards:
                    answer_requests(page, card, theme)
                    page.goto(url)
                    scene = card.get("scene")
                    page.locator(scene.waits_for if scene else ".prodigy-container").wait_for()
                    if scene:
                        scene.act(page)
                    page.wait_for_timeout(SETTLE_MS)
                    page.screenshot(path=str(OUTPUT / f"{card['name']}-{theme}-{size}.png"))
                    page.evaluate("indexedDB.deleteDatabase('prodigy'); localStorage.clear()")
                    if errors:
                        failures += 1
                        print(f"{card['name']}, {theme}, {size}: {errors}")
                        errors.clear()
                context.close()
                print(f"{theme}, {size}: {len(cards)} cards", flush=True)
        browser.close()
    return failures


def write_index(cards: list[Card], themes: list[str], sizes: list[str]) -> Path:
    """Write the page with all pictures. RETURNS (Path): Its path."""
    rows = []
    for card in cards:
        name = html.escape(card["name"])
        pictures = [f"{card['name']}-{theme}-{size}.png" for theme in themes for size in sizes]
        links = "".join(
            f'<a href="{file}"><img loading="lazy" src="{file}" alt="{file}" title="{file}"></a>'
            for file in pictures
        )
        rows.append(f'<section><h2 id="{name}">{name}</h2><div>{links}</div></section>')
    names = " ".join(f'<a href="#{c["name"]}">{html.escape(c["name"])}</a>' for c in cards)
    style = (
        "body{font:16px sans-serif;margin:24px;background:#eee}nav{line-height:2}"
        "div{display:flex;flex-wrap:wrap;gap:12px}img{height:260px;border:1px solid #bbb}"
    )
    path = OUTPUT / "index.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{style}</style>'
        f"<h1>Gallery</h1><nav>{names}</nav>{''.join(rows)}\n",
        encoding="utf-8",
    )
    return path


def main() -> int:
    """Take the pictures that the arguments ask for, all by default."""
    parser = argparse.ArgumentParser(description="Pictures of every interface.")
    parser.add_argument("names", nargs="*", help="cards, e.g. choice or choice-long")
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--size", action="append", choices=list(SIZES))
    args = parser.parse_args()
    everything = [*load_cards(), *map(to_card, SCENES)]
    cards = [card for card in everything if not args.names or card["name"] in args.names]
    themes, sizes = args.theme or list(THEMES), args.size or list(SIZES)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    failures = take_pictures(cards, themes, sizes)
    print(write_index(cards, themes, sizes))
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
