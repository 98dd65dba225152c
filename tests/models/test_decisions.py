"""What answers say about the entities of a text, and how several go together."""

import pytest

from prodigy.models.decisions import DecisionLog, is_manual
from tests.util import make_task

TEXT = "Acme Corp hired Mira"
ACME, MIRA = (0, 2, "ORG"), (3, 4, "PERSON")


def answer(start, end, label, decision, **keys):
    span = {"start": start, "end": end, "label": label}
    return {**make_task(TEXT, spans=[span]), "answer": decision, "_view_id": "ner", **keys}


def decide(nlp, *answers):
    (decisions,) = DecisionLog(nlp).add(answers, ["ORG", "PERSON"])
    return decisions


def test_answers_to_one_text_are_taken_together(nlp):
    found = decide(nlp, answer(0, 9, "ORG", "accept"), answer(16, 20, "ORG", "reject"))
    assert list(found.accepted) == [ACME]
    assert list(found.rejected) == [(3, 4, "ORG")]
    assert found.complete is None


def test_answers_that_come_later_are_added_to_the_earlier_ones(nlp):
    log = DecisionLog(nlp)
    log.add([answer(0, 9, "ORG", "accept")], ["ORG"])
    (found,) = log.add([answer(16, 20, "PERSON", "accept")], ["ORG"])
    assert list(found.accepted) == [ACME, MIRA]
    assert len(log) == 1


def test_the_last_of_contradicting_answers_counts(nlp):
    found = decide(nlp, answer(0, 9, "ORG", "accept"), answer(0, 9, "ORG", "reject"))
    assert (list(found.accepted), list(found.rejected)) == ([], [ACME])
    found = decide(nlp, answer(0, 9, "ORG", "reject"), answer(0, 9, "ORG", "accept"))
    assert (list(found.accepted), list(found.rejected)) == ([ACME], [])


def test_entities_that_overlap_cant_both_be_right(nlp):
    found = decide(nlp, answer(0, 4, "ORG", "accept"), answer(0, 9, "ORG", "accept"))
    assert list(found.accepted) == [ACME]


def test_of_several_rejected_spans_nobody_knows_which_is_wrong(nlp):
    spans = [{"start": 0, "end": 9, "label": "ORG"}, {"start": 16, "end": 20, "label": "ORG"}]
    eg = {**make_task(TEXT, spans=spans), "answer": "reject", "_view_id": "ner"}
    assert DecisionLog(nlp).add([eg], ["ORG"]) == []
    spans[1]["answer"] = "reject"
    assert list(decide(nlp, eg).rejected) == [(3, 4, "ORG")]


@pytest.mark.parametrize(
    ("entities", "is_allowed"),
    [([ACME], True), ([ACME, MIRA], True), ([MIRA], False), ([ACME, (3, 4, "ORG")], False)],
)
def test_analyses_are_allowed_if_they_agree_with_every_answer(nlp, entities, is_allowed):
    found = decide(nlp, answer(0, 9, "ORG", "accept"), answer(16, 20, "ORG", "reject"))
    assert found.allow(entities) is is_allowed


@pytest.mark.parametrize(
    ("entities", "is_allowed"),
    [([ACME], True), ([ACME, (3, 4, "FRUIT")], True), ([ACME, MIRA], False), ([], False)],
)
def test_manual_answers_allow_nothing_else_with_their_labels(nlp, entities, is_allowed):
    found = decide(nlp, answer(0, 9, "ORG", "accept", _view_id="ner_manual"))
    assert found.allow(entities) is is_allowed
    assert found.is_complete(["ORG", "PERSON"])
    assert not found.is_complete(["ORG", "FRUIT"])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"_view_id": "ner"}, False),
        ({"_view_id": "ner_manual"}, True),
        ({"_view_id": "blocks", "_is_binary": False}, True),
        ({"_view_id": "blocks", "_is_binary": True}, False),
        ({"_view_id": "review", "view_id": "spans_manual"}, True),
        ({"_view_id": "review", "view_id": "ner"}, False),
        ({"_view_id": "review", "view_id": "blocks"}, True),
        ({"_view_id": "review"}, False),
        ({"_view_id": "custom", "_is_binary": False}, False),
        ({"_is_binary": False}, True),
        ({"_is_binary": True, "spans": []}, False),
        ({}, False),
    ],
)
def test_the_interface_tells_whether_everything_was_annotated(keys, expected):
    eg = {"text": TEXT, **keys}
    assert is_manual(eg) is expected
    assert is_manual(eg, by_content=True) is expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"spans": []}, True),
        ({"spans": [{"start": 0, "end": 9, "label": "ORG"}]}, True),
        ({"tokens": [{"text": "Acme", "start": 0, "end": 4, "id": 0}]}, True),
        ({"spans": [{"start": 0, "end": 9, "label": "ORG", "score": 0.7}]}, False),
        ({"spans": [{"start": 0, "end": 9, "label": "ORG"}], "answer": "reject"}, False),
        ({"spans": [], "label": "NEWS"}, False),
        ({"spans": [], "options": [], "accept": []}, False),
    ],
)
def test_the_content_tells_where_no_interface_is_known(keys, expected):
    eg = {"text": TEXT, **keys}
    assert is_manual(eg, by_content=True) is expected
    assert not is_manual(eg)
