"""Labels and options."""

import pytest

from prodigy.components.preprocess import (
    add_answer,
    add_label_options,
    add_labels_to_stream,
    add_view_id,
    convert_options_to_cats,
    resolve_labels,
)
from prodigy.errors import RecipeError
from tests.util import make_task

OPTIONS = [{"id": "A", "text": "A"}, {"id": "B", "text": "B"}]


@pytest.mark.parametrize("keyword", ["label", "labels"])
def test_options_are_added_in_order_of_the_labels(keyword):
    task = make_task("a")
    (eg,) = add_label_options([task], **{keyword: ["A", "B"]})
    assert eg == {**task, "options": OPTIONS}
    assert "options" not in task


def test_options_of_tasks_are_independent():
    one, two = add_label_options([{"text": "a"}, {"text": "b"}], ["A"])
    one["options"][0]["text"] = "changed"
    assert two["options"][0]["text"] == "A"


def test_each_label_is_a_question_of_its_own():
    task = make_task("a")
    one, two = add_labels_to_stream([task], ["A", "B"])
    assert (one["label"], two["label"]) == ("A", "B")
    assert one["_input_hash"] == two["_input_hash"] == task["_input_hash"]
    assert one["_task_hash"] == make_task("a", label="A")["_task_hash"]
    assert two["_task_hash"] == make_task("a", label="B")["_task_hash"]
    assert "label" not in task


def test_view_ids_and_answers_are_added_to_copies():
    task = {"text": "a"}
    assert list(add_view_id([task], "ner")) == [{"text": "a", "_view_id": "ner"}]
    assert list(add_answer([task, {"answer": "reject"}])) == [
        {"text": "a", "answer": "accept"},
        {"answer": "reject"},
    ]
    assert task == {"text": "a"}


def test_selected_options_become_categories():
    answers = [
        {"options": OPTIONS, "accept": ["B"], "answer": "accept"},
        {"options": OPTIONS, "accept": [], "answer": "accept"},
        {"options": OPTIONS, "accept": ["A"], "answer": "reject"},
    ]
    assert [eg["cats"] for eg in convert_options_to_cats(answers)] == [
        {"A": 0.0, "B": 1.0},
        {"A": 0.0, "B": 0.0},
    ]
    exclusive = convert_options_to_cats(answers, labels=["A", "B", "C"], exclusive=True)
    assert [eg["cats"] for eg in exclusive] == [{"A": 0.0, "B": 1.0, "C": 0.0}]


def test_named_labels_are_used_as_they_are(nlp, capsys):
    assert resolve_labels(nlp, "ner", ["B", "A"]) == ["B", "A"]
    assert capsys.readouterr().err == ""


def test_labels_of_the_model_are_used_and_told(capsys):
    import spacy

    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    ner.add_label("PERSON")
    ner.add_label("ORG")
    assert resolve_labels(nlp, "ner") == list(ner.labels)
    captured = capsys.readouterr()
    assert f"Using 2 labels from model: {', '.join(ner.labels)}" in captured.err
    assert captured.out == ""


def test_no_labels_at_all_is_an_error(nlp):
    with pytest.raises(RecipeError, match="No --label argument set and the model has no labels"):
        resolve_labels(nlp, "ner", [])
