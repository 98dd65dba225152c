"""Images and recordings in the terminal."""

import pytest

from prodigy.components.printers import Painter, format_example, get_style
from tests.components.formats.helpers import FREEHAND, PICTURE, RECORDING

DATA = "data:image/png;base64," + "A" * 500


def test_shapes_of_an_image():
    shown = format_example({**PICTURE, "spans": [*PICTURE["spans"], FREEHAND]})
    assert shown.splitlines() == [
        "✔ images/street 1.jpg",
        "  [CAR] rect at 47.5, 171.4, 109.1 × 67.4",
        "  [TREE] polygon of 3 points at 10, 20, 190.5 × 130",
        "  [SKY] freehand of 4 points at 0, 0, 640 × 9.5",
    ]


def test_regions_of_a_recording():
    long = {"start": 3661.5, "end": 7322.25, "label": "A", "text": "word \n" * 90}
    lines = format_example({**RECORDING, "audio_spans": [*RECORDING["audio_spans"], long]})
    first, second, third, fourth = lines.splitlines()
    assert first == "✔ talks/talk 1.wav"
    assert second == "  [ANN] 0:00.250 – 0:02.125 Hello & goodbye"
    assert fourth.startswith("  [A] 1:01:01.500 – 2:02:02.250 word word")
    assert (len(fourth) < 130, third) == (True, "  [BO] 0:01.500 – 0:03.001 Hi")


@pytest.mark.parametrize(
    "span", [{"x": 1}, {"points": [[0, 0]]}, "x", None, 7, {"start": 0, "end": 1}]
)
def test_what_is_no_shape_is_said(span):
    assert ", which" in format_example({**PICTURE, "spans": [span]})
    assert ", which" in format_example({**PICTURE, "spans": "many"})
    if not isinstance(span, dict) or "start" not in span:
        assert ", which" in format_example({**RECORDING, "audio_spans": [span]})


def test_data_does_not_fill_the_terminal():
    eg = {**PICTURE, "image": DATA}
    assert "street 1.jpg" in format_example(eg)
    del eg["path"]
    assert len(format_example({**eg, "spans": []})) < 60


def test_styles():
    assert [get_style(eg) for eg in (PICTURE, RECORDING)] == ["shapes", "regions"]
    assert get_style({**PICTURE, "_view_id": "review", "view_id": "image_manual"}) == "shapes"
    assert "[CAR]" in format_example(
        {"image": "x"} | {"spans": PICTURE["spans"]}, "shapes", Painter(False)
    )
