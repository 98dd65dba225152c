"""The Chromium of the system, for tests, benchmarks and pictures."""

import os
import shutil
import time
from collections.abc import Sequence
from typing import Any

TIMEOUT_MS = 60_000
POLL_MS = 20
# All that can open a window, and the same browser without anything around the page, which takes a
# third less of the processor.
WITH_WINDOW = ("chromium", "chromium-browser", "google-chrome")
NAMES = (*WITH_WINDOW, "chromium-headless-shell")
QUICKEST_FIRST = tuple(reversed(NAMES))
# Parts of the browser that are off. The first two draw the suggestions below the address bar as two
# web pages of their own, anew for each page of a test, and the third starts a process in reserve:
# together half of the work of a browser that nobody looks at. This list replaces the one that
# Playwright has, so that the others are those of it that matter here.
OFF = [
    *["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"],
    *["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "PaintHolding"],
    *["HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning"],
    *["AvoidCorsURLLoaderRestartOnRedirect", "LensOverlay", "MediaRouter", "OptimizationHints"],
    *["NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
]
# Without sandbox, because containers often run as root. Letters as wide in chromium-headless-shell
# as in a window. The rest keeps the browser from talking to anybody but our server.
FLAGS = [
    f"--disable-features={','.join(OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# For tests alone, which look at one page after the other: a process for each site protects from
# pages that nobody opens here, and to start one takes as long as to load our page.
ONE_PROCESS = ["--disable-site-isolation-trials", "--renderer-process-limit=1"]


def find_browser(names: Sequence[str] = NAMES) -> str | None:
    """Find the browser. CHROMIUM=/path/to/it names another one.

    names (Sequence[str]): Programs, the best one first. Defaults to all.
    RETURNS (str | None): Its path, or None if there is none.
    """
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else names)), None)


def wait_for_function(
    page: Any, expression: str, *, arg: Any = None, timeout: float = TIMEOUT_MS
) -> Any:
    """Wait until JavaScript is true, as Playwright's function of that name does.

    Playwright's own looks again from inside of the page, with eval, which the policy of our pages
    doesn't allow. Only its first look is a command of the debugger, as each of these is.

    page (playwright.sync_api.Page): The page, which goes on meanwhile.
    expression (str): An expression, or a function that gets `arg`.
    arg (Any): Whatever JSON can represent. Defaults to None.
    timeout (float): In milliseconds.
    RETURNS (Any): What was true.
    RAISES (playwright.sync_api.Error): It wasn't in time, or the expression fails.
    """
    from playwright.sync_api import Error, TimeoutError

    deadline = time.monotonic() + timeout / 1000
    while True:
        try:
            if value := page.evaluate(expression, arg):
                return value
        except Error as err:
            if "context was destroyed" not in str(err):  # by going to another page
                raise
        if time.monotonic() > deadline:
            raise TimeoutError(f"It didn't happen in {timeout} ms: {expression}")
        page.wait_for_timeout(POLL_MS)
