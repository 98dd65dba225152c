"""From the address to the first text in a real browser, as a ratio to an empty page.

A real server and a headless Chromium: the card of a recipe against a page of the same server that
has nothing to show, one after the other. "first visit" is somebody who has never been here, with an
empty cache each time, "reload" somebody with what the browser kept. The page itself notes when it
was painted, so that nothing is counted that comes after. Needs Chromium and Playwright.
"""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.browsing import open_browser
from benchmarks.data import make_rows, write_rows
from benchmarks.measure import Row
from benchmarks.server import serve
from tests.chromium import wait_for_function

TITLE = "In the browser: opening"
ORDER, IS_QUICK = 90, True

# The server answers it with a few bytes of JSON, which the browser draws as a page.
EMPTY = "version"
LIMIT = 2.5
TEXT_AIM_S = 0.25
WHAT = {
    "text": "first text in the browser",
    "live": "first task that can be answered",
}
# Notes for each kind of element, in milliseconds since 1970, when it was painted for the first
# time: an animation frame, and a task after it.
WATCH = """
window.painted = {};
const selectors = {
    empty: "body",
    text: ".prodigy-content",
    live: ".prodigy-button-accept:not([disabled])",
};
const look = () => {
    for (const [name, selector] of Object.entries(selectors)) {
        const element = document.querySelector(selector);
        if (name in painted || !element?.getClientRects().length) continue;
        painted[name] = null;
        requestAnimationFrame(() => setTimeout(() => {
            painted[name] = performance.timeOrigin + performance.now();
        }));
    }
};
new MutationObserver(look).observe(document, {childList: true, subtree: true, attributes: true});
"""


def time_page(page: Any, url: str, names: list[str]) -> dict[str, float]:
    """Open a page.

    names (list[str]): What is to be painted.
    RETURNS (dict[str, float]): Of each, seconds from the address to the frame in which it was.
    """
    start = time.time()
    page.goto(url, wait_until="commit")
    painted = "(names) => names.every((name) => painted[name]) && painted"
    found = wait_for_function(page, painted, arg=names)
    return {name: found[name] / 1000 - start for name in names}


def open_page(context: Any) -> Any:
    """RETURNS (Page): An empty page, which will note what is painted in it."""
    page = context.new_page()
    page.add_init_script(WATCH)
    return page


def time_visits(browser: Any, url: str, count: int, *, is_first: bool) -> dict[str, float]:
    """Open the card and the empty page by turns.

    count (int): How often each of them.
    is_first (bool): A new annotator with an empty cache each time.
    RETURNS (dict[str, float]): Median seconds of what is in `WHAT`, and of the "empty" page.
    """
    times: dict[str, list[float]] = {name: [] for name in (*WHAT, "empty")}
    context = browser.new_context()
    page = open_page(context)
    for number in range(count + 1):
        card = f"{url}?session=visitor{number}" if is_first else url
        for address, names in ((card, list(WHAT)), (url + EMPTY, ["empty"])):
            if is_first:
                context.close()
                context = browser.new_context()
                page = open_page(context)
            found = time_page(page, address, names)
            for name in names if number else []:  # the first round warms up
                times[name].append(found[name])
    context.close()
    return {name: statistics.median(found) for name, found in times.items()}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Measure.

    folder (Path): For temporary files.
    quick (bool): Fewer visits.
    YIELDS (Row): The rows.
    RAISES (LeftOutError): There is no browser.
    """
    source = write_rows(folder / "texts.jsonl", make_rows(1000))
    args = ["ner.manual", "visits", "blank:en", source, "--label", "PERSON,ORG"]
    with open_browser() as browser, serve(folder / "home", args) as server:
        for visit, is_first in (("first visit", True), ("reload", False)):
            found = time_visits(browser, f"{server.url}/", 5 if quick else 15, is_first=is_first)
            for name, what in WHAT.items():
                aims = (LIMIT, TEXT_AIM_S) if name == "text" else (None, None)
                row = (f"{what}, {visit}", "empty page", found[name], found["empty"])
                yield Row(*row, aims[0], aim=aims[1])
