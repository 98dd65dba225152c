"""textcat.manual and textcat.correct with a classifier on vectors of texts."""

from itertools import islice

import pytest

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes import textcat
from tests.util import make_task

TRAINS = [f"a train to place {n}" for n in range(20)]
MEALS = [f"a meal for {n} people" for n in range(20)]
LABELS = ["TRAVEL", "FOOD"]


@pytest.fixture
def source(jsonl):
    return jsonl([{"text": text} for pair in zip(TRAINS, MEALS, strict=True) for text in pair])


def choose(eg):
    accept = ["TRAVEL" if "train" in eg["text"] else "FOOD"]
    return {**eg, "accept": accept, "answer": "accept"}


def make_answers(n):
    options = [{"id": label, "text": label} for label in LABELS]
    return [choose(make_task(text, options=options)) for text in [*TRAINS[:n], *MEALS[:n]]]


def test_correct_selects_what_it_has_learned_while_it_is_asked(source):
    components = textcat.correct(
        "data", "blank:en", source, label=LABELS, update=True, encoder="hashed"
    )
    assert (components["view_id"], components["config"]["choice_style"]) == ("choice", "multiple")
    stream = iter(components["stream"])
    first = list(islice(stream, 10))
    assert all(eg["accept"] == [] and Validator("choice").check(eg) == [] for eg in first)
    components["update"]([choose(eg) for eg in first])
    following = list(islice(stream, 10))
    assert [eg["accept"] for eg in following] == [choose(eg)["accept"] for eg in following]
    assert following[0]["options"][0]["meta"]["score"] > 0.5


@pytest.mark.parametrize("prefer", [None, "uncertain", "diverse", "representative", "random"])
def test_correct_starts_with_the_answers_of_the_dataset_and_asks_the_others(source, prefer):
    db = connect()
    db.add_dataset("data")
    db.add_examples(make_answers(5), ["data"])
    components = textcat.correct(
        "data", "blank:en", source, label=LABELS, encoder="hashed", prefer=prefer, exclusive=True
    )
    assert components["update"] is None
    tasks = list(components["stream"])
    assert sorted(eg["text"] for eg in tasks) == sorted([*TRAINS, *MEALS])
    known = {eg["text"] for eg in make_answers(5)}
    rest = [eg for eg in tasks if eg["text"] not in known]
    assert all(eg["accept"] == choose(eg)["accept"] for eg in rest)
    assert {eg["config"]["choice_style"] for eg in tasks} == {"single"}


def test_correct_needs_labels_or_a_component_that_has_some(source):
    with pytest.raises(RecipeError, match="Can't find component 'textcat'"):
        textcat.correct("data", "blank:en", source, encoder="hashed")


def test_manual_asks_first_what_the_classifier_finds_unclear(source):
    components = textcat.manual(
        "data", source, label=LABELS, update=True, encoder="hashed", explore=0.0
    )
    stream = iter(components["stream"])
    first = list(islice(stream, 10))
    components["update"]([choose(eg) for eg in first])
    following = list(islice(stream, 30))
    texts = [eg["text"] for eg in [*first, *following]]
    assert sorted(texts) == sorted([*TRAINS, *MEALS])
    assert all("accept" not in eg for eg in following)
    reasons = {eg["_selection"]["by"] for eg in following}
    assert "uncertain" in reasons


def test_manual_takes_an_encoder_for_what_is_diverse(source):
    components = textcat.manual("data", source, label=LABELS, prefer="diverse", encoder="hashed")
    assert len(list(components["stream"])) == 40


def test_manual_without_use_for_an_encoder_says_so(source):
    with pytest.raises(RecipeError, match="--encoder has no effect without --update or --prefer"):
        textcat.manual("data", source, label=LABELS, encoder="hashed")


@pytest.mark.parametrize("start", [textcat.manual, textcat.correct])
def test_an_unknown_encoder_is_explained(source, start):
    args = ["data", source] if start is textcat.manual else ["data", "blank:en", source]
    with pytest.raises(RecipeError, match="There is no encoder 'hushed'"):
        start(*args, label=LABELS, update=True, encoder="hushed")
