"""The JSON of Label Studio, about images and recordings."""

import io
import json
import math

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_labelstudio, write_labelstudio
from prodigy.components.outlines import get_area
from prodigy.errors import LoaderError
from tests.components.formats.helpers import (
    ANSWER,
    FREEHAND,
    PICTURE,
    RECORDING,
    get_shapes,
    get_spans,
    write,
)
from tests.components.formats.strategies import pictures
from tests.components.formats.test_recordings import recordings

SIZE = {"original_width": 200, "original_height": 100, "image_rotation": 0}
RECT = {
    "id": "r1",
    "from_name": "label",
    "to_name": "image",
    "type": "rectanglelabels",
    **SIZE,
    "value": {"x": 10, "y": 20, "width": 50, "height": 30, "rotation": 0},
}
RECT["value"]["rectanglelabels"] = ["CAR"]
SOUND = {
    "id": "s1",
    "from_name": "label",
    "to_name": "audio",
    "type": "labels",
    "original_length": 10.5,
    "value": {"start": 1.5, "end": 2.5, "channel": 0, "labels": ["ANN"]},
}


def change(region, **value):
    return {**region, "value": {**region["value"], **value}}


def make_task(*results, data=None, **keys):
    made = [{"result": list(result), **keys} for result in results]
    return {"data": data or {"image": "/data/upload/1/a.jpg"}, "annotations": made}


def read(tasks, report=None):
    return list(read_labelstudio(io.StringIO(json.dumps(tasks)), report=report))


def round_trip(*examples):
    buffer, report = io.BytesIO(), Report()
    write_labelstudio(examples, buffer, report=report)
    assert report.n_done == len(examples)
    return list(read_labelstudio(io.BytesIO(buffer.getvalue()))), report


@settings(max_examples=40)
@given(eg=pictures(kinds=("rect", "polygon")))
def test_shapes_come_back(eg):
    (found, _, other), report = round_trip(eg, RECORDING, ANSWER)
    assert report.describe() == []
    assert get_shapes(found) == get_shapes(eg)
    assert all(found[key] == eg[key] for key in ("image", "width", "height", "_view_id"))
    assert get_spans(other) == get_spans(ANSWER)


@settings(max_examples=40)
@given(eg=recordings())
def test_regions_come_back(eg):
    both = {**eg, "transcript": "all\n\nof it"}
    (found, again), report = round_trip(eg, both)
    assert report.describe() == []
    assert found["audio_spans"] == again["audio_spans"] == eg["audio_spans"]
    assert (found["audio"], found["_view_id"]) == (eg["audio"], "audio_manual")
    assert again["transcript"] == "all\n\nof it"


def test_what_is_written(tmp_path):
    spans = [*PICTURE["spans"], {**FREEHAND, "mask": 1}]
    path, report = write("labelstudio", [{**PICTURE, "spans": spans, "meta": {"a": 1}}], tmp_path)
    [task] = json.loads(path.read_text())
    assert task["data"] == {"image": "images/street 1.jpg", "width": 640, "height": 480}
    assert task["meta"] == {"a": 1}
    box, polygon, _ = task["annotations"][0]["result"]
    assert (box["type"], box["original_width"], box["image_rotation"]) == (
        "rectanglelabels",
        640,
        0,
    )
    assert box["value"]["x"] == pytest.approx(100 * 47.5 / 640)
    assert box["value"]["rectanglelabels"] == ["CAR"]
    assert polygon["value"]["points"][0] == pytest.approx([100 * 10 / 640, 100 * 20 / 480])
    assert report.lost == {"lost-freehand": 1, "lost-keys:mask": 1}


def test_what_is_written_about_a_recording(tmp_path):
    path, _ = write("labelstudio", [{**RECORDING, "answer": "ignore"}], tmp_path)
    [task] = json.loads(path.read_text())
    assert task["data"] == {"audio": "talks/talk 1.wav"}
    [annotation] = task["annotations"]
    assert annotation["was_cancelled"] is True
    label, text = annotation["result"][:2]
    assert (label["type"], label["value"]["labels"]) == ("labels", ["ANN"])
    assert (text["type"], text["value"]["text"], text["id"]) == (
        "textarea",
        ["Hello & goodbye"],
        label["id"],
    )
    [eg] = read_labelstudio(path)
    assert eg["answer"] == "ignore"
    video = {**RECORDING, "video": "a.mp4", "path": "a.mp4"}
    (found,), _ = round_trip(video)
    assert found["video"] == "a.mp4"


def test_an_export_about_images():
    report = Report()
    polygon = {**RECT, "type": "polygonlabels", "id": "p"}
    points = [[0, 0], [50, 0], [50, 100]]
    polygon["value"] = {"points": points, "closed": True, "polygonlabels": ["TREE", "OAK"]}
    brush = {
        **RECT,
        "type": "brushlabels",
        "value": {"format": "rle", "rle": [1], "brushlabels": []},
    }
    ellipse = {**RECT, "type": "ellipselabels", "value": {"x": 1, "ellipselabels": ["A"]}}
    plain = {**RECT, "type": "rectangle", "value": {"x": 10, "y": 20, "width": 50, "height": 30}}
    relation = {"type": "relation", "from_id": "r1", "to_id": "p"}
    first, second, third = read(
        [
            make_task([plain, RECT, polygon, brush, ellipse, relation], completed_by=3),
            make_task([], data={"image": "b.jpg", "width": 5, "height": 5}),
            make_task([], data={"image": "c.jpg"}),
        ],
        report,
    )
    assert get_shapes(first) == [
        ("CAR", "rect", [[20, 20], [20, 50], [120, 50], [120, 20]]),
        ("TREE", "polygon", [[0, 0], [100, 0], [100, 100]]),
        ("OAK", "polygon", [[0, 0], [100, 0], [100, 100]]),
    ]
    assert (first["width"], first["height"], first["_annotator_id"]) == (200, 100, "3")
    assert (second["spans"], second["width"]) == ([], 5)
    assert (third["spans"], "width" in third) == ([], False)
    assert report.lost == {
        "lost-shapes:brushlabels": 1,
        "lost-shapes:ellipselabels": 1,
        "lost-relations": 1,
    }


