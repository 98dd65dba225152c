"""Shapes and regions in tasks."""

import json

import pytest

from prodigy.components.answer_checks import find_misshapen
from prodigy.components.fitting import make_fitter
from prodigy.components.problems import Problems
from prodigy.components.validate import Validator
from prodigy.errors import StreamError
from prodigy.hashing import set_hashes
from tests.util import write_jsonl

NAN, INF = float("nan"), float("inf")
IMAGE = {"image": "a.jpg", "width": 100, "height": 80}
BOX = {"label": "CAR", "x": 10, "y": 20, "width": 30, "height": 40}
BAD_SHAPES = [
    ({"points": [[0, 0], [1, 1]], "type": "polygon"}, "a polygon of 2 points"),
    ({"points": [[0, 0], [NAN, 1], [2, 2]]}, "no pair of numbers"),
    ({"points": [[0, 0], [INF, 1], [2, 2]]}, "no pair of numbers"),
    ({"points": [[0, 0], [5, 5], [9, 9]]}, "no area"),
    ({"points": []}, "neither points nor x"),
    ({"points": [[0, 0, 0], [1, 1, 1], [2, 3, 4]]}, "no pair of numbers"),
    ({"type": "ellipse", "points": [[0, 0], [9, 0], [9, 9]]}, "unknown type"),
    ({"type": "polygon"}, "without points"),
    ({**BOX, "width": 0}, "no size"),
    ({**BOX, "height": -4}, "no size"),
    ({**BOX, "x": NAN}, "no number as its x"),
    ({"x": 1, "y": 2, "width": 3}, "no number as its height"),
    ({**BOX, "x": 100}, "outside of its image, which has 100 x 80 pixels"),
    ({**BOX, "y": -41}, "outside of its image"),
    ({}, "neither points nor x"),
    ({"start": 0, "end": 3}, "neither points nor x"),
]
BAD_REGIONS = [
    ({"start": 2, "end": 1}, "before it starts"),
    ({"start": 1, "end": 1}, "lasts no time"),
    ({"start": -1, "end": 1}, "before the recording begins"),
    ({"start": NAN, "end": 1}, "no time as its start"),
    ({"start": 0, "end": INF}, "no time as its end"),
    ({"start": 0, "end": 1e300}, "no time as its end"),
]


def check(task, view_id):
    return Validator(view_id).check(set_hashes(dict(task)))


@pytest.mark.parametrize("view_id", ["image", "image_manual"])
@pytest.mark.parametrize(("span", "what"), BAD_SHAPES)
def test_shapes_that_can_not_be_drawn(span, what, view_id):
    [problem] = check({**IMAGE, "spans": [BOX, {"label": "DOG", **span}]}, view_id)
    assert problem.startswith("spans[1] (")
    assert what in problem


@pytest.mark.parametrize("points", ["0,0", [["0", "1"], [2, 3], [4, 5]], [0, 1], [[0, None]]])
def test_points_that_are_no_numbers_do_not_fit_the_schema(points):
    assert "points" in check({**IMAGE, "spans": [{"points": points}]}, "image_manual")[0]


@pytest.mark.parametrize("view_id", ["audio", "audio_manual"])
@pytest.mark.parametrize(("region", "what"), BAD_REGIONS)
def test_regions_that_can_not_be(region, what, view_id):
    good = {"start": 0, "end": 1.5, "label": "A", "mood": "x"}
    task = {"audio": "a.wav", "audio_spans": [good, {"label": "B", **region}]}
    [problem] = check(task, view_id)
    assert problem.startswith("audio_spans[1] (B) ")
    assert what in problem


@pytest.mark.parametrize("start", ["0", None, True])
def test_times_that_are_no_numbers_do_not_fit_the_schema(start):
    task = {"audio": "a.wav", "audio_spans": [{"start": start, "end": 2, "label": "A"}]}
    assert "audio_spans[0].start" in check(task, "audio_manual")[0]


