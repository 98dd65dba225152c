"""Reviewing regions of a recording: tracks of the annotators, and what is taken over."""

import pytest

from tests.e2e.sounds import Listener, wav_uri
from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator, wait_until

ALEX = [{"start": 1, "end": 3, "label": "A"}, {"start": 5, "end": 6, "label": "B"}]
KIM = [{"start": 1, "end": 2, "label": "A"}, {"start": 8, "end": 9, "label": "A"}]
TASK = {
    "audio": wav_uri(10),
    "view_id": "audio_manual",
    "audio_spans": ALEX,
    "versions": [
        {"audio_spans": ALEX, "sessions": ["d-alex", "d-jo"], "default": True},
        {"audio_spans": KIM, "sessions": ["d-kim"]},
    ],
}
TRACK = ".prodigy-track"
ROW = ".prodigy-review-version"


@pytest.fixture
def serve_review(serve_tasks):
    return lambda: serve_tasks([TASK], "review", labels=["A", "B"])


def open_review(page, server):
    user = Annotator(page, server.url).open()
    listener = Listener(page).wait()
    page.locator(TRACK).first.wait_for()
    return user, listener


def test_tracks_stand_below_the_waveform_and_say_how_much_agrees(serve_review, page):
    with serve_review() as server:
        _, listener = open_review(page, server)
        assert page.locator(TRACK).count() == 2
        region = page.locator(f"{TRACK} button").nth(3).bounding_box()
        step = listener.place(9)[0] - listener.place(8)[0]
        assert region["x"] == pytest.approx(listener.place(8)[0], abs=1)
        assert region["width"] == pytest.approx(step, abs=1)
        rows = page.locator(ROW).all_inner_texts()
        # A: one of three seconds in common; B: none of one.
        assert ["Overlap 100 %" in row for row in rows] == [True, False]
        assert "Overlap 25 %" in rows[1]


def test_regions_and_versions_are_taken_over_by_keys(serve_review, page, export):
    with serve_review() as server:
        user, listener = open_review(page, server)
        user.press("j")
        wait_until(page, lambda: listener.time == pytest.approx(1, abs=0.01))
        user.press("c")
        wait_until(page, lambda: listener.ranges == [("A", 1, 2), ("B", 5, 6)])
        user.press("j")
        user.press("j")
        user.press("v")
        wait_until(page, lambda: listener.ranges == [("A", 1, 3), ("B", 5, 6)])
        user.press("v")
        wait_until(page, lambda: listener.ranges == [("A", 1, 2), ("A", 8, 9)])
        user.press("a")
        page.wait_for_function("() => !prodigy.content")
        page.wait_for_function("() => !document.querySelector('.prodigy-save-count')")
    [answer] = export()
    assert answer["audio_spans"] == KIM
    assert answer["versions"] == TASK["versions"]


def test_regions_are_taken_over_with_a_finger(serve_review, phone):
    with serve_review() as server:
        _, listener = open_review(phone, server)
        region = phone.locator(f"{TRACK} button").nth(3)
        assert region.bounding_box()["height"] >= 40
        Finger(phone).tap(region)
        wait_until(phone, lambda: len(listener.spans) == 3)
        assert listener.spans[2] == KIM[1]
