"""mark: any task in any interface."""

from types import SimpleNamespace

import pytest

from prodigy.components.db import connect
from prodigy.errors import RecipeError
from prodigy.recipes.generic import mark, print_counts
from tests.util import make_answer, make_task


def test_tasks_come_as_they_are():
    tasks = [make_task("a", options=[1]), {"image": "x"}, make_task("a", options=[1])]
    components = mark("data", iter(tasks), view_id="choice", label=["A"])
    assert components["view_id"] == "choice"
    assert components["config"] == {"labels": ["A"]}
    first, second, third = components["stream"]
    assert first == tasks[0] == third
    assert second["image"] == "x"


def test_progress_is_that_of_the_source():
    components = mark("data", [{"text": "a"}, {"text": "b"}], view_id="text")
    assert "update" not in components
    next(components["stream"])
    assert components["stream"].progress == 0.5


@pytest.mark.parametrize(
    "own", [{"_view_id": "choice"}, {"config": {"view_id": "choice"}, "_view_id": "text"}]
)
def test_interface_of_the_tasks_is_the_default(own):
    components = mark("data", iter([{"text": "a", **own}]))
    assert components["view_id"] == "choice"
    assert len(list(components["stream"])) == 1


def test_interface_of_a_dataset_is_the_default():
    database = connect()
    database.add_dataset("old")
    database.add_examples([make_answer("a", _view_id="ner_manual")], ["old"])
    assert mark("data", "dataset:old")["view_id"] == "ner_manual"
    database.close()


@pytest.mark.parametrize("tasks", [[], [{"text": "a"}]])
def test_unknown_interface_is_an_error(tasks):
    with pytest.raises(RecipeError, match="--view-id"):
        mark("data", tasks)


def test_answers_of_the_dataset_are_counted_at_the_end(capsys):
    database = connect()
    database.add_dataset("data")
    answers = [make_answer(str(i), answer) for i, answer in enumerate(["accept"] * 3 + ["reject"])]
    database.add_examples(answers, ["data"])
    print_counts(SimpleNamespace(dataset="data", db=database))
    lines = [line.split() for line in capsys.readouterr().err.splitlines() if line.strip()]
    assert lines == [["Accept:", "3"], ["Reject:", "1"], ["Ignore:", "0"], ["Total:", "4"]]
    database.close()


def test_nothing_is_counted_without_a_dataset(capsys):
    print_counts(SimpleNamespace(dataset=None, db=None))
    assert capsys.readouterr().err == ""
