"""Filters leave out what they should, keep the order, and touch nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.filters import (
    filter_duplicates,
    filter_empty,
    filter_inputs,
    filter_seen_before,
    filter_tasks,
)
from prodigy.errors import StreamError
from prodigy.hashing import set_hashes
from tests.util import make_task


def test_filter_empty_drops_missing_and_falsy_values():
    stream = [{"text": "test"}, {"image": "test.jpg"}, {"text": ""}, {"text": None}, {"text": 0}]
    assert list(filter_empty(stream, key="text")) == [{"text": "test"}]


def test_filter_empty_drops_empty_cells_of_data_frames():
    assert list(filter_empty([{"text": float("nan")}, {"text": "a"}], "text")) == [{"text": "a"}]


def test_filter_empty_keeps_arrays():
    numpy = pytest.importorskip("numpy")
    stream = [{"vector": numpy.zeros(2)}, {"vector": numpy.zeros(0)}]
    assert len(list(filter_empty(stream, "vector"))) == 1


def test_filter_empty_without_skip_names_the_task_and_its_keys():
    with pytest.raises(StreamError, match="(?s)Task 2 of the stream has no 'text'.*'image'"):
        list(filter_empty([{"text": "a"}, {"image": "b"}], key="text", skip=False))


def test_filter_empty_warns_once_if_nothing_is_left(capsys):
    assert list(filter_empty([{"Body": "a"}, {"Body": "b"}], key="text")) == []
    err = capsys.readouterr().err
    assert "all were left out (2)" in err
    assert "'Body'" in err


def test_filter_empty_says_nothing_if_something_is_left(capsys):
    list(filter_empty([{"text": "a"}, {}], key="text"))
    assert capsys.readouterr().err == ""


SEED_STREAM = [
    {"text": "foo", "label": "bar"},
    {"text": "foo", "label": "bar"},
    {"text": "foo"},
]


def hashed(tasks):
    return [set_hashes(dict(eg)) for eg in tasks]


def test_filter_duplicates_by_task():
    tasks = hashed(SEED_STREAM)
    assert list(filter_duplicates(tasks, by_input=False, by_task=True)) == [tasks[0], tasks[2]]


def test_filter_duplicates_by_input_drops_other_questions_too():
    tasks = hashed(SEED_STREAM)
    assert list(filter_duplicates(tasks, by_input=True, by_task=True)) == [tasks[0]]


def test_filter_duplicates_adds_missing_hashes():
    (eg,) = filter_duplicates([{"text": "a"}, {"text": "a"}])
    assert eg == make_task("a")


def test_filter_inputs_and_tasks_by_hash():
    stream = [{"_input_hash": 5, "_task_hash": 1}, {"_input_hash": 9, "_task_hash": 2}]
    assert list(filter_inputs(stream, [1, 2, 3, 4, 5])) == stream[1:]
    assert list(filter_tasks(stream, {2})) == stream[:1]
    assert list(filter_tasks(stream, iter([1]))) == stream[1:]


def test_filter_seen_before_compares_with_another_stream():
    one = [{"_task_hash": 5, "text": "foo"}, {"_task_hash": 9, "text": "bar"}]
    two = [{"_task_hash": 5, "text": "foo"}, {"_task_hash": 10, "text": "buz"}]
    assert [eg["text"] for eg in filter_seen_before(one, two, exclude_by="task")] == ["bar"]
    assert [eg["text"] for eg in filter_seen_before(one, two)] == ["bar"]
    assert two[0] == {"_task_hash": 5, "text": "foo"}


def test_filters_by_hash_add_nothing_to_tasks_that_have_it():
    tasks = [{"_task_hash": 9, "text": "bar"}]
    assert list(filter_tasks(tasks, [5])) == [{"_task_hash": 9, "text": "bar"}]
    seen = [{"_task_hash": 5, "text": "foo"}]
    (eg,) = filter_seen_before(tasks, seen, exclude_by="task")
    assert eg == {"_task_hash": 9, "text": "bar"}
    (eg,) = filter_inputs([{"text": "a"}], [5])
    assert eg == make_task("a")


def test_filter_seen_before_knows_input_and_task():
    with pytest.raises(ValueError, match="exclude_by"):
        list(filter_seen_before([], [], exclude_by="text"))


def test_filters_are_lazy():
    def fail():
        raise AssertionError
        yield

    for stream in (
        filter_empty(fail(), "text"),
        filter_duplicates(fail()),
        filter_inputs(fail(), []),
        filter_tasks(fail(), []),
        filter_seen_before(fail(), fail()),
    ):
        assert iter(stream) is stream


@given(st.lists(st.sampled_from("abcd")), st.booleans())
@settings(deadline=None)
def test_filter_duplicates_keeps_each_task_once_and_in_order(texts, by_input):
    kept = [eg["text"] for eg in filter_duplicates([{"text": t} for t in texts], by_input=by_input)]
    assert kept == list(dict.fromkeys(texts))


@given(st.lists(st.integers(-5, 5)), st.sets(st.integers(-5, 5)))
@settings(deadline=None)
def test_filter_tasks_keeps_exactly_the_others(hashes, known):
    stream = [{"_input_hash": 0, "_task_hash": value} for value in hashes]
    kept = [eg["_task_hash"] for eg in filter_tasks(stream, known)]
    assert kept == [value for value in hashes if value not in known]
