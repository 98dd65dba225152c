"""ner.match, match and filter-by-patterns."""

import pytest

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.patterns import filter_by_patterns, match, ner_match
from tests.util import make_answer, make_task, read_jsonl, write_jsonl

TASKS = [{"text": "Mira flew to Oslo."}, {"text": "Nothing here"}]
PATTERNS = [
    {"label": "GPE", "pattern": "Oslo", "id": "oslo"},
    {"label": "PERSON", "pattern": [{"lower": "mira"}]},
]


@pytest.fixture
def patterns(tmp_path):
    return write_jsonl(tmp_path / "patterns.jsonl", PATTERNS)


def find(tasks):
    return [[(span["text"], span.get("label")) for span in eg["spans"]] for eg in tasks]


def test_matches_are_asked_about_one_at_a_time(nlp, patterns):
    components = ner_match("data", nlp, TASKS, patterns=patterns, exclude=["old"])
    tasks = list(components.pop("stream"))
    assert components == {
        "view_id": "ner",
        "dataset": "data",
        "exclude": ["old"],
        "config": {"lang": "en"},
    }
    assert find(tasks) == [[("Mira", "PERSON")], [("Oslo", "GPE")]]
    assert tasks[1]["spans"][0]["pattern"] == "oslo"
    assert tasks[1]["meta"] == {"pattern": "oslo", "score": 0.5}
    assert tasks[0]["_task_hash"] != tasks[1]["_task_hash"]
    assert tasks[0]["_is_binary"] is True
    assert Validator("ner").check(tasks[0]) == []


def test_patterns_can_be_filtered_by_label(nlp, patterns):
    tasks = ner_match("data", nlp, TASKS, patterns=patterns, label=["GPE"])["stream"]
    assert find(tasks) == [[("Oslo", "GPE")]]


def test_scores_go_on_where_they_ended(nlp, patterns):
    db = connect()
    db.add_dataset("data")
    span = {"start": 13, "end": 17, "label": "GPE", "pattern": "oslo"}
    db.add_examples([make_answer("Mira flew to Oslo.", spans=[span])], ["data"])
    _, resumed = ner_match("data", nlp, TASKS, patterns=patterns, resume=True)["stream"]
    assert resumed["meta"]["score"] == 0.6
    _, fresh = ner_match("data", nlp, TASKS, patterns=patterns)["stream"]
    assert fresh["meta"]["score"] == 0.5
    assert len(list(ner_match("new", nlp, TASKS, patterns=patterns, resume=True)["stream"])) == 2
    db.close()


def test_patterns_are_required(nlp):
    for recipe in (ner_match, match):
        with pytest.raises(RecipeError, match="--patterns"):
            recipe("data", nlp, TASKS)
    with pytest.raises(RecipeError, match="--patterns"):
        filter_by_patterns(TASKS, "-")


def test_match_labels_spans(nlp, patterns):
    components = match("data", nlp, TASKS, patterns=patterns)
    tasks = list(components["stream"])
    assert components["view_id"] == "ner"
    assert components["config"]["exclude_by"] == "task"
    assert find(tasks) == [[("Mira", "PERSON")], [("Oslo", "GPE")]]
    assert "label" not in tasks[0]


def test_match_labels_texts(nlp, patterns):
    components = match("data", nlp, TASKS, patterns=patterns, label_task=True)
    tasks = list(components["stream"])
    assert components["view_id"] == "classification"
    assert [eg["label"] for eg in tasks] == ["PERSON", "GPE"]
    assert find(tasks) == [[("Mira", None)], [("Oslo", None)]]
    assert Validator("classification").check(tasks[0]) == []
    both = match("data", nlp, TASKS, patterns=patterns, label_task=True, label_span=True)
    assert find(both["stream"])[0] == [("Mira", "PERSON")]


def test_match_shows_all_matches_and_all_texts_at_once(nlp, patterns):
    tasks = match("data", nlp, TASKS, patterns=patterns, combine_matches=True, all_examples=True)[
        "stream"
    ]
    first, second = tasks
    assert find([first]) == [[("Mira", "PERSON"), ("Oslo", "GPE")]]
    assert "spans" not in second


def test_texts_with_matches_are_written_to_a_file(nlp, patterns, tmp_path, capsys):
    path = tmp_path / "out" / "kept.jsonl"
    filter_by_patterns(TASKS, path, nlp, patterns=patterns)
    [eg] = read_jsonl(path)
    assert eg["text"] == TASKS[0]["text"]
    assert find([eg]) == [[("Mira", "PERSON"), ("Oslo", "GPE")]]
    captured = capsys.readouterr()
    assert "Kept 1 of 2 texts" in captured.err
    assert captured.out == ""


def test_texts_with_matches_are_written_to_standard_output(patterns, capsys):
    filter_by_patterns(TASKS, "-", patterns=patterns, label=["GPE"])
    [eg] = read_jsonl(capsys.readouterr().out)
    assert find([eg]) == [[("Oslo", "GPE")]]


def test_texts_with_matches_are_added_to_a_dataset(nlp, patterns):
    filter_by_patterns(TASKS, "dataset:kept", nlp, patterns=patterns)
    db = connect()
    [eg] = db.get_dataset_examples("kept")
    assert eg["answer"] == "accept"
    assert eg["_session_id"] in db.sessions
    assert eg["_input_hash"] == make_task(TASKS[0]["text"])["_input_hash"]
    db.close()


@pytest.mark.parametrize("func", [ner_match, match])
def test_annotations_of_the_source_are_no_part_of_the_question(nlp, tmp_path, func):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": "Oslo"}])
    old = {"spans": [{"start": 0, "end": 4, "label": "OLD"}], "label": "OLD", "answer": "reject"}
    components = func("data", nlp, [{"text": "Mira flew to Oslo.", **old}], patterns=patterns)
    [eg] = components["stream"]
    assert [span["label"] for span in eg["spans"]] == ["GPE"]
    assert "label" not in eg and "answer" not in eg
