"""Hashes decide which annotations belong to which task, so they must never change."""

import json

import pytest
import srsly
from hypothesis import given
from hypothesis import strategies as st

from prodigy.hashing import (
    IGNORE_HASH_KEYS,
    INPUT_HASH_KEYS,
    TASK_HASH_KEYS,
    get_hash,
    get_task_key,
    hash_string,
    identify,
    is_same_input,
    is_same_task,
    set_hashes,
)

SOURCE = {"source": "The New York Times"}
# Published export of a manual recipe, which hashes tasks before it adds tokens and spans.
EXPORTED = [
    (
        "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing",
        1886699658,
        -1952856502,
    ),
    ("Pearl Automation, Founded by Apple Veterans, Shuts Down", 1487477437, -1298236362),
    ("How Silicon Valley Pushed Coding Into American Classrooms", 1842734674, 636683182),
    ("Women in Tech Speak Frankly on Culture of Harassment", -487516519, 62119900),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
tasks = st.fixed_dictionaries({"text": st.text()}, optional={"meta": json_values, "x": json_values})


@pytest.mark.parametrize(("text", "input_hash", "task_hash"), EXPORTED)
def test_set_hashes_gives_the_hashes_of_published_exports(text, input_hash, task_hash):
    task = set_hashes({"text": text, "meta": SOURCE})
    assert (task["_input_hash"], task["_task_hash"]) == (input_hash, task_hash)


def test_hash_string_is_signed_murmurhash3():
    # Reference values of MurmurHash3 x86 32-bit with seed 0.
    assert hash_string("") == 0
    assert hash_string("hello") == 613153351
    assert hash_string("The quick brown fox jumps over the lazy dog") == 776992547


def test_input_hash_is_the_hash_of_keys_that_are_present():
    expected = hash_string('text="a"')
    assert set_hashes({"text": "a", "label": "X"})["_input_hash"] == expected


def test_task_hash_starts_with_the_input_hash():
    task = set_hashes({"text": "a", "label": "X"})
    assert task["_task_hash"] == hash_string(f'{task["_input_hash"]}label="X"')


def test_keys_that_are_empty_count_as_present():
    task = set_hashes({"text": "a", "spans": []})
    assert task["_task_hash"] == hash_string(f"{task['_input_hash']}spans=[]")


def test_task_without_any_key_is_hashed_whole():
    task = set_hashes({"custom": {"b": 1, "a": 2}})
    assert task["_input_hash"] == hash_string('{"custom":{"a":2,"b":1}}')


def test_task_hash_of_the_whole_task_contains_the_input_hash():
    task = set_hashes({"text": "a"})
    body = f'{{"_input_hash":{task["_input_hash"]},"text":"a"}}'
    assert task["_task_hash"] == hash_string(f"{task['_input_hash']}{body}")


def test_several_keys_are_joined_in_their_order():
    task = set_hashes({"image": "b", "text": "a"})
    assert task["_input_hash"] == hash_string('text="a"image="b"')


def test_ignored_keys_are_left_out_at_every_level():
    spans = [{"start": 0, "score": 0.5, "more": {"model": "x", "y": 1}}]
    task = set_hashes({"text": "a", "spans": spans})
    expected = '[{"more":{"y":1},"start":0}]'
    assert task["_task_hash"] == hash_string(f"{task['_input_hash']}spans={expected}")


def test_existing_hashes_are_kept():
    task = set_hashes({"text": "a", "_input_hash": 1, "_task_hash": 2})
    assert (task["_input_hash"], task["_task_hash"]) == (1, 2)


def test_only_missing_hashes_are_added():
    task = set_hashes({"text": "a", "_input_hash": 7})
    body = '{"_input_hash":7,"text":"a"}'
    assert task == {"text": "a", "_input_hash": 7, "_task_hash": hash_string(f"7{body}")}


def test_null_counts_as_missing_hash():
    assert set_hashes({"text": "a", "_input_hash": None, "_task_hash": None}) == set_hashes(
        {"text": "a"}
    )


def test_overwrite_gives_the_hashes_of_a_new_task():
    old = {"text": "a", "_input_hash": 1, "_task_hash": 2}
    assert set_hashes(old, overwrite=True) == set_hashes({"text": "a"})


def test_set_hashes_changes_and_returns_the_same_dict():
    task = {"text": "a"}
    assert set_hashes(task) is task


def test_string_instead_of_keys_does_not_raise():
    task = set_hashes({"tr_id": "x"}, input_keys="tr_id")
    assert task["_input_hash"] == hash_string('{"tr_id":"x"}')


def test_none_means_the_default_keys():
    expected = set_hashes({"text": "a", "label": "X", "score": 1})
    found = set_hashes(
        {"text": "a", "label": "X", "score": 1}, input_keys=None, task_keys=None, ignore=None
    )
    assert found == expected


def test_custom_keys_are_used():
    one = set_hashes({"text": "a", "id": 1}, input_keys=("id",))
    assert one["_input_hash"] == hash_string("id=1")


@pytest.mark.parametrize("value", [float("nan"), {1: "a", "b": 2}, {"a": dict}])
def test_values_that_json_does_not_know_are_hashed(value):
    assert set_hashes({"text": value}) == set_hashes({"text": value})


def test_text_with_half_of_a_surrogate_pair_is_hashed():
    assert isinstance(set_hashes({"text": "\ud83d", "\ud83d": 1})["_task_hash"], int)


@given(tasks)
def test_hashes_are_signed_32_bit_integers(task):
    set_hashes(task)
    assert all(-(2**31) <= task[key] < 2**31 for key in ("_input_hash", "_task_hash"))


@given(tasks, json_values)
def test_input_hash_depends_only_on_its_keys(task, other):
    expected = set_hashes(dict(task))["_input_hash"]
    assert set_hashes({**task, "other": other, "meta": other})["_input_hash"] == expected


@given(tasks)
def test_hashes_do_not_depend_on_the_order_of_keys(task):
    assert set_hashes(dict(reversed(task.items()))) == set_hashes(dict(task))


@given(tasks)
def test_hashes_survive_json(task):
    copy = json.loads(json.dumps(task))
    assert set_hashes(copy)["_task_hash"] == set_hashes(task)["_task_hash"]


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4))
def test_body_is_the_sorted_json_of_srsly(task):
    expected = hash_string(srsly.json_dumps(task, sort_keys=True))
    assert get_hash(task) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_written_like_srsly_does(number):
    assert get_hash({"x": number}, keys=("x",)) == hash_string(
        f"x={srsly.json_dumps(number, sort_keys=True)}"
    )


