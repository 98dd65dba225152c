"""The text classifier in the loop."""

import pytest
import spacy

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.models.textcat import TextClassifier, get_cats, infer_exclusive
from tests.pipelines import make_blank
from tests.util import make_task

GOOD = ["I love this cat", "what a lovely day", "we love it", "such a lovely cat"]
BAD = ["I hate this dog", "what an awful day", "we hate it", "such an awful dog"]


@pytest.fixture
def model():
    spacy.util.fix_random_seed(0)  # an untrained model is as undecided as its first weights
    return TextClassifier(make_blank(), ["GOOD", "FUNNY"])


def get_scores(model, text):
    return {eg["label"]: score for score, eg in model([make_task(text)])}


def answer(text, label, decision):
    return {**make_task(text, label=label), "answer": decision}


def learn(model, n=15):
    for _ in range(n):
        model.update([answer(t, "GOOD", "accept") for t in GOOD])
        model.update([answer(t, "GOOD", "reject") for t in BAD])


def test_an_untrained_model_is_undecided(model):
    assert model.nlp.pipe_names == ["textcat_multilabel"]
    scores = get_scores(model, GOOD[0])
    assert scores == {"GOOD": pytest.approx(0.5, abs=0.1), "FUNNY": pytest.approx(0.5, abs=0.1)}


def test_tasks_are_complete(model):
    task = make_task("I love it", meta={"page": 3})
    (score, eg), _ = model([task])
    assert eg["label"] == "GOOD"
    assert eg["meta"] == {"page": 3, "score": round(score, 4)}
    assert eg["_input_hash"] == task["_input_hash"]
    assert eg["_task_hash"] == make_task("I love it", label="GOOD")["_task_hash"]
    assert Validator("classification").check(eg) == []


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_an_answer_moves_the_score(model, decision):
    before = get_scores(model, GOOD[0])["GOOD"]
    model.update([answer(GOOD[0], "GOOD", decision)])
    after = get_scores(model, GOOD[0])["GOOD"]
    assert after > before if decision == "accept" else after < before


def test_answers_to_one_label_say_nothing_about_others(model):
    learn(model)
    assert get_scores(model, "we love this lovely day")["GOOD"] > 0.7
    assert get_scores(model, "such an awful day")["GOOD"] < 0.3
    # As missing values, and not as wrong.
    assert get_scores(model, "we love this lovely day")["FUNNY"] > 0.3


def test_the_loss_falls(model):
    answers = [answer(t, "GOOD", "accept") for t in GOOD]
    losses = [model.update(answers) for _ in range(10)]
    assert losses[-1] < losses[0] / 2


def test_a_new_component_learns_in_larger_steps_than_a_trained_one():
    nlp = make_blank()
    nlp.add_pipe("textcat_multilabel").add_label("GOOD")
    nlp.initialize()
    usual = nlp.create_optimizer().learn_rate
    assert TextClassifier(nlp)._optimizer.learn_rate == usual
    assert TextClassifier(make_blank(), ["GOOD"])._optimizer.learn_rate > usual


def test_choices_are_learned_from(model):
    options = [{"id": label, "text": label} for label in ("GOOD", "FUNNY")]
    eg = {**make_task(GOOD[0], options=options), "accept": ["FUNNY"], "answer": "accept"}
    for _ in range(5):
        model.update([eg])
    scores = get_scores(model, GOOD[0])
    assert scores["FUNNY"] > 0.5 > scores["GOOD"]


@pytest.mark.parametrize(
    "eg",
    [
        answer("x", "GOOD", "ignore"),
        {**make_task("x"), "answer": "accept"},
        {"text": "x", "options": [{"id": "GOOD"}], "accept": ["GOOD"], "answer": "reject"},
        {**answer("", "GOOD", "accept")},
        {"image": "x.png", "label": "GOOD", "answer": "accept"},
    ],
)
def test_answers_that_say_nothing_change_nothing(model, eg):
    before = get_scores(model, "x")
    assert model.update([eg]) == 0.0
    assert get_scores(model, "x") == before


