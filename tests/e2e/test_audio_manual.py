"""Regions of recordings: drawn, moved and typed in a real browser, and what is stored of them."""

import pytest

from tests.e2e.sounds import REGION, ROW, Listener, wav_uri
from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator, wait_until

LABELS = ["SPEECH", "MUSIC", "NOISE"]
SECONDS = 10.0
# Palette "audio", at a fifth of its strength.
YELLOW, CYAN = "rgba(255,215,0,0.2)", "rgba(0,255,255,0.2)"


@pytest.fixture
def serve_sound(serve_tasks):
    """Serve one recording in audio_manual: serve_sound(task keys, settings)."""

    def start(task=None, view_id="audio_manual", **settings):
        tasks = [{"audio": wav_uri(SECONDS), "text": "beeps", **(task or {})}]
        return serve_tasks(tasks, view_id, labels=LABELS, **settings)

    return start


def open_sound(page, url):
    user = Annotator(page, url).open()
    return user, Listener(page).wait()


def wait_until_saved(page):
    """After the last task, what was answered is saved by itself."""
    page.wait_for_function(
        "() => !prodigy.content && !document.querySelector('.prodigy-save-count')"
    )


def about(listener, *regions):
    """Regions within one pixel's worth of seconds."""
    step = listener.seconds_per_px
    return [
        (label, pytest.approx(start, abs=step), pytest.approx(end, abs=step))
        for label, start, end in regions
    ]


def test_regions_drawn_with_the_mouse_are_exported_within_a_pixel(serve_sound, page, export):
    with serve_sound() as server:
        user, listener = open_sound(page, server.url)
        listener.draw(1.0, 3.5)
        user.select_label("MUSIC")
        listener.draw(8.25, 5.0)
        expected = about(listener, ("SPEECH", 1.0, 3.5), ("MUSIC", 5.0, 8.25))
        user.answer("accept")
        wait_until_saved(user.page)
    [answer] = export()
    spans = answer["audio_spans"]
    assert [(s["label"], s["start"], s["end"]) for s in spans] == expected
    assert [list(span) for span in spans] == [["start", "end", "label", "id", "color"]] * 2
    assert [span["color"] for span in spans] == [YELLOW, CYAN]
    assert len({span["id"] for span in spans}) == 2


def test_an_untouched_task_gets_no_regions(serve_sound, page, export):
    with serve_sound() as server:
        user, _ = open_sound(page, server.url)
        user.answer("accept")
        wait_until_saved(user.page)
    [answer] = export()
    assert "audio_spans" not in answer


def test_regions_are_moved_resized_relabelled_and_deleted(serve_sound, page):
    region = {"start": 2.0, "end": 4.0, "label": "SPEECH", "id": "r1", "speaker": "Ada"}
    with serve_sound({"audio_spans": [region]}) as server:
        user, listener = open_sound(page, server.url)
        listener.draw(3.0, 4.5)
        assert listener.ranges == about(listener, ("SPEECH", 3.5, 5.5))
        listener.draw(5.5, 7.0)
        assert listener.ranges == about(listener, ("SPEECH", 3.5, 7.0))
        listener.draw(3.5, 3.0)
        assert listener.ranges == about(listener, ("SPEECH", 3.0, 7.0))
        listener.click(5.0)
        assert listener.time == pytest.approx(5.0, abs=listener.seconds_per_px)
        user.press("2")
        [span] = listener.spans
        assert (span["label"], span["color"], span["speaker"]) == ("MUSIC", CYAN, "Ada")
        page.locator(f"{REGION} button").click()
        assert listener.spans == []
        user.press("Control+z")
        assert [span["label"] for span in listener.spans] == ["MUSIC"]
        user.press("q")
        assert listener.spans == [region]


