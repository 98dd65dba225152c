from typing import Any

import pytest

from prodigy.components import task_store
from prodigy.components.queues import MemoryQueues


def make(number: int) -> dict[str, Any]:
    return {"text": str(number), "_input_hash": number, "_task_hash": number}


def fill(store: MemoryQueues, numbers: Any, *names: str) -> None:
    for number in numbers:
        assert store.put(make(number), names, store.version)


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


@pytest.fixture
def store() -> MemoryQueues:
    store = MemoryQueues()
    store.add_queue("a")
    store.add_queue("b")
    return store


def test_tasks_come_in_order(store: MemoryQueues) -> None:
    fill(store, range(5), "a")
    assert texts(store.take("a", 3)) == ["0", "1", "2"]


def test_tasks_for_nobody_are_not_kept(store: MemoryQueues) -> None:
    fill(store, range(1000))
    assert (len(store._tasks._memory), len(store._ids)) == (0, 0)


def test_open_tasks_are_sent_again_first_unless_excluded(store: MemoryQueues) -> None:
    fill(store, range(5), "a")
    store.take("a", 2)
    assert texts(store.take("a", 3, excludes={0, 1})) == ["2", "3", "4"]
    assert texts(store.take("a", 10)) == ["0", "1", "2", "3", "4"]


def test_excluded_tasks_that_wait_stay_in_place(store: MemoryQueues) -> None:
    fill(store, range(3), "a")
    assert texts(store.take("a", 2, excludes={1})) == ["0", "2"]
    assert texts(store.take("a", 5, excludes={0, 2})) == ["1"]


def test_answered_tasks_are_gone(store: MemoryQueues) -> None:
    fill(store, range(2), "a")
    store.take("a", 2)
    assert store.release("a", 0) is True
    assert store.release("a", 0) is False
    assert texts(store.take("a", 5)) == ["1"]


def test_answered_tasks_do_not_wait_any_more(store: MemoryQueues) -> None:
    """A page may have them from an earlier run, and has said so by excluding them."""
    fill(store, range(3), "a", "b")
    assert texts(store.take("a", 1, excludes={0, 1})) == ["2"]
    assert store.release("a", 0) is False
    assert texts(store.take("a", 5, excludes={2})) == ["1"]
    assert texts(store.take("b", 5)) == ["0", "1", "2"]


def test_one_task_can_be_in_several_queues(store: MemoryQueues) -> None:
    fill(store, range(2), "a", "b")
    store.take("a", 2)
    store.release("a", 0)
    assert texts(store.take("b", 5)) == ["0", "1"]


def test_the_same_question_is_held_once(store: MemoryQueues) -> None:
    fill(store, [1, 1, 2], "a")
    assert texts(store.take("a", 5)) == ["1", "2"]


def test_put_notices_a_queue_that_was_added_meanwhile(store: MemoryQueues) -> None:
    version = store.version
    store.add_queue("c")
    assert store.put(make(1), ["a"], version) is False
    assert store.size("a") == 0


def test_a_late_queue_gets_the_history_it_hasnt_seen() -> None:
    store = MemoryQueues(keep_history=True)
    store.add_queue("a")
    fill(store, range(4), "a")
    store.take("a", 2)
    store.release("a", 0)
    store.add_queue("late", replay=True, is_seen=lambda identity: identity.task_hash == 2)
    assert texts(store.take("late", 10)) == ["0", "1", "3"]


def test_stealing_takes_waiting_tasks_and_open_ones_only_on_request(store: MemoryQueues) -> None:
    fill(store, range(4), "a")
    store.take("a", 2)
    assert store.steal("b", 10, ["a"], open_too=False) == 2
    assert texts(store.take("b", 10)) == ["2", "3"]
    assert store.steal("b", 10, ["a"], open_too=True) == 2
    assert texts(store.take("b", 10, excludes={2, 3})) == ["0", "1"]
    assert store.take("a", 10) == []


def test_stealing_leaves_what_the_thief_has_seen(store: MemoryQueues) -> None:
    fill(store, range(3), "a")
    assert (
        store.steal("b", 10, ["a"], open_too=True, is_seen=lambda identity: identity.task_hash == 1)
        == 2
    )
    assert texts(store.take("a", 10)) == ["1"]


def test_iter_open_yields_time_and_item(store: MemoryQueues) -> None:
    fill(store, [7], "a")
    store.take("a", 1)
    ((since, item),) = store.iter_open("a")
    assert since > 0
    assert (item.key, item.data["text"]) == (7, "7")


def test_clear_empties_everything(store: MemoryQueues) -> None:
    fill(store, range(3), "a")
    store.take("a", 1)
    store.clear()
    assert store.take("a", 10) == []
    assert sorted(store.names()) == ["a", "b"]


def test_many_tasks_wait_in_a_file(store: MemoryQueues, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_store, "MAX_TASKS_IN_MEMORY", 10)
    fill(store, range(100), "a", "b")
    assert len(store._tasks._memory) == 10
    assert texts(store.take("a", 100)) == [str(i) for i in range(100)]
    for name in ("a", "b"):
        store.take(name, 100)
        for i in range(100):
            store.release(name, i)
    assert not store._tasks._memory and not store._tasks._places and store._tasks._file is None
