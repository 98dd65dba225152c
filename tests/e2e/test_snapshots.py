"""What every view looks like in every theme, so that a change of the look is seen and meant.

A picture is kept as a small grid of mean colours: where something is, how large it is, and in which
colours. The shape of single letters, which differs from one browser version to the next, is not in
it. `make snapshots` writes the grids anew; look at `make gallery` before you commit them.
"""

import base64
import io
import json
import os
from pathlib import Path

import numpy
import pytest
from PIL import Image

from tests.e2e.verbs import Annotator, add_style, wait_until
from tests.e2e.view_cases import CASES

FOLDER = Path(__file__).parent / "snapshots"
IS_UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
THEMES = ("basic", "dark", "eighties", "spacy", "brutalist")
COLUMNS, ROWS = 36, 20  # cells of the grid
# A cell has changed if one of its colours, 0 to 255, is further away than this.
TOLERANCE = 12
# So many cells may change: a number in the sidebar, or a line that breaks elsewhere.
MAX_CHANGED = 0.015 * COLUMNS * ROWS

USE_THEME = """theme => {
    prodigy.update({config: {...prodigy.content.config, theme}});
    return new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)));
}"""


def take_snapshot(page):
    """RETURNS (bytes): The grid, three bytes a cell, row by row: the mean colour of the cell."""
    picture = page.screenshot(animations="disabled", caret="hide")
    pixels = numpy.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float)
    height, width, _ = pixels.shape
    # Where a cell begins: the first pixel that belongs to it.
    rows = -(-numpy.arange(ROWS) * height // ROWS)
    columns = -(-numpy.arange(COLUMNS) * width // COLUMNS)
    sums = numpy.add.reduceat(numpy.add.reduceat(pixels, rows, axis=0), columns, axis=1)
    areas = numpy.outer(numpy.diff([*rows, height]), numpy.diff([*columns, width]))
    return numpy.rint(sums / areas[..., None]).astype("uint8").tobytes()


def find_changes(new, old):
    """RETURNS (list[str]): The cells that differ, as "column, row"."""
    if len(new) != len(old):
        return ["size"]
    far = {i // 3 for i, (a, b) in enumerate(zip(new, old)) if abs(a - b) > TOLERANCE}
    return [f"{cell % COLUMNS}, {cell // COLUMNS}" for cell in sorted(far)]


@pytest.fixture
def small_page(open_page):
    return open_page(viewport={"width": 1024, "height": 768})


def wait_for_the_rest(page):
    """Wait for what comes after the card: the figures, the fonts of both, and pictures."""
    page.locator(".prodigy-sidebar-content *").first.wait_for()
    page.evaluate("document.fonts.ready.then(() => {})")
    page.evaluate("Promise.all([...document.images].map(one => one.decode().catch(() => {})))")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_view_looks_as_it_did(small_page, serve_tasks, case):
    page = small_page
    path = FOLDER / f"{case.name}.json"
    with serve_tasks([case.task], case.view_id, **case.settings) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text(case.shows)
        wait_for_the_rest(page)
        found = {}
        for theme in THEMES:
            page.evaluate(USE_THEME, theme)
            found[theme] = take_snapshot(page)
    if IS_UPDATE:
        FOLDER.mkdir(exist_ok=True)
        packed = {theme: base64.b64encode(cells).decode() for theme, cells in found.items()}
        path.write_text(json.dumps(packed, indent=1) + "\n", "utf8")
    packed = json.loads(path.read_text("utf8"))
    known = {theme: base64.b64decode(cells) for theme, cells in packed.items()}
    changes = {theme: find_changes(found[theme], known[theme]) for theme in THEMES}
    assert not {k: v for k, v in changes.items() if len(v) > MAX_CHANGED}, "make snapshots?"


def test_a_change_of_the_look_is_seen(small_page, serve_tasks):
    page = small_page
    with serve_tasks([{"text": "One"}], "text") as server:
        Annotator(page, server.url).open().wait_for_text("One")
        wait_for_the_rest(page)
        wait_until(page, lambda: take_snapshot(page) == take_snapshot(page))
        before = take_snapshot(page)
        assert len(find_changes(take_snapshot(page), before)) <= MAX_CHANGED
        add_style(page, ".prodigy-buttons { margin-bottom: 40px }")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
        assert len(find_changes(take_snapshot(page), before)) > MAX_CHANGED
