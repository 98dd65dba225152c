"""Judges against people: what is compared, with whom, and what is left out."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.metrics import (
    Collector,
    get_cohen_kappa,
    get_gwet_ac1,
    get_gwet_ac2,
    measure_judge,
)
from prodigy.errors import RecipeError
from prodigy.hashing import set_hashes

RUBRIC = [
    {"name": "helpful", "scale": [1, 2, 3]},
    {"name": "safe", "scale": ["no", "yes"], "per": "task"},
]
FAST = {"n_resamples": 30}


def compare(number, who, preferred=None, *, answer="accept", ids="ab", **keys):
    responses = [{"id": name, "content": f"{name} {'x' * number}"} for name in ids]
    task = {"prompt": f"prompt {number}", "responses": responses, "_view_id": "preference"}
    return {
        **task,
        "preferred": None if preferred == "tie" else preferred,
        "tie": preferred == "tie",
        "answer": answer,
        "_annotator_id": who,
        **keys,
    }


def choose(number, who, accept, answer="accept", **keys):
    task = {"text": f"text {number}", "accept": accept, "options": [{"id": x} for x in "ABC"]}
    return {**task, "answer": answer, "_annotator_id": who, "_view_id": "choice", **keys}


def collect(people, judge):
    collector = Collector()
    collector.add(judge, is_judge=True, wanted=lambda name: True, name="judge")
    collector.add(people, is_judge=False, wanted=lambda name: name != "m", name="people")
    return collector.finish()


def measure(people, judge, **settings):
    return measure_judge(collect(people, judge), "m", **{**FAST, **settings})


def get(report, name):
    return next(question for question in report.questions if question.name == name)


verdicts = st.sampled_from([None, "a", "b", "tie"])


@given(st.lists(st.tuples(verdicts, verdicts, verdicts), max_size=12))
@settings(deadline=None, max_examples=60)
def test_agreement_is_that_of_the_coefficients(rows):
    people = [
        compare(i, name, value)
        for i, row in enumerate(rows)
        for name, value in zip(("p1", "p2"), row)
    ]
    report = measure(people, [compare(i, "m", row[2]) for i, row in enumerate(rows)])
    known = [row for row in rows if row[2] and (row[0] or row[1])]
    assert report.n_compared == len(known)
    if not known:
        return
    question = get(report, "preferred")
    shares = [np.mean([row[2] == value for value in row[:2] if value]) for row in known]
    assert question.judge.percent.value == pytest.approx(np.mean(shares))
    both = [row[:2] for row in known if all(row[:2])]
    assert question.ceiling.n_items == len(both)
    if both:
        one, two = zip(*both)
        assert question.ceiling.kappa.value == pytest.approx(get_cohen_kappa(one, two))
        among = np.mean([a == b for a, b in both])
        again = [np.mean([row[2] == v for v in row[:2]]) for row in known if all(row[:2])]
        assert question.gap.value == pytest.approx(np.mean(again) - among)


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, 3])), min_size=1, max_size=15
    )
)
@settings(deadline=None, max_examples=40)
def test_one_person_gives_the_plain_coefficients_with_weights(rows):
    def rate(i, who, value):
        return compare(i, who, "a", rubric=RUBRIC, ratings={"a": {"helpful": value}})

    people = [rate(i, "p", a) for i, (a, _) in enumerate(rows)]
    report = measure(people, [rate(i, "m", b) for i, (_, b) in enumerate(rows)], weights="linear")
    scores, (one, two) = get(report, "helpful").judge, zip(*rows)
    scale = {"weights": "linear", "categories": [1, 2, 3]}
    expected = get_cohen_kappa(one, two, **scale)
    assert scores.kappa.value == (None if expected is None else pytest.approx(expected))
    units = [{a: 2} if a == b else {a: 1, b: 1} for a, b in rows]
    assert scores.ac.value == pytest.approx(get_gwet_ac2(units, **scale))
    assert get(report, "(mean)").judge.percent.n == len(rows)


def test_responses_of_an_item_are_compared_one_by_one_and_drawn_together():
    ratings = {"a": {"helpful": 1}, "b": {"helpful": 3}, "*": {"safe": "yes"}}
    other = {"a": {"helpful": 1}, "b": {"helpful": 2}, "*": {"safe": "no"}}
    people = [compare(i, "p", "a", rubric=RUBRIC, ratings=ratings) for i in range(4)]
    report = measure(people, [compare(i, "m", "b", rubric=RUBRIC, ratings=other) for i in range(4)])
    helpful = get(report, "helpful").judge
    assert (helpful.percent.value, helpful.n_items, helpful.n_units) == (0.5, 4, 8)
    assert get(report, "safe").judge.percent.value == 0.0
    assert get(report, "(mean)").judge.percent.value == pytest.approx(0.5 / 3)


def test_answers_that_were_imported_with_other_hashes_are_about_the_same():
    report = measure([set_hashes(compare(1, "p", "a"))], [compare(1, "m", "a")])
    assert report.n_compared == 1


def test_the_same_responses_are_found_by_content_under_other_ids_and_in_another_order():
    judge = compare(1, "m", "x", ids="ab")
    judge["responses"] = [
        {"id": "y", "content": judge["responses"][1]["content"]},
        {"id": "x", "content": judge["responses"][0]["content"]},
    ]
    report = measure([compare(1, "p", "a")], [judge])
    assert get(report, "preferred").judge.percent.value == 1.0


def test_what_does_not_count_is_counted_with_its_reason():
    people = [
        compare(0, "p", "a"),
        compare(1, "p", answer="ignore"),
        compare(2, "p", answer="reject"),
        compare(3, "p", "b", rubric=RUBRIC, ratings={"a": {"helpful": 9}, "b": {"helpful": 2}}),
        compare(0, "p", "b"),
        {
            "_view_id": "preference",
            "answer": "accept",
            "_annotator_id": "p",
            "text": "no responses",
        },
        {**compare(4, "p", "b"), "answer": None},
    ]
    judge = [compare(i, "m", "b") for i in (0, 9)]
    opinions = collect(people, judge)
    assert opinions.left_out["people"] == {
        "ignored": 1,
        "rejected": 1,
        "ratings that are not on the scale": 1,
        "answered once more, the latest answer counts": 1,
        "without usable responses": 1,
        "not answered": 1,
    }
    report = measure_judge(opinions, "m", **FAST)
    assert (report.n_people, report.n_judge, report.n_compared) == (2, 2, 1)
    assert get(report, "preferred").judge.percent.value == 1.0


def test_choices_are_compared_and_answers_of_models_need_no_answer():
    people = [choose(i, "p", [label]) for i, label in enumerate("ABCA")]
    judge = [choose(i, "m", [label]) for i, label in enumerate("ABBA")]
    for eg in judge:
        del eg["answer"], eg["_view_id"]
    report = measure(people, judge)
    scores = get(report, "choice").judge
    assert scores.percent.value == 0.75
    assert scores.kappa.value == pytest.approx(get_cohen_kappa("ABCA", "ABBA"))
    assert report.position is None and report.length is None
    assert [item.example["text"] for item in report.items] == ["text 2"]


def test_several_options_are_compared_one_by_one():
    people = [choose(0, "p", ["A", "B"]), choose(1, "p", []), choose(2, "p", ["A"])]
    report = measure(people, [choose(0, "m", ["B"]), choose(1, "m", []), choose(2, "m", ["A"])])
    assert get(report, "A").judge.percent.value == pytest.approx(2 / 3)
    assert get(report, "B").judge.percent.value == 1.0
    assert [question.name for question in report.questions] == ["A", "B", "(mean)"]


def test_yes_and_no_are_compared_by_label():
    def decide(text, label, who, answer):
        keys = {"_annotator_id": who, "_view_id": "classification"}
        return {"text": text, "label": label, "answer": answer, **keys}

    people = [decide(t, x, "p", "accept") for t, x in itertools.product("st", "XY")]
    judge = [
        decide(t, x, "m", "accept" if x == "X" else "reject")
        for t, x in itertools.product("st", "XY")
    ]
    report = measure(people, judge)
    assert get(report, "X").judge.percent.value == 1.0
    assert get(report, "Y").judge.percent.value == 0.0
    assert get(report, "Y").judge.ac.value == pytest.approx(
        get_gwet_ac1([{"accept": 1, "reject": 1}] * 2)
    )


def test_a_judge_of_positions_is_found_out_and_its_items_come_first():
    orders = [["a", "b"], ["b", "a"]]
    first = {"judge": {"orders": orders, "preferred": ["a", "b"]}}
    fair = {"judge": {"orders": orders, "preferred": ["a", "a"]}}
    judge = [compare(i, "m", "tie", **first) for i in range(8)] + [compare(9, "m", "a", **fair)]
    people = [compare(i, "p", "a", order=["b", "a"]) for i in (*range(8), 9)]
    report = measure(people, judge)
    assert (report.position.n_towards_first, report.position.n_both) == (8, 9)
    assert report.position.p_value == pytest.approx(2 * 0.5**8)
    assert report.people_position.first.value == 0.0
    assert len(report.items) == 8
    assert report.items[0].reasons == ["disagreement", "order"]


def test_answers_that_are_no_categories_are_refused_by_name():
    spans = [{"text": "x", "spans": [], "_view_id": "ner_manual", "answer": "accept"}]
    with pytest.raises(RecipeError, match="'ner_manual' can't be compared"):
        collect(spans, [])
