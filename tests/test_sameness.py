"""Sets and groups of tasks with few hashes: what is the same is what has the same content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy import sameness
from prodigy.hashing import (
    Identity,
    identify,
    is_same_input,
    is_same_task,
    set_hashes,
    shows_input,
)
from prodigy.sameness import Groups, IdentitySet, make_sets

hashes = st.integers(-(2**31), 2**31 - 1)
few = st.integers(0, 2)
identities = st.builds(Identity, few, few, few, few)
SAME = {"input": is_same_input, "task": is_same_task}


@given(st.lists(hashes | st.integers(2**40, 2**41)), st.lists(hashes))
def test_set_of_hashes_is_a_set(base: list[int], added: list[int]) -> None:
    values = IdentitySet("task", base)
    for value in added:
        values.add(value)
    expected = {*base, *added}
    assert all(value in values for value in expected)
    assert all((probe in values) == (probe in expected) for probe in range(-5, 5))
    assert (bool(values), len(values)) == (bool(expected), len(expected))


@pytest.mark.parametrize("by", ["input", "task"])
@given(known=st.lists(identities), added=st.lists(identities))
def test_add_new_adds_what_is_not_there(
    by: str, known: list[Identity], added: list[Identity]
) -> None:
    values, others = IdentitySet(by, known), IdentitySet(by, known)
    for identity in added:
        was_there = identity in others
        if not was_there:
            others.add(identity)
        assert values.add_new(identity) is not was_there
    assert len(values) == len(others)


@given(few, few, st.text(max_size=3), st.text(max_size=3))
def test_shows_input_compares_the_inputs(one: int, other: int, text: str, spelled: str) -> None:
    asked = set_hashes({"text": text, "meta": one})
    answer = set_hashes({"text": spelled, "meta": other, "answer": "accept"})
    answer["_input_hash"] = asked["_input_hash"] if one else answer["_input_hash"]
    identity = identify(asked)
    expected = is_same_input(identity, identify(dict(answer)))
    assert shows_input(dict(answer), identity) is expected


@pytest.mark.parametrize("by", ["input", "task"])
@given(known=st.lists(identities), added=st.lists(identities), probe=identities)
def test_set_finds_what_is_the_same(
    by: str, known: list[Identity], added: list[Identity], probe: Identity
) -> None:
    values = IdentitySet(by, known)
    for identity in added:
        values.add(identity)
    assert (probe in values) == any(SAME[by](probe, other) for other in [*known, *added])


@given(known=st.lists(identities), probe=identities)
def test_content_is_looked_at_once_when_hashes_meet(known: list[Identity], probe: Identity) -> None:
    calls = []

    def complete() -> list[Identity]:
        calls.append(1)
        return known

    rows = [(*identity[:2], None, None) for identity in known]
    for values in make_sets(rows, complete):
        calls.clear()
        expected = IdentitySet(values.by, known)
        assert (probe in values) == (probe in expected)
        assert (probe in values) == (probe in expected)
        is_met = any(getattr(i, f"{values.by}_hash") == probe[values.by == "task"] for i in known)
        assert len(calls) == is_met


def test_what_is_known_takes_few_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sameness, "MAX_NEW", 100)
    count = 10_000
    rows = [Identity(i, -i, i + 1, i + 2) for i in range(count)]
    inputs, tasks = make_sets(rows[: count // 2])
    assert not inputs._new and not tasks._new
    for known, size in ((inputs, 8), (tasks, 12)):
        for identity in rows[count // 2 :]:
            known.add(identity)
        assert len(known) == count
        assert all(identity in known for identity in rows)
        assert len(known._new) <= 1 + count // sameness.SHARE_NEW
        arrays = vars(known._sorted).values()
        assert sum(len(values) * values.itemsize for values in arrays) == size * len(known._sorted)


@given(
    st.lists(st.integers(-(2**31), 2**31 - 1)),
    st.integers(0, 20),
    st.sampled_from(["input", "task"]),
)
def test_what_is_moved_bit_by_bit_is_what_is_loaded_at_once(
    keys: list[int], limit: int, by: str
) -> None:
    rows = [Identity(key, key, number + 1, number + 2) for number, key in enumerate(keys)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sameness, "MAX_NEW", limit)
        values = IdentitySet(by)
        for identity in rows:
            values.add(identity)
    expected = IdentitySet(by, rows)
    assert len(values) == len(expected)
    assert {key: set(values.find(key)) for key in keys} == {
        key: set(expected.find(key)) for key in keys
    }
    assert list(values._sorted.first) == sorted(values._sorted.first)


def test_what_has_to_stay_is_not_looked_at_with_every_addition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sameness, "MAX_NEW", 10)
    values, moved = IdentitySet("task"), []
    move = values._move_to_sorted
    monkeypatch.setattr(values, "_move_to_sorted", lambda: (moved.append(1), move()))
    for key in range(200):  # two tasks with the same hash stay where they came
        values.add(Identity(key, key, 1, 1))
        values.add(Identity(key, key, 2, 2))
    assert len(moved) <= 200 / 10
    assert all(len(values.find(key)) == 2 for key in range(200))


@given(st.lists(identities, max_size=30), st.integers(0, 5))
def test_those_with_the_same_hash_stay_in_their_order(added: list[Identity], limit: int) -> None:
    values, expected = IdentitySet("task"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sameness, "MAX_NEW", limit)
        for identity in added:
            values.add(identity)
            own = expected.setdefault(identity.task_hash, [])
            if identity.digests not in own:
                own.append(identity.digests)
    assert {key: list(values.find(key)) for key in expected} == expected


def test_groups_hold_what_is_the_same() -> None:
    groups = Groups()
    texts = ["Headline 8011", "Headline 60417", "Headline 8011"]
    tasks = [set_hashes({"text": text}) for text in texts]
    assert len({eg["_input_hash"] for eg in tasks}) == 1
    first, other, again = (groups.get_key(eg) for eg in tasks)
    assert first == again == tasks[0]["_input_hash"]
    assert other != first


def test_an_input_that_is_only_known_by_its_hash_joins_the_first_group() -> None:
    groups = Groups()
    task = set_hashes({"image": "data:image/png;base64,AAAA"})
    stored = {**task, "image": "a.png"}
    assert groups.get_key(stored) == groups.get_key(task)
    other = {**task, "image": "b.png"}
    assert groups.get_key(other) == groups.get_key(task)
    assert identify(other).input_digest == 0
