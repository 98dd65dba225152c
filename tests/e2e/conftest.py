"""The browser of the end-to-end tests: the Chromium of the system, driven by Playwright."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without sandbox, because containers often run as root. The rest keeps the browser from talking to
# anybody but our server.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OUTPUT = Path(__file__).parents[2] / "test-output"
TIMEOUT_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an end-to-end test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let the page fixture know whether its test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running browser. HEADED=1 shows it, slowed down so that one can watch."""
    path = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSER_NAMES)} is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    headed = bool(os.environ.get("HEADED"))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=BROWSER_FLAGS, headless=not headed, slow_mo=300 * headed
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """An empty page in a profile of its own.

    The test fails if the page asks another host for anything, or if a script fails. If the test
    fails, a screenshot is in test-output/.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    foreign: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: foreign.append(r.url) if not is_local(r.url) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    if request.node.stash.get(FAILED, False):
        OUTPUT.mkdir(exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", request.node.name)
        page.screenshot(path=str(OUTPUT / f"{name}.png"))
    context.close()
    assert foreign == [], "the page talked to another host"
    assert errors == [], "a script of the page failed"


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
