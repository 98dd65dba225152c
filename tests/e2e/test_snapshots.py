"""What every view looks like in every theme, so that a change of the look is seen and meant.

A picture is kept as a small grid of mean colours: where something is, how large it is, and in which
colours. The shape of single letters, which differs from one browser version to the next, is not in
it. `make snapshots` writes the grids anew; look at `make gallery` before you commit them.
"""

import base64
import json
import os
from pathlib import Path

import pytest

from tests.e2e.verbs import Annotator
from tests.e2e.view_cases import CASES

FOLDER = Path(__file__).parent / "snapshots"
IS_UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
THEMES = ("basic", "dark", "eighties", "spacy", "brutalist")
COLUMNS, ROWS = 36, 20  # cells of the grid
# A cell has changed if one of its colours, 0 to 255, is further away than this.
TOLERANCE = 12
# So many cells may change: a number in the sidebar, or a line that breaks elsewhere.
MAX_CHANGED = 0.015 * COLUMNS * ROWS

# Mean colours of the cells of a picture, row by row: [r, g, b, r, g, b, ...].
SHRINK = """async ([source, columns, rows]) => {
    const image = new Image();
    image.src = "data:image/png;base64," + source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const {data, width, height} = context.getImageData(0, 0, image.width, image.height);
    const sums = new Float64Array(columns * rows * 3), counts = new Float64Array(columns * rows);
    for (let y = 0; y < height; y++) {
        const row = Math.floor(y * rows / height) * columns;
        for (let x = 0; x < width; x++) {
            const cell = row + Math.floor(x * columns / width);
            counts[cell]++;
            for (let i = 0; i < 3; i++) sums[cell * 3 + i] += data[(y * width + x) * 4 + i];
        }
    }
    return Array.from(sums, (sum, i) => Math.round(sum / counts[Math.floor(i / 3)]));
}"""
USE_THEME = """theme => {
    prodigy.update({config: {...prodigy.content.config, theme}});
    return new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)));
}"""


def take_snapshot(page, painter):
    """RETURNS (bytes): The grid, three bytes a cell."""
    picture = base64.b64encode(page.screenshot(animations="disabled", caret="hide")).decode()
    return bytes(painter.evaluate(SHRINK, [picture, COLUMNS, ROWS]))


def find_changes(new, old):
    """RETURNS (list[str]): The cells that differ, as "column, row"."""
    if len(new) != len(old):
        return ["size"]
    far = {i // 3 for i, (a, b) in enumerate(zip(new, old)) if abs(a - b) > TOLERANCE}
    return [f"{cell % COLUMNS}, {cell // COLUMNS}" for cell in sorted(far)]


@pytest.fixture
def open_still(open_page):
    def make():
        page = open_page(viewport={"width": 1024, "height": 768})
        page.emulate_media(reduced_motion="reduce")
        return page, page.context.new_page()

    return make


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_view_looks_as_it_did(open_still, serve_tasks, case):
    page, painter = open_still()
    path = FOLDER / f"{case.name}.json"
    with serve_tasks([case.task], case.view_id, **case.settings) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text(case.shows)
        page.bring_to_front()
        found = {}
        for theme in THEMES:
            page.evaluate(USE_THEME, theme)
            found[theme] = take_snapshot(page, painter)
    if IS_UPDATE:
        FOLDER.mkdir(exist_ok=True)
        packed = {theme: base64.b64encode(cells).decode() for theme, cells in found.items()}
        path.write_text(json.dumps(packed, indent=1) + "\n", "utf8")
    packed = json.loads(path.read_text("utf8"))
    known = {theme: base64.b64decode(cells) for theme, cells in packed.items()}
    changes = {theme: find_changes(found[theme], known[theme]) for theme in THEMES}
    assert not {k: v for k, v in changes.items() if len(v) > MAX_CHANGED}, "make snapshots?"


def test_a_change_of_the_look_is_seen(open_still, serve_tasks):
    page, painter = open_still()
    with serve_tasks([{"text": "One"}], "text") as server:
        Annotator(page, server.url).open()
        page.bring_to_front()
        before = take_snapshot(page, painter)
        assert len(find_changes(take_snapshot(page, painter), before)) <= MAX_CHANGED
        page.add_style_tag(content=".prodigy-buttons { margin-bottom: 40px }")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
        assert len(find_changes(take_snapshot(page, painter), before)) > MAX_CHANGED