def test_boxes_turn_around_their_upper_left_corner():
    report = Report()
    [eg] = read([make_task([change(RECT, rotation=90)])], report)
    [(_, kind, points)] = get_shapes(eg)
    # 100 x 30 pixels: turned to the right, its long side goes down, which leaves the image.
    assert (kind, report.mended) == ("polygon", {"rotated": 1, "clipped": 1})
    [eg] = read([make_task([change(RECT, x=40, width=10, rotation=45)])])
    points = tuple(map(tuple, eg["spans"][0]["points"]))
    assert points[0] == (80, 20)
    assert get_area(points) == pytest.approx(20 * 30, rel=1e-5)
    assert math.atan2(points[3][1] - 20, points[3][0] - 80) == pytest.approx(math.pi / 4, abs=1e-5)


def test_an_export_about_recordings():
    report = Report()
    text = {**SOUND, "type": "textarea", "from_name": "t"}
    text["value"] = {"start": 1.5, "end": 2.5, "channel": 0, "text": ["Hello", "you"]}
    whole = {"type": "textarea", "from_name": "u", "value": {"text": ["all of it"]}}
    rating = {"type": "rating", "value": {"rating": 3}}
    data = {"audio": "https://example.org/get?id=7"}
    first, second = read(
        [make_task([text, SOUND, whole, rating], data=data), make_task([whole], data=data)], report
    )
    assert first["audio_spans"] == [
        {"start": 1.5, "end": 2.5, "label": "ANN", "text": "Hello\nyou"}
    ]
    assert (first["audio"], "path" in first) == (data["audio"], False)
    assert first["transcript"] == second["transcript"] == "all of it"
    assert second["_view_id"] == "blocks"
    assert report.lost == {"lost-regions:rating": 1}


def test_choices_about_an_image():
    choice = {"type": "choices", "from_name": "c", "to_name": "image", "value": {"choices": ["A"]}}
    other = {**choice, "value": {"choices": ["B"]}}
    first, second, third = read([make_task([choice], [other], [RECT, choice])])
    assert (first["accept"], first["_view_id"], first["image"]) == (
        ["A"],
        "choice",
        "/data/upload/1/a.jpg",
    )
    assert "text" not in first
    assert "spans" not in second
    assert (third["_view_id"], third["accept"], len(third["spans"])) == ("blocks", ["A"], 1)


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        (change(RECT, width=0), "shape"),
        (change(RECT, width=-5), "shape"),
        (change(RECT, x="1"), "shape"),
        (change(RECT, x=None), "shape"),
        (change(RECT, x=1e200), "shape"),
        (change(RECT, x=150), "shape"),
        (change(RECT, rotation="x"), "shape"),
        (change(RECT, rectanglelabels=[]), "no-label"),
        (change(RECT, rectanglelabels=[""]), "no-label"),
        ({**RECT, "original_width": 0}, "size"),
        ({**RECT, "original_width": "200"}, "size"),
        ({**RECT, "original_width": None}, "size"),
        (
            {
                **RECT,
                "type": "polygonlabels",
                "value": {"points": [[1, 2]], "polygonlabels": ["A"]},
            },
            "shape",
        ),
        (
            {**RECT, "type": "polygonlabels", "value": {"points": [1], "polygonlabels": ["A"]}},
            "shape",
        ),
    ],
)
def test_a_broken_shape_costs_its_annotation(region, kind):
    report = Report()
    [eg] = read([make_task([region], [RECT])], report)
    assert len(eg["spans"]) == 1
    assert report.rejected == {kind: 1}
    with pytest.raises(LoaderError, match="Entry 1 of"):
        read([make_task([region])])


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        (change(SOUND, start=2.5), "region"),
        (change(SOUND, start=-1), "region"),
        (change(SOUND, end="x"), "region"),
        (change(SOUND, end=None), "region"),
        (change(SOUND, labels=[]), None),
        (change(SOUND, labels=[7]), "no-label"),
        (
            {**SOUND, "type": "textarea", "value": {"start": 1, "end": 2, "channel": 0, "text": 5}},
            "value",
        ),
    ],
)
def test_a_broken_region_costs_its_annotation(region, kind):
    report = Report()
    found = read([make_task([region], [SOUND], data={"audio": "a.wav"})], report)
    assert len(found) == (1 if kind else 2)
    assert report.rejected == ({kind: 1} if kind else {})


def test_paths_that_lead_out():
    report = Report()
    assert read([make_task([RECT], data={"image": "../../x.jpg"})], report) == []
    assert report.rejected == {"path": 1}


def test_texts_that_look_like_paths_are_texts():
    [eg] = read([make_task([], data={"text": "notes.mp3"})])
    assert eg["text"] == "notes.mp3"
    [eg] = read([make_task([], data={"sentence": "Play me the song.mp3"})])
    assert eg["text"] == "Play me the song.mp3"
