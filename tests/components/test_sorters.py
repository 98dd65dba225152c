"""Sorters drop about half of the tasks, prefer the right ones, and invent nothing."""

import random
from itertools import count, islice
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.sorters import (
    MAX_DROPPED_IN_A_ROW,
    ExpMovingAverage,
    Probability,
    find_with_terms,
    prefer_high_scores,
    prefer_low_scores,
    prefer_uncertain,
)
from prodigy.components.stream import Stream

SORTERS = [prefer_uncertain, prefer_high_scores, prefer_low_scores]
ALGORITHMS = ["ema", "probability"]


@pytest.fixture(autouse=True)
def _seed():
    random.seed(0)


def score_uniformly(n):
    rng = random.Random(1)
    for i in range(n):
        score = rng.random()
        yield score, {"text": str(i), "score": score}


def test_a_stream_to_which_a_model_was_applied_can_be_sorted():
    stream = Stream.from_iterable([{"text": str(i)} for i in range(200)])
    assert stream.peek() == {"text": "0"}
    stream.apply(lambda tasks: ((0.1 if i % 2 else 0.9, eg) for i, eg in enumerate(tasks)))
    kept = [int(eg["text"]) for eg in prefer_high_scores(stream)]
    assert len(kept) > 50
    assert sum(number % 2 == 0 for number in kept) > 0.8 * len(kept)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("sorter", SORTERS)
def test_half_of_uniform_scores_pass(sorter, algorithm):
    n_kept = sum(1 for _ in sorter(score_uniformly(100_000), algorithm=algorithm))
    assert 40_000 <= n_kept <= 60_000


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_passed_scores_move_towards_the_preferred_end(algorithm):
    def get_scores(sorter, **settings):
        stream = sorter(score_uniformly(20_000), algorithm=algorithm, **settings)
        return [eg["score"] for eg in stream]

    assert mean(get_scores(prefer_high_scores)) > 0.6
    assert mean(get_scores(prefer_low_scores)) < 0.4
    distances = [abs(score - 0.5) for score in get_scores(prefer_uncertain)]
    assert mean(distances) < 0.22  # 0.25 without sorting
    assert mean(get_scores(prefer_uncertain, bias=0.3)) > 0.55


@pytest.mark.parametrize("sorter", SORTERS)
@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_constant_scores_keep_flowing(sorter, score, algorithm):
    stream = ((score, {"text": str(i)}) for i in range(2000))
    assert sum(1 for _ in sorter(stream, algorithm=algorithm)) > 40


def test_endless_streams_of_unwanted_tasks_still_yield(monkeypatch):
    monkeypatch.setattr(random, "random", lambda: 2.0)
    stream = prefer_high_scores((0.0, {"n": i}) for i in count())
    assert next(stream)["n"] == 0  # The first one always passes.
    assert next(stream)["n"] == MAX_DROPPED_IN_A_ROW + 1


def test_nothing_is_read_ahead():
    n_read = 0

    def score():
        nonlocal n_read
        for i in count():
            n_read += 1
            yield 1.0, {"n": i}

    stream = prefer_high_scores(score())
    assert n_read == 0
    eg = next(stream)
    assert n_read == eg["n"] + 1


def test_seeding_makes_the_order_repeatable():
    first = list(prefer_uncertain(score_uniformly(100)))
    random.seed(0)
    assert list(prefer_uncertain(score_uniformly(100))) == first


def test_unknown_algorithm_lists_the_known_ones():
    with pytest.raises(ValueError, match="ema, probability"):
        prefer_uncertain([], algorithm="best")


@pytest.mark.parametrize("sorter_class", [Probability, ExpMovingAverage])
def test_classes_can_be_used_alone(sorter_class):
    kept = list(sorter_class(score_uniformly(1000)))
    assert 300 < len(kept) < 700


scores = st.lists(st.floats(0, 1))


@given(scores, st.sampled_from(SORTERS), st.sampled_from(ALGORITHMS), st.floats(-0.5, 0.5))
@settings(deadline=None)
def test_sorters_neither_invent_nor_repeat_nor_reorder(values, sorter, algorithm, bias):
    stream = [(score, {"n": i}) for i, score in enumerate(values)]
    kept = [eg["n"] for eg in sorter(stream, bias=bias, algorithm=algorithm)]
    assert kept == sorted(set(kept))
    assert set(kept) <= set(range(len(values)))


def test_find_with_terms_puts_matches_in_front():
    texts = ["one", "An apple", "two", "apples", "three"]
    found = find_with_terms([{"text": text} for text in texts], ["APPLE"], at_most=2)
    assert [eg["text"] for eg in found] == ["An apple", "apples", "one", "two", "three"]


def test_find_with_terms_gives_up():
    stream = ({"text": str(i)} for i in count())
    found = find_with_terms(stream, ["nothing"], give_up_after=5)
    assert [eg["text"] for eg in islice(found, 7)] == ["0", "1", "2", "3", "4", "5", "6"]
