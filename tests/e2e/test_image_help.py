"""What is faster than drawing: snapping, repeating, suggestions, outlines from the recipe."""

import json

import pytest

from tests.e2e.pictures import Artist, make_picture, to_uri
from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator

SIZE = (600, 400)
URI = to_uri(make_picture(*SIZE))
TASK = {"image": URI}
SETTINGS = {"labels": ["CAR", "DOG"]}
CAR = {"label": "CAR", "x": 100, "y": 100, "width": 120, "height": 80}
DOG = {"label": "DOG", "x": 300, "y": 200, "width": 100, "height": 60, "score": 0.8}
SUGGESTED = [{**CAR, "suggested": True}, {**DOG, "suggested": True}]


def draw(page, server):
    user = Annotator(page, server.url).open()
    return user, Artist(page, SIZE).wait()


def spans(page, key="spans"):
    return page.evaluate("key => prodigy.content[key]", key)


def box(span):
    return [round(span[key]) for key in ("x", "y", "width", "height")]


def finish(page, user):
    """Accept what is there, and wait until nothing is left to do."""
    user.press("a")
    page.wait_for_function("prodigy.content === null")
    page.wait_for_function("!document.querySelector('.prodigy-save-count')")


def test_edges_snap_while_the_switch_is_on(page, serve_tasks, export):
    with serve_tasks([{**TASK, "spans": [CAR]}], "image_manual", **SETTINGS) as server:
        user, hand = draw(page, server)
        hand.drag((223, 104), (270, 183))
        assert abs(spans(page)[1]["x"] - 223) <= 0.6  # only on demand: it changes what is stored
        user.press("Control+z")
        user.press("m")
        hand.drag((223, 104), (270, 183))
        assert box(spans(page)[1]) == [220, 100, 50, 80]
        # Held, ctrl switches it off.
        page.keyboard.down("Control")
        hand.drag((224, 186), (300, 250))
        page.keyboard.up("Control")
        assert abs(spans(page)[2]["x"] - 224) <= 0.6
        # Borders of the picture, and shapes that are moved.
        user.press("s")
        hand.drag((240, 204), (240, 360), (240, 416 - 22))
        finish(page, user)
    [row] = export()
    moved = row["spans"][2]
    assert round(moved["y"] + moved["height"]) == 400


def test_shift_and_click_repeats_the_last_box(page, serve_tasks, export):
    with serve_tasks([TASK, {"image": URI, "n": 2}], "image_manual", **SETTINGS) as server:
        user, hand = draw(page, server)
        page.keyboard.down("Shift")
        hand.click((300, 200))
        page.keyboard.up("Shift")
        assert spans(page) is None  # nothing to repeat
        hand.drag((50, 50), (130, 110))
        user.press("Escape")
        user.press("2")
        page.keyboard.down("Shift")
        hand.click((300, 200), (598, 398))
        page.keyboard.up("Shift")
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 2")
        hand.wait()
        page.keyboard.down("Shift")
        hand.click((100, 100))
        page.keyboard.up("Shift")
        finish(page, user)
    first, second = export()
    assert [box(span) for span in first["spans"]] == [
        [50, 50, 80, 60],
        [260, 170, 80, 60],
        [520, 340, 80, 60],
    ]
    assert [span["label"] for span in first["spans"]] == ["CAR", "DOG", "DOG"]
    assert box(second["spans"][0]) == [60, 70, 80, 60]


@pytest.mark.parametrize("way", ["keys", "pointer", "touch"])
def test_suggestions_are_accepted_or_dismissed_one_by_one(page, phone, serve_tasks, export, way):
    screen = phone if way == "touch" else page
    with serve_tasks([{**TASK, "spans": SUGGESTED}], "image_manual", **SETTINGS) as server:
        user, hand = draw(screen, server)
        assert screen.locator(".prodigy-shape[data-suggested]").count() == 2
        if way == "keys":
            user.press("Enter")  # goes to the first one
            user.press("Enter")
            user.press("Delete")
        elif way == "pointer":
            user.press("r")
            screen.locator('[data-shape-label="0"]').click()
            user.press("Enter")
            user.press("d")
        else:
            tools = screen.locator(".prodigy-suggestions button")
            Finger(screen).tap(screen.locator('[data-shape-label="1"]'))
            Finger(screen).tap(screen.locator(".prodigy-label-bar").get_by_label("Delete"))
            Finger(screen).tap(tools.first)
        screen.wait_for_function("prodigy.content.spans.length === 1")
        assert screen.locator(".prodigy-suggestions").count() == 0
        if way == "touch":
            Finger(screen).tap(screen.locator(".prodigy-button-accept"))
            screen.wait_for_function("prodigy.content === null")
            screen.wait_for_function("!document.querySelector('.prodigy-save-count')")
        else:
            finish(screen, user)
    [row] = export()
    assert row["spans"] == [CAR]


def test_suggestions_that_nobody_looked_at_are_not_exported(page, serve_tasks, export):
    tasks = [
        {**TASK, "spans": [*SUGGESTED, {**CAR, "y": 10}]},
        {"image": URI, "n": 2, "spans": SUGGESTED},
    ]
    with serve_tasks(tasks, "image_manual", **SETTINGS) as server:
        user, hand = draw(page, server)
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 2")
        hand.wait()
        user.press("Shift+Enter")
        page.wait_for_function("!prodigy.content.spans.some((span) => span.suggested)")
        user.press("Control+z")
        assert page.locator(".prodigy-shape[data-suggested]").count() == 2
        user.press("Shift+D")
        finish(page, user)
    first, second = export()
    assert first["spans"] == [{**CAR, "y": 10}]
    assert second["spans"] == []


