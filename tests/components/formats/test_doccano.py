"""The JSONL of doccano."""

import io
import json

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_doccano, write_doccano
from prodigy.errors import LoaderError
from tests.components.formats.helpers import ANSWER, CHOICE, TEXT, get_spans, write
from tests.components.formats.strategies import answers
from tests.util import read_jsonl, write_jsonl


def test_what_is_written(tmp_path):
    path, _ = write("doccano", [{**ANSWER, "meta": {"source": "x"}}, CHOICE], tmp_path)
    assert read_jsonl(path) == [
        {"text": TEXT, "label": [[0, 4, "ORG"], [17, 30, "LOCATION"]], "meta": {"source": "x"}},
        {"text": "It works", "label": ["GOOD"]},
    ]


@settings(max_examples=40)
@given(eg=answers(overlap=True))
def test_text_and_spans_come_back(eg):
    buffer = io.BytesIO()
    write_doccano([eg, ANSWER], buffer)
    found, other = read_doccano(io.BytesIO(buffer.getvalue()))
    assert (found["text"], get_spans(found)) == (eg["text"], get_spans(eg))
    assert get_spans(other) == get_spans(ANSWER)


@pytest.mark.parametrize("is_stream", [True, False])
def test_all_categories_are_options_of_all_texts(is_stream, tmp_path):
    rows = [
        {"text": "a", "label": []},
        {"text": "b", "label": "X", "Comments": []},
        {"text": "c", "labels": ["Y", "X"]},
    ]
    path = write_jsonl(tmp_path / "a.jsonl", rows)
    source = io.BytesIO(path.read_bytes()) if is_stream else path
    examples = list(read_doccano(source))
    assert [eg["accept"] for eg in examples] == [[], ["X"], ["X", "Y"]]
    assert [[option["id"] for option in eg["options"]] for eg in examples] == [["X", "Y"]] * 3
    assert examples[1]["Comments"] == []


def test_texts_without_spans_are_kept():
    rows = [{"text": "a", "label": []}, {"text": "Uber", "label": [[0, 4, "ORG"]]}]
    source = io.StringIO("".join(json.dumps(row) + "\n" for row in rows))
    assert [eg["spans"] for eg in read_doccano(source)] == [
        [],
        [{"start": 0, "end": 4, "label": "ORG"}],
    ]


def test_relations_are_lost():
    entities = [{"id": 1, "label": "ORG", "start_offset": 0, "end_offset": 4}]
    row = {"id": 9, "text": "Uber", "entities": entities, "relations": [{"from_id": 1}]}
    report = Report()
    [eg] = read_doccano(io.StringIO(json.dumps(row)), report=report)
    assert (eg["id"], get_spans(eg)) == (9, [(0, 4, "ORG")])
    assert report.lost == {"lost-relations": 1}


def test_categories_beside_spans_are_lost(tmp_path):
    _, report = write("doccano", [{**CHOICE, **ANSWER, "_view_id": "blocks"}], tmp_path)
    assert (report.n_done, report.lost) == (1, {"lost-categories": 1})


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('{"text": "a", "label": [[0, 1', "Can't parse line 2 of .*a.jsonl"),
        ('{"label": []}', "Line 2 of .*a.jsonl has no text"),
        ('{"text": "a"}', "Line 2 of .*a.jsonl has no list of labels"),
        (
            '{"text": "a", "label": [[0, 2, "X"]]}',
            "Line 2 of .* has a span that is not in its text",
        ),
        ('{"text": "a", "label": [[0, 1]]}', "Line 2 of .*a.jsonl has a broken label"),
        ('{"text": "a", "label": [[7]]}', "Line 2 of .*a.jsonl has a broken label"),
    ],
)
def test_broken_files(line, title, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "label": []}\n' + line, encoding="utf8")
    with pytest.raises(LoaderError, match=title):
        list(read_doccano(path))


def test_one_bad_row_leaves_the_others():
    rows = [
        {"text": "Mia sings", "label": [[0, 3, "PER"]]},
        {"text": "Mia sings", "label": [[3, 3, "PER"]]},
        {"text": "Mia sings", "label": None},
        {"text": "Mia sings", "label": [[0, 3, None]]},
        {"text": "Mia sings", "label": [[0, "3", "PER"]]},
        {"text": 7, "label": []},
        {"text": "Mia sings", "label": [[0, 3, "PER"], [0, 3, "PER"]]},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows) + '{"text": "cut'
    report = Report()
    examples = list(read_doccano(io.StringIO(text), report=report))
    assert [get_spans(eg) for eg in examples] == [[(0, 3, "PER")]] * 2
    assert sorted(error.line for error in report.errors) == [2, 3, 4, 5, 6, 8]
    assert report.mended == {"doubled": 1}


@pytest.mark.parametrize("is_stream", [True, False])
def test_a_bad_row_is_reported_once(is_stream, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "label": ["X"]}\n{\n{"text": "b", "label": ["Y"]}\n')
    report = Report()
    source = io.BytesIO(path.read_bytes()) if is_stream else path
    assert [eg["accept"] for eg in read_doccano(source, report=report)] == [["X"], ["Y"]]
    assert report.rejected == {"syntax": 1}


@pytest.mark.parametrize("label", [0, 0.0, False, 2])
@pytest.mark.parametrize("make", [lambda label: [[0, 3, label]], lambda label: [label]])
def test_numbers_are_labels(label, make, tmp_path):
    path = tmp_path / "in.jsonl"
    rows = [{"text": "Bob", "label": make(label)}, {"text": "Ann", "label": []}]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    eg = next(iter(read_doccano(path)))
    found = [span["label"] for span in eg.get("spans", ())] or [eg["label"]]
    assert found == [str(label)]
