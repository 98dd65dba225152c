"""Scores of a model against answers."""

import pytest

from prodigy.models.evaluation import count_entities, count_labels


def make_span(start, end, label="X", **keys):
    return {"start": start, "end": end, "label": label, **keys}


@pytest.mark.parametrize(
    ("predicted", "eg", "right", "wrong", "unk"),
    [
        ({(0, 1, "X")}, {"spans": [make_span(0, 1)], "answer": "accept"}, 1, 0, 0),
        (set(), {"spans": [make_span(0, 1)], "answer": "accept"}, 0, 1, 0),
        ({(0, 1, "X")}, {"spans": [make_span(0, 1)], "answer": "reject"}, 0, 1, 0),
        (set(), {"spans": [make_span(0, 1)], "answer": "reject"}, 1, 0, 0),
        ({(0, 1, "X")}, {"spans": [make_span(0, 1)], "answer": "ignore"}, 0, 0, 1),
        ({(0, 1, "X")}, {"spans": [make_span(0, 1, "Y")], "answer": "accept"}, 0, 1, 1),
        (
            {(0, 1, "X")},
            {"spans": [make_span(0, 1, answer="reject"), make_span(2, 3)], "answer": "accept"},
            *(0, 2, 0),
        ),
        (set(), {"answer": "accept"}, 0, 0, 0),
    ],
)
def test_entities_are_right_as_the_answer_says(predicted, eg, right, wrong, unk):
    stats = count_entities([predicted], [eg])
    assert (stats["right"], stats["wrong"], stats["unk"]) == (right, wrong, unk)
    assert stats["ents"] == len(predicted)
    assert stats["acc"] == (right / (right + wrong) if right + wrong else 0.0)


def test_labels_are_counted_by_kind():
    predicted = [{"A": True, "B": False, "C": True}, {"A": True, "B": True}]
    wanted = [{"A": True, "B": False}, {"A": False, "B": True, "D": True}]
    assert count_labels(predicted, wanted) == {
        **{"tp": 2, "tn": 1, "fp": 1, "fn": 0},
        **{"precision": 2 / 3, "recall": 1.0, "fscore": 0.8, "acc": 0.75},
    }


def test_no_answers_score_zero():
    assert count_labels([], []) == dict.fromkeys(
        ("tp", "tn", "fp", "fn", "precision", "recall", "fscore", "acc"), 0
    )
