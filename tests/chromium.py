"""The Chromium of the system, for tests, benchmarks and pictures."""

import os
import shutil

# The shell is the same browser without windows, tabs and their processes: a page opens in a quarter
# of the time. It is of no use to somebody who wants to watch.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without sandbox, because containers often run as root. Letters as wide as in a window. The rest
# keeps the browser from talking to anybody but our server.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser(*, is_shown: bool = False) -> str | None:
    """Find the browser. CHROMIUM=/path/to/it names another one.

    is_shown (bool): Whether somebody is to see it. Defaults to False.
    RETURNS (str | None): Its path, or None if there is none.
    """
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else NAMES if is_shown else (SHELL, *NAMES)
    return next(filter(None, map(shutil.which, names)), None)
