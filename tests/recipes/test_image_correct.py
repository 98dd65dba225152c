"""image.correct, and images of a sequence in image.manual."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.errors import ProdigyError, RecipeError
from prodigy.io.media import folders
from prodigy.recipes.image import image_correct, image_manual
from tests.media_files import make_corner_picture, make_picture

BOX = {"label": "CAT", "x": 2, "y": 3, "width": 10, "height": 8}
POINTS = [[2, 3], [2, 11], [12, 11], [12, 3]]


@pytest.fixture(autouse=True)
def _forget_folders(monkeypatch):
    monkeypatch.setattr(folders, "_folders", {})


@pytest.fixture
def images(tmp_path):
    folder = tmp_path / "images"
    for i, name in enumerate(("a.png", "b.png", "sub/a.png")):
        make_picture(folder / name, (40 + i, 30))
    return folder


def correct(source, suggest, label=("CAT", "DOG"), **options):
    stream = image_correct("data", str(source), suggest, label=list(label), **options)["stream"]
    return {eg["meta"]["file"]: eg.get("spans") for eg in stream}


def suggest_one(tmp_path, code):
    path = tmp_path / "model.py"
    path.write_text(code)
    return f"{path}:suggest"


def test_components_are_those_of_image_manual(images):
    components = image_correct("data", images, lambda task: [BOX], label=["CAT"], darken=True)
    manual = image_manual("data", images, label=["CAT"], darken=True)
    eg = next(components.pop("stream"))
    manual.pop("stream")
    assert components == manual
    assert Validator("image_manual").check(eg) == []


def test_shapes_of_a_function_are_suggested(images, tmp_path):
    name = suggest_one(tmp_path, f"def suggest(task):\n    yield {BOX!r}\n")
    spans = correct(images, name)["a.png"]
    assert spans == [{**BOX, "type": "rect", "points": POINTS, "center": [7, 7], "suggested": True}]


def test_functions_get_the_file_and_what_shows_it(images):
    seen = []
    correct(images, lambda task: seen.append(task) or [])
    assert [eg["path"] for eg in seen][0] == str(images / "a.png")
    assert all(eg["image"].startswith("media/") for eg in seen)


def test_registered_functions_are_found(images):
    from spacy import registry

    registry.misc("boxes.v1", func=lambda task: [BOX])
    assert correct(images, "boxes.v1")["a.png"][0]["suggested"] is True


def test_failing_functions_cost_no_image(images, capsys):
    def suggest(task):
        if "b.png" in task["path"]:
            raise KeyError("no model for b")
        return [BOX]

    found = correct(images, suggest)
    assert list(found) == ["a.png", "b.png", "sub/a.png"]
    assert found["b.png"] is None
    assert "KeyError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ({"points": [[1, 1], [2, 2]]}, "2 points"),
        ({"points": [[1, 1], [float("nan"), 2], [3, 3]]}, ""),
        ({"points": [[1, 1], [2, 2], [3, 3]], "type": "blob"}, "unknown type"),
        ({"x": 1, "y": 1, "width": 0, "height": 5}, ""),
        ({"x": 400, "y": 300, "width": 5, "height": 5}, "outside"),
        ({"x": 1, "y": 1, "width": 5, "height": 5, "label": "COW"}, "COW"),
        ({"x": 1, "y": 1, "width": 5, "height": 5, "label": None}, "None"),
        ("box", "no dict"),
        ({}, ""),
    ],
)
def test_shapes_that_are_none_are_left_out_and_named(images, shape, problem, capsys):
    shape = {"label": "CAT", **shape} if isinstance(shape, dict) else shape
    found = correct(images, lambda task: [shape, BOX])
    assert [len(spans) for spans in found.values()] == [1, 1, 1]
    err = " ".join(capsys.readouterr().err.split())
    assert "Suggested shape 1" in err and problem in err


def test_shapes_are_cut_to_the_picture_as_it_is_shown(tmp_path):
    (tmp_path / "images").mkdir()
    make_corner_picture(tmp_path / "images" / "a.jpg", 6, (30, 40))
    box = {"label": "CAT", "x": 20, "y": 30, "width": 50, "height": 50}
    [span] = correct(tmp_path / "images", lambda task: [box])["a.jpg"]
    assert (span["x"], span["y"], span["width"], span["height"]) == (20, 30, 10, 10)


def test_single_label_is_that_of_shapes_without_one(images):
    box = {key: value for key, value in BOX.items() if key != "label"}
    assert correct(images, lambda task: [box], ["CAT"])["a.png"][0]["label"] == "CAT"


@pytest.mark.parametrize("value", ["{folder}/b.png", "images/b.png", "b.png"])
def test_suggestions_of_a_file_are_matched_by_path(images, jsonl, value):
    rows = [{"image": value.format(folder=images), "spans": [BOX]}]
    found = correct(images, str(jsonl(rows, "boxes.jsonl")))
    assert found["a.png"] is found["sub/a.png"] is None
    assert found["b.png"][0]["points"] == POINTS


def test_suggestions_of_a_dataset_are_matched_by_path(images, db):
    components = image_manual("old", images, label=["CAT"])
    answers = [
        {**eg, "answer": "accept" if i else "reject", "spans": [BOX]}
        for i, eg in enumerate(components["stream"])
    ]
    connect().add_examples(components["before_db"](answers), datasets=["old"])
    found = correct(images, "dataset:old")
    assert found["a.png"] is None  # was rejected
    assert found["b.png"][0]["suggested"] is True
    assert found["sub/a.png"][0]["points"] == POINTS


def test_suggestions_are_matched_by_content_after_a_move(images, tmp_path, db):
    make_picture(images / "b.png", (40, 31))
    components = image_manual("old", images, label=["CAT"])
    answers = [{**eg, "answer": "accept", "spans": [BOX]} for eg in components["stream"]]
    stored = [eg for eg in components["before_db"](answers) if eg["meta"]["file"] == "b.png"]
    connect().add_examples(stored, datasets=["old"])
    (images / "b.png").rename(images / "renamed.png")
    found = correct(images, "dataset:old")
    assert found["renamed.png"][0]["points"] == POINTS
    assert found["a.png"] is None


def test_own_shapes_of_tasks_stay(images, jsonl):
    source = jsonl([{"image": "images/a.png", "spans": [BOX]}])
    [eg] = image_correct("data", source, lambda task: [BOX], label=["CAT"])["stream"]
    assert [span.get("suggested") for span in eg["spans"]] == [None, True]


@pytest.mark.parametrize(
    ("suggest", "problem"),
    [
        (None, "requires --suggest"),
        ("missing.py:suggest", "Can't import the file missing.py"),
        ("no_such_module_anywhere:suggest", "Can't import no_such_module_anywhere"),
        ("json:suggest", "Can't find the function 'suggest'"),
        ("unknown", "Can't find 'unknown'"),
        ("missing.jsonl", "Can't find file missing.jsonl"),
        ("dataset:missing", "Can't find the dataset 'missing'"),
    ],
)
def test_what_cannot_suggest_is_reported_at_once(images, db, suggest, problem):
    with pytest.raises(ProdigyError, match=problem):
        image_correct("data", images, suggest, label=["CAT"])


def test_labels_are_required(images):
    with pytest.raises(RecipeError, match=r"image\.correct requires at least one --label"):
        image_correct("data", images, lambda task: [])


def test_images_of_a_folder_are_a_sequence(images):
    components = image_manual("data", images, label=["CAT"], from_previous=True)
    assert components["config"]["image_manual_carry_over"] == "sequence"
    assert [eg["sequence"] for eg in components["stream"]] == [
        str(images),
        str(images),
        str(images / "sub"),
    ]


def test_sequences_of_tasks_stay(images, jsonl):
    source = jsonl([{"image": "images/a.png", "sequence": "clip 1"}])
    [eg] = image_manual("data", source, label=["CAT"], from_previous=True)["stream"]
    assert eg["sequence"] == "clip 1"
    assert "data:" not in json.dumps(eg)
