from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.routers import full_overlap, no_overlap, route_average_per_task

HASHES = st.integers(-(2**31), 2**31 - 1)
POOLS = st.sets(st.sampled_from([f"set-{c}" for c in "abcdefghij"]), min_size=1)


def make_ctrl(
    known: Any = (), declared: Any = (), exclude_by: str = "task", answered: Any = ()
) -> Any:
    return SimpleNamespace(
        session_ids=set(known),
        declared_session_ids=list(declared),
        exclude_by=exclude_by,
        get_annotators=lambda task: set(answered),
    )


def make_item(number: int) -> dict[str, Any]:
    return {"_task_hash": number, "_input_hash": number + 1}


def test_no_overlap_goes_to_whoever_asks() -> None:
    assert no_overlap(make_ctrl({"set-a", "set-b"}), "set-b", make_item(4)) == ["set-b"]


@given(number=HASHES, pool=POOLS, asking=st.sampled_from(["set-a", "set-z"]))
def test_no_overlap_with_declared_sessions_depends_on_the_hash_alone(
    number: int, pool: set[str], asking: str
) -> None:
    ctrl = make_ctrl(pool, declared=pool)
    (chosen,) = no_overlap(ctrl, asking, make_item(number))
    assert chosen in pool
    reordered = make_ctrl(pool, declared=sorted(pool, reverse=True))
    assert no_overlap(reordered, "set-other", make_item(number)) == [chosen]


@given(number=HASHES, pool=POOLS)
def test_full_overlap_asks_everybody_once(number: int, pool: set[str]) -> None:
    assert full_overlap(make_ctrl(pool), "set-new", make_item(number)) == sorted({*pool, "set-new"})


@given(number=HASHES, pool=POOLS, n=st.floats(1, 6))
def test_average_never_asks_one_session_twice(number: int, pool: set[str], n: float) -> None:
    chosen = route_average_per_task(n)(make_ctrl(pool), min(pool), make_item(number))
    assert len(chosen) == len(set(chosen))
    assert set(chosen) <= pool
    assert min(len(pool), int(n)) <= len(chosen) <= min(len(pool), int(n) + 1)


@given(number=HASHES, pool=POOLS, answered=POOLS, n=st.floats(1, 6))
def test_average_counts_who_has_answered_before(
    number: int, pool: set[str], answered: set[str], n: float
) -> None:
    ctrl = make_ctrl(pool, answered=answered)
    chosen = set(route_average_per_task(n)(ctrl, min(pool), make_item(number)))
    n_asked = len(chosen - answered)
    assert pool & answered <= chosen <= pool  # for their progress
    assert n_asked <= max(0, int(n) + 1 - len(answered))
    assert n_asked >= min(len(pool - answered), max(0, int(n) - len(answered)))


@pytest.mark.parametrize("n", [1, 1.5, 2, 2.25])
def test_average_is_reached_over_many_tasks(n: float) -> None:
    pool = {f"set-{c}" for c in "abcd"}
    route = route_average_per_task(n)
    counts = [
        len(route(make_ctrl(pool), "set-a", make_item(i * 2654435761 % 2**32 - 2**31)))
        for i in range(4000)
    ]
    assert sum(counts) / len(counts) == pytest.approx(n, abs=0.05)


def test_routing_by_input_uses_the_input_hash() -> None:
    pool = ["set-a", "set-b"]
    by_task = no_overlap(make_ctrl(pool, pool), "x", make_item(2))
    by_input = no_overlap(make_ctrl(pool, pool, exclude_by="input"), "x", make_item(2))
    assert by_task == ["set-a"]
    assert by_input == ["set-b"]
