"""Folders of YOLO, checked by what its documentation says about them."""

import json

import pytest
import srsly
from hypothesis import given, settings
from PIL import Image

from prodigy.components.formats import (
    Report,
    read_yolo,
    read_yolo_seg,
    write_yolo,
    write_yolo_seg,
)
from prodigy.errors import LoaderError
from tests.components.formats.helpers import FREEHAND, PICTURE, POLYGON, RECT, get_shapes
from tests.components.formats.strategies import pictures


def parse_labels(folder, name):
    """Read a file as the documentation describes it: class and parts of the image, per line."""
    config = srsly.yaml_loads((folder / "data.yaml").read_text(encoding="utf8"))
    rows = []
    for line in (folder / "labels" / f"{name}.txt").read_text().splitlines():
        number, *parts = line.split(" ")
        assert all(0 <= float(part) <= 1 for part in parts)
        rows.append((config["names"][int(number)], [float(part) for part in parts]))
    return rows


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "photos" / "a b.png"
    path.parent.mkdir()
    Image.new("RGB", (200, 100)).save(path)
    return path


def make_answer(image, *spans):
    keys = {"spans": list(spans), "_view_id": "image_manual", "answer": "accept"}
    return {"image": str(image), "path": str(image), **keys}


BOX = {"label": "A", "x": 20, "y": 10, "width": 100, "height": 50}


@pytest.mark.parametrize(
    ("keys", "is_empty"),
    [
        ({"spans": []}, True),  # somebody looked, and nothing is there
        ({}, False),  # nobody asked for shapes
        ({"spans": None}, False),
        ({"spans": [], "tokens": []}, False),  # of a text beside the image
        ({"spans": [], "_view_id": "choice"}, False),
        ({"_view_id": "image_manual"}, True),
    ],
)
def test_images_without_shapes_are_examples_of_nothing(tmp_path, image, keys, is_empty):
    answer = {"image": str(image), "answer": "accept", **keys}
    report = Report()
    assert write_yolo([answer, make_answer(image, BOX)], tmp_path / "out", report=report) == (
        2 if is_empty else 1
    )
    assert bool(report.describe()) != is_empty


def test_boxes_as_the_documentation_has_them(tmp_path, image):
    out = tmp_path / "out"
    report = Report()
    other = make_answer("https://example.org/x.jpg")
    examples = [make_answer(image, BOX), {**other, "width": 10, "height": 10}]
    assert write_yolo(examples, out, report=report) == 2
    assert report.describe() == []
    assert parse_labels(out, "a b") == [("A", [0.35, 0.35, 0.5, 0.5])]
    assert (out / "labels" / "x.txt").read_bytes() == b""
    config = srsly.yaml_loads((out / "data.yaml").read_text())
    assert config == {"train": "images", "val": "images", "names": {0: "A"}}
    assert (out / "classes.txt").read_text() == "A\n"
    with Image.open(out / "images" / "a b.png") as found:
        assert found.size == (200, 100)


def test_outlines_as_the_documentation_has_them(tmp_path, image):
    triangle = {"label": "B", "type": "polygon", "points": [[0, 0], [100, 0], [200, 100]]}
    write_yolo_seg([make_answer(image, BOX, triangle)], tmp_path / "out")
    assert parse_labels(tmp_path / "out", "a b") == [
        ("A", [0.1, 0.1, 0.1, 0.6, 0.6, 0.6, 0.6, 0.1]),
        ("B", [0, 0, 0.5, 0, 1, 1]),
    ]


@settings(max_examples=25)
@given(eg=pictures(kinds=("rect", "polygon")))
def test_outlines_come_back(eg, tmp_path_factory):
    out = tmp_path_factory.mktemp("yolo") / "out"
    report = Report()
    write_yolo_seg([eg], out, report=report)
    assert report.describe() == []
    [found] = read_yolo_seg(out)
    pairs = zip(get_shapes(found), get_shapes(eg), strict=True)
    for (label, kind, points), (other, other_kind, others) in pairs:
        assert (label, points) == (other, others)
        assert kind == other_kind or kind == "rect"
    assert all(found[key] == eg[key] for key in ("image", "width", "height"))


