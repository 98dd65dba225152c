"""The JSON of Label Studio."""

import io
import json

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_labelstudio, write_labelstudio
from prodigy.errors import LoaderError
from tests.components.formats.helpers import ANSWER, CHOICE, TEXT, get_spans, make_answer, write
from tests.components.formats.strategies import answers

SPAN = {
    "id": "x1",
    "from_name": "ner",
    "to_name": "text",
    "type": "labels",
    "value": {"start": 0, "end": 4, "text": "Uber", "labels": ["ORG", "TEAM"]},
}
CHOICES = {"from_name": "c", "to_name": "text", "type": "choices", "value": {"choices": ["GOOD"]}}


def make_task(*results, text="Uber is here", **keys):
    made = [{"result": list(result), **keys} for result in results]
    return {"id": 1, "data": {"text": text}, "annotations": made, "predictions": []}


def read(tasks, report=None):
    return list(read_labelstudio(io.StringIO(json.dumps(tasks)), report=report))


def test_what_is_written(tmp_path):
    path, _ = write("labelstudio", [{**ANSWER, "meta": {"source": "x"}}, CHOICE], tmp_path)
    first, second = json.loads(path.read_text(encoding="utf8"))
    assert first["data"] == {"text": TEXT}
    assert first["meta"] == {"source": "x"}
    [annotation] = first["annotations"]
    assert annotation["was_cancelled"] is False
    assert annotation["result"][0] == {
        "id": "1-1",
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": 0, "end": 4, "text": "Uber", "labels": ["ORG"]},
    }
    [choice] = second["annotations"][0]["result"]
    assert (choice["from_name"], choice["type"]) == ("choice", "choices")
    assert choice["value"] == {"choices": ["GOOD"]}


@settings(max_examples=40)
@given(eg=answers(overlap=True))
def test_text_and_spans_come_back(eg):
    buffer = io.BytesIO()
    write_labelstudio([eg, ANSWER], buffer)
    found, other = read_labelstudio(io.BytesIO(buffer.getvalue()))
    assert (found["text"], get_spans(found)) == (eg["text"], get_spans(eg))
    assert get_spans(other) == get_spans(ANSWER)


def test_ignored_answers_are_cancelled_annotations(tmp_path):
    path, report = write("labelstudio", [ANSWER, {**ANSWER, "answer": "ignore"}], tmp_path)
    assert report.n_done == 2
    tasks = json.loads(path.read_text(encoding="utf8"))
    assert [task["annotations"][0]["was_cancelled"] for task in tasks] == [False, True]
    assert [eg.get("answer") for eg in read_labelstudio(path)] == [None, "ignore"]


def test_half_characters_come_back(tmp_path):
    eg = {"text": "\ud83d x", "spans": [{"start": 2, "end": 3, "label": "A"}]}
    path, _ = write("labelstudio", [eg], tmp_path)
    [found] = read_labelstudio(path)
    assert (found["text"], get_spans(found)) == ("\ud83d x", [(2, 3, "A")])


def test_an_export_of_label_studio():
    report = Report()
    rating = {"type": "rating", "value": {"rating": 3}}
    tasks = [
        make_task([SPAN, CHOICES], [CHOICES], completed_by={"id": 3, "email": "ann@example.com"}),
        make_task([{**CHOICES, "value": {"choices": ["BAD"]}}, rating], completed_by=7),
        make_task([SPAN, {"type": "relation", "from_id": "x1", "to_id": "x1"}]),
        make_task(),
    ]
    first, second, third, fourth = read(tasks, report)
    assert get_spans(first) == [(0, 4, "ORG"), (0, 4, "TEAM")]
    assert (first["accept"], first["_annotator_id"]) == (["GOOD"], "ann@example.com")
    assert (get_spans(second), second["accept"]) == ([], ["GOOD"])
    assert (third["accept"], third["_annotator_id"]) == (["BAD"], "7")
    assert [option["id"] for option in third["options"]] == ["GOOD", "BAD"]
    assert get_spans(fourth) == get_spans(first)
    assert (report.n_done, report.left_out) == (4, {"not-annotated": 1})
    assert report.lost == {"lost-regions": 1, "lost-relations": 1}


def test_spans_and_choices_can_be_exported_again(tmp_path):
    examples = read([make_task([SPAN, CHOICES]), make_task([])])
    path, report = write("labelstudio", examples, tmp_path)
    assert report.describe() == []
    again = list(read_labelstudio(path))
    assert [get_spans(eg) for eg in again] == [get_spans(eg) for eg in examples]
    assert [eg["accept"] for eg in again] == [["GOOD"], []]


def test_offsets_of_older_versions_count_utf16_units():
    text = "👍🏽 Uber 👍🏽"
    start = 5  # in JavaScript, where each of the two emoji is two
    value = {"start": start, "end": start + 4, "text": "Uber", "labels": ["ORG"]}
    [eg] = read([make_task([{**SPAN, "value": value}], text=text)])
    assert get_spans(eg) == [(3, 7, "ORG")]
    assert text[3:7] == "Uber"


def test_pages_have_offsets_of_the_text():
    value = {
        "start": "/p[1]/text()[1]",
        "end": "/p[1]/text()[1]",
        "globalOffsets": {"start": 0, "end": 4},
        "hypertextlabels": ["ORG"],
    }
    [eg] = read([make_task([{"type": "hypertextlabels", "value": value}])])
    assert get_spans(eg) == [(0, 4, "ORG")]


def test_rejected_and_binary_answers_are_left_out(tmp_path):
    examples = [{**ANSWER, "answer": "reject"}, make_answer((0, 0, "ORG"), _view_id="ner")]
    _, report = write("labelstudio", examples, tmp_path)
    assert report.left_out == {"reject": 1, "binary": 1}


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ('[\n{"data": {"text": "a"}, "annotations": [\n', "Can't parse .*a.json"),
        ('{"data": {}}', "is no JSON list"),
        ('[{"text": "a", "label": []}]', "Entry 1 of .*a.json has no data"),
        ('[{"data": {"image": 1}}]', "Entry 1 of .*a.json has no text"),
        ('[{"data": {"text": "a"}, "annotations": [{}]}]', "Entry 1 of .* has broken annotations"),
        (json.dumps([make_task([]), make_task([SPAN], text="a")]), "entry 2 of .* not in its text"),
        (
            json.dumps([make_task([{"type": "labels", "value": {"labels": ["A"]}}])]),
            "entry 1 of .*a.json has no offsets",
        ),
    ],
)
def test_broken_files(content, title, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf8")
    with pytest.raises(LoaderError, match=title):
        list(read_labelstudio(path))
