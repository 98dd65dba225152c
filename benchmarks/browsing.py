"""The browser of benchmarks: opened in one place, and named where there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.measure import LeftOutError
from tests.chromium import FLAGS, NAMES, find_browser


@contextmanager
def open_browser() -> Iterator[Any]:
    """Open a headless Chromium. YIELDS (playwright.sync_api.Browser): The browser.

    RAISES (LeftOutError): There is no Chromium, or no Playwright to drive it.
    """
    path = find_browser()
    if path is None:
        raise LeftOutError(f"there is no browser: none of {', '.join(NAMES)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as err:
        raise LeftOutError("Playwright is not installed: pip install playwright") from err
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
