"""COCO files, also as pycocotools read them."""

import contextlib
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import Report, read_coco, write_coco
from prodigy.components.formats.masks import MaskError, decode_counts, trace_mask
from prodigy.components.outlines import get_overlap
from prodigy.errors import LoaderError
from tests.components.formats.helpers import FREEHAND, PICTURE, RECT, get_shapes, write
from tests.components.formats.strategies import pictures

pytest.importorskip("pycocotools")
# Its compiled part is older than NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
IMAGE = {"id": 7, "file_name": "a.jpg", "width": 100, "height": 80}
BOX = {"id": 3, "image_id": 7, "category_id": 2, "bbox": [1, 2, 30, 40], "iscrowd": 0}
CATEGORY = {"id": 2, "name": "CAR"}


def make(*annotations, images=(IMAGE,), categories=(CATEGORY,), **keys):
    found = {"images": images, "annotations": annotations, "categories": categories, **keys}
    return json.dumps(found)


def read(text, report=None):
    return list(read_coco(io.StringIO(text), report=report))


def load(path):
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


def test_pycocotools_read_what_is_written(tmp_path):
    path, report = write("coco", [PICTURE, {**PICTURE, "path": "b.jpg", "spans": []}], tmp_path)
    assert report.describe() == []
    coco = load(path)
    images = coco.loadImgs(coco.getImgIds())
    assert [(i["file_name"], i["width"], i["height"]) for i in images] == [
        ("images/street 1.jpg", 640, 480),
        ("b.jpg", 640, 480),
    ]
    names = {row["id"]: row["name"] for row in coco.loadCats(coco.getCatIds())}
    box, outline = coco.loadAnns(coco.getAnnIds(imgIds=[images[0]["id"]]))
    assert (names[box["category_id"]], box["bbox"]) == ("CAR", [47.5, 171.4, 109.1, 67.4])
    assert (names[outline["category_id"]], outline["segmentation"]) == (
        "TREE",
        [[10, 20, 200.5, 30.1, 90, 150]],
    )
    for annotation in (box, outline):
        assert coco.annToMask(annotation).sum() == pytest.approx(annotation["area"], rel=0.03)


@settings(max_examples=40)
@given(eg=pictures())
def test_shapes_come_back_exactly(eg):
    buffer = io.BytesIO()
    report = Report()
    assert write_coco([eg, PICTURE], buffer, report=report) == 2
    assert report.describe() == []
    found, other = read_coco(io.BytesIO(buffer.getvalue()))
    assert get_shapes(found) == get_shapes(eg)
    assert all(found[key] == eg[key] for key in eg if key not in ("spans", "answer"))
    assert get_shapes(other) == get_shapes(PICTURE)
    keys = ("x", "y", "width", "height", "center")
    for span, original in zip(found["spans"], eg["spans"]):
        assert {k: span.get(k) for k in keys} == {k: original.get(k) for k in keys}


def test_an_outline_that_ends_where_it_began_keeps_its_last_point():
    points = [[0, 0], [0, 10], [10, 0], [0, 0]]
    eg = {**PICTURE, "spans": [{"type": "polygon", "points": points, "label": "TREE"}]}
    buffer = io.BytesIO()
    write_coco([eg], buffer, report=Report())
    [found] = read_coco(io.BytesIO(buffer.getvalue()))
    assert found["spans"][0]["points"] == points


def test_numbers_stay(tmp_path):
    annotations = [{**BOX, "id": 30, "iscrowd": 1}, {**BOX, "id": 20, "category_id": 9}]
    found = read(make(*annotations, categories=[CATEGORY, {"id": 9, "name": "BUS"}]))
    path, _ = write("coco", [*found, {**PICTURE, "image_id": 7}], tmp_path)
    written = json.loads(path.read_text())
    assert [image["id"] for image in written["images"]] == [7, 1]
    assert [(a["id"], a["image_id"], a["iscrowd"]) for a in written["annotations"]] == [
        (30, 7, 1),
        (20, 7, 0),
        (1, 1, 0),
        (2, 1, 0),
    ]
    names = {row["id"]: row["name"] for row in written["categories"]}
    assert (names[2], names[9]) == ("CAR", "BUS")


