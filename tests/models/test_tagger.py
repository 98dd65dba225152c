"""Tagger and senter in the loop."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.models.tagger import SentenceRecognizer, Tagger, get_coarse_tags
from tests.models.pipelines import make_senter, make_tagger
from tests.pipelines import make_blank
from tests.util import make_task

TEXT = "Vera walked to the Louvre"


@pytest.fixture
def model():
    return Tagger(make_tagger())


def get_table(model, text=TEXT):
    return {
        eg["spans"][0]["token_start"]: (eg["spans"][0]["label"], score)
        for score, eg in model([make_task(text)])
    }


def answer(text, word, label, decision):
    start = text.index(word)
    span = {"start": start, "end": start + len(word), "label": label}
    return {**make_task(text, spans=[span]), "answer": decision, "_view_id": "pos"}


def get_score(model, i, label):
    tagger = Tagger(model.nlp, label)
    return get_table(tagger)[i][1]


def test_each_token_is_a_question(model):
    tasks = list(model([make_task(TEXT)]))
    assert [eg["spans"][0]["text"] for _, eg in tasks] == TEXT.split()
    assert all(0.0 <= score <= 1.0 for score, _ in tasks)
    assert len({eg["_task_hash"] for _, eg in tasks}) == len(tasks)
    for _, eg in tasks:
        assert Validator("pos").check(eg) == []


def test_only_the_wanted_tags_are_suggested():
    model = Tagger(make_tagger(), ["IN", "DT"])
    assert {label for label, _ in get_table(model).values()} <= {"IN", "DT"}


def test_probabilities_of_all_tags_sum_to_one(model):
    assert sum(get_score(model, 0, label) for label in model.labels) == pytest.approx(1.0)


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_an_answer_moves_the_score(model, decision):
    before = get_score(model, 4, "NNP")
    model.update([answer(TEXT, "Louvre", "NNP", decision)])
    after = get_score(model, 4, "NNP")
    assert after > before if decision == "accept" else after < before


def test_unknown_tags_are_an_error():
    with pytest.raises(RecipeError, match="doesn't know FOO"):
        Tagger(make_tagger(), ["FOO"])


def test_without_tagger_there_is_nothing_to_do():
    with pytest.raises(RecipeError, match="Can't find component 'tagger'"):
        Tagger(make_blank())


def test_coarse_tags_stand_for_the_tags_of_the_tagger():
    model = Tagger(make_tagger(), fine_grained=False)
    assert set(model.labels) == {"ADP", "DET", "PROPN", "NOUN"}
    label, _ = get_table(model, "Mira lives in Oslo")[0]
    assert label == "PROPN"
    before = get_table(Tagger(model.nlp, "ADP", fine_grained=False))[2][1]
    model.update([answer(TEXT, "to", "ADP", "reject")])
    assert get_table(Tagger(model.nlp, "ADP", fine_grained=False))[2][1] < before


def test_features_of_a_morphologizer_contain_the_coarse_tag():
    nlp = make_blank()
    assert get_coarse_tags(nlp, ["POS=NOUN|Number=Sing", "POS=X"]) == ["NOUN", "X"]


def test_tags_that_stand_for_nothing_are_an_error():
    with pytest.raises(RecipeError, match="--fine-grained"):
        get_coarse_tags(make_blank(), ["NN"])


def test_the_senter_is_asked_about_all_tokens_but_the_first():
    model = SentenceRecognizer(make_senter())
    text = "We met Mira. Jonas was in Rome."
    table = get_table(model, text)
    assert 0 not in table
    assert {label for label, _ in table.values()} == {"S"}
    assert max(table, key=lambda i: table[i][1]) == 4


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_the_senter_learns(decision):
    model = SentenceRecognizer(make_senter())
    text = "We met Mira. Jonas was in Rome."
    before = get_table(model, text)[4][1]
    model.update([answer(text, "Jonas", "S", decision)])
    after = get_table(model, text)[4][1]
    assert after > before if decision == "accept" else after < before


def test_ignored_answers_change_nothing(model):
    before = get_table(model)
    assert model.update([answer(TEXT, "to", "IN", "ignore")]) == 0.0
    assert get_table(model) == before
