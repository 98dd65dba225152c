"""The browser of the end-to-end tests: the Chromium of the system, driven by Playwright."""

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import (
    FLAGS,
    NAMES,
    ONE_PROCESS,
    QUICKEST_FIRST,
    WITH_WINDOW,
    find_browser,
    wait_for_function,
)
from tests.e2e.verbs import NOT_DRAWN
from tests.util import read_jsonl

OUTPUT = Path(__file__).parents[2] / "test-output"
TIMEOUT_MS = 30_000  # for machines with other things to do
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


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


def wait_for_app(page: Any, load: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that loads a page and waits until it can be used: it may come with its first
    task on it. Whoever waits for less (`wait_until`) gets to see that."""

    def run(*args: Any, **kwargs: Any) -> Any:
        response = load(*args, **kwargs)
        if "wait_until" not in kwargs:
            page.wait_for_function(NOT_DRAWN)
        return response

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running browser. HEADED=1 shows it, slowed down so that one can watch."""
    headed = bool(os.environ.get("HEADED"))
    path = find_browser(WITH_WINDOW if headed else QUICKEST_FIRST)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path,
            args=[*FLAGS, *ONE_PROCESS],
            headless=not headed,
            slow_mo=300 * headed,
        )
        yield browser
        browser.close()


@pytest.fixture
def script_errors() -> list[str]:
    """Errors of scripts in the pages of this test, and requests to other hosts.

    Every test with a page fails if something is left in here. A test that expects an error takes
    it out.
    """
    return []


@pytest.fixture
def open_page(
    browser: Any, request: pytest.FixtureRequest, script_errors: list[str]
) -> Iterator[Callable[..., Any]]:
    """A function that makes an empty page in a profile of its own: open_page(**context_options).

    Nothing moves on it, as for people who have asked for that: half of the work of a browser is to
    draw what moves, and colours in the middle of a fade are nobody's choice. Who wants to see it
    move sets reduced_motion="no-preference".

    The test fails if a page asks another host for anything, or if a script fails. If the test
    fails, a screenshot is in test-output/.
    """
    contexts: list[Any] = []

    def watch(page: Any) -> None:
        page.set_default_timeout(TIMEOUT_MS)
        page.wait_for_function = partial(wait_for_function, page)
        page.goto, page.reload = wait_for_app(page, page.goto), wait_for_app(page, page.reload)
        page.on("request", lambda r: None if is_local(r.url) else script_errors.append(r.url))
        page.on("pageerror", lambda error: script_errors.append(str(error)))

    def make(**options: Any) -> Any:
        usual = {"viewport": DESKTOP, "reduced_motion": "reduce"}
        context = browser.new_context(**{**usual, **options})
        contexts.append(context)
        context.on("page", watch)
        return context.new_page()

    yield make
    if request.node.stash.get(FAILED, False):
        OUTPUT.mkdir(exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", request.node.name)
        pages = [page for context in contexts for page in context.pages]
        for i, page in enumerate(pages):
            suffix = f"-{i}" if i else ""
            with contextlib.suppress(Exception):  # a page that crashed can't be shown
                page.screenshot(path=str(OUTPUT / f"{name}{suffix}.png"), timeout=3000)
    for context in contexts:
        context.close()
    assert script_errors == [], "a script of the page failed, or it talked to another host"


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A page on a desktop, see open_page."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Any]) -> Any:
    """A page on a phone with a touch screen, see open_page."""
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def serve_tasks(live_server: Callable[..., Any], jsonl: Callable[..., Path]) -> Callable[..., Any]:
    """A context manager that shows tasks as they are: serve_tasks(tasks, view_id, **settings).

    The answers are in the dataset "data".
    """

    def start(
        tasks: Iterable[dict[str, Any]],
        view_id: str,
        env: dict[str, str] | None = None,
        **settings: Any,
    ) -> Any:
        command = ["mark", "data", jsonl(tasks, "tasks.jsonl"), "--view-id", view_id]
        overrides = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
        return live_server(command, {**overrides, **(env or {})})

    return start


@pytest.fixture
def serve_recipe(live_server: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """A context manager that serves a recipe of the test's own: serve_recipe(code, **settings).

    code (str): Python that defines a recipe called "test". Its dataset should be "data".
    """

    def start(code: str, env: dict[str, str] | None = None, **settings: Any) -> Any:
        path = tmp_path / "recipe.py"
        path.write_text(f"import prodigy\n{code}", encoding="utf-8")
        overrides = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
        return live_server(["test", "-F", path], {**overrides, **(env or {})})

    return start


@pytest.fixture
def export(run_cli: Callable[..., Any]) -> Callable[[], list[dict[str, Any]]]:
    """A function that exports the dataset "data", as a user would."""

    def run() -> list[dict[str, Any]]:
        result = run_cli("db-out", "data")
        assert result.returncode == 0, result.stderr
        return read_jsonl(result.stdout)

    return run


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine. Browsers refuse addresses with a script."""
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "javascript:"))