@pytest.mark.parametrize(
    "span",
    [
        BOX,
        {**BOX, "points": None, "type": None, "mask": [1, 2]},
        {"points": [[0, 0], [0, 5], [5, 5], [5, 0]], "label": None},
        {"points": ((0, 0), (0, 5), (5, 5))},
        {"points": [[-0.5, 0], [100.5, 5], [5, 80.5]], "type": "freehand"},
    ],
)
def test_shapes_that_are_right_stay_as_they_are(span):
    task = {**IMAGE, "spans": [span]}
    problems = Problems(is_strict=True)
    make_fitter("image_manual", {"labels": ["CAR"]})(task, problems)
    assert task["spans"] == [span]
    assert check(task, "image_manual") == []
    assert check({**task, "width": None}, "image_manual") == []


@pytest.mark.parametrize(
    ("view_id", "task"),
    [
        ("choice", {**IMAGE, "options": [{"id": "A"}], "spans": [{**BOX, "width": 0}]}),
        ("classification", {**IMAGE, "label": "A", "spans": [{**BOX, "width": 0}]}),
        ("blocks", {**IMAGE, "shapes": [{**BOX, "width": 0}], "text": "a", "spans": []}),
        ("blocks", {"audio": "a.wav", "audio_spans": [{"start": 2, "end": 1}]}),
        ("pages", {"pages": [{**IMAGE, "view_id": "image_manual", "spans": [{"type": "rect"}]}]}),
    ],
)
def test_shapes_and_regions_in_other_interfaces(view_id, task):
    assert len(check(task, view_id)) == 1


def test_spans_of_texts_are_no_shapes():
    task = {"text": "Oslo", "label": "A", "spans": [{"start": 0, "end": 4, "label": "CITY"}]}
    assert check(task, "classification") == []


def test_shapes_that_stick_out_are_cut_off(capsys):
    spans = [{**BOX, "x": -5, "mask": 1}, BOX, {"points": [[0, 0], [200, 0], [50, 50]]}]
    task = {**IMAGE, "spans": spans}
    problems = Problems(is_strict=False)
    make_fitter("image_manual", {})(task, problems)
    first, second, third = task["spans"]
    assert (first["x"], first["width"], first["mask"], first["label"]) == (0, 25, 1, "CAR")
    assert second is BOX
    assert third["points"] == [[0, 0], [100, 0], [50, 50]]
    assert (problems.n_mended, spans[0]["x"]) == (2, -5)
    said = " ".join(capsys.readouterr().err.split())
    assert "spans[0] (CAR) sticks out of its image, 100 x 80 pixels. It is cut off" in said
    with pytest.raises(StreamError, match="something wrong"):
        make_fitter("image_manual", {})({**IMAGE, "spans": spans}, Problems(is_strict=True))


def test_points_count_if_a_size_says_something_else():
    points = [[1, 1], [1, 5], [6, 5], [6, 1]]
    task = {**IMAGE, "spans": [{**BOX, "points": points, "type": "rect"}]}
    problems = Problems(is_strict=False)
    make_fitter("image_manual", {})(task, problems)
    assert [task["spans"][0][key] for key in ("x", "y", "width", "height")] == [1, 1, 5, 4]
    assert problems.n_mended == 1


def test_check_names_files_and_lines(run_cli, home):
    rows = [
        {**IMAGE, "spans": [BOX]},
        {**IMAGE, "spans": [{**BOX, "width": -1}]},
        {**IMAGE, "spans": [{**BOX, "x": 90}]},
    ]
    write_jsonl("data.jsonl", rows)
    result = run_cli("check", "data.jsonl", "--view-id", "image_manual", "--json")
    second, third = map(json.loads, result.stdout.splitlines())
    assert (second["line"], second["skipped"], third["line"], third["skipped"]) == (
        2,
        True,
        3,
        False,
    )
    assert "width -1" in second["what"]
    assert result.returncode == 1


@pytest.mark.parametrize(
    "keys",
    [
        {"audio_spans": "x"},
        {"audio_spans": [{"start": 2, "end": 1}]},
        {"image": "a.jpg", "spans": [{**BOX, "width": 0}]},
        {"image": "a.jpg", "spans": [{"points": [[0, 0]]}]},
    ],
)
def test_stored_answers_that_no_interface_has_written(keys):
    assert find_misshapen(keys) is not None
    assert find_misshapen({"image": "a.jpg", "spans": [BOX]}) is None
    assert find_misshapen({"audio": "a", "audio_spans": [{"start": 0.5, "end": 1}]}) is None
