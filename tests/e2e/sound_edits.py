"""Recordings of the view cases, and what somebody does to them by mouse, keys or touch."""

from typing import Any
from unittest.mock import ANY

import pytest

from tests.e2e.sounds import Listener, wav_uri
from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator

SECONDS = 10.0
RECORDING = wav_uri(SECONDS)
SOUNDS = ["SPEECH", "MUSIC"]
# A pixel of the narrowest window is a thirtieth of a second.
TOLERANCE_S = 0.04
COLORS = {"SPEECH": "rgba(255,215,0,0.2)", "MUSIC": "rgba(0,255,255,0.2)"}


def region(label: str, start: float, end: float) -> dict[str, Any]:
    """RETURNS (dict): What a region is equal to that was drawn there."""
    return {
        "start": pytest.approx(start, abs=TOLERANCE_S),
        "end": pytest.approx(end, abs=TOLERANCE_S),
        "label": label,
        "id": ANY,
        "color": COLORS[label],
    }


def draw_by_pointer(user: Annotator) -> None:
    listener = Listener(user.page).wait()
    user.select_label("SPEECH")
    listener.draw(2, 4)
    user.select_label("MUSIC")
    listener.draw(8, 6)


def draw_by_keys(user: Annotator) -> None:
    """The cursor goes by 2 seconds, and borders are set where it is."""
    Listener(user.page).wait()
    for key in ("1", "ArrowRight", "i", "ArrowRight", "o"):
        user.press(key)
    for key in ("2", "ArrowRight", "i", "ArrowRight", "o"):
        user.press(key)


def draw_by_touch(user: Annotator) -> None:
    listener, finger = Listener(user.page).wait(), Finger(user.page)
    finger.tap(user.label("SPEECH"))
    listener.draw_by_touch(2, 4)
    listener.wait_for_regions(1)
    finger.tap(user.label("MUSIC"))
    listener.draw_by_touch(6, 8)
    listener.wait_for_regions(2)
