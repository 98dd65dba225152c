"""Training examples of spaCy 2."""

import io
import json

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_spacy_v2, write_spacy_v2
from tests.components.formats.helpers import ANSWER, CHOICE, TEXT, get_spans, make_answer, write
from tests.components.formats.strategies import answers

PAIRS = [
    ["Mira lives in Oslo", {"entities": [[0, 4, "PER"], [14, 18, "LOC"]]}],
    ["Nice", {"cats": {"GOOD": 1.0, "BAD": 0}}],
    ["Mira", {"entities": [], "cats": {"GOOD": False}, "heads": [0]}],
]


def read(text, report=None):
    return list(read_spacy_v2(io.BytesIO(text.encode("utf8")), report=report))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PAIRS),
        json.dumps(PAIRS, indent=2),
        "[\n" + ",\n".join(map(json.dumps, PAIRS)) + "\n]",
        "".join(json.dumps(pair) + "\n" for pair in PAIRS),
    ],
)
def test_lists_and_lines(text):
    report = Report()
    first, second, third = read(text, report)
    assert get_spans(first) == [(0, 4, "PER"), (14, 18, "LOC")]
    assert (second["accept"], second["_view_id"]) == (["GOOD"], "choice")
    assert (third["spans"], third["accept"], third["_view_id"]) == ([], [], "blocks")
    assert report.lost == {"lost-regions:heads": 1}


def test_what_is_written(tmp_path):
    overlapping = make_answer((0, 1, "A"), (1, 1, "B"))
    path, _ = write("spacy-v2", [ANSWER, CHOICE, overlapping], tmp_path)
    assert json.loads(path.read_text(encoding="utf8")) == [
        [TEXT, {"entities": [[0, 4, "ORG"], [17, 30, "LOCATION"]]}],
        ["It works", {"cats": {"GOOD": 1.0, "BAD": 0.0}}],
        [TEXT, {"spans": {"sc": [[0, 6, "A"], [4, 6, "B"]]}}],
    ]


@settings(max_examples=40)
@given(eg=answers(overlap=True))
def test_text_and_spans_come_back(eg):
    buffer = io.BytesIO()
    write_spacy_v2([eg, ANSWER], buffer)
    found, other = read_spacy_v2(io.BytesIO(buffer.getvalue()))
    assert (found["text"], get_spans(found)) == (eg["text"], get_spans(eg))
    assert get_spans(other) == get_spans(ANSWER)


def test_spacy_reads_the_annotations(tmp_path):
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    path, _ = write("spacy-v2", [ANSWER, CHOICE], tmp_path)
    docs = [
        Example.from_dict(nlp.make_doc(text), annotations).reference
        for text, annotations in json.loads(path.read_text(encoding="utf8"))
    ]
    assert [(ent.text, ent.label_) for ent in docs[0].ents] == [
        ("Uber", "ORG"),
        ("San Francisco", "LOCATION"),
    ]
    assert docs[1].cats == {"GOOD": 1.0, "BAD": 0.0}


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        (["Mira"], "value"),
        ([7, {"entities": []}], "value"),
        (["Mira", {"entities": [[0, 9, "PER"]]}], "offsets"),
        (["Mira", {"entities": [[0, 4, ""]]}], "no-label"),
        (["Mira", {"entities": [[0, 4]]}], "value"),
        (["Mira", {"entities": ["B-PER"]}], "value"),
        (["Mira", {"entities": None}], "value"),
        (["Mira", {"cats": {"A": "x"}}], "value"),
        (["Mira", {"spans": []}], "value"),
        ({"text": "Mira"}, "syntax"),
    ],
)
def test_one_bad_pair_leaves_the_others(pair, kind):
    for text in (
        "".join(json.dumps(item) + "\n" for item in [PAIRS[0], pair, PAIRS[1]]),
        "[\n" + ",\n".join(map(json.dumps, [PAIRS[0], pair, PAIRS[1]])) + "\n]",
    ):
        report = Report()
        assert [eg["text"] for eg in read(text, report)] == [PAIRS[0][0], PAIRS[1][0]]
        assert report.rejected == {kind: 1}


def test_pairs_without_annotations_are_left_out():
    report = Report()
    assert read(json.dumps([["Mira", {}]]), report) == []
    assert report.left_out == {"no-answer": 1}
