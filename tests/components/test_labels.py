"""Labels that change in one example, and what it is afterwards."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.labels.edits import LabelEdit
from prodigy.components.labels.hashes import follow_task_hash
from prodigy.components.labels.mentions import find_mentions
from prodigy.hashing import set_hashes
from tests.strategies import LABELS, json_values, tasks
from tests.util import make_task, write_jsonl

SPAN = {"start": 0, "end": 2, "label": "A"}
ENDS = {"head_span": {**SPAN}, "child_span": {**SPAN, "label": "X"}}
# What holds a label, in every way in which it may be held: the label is A, X is another one.
PLACES = [
    {"label": "A"},
    {"spans": [{**SPAN}, {**SPAN, "label": "X"}, {"label": None}, "odd"]},
    {"audio_spans": [{"start": 0.5, "end": 1.5, "label": "A"}]},
    {"relations": [{"head": 0, "child": 1, "label": "A", **ENDS}]},
    {"arc": {"head": 0, "child": 1, "label": "A"}},
    {"options": [{"id": "A", "text": "A"}, {"id": "X", "text": "about A"}], "accept": ["A", "X"]},
    {"options": [{"id": 1, "spans": [{**SPAN}]}], "accept": [1]},
    {"message_labels": {"0": ["A", "X"]}, "spans": [{**SPAN, "message": 1}]},
    {"boxes": [{"label": "A", "points": [[0, 0], [1, 1], [0, 1]]}]},
    {"config": {"labels": ["A", "X"], "keymap_by_label": {"A": "q"}, "label_groups": {"g": ["A"]}}},
    {"config": {"labels": {"A": "red"}, "blocks": [{"view_id": "ner", "labels": "X,A"}]}},
    {"config": {"custom_theme": {"labels": {"A": "red"}}, "relations_span_labels": ["A"]}},
    {"versions": [{"accept": ["A"], "sessions": ["s"]}, {"spans": [{**SPAN}]}]},
    {"pages": [{"view_id": "ner", "spans": [{**SPAN}]}]},
    {"input": {"label": "A"}, "accept": {"spans": [{**SPAN}]}, "reject": {"text": "A"}},
]


def change(eg, **names):
    eg = deepcopy(eg)
    return eg, LabelEdit(names).apply(eg)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "+".join(place))
def test_labels_are_renamed_wherever_they_stand_and_back(place):
    before = {"text": "A A", "_view_id": "blocks", **place}
    after, edited = change(before, A="new")
    assert after != before
    assert '"A"' not in json.dumps({**after, "text": "", "reject": {}})
    assert sum(edited.changed.values()) and not edited.merged
    assert LabelEdit({"A": "new"}).may_change(json.dumps(before))
    assert change(after, new="A")[0] == before


@given(tasks(with_spans=True), st.sampled_from(LABELS), json_values)
def test_renaming_changes_labels_and_nothing_else(task, label, mine):
    task["mine"], task["text_of_label"] = mine, f"{label}!"
    after, edited = change(task, **{label: "A NEW ONE"})
    assert bool(edited.changed) == any(span["label"] == label for span in task["spans"])
    back, _ = change(after, **{"A NEW ONE": label})
    assert back == task
    assert not edited.changed or LabelEdit({label: "x"}).may_change(json.dumps(task))


def test_what_says_the_same_is_kept_once():
    eg = {
        "spans": [SPAN, {**SPAN, "label": "B", "mine": 1}, {"start": 3, "end": 4, "label": "A"}],
        "options": [{"id": "A", "text": "A"}, {"id": "B", "text": "Better"}],
        "accept": ["A", "B"],
        "config": {"labels": ["A", "B"]},
    }
    after, edited = change(eg, A="B")
    assert after == {
        "spans": [{**SPAN, "label": "B", "mine": 1}, {"start": 3, "end": 4, "label": "B"}],
        "options": [{"id": "B", "text": "Better"}],
        "accept": ["B"],
        "config": {"labels": ["B"]},
    }
    assert edited.merged == {"spans": 1, "options": 1, "accept": 1, "config.labels": 1}


def test_several_labels_become_one_of_them():
    after, edited = change({"accept": ["X", "C", "A"], "spans": []}, A="C", X="C")
    assert after["accept"] == ["C"]
    assert edited.merged["accept"] == 2


def test_deleting_takes_away_what_has_the_label_and_keeps_the_answer():
    eg = {
        "label": "A",
        "spans": [SPAN, {**SPAN, "label": "X"}],
        "relations": [{"head": 0, "child": 1, "label": "R", **ENDS}],
        "options": [{"id": "A"}, {"id": "X"}],
        "accept": ["A"],
        "meta": {"kind": "A"},
    }
    after, edited = change(eg, A=None)
    assert after == {
        "label": "A",
        "spans": [{**SPAN, "label": "X"}],
        "relations": [],
        "options": [{"id": "X"}],
        "accept": [],
        "meta": {"kind": "A"},
    }
    assert edited.left == {"label": 1, "meta.kind": 1}
    assert edited.changed["relations.head_span"] == 1


def test_numbers_are_labels_too():
    eg = {"label": 0, "options": [{"id": 0, "text": "0"}, {"id": 1}], "accept": [0], "score": 0}
    after, _ = change(eg, **{"0": "negative"})
    assert after["label"] == "negative" and after["accept"] == ["negative"]
    assert after["options"] == [{"id": "negative", "text": "negative"}, {"id": 1}]
    assert after["score"] == 0
    assert LabelEdit({"0": "x"}).may_change("[0]")


@pytest.mark.parametrize(
    "odd",
    [
        {"spans": None, "options": "A", "accept": "A", "relations": {"A": 1}},
        {"spans": [["A"]], "options": [None, {"text": "A"}], "accept": [None, {}], "config": []},
        {"arc": [], "message_labels": {"0": None}, "config": {"labels": None, "blocks": [1]}},
        {"versions": [None], "pages": {}, "config": {"custom_theme": 1, "label_groups": ["A"]}},
        {"relations": [{"head_span": "A"}], "spans": [{"label": ["A"]}, {"label": {"A": 1}}]},
    ],
)
def test_what_is_in_no_known_shape_stays(odd):
    assert change(odd, A="B")[0] == odd


def test_task_hashes_follow_what_they_were_made_of():
    asked = make_task("one", label="A")
    answer = {**asked, "answer": "accept", "accept": [], "_timestamp": 1}
    renamed = {**answer, "label": "B"}
    assert follow_task_hash(answer, renamed) == make_task("one", label="B")["_task_hash"]
    assert follow_task_hash(answer, {**answer, "meta": {}}) is None


def test_task_hashes_stay_if_annotators_changed_what_they_were_made_of():
    asked = make_task("one two", spans=[])
    answer = {**asked, "spans": [SPAN]}
    assert follow_task_hash(answer, {**answer, "spans": [{**SPAN, "label": "B"}]}) is None
    own = {**set_hashes({"text": "one", "label": "A"}), "_task_hash": 7}
    assert follow_task_hash(own, {**own, "label": "B"}) is None


def test_files_that_name_a_label_are_found_by_line(tmp_path):
    rows = [{"label": "B", "pattern": "A"}, {"label": "Ä", "pattern": [{"lower": "a"}]}]
    write_jsonl(tmp_path / "sub" / "patterns.jsonl", [*rows, {"label": "Ä", "text": "data"}])
    (tmp_path / "labels.txt").write_text("B\n Ä \nÄB\n", encoding="utf8")
    (tmp_path / "prodigy.json").write_text('{"x": 1,\n "keymap_by_label": {"\\u00c4": "q"}}')
    (tmp_path / "odd.jsonl").write_bytes(b'\xff"pattern"\n')
    found = [(m.path.name, m.line, m.what) for m in find_mentions("Ä", [tmp_path])]
    assert sorted(found) == [
        ("labels.txt", 2, "labels"),
        ("patterns.jsonl", 2, "patterns"),
        ("prodigy.json", 2, "settings"),
    ]
