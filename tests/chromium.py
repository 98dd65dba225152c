"""The Chromium of the system, for tests, benchmarks and pictures."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
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


def find_browser() -> str | None:
    """Find the browser. CHROMIUM=/path/to/it names another one.

    RETURNS (str | None): Its path, or None if there is none.
    """
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)
