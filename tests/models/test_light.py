"""Light models learn in moments, from the answers that they understand, and nothing else."""

import numpy as np
import pytest

from prodigy.models.features import N_FEATURES, WordFeatures, get_shape, make_text_features, pad
from prodigy.models.light import MAX_CACHED, LightClassifier, LightTagger
from prodigy.models.linear import LinearModel
from tests.pipelines import make_blank
from tests.util import make_answer, make_task

NAMES = ["Mira", "Jonas", "Ada", "Lena", "Otto", "Ivo"]


@pytest.fixture
def nlp():
    return make_blank()


def highlight(text, label="PERSON"):
    spans = []
    for name in NAMES:
        start = text.find(name)
        if start >= 0:
            spans.append({"start": start, "end": start + len(name), "label": label})
    return make_answer(text, spans=spans, _view_id="ner_manual")


def choose(text, *selected):
    options = [{"id": label, "text": label} for label in ("A", "B", "C")]
    return make_answer(text, options=options, accept=list(selected))


def test_a_linear_model_learns_what_tells_classes_apart():
    model = LinearModel(64, 2)
    features = np.array([[1, 2], [1, 3], [4, 2], [4, 3]])
    targets = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype="float32")
    losses = [model.learn(features, targets) for _ in range(20)]
    assert losses[-1] < 0.2 < losses[0]
    table = model.predict(np.array([[1, 9], [4, 9]]))
    np.testing.assert_allclose(table.sum(axis=1), 1, rtol=1e-5)
    assert table[0, 0] > 0.8 < table[1, 1]


def test_of_labels_nobody_knows_nothing_is_learned():
    model = LinearModel(64, 2, exclusive=False)
    for _ in range(20):
        model.learn(np.array([[1]]), np.array([[1, np.nan]], dtype="float32"))
    first, second = model.predict(np.array([[1]]))[0]
    assert first > 0.8
    assert second == 0.5


def test_new_classes_keep_what_is_known():
    model = LinearModel(64, 2)
    model.learn(np.array([[1]]), np.array([[1, 0]], dtype="float32"))
    before = model.predict(np.array([[1]]))[0]
    model.add_classes(1)
    after = model.predict(np.array([[1]]))[0]
    assert len(after) == 3
    assert (after[0] > after[1]) == (before[0] > before[1])


def test_features_depend_on_the_neighbours():
    make = WordFeatures(1024)
    one, other = make(["to", "Oslo"]), make(["from", "Oslo"])
    assert one.shape == (2, N_FEATURES)
    assert (one >= 1).all() and (one < 1024).all()
    assert 0 < (one[1] == other[1]).sum() < N_FEATURES
    assert make([]).shape == (0, N_FEATURES)


@pytest.mark.parametrize(
    ("word", "shape"), [("Oslo", "Xx"), ("UN", "X"), ("3-2", "d-d"), ("", ""), ("ab12", "xd")]
)
def test_shapes(word, shape):
    assert get_shape(word) == shape


def test_texts_have_words_and_pairs_as_features():
    assert len(make_text_features("a b a", 1024)) == 4  # a, b, a b, b a
    assert make_text_features("", 1024) == []
    np.testing.assert_array_equal(pad([[1, 2], []]), [[1, 2], [0, 0]])
    assert pad([[]]).shape == (1, 1)


def test_the_tagger_is_unsure_about_new_names(nlp):
    model = LightTagger(nlp)
    assert model([make_task("Mira is here")]) is None
    texts = [f"{name} lives in a house" for name in NAMES] + ["the house is old", "in the old town"]
    for _ in range(3):
        model.update([highlight(text) for text in texts])
    assert model.version == 3
    known, new, empty = model(
        [make_task("the house is old"), make_task("Quentin lives in Rio"), make_task(" ")]
    ).uncertainty
    assert new > known
    assert empty == pytest.approx(0, abs=0.7)


def test_rare_labels_are_told(nlp):
    model = LightTagger(nlp)
    texts = [f"{name} sleeps" for name in NAMES]
    rare = make_answer("a Volvo parks", spans=[{"start": 2, "end": 7, "label": "CAR"}])
    for _ in range(5):
        model.update([*map(highlight, texts), {**rare, "_view_id": "ner_manual"}])
    ratings = model([make_task("a Volvo turns"), make_task("Mira sleeps late")])
    assert ratings.rarity[0] > ratings.rarity[1]