def test_regions_by_keyboard_alone(serve_sound, page, export):
    with serve_sound() as server:
        user, listener = open_sound(page, server.url)
        user.press("ArrowRight")  # to 2.0
        user.press("i")
        user.press("ArrowRight")
        user.press("o")  # 2.0 to 4.0
        for key in (".", ".", ">", "e", ",", "<"):
            user.press(key)  # the end to 4.11, the start to 1.94
        user.press("2")
        user.press("Shift+ArrowRight")  # to 4.1
        user.press("i")
        user.press("ArrowRight")
        user.press("ArrowRight")
        user.press("o")
        user.press("[")
        user.press("3")
        wait_until(page, lambda: listener.ranges[0][0] == "NOISE")
        assert listener.time == pytest.approx(1.94)
        user.press("a")
        wait_until_saved(user.page)
    [answer] = export()
    spans = [(s["label"], s["start"], s["end"]) for s in answer["audio_spans"]]
    assert spans == [
        ("NOISE", pytest.approx(1.94), pytest.approx(4.11)),
        ("MUSIC", pytest.approx(4.1), pytest.approx(8.1)),
    ]


def test_regions_by_touch_alone(serve_sound, phone, export):
    with serve_sound() as server:
        user, listener = open_sound(phone, server.url)
        listener.draw_by_touch(2.0, 5.0)
        first = about(listener, ("SPEECH", 2.0, 5.0))
        listener.wait_for_regions(1)
        assert listener.ranges == first
        # The handle of the new region reaches far beyond its border.
        handle = phone.locator(f"{REGION} [data-edge=end]").bounding_box()
        assert handle["width"] >= 44
        x, y = listener.place(5.0)
        further = listener.place(7.0)[0] - x
        Finger(phone).drag((x + 20, y), (x + 20 + further, y))
        wait_until(phone, lambda: listener.ranges[0][2] > 6)
        expected = about(listener, ("SPEECH", 2.0, 7.0))
        assert listener.ranges == expected
        Finger(phone).tap(phone.locator(".prodigy-button-accept"))
        wait_until_saved(user.page)
    [answer] = export()
    assert [(s["label"], s["start"], s["end"]) for s in answer["audio_spans"]] == expected


def test_overlapping_regions_stand_below_one_another(serve_sound, page):
    regions = [
        {"start": 1.0, "end": 6.0, "label": "SPEECH"},
        {"start": 2.0, "end": 5.0, "label": "MUSIC"},
        {"start": 4.0, "end": 8.0, "label": "NOISE"},
        {"start": 9.0, "end": 9.5, "label": "NOISE"},
    ]
    with serve_sound({"audio_spans": regions}) as server:
        _, listener = open_sound(page, server.url)
        boxes = [box.bounding_box() for box in page.locator(REGION).all()]
        tops = [box["y"] for box in boxes]
        assert len(set(tops[:3])) == 3
        assert boxes[3]["height"] == pytest.approx(3 * boxes[0]["height"], abs=1)
        assert page.locator(ROW).count() == 4
        # Alt draws inside of another region instead of moving it.
        page.keyboard.down("Alt")
        listener.draw(9.1, 9.3)
        page.keyboard.up("Alt")
        assert len(listener.spans) == 5


def test_times_can_be_typed(serve_sound, page):
    with serve_sound({"audio_spans": [{"start": 1.0, "end": 2.0, "label": "SPEECH"}]}) as server:
        user, listener = open_sound(page, server.url)
        field = page.locator(f"{ROW} input").nth(1)
        field.fill("0:04.75")
        user.press("Enter")
        assert listener.ranges == [("SPEECH", 1.0, 4.75)]
        field.fill("nonsense")
        user.press("Enter")
        assert listener.ranges == [("SPEECH", 1.0, 4.75)]


def test_regions_that_cant_be_drawn_are_said_and_kept(serve_sound, page, export):
    bad = [
        {"start": 3.0, "end": 2.0, "label": "SPEECH"},
        {"start": 50.0, "end": 60.0, "label": "SPEECH"},
        {"start": 8.0, "end": 99.0, "label": "MUSIC"},
    ]
    with serve_sound({"audio_spans": bad}, validate=False) as server:
        user, listener = open_sound(page, server.url)
        page.get_by_text("2 regions can’t be drawn").wait_for()
        page.get_by_text("1 region goes on behind the end").wait_for()
        listener.draw(1.0, 2.0)
        user.answer("accept")
        wait_until_saved(user.page)
    [answer] = export()
    assert answer["audio_spans"][:3] == bad
    assert len(answer["audio_spans"]) == 4
