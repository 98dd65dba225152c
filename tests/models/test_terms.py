"""Terms by word vectors."""

import numpy
import pytest

from prodigy.components.sorters import Probability
from prodigy.errors import RecipeError
from prodigy.models.terms import TermRanker
from tests.pipelines import make_blank

VECTORS = {
    "carrot": [1.0, 0.1, 0.0],
    "leek": [0.9, 0.2, 0.0],
    "radish": [0.8, 0.1, 0.1],
    "car": [0.0, 1.0, 0.1],
    "truck": [0.1, 0.9, 0.0],
    "Berlin": [0.5, 0.5, 0.5],
    "x2": [1.0, 0.0, 0.0],
    "nothing": [0.0, 0.0, 0.0],
}


def make_vectors():
    nlp = make_blank()
    nlp.vocab.reset_vectors(width=3)
    for word, vector in VECTORS.items():
        nlp.vocab.set_vector(word, numpy.asarray(vector, dtype="float32"))
    return nlp


@pytest.fixture
def ranker():
    return TermRanker(make_vectors())


def test_candidates_are_lower_case_words_with_a_vector(ranker):
    assert set(ranker.words) == {"carrot", "leek", "radish", "car", "truck"}


def test_everything_is_open_before_the_first_answer(ranker):
    assert list(ranker.score()) == [0.5] * 5


def test_close_terms_score_higher(ranker):
    ranker.add(["carrot"], is_right=True)
    scores = dict(zip(ranker.words, ranker.score(), strict=True))
    assert scores["leek"] > scores["truck"]
    a = 1.0 * 0.9 + 0.1 * 0.2
    a /= numpy.linalg.norm(VECTORS["carrot"]) * numpy.linalg.norm(VECTORS["leek"])
    assert scores["leek"] == pytest.approx(a / (a + 0.2), abs=1e-5)


def test_terms_close_to_a_rejected_one_score_lower(ranker):
    ranker.add(["carrot"], is_right=True)
    before = dict(zip(ranker.words, ranker.score(), strict=True))
    ranker.update([{"text": "car", "answer": "reject"}, {"text": "leek", "answer": "ignore"}])
    after = dict(zip(ranker.words, ranker.score(), strict=True))
    assert after["truck"] < before["truck"]
    assert "leek" in ranker.seen


def test_every_term_is_asked_once(ranker):
    ranker.add(["carrot"], is_right=True)
    asked = [eg["text"] for eg in ranker.ask(Probability)]
    assert sorted(asked) == ["car", "leek", "radish", "truck"]


def test_the_score_is_no_part_of_the_question(ranker):
    first = {eg["text"]: eg["_task_hash"] for eg in TermRanker(make_vectors()).ask(Probability)}
    ranker.add(["carrot"], is_right=True)
    for eg in ranker.ask(Probability):
        assert eg["_task_hash"] == first[eg["text"]]
        assert 0.0 <= eg["meta"]["score"] <= 1.0


def test_without_vectors_there_is_nothing_to_do():
    with pytest.raises(RecipeError, match="no word vectors"):
        TermRanker(make_blank())