@settings(max_examples=25)
@given(eg=pictures(kinds=("rect",)))
def test_boxes_come_back(eg, tmp_path_factory):
    out = tmp_path_factory.mktemp("yolo") / "out"
    write_yolo([eg, {**eg, "path": "other.jpg"}], out)
    found = list(read_yolo(out))
    assert [get_shapes(row) for row in found] == [get_shapes(eg)] * 2


def test_what_is_not_held_is_counted(tmp_path):
    spans = [RECT, POLYGON, FREEHAND]
    report = Report()
    write_yolo([{**PICTURE, "spans": spans}], tmp_path / "a", report=report)
    assert report.lost == {"lost-outlines": 1}
    assert parse_labels(tmp_path / "a", "street 1")[1][0] == "TREE"
    report = Report()
    write_yolo_seg([{**PICTURE, "spans": spans}], tmp_path / "b", report=report)
    assert report.lost == {"lost-freehand": 1}


def test_images_in_tasks_are_files(tmp_path, image):
    import base64

    data = base64.b64encode(image.read_bytes()).decode()
    eg = {**make_answer(f"data:image/png;base64,{data}", BOX), "meta": {"file": "x.png"}}
    del eg["path"]
    report = Report()
    write_yolo([eg], tmp_path / "out", report=report)
    assert (tmp_path / "out" / "images" / "x.png").read_bytes() == image.read_bytes()
    assert report.lost == {"lost-media": 1}
    assert parse_labels(tmp_path / "out", "x") == [("A", [0.35, 0.35, 0.5, 0.5])]


def test_images_with_the_same_name(tmp_path):
    examples = [{**PICTURE, "path": f"{folder}/a.jpg"} for folder in "xyz"]
    write_yolo([*examples, {**PICTURE, "path": "x/A.png"}], tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out" / "labels").iterdir())
    assert names == ["A-4.txt", "a-2.txt", "a-3.txt", "a.txt"]
    found = sorted(eg["path"] for eg in read_yolo(tmp_path / "out"))
    assert found == ["x/A.png", "x/a.jpg", "y/a.jpg", "z/a.jpg"]


def test_names_can_not_leave_the_folder(tmp_path):
    for name in ("../../evil.jpg", "/etc/passwd", "..", "a\0b.jpg", "CON", "x" * 500):
        write_yolo([{**PICTURE, "path": name}], tmp_path / "in" / "out")
        [path] = (tmp_path / "in" / "out" / "labels").iterdir()
        assert path.resolve().is_relative_to(tmp_path / "in" / "out" / "labels")
    assert {path.name for path in tmp_path.iterdir()} <= {"in", ".prodigy"}
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["out"]


# Folders of others


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "set"
    for place in ("images/train", "labels/train"):
        (root / place).mkdir(parents=True)
    for name in ("a.jpg", "b.PNG", "c.jpg"):
        Image.new("RGB", (200, 100)).save(root / "images/train" / name)
    (root / "labels/train/a.txt").write_text("0 0.5 0.5 0.5 0.5\n")
    (root / "labels/train/b.txt").write_text("1 0.1 0.1 0.2 0.1 0.2 0.3\n\n0 0.5 0.5 1 1 0.9\n")
    (root / "data.yaml").write_text("path: ../nowhere\ntrain: images/train\nnames: [CAR, 'BUS']\n")
    return root


def test_a_folder_of_ultralytics(folder):
    report = Report()
    a, b, c = sorted(read_yolo(folder, report=report), key=lambda eg: eg["path"])
    assert (a["width"], a["height"], a["_view_id"]) == (200, 100, "image_manual")
    assert a["path"] == str(folder / "images/train/a.jpg")
    assert get_shapes(a) == [("CAR", "rect", [[50, 25], [50, 75], [150, 75], [150, 25]])]
    assert get_shapes(b)[0] == ("BUS", "polygon", [[20, 10], [40, 10], [40, 30]])
    assert c["spans"] == []  # an image without a file has no objects
    assert report.lost == {"lost-keys:confidence": 1}


def test_darknet_and_folders_without_names(tmp_path):
    data = tmp_path / "obj_train_data"
    data.mkdir()
    Image.new("L", (10, 10)).save(data / "a.png")
    (data / "a.txt").write_text("1 0.5 0.5 1 1")
    [eg] = read_yolo(tmp_path)
    assert eg["spans"][0]["label"] == "1"
    (tmp_path / "obj.names").write_text("CAR\nBUS\n")
    (tmp_path / "train.txt").write_text("obj_train_data/a.png\n")
    [eg] = read_yolo(tmp_path)
    assert eg["spans"][0]["label"] == "BUS"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("0 0.5 0.5 0.5", "cells"),
        ("0 0.1 0.1 0.2 0.1 0.2 0.3 0.4", "cells"),
        ("0", "cells"),
        ("CAR 0.5 0.5 0.5 0.5", "value"),
        ("0.0 0.5 0.5 0.5 0.5", "value"),
        ("-1 0.5 0.5 0.5 0.5", "value"),
        ("0 nan 0.5 0.5 0.5", "value"),
        ("0 0.5 inf 0.5 0.5", "value"),
        ("0 0.5 1e999 0.5 0.5", "shape"),
        ("0 0,5 0.5 0.5 0.5", "value"),
        ("0 0.5 0.5 -0.5 0.5", "shape"),
        ("0 0.5 0.5 0 0.5", "shape"),
        ("0 20 10 100 50", "shape"),
        ("0 0.9 0.9 0.5 0.5", "shape"),
        ("0 0.1 0.1 0.2 0.2 0.3 0.3", "shape"),
        ("7 0.5 0.5 0.5 0.5", "class"),
        ("99999999999999999999 0.5 0.5 0.5 0.5", "value"),
        ("0 \x81 0.5 0.5", "encoding"),
    ],
)
def test_a_bad_line_costs_its_image(folder, line, kind):
    (folder / "labels/train/a.txt").write_text("0 0.5 0.5 0.5 0.5\n" + line, encoding="latin1")
    report = Report()
    found = [eg["path"][-5:] for eg in read_yolo(folder, report=report)]
    assert sorted(found) == ["b.PNG", "c.jpg"]
    assert (dict(report.rejected), report.errors[0].line) == ({kind: 1}, 1 if kind in BARE else 2)
    assert "a.txt" in report.errors[0].title
    with pytest.raises(LoaderError):
        list(read_yolo(folder))


