"""Who meets whom, and who is ahead."""

import math
import random
import statistics
from collections import Counter
from itertools import combinations, count

import pytest

from prodigy.components.tournament import Tournament, get_game

NAMES = ("a", "b", "c", "d")


def answer(winner, loser, number=0, **keys):
    options = [{"id": name, "text": f"text of {name}"} for name in sorted((winner, loser))]
    return {
        "options": options, "accept": [winner], "answer": "accept", "_task_hash": number,
        "_session_id": "data-me", **keys,
    }  # fmt: skip


def start(*answers, names=NAMES):
    tournament = Tournament(names, random.Random(1))
    tournament.take_answers(answers)
    return tournament


def test_an_answer_with_one_chosen_option_is_a_game():
    assert get_game(answer("a", "b")) == ("a", "b")
    assert get_game(answer("b", "a")) == ("b", "a")


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": "ignore"},
        {"answer": "reject"},
        {"accept": []},
        {"accept": ["a", "b"]},
        {"accept": ["c"]},
        {"accept": "a"},
        {"accept": [None]},
        {"options": None},
        {"options": [{"id": "a"}]},
        {"options": ["a", "b"]},
        {"options": [{"id": "a"}, {"id": 1}]},
        {"options": [{"id": "a"}, {"id": "a"}]},
        {"answer": None},
    ],
)
def test_an_answer_that_prefers_none_is_no_game(changes):
    assert get_game({**answer("a", "b"), **changes}) is None
    assert start({**answer("a", "b"), **changes}).n_games == 0


def test_the_winner_of_most_games_leads():
    tournament = start(answer("a", "b", 1), answer("c", "a", 2), answer("c", "b", 3))
    assert tournament.leader == "c"
    standings = tournament.get_standings()
    assert {s.other: s.n_games for s in standings} == {"a": 1, "b": 1, "d": 0}
    assert [s.probability for s in standings] == sorted(s.probability for s in standings)
    assert all(0.5 < s.probability < 1 for s in standings)


def test_ratings_are_made_of_the_stored_answers_however_they_came():
    first, second = answer("a", "b", 1), answer("c", "a", 2)
    at_once = start(first, second)
    one_by_one = start(first)
    assert one_by_one.ratings["c"].value == 1500
    one_by_one.take_answers([second])
    one_by_one.take_answers([second, first])  # handed in again
    assert one_by_one.ratings == at_once.ratings


def test_a_changed_answer_counts_as_if_it_had_been_given_that_way():
    tournament = start(answer("a", "b", 1), answer("c", "a", 2))
    tournament.take_answers([answer("b", "a", 1)])
    assert tournament.ratings == start(answer("b", "a", 1), answer("c", "a", 2)).ratings
    tournament.take_answers([answer("b", "a", 1, answer="ignore")])
    assert tournament.ratings == start(answer("c", "a", 2)).ratings
    tournament.take_answers([answer("b", "a", 1)])
    assert tournament.ratings == start(answer("b", "a", 1), answer("c", "a", 2)).ratings


def test_two_annotators_count_for_themselves():
    tournament = start(answer("a", "b", 1), answer("b", "a", 1, _session_id="data-you"))
    assert tournament.n_games == 2


def test_competitors_that_no_longer_take_part_are_counted_apart():
    tournament = start(answer("a", "gone", 1), answer("a", "b", 2))
    assert (tournament.n_games, tournament.unknown) == (1, {"gone": 1})


@pytest.mark.parametrize("names", [[], ["a"], ["a", "a"]])
def test_one_competitor_is_no_tournament(names):
    with pytest.raises(ValueError, match="two or more"):
        Tournament(names, random.Random(1))


def test_everybody_is_met_before_anybody_is_met_often():
    tournament, met = start(), Counter()
    for number in range(12):
        pair = tournament.choose_pair()
        met.update(pair)
        tournament.take_answers([answer(*pair, number)])
    assert set(met) == set(NAMES)


def test_who_was_asked_about_waits_for_the_answer():
    tournament = start()
    first, second = tournament.choose_pair(), tournament.choose_pair()
    assert set(first + second) == set(NAMES)


def test_pairs_have_the_order_of_the_competitors_and_closed_ones_are_left_out():
    tournament = start(names=("z", "a", "m"))
    closed = {("z", "a"), ("z", "m")}
    assert {tournament.choose_pair(closed) for _ in range(20)} == {("a", "m")}
    assert tournament.choose_pair(closed | {("a", "m")}) is None


def test_every_fifth_pair_may_be_of_those_who_lost():
    # "a" and "b" are far ahead; by the rule alone, "c" and "d" would never meet again.
    met = [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")] * 20
    games = [answer(*pair, number) for number, pair in enumerate(met)]
    tournament = start(*games)
    pairs = [tournament.choose_pair() for _ in range(100)]
    by_rule = [pair for i, pair in enumerate(pairs, 1) if i % 5]
    assert set(by_rule) == {("a", "b")}
    assert ("c", "d") in pairs


def test_the_best_is_found_in_fewer_comparisons_than_if_all_met_in_turn():
    """With the same ratings and the same rule for stopping. Strengths are Bradley and Terry's: 400
    points are odds of 10 to 1."""
    adaptive, in_turn = zip(*(
        (_play(seed, adaptive=True), _play(seed, adaptive=False)) for seed in range(150)
    ))  # fmt: skip
    savings = [b[0] - a[0] for a, b in zip(adaptive, in_turn)]
    error = statistics.stdev(savings) / math.sqrt(len(savings))
    # Three standard errors: one seed in a thousand would fail if there were no difference.
    assert statistics.mean(savings) > 3 * error
    # It is not only quicker because it jumps to conclusions.
    assert sum(is_right for _, is_right in adaptive) >= 0.9 * len(adaptive)


def _play(seed, adaptive, limit=300):
    """Returns the number of comparisons until the best is known, and whether that is right."""
    strengths = {"a": 1450, "b": 1700, "c": 1300, "d": 1600}
    rng = random.Random(seed)
    tournament = Tournament(NAMES, random.Random(seed))
    pairs = list(combinations(NAMES, 2))
    for number in count():
        if number == limit or (number and tournament.is_decided()):
            return number, tournament.leader == "b"
        a, b = tournament.choose_pair() if adaptive else pairs[number % len(pairs)]
        wins = rng.random() < 1 / (1 + 10 ** ((strengths[b] - strengths[a]) / 400))
        tournament.take_answers([answer(a, b, number) if wins else answer(b, a, number)])