def test_what_is_not_held_is_counted(tmp_path):
    spans = [{**FREEHAND, "mask": "x"}, {**RECT, "suggested": True}]
    data = {**PICTURE, "image": "data:image/png;base64,AAAA", "spans": spans}
    del data["path"]
    path, report = write("coco", [data, {**PICTURE, "answer": "reject"}], tmp_path)
    assert report.left_out == {"reject": 1}
    assert report.lost == {"lost-keys:mask": 1, "lost-suggestions": 1, "lost-media": 1}
    [eg] = read_coco(path)
    assert get_shapes(eg) == get_shapes({"spans": [FREEHAND]})
    assert eg["path"].endswith(".png")


def test_shapes_that_stick_out_are_cut_off(tmp_path):
    spans = [{"label": "A", "x": -5, "y": 470, "width": 20, "height": 20}]
    path, report = write("coco", [{**PICTURE, "spans": spans}], tmp_path)
    assert report.mended == {"clipped": 1}
    assert json.loads(path.read_text())["annotations"][0]["bbox"] == [0, 470, 15, 10]
    report = Report()
    [eg] = read(make({**BOX, "bbox": [-3, 2, 30, 400]}), report)
    assert [eg["spans"][0][k] for k in ("x", "y", "width", "height")] == [0, 2, 27, 78]
    assert report.mended == {"clipped": 1}


@pytest.mark.parametrize("span", [{}, {"x": 700, "y": 0, "width": 5, "height": 5}, "x"])
def test_broken_shapes_are_not_exported(span, tmp_path):
    spans = [{"label": "A", **span} if isinstance(span, dict) else span]
    _, report = write("coco", [{**PICTURE, "spans": spans}], tmp_path)
    assert (report.n_done, report.left_out) == (0, {"shape": 1})


def test_images_of_unknown_size_are_looked_up(tmp_path):
    from PIL import Image

    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (30, 20)).save(path, exif=exif)
    spans = [{"label": "A", "x": 0, "y": 25, "width": 5, "height": 5}]
    known = {"image": "media/abc/turned.jpg", "path": str(path), "_view_id": "image_manual"}
    out, report = write("coco", [{**known, "spans": spans}], tmp_path)
    assert report.describe() == []
    [image] = json.loads(out.read_text())["images"]
    assert (image["width"], image["height"]) == (20, 30)
    _, report = write("coco", [{**known, "path": "nowhere.jpg"}], tmp_path)
    assert report.left_out == {"no-size": 1}


def test_without_pillow_the_error_says_what_to_do(tmp_path, monkeypatch):
    import sys

    from prodigy.errors import ProdigyError

    (tmp_path / "a.jpg").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "PIL", None)
    eg = {"image": str(tmp_path / "a.jpg"), "spans": [], "_view_id": "image_manual"}
    with pytest.raises(ProdigyError, match="Pillow") as error:
        write("coco", [eg], tmp_path)
    assert "prodigy[image]" in error.value.text
    assert write("coco", [PICTURE], tmp_path)[1].n_done == 1


# What others write


def test_boxes_without_outlines_and_outlines_of_boxes():
    corners = [[1, 2, 31, 2, 31, 42, 1, 42]]
    first, second, third = read(
        make(BOX, {**BOX, "segmentation": []}, {**BOX, "segmentation": corners})
    )[0]["spans"]
    assert [s["type"] for s in (first, second, third)] == ["rect"] * 3
    assert first["points"] == [[1, 2], [1, 42], [31, 42], [31, 2]] == third["points"]
    assert second["center"] == [16, 22]


