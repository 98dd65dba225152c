"""Documents in the browser: words marked on their pages, shapes drawn on them, what is stored."""

import pytest

pytest.importorskip("pypdfium2")

from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator
from tests.pdf_files import Line, Page, width_of, write_pdf
from tests.util import read_jsonl

LEFT = [Line("Had a bad plan", 60, 740), Line("a park near", 60, 724), Line("an old van", 60, 708)]
RIGHT = [Line("Paul had", 330, 740), Line("a break", 330, 724)]
# 12 points at 144 pixels per inch. Words are as high as the line.
SCALE = 2
HEIGHT = 28.1
SHOWN = ".prodigy-page-content"


@pytest.fixture
def source(tmp_path):
    pages = [
        Page([*LEFT, *RIGHT]),
        Page([Line("Had a break", 100, 700)], rotate=90, crop=(50, 60, 595, 800)),
        Page(ink="0.8 g 100 100 200 200 re f"),
    ]
    return write_pdf(tmp_path / "docs" / "a.pdf", pages).parent


@pytest.fixture
def export(run_cli):
    return lambda: read_jsonl(run_cli("db-out", "data").stdout)


def command(source, *options):
    return ["pdf.spans.manual", "data", "blank:en", source, "--label", "PLAN,WHO", *options]


def token(page, index):
    return page.locator(f'{SHOWN} [data-token="{index}"]').first


def wait_for_page(page, number):
    page.locator(f'{SHOWN}[data-prodigy-page="{number}"]').wait_for()
    page.wait_for_function(
        "shown => [...document.querySelectorAll(`${shown} img`)].every(i => i.naturalWidth > 0)"
        " && document.querySelector(`${shown} img`) !== null",
        arg=SHOWN,
    )


def check(rows):
    """Two spans: "bad plan a park" over two lines of page 1, "a break" on page 2."""
    [row] = rows
    one, two, three = row["pages"]
    assert (row["answer"], three["view_id"]) == ("accept", "image")
    [span] = one["spans"]
    assert one["text"][span["start"] : span["end"]] == "bad plan a park"
    assert (span["label"], span["page"]) == ("PLAN", 1)
    assert (span["token_start"], span["token_end"]) == (2, 5)
    for box, (x, y, width) in zip(
        span["boxes"],
        [
            (60 + width_of("Had a ", 12), 740, width_of("bad plan", 12)),
            (60, 724, width_of("a park", 12)),
        ],
        strict=True,
    ):
        top = (842 - y) * SCALE - 22.7  # the ascent of the font
        assert box == pytest.approx([x * SCALE, top, width * SCALE, HEIGHT], abs=1)
    [span] = two["spans"]
    assert two["text"][span["start"] : span["end"]] == "a break"
    assert (span["label"], span["page"]) == ("WHO", 2)
    # Turned to the right: what runs to the right on the page runs down on the picture.
    [[_, y, width, height]] = span["boxes"]
    assert width == pytest.approx(HEIGHT, abs=1)
    assert y == pytest.approx((100 - 50 + width_of("Had ", 12)) * SCALE, abs=1)
    assert height == pytest.approx(width_of("a break", 12) * SCALE, abs=1)


def test_words_lie_where_they_are_seen(page, live_server, source):
    with live_server(command(source)) as server:
        Annotator(page, server.url).open()
        wait_for_page(page, 0)
        picture = page.locator(f"{SHOWN} .prodigy-page > img").bounding_box()
        box = token(page, 2).bounding_box()  # bad
    scale = picture["width"] / 595
    assert picture["height"] == pytest.approx(842 * scale, abs=1)
    assert box["x"] - picture["x"] == pytest.approx((60 + width_of("Had a ", 12)) * scale, abs=1)
    assert box["width"] == pytest.approx(width_of("bad", 12) * scale, abs=1)
    baseline = picture["y"] + (842 - 740) * scale
    assert box["y"] < baseline < box["y"] + box["height"]


def test_spans_are_marked_with_the_mouse(page, live_server, source, export):
    with live_server(command(source)) as server:
        user = Annotator(page, server.url).open()
        wait_for_page(page, 0)
        user.drag_tokens(5, 2)
        page.get_by_role("button", name="Next page").click()
        wait_for_page(page, 1)
        page.locator(f'{SHOWN} [data-prodigy-label="WHO"]').click()
        start, end = (token(page, index).bounding_box() for index in (1, 2))
        page.mouse.move(start["x"] + 3, start["y"] + 3)
        page.mouse.down()
        page.mouse.move(end["x"] + 5, end["y"] + end["height"] - 4, steps=4)
        page.mouse.up()
        page.locator(f"{SHOWN} mark").wait_for()
        page.get_by_text("1 page not seen yet").wait_for()
        user.answer("accept")
        user.save()
    check(export())