# What is found out about the file or the shape as a whole
BARE = ("encoding",)


def test_images_that_are_missing_or_broken(folder):
    (folder / "images/train/a.jpg").unlink()
    (folder / "images/train/c.jpg").write_bytes(b"no image")
    report = Report()
    [eg] = read_yolo(folder, report=report)
    assert eg["path"].endswith("b.PNG")
    assert report.rejected == {"path": 1, "size": 1}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("names: {", "can't be parsed"),
        ("names: {a: b}", "doesn't name the classes"),
        ("- 1", "doesn't name the classes"),
        ("nc: 3", "doesn't name the classes"),
        ("names: !!python/object/apply:os.system [ls]", "can't be parsed"),
        ("x" * 2_000_000, "too big"),
    ],
)
def test_broken_configurations(folder, text, title):
    (folder / "data.yaml").write_text(text)
    with pytest.raises(LoaderError, match=title):
        list(read_yolo(folder, report=Report()))


def test_what_is_no_folder_of_yolo(tmp_path, folder):
    with pytest.raises(LoaderError, match="There are no labels"):
        list(read_yolo(tmp_path / "set" / "images"))
    (folder / "sources.jsonl").write_text("[]")
    with pytest.raises(LoaderError, match="Line 1 of .*sources.jsonl"):
        list(read_yolo(folder))


def test_hostile_lists_of_sources(folder):
    rows = [
        {"file": "labels/train/a.txt", "image": "../../x", "width": 10, "height": 10},
        {"file": "labels/train/b.txt", "image": "x.jpg", "width": -10, "height": 10},
    ]
    (folder / "sources.jsonl").write_text("\n".join(map(json.dumps, rows)))
    report = Report()
    assert len(list(read_yolo(folder, report=report))) == 1
    assert report.rejected == {"path": 1, "size": 1}
