"""Records of Argilla."""

import io
import json

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_argilla, write_argilla
from tests.components.formats.helpers import ANSWER, CHOICE, TEXT, get_spans, write
from tests.components.formats.strategies import answers


def make_record(text="Mira lives in Oslo", **responses):
    given = {
        name: [{"value": value, "user_id": user} for user, value in values.items()]
        for name, values in responses.items()
    }
    return {"id": "1", "fields": {"text": text}, "metadata": {"n": 1}, "responses": given}


def read(records, report=None, *, lines=False):
    text = "".join(json.dumps(r) + "\n" for r in records) if lines else json.dumps(records)
    return list(read_argilla(io.StringIO(text), report=report))


SPANS = [{"start": 0, "end": 4, "label": "PER"}, {"start": 14, "end": 18, "label": "LOC"}]


@pytest.mark.parametrize("lines", [True, False])
def test_spans_and_labels_of_several_users(lines):
    record = make_record(ner={"ann": SPANS, "bob": []}, topic={"ann": "TRAVEL"})
    record["suggestions"] = {"ner": {"value": SPANS}}
    report = Report()
    first, second = read([record, make_record()], report, lines=lines)
    assert get_spans(first) == [(0, 4, "PER"), (14, 18, "LOC")]
    assert (first["_annotator_id"], first["accept"]) == ("ann", ["TRAVEL"])
    assert (get_spans(second), second["_annotator_id"]) == ([], "bob")
    assert first["meta"] == {"n": 1}
    assert report.left_out == {"not-annotated": 1}
    assert report.lost == {"lost-predictions": 1}


def test_several_questions_stay_apart():
    records = [make_record(spam={"a": "Yes"}, rush={"a": ["No"]}), make_record(spam={"a": "No"})]
    first, second = read(records)
    assert first["accept"] == ["spam: Yes", "rush: No"]
    assert second["accept"] == ["spam: No"]


def test_other_kinds_of_questions_are_counted(capsys):
    texts = [
        make_record(note={"a": f"a long remark about {i}" * 5}, y={"a": "B"}) for i in range(3)
    ]
    ratings = [make_record(stars={"a": 4}, y={"a": "A"})]
    report = Report()
    assert [eg["accept"] for eg in read([*texts, *ratings], report)] == [["B"]] * 3 + [["A"]]
    assert report.lost == {"lost-regions:text": 3, "lost-regions:rating": 1}
    assert "free text (note)" in capsys.readouterr().err


def test_discarded_and_draft_responses():
    record = make_record(topic={"a": "X", "b": "Y", "c": "X"})
    record["responses"]["topic"][0]["status"] = "discarded"
    record["responses"]["topic"][1]["status"] = "draft"
    first, second = read([record])
    assert (first["answer"], first["_annotator_id"]) == ("ignore", "a")
    assert second["_annotator_id"] == "c"


def test_records_of_version_1():
    tokens = {"text": "Mira lives", "annotation": [["PER", 0, 4]], "annotation_agent": "ann"}
    [eg] = read([tokens])
    assert (get_spans(eg), eg["_annotator_id"]) == ([(0, 4, "PER")], "ann")
    one = {"inputs": {"text": "Nice"}, "annotation": "POS", "prediction": [["POS", 0.9]]}
    other = {"text": "Bad", "annotation": ["NEG", "POS"], "metadata": {}}
    report = Report()
    first, second, *_ = read([one, other, {"text": "x", "annotation": None}], report)
    assert (first["accept"], second["accept"]) == (["POS"], ["POS", "NEG"])
    assert report.left_out == {"not-annotated": 1}


def test_what_is_written(tmp_path):
    path, _ = write("argilla", [ANSWER, {**CHOICE, "answer": "ignore"}], tmp_path)
    first, second = json.loads(path.read_text(encoding="utf8"))
    assert first["fields"] == {"text": TEXT}
    [response] = first["responses"]["span"]
    assert response["value"][0] == {"start": 0, "end": 4, "label": "ORG"}
    assert second["responses"]["label"][0]["value"] == ["GOOD"]
    assert second["responses"]["label"][0]["status"] == "discarded"
    again = list(read_argilla(path))
    assert [get_spans(eg) for eg in again] == [get_spans(ANSWER), []]
    assert again[1]["answer"] == "ignore"


@settings(max_examples=40)
@given(eg=answers(overlap=True))
def test_text_and_spans_come_back(eg):
    buffer = io.BytesIO()
    write_argilla([eg, ANSWER], buffer)
    found, other = read_argilla(io.BytesIO(buffer.getvalue()))
    assert (found["text"], get_spans(found)) == (eg["text"], get_spans(eg))
    assert get_spans(other) == get_spans(ANSWER)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (make_record(ner={"a": [{"start": 0, "end": 99, "label": "X"}]}), "offsets"),
        (make_record(ner={"a": [{"start": 0, "end": 4}]}), "no-label"),
        (make_record(ner={"a": {"x": 1}}), "value"),
        ({"fields": {"a": "x", "b": "y"}, "responses": {}}, "no-text"),
        ({"fields": {}}, "no-text"),
    ],
)
def test_one_bad_record_leaves_the_others(record, kind):
    report = Report()
    good = make_record(ner={"a": SPANS})
    assert [get_spans(eg) for eg in read([good, record, good], report)] == [
        get_spans({"spans": SPANS})
    ] * 2
    assert report.rejected == {kind: 1}