def test_answers_about_labels_that_the_model_cant_learn_are_left_out():
    nlp = make_blank()
    nlp.add_pipe("textcat_multilabel").add_label("A")
    nlp.initialize()
    model = TextClassifier(nlp)
    assert model.update([answer(GOOD[0], "NEW", "accept")]) == 0.0
    assert model.update([answer(GOOD[0], "A", "accept")]) > 0.0
    with pytest.raises(RecipeError, match="can't learn the new label 'NEW'"):
        TextClassifier(nlp, ["NEW"])


def test_exclusive_labels_compete():
    nlp = make_blank()
    textcat = nlp.add_pipe("textcat")
    for label in ("GOOD", "BAD", "UGLY"):
        textcat.add_label(label)
    nlp.initialize()
    model = TextClassifier(nlp)
    assert model.labels == ["GOOD", "BAD", "UGLY"]
    assert sum(get_scores(model, GOOD[0]).values()) == pytest.approx(1.0)
    for _ in range(5):
        model.update([answer(GOOD[0], "GOOD", "reject")])
    scores = get_scores(model, GOOD[0])
    # A reject rules out one label; the others are as likely among themselves as before.
    assert scores["GOOD"] < 0.2
    assert scores["BAD"] == pytest.approx(scores["UGLY"], abs=0.15)
    for _ in range(8):
        model.update([answer(GOOD[0], "UGLY", "accept")])
    assert get_scores(model, GOOD[0])["UGLY"] > 0.6


def test_component_can_be_passed_by_name_or_itself():
    nlp = make_blank()
    nlp.add_pipe("textcat_multilabel", name="mine").add_label("A")
    nlp.initialize()
    assert TextClassifier(nlp, ["A"], "mine").component == "mine"
    assert TextClassifier(nlp, ["A"], nlp.get_pipe("mine")).component == "mine"
    with pytest.raises(RecipeError, match="Can't find component 'yours'"):
        TextClassifier(nlp, ["A"], "yours")


def test_without_labels_and_classifier_there_is_nothing_to_do():
    with pytest.raises(RecipeError, match="needs labels"):
        TextClassifier(make_blank())


def test_the_original_pipeline_can_be_had_back(model):
    before = get_scores(model, GOOD[0])
    learn(model, 2)
    again = TextClassifier(model.orig_nlp, ["GOOD", "FUNNY"])
    assert get_scores(again, GOOD[0]) == pytest.approx(before, abs=1e-5)


def test_models_can_be_saved_and_loaded(model, tmp_path):
    learn(model, 2)
    model.to_disk(tmp_path / "model")
    loaded = TextClassifier(spacy.load(tmp_path / "model"), ["GOOD", "FUNNY"])
    assert get_scores(loaded, GOOD[0]) == pytest.approx(get_scores(model, GOOD[0]), abs=1e-5)


def test_categories_of_an_answer():
    assert get_cats(answer("x", "A", "accept")) == {"A": True}
    assert get_cats(answer("x", "A", "reject")) == {"A": False}
    eg = {"options": [{"id": "A"}, {"id": "B"}], "accept": ["B"], "answer": "accept"}
    assert get_cats(eg) == {"A": False, "B": True}


def test_evaluation_compares_labels_with_answers(model):
    examples = [answer(GOOD[0], "GOOD", "accept"), answer(BAD[0], "GOOD", "reject"), {"image": "a"}]
    learn(model)
    stats = model.evaluate(examples)
    assert (stats["tp"], stats["tn"], stats["acc"]) == (1, 1, 1.0)
    assert model.evaluate(examples, threshold=1.1)["fn"] == 1
    assert model.evaluate([])["acc"] == 0.0


@pytest.mark.parametrize(
    ("name", "is_exclusive"), [("textcat", True), ("textcat_multilabel", False)]
)
def test_exclusive_labels_are_told_from_the_component(name, is_exclusive):
    nlp = make_blank()
    nlp.add_pipe(name, "mine")
    assert infer_exclusive(nlp, "mine") is is_exclusive
