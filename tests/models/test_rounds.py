"""Which questions are asked next: the most uncertain of a window, and again in further rounds."""

from itertools import count, islice

import pytest

from prodigy.models import rounds
from prodigy.models.rounds import FIRST_WINDOW, N_PER_WINDOW, Pace, ask_in_rounds
from tests.util import make_task


def make_texts(n):
    return [make_task(f"text {i}", n=i) for i in range(n)]


def make_model(get_score, labels=("A",)):
    def predict(stream):
        for eg in stream:
            for label in labels:
                task = {k: v for k, v in eg.items() if k != "_task_hash"}
                yield (
                    get_score(eg["n"], label),
                    make_task(**{**task, "label": label, "n": eg["n"]}),
                )

    return predict


def test_the_most_uncertain_texts_of_a_window_come_first():
    model = make_model(lambda n, label: 0.5 if n in (7, 20) else 0.9)
    asked = islice(ask_in_rounds(make_texts(FIRST_WINDOW), model), 3)
    assert [eg["n"] for eg in asked][:2] == [7, 20]


def test_each_window_asks_a_few_questions_only():
    model = make_model(lambda n, label: 0.4)
    asked = list(islice(ask_in_rounds(make_texts(96), model, n_per_window=3), 6))
    assert [eg["n"] < FIRST_WINDOW for eg in asked] == [True] * 3 + [False] * 3


def test_a_text_is_asked_once_per_window_with_its_most_uncertain_label():
    model = make_model(lambda n, label: {"A": 0.8, "B": 0.55}[label], labels="AB")
    asked = list(islice(ask_in_rounds(make_texts(5), model), 5))
    assert sorted((eg["n"], eg["label"]) for eg in asked) == [(n, "B") for n in range(5)]


def test_every_question_is_asked_once_in_all_rounds():
    model = make_model(lambda n, label: 0.3, labels="AB")
    asked = list(ask_in_rounds(make_texts(100), model, n_per_window=4))
    assert len(asked) == 200
    assert len({eg["_task_hash"] for eg in asked}) == 200


def test_a_window_sees_what_was_learned_before_it():
    scores = {"now": 0.5}
    model = make_model(lambda n, label: scores["now"])
    questions = ask_in_rounds(make_texts(200), model, n_per_window=2)
    assert len(list(islice(questions, 2))) == 2
    scores["now"] = 0.0
    assert list(questions) == []


def test_of_low_scores_the_highest_is_asked():
    # A model that has seen many wrong suggestions is almost sure of all that are left.
    scores = [0.0, 1e-10, 1e-7, 1e-9]
    asked = ask_in_rounds(make_texts(4), make_model(lambda n, label: scores[n]))
    assert [eg["n"] for eg in asked] == [2, 3, 1]


def test_questions_that_are_known_are_not_asked():
    model = make_model(lambda n, label: 0.5)
    (first,) = islice(ask_in_rounds(make_texts(3), model), 1)
    others = ask_in_rounds(make_texts(3), model, seen=[first["_task_hash"]])
    assert [eg["n"] for eg in others] == [1, 2]


def test_matches_and_suggestions_take_turns():
    match = make_model(lambda n, label: 0.5, labels=["match"])
    model = make_model(lambda n, label: 0.5, labels=["model"])
    asked = islice(ask_in_rounds(make_texts(40), model, match=match), 6)
    assert [eg["label"] for eg in asked] == ["model", "match"] * 3


def test_matches_come_alone_while_the_model_knows_nothing():
    match = make_model(lambda n, label: 0.5, labels=["match"])
    asked = list(ask_in_rounds(make_texts(45), lambda stream: [], match=match))
    assert [eg["n"] for eg in asked] == list(range(45))


def test_matches_of_patterns_that_are_mostly_wrong_are_left_out():
    match = make_model(lambda n, label: 0.1 if n % 2 else 0.5, labels=["match"])
    asked = list(ask_in_rounds(make_texts(10), lambda stream: [], match=match))
    assert [eg["n"] for eg in asked] == [0, 2, 4, 6, 8]


def test_matches_of_the_best_patterns_come_first():
    worth = {0: 0.5, 1: 0.5}
    match = make_model(lambda n, label: worth[n % 2], labels=["match"])
    questions = ask_in_rounds(make_texts(80), lambda stream: [], match=match)
    assert [eg["n"] for eg in islice(questions, N_PER_WINDOW)] == list(range(N_PER_WINDOW))
    worth[1] = 0.7
    # Among them those in texts that were read before the pattern had shown its worth.
    later = [eg["n"] for eg in islice(questions, N_PER_WINDOW)]
    assert later == list(range(11, 31, 2))


@pytest.mark.parametrize(("limit_s", "sizes"), [(60.0, [32, 64, 128]), (0.0, [32, 32, 32])])
def test_windows_grow_while_there_is_time_to_look_through_them(limit_s, sizes, monkeypatch):
    monkeypatch.setattr(rounds, "WINDOW_S", limit_s)
    seen = []

    def predict(stream):
        seen.append(len(stream))
        return []

    assert list(ask_in_rounds(make_texts(224), predict)) == []
    assert seen[:3] == sizes


def test_a_window_of_long_texts_is_small():
    seen = []

    def model(window):
        seen.append(len(window))
        return ()

    texts = [make_task("x" * 100_000, n=i) for i in range(3)]
    assert list(ask_in_rounds(texts, model)) == []
    assert seen[:3] == [1, 1, 1]


def test_a_server_waits_for_answers_that_teach_the_model():
    scores, pace = {"now": 0.0}, Pace(is_served=True)
    model = make_model(lambda n, label: scores["now"])
    match = make_model(lambda n, label: 0.5, labels=["match"])
    questions = ask_in_rounds(make_texts(2), model, match=match, pace=pace)
    first, second, again = islice(questions, 3)
    assert [first["n"], second["n"]] == [0, 1]
    assert again is second
    scores["now"], pace.n_answered = 0.5, 2
    assert {eg["label"] for eg in islice(questions, 2)} == {"A"}
    pace.n_answered = 4
    assert list(questions) == []


def test_endless_streams_are_read_by_the_window():
    texts = (make_task(f"text {i}", n=i) for i in count())
    model = make_model(lambda n, label: 0.5)
    asked = list(islice(ask_in_rounds(texts, model, largest_window=64), 100))
    assert len(asked) == 100
    assert next(texts)["n"] <= 32 + 10 * 64
