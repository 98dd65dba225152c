"""Take the pictures of the documentation: `make screenshots`, or some: scripts/screenshots.py app.

Each is what the real command shows in Chromium, in the light and in the dark theme. Sessions, sizes
and data are fixed, so that the same code makes the same pictures on the same machine.
"""

import argparse
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from shots import SHOTS, Shot  # noqa: E402

from tests.chromium import FLAGS, find_browser  # noqa: E402
from tests.e2e.verbs import Annotator, add_style  # noqa: E402
from tests.server import WarmServer, make_env  # noqa: E402

IMAGES = ROOT / "docs" / "images"
HOME = Path(tempfile.gettempdir()) / "prodigy-screenshots"
SIDEBAR = 256  # px, which is cut off
WIDTH = 760  # px of what is left
SCALE = 1.5  # px of the picture for each px of the page
COLORS = 96  # of the palette: text stays sharp, and files small
SETTLE_MS = 400  # fonts, lazy parts and layouts that measure
THEMES = {"light": "", "dark": "-dark"}  # color scheme to end of the name
# The pointer would show where it happened to be, and a caret blinks.
CALM = "* { caret-color: transparent !important; cursor: none !important; }"


@contextmanager
def serve(shot: Shot) -> Iterator[str]:
    """Run the command of a picture in a new home. Yields its address.

    The home is always the same folder, as some cards show a path in it.
    """
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    settings = {"theme": "auto", **shot.settings}
    env = {"PRODIGY_HOME": str(HOME), "PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
    for command in shot.before:
        words = [sys.executable, "-m", "prodigy", *shlex.split(command)]
        subprocess.run(words, check=True, env=make_env(env), cwd=ROOT)
    server = WarmServer(shlex.split(shot.command), HOME / "server.log", env)
    try:
        yield server.wait_until_ready().url
    finally:
        server.close()
        shutil.rmtree(HOME)


def take(shot: Shot, browser: Any) -> dict[str, bytes]:
    """Take a picture in both themes. What is marked in one is no draft of the other.

    shot (Shot): A row of the table.
    browser (playwright.sync_api.Browser): The browser.
    RETURNS (dict[str, bytes]): End of the file's name to the picture as PNG.
    """
    pictures = {}
    for scheme, end in THEMES.items():
        with serve(shot) as url:
            pictures[end] = take_one(shot, browser, url, scheme)
    return pictures


def take_one(shot: Shot, browser: Any, url: str, scheme: str) -> bytes:
    """Take a picture in one theme. RETURNS (bytes): PNG, as the browser made it."""
    size = {"width": SIDEBAR + WIDTH, "height": shot.height}
    context = browser.new_context(
        viewport=size, color_scheme=scheme, reduced_motion="reduce", device_scale_factor=SCALE
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{url}/{shot.query}")
    page.locator(shot.waits_for).first.wait_for()
    add_style(page, CALM)
    shot.act(Annotator(page, url))
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLE_MS)
    left = 0 if shot.is_whole else SIDEBAR
    clip = {"x": left, "y": 0, "width": size["width"] - left, "height": shot.height}
    picture = page.screenshot(clip=clip)
    context.close()
    if errors:
        raise SystemExit(f"{shot.command}: {errors}")
    return picture


def shrink(picture: bytes) -> bytes:
    """Make a picture small.

    picture (bytes): A PNG of any colours.
    RETURNS (bytes): A PNG with a palette.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    # Without dithering: flat areas stay flat.
    image = image.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def main() -> int:
    """Take the pictures that the arguments name, all by default."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help=f"pictures, e.g. {', '.join(list(SHOTS)[:2])}")
    names = parser.parse_args().names or list(SHOTS)
    if unknown := set(names) - set(SHOTS):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    os.chdir(ROOT)  # where the paths of the commands begin
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for name in names:
            for end, picture in take(SHOTS[name], browser).items():
                path = IMAGES / f"{name}{end}.png"
                path.write_bytes(shrink(picture))
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
