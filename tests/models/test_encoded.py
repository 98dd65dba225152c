"""The classifier on vectors: it learns from few answers, and nothing breaks it."""

import numpy as np
import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.hashing import identify
from prodigy.models.encoded import N_BACKGROUND, EncodedClassifier, spell
from prodigy.models.encoders import Encoder, load_encoder
from prodigy.sameness import IdentitySet
from tests.util import make_task

GOOD = ["I love this cat", "what a lovely day", "we love it", "such a lovely cat"]
BAD = ["I hate this dog", "what an awful day", "we hate it", "such an awful dog"]


@pytest.fixture(scope="module")
def encode():
    return load_encoder("hashed")


@pytest.fixture
def model(encode):
    return EncodedClassifier(encode, ["GOOD", "FUNNY"])


def get_scores(model, text):
    return dict(zip(model.labels, model.predict([text])[0].tolist(), strict=True))


def answer(text, label, decision, **more):
    return {**make_task(text, label=label, **more), "answer": decision}


def choose(text, selected, labels=("GOOD", "FUNNY")):
    options = [{"id": label, "text": label} for label in labels]
    return {**make_task(text, options=options), "accept": list(selected), "answer": "accept"}


def test_tasks_are_complete(model):
    task = make_task("I love it", meta={"page": 3})
    (score, eg), (_, other) = model([task])
    assert (eg["label"], other["label"]) == ("GOOD", "FUNNY")
    assert eg["meta"] == {"page": 3, "score": round(score, 4)}
    assert eg["_task_hash"] == make_task("I love it", label="GOOD")["_task_hash"]
    assert Validator("classification").check(eg) == []
    assert "label" not in task


def test_a_handful_of_answers_is_enough(model):
    model.predict([*GOOD, *BAD])
    model.update([answer(text, "GOOD", "accept") for text in GOOD])
    model.update([answer(text, "GOOD", "reject") for text in BAD])
    assert get_scores(model, "we love this lovely day")["GOOD"] > 0.6
    assert get_scores(model, "we hate this awful day")["GOOD"] < 0.4
    assert get_scores(model, "we love this lovely day")["FUNNY"] < 0.2


def test_the_words_of_a_label_come_first_before_there_are_answers(encode):
    model = EncodedClassifier(encode, ["card_swallowed"])
    texts = [*BAD, "the machine swallowed my card", *GOOD]
    assert model.predict(texts)[:, 0].argmax() == 4
    assert model.predict(texts).max() < 0.5


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_answers_of_one_kind_only_leave_probabilities(model, decision):
    for _ in range(3):
        model.update([answer(text, "GOOD", decision) for text in GOOD])
    scores = model.predict([*GOOD, *BAD, ""])
    assert np.isfinite(scores).all() and ((scores > 0) & (scores < 1)).all()
    assert (scores[0, 0] > 0.5) == (decision == "accept")


def test_the_order_of_answers_does_not_matter(encode):
    answers = [answer(text, "GOOD", "accept") for text in GOOD]
    answers += [answer(text, "GOOD", "reject") for text in BAD]
    one, two = (EncodedClassifier(encode, ["GOOD"]) for _ in range(2))
    one.update(answers)
    for eg in reversed(answers):
        two.update([eg])
    assert one.predict(GOOD) == pytest.approx(two.predict(GOOD), abs=0.01)


def test_the_last_of_contradicting_answers_counts(model):
    model.update([answer(GOOD[0], "GOOD", "reject"), answer(BAD[0], "GOOD", "reject")])
    model.update([answer(GOOD[0], "GOOD", "accept")])
    assert get_scores(model, GOOD[0])["GOOD"] > 0.5


def test_options_tell_about_all_labels(model):
    model.update([choose(text, ["GOOD"]) for text in GOOD] + [choose(text, []) for text in BAD])
    scores = get_scores(model, GOOD[0])
    assert scores["GOOD"] > 0.5 > scores["FUNNY"]


def test_of_labels_that_exclude_each_other_a_yes_is_a_no_to_the_others(encode):
    model = EncodedClassifier(encode, ["GOOD", "BAD"], exclusive=True)
    model.update([answer(text, "GOOD", "accept") for text in GOOD])
    model.update([answer(text, "BAD", "accept") for text in BAD])
    assert model.predict([*GOOD, *BAD]).sum(axis=1) == pytest.approx(np.ones(8))
    assert get_scores(model, "we love it")["GOOD"] > 0.8


@pytest.mark.parametrize(
    "eg",
    [
        {"text": "a", "label": "GOOD", "answer": "ignore"},
        {"text": "a", "label": "UNKNOWN", "answer": "accept"},
        {"text": "a", "answer": "accept"},
        {"text": None, "label": "GOOD", "answer": "accept"},
        {"image": "a.png", "label": "GOOD", "answer": "accept"},
        {"text": "a", "options": [{"id": "GOOD"}], "answer": "reject"},
    ],
)
def test_answers_that_say_nothing_change_nothing(model, eg):
    model.predict(N_BACKGROUND * BAD)  # it has seen enough texts: only answers change it now
    before = get_scores(model, "a")
    assert model.update([eg]) == 0.0
    assert get_scores(model, "a") == before


