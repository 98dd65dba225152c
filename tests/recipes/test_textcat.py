"""textcat.manual: options for several labels, a yes or no question for one."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.textcat import manual
from tests.util import make_task

TASKS = [{"text": "Refund please"}, {"text": "Refund please"}, {"text": ""}, {"text": "Hello"}]


def test_several_labels_are_options():
    components = manual("data", TASKS, label=["BILLING", "TECH"])
    assert components["view_id"] == "choice"
    assert components["config"] == {
        "labels": ["BILLING", "TECH"],
        "choice_style": "multiple",
        "choice_auto_accept": False,
        "choice_accept_empty": False,
        "exclude_by": "input",
    }
    tasks = list(components["stream"])
    assert [eg["text"] for eg in tasks] == ["Refund please", "Hello"]
    assert tasks[0]["options"] == [
        {"id": "BILLING", "text": "BILLING"},
        {"id": "TECH", "text": "TECH"},
    ]
    assert tasks[0]["config"] == {"choice_style": "multiple"}
    assert "accept" not in tasks[0]
    assert Validator("choice").check(tasks[0]) == []


def test_exclusive_labels_are_submitted_at_once():
    config = manual("data", TASKS, label=["A", "B"], exclusive=True)["config"]
    assert config["choice_style"] == "single"
    assert config["choice_auto_accept"] is True


def test_one_label_is_accepted_or_rejected():
    components = manual("data", TASKS, label=["BILLING"], exclude=["old"])
    assert components["view_id"] == "classification"
    assert components["exclude"] == ["old"]
    assert components["config"]["exclude_by"] == "task"
    eg = next(components["stream"])
    assert eg["label"] == "BILLING"
    assert eg["_task_hash"] == make_task("Refund please", label="BILLING")["_task_hash"]
    assert Validator("classification").check(eg) == []


def test_another_label_is_another_question():
    one, two = (next(manual("data", TASKS, label=[name])["stream"]) for name in "AB")
    assert one["_input_hash"] == two["_input_hash"]
    assert one["_task_hash"] != two["_task_hash"]


def test_labels_are_required():
    with pytest.raises(RecipeError, match="at least one --label"):
        manual("data", TASKS)


def test_labels_may_be_a_string():
    assert manual("data", TASKS, label="A,B")["config"]["labels"] == ["A", "B"]
