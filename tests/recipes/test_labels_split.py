"""Deciding again what a label stood for, and taking the decisions over."""

from pathlib import Path

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.labels.decisions import SPLIT_KEY, make_question
from prodigy.errors import RecipeError
from prodigy.recipes.labels_split import labels_split
from tests.util import make_answer

TOKENS = [
    {"text": "Acme", "start": 0, "end": 4, "id": 0},
    {"text": "wins", "start": 5, "end": 9, "id": 1},
]


def span(label, **keys):
    return {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": label, **keys}


def ner(*labels, who="news-alex"):
    keys = {"_view_id": "ner_manual", "_annotator_id": who, "_session_id": who}
    return make_answer("Acme wins", tokens=TOKENS, spans=[*map(span, labels)], **keys)


CHOICE = make_answer(
    "one",
    options=[{"id": "ORG", "text": "ORG"}, {"id": "PER", "text": "Person"}],
    accept=["ORG", "PER"],
    _view_id="choice",
)
BINARY = make_answer("two", label="ORG", _view_id="classification")


@pytest.fixture
def news(home):
    db = connect()
    db.add_examples([ner("ORG"), ner("ORG", who="news-jo"), ner("PER")], datasets=["news"])
    return db


def test_each_answer_with_the_label_is_decided_and_taken_over(news, serve, capsys):
    client = serve(labels_split("split", "news", "ORG", ["COMPANY", "AGENCY"]))
    assert client.ctrl.config["labels"] == ["COMPANY", "AGENCY"]
    tasks = client.get_tasks()
    assert [task["spans"][0]["label"] for task in tasks] == ["ORG", "ORG"]
    undecided = client.validate_answer({**tasks[0], "answer": "accept"})
    assert "still have the label ORG" in str(undecided)
    client.give_answers(
        [
            {**tasks[0], "spans": [span("AGENCY")], "answer": "accept"},
            {**tasks[1], "answer": "ignore"},
        ]
    )
    before = news.get_dataset_examples("news")
    assert main(["labels.apply", "split", "news", "--dry"]) == 0
    assert news.get_dataset_examples("news") == before
    assert main(["labels.apply", "split", "news", "--undo-file", "undo.jsonl", "--force"]) == 0
    assert "1 answers stay as they are: not decided" in capsys.readouterr().err
    changed = news.get_dataset_examples("news")
    assert [eg["spans"][0]["label"] for eg in changed] == ["AGENCY", "ORG", "PER"]
    assert changed[0]["_annotator_id"] == "news-alex" and SPLIT_KEY not in changed[0]
    assert main(["labels.apply", "split", "news", "--force"]) == 0
    assert "changed since they were shown" in capsys.readouterr().err
    assert main(["labels.undo", "undo.jsonl"]) == 0
    assert news.get_dataset_examples("news") == before


@pytest.mark.parametrize(
    ("answer", "chosen", "expected"),
    [
        (CHOICE, ["AGENCY", "PER"], {"accept": ["AGENCY", "PER"]}),
        (BINARY, ["AGENCY"], {"label": "AGENCY"}),
    ],
    ids=["choice", "classification"],
)
def test_choices_and_single_labels_are_chosen_anew(home, answer, chosen, expected):
    db = connect()
    db.add_examples([answer, {**answer, "answer": "reject", "accept": []}], datasets=["news"])
    [task] = labels_split("split", "news", "ORG", ["COMPANY", "AGENCY"])["stream"]
    assert [option["id"] for option in task["options"]][:2] == ["COMPANY", "AGENCY"]
    assert "ORG" not in [*task["accept"], *(option["id"] for option in task["options"])]
    db.add_examples([{**task, "accept": chosen, "answer": "accept"}], datasets=["split"])
    assert main(["labels.apply", "split", "news"]) == 0
    found = db.get_dataset_examples("news")[0]
    assert {key: found[key] for key in expected} == expected
    assert db.get_dataset_examples("news")[1]["answer"] == "reject"
    assert ("options" in found) == ("options" in answer)
    assert found["_task_hash"] != answer["_task_hash"]
    assert found["_input_hash"] == answer["_input_hash"]


def test_questions_about_the_same_task_differ(news):
    one, other = (make_question(ner("ORG"), "ORG", ["A"], {"id": i}) for i in (1, 2))
    assert one["_input_hash"] == other["_input_hash"]
    assert one["_task_hash"] != other["_task_hash"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("split", "news", "ORG", ["ONE"]), "two labels or more"),
        (("news", "news", "ORG", ["A", "B"]), "dataset of its own"),
        (("split", "news", "NONE", ["A", "B"]), "No answer of 'news' has the label 'NONE'"),
        (("split", "news", "ORG", ["A", "B"], "choice"), "in other interfaces: ner_manual"),
    ],
)
def test_mistakes_are_explained(news, args, message):
    with pytest.raises(RecipeError) as error:
        labels_split(*args)
    assert message in str(error.value)
    assert main(["labels.apply", "news", "news"]) == 1
    assert not Path("undo").exists()
