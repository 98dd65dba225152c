"""From the address to the first text in a real browser, as a ratio to an empty page.

A real server and a headless Chromium: the card of a recipe against a page of the same server that
has nothing to show, one after the other. "first visit" is somebody who has never been here, with an
empty cache each time, "reload" somebody with what the browser kept. Needs Chromium and Playwright;
without them there are no rows.
"""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import make_rows, write_rows
from benchmarks.measure import Row
from benchmarks.server import serve
from tests.chromium import FLAGS, find_browser

TITLE = "In the browser: opening"
ORDER, IS_QUICK = 90, True

# The server answers it with a few bytes of JSON, which the browser draws as a page.
EMPTY = "version"
FIRST_TEXT = ".prodigy-content"
LIMIT = 2.5
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def time_page(page: Any, url: str, selector: str) -> float:
    """RETURNS (float): Seconds from the address to the frame in which the element was drawn."""
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(selector).first.wait_for()
    page.evaluate(NEXT_FRAME)
    return time.perf_counter() - start


def time_visits(browser: Any, url: str, count: int, *, is_first: bool) -> tuple[float, float]:
    """Open the card and the empty page by turns.

    count (int): How often each of them.
    is_first (bool): A new annotator with an empty cache each time.
    RETURNS (tuple[float, float]): Median seconds of the card, and of the empty page.
    """
    times: dict[str, list[float]] = {FIRST_TEXT: [], "body": []}
    context = browser.new_context()
    page = context.new_page()
    for number in range(count + 1):
        card = f"{url}?session=visitor{number}" if is_first else url
        for address, selector in ((card, FIRST_TEXT), (url + EMPTY, "body")):
            if is_first:
                context.close()
                context = browser.new_context()
                page = context.new_page()
            seconds = time_page(page, address, selector)
            if number:  # the first round warms up
                times[selector].append(seconds)
    context.close()
    return statistics.median(times[FIRST_TEXT]), statistics.median(times["body"])


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Measure.

    folder (Path): For temporary files.
    quick (bool): Fewer visits.
    YIELDS (Row): The rows.
    """
    path = find_browser()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if path is None:
        return
    source = write_rows(folder / "texts.jsonl", make_rows(1000))
    args = ["ner.manual", "visits", "blank:en", source, "--label", "PERSON,ORG"]
    with serve(folder / "home", args) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        for name, is_first in (("first visit", True), ("reload", False)):
            ours, empty = time_visits(
                browser, f"{server.url}/", 5 if quick else 15, is_first=is_first
            )
            yield Row(f"first text in the browser, {name}", "empty page", ours, empty, LIMIT)
        browser.close()
