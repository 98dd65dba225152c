"""The dependency parser in the loop."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.models.parser import DependencyParser
from tests.models.pipelines import make_parser
from tests.pipelines import make_blank
from tests.util import make_task

TEXT = "Vera sits in Vienna"


@pytest.fixture
def model():
    return DependencyParser(make_parser())


def get_scores(model, text=TEXT):
    return {
        (eg["arc"]["head"], eg["arc"]["child"], eg["arc"]["label"]): score
        for score, eg in model([make_task(text)])
    }


def answer(arc, decision):
    head, child, label = arc
    eg = make_task(TEXT)
    return {**eg, "arc": {"head": head, "child": child, "label": label}, "answer": decision}


def test_arcs_are_questions_of_their_own(model):
    tasks = list(model([make_task(TEXT)]))
    assert all(0.0 <= score <= 1.0 for score, _ in tasks)
    assert len({eg["_task_hash"] for _, eg in tasks}) == len(tasks) > 2
    for _, eg in tasks:
        assert Validator("dep").check(eg) == []


def test_only_the_wanted_labels_are_suggested():
    model = DependencyParser(make_parser(), ["pobj"])
    assert {label for _, _, label in get_scores(model)} == {"pobj"}


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_an_answer_moves_the_score(model, decision):
    scores = get_scores(model)
    arc = min(scores, key=lambda arc: abs(scores[arc] - 0.5))
    model.update([answer(arc, decision)])
    after = get_scores(model).get(arc, 0.0)
    assert after > scores[arc] if decision == "accept" else after < scores[arc]


def test_ignored_answers_change_nothing(model):
    before = get_scores(model)
    assert model.update([answer((1, 0, "nsubj"), "ignore")]) == 0.0
    assert get_scores(model) == before


def test_unknown_labels_are_an_error():
    with pytest.raises(RecipeError, match="doesn't know FOO"):
        DependencyParser(make_parser(), ["FOO"])


def test_without_parser_there_is_nothing_to_do():
    with pytest.raises(RecipeError, match="Can't find component 'parser'"):
        DependencyParser(make_blank())
