"""One task per span or token."""

from prodigy.components.preprocess import split_spans, split_tokens
from tests.util import make_task

SPANS = [
    {"start": 0, "end": 1, "label": "A"},
    {"start": 2, "end": 3, "label": "B"},
]


def test_one_task_per_span_with_its_own_hash():
    task = make_task("a b", spans=SPANS, meta={"x": 1})
    one, two = split_spans([task])
    assert (one["spans"], two["spans"]) == ([SPANS[0]], [SPANS[1]])
    assert one["_input_hash"] == two["_input_hash"] == task["_input_hash"]
    assert len({one["_task_hash"], two["_task_hash"], task["_task_hash"]}) == 3
    assert one["meta"] == {"x": 1}


def test_spans_of_other_labels_are_left_out():
    (eg,) = split_spans([make_task("a b", spans=SPANS), make_task("c")], labels=["B"])
    assert eg["spans"] == [SPANS[1]]


def test_tasks_are_not_changed():
    task = make_task("a b", spans=SPANS)
    before = repr(task)
    for eg in split_spans([task]):
        eg["spans"][0]["label"] = "X"
    assert repr(task) == before


def test_one_task_per_token(nlp):
    tasks = list(split_tokens(nlp, [{"text": "a  b"}]))
    assert [eg["spans"] for eg in tasks] == [
        [{"text": "a", "start": 0, "end": 1, "token_start": 0, "token_end": 0}],
        [{"text": "b", "start": 3, "end": 4, "token_start": 2, "token_end": 2}],
    ]
    assert tasks[0]["_task_hash"] != tasks[1]["_task_hash"]
