"""Agreement about shapes in images and regions of recordings."""

import pytest

from prodigy.components.figures import Figure
from prodigy.components.metrics import collect_annotations, measure_span_agreement
from prodigy.components.metrics.places import NO_LABEL, SHAPE_MARKS, Mark, align_marks
from prodigy.hashing import set_hashes
from tests.util import write_jsonl


def box(x, y, width, height, label="CAR"):
    return {"x": x, "y": y, "width": width, "height": height, "label": label}


def annotate(name, view_id="image_manual", image="a.jpg", **keys):
    media = {"audio": "a.wav", "text": "a"} if view_id == "audio_manual" else {"image": image}
    eg = {**media, **keys, "answer": "accept", "_annotator_id": name, "_view_id": view_id}
    return set_hashes(eg)


def measure(*examples, **options):
    return measure_span_agreement(collect_annotations(examples), **options)


def test_boxes_agree_from_half_in_common_on():
    # Moved by 2 of 10: 80 of 120 in common. Moved by 5: 50 of 150.
    near = measure(
        annotate("ann", spans=[box(0, 0, 10, 10)]), annotate("bo", spans=[box(2, 0, 10, 10)])
    )
    assert near.get_average() == (1, 1, 1)
    assert near.iou == pytest.approx(80 / 120)
    far = [annotate("ann", spans=[box(0, 0, 10, 10)]), annotate("bo", spans=[box(5, 0, 10, 10)])]
    assert measure(*far).get_average() == (0, 0, 0)
    assert measure(*far).iou is None
    assert measure(*far, iou=0.3).get_average() == (1, 1, 1)
    assert measure(*far, partial=True).iou == pytest.approx(1 / 3)


def test_polygons_agree_with_boxes_by_their_area():
    points = [[0, 0], [10, 0], [10, 10], [0, 9]]
    result = measure(
        annotate("ann", spans=[{"type": "polygon", "points": points, "label": "CAR"}]),
        annotate("bo", spans=[box(0, 0, 10, 10)]),
    )
    assert result.iou == pytest.approx(0.95)


def test_labels_that_are_confused():
    result = measure(
        annotate("ann", spans=[box(0, 0, 9, 9), box(50, 0, 9, 9)]),
        annotate("bo", spans=[box(0, 0, 9, 9, "BUS"), box(90, 0, 9, 9)]),
    )
    assert result.labels == ["BUS", "CAR"]
    assert result.confusion["CAR"] == {"BUS": 0.5, "CAR": 0, NO_LABEL: 0.5}
    assert result.confusion[NO_LABEL] == {"BUS": 0, "CAR": 1, NO_LABEL: 0}
    assert result.get_average("CAR") == (0, 0, 0)


def test_each_shape_has_one_partner_the_best_one():
    def mark(x, label="A"):
        return Mark(Figure.from_box(x, 0, 10, 10), label)

    pairs = align_marks(SHAPE_MARKS, [mark(0), mark(2)], [mark(1.5), mark(40)], 0.5)
    assert sorted(pair[:2] for pair in pairs) == [("A", "A"), ("A", NO_LABEL), (NO_LABEL, "A")]
    assert max(pair.iou or 0 for pair in pairs) == pytest.approx(9.5 / 10.5)
    # The same label goes before what has more in common.
    pairs = align_marks(SHAPE_MARKS, [mark(0, "A")], [mark(0, "B"), mark(1, "A")], 0.5)
    assert [pair[:2] for pair in pairs] == [("A", "A"), (NO_LABEL, "B")]


def test_regions_agree_by_the_time_that_they_share():
    examples = [
        annotate(name, "audio_manual", audio_spans=[{"start": start, "end": 3, "label": "A"}])
        for name, start in (("ann", 1.0), ("bo", 1.5))
    ]
    result = measure(*examples)
    assert (result.get_average("A"), result.iou) == ((1, 1, 1), pytest.approx(0.75))
    assert measure(*examples, iou=0.8).get_average() == (0, 0, 0)
    assert measure(*examples, labels=["A"]).support == {"A": 2}


def test_the_recipe(run_cli, home):
    rows = [
        annotate("ann", spans=[box(0, 0, 10, 10)]),
        annotate("bo", spans=[box(1, 0, 10, 10)]),
    ]
    write_jsonl("a.jsonl", rows)
    result = run_cli("metric.iaa.span", "a.jsonl", "--iou", "0.8")
    assert result.returncode == 0, result.stderr
    assert "in common" not in result.stderr
    assert "over union of those that agree: 0.82" in result.stdout
    result = run_cli("metric.iaa.span", "a.jsonl", "--iou", "80")
    assert (result.returncode, "from 0 to 1" in result.stderr) == (1, True)