def test_outlines_in_parts_are_several_shapes():
    report = Report()
    parts = [[0, 0, 10, 0, 10, 10, 0, 0], [20, 20, 30, 20, 30, 30]]
    [eg] = read(make({**BOX, "segmentation": parts}), report)
    assert [span["points"] for span in eg["spans"]] == [
        [[0, 0], [10, 0], [10, 10]],
        [[20, 20], [30, 20], [30, 30]],
    ]
    assert report.mended == {"parts": 1}


@settings(max_examples=40)
@given(
    rows=st.integers(1, 12).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1, max_size=12)
    ),
    is_packed=st.booleans(),
)
def test_masks_become_polygons_of_the_same_pixels(rows, is_packed):
    from pycocotools import mask as tools

    mask = np.asfortranarray(np.array(rows, dtype=np.uint8))
    height, width = mask.shape
    packed = tools.encode(mask)["counts"].decode()
    flat = mask.T.ravel().tolist()
    counts, value = [0], 0
    for pixel in flat:
        if pixel != value:
            counts.append(0)
            value = pixel
        counts[-1] += 1
    assert decode_counts(packed) == counts
    rings, n_holes = trace_mask(decode_counts(packed) if is_packed else counts, height, width)
    again = np.zeros((height, width), dtype=int)
    for ring in rings:
        rle = tools.frPyObjects([[value for point in ring for value in point]], height, width)
        again += tools.decode(rle)[:, :, 0]
    if n_holes:
        assert (again >= mask).all()
    else:
        assert (again == mask).all()


def test_masks_of_an_image():
    report = Report()
    ring = {"size": [80, 100], "counts": [0, 3, 77, 1, 1, 1, 77, 3, 7837]}
    [eg] = read(make({**BOX, "segmentation": ring}), report)
    assert [span["points"] for span in eg["spans"]] == [[[0, 0], [3, 0], [3, 3], [0, 3]]]
    assert (report.mended, report.lost) == ({"masks": 1}, {"lost-holes": 1})


@pytest.mark.parametrize(
    ("counts", "size"),
    [
        ([5], [2, 2]),
        ([-1, 5], [2, 2]),
        ([10**30], [10**15, 10**15]),
        ([True, 3], [2, 2]),
        (["4"], [2, 2]),
        ([4.0], [2, 2]),
    ],
)
def test_masks_that_are_none(counts, size):
    with pytest.raises(MaskError):
        trace_mask(counts, *size)


@pytest.mark.parametrize("text", ["\x00", "é", "o", "oooooooo"])
def test_counts_that_are_none(text):
    with pytest.raises(MaskError):
        decode_counts(text)


BAD = [
    ({"bbox": [1, 2, 0, 40]}, "shape", "no size"),
    ({"bbox": [1, 2, -3, 40]}, "shape", "no size"),
    ({"bbox": [1, 2, float("nan"), 40]}, "shape", "no number as its width"),
    ({"bbox": [1, 2, float("inf"), 40]}, "shape", "no number as its width"),
    ({"bbox": [1, 2, 10**500, 40]}, "shape", "no number as its width"),
    ({"bbox": [1, 2, 3]}, "shape", "Expected"),
    ({"bbox": ["1", 2, 3, 4]}, "shape", "no number as its x"),
    ({"bbox": [200, 2, 3, 4]}, "shape", "The image has 100 x 80"),
    ({"segmentation": [[1, 2, 3, 4]]}, "shape", "polygon of 2 points"),
    ({"segmentation": [[1, 2, 3, 4, 5]]}, "shape", "Expected"),
    ({"segmentation": "x"}, "shape", "Expected"),
    ({"segmentation": {"size": [1, 1], "counts": "\x01"}}, "shape", "mask"),
    ({"segmentation": {"size": [80, 100], "counts": [8000]}}, "shape", "empty"),
    ({"category_id": 5}, "class", "no category with the id"),
    ({"category_id": [5]}, "class", "no category with the id"),
]


