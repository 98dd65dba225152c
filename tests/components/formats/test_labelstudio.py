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
    assert report.lost == {"lost-regions:rating": 1, "lost-relations": 1}


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
        ('[\n{"data": {"text": "a"}, "annotations": [\n', "Entry 1 of .*a.json can't be parsed"),
        ('{"data": {}}', "is no JSON list"),
        ('[{"text": "a", "label": []}]', "Entry 1 of .*a.json has no data"),
        (
            '[{"data": {"image": 1}, "annotations": [{"result": []}]}]',
            "Entry 1 of .*a.json has no text",
        ),
        ('[{"data": {"text": "a"}, "annotations": [{}]}]', "Entry 1 of .* has broken annotations"),
        (
            json.dumps([make_task([]), make_task([SPAN], text="a")]),
            "Entry 2 of .* has a span that doesn't cover the text",
        ),
        (
            json.dumps([make_task([{"type": "labels", "value": {"labels": ["A"]}}])]),
            "Entry 1 of .*a.json has a span without offsets",
        ),
    ],
)
def test_broken_files(content, title, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf8")
    with pytest.raises(LoaderError, match=title):
        list(read_labelstudio(path))


# Questions of one item stay apart


def choose(question, *names, kind="choices"):
    return {"from_name": question, "to_name": "text", "type": kind, "value": {kind: list(names)}}


def test_options_of_several_questions_are_named_after_them(capsys):
    first, second = read(
        [
            make_task([choose("junk", "Yes"), choose("rush", "No")]),
            make_task([choose("junk", "No"), choose("rush", "Yes")]),
        ]
    )
    assert first["accept"] == ["junk: Yes", "rush: No"]
    assert second["accept"] == ["junk: No", "rush: Yes"]
    options = [option["id"] for option in first["options"]]
    assert sorted(options) == ["junk: No", "junk: Yes", "rush: No", "rush: Yes"]
    assert "several questions (junk, rush)" in " ".join(capsys.readouterr().err.split())


def test_options_of_one_question_keep_their_names():
    [eg] = read([make_task([choose("junk", "Yes", "No")])])
    assert eg["accept"] == ["Yes", "No"]


def test_labels_of_several_questions_with_the_same_name_are_told_apart():
    regions = [{**SPAN, "from_name": name} for name in ("now", "before")]
    [eg] = read([make_task(regions)])
    assert sorted(get_spans(eg)) == [
        (0, 4, "before: ORG"),
        (0, 4, "before: TEAM"),
        (0, 4, "now: ORG"),
        (0, 4, "now: TEAM"),
    ]
    other = {**SPAN, "from_name": "b", "value": {**SPAN["value"], "labels": ["CITY"]}}
    [eg] = read([make_task([SPAN, other])])
    assert get_spans(eg) == [(0, 4, "CITY"), (0, 4, "ORG"), (0, 4, "TEAM")]


# Regions are checked against their text


def read_region(text, start, end, covered, **value):
    report = Report()
    value = {"start": start, "end": end, "text": covered, "labels": ["A"], **value}
    examples = read([make_task([{**SPAN, "value": value}], text=text), make_task([])], report)
    spans = [eg["text"][s["start"] : s["end"]] for eg in examples for s in eg["spans"]]
    return spans, report


@pytest.mark.parametrize(
    ("text", "start", "end", "covered", "how"),
    [
        ("Name: Bo\r\nTown: Oslo\r\n", 15, 19, "Oslo", "crlf"),
        ("\r\n\r\nOslo\r\nOslo", 7, 11, "Oslo", "crlf"),
        ("😀 Oslo, Oslo", 3, 7, "Oslo", "utf16"),
        ("In Oslo today", 4, 8, "Oslo", "found"),
        ("In Oslo today", 90, 94, "Oslo", "found"),
        ("New  York is", 0, 9, "New York", "white-space"),
        ("New\nYork is", 0, 8, "New\\nYork", "white-space"),
    ],
)
def test_regions_beside_their_text_are_moved_by_a_rule(text, start, end, covered, how):
    spans, report = read_region(text, start, end, covered)
    assert [" ".join(span.split()) for span in spans] == [
        " ".join(covered.replace("\\n", " ").split())
    ]
    assert report.mended == {how: 1}
    assert report.rejected == {}


@pytest.mark.parametrize("covered", ["Oslo", " Oslo ", "Oslo\n", None, ""])
def test_regions_that_agree_are_kept(covered):
    spans, report = read_region("In Oslo today", 3, 7, covered)
    assert (spans, report.describe()) == (["Oslo"], [])


@pytest.mark.parametrize(
    ("text", "start", "end", "covered", "kind"),
    [
        ("Oslo and Oslo", 3, 7, "Oslo", "covered"),
        ("In Oslo today", 3, 7, "Rome", "covered"),
        ("In Oslo today", 3, 99, None, "offsets"),
        ("In Oslo today", 7, 3, None, "offsets"),
        ("In Oslo today", 3.0, 7.0, None, "offsets"),
        ("In Oslo today", "/p/text()", "/p/text()", None, "offsets"),
    ],
)
def test_regions_that_may_be_anywhere_are_rejected(text, start, end, covered, kind):
    spans, report = read_region(text, start, end, covered)
    assert (spans, report.rejected) == ([], {kind: 1})
    assert report.n_done == 1


def test_doubled_regions_become_one():
    report = Report()
    [eg] = read([make_task([SPAN, {**SPAN, "id": "other"}])], report)
    assert get_spans(eg) == [(0, 4, "ORG"), (0, 4, "TEAM")]
    assert report.mended == {"doubled": 2}


def make_page(offsets, covered="Oslo & co"):
    value = {"text": covered, "hypertextlabels": ["A"], "start": "/p[1]", "end": "/p[1]", **offsets}
    region = {"type": "hypertextlabels", "from_name": "l", "value": value}
    return make_task([region], [], text="<p>In <b>Oslo</b> &amp; co</p>\n<p>today</p>")


def test_pages_are_read_as_their_text(capsys):
    report = Report()
    first, second = read([make_page({"globalOffsets": {"start": 3, "end": 12}})], report)
    assert first["text"] == second["text"] == "In Oslo & co\ntoday"
    assert get_spans(first) == [(3, 12, "A")]
    assert report.describe() == []
    assert "without the markup" in capsys.readouterr().err


def test_regions_of_pages_without_offsets_of_the_text_are_found_by_it():
    report = Report()
    first, _ = read([make_page({"startOffset": 0, "endOffset": 5})], report)
    assert get_spans(first) == [(3, 12, "A")]
    assert report.mended == {"found": 1}
    report = Report()
    assert len(read([make_page({}, covered="o")], report)) == 1
    assert report.rejected == {"covered": 1}


# Several annotators, and what can't be imported


def test_a_broken_annotation_leaves_the_others_of_its_task():
    broken = {**SPAN, "value": {**SPAN["value"], "text": "nowhere"}}
    report = Report()
    [eg] = read([make_task([SPAN], [broken])], report)
    assert get_spans(eg) == [(0, 4, "ORG"), (0, 4, "TEAM")]
    assert report.rejected == {"covered": 1}


@pytest.mark.parametrize(
    ("regions", "lost"),
    [
        ([choose("r", 3, kind="rating")], "lost-regions:rating"),
        ([choose("t", "hello", kind="textarea")], "lost-regions:textarea"),
        ([choose("p", "left", kind="pairwise")], "lost-regions:pairwise"),
        (
            [{**CHOICES, "value": {"start": 0, "end": 4, "choices": ["X"]}}],
            "lost-per-region:choices",
        ),
        ([{"type": "relation", "from_id": "a", "to_id": "b"}], "lost-relations"),
    ],
)
def test_other_answers_are_counted_with_their_kind(regions, lost):
    report = Report()
    [eg] = read([make_task([SPAN, *regions])], report)
    assert report.lost == {lost: 1}
    assert "accept" not in eg
    assert lost.rpartition(":")[2].removeprefix("lost-") in report.describe()[0]


def test_predictions_are_counted():
    report = Report()
    read([{**make_task([SPAN]), "predictions": [{"result": [SPAN]}]}], report)
    assert report.lost == {"lost-predictions": 1}


def test_a_region_without_a_label_is_rejected():
    report = Report()
    for labels in ({}, {"labels": []}, {"labels": [None]}):
        value = {"start": 0, "end": 4, **labels}
        read([make_task([{**SPAN, "value": value}])], report)
    assert report.rejected["no-label"] >= 2


def test_one_bad_entry_leaves_the_others():
    good = json.dumps(make_task([SPAN]))
    report = Report()
    text = "[\n" + ",\n".join([good, good[:50], '{"data": 7}', good]) + "\n]"
    examples = list(read_labelstudio(io.StringIO(text), report=report))
    assert [get_spans(eg) for eg in examples] == [[(0, 4, "ORG"), (0, 4, "TEAM")]] * 2
    assert [(error.kind, error.line) for error in report.errors] == [("syntax", 3), ("value", 4)]
