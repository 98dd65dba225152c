"""Tasks without suggestions, and what they tell about those with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.control import is_control, withhold
from prodigy.components.metrics import measure_anchoring
from prodigy.hashing import set_hashes

SPAN = {"start": 0, "end": 4, "label": "A", "token_start": 0, "token_end": 0}


def make_tasks(n):
    return [set_hashes({"text": f"text {i}", "spans": [SPAN]}) for i in range(n)]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_control_group_is_as_large_as_was_asked(share):
    found = [eg for eg in withhold(make_tasks(2000), "spans", share) if eg.get("control")]
    assert len(found) == pytest.approx(share * 2000, abs=50 if 0 < share < 1 else 0)


@given(st.text(), st.integers(0, 9))
def test_the_group_depends_on_the_input_alone(text, seed):
    one = is_control({"text": text}, 0.5, seed)
    assert one == is_control({"text": text, "spans": [SPAN], "meta": {"a": 1}}, 0.5, seed)
    # Who asks for a larger group gets the smaller one, too.
    assert is_control({"text": text}, 0.6, seed) or not one


def test_tasks_of_the_control_group_have_nothing_of_the_model():
    task = {
        "text": "x",
        "accept": ["A"],
        "options": [
            {"id": "A", "text": "A", "meta": {"score": 0.9}},
            {"id": "B", "meta": {"k": 1}},
        ],
        "meta": {"score": 0.9, "source": "news"},
        "llm": {"response": "A"},
    }
    (made,) = withhold([set_hashes(task)], "accept", 1.0)
    assert made["accept"] == [] and made["control"] is True
    assert made["options"] == [{"id": "A", "text": "A"}, {"id": "B", "meta": {"k": 1}}]
    assert made["meta"] == {"source": "news"}
    assert "llm" not in made
    assert made["suggestion"] == {"accept": ["A"], "shown": False, "llm": {"response": "A"}}
    assert task["accept"] == ["A"] and task["llm"]


def test_other_tasks_stay_as_they_are_and_tell_what_was_suggested():
    (task,) = make_tasks(1)
    (made,) = withhold([task], "spans", 0.0)
    assert made == {**task, "suggestion": {"spans": [SPAN], "shown": True}}


def answer(i, shown, spans, *, seconds=None, given="accept"):
    eg = {"text": f"text {i}", "_view_id": "ner_manual", "answer": given, "spans": spans}
    eg["suggestion"] = {"spans": [SPAN], "shown": shown}
    return {**eg, "_duration_ms": seconds * 1000} if seconds else eg


def test_agreement_edits_and_seconds_are_compared():
    moved = {**SPAN, "end": 9}
    same = {"end": 4, "start": 0, "label": "A"}
    examples = [answer(i, True, [same], seconds=2) for i in range(30)]
    examples += [answer(i, True, [moved], seconds=2) for i in range(30, 40)]
    examples += [answer(i, False, [same] if i % 2 else [], seconds=8) for i in range(40, 80)]
    examples += [answer(99, True, [], given="ignore"), {"text": "y", "answer": "accept"}]
    report = measure_anchoring(examples)
    assert (report.shown.n, report.control.n) == (40, 40)
    assert (report.shown.n_others, report.n_without) == (1, 1)
    assert report.shown.agreement.value == 0.75
    assert report.control.agreement.value == 0.5
    assert report.agreement.value == pytest.approx(0.25)
    assert report.agreement.low < 0.25 < report.agreement.high
    assert (report.shown.edits.value, report.control.edits.value) == (0.5, 0.5)
    assert report.shown.seconds.value == pytest.approx(2)
    assert report.seconds.value == pytest.approx(0.25)


def test_intervals_of_the_difference_contain_no_anchoring_where_there_is_none():
    rng = np.random.default_rng(4)
    n_hits = 0
    for seed in range(40):
        examples = [answer(i, i % 4 > 0, [SPAN] if rng.random() < 0.7 else []) for i in range(120)]
        found = measure_anchoring(examples, n_resamples=200, seed=seed).agreement
        n_hits += found.low <= 0 <= found.high
    assert n_hits >= 34


def test_one_group_alone_has_no_difference():
    report = measure_anchoring([answer(i, True, [SPAN]) for i in range(3)])
    assert (report.agreement.value, report.control.agreement.value) == (None, None)
    assert report.seconds.value is None