@pytest.mark.parametrize(("keys", "kind", "text"), BAD)
def test_a_broken_annotation_costs_its_image_only(keys, kind, text):
    images = [{**IMAGE, "id": 1}, IMAGE, {**IMAGE, "id": 9, "file_name": "c.jpg"}]
    good = [{**BOX, "image_id": 1, "id": 1}, {**BOX, "image_id": 9, "id": 2}]
    report = Report()
    found = read(make(*good, {**BOX, **keys}, images=images), report)
    assert [eg["path"] for eg in found] == ["a.jpg", "c.jpg"]
    [error] = report.errors
    assert (error.kind, "Image 2 of" in error.title) == (kind, True)
    assert text in error.text
    assert "nnotation 3 (id 3)" in error.text
    with pytest.raises(LoaderError):
        read(make(*good, {**BOX, **keys}, images=images))


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ({**IMAGE, "file_name": "../../etc/passwd"}, "path"),
        ({**IMAGE, "file_name": "a/../../b.jpg"}, "path"),
        ({**IMAGE, "file_name": "..\\b.jpg"}, "path"),
        ({**IMAGE, "file_name": "a\0.jpg"}, "path"),
        ({**IMAGE, "file_name": 7}, "path"),
        ({**IMAGE, "file_name": "x" * 9999}, "path"),
        ({"id": 7, "file_name": "a.jpg"}, "size"),
        ({**IMAGE, "width": -100}, "size"),
        ({**IMAGE, "width": "100"}, "size"),
        ({**IMAGE, "height": 1e30}, "size"),
        ({**IMAGE, "id": None}, "ids"),
        ({**IMAGE, "id": [1]}, "ids"),
        ("a.jpg", "value"),
    ],
)
def test_a_broken_image_leaves_the_others(image, kind):
    report = Report()
    found = read(make(images=[image, {**IMAGE, "id": 8}]), report)
    assert len(found) == 1
    assert report.rejected == {kind: 1}


def test_ids_that_are_there_twice():
    report = Report()
    other = {**IMAGE, "file_name": "b.jpg"}
    text = make(BOX, images=[IMAGE, other, {**IMAGE, "id": 8}])
    assert [eg["image_id"] for eg in read(text, report)] == [8]
    assert report.rejected == {"ids": 2}
    report = Report()
    [eg] = read(make(BOX, BOX), report)
    assert (len(eg["spans"]), report.mended) == (2, {"new-ids": 1})
    report = Report()
    read(make(BOX, categories=[CATEGORY, {"id": 2, "name": "BUS"}]), report)
    assert report.rejected == {"no-label": 1}


def test_annotations_of_no_image():
    report = Report()
    [eg] = read(make({**BOX, "image_id": 99}, 5, BOX), report)
    assert len(eg["spans"]) == 1
    assert report.rejected == {"ids": 1, "value": 1}


def test_keypoints_captions_and_scores_are_counted():
    report = Report()
    people = {**BOX, "keypoints": [1, 2, 2], "num_keypoints": 1, "score": 0.5}
    [eg] = read(make(people, {"id": 4, "image_id": 7, "caption": "A car"}), report)
    assert len(eg["spans"]) == 1
    assert report.lost == {
        "lost-shapes:keypoints": 1,
        "lost-shapes:caption": 1,
        "lost-keys:score": 1,
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "is empty"),
        ("{", "can't be parsed"),
        ("[]", "is no COCO file"),
        ('{"images": []}', "is no COCO file"),
        ('{"images": {}, "annotations": [], "categories": []}', "is no COCO file"),
        ('[{"image_id": 1, "category_id": 1, "bbox": [], "score": 1}]', "results of a detector"),
        ("[" * 100_000, "can't be parsed"),
    ],
)
def test_broken_files(text, title):
    with pytest.raises(LoaderError, match=title):
        read(text, Report())


def test_a_polygon_that_was_edited_elsewhere_is_no_rectangle():
    edited = {**BOX, "type": "rect", "segmentation": [[0, 0, 50, 9, 60, 70]]}
    [eg] = read(make(edited))
    assert eg["spans"][0]["type"] == "polygon"
    figure = tuple(map(tuple, eg["spans"][0]["points"]))
    assert get_overlap(figure, figure) == 1
