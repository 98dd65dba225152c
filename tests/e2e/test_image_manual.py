"""Drawing on pictures, in a real browser: what is drawn is what is stored."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.pictures import FRAME, Artist, make_picture, to_uri
from tests.e2e.verbs import Annotator, wait_until

pytest.importorskip("PIL")

SIZE = (400, 300)
LABELS = ["SKATEBOARD", "PERSON"]
# The rectangle of the documentation.
KNOWN = {
    "x": 47.5,
    "y": 171.4,
    "width": 109.1,
    "height": 67.4,
    "points": [[47.5, 171.4], [47.5, 238.8], [156.6, 238.8], [156.6, 171.4]],
    "center": [102.05, 205.1],
    "label": "SKATEBOARD",
}
BOX = {**KNOWN, "mask": {"rle": [1, 2]}, "id": "a"}
HOLLOW = ((20.0, 20.0), (120.0, 30.0), (110.0, 130.0), (30.0, 120.0))


def task(**more: Any) -> dict[str, Any]:
    return {"image": to_uri(make_picture(*SIZE)), **more}


@pytest.fixture
def serve(serve_tasks: Callable[..., Any]) -> Callable[..., Any]:
    def start(*tasks: dict[str, Any], **settings: Any) -> Any:
        return serve_tasks(tasks or [task()], "image_manual", **{"labels": LABELS, **settings})

    return start


def start(page: Any, server: Any, size: tuple[int, int] = SIZE) -> tuple[Annotator, Artist]:
    return Annotator(page, server.url).open(), Artist(page, size).wait()


def finish(user: Annotator) -> None:
    user.press("a")
    user.save()


def assert_near(points: Any, expected: Any, within: float = 0.5) -> None:
    assert len(points) == len(expected)
    for (x, y), (ex, ey) in zip(points, expected, strict=True):
        assert abs(x - ex) <= within and abs(y - ey) <= within, (points, expected)


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize(
    ("size", "orientation"), [((400, 300), 1), ((300, 900), 6), ((4000, 3000), 1)]
)
def test_shapes_are_stored_where_they_were_drawn(
    serve: Callable[..., Any],
    open_page: Callable[..., Any],
    export: Callable[[], Any],
    ratio: int,
    size: tuple[int, int],
    orientation: int,
) -> None:
    width, height = size
    x, y, right, bottom = 0.2 * width, 0.3 * height, 0.6 * width, 0.7 * height
    corners = [[x, y], [x, bottom], [right, bottom], [right, y]]
    triangle = [
        (0.1 * width, 0.1 * height),
        (0.5 * width, 0.1 * height),
        (0.1 * width, 0.25 * height),
    ]
    # One px of the screen is more than one of a large picture, until it is zoomed.
    within = max(0.5, width / 500)
    picture = to_uri(make_picture(width, height, orientation))
    with serve({"image": picture}) as server:
        user, artist = start(open_page(device_scale_factor=ratio), server, size)
        artist.drag((x, y), (right, bottom))
        user.press("t")
        artist.click(*triangle)
        user.press("Enter")
        artist.wait_for_shapes(2)
        # Far in, to the digit.
        for _ in range(14):
            user.page.mouse.move(*artist.where((right, bottom))[0])
            user.page.mouse.wheel(0, -100)
        user.press("r")
        artist.drag((right, bottom), (right + 8.3, bottom + 5.7))
        artist.wait_for_shapes(3)
        finish(user)
    (answer,) = export()
    assert (answer["width"], answer["height"]) == size
    box, polygon, small = answer["spans"]
    assert_near(box["points"], corners, within)
    assert_near(polygon["points"], triangle, within)
    assert polygon["type"] == "polygon"
    assert_near([(small["x"], small["y"])], [(right, bottom)])
    assert_near([(small["width"], small["height"])], [(8.3, 5.7)])


def test_the_documented_rectangle(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        for _ in range(5):
            user.page.mouse.move(*artist.where((100, 205))[0])
            user.page.mouse.wheel(0, -60)
        artist.drag((47.5, 171.4), (156.6, 238.8))
        artist.wait_for_shapes(1)
        finish(user)
    (answer,) = export()
    (span,) = answer["spans"]
    assert span.keys() == KNOWN.keys()
    assert span == KNOWN


def test_a_task_that_was_only_seen_has_no_spans(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        artist.click((100, 100))  # no more than a click
        finish(user)
    (answer,) = export()
    assert "spans" not in answer
    assert (answer["width"], answer["height"]) == SIZE


def test_the_size_of_a_task_is_the_space_of_its_shapes(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    size = (100, 75)
    with serve(task(width=100, height=75)) as server:
        user, artist = start(page, server, size)
        artist.drag((10, 10), (50, 40))
        artist.wait_for_shapes(1)
        finish(user)
    (answer,) = export()
    assert (answer["width"], answer["height"]) == size
    assert_near(answer["spans"][0]["points"], [[10, 10], [10, 40], [50, 40], [50, 10]], 0.2)


def test_keys_of_others_survive_moving_resizing_and_relabelling(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve(
        task(
            spans=[
                BOX,
                {"x": 300, "y": 20, "width": 50, "height": 40, "label": "PERSON", "n": None},
            ]
        )
    ) as server:
        user, artist = start(page, server)
        artist.wait_for_shapes(2)
        user.page.locator('[data-shape-label="0"]').click()
        artist.drag((100, 210), (120, 180))
        artist.drag((176.6, 208.8), (196.6, 228.8))
        user.press("2")
        user.press("ArrowRight")
        user.press("Shift+ArrowDown")
        finish(user)
    (answer,) = export()
    moved, other = answer["spans"]
    assert (moved["mask"], moved["id"], moved["label"]) == ({"rle": [1, 2]}, "a", "PERSON")
    assert_near([(moved["x"], moved["y"])], [(47.5 + 20 + 1, 171.4 - 30 + 10)], 1)
    assert_near([(moved["width"], moved["height"])], [(129.1, 87.4)], 1)
    assert other == {"x": 300, "y": 20, "width": 50, "height": 40, "label": "PERSON", "n": None}


def test_undo_redo_and_reset(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve(task(spans=[BOX])) as server:
        user, artist = start(page, server)
        artist.wait_for_shapes(1)
        artist.drag((200, 20), (300, 100))
        artist.wait_for_shapes(2)
        user.press("Control+z")
        artist.wait_for_shapes(1)
        user.press("Control+Shift+z")
        artist.wait_for_shapes(2)
        # Many small steps of one shape are one step back.
        user.press("]")
        before = artist.outlines
        for _ in range(5):
            user.press("ArrowLeft")
        wait_until(page, lambda: artist.outlines != before)
        user.press("Control+z")
        wait_until(page, lambda: artist.outlines == before)
        user.press("d")
        artist.wait_for_shapes(1)
        user.press("q")
        wait_until(page, lambda: artist.outlines == [BOX["points"]])
        user.press("Control+z")
        artist.wait_for_shapes(1)
        user.press("Control+z")
        artist.wait_for_shapes(2)
        user.press("q")
        artist.wait_for_shapes(1)
        finish(user)
    (answer,) = export()
    assert answer["spans"] == [BOX]


def test_polygons_grow_corners_and_lose_them(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        user.press("p")
        artist.click(*HOLLOW, HOLLOW[0])  # closed where it began
        artist.wait_for_shapes(1)
        artist.page.mouse.click(*artist.where((25, 25))[0])  # begins another one
        user.press("Escape")
        user.press("]")
        artist.drag((115, 80), (160, 90))  # the middle of an edge
        artist.drag(HOLLOW[3], (40, 140))
        artist.click(HOLLOW[0])  # a corner
        user.press("Delete")
        finish(user)
    (answer,) = export()
    (span,) = answer["spans"]
    assert_near(span["points"], [HOLLOW[1], (160, 90), HOLLOW[2], (40, 140)], 1)
    assert "x" not in span


def test_freehand_lines_are_simplified(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        user.press("f")
        artist.drag((50, 50), (150, 50), (150, 150), (50, 150))
        artist.wait_for_shapes(1)
        finish(user)
    (answer,) = export()
    (span,) = answer["spans"]
    assert span["type"] == "freehand"
    assert_near(span["points"], [(50, 50), (150, 50), (150, 150), (50, 150)], 1.5)


def test_double_click_closes_a_polygon_and_accept_too(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve(image_manual_mode="polygon") as server:
        user, artist = start(page, server)
        artist.click((20, 20), (80, 20))
        page.mouse.dblclick(*artist.where((50, 90))[0])
        artist.wait_for_shapes(1)
        artist.click((200, 20), (280, 20), (250, 90))
        finish(user)
    (answer,) = export()
    first, second = answer["spans"]
    assert_near(first["points"], [(20, 20), (80, 20), (50, 90)], 1)
    assert_near(second["points"], [(200, 20), (280, 20), (250, 90)], 1)


def test_whole_task_by_keys_alone(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        user.press("Enter")  # a third of the picture, in its middle
        artist.wait_for_shapes(1)
        user.press("2")
        for _ in range(3):
            user.press("Shift+ArrowLeft")
        user.press("Alt+ArrowRight")
        user.press("Alt+Shift+ArrowDown")
        user.press("Enter")
        user.press("p")
        user.press("1")
        user.press("Enter")
        artist.wait_for_shapes(2)
        user.press(".")
        user.press("Shift+ArrowUp")
        user.press("i")
        user.press("Delete")
        user.press("Control+c")
        user.press("Control+v")
        artist.wait_for_shapes(3)
        user.press("[")
        user.press("[")
        user.press("Delete")
        artist.wait_for_shapes(2)
        finish(user)
    (answer,) = export()
    spans = answer["spans"]
    assert [span["label"] for span in spans] == ["SKATEBOARD", "SKATEBOARD"]
    one, copy = spans
    assert_near(copy["points"], [(x + 10, y + 10) for x, y in one["points"]], 0.2)
    assert len(one["points"]) == 8


def test_whole_task_by_touch_alone(
    serve: Callable[..., Any], open_page: Callable[..., Any], export: Callable[[], Any]
) -> None:
    phone = open_page(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    with serve() as server:
        user, artist = start(phone, server)
        artist.finger((40, 40), (160, 120))
        artist.wait_for_shapes(1)
        artist.tap((100, 80))  # selects it
        user.label("PERSON").tap()
        artist.finger((100, 80), (130, 100))  # moves it
        artist.tap((350, 280))
        artist.pinch((300, 200), 2.5)
        artist.finger((270, 170), (330, 230))
        artist.wait_for_shapes(2)
        phone.get_by_role("radio", name="Polygon").locator("xpath=..").tap()
        phone.get_by_role("button", name="Show all of the picture").tap()
        artist.tap((200, 20), (300, 20), (250, 90))
        phone.get_by_role("button", name="Close the polygon").tap()
        artist.wait_for_shapes(3)
        phone.locator(".prodigy-button-accept").tap()
        user.save()
    (answer,) = export()
    moved, zoomed, polygon = answer["spans"]
    assert moved["label"] == "PERSON"
    assert_near(moved["points"], [(70, 60), (70, 140), (190, 140), (190, 60)], 4)
    assert_near([(zoomed["x"], zoomed["y"])], [(270, 170)], 1)
    assert len(polygon["points"]) == 3


def test_locked_shapes_stay(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    locked = {**BOX, "locked": True}
    with serve(task(spans=[locked])) as server:
        user, artist = start(page, server)
        artist.wait_for_shapes(1)
        user.press("]")
        for key in ("ArrowLeft", "2", "Alt+ArrowRight", "d", "Delete"):
            user.press(key)
        artist.drag((100, 210), (150, 250))
        artist.wait_for_shapes(2)
        finish(user)
    (answer,) = export()
    assert answer["spans"][0] == locked


def test_what_is_no_shape_is_named_and_stays(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    odd = [
        {"label": "PERSON", "points": [[1, 2], [3, 4]]},
        {"label": "PERSON", "points": [[1, 2], [3, 4], [5, 6]], "type": "ellipse"},
        {"x": 900, "y": 900, "width": 10, "height": 10, "label": "PERSON"},
    ]
    with serve(task(spans=odd), validate=False) as server:
        user, artist = start(page, server)
        notices = page.locator(".prodigy-notice").all_inner_texts()
        assert "too few points" in notices[0] and "unknown type" in notices[0]
        assert "outside" in notices[1]
        artist.drag((10, 10), (60, 60))
        finish(user)
    (answer,) = export()
    assert answer["spans"][:3] == odd
    assert len(answer["spans"]) == 4


def test_overlapping_shapes_are_reached_by_clicking_again(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    boxes = [
        {"x": 50, "y": 50, "width": 200, "height": 200, "label": "PERSON"},
        {"x": 100, "y": 100, "width": 60, "height": 60, "label": "SKATEBOARD"},
    ]
    with serve(task(spans=boxes)) as server:
        user, artist = start(page, server)
        artist.wait_for_shapes(2)
        (place,) = artist.where((130, 130))
        page.keyboard.down("Shift")
        page.mouse.click(*place)
        page.locator('.prodigy-shape[data-selected][data-shape-index="1"]').wait_for()
        page.mouse.click(*place)
        page.locator('.prodigy-shape[data-selected][data-shape-index="0"]').wait_for()
        page.keyboard.up("Shift")
        user.press("d")
        finish(user)
    (answer,) = export()
    assert answer["spans"] == boxes[1:]


def test_update_of_custom_code_redraws(serve: Callable[..., Any], page: Any) -> None:
    with serve(task(spans=[BOX])) as server:
        _, artist = start(page, server)
        artist.wait_for_shapes(1)
        page.evaluate(
            "box => window.prodigy.update({ spans: [box, { ...box, x: 1, points: undefined }] })",
            BOX,
        )
        artist.wait_for_shapes(2)


def test_a_picture_that_does_not_come_holds_the_answer(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve(
        {"image": "data:image/png;base64,AAAA"}, {"image": "media/none/of%20this.png"}
    ) as server:
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-image-broken").wait_for()
        user.press("a")
        page.get_by_text("The image is not loaded").wait_for()
        user.press("Space")
        page.locator(".prodigy-image-name", has_text="of this.png").wait_for()
        page.get_by_role("button", name="Try again").click()
        page.locator(".prodigy-image-name", has_text="of this.png").wait_for()
        user.press("Space")
        user.save()
    assert [answer["answer"] for answer in export()] == ["ignore", "ignore"]


def test_space_moves_the_picture_or_ignores(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    with serve() as server:
        user, artist = start(page, server)
        page.mouse.move(*artist.where((200, 150))[0])
        page.mouse.wheel(0, -400)
        before = artist.where((200, 150))
        page.keyboard.down(" ")
        artist.drag((200, 150), (180, 140))
        page.keyboard.up(" ")
        ((x, y),), ((old_x, old_y),) = artist.where((200, 150)), before
        assert x < old_x and y < old_y
        assert artist.outlines == []
        assert page.locator(FRAME).count() == 1  # not answered
        user.press(" ")
        user.save()
    (answer,) = export()
    assert answer["answer"] == "ignore"


def test_settings_of_the_view(
    serve: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    settings = {
        "image_manual_modes": ["polygon", "rect"],
        "image_manual_stroke_width": 2,
        "image_manual_font_size": 11,
        "image_manual_show_labels": False,
        "image_manual_from_center": True,
        "image_manual_spans_key": "shapes",
        "darken_image": 0.3,
        "show_bounding_box_center": True,
        "preview_bounding_boxes": True,
        "shade_bounding_boxes": True,
        "custom_theme": {"labels": {"PERSON": "#123456"}},
    }
    with serve(task(shapes=[{**BOX, "label": "PERSON"}]), **settings) as server:
        user, artist = start(page, server)
        artist.wait_for_shapes(1)
        modes = page.locator(".prodigy-image-modes input").evaluate_all(
            "all => all.map(e => e.ariaLabel)"
        )
        assert modes == ["Polygon", "Rectangle", "Select"]
        line = page.locator(".prodigy-shape-line")
        assert line.get_attribute("stroke-width") == "2"
        assert line.get_attribute("fill-opacity") == "0.25"
        assert line.evaluate("e => getComputedStyle(e).stroke") == "rgb(18, 52, 86)"
        assert page.locator(".prodigy-shape-label").count() == 0
        user.press("l")
        chip = page.locator(".prodigy-shape-label")
        assert chip.evaluate("e => getComputedStyle(e).fontSize") == "11px"
        assert page.locator(".prodigy-image-dark").get_attribute("opacity") == "0.3"
        assert page.locator(".prodigy-shape-center").count() == 1
        assert page.locator(".prodigy-image-previews img").count() == 1
        user.press("r")
        artist.drag((300, 100), (320, 110))
        artist.wait_for_shapes(2)
        finish(user)
    (answer,) = export()
    assert "spans" not in answer
    assert_near(answer["shapes"][1]["points"], [(280, 90), (280, 110), (320, 110), (320, 90)], 1)


def test_pictures_in_blocks_and_pages(
    serve_tasks: Callable[..., Any], page: Any, export: Callable[[], Any]
) -> None:
    blocks = [{"view_id": "image_manual"}, {"view_id": "text_input", "field_id": "about"}]
    pages = [
        {"view_id": "image_manual", **task()},
        {"view_id": "blocks", "config": {"blocks": blocks}, **task()},
    ]
    with serve_tasks([{"pages": pages}], "pages", labels=LABELS) as server:
        user, artist = start(page, server)
        artist.drag((20, 20), (80, 60))
        artist.wait_for_shapes(1)
        user.press("PageDown")
        wait_until(
            page, lambda: page.locator(".prodigy-page-content .prodigy-shape-line").count() == 0
        )
        page.locator(f".prodigy-page-content {FRAME}:not([data-loading])").wait_for()
        box = page.locator(f".prodigy-page-content {FRAME} > img").bounding_box()
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 70, steps=4)
        page.mouse.up()
        page.locator(".prodigy-page-content .prodigy-shape-line").wait_for()
        page.locator("#about").fill("a draft")
        page.locator("#about").press("Escape")
        finish(user)
    (answer,) = export()
    first, second = answer["pages"]
    assert (first["width"], second["width"]) == (400, 400)
    assert [len(one["spans"]) for one in (first, second)] == [1, 1]
    assert second["about"] == "a draft"
