"""Encoders: texts become rows of length 1, and texts that are alike have rows that are."""

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.encoding import (
    HashedNgrams,
    PipelineVectors,
    choose_encoder,
    normalize_rows,
)

TEXTS = [
    "My card was swallowed by the machine",
    "The machine swallowed my cards",
    "How is the weather in Oslo?",
    "",
]


@pytest.fixture(scope="module")
def vectors():
    nlp = spacy.blank("en")
    rng = np.random.default_rng(0)
    for word in ("card", "machine", "weather"):
        nlp.vocab.set_vector(word, rng.normal(size=8).astype("float32"))
    return nlp


@pytest.fixture(scope="module")
def embedding():
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.initialize()
    return nlp


def make_encoders(vectors, embedding):
    return [HashedNgrams(), choose_encoder(vectors), choose_encoder(embedding)]


def test_rows_have_length_one_or_nothing(vectors, embedding):
    for encode in make_encoders(vectors, embedding):
        rows = encode(TEXTS)
        assert rows.dtype == np.float32
        lengths = np.linalg.norm(rows, axis=1)
        assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
        assert lengths[3] == 0
        assert encode([]).shape[0] == 0


def test_texts_that_share_words_are_alike():
    one, other, else_, _ = HashedNgrams()(TEXTS)
    assert one @ other > 0.5 > one @ else_
    assert one @ other > one @ else_ + 0.3


def test_rare_words_weigh_more_than_frequent_ones():
    encode = HashedNgrams()
    encode(["the same again and again"] * 100)
    both, frequent, rare = encode(["again zebra", "again", "zebra"])
    assert both @ rare > both @ frequent


def test_two_encoders_agree_about_the_same_texts():
    np.testing.assert_array_equal(HashedNgrams()(TEXTS), HashedNgrams()(TEXTS))


@settings(max_examples=30)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_has_a_row(texts):
    rows = HashedNgrams(64)(texts)
    assert rows.shape == (len(texts), 64)
    assert np.isfinite(rows).all()


def test_a_lone_surrogate_is_a_text():
    assert np.isfinite(HashedNgrams()(["\ud800 broken"])).all()


def test_the_pipeline_decides_which_encoder_is_chosen(vectors, embedding):
    assert isinstance(choose_encoder(), HashedNgrams)
    assert isinstance(choose_encoder(spacy.blank("en")), HashedNgrams)
    assert isinstance(choose_encoder(vectors), PipelineVectors)
    assert isinstance(choose_encoder(embedding), PipelineVectors)


def test_what_is_no_number_counts_as_nothing():
    rows = normalize_rows(np.array([[np.nan, 3.0], [np.inf, 0.0]]))
    np.testing.assert_allclose(rows, [[0, 1], [0, 0]])