def test_tasks_without_a_text_are_left_out(model):
    stream = [{"image": "a.png"}, make_task("a"), {"text": 3}, {"text": None}]
    assert [eg["text"] for _, eg in model(stream)] == ["a", "a"]


def test_empty_equal_and_long_texts_are_scored(model):
    texts = ["", "", "same", "same", "long " * 20_000]
    model.update([answer("same", "GOOD", "accept")])
    scores = model.predict(texts)
    assert np.isfinite(scores).all()
    assert (scores[0] == scores[1]).all() and (scores[2] == scores[3]).all()


def test_an_encoder_that_knows_nothing_of_some_texts(capsys):
    def encode(texts):
        return [[np.nan, 0.0] if "bad" in text else [0.0, float("x" in text)] for text in texts]

    model = EncodedClassifier(Encoder("mine:f", encode, ""), ["x"])
    model.update([answer("bad 1", "x", "accept"), answer("x 1", "x", "accept")])
    model.update([answer("y", "x", "reject")])
    assert np.isfinite(model.predict(["bad 2", "x 2", "z"])).all()
    assert "not finite" in capsys.readouterr().err


def test_an_encoder_whose_rows_change_their_length_is_refused():
    sizes = iter([3, 4])
    encoder = Encoder("mine:f", lambda texts: np.ones((len(texts), next(sizes))), "")
    model = EncodedClassifier(encoder, ["GOOD"])
    with pytest.raises(RecipeError, match="had 3 numbers before and have 4 now"):
        model.predict(["a"])


def ask(model, texts, n, asked=None, n_random=0):
    asked = IdentitySet("task") if asked is None else asked
    return model.choose([make_task(text) for text in texts], asked, n, n_random)


def test_without_answers_half_of_the_questions_are_like_the_label(encode):
    model = EncodedClassifier(encode, ["card_swallowed"])
    texts = [f"sentence {n} about nothing" for n in range(50)]
    texts[20:22] = ["the machine swallowed my card", "swallowed card"]
    questions = ask(model, texts, 4)
    assert {eg["text"] for eg in questions[:2]} == set(texts[20:22])
    assert len({eg["text"] for eg in questions}) == 4
    assert all(Validator("classification").check(eg) == [] for eg in questions)


@pytest.mark.parametrize(("label", "is_telling"), [("YES", False), ("lost_card", True)])
def test_a_label_that_says_nothing_has_no_say_in_what_is_asked_first(encode, label, is_telling):
    texts = [f"where is my parcel {n} of {day}" for n in range(12) for day in ("May", "June")]
    texts += ["somebody yelled", "card lost"]
    first = [eg["text"] for eg in ask(EncodedClassifier(encode, [label]), texts, 2)]
    other = [eg["text"] for eg in ask(EncodedClassifier(encode, ["nothing"]), texts, 2)]
    assert ("card lost" in first) is is_telling
    # What stands for the others doesn't depend on the words of the label.
    assert (first == other) is not is_telling


@pytest.mark.parametrize("texts", [["one"], ["same", "same"], ["", ""]])
def test_few_and_empty_texts_are_asked_about_in_any_order(model, texts):
    assert len(ask(model, texts, 5)) >= 1


def test_of_unclear_texts_those_are_asked_that_are_not_alike(encode):
    model = EncodedClassifier(encode, ["GOOD"])
    model.update([answer("red", "GOOD", "accept"), answer("green", "GOOD", "reject")])
    texts = [*(10 * ["red green one"]), *(10 * ["green red two"])]
    questions = ask(model, texts, 2)
    assert {eg["text"] for eg in questions} == {"red green one", "green red two"}


def test_a_text_is_asked_once_in_a_batch_and_questions_never_again(model):
    asked = IdentitySet("task")
    rounds = []
    while questions := ask(model, [*GOOD, *GOOD], 3, asked, n_random=1):
        assert len({eg["text"] for eg in questions}) == len(questions)
        rounds += [(eg["text"], eg["label"]) for eg in questions]
        for eg in questions:
            asked.add(identify(eg))
        model.update([{**eg, "answer": "accept"} for eg in questions])
    assert sorted(rounds) == sorted((text, label) for text in GOOD for label in model.labels)


@pytest.mark.parametrize("window", [[], [{"image": "a.png"}], [{"text": None}]])
def test_nothing_is_asked_where_there_are_no_texts(model, window):
    assert model.choose(window, IdentitySet("task"), 10, 1) == []
    model.update([answer("a", "GOOD", "accept")])
    assert model.choose(window, IdentitySet("task"), 10, 1) == []


def test_the_loss_falls_while_it_learns(model):
    answers = [answer(text, "GOOD", "accept") for text in GOOD]
    first, second = model.update(answers), model.update(answers)
    assert first > 1.0 > second > 0.0


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("card_swallowed", "card swallowed"),
        ("CardSwallowed", "card swallowed"),
        ("Refund-not shown", "refund not shown"),
        ("ÜBERFALL", "überfall"),
        ("标签", "标签"),
        ("label2", "label2"),
        ("__", "__"),
        ("", ""),
    ],
)
def test_labels_are_spelled_as_words(label, words):
    assert spell(label) == words