def test_spans_are_marked_by_keys_alone(page, live_server, source, export):
    with live_server(command(source)) as server:
        user = Annotator(page, server.url).open()
        wait_for_page(page, 0)
        user.focus_token(2)
        for _ in range(3):
            user.press("Shift+ArrowRight")
        user.press("Enter")
        page.locator(f"{SHOWN} mark").wait_for()
        user.press("PageDown")
        wait_for_page(page, 1)
        user.tab_to(f"{SHOWN} .prodigy-token")
        user.press("ArrowRight")
        user.press("Shift+ArrowRight")
        user.press("2")
        page.locator(f"{SHOWN} mark").wait_for()
        user.press("a")
        user.save()
    check(export())


def test_spans_are_marked_by_a_finger_alone(phone, live_server, source, export):
    with live_server(command(source)) as server:
        user = Annotator(phone, server.url).open()
        wait_for_page(phone, 0)
        finger = Finger(phone)
        finger.hold(token(phone, 2))
        finger.tap(token(phone, 5))
        finger.tap(phone.locator(f'{SHOWN} [data-prodigy-label="PLAN"]'))
        phone.locator(f"{SHOWN} mark").wait_for()
        finger.tap(phone.get_by_role("button", name="Next page"))
        wait_for_page(phone, 1)
        finger.hold(token(phone, 1))
        finger.tap(token(phone, 2))
        finger.tap(phone.locator(f'{SHOWN} [data-prodigy-label="WHO"]'))
        phone.locator(f"{SHOWN} mark").wait_for()
        finger.tap(phone.locator(".prodigy-button-accept"))
        user.save()
    check(export())


def test_arrows_stay_in_the_column(page, live_server, source):
    with live_server(command(source)) as server:
        user = Annotator(page, server.url).open()
        wait_for_page(page, 0)
        user.focus_token(2)
        read = "document.activeElement.textContent.trim()"
        seen = []
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
            user.press(key)
            seen.append(page.evaluate(read))
    assert seen == ["near", "van", "van", "near"]


def test_words_on_a_phone_are_large_enough_to_touch_and_the_page_can_be_moved(
    phone, live_server, source
):
    with live_server(command(source)) as server:
        Annotator(phone, server.url).open()
        wait_for_page(phone, 0)
        assert token(phone, 0).bounding_box()["height"] >= 14
        frame = phone.locator(f"{SHOWN} .prodigy-page-frame")
        box = frame.bounding_box()
        finger = Finger(phone)
        y = box["y"] + 200
        finger.drag((box["x"] + 250, y), (box["x"] + 60, y))
        phone.wait_for_function(
            "selector => document.querySelector(selector).scrollLeft > 50",
            arg=f"{SHOWN} .prodigy-page-frame",
        )
        assert phone.locator(f"{SHOWN} mark").count() == 0


def test_page_whose_file_is_gone_says_so_and_the_others_go_on(
    page, live_server, source, export, script_errors
):
    with live_server(command(source, "--split-pages")) as server:
        (source / "a.pdf").rename(source / "b.pdf")
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-image-broken").wait_for()
        user.answer("ignore")
        user.save()
    assert [row["answer"] for row in export()] == ["ignore"]
    script_errors.clear()  # the requests for the picture


@pytest.mark.parametrize("zoom", [1, 2])
def test_boxes_drawn_on_a_page_lead_back_to_its_points(
    open_page, live_server, source, export, zoom
):
    page = open_page(viewport={"width": 1440, "height": 900}, device_scale_factor=zoom)
    options = ["pdf.image.manual", "data", source, "--label", "TABLE", "--dpi", "100"]
    with live_server(options) as server:
        user = Annotator(page, server.url).open()
        wait_for_page(page, 0)
        picture = page.locator(f"{SHOWN} img").first
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        scale = box["width"] / 595
        # Around the first line of the left column: 60 to 140, 740 to 752 points.
        page.mouse.move(box["x"] + 60 * scale, box["y"] + (842 - 752) * scale)
        page.mouse.down()
        page.mouse.move(box["x"] + 140 * scale, box["y"] + (842 - 740) * scale, steps=5)
        page.mouse.up()
        page.get_by_text("2 pages not seen yet").wait_for()
        user.press("a")
        user.save()
    [row] = export()
    stored = row["pages"][0]
    [shape] = stored["spans"]
    assert (stored["page"], stored["path"]) == (1, str(source / "a.pdf"))
    to_points = stored["page_info"]["size"][0] / stored["width"]
    assert to_points == pytest.approx(0.72, abs=0.001)
    found = [shape[key] * to_points for key in ("x", "y", "width", "height")]
    assert found == pytest.approx([60, 90, 80, 12], abs=1)