def test_suggestions_in_blocks_are_not_exported(page, serve_tasks, export):
    settings = {**SETTINGS, "blocks": [{"view_id": "image_manual"}, {"view_id": "text_input"}]}
    with serve_tasks([{**TASK, "spans": [*SUGGESTED, CAR]}], "blocks", **settings) as server:
        user, _ = draw(page, server)
        finish(page, user)
    assert export()[0]["spans"] == [CAR]


def test_shapes_of_the_picture_before_are_suggested_in_a_sequence(page, serve_tasks, export):
    frames = [
        {"image": URI, "n": 1, "video": "a"},
        {"image": URI, "n": 2, "video": "a"},
        {"image": URI, "n": 3, "video": "a"},
        {"image": URI, "n": 4, "video": "b"},
    ]
    settings = {**SETTINGS, "image_manual_carry_over": "video"}
    with serve_tasks(frames, "image_manual", **settings) as server:
        user, hand = draw(page, server)
        hand.drag((50, 50), (130, 110))
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 2")
        page.locator(".prodigy-shape[data-suggested]").wait_for()
        user.press("Shift+Enter")
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 3")
        # Nobody accepts it here.
        page.locator(".prodigy-shape[data-suggested]").wait_for()
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 4")
        hand.wait()
        assert page.locator(".prodigy-shape").count() == 0
        finish(page, user)
    rows = export()
    assert [[box(span) for span in row.get("spans", [])] for row in rows] == [
        [[50, 50, 80, 60]],
        [[50, 50, 80, 60]],
        [],
        [],
    ]
    assert not any("suggested" in json.dumps(row.get("spans", [])) for row in rows)


def test_the_picture_before_is_forgotten_without_the_setting(page, serve_tasks):
    tasks = [TASK, {"image": URI, "n": 2}]
    with serve_tasks(tasks, "image_manual", **SETTINGS) as server:
        user, hand = draw(page, server)
        hand.drag((50, 50), (130, 110))
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 2")
        hand.wait()
        assert page.locator(".prodigy-shape").count() == 0
        assert spans(page) is None


# The segmenter of the recipe: flood fill with Pillow, from a point or the middle of a box.
RECIPE = """
import base64, io
from PIL import Image, ImageDraw

calls = []

def make_image():
    image = Image.new("RGB", (600, 400), "#4a7a8c")
    ImageDraw.Draw(image).ellipse([200, 100, 400, 300], fill="#e0c040")
    file = io.BytesIO()
    image.save(file, "PNG")
    return image, "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()

IMAGE, URI = make_image()

def segment(ctrl, *, image, width, height, point=None, box=None):
    assert (image, width, height) == (URI, 600, 400)
    if box:
        x, y, w, h = box
        point = [x + w / 2, y + h / 2]
    x, y = map(int, point)
    if (x, y) == (10, 10):
        raise RuntimeError("the model is on holiday")
    if x < 100:
        return {"points": []}
    copy = IMAGE.copy()
    ImageDraw.floodfill(copy, (x, y), (255, 0, 255))
    rows = {}
    for yy in range(0, 400, 10):
        xs = [xx for xx in range(600) if copy.getpixel((xx, yy)) == (255, 0, 255)]
        if xs:
            rows[yy] = (xs[0], xs[-1])
    left = [[a, y] for y, (a, _) in rows.items()]
    right = [[b, y] for y, (_, b) in rows.items()]
    return {"points": left + right[::-1]}

@prodigy.recipe("test")
def test():
    return {"dataset": "data", "view_id": "image_manual", "stream": [{"image": URI}],
            "event_hooks": {"segment": segment}, "config": {"labels": ["SUN", "SKY"]}}
"""


def test_the_recipe_finds_outlines(page, serve_recipe, export):
    with serve_recipe(RECIPE) as server:
        user, hand = draw(page, server)
        note = page.locator(".prodigy-segment-note")
        user.press("g")
        hand.click((300, 200))
        page.wait_for_function("prodigy.content.spans?.length === 1")
        # A box asks too; it is a new shape, because nothing was selected.
        user.press("Escape")
        user.press("2")
        hand.drag((250, 150), (350, 250))
        page.wait_for_function("prodigy.content.spans?.length === 2")
        # What goes wrong is told, and nothing is lost.
        user.press("Escape")
        hand.click((50, 390))
        note.get_by_text("no outline here").wait_for()
        hand.click((10, 10))
        note.get_by_text("on holiday").wait_for()
        # Without the tool a box is a box; by keys, a selected one becomes the outline.
        user.press("g")
        hand.drag((280, 180), (320, 220))
        page.wait_for_function("prodigy.content.spans?.length === 3")
        assert spans(page)[2]["width"] > 0
        hand.page.locator('[data-shape-label="2"]').click()
        user.press("g")
        page.wait_for_function("prodigy.content.spans[2].type === 'polygon'")
        finish(page, user)
    [row] = export()
    assert [span["label"] for span in row["spans"]] == ["SUN", "SKY", "SKY"]
    for span in row["spans"]:
        xs, ys = zip(*span["points"], strict=True)
        assert span["type"] == "polygon"
        assert abs(min(xs) - 200) <= 2
        assert abs(max(xs) - 400) <= 2
        assert min(ys) >= 100
        assert max(ys) <= 300


def test_without_the_hook_there_is_no_tool(page, serve_tasks):
    with serve_tasks([TASK], "image_manual", **SETTINGS) as server:
        draw(page, server)
        assert page.locator(".prodigy-segment-note").count() == 0
        assert page.get_by_label("Find the outline").count() == 0
