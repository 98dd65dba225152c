"""Strategies choose what they promise, none twice, and the same every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.encoding import normalize_rows
from prodigy.components.selection import (
    choose_diverse,
    choose_random,
    choose_representative,
    choose_uncertain,
    is_random,
    measure_classes,
    measure_labels,
    measure_sequence,
    measure_words,
    split_random,
)

# Three texts of one kind, two of another, one of its own.
ROWS = normalize_rows(np.array([[9, 1], [9, 0], [9, 2], [1, 9], [0, 9], [-5, -5]]))


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(-1, 1), st.floats(-1, 1)), max_size=12),
    st.integers(-1, 15),
)
def test_each_text_is_chosen_once_at_most(items, n):
    scores = [item[0] for item in items]
    vectors = normalize_rows(np.array([item[1:] for item in items]).reshape(len(items), 2))
    wanted = max(0, min(n, len(items)))
    for chosen in (
        choose_uncertain(scores, n),
        choose_uncertain(scores, n, vectors),
        choose_diverse(vectors, n),
        choose_diverse(vectors, n, vectors[:2]),
        choose_representative(vectors, n),
        choose_random(scores, n),
    ):
        assert len(chosen) == len(set(chosen)) == wanted
        assert set(chosen) <= set(range(len(items)))


def test_the_least_sure_come_first():
    assert choose_uncertain([0.1, 0.9, 0.5, 0.9], 3) == [1, 3, 2]


def test_what_is_alike_waits_until_nothing_else_is_left():
    scores = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]
    assert choose_uncertain(scores, 3, ROWS) == [0, 3, 5]
    assert choose_uncertain(scores, 5, ROWS) == [0, 3, 5, 1, 2]


def test_diverse_takes_one_of_each_kind_first():
    kinds = ["a", "a", "a", "b", "b", "c"]
    assert {kinds[i] for i in choose_diverse(ROWS, 3)} == {"a", "b", "c"}


def test_diverse_begins_with_what_is_unlike_the_known():
    assert choose_diverse(ROWS, 1, ROWS[[0, 5]]) == [4]
    assert choose_diverse(ROWS, 1, ROWS[[0, 3]]) == [5]


def test_representative_begins_where_most_texts_are():
    first, second = choose_representative(ROWS, 2)
    assert first in (0, 1, 2)
    assert second in (3, 4)
    assert choose_representative(ROWS, 1, ROWS[:3])[0] in (3, 4)


def test_random_is_decided_by_the_numbers():
    assert choose_random([3, 1, 2], 2) == [1, 2]


@pytest.mark.parametrize(
    ("log_probability", "n_tokens", "expected"), [(-6.0, 3, 2.0), (0.0, 3, 0.0), (-1.0, 0, 0.0)]
)
def test_sequences_are_measured_per_token(log_probability, n_tokens, expected):
    assert measure_sequence(log_probability, n_tokens) == expected


def test_sequences_may_be_measured_as_a_whole():
    assert measure_sequence(-6.0, 3, power=0) == 6.0
    assert measure_sequence(-6.0, 4, power=0.5) == 3.0


def test_words_are_measured_by_the_least_clear_ones():
    assert measure_words([1.0, 1.0]) == measure_words([]) == 0.0
    assert measure_words([0.5] * 3, 3) == measure_words([0.5] * 3 + [0.9] * 50, 3)
    # What is as long as a page isn't wanted for its length.
    assert measure_words([0.9] * 1000) == measure_words([0.9] * 30) < measure_words([0.1])
    assert measure_words([0.5]) < measure_words([0.5, 0.9])
    assert np.isfinite(measure_words([0.0]))


def test_classes_are_measured_by_the_margin():
    assert measure_classes([0.5, 0.5, 0.0]) == 1.0
    assert measure_classes([1.0, 0.0]) == 0.0
    assert measure_classes([0.6, 0.4]) > measure_classes([0.7, 0.2, 0.1])
    assert measure_classes([1.0]) == measure_classes([]) == 0.0


def test_labels_are_measured_by_the_least_clear_one():
    assert measure_labels([0.01, 0.5, 0.99]) == 1.0
    assert measure_labels([0.0, 1.0]) == measure_labels([]) == 0.0


def test_answers_to_random_questions_can_be_told_apart():
    chosen = {"text": "a", "_selection": {"by": "uncertain", "score": 0.3}}
    sampled = {"text": "b", "_selection": {"by": "random"}}
    silent = {"text": "c"}
    assert split_random([chosen, sampled, silent]) == ([chosen, silent], [sampled])
    assert [is_random(eg) for eg in (sampled, {"_selection": "random"})] == [True, False]