@given(tasks, st.sampled_from(IGNORE_HASH_KEYS), json_values)
def test_ignored_keys_never_matter(task, key, value):
    expected = set_hashes(dict(task))
    found = set_hashes({**task, key: value})
    del found[key]
    assert found == expected


def test_default_keys():
    assert INPUT_HASH_KEYS == ("text", "image", "html", "input")
    assert TASK_HASH_KEYS == ("spans", "label", "options", "arcs")


# What a task is beyond its hashes ---------------------------------------------------------------

# Different texts with the same hash, found by trying.
ONE, OTHER = "Headline 8011", "Headline 60417"


def make(**keys):
    return set_hashes({"text": ONE, **keys})


def test_different_texts_with_the_same_hash_are_not_the_same():
    one, other = set_hashes({"text": ONE}), set_hashes({"text": OTHER})
    assert one["_input_hash"] == other["_input_hash"]
    assert not is_same_input(identify(one), identify(other))
    assert not is_same_task(identify(one), identify(other))


@pytest.mark.parametrize(
    "later",
    [
        {"tokens": [{"text": "Headline", "start": 0, "end": 8, "id": 0}]},
        {"spans": [{"start": 0, "end": 8, "label": "ORG"}], "answer": "accept", "_timestamp": 1},
        {"options": [{"id": "A", "text": "A"}], "accept": ["A"]},
        {"html": "<b>Headline</b>"},
        {"user_input": "typed"},
    ],
)
def test_a_task_stays_the_same_whatever_is_added(later):
    task = make(meta={"page": 1})
    answer = json.loads(json.dumps({**task, **later}))
    assert is_same_task(identify(task), identify(answer))
    assert identify(answer).input_digest


def test_edited_spans_leave_the_input_known():
    task = make(spans=[{"start": 0, "end": 8, "label": "ORG"}])
    answer = {**task, "spans": []}
    assert identify(task).task_digest
    assert is_same_task(identify(task), identify(answer))


def test_questions_about_one_text_differ_by_content(monkeypatch):
    monkeypatch.setattr("prodigy.hashing.hash_string", lambda text: 1)
    one, other = identify(make(label="A")), identify(make(label="B"))
    assert is_same_input(one, other)
    assert not is_same_task(one, other)


def test_hashes_of_another_rule_say_themselves_what_is_the_same():
    one = set_hashes({"text": "a", "id": 1}, input_keys=("id",))
    other = set_hashes({"text": "b", "id": 1}, input_keys=("id",))
    assert identify(one).input_digest == 0
    assert is_same_input(identify(one), identify(other))


def test_identity_without_hashes_leaves_the_task_as_it_is():
    task = {"text": "a"}
    assert identify(task) == identify(set_hashes({"text": "a"}))
    assert task == {"text": "a"}


def test_task_key_is_the_hash_unless_the_task_has_a_digest():
    task = make()
    assert get_task_key(task) == task["_task_hash"]
    marked = {**task, "_task_digest": identify(task).task_digest}
    assert get_task_key(marked) == get_task_key({**marked, "spans": [1], "answer": "accept"})
    assert get_task_key(marked) != get_task_key(task)
    assert -(2**63) <= get_task_key(marked) < 2**63


@given(tasks, tasks)
def test_tasks_are_the_same_only_if_their_content_is(one, other):
    is_equal = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert is_same_task(identify(set_hashes(one)), identify(set_hashes(other))) == is_equal