def test_what_the_tagger_has_learned_is_suggested(nlp):
    model = LightTagger(nlp)
    first = [highlight(f"{name} Berg lives here") for name in NAMES]
    for eg in first:
        eg["spans"][0]["end"] += len(" Berg")
    assert model.suggest(make_task("Mira Berg lives here")) == []
    for _ in range(5):
        model.update([*first, highlight("the old house is here")])
    task = make_task("So Mira Berg lives here")
    found = {"start": 3, "end": 12, "text": "Mira Berg", "label": "PERSON"}
    assert found in model.suggest(task)
    assert model.suggest(make_task("the old house is here")) == []
    assert model.suggest(make_task(" ")) == []
    assert "spans" not in task


def test_the_tagger_learns_from_answers_of_older_exports(nlp):
    new, old = LightTagger(nlp), LightTagger(nlp)
    answers = [highlight(f"{name} sleeps in the house") for name in NAMES]
    new.update(answers)
    old.update([{k: v for k, v in eg.items() if k != "_view_id"} for eg in answers])
    texts = [make_task("Mira sleeps"), make_task("the house")]
    assert old.version == 1
    assert list(old(texts).uncertainty) == list(new(texts).uncertainty)


@pytest.mark.parametrize(
    "answer",
    [
        make_answer("Mira", "reject", spans=[], _view_id="ner_manual"),
        make_answer("Mira", "ignore", spans=[], _view_id="ner_manual"),
        make_answer("Mira", spans=[{"start": 0, "end": 4, "label": "X"}], _view_id="ner"),
        make_answer("Mira", spans=[{"start": 0, "end": 4, "label": "X", "score": 0.6}]),
        make_answer("Mira", label="X"),
        {"image": "x.png", "answer": "accept"},
    ],
)
def test_what_is_not_complete_teaches_the_tagger_nothing(nlp, answer):
    model = LightTagger(nlp)
    assert model.update([answer]) == 0.0
    assert model.version == 0


def test_spans_that_fit_nothing_are_passed_over(nlp):
    model = LightTagger(nlp)
    broken = [{"start": 90, "end": 95, "label": "X"}, {"start": None, "end": 2}, {"label": "X"}]
    assert model.update([make_answer("Mira", spans=broken, _view_id="ner_manual")]) >= 0.0
    assert model([make_task("Mira")]) is None


def test_the_last_answer_to_a_text_counts():
    model = LightClassifier(["A", "B", "C"], exclusive=True)
    model.update([choose("one text", "A")])
    for _ in range(6):
        model.update([choose("one text", "B"), choose("another", "C")])
    table = model._model.predict(pad([model._make_features(make_task("one text"))]))
    assert table[0].argmax() == 1


def test_the_classifier_is_unsure_between_what_it_knows():
    model = LightClassifier(["A", "B", "C"], exclusive=True)
    assert model([make_task("x")]) is None
    for _ in range(5):
        model.update([choose("red apple", "A"), choose("blue sky", "B"), choose("cold ice", "C")])
    ratings = model([make_task("red apple"), make_task("red sky")])
    assert ratings.uncertainty[1] > ratings.uncertainty[0]


def test_one_label_needs_both_answers():
    model = LightClassifier(["A"])
    model.update([make_answer("yes", label="A")])
    assert model([make_task("yes")]) is None
    model.update([make_answer("no", "reject", label="A")])
    assert model([make_task("yes")]) is not None


def test_answers_about_other_labels_teach_nothing():
    model = LightClassifier(["A"])
    assert model.update([make_answer("yes", label="B"), make_answer("x", "ignore", label="A")]) == 0


def test_the_same_answers_lead_to_the_same_model(nlp):
    def rate():
        model = LightTagger(nlp)
        for i in range(0, 60, 10):
            model.update([highlight(f"{NAMES[j % 6]} met {j} friends") for j in range(i, i + 10)])
        return model([make_task("Nobody met Lena")]).uncertainty

    assert rate() == rate()


def test_features_are_kept_for_as_many_texts_as_a_window_has(nlp):
    model = LightTagger(nlp)
    model.update([highlight(f"{name} is here") for name in NAMES])
    for i in range(MAX_CACHED + 50):
        model._remember({"text": "a", "_input_hash": i})
    assert len(model._cache) == MAX_CACHED
