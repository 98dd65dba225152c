"""What queues do, wherever they live: the same tests for those in memory and in PostgreSQL."""

import random
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest

from prodigy.components import queue_store, task_store
from prodigy.components.db import SaveResult
from prodigy.components.db.connection import connect
from prodigy.components.queues import MemoryQueues, QueueStore
from prodigy.engine.shared.store import SharedQueues
from prodigy.engine.shared.tables import open_queue
from prodigy.hashing import identify

MakeStore = Callable[..., QueueStore]


def make(number: int) -> dict[str, Any]:
    return {"text": str(number), "_input_hash": number, "_task_hash": number}


class EagerQueues(SharedQueues):
    """Lets others see at once what is put, as queues in memory do."""

    def put(self, task: dict[str, Any], names: Collection[str], version: int) -> bool:
        is_put = super().put(task, names, version)
        self.flush()
        return is_put


def fill(store: QueueStore, numbers: Any, *names: str) -> None:
    for number in numbers:
        assert store.put(make(number), names, store.version)


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


@pytest.fixture(params=["memory", pytest.param("shared", marks=pytest.mark.postgres)])
def make_store(
    request: pytest.FixtureRequest, home: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeStore]:
    """Makes a store of each kind. Shared ones have the same queue."""
    if request.param == "memory":
        yield MemoryQueues
        return
    db = connect("postgresql", request.getfixturevalue("postgres_settings"))

    def make(**options: Any) -> SharedQueues:
        store = EagerQueues(db, open_queue(db, "data"), **options)
        store.start_feeding()
        return store

    # Who may lose open tasks is asked of the tests, and not of the database.
    monkeypatch.setattr(queue_store, "IDLE_AFTER_S", 0)
    yield make
    db.close()


@pytest.fixture
def store(make_store: MakeStore) -> QueueStore:
    store = make_store()
    store.add_queue("a", False, None)
    store.add_queue("b", False, None)
    return store


def test_tasks_come_in_order(store: QueueStore) -> None:
    fill(store, range(5), "a")
    assert texts(store.take("a", 3)) == ["0", "1", "2"]


def test_tasks_for_nobody_are_not_kept() -> None:
    store = MemoryQueues()
    fill(store, range(1000))
    assert (len(store._tasks._memory), len(store._ids)) == (0, 0)


def test_open_tasks_are_sent_again_first_unless_excluded(store: QueueStore) -> None:
    fill(store, range(5), "a")
    store.take("a", 2)
    assert texts(store.take("a", 3, excludes={0, 1})) == ["2", "3", "4"]
    assert texts(store.take("a", 10)) == ["0", "1", "2", "3", "4"]


def test_excluded_tasks_that_wait_stay_in_place(store: QueueStore) -> None:
    fill(store, range(3), "a")
    assert texts(store.take("a", 2, excludes={1})) == ["0", "2"]
    assert texts(store.take("a", 5, excludes={0, 2})) == ["1"]


def test_answered_tasks_are_gone(store: QueueStore) -> None:
    fill(store, range(2), "a")
    store.take("a", 2)
    assert store.release("a", 0) is True
    assert store.release("a", 0) is False
    assert texts(store.take("a", 5)) == ["1"]


def test_answered_tasks_do_not_wait_any_more(store: QueueStore) -> None:
    """A page may have them from an earlier run, and has said so by excluding them."""
    fill(store, range(3), "a", "b")
    assert texts(store.take("a", 1, excludes={0, 1})) == ["2"]
    assert store.release("a", 0) is False
    assert texts(store.take("a", 5, excludes={2})) == ["1"]
    assert texts(store.take("b", 5)) == ["0", "1", "2"]


def test_one_task_can_be_in_several_queues(store: QueueStore) -> None:
    fill(store, range(2), "a", "b")
    store.take("a", 2)
    store.release("a", 0)
    assert texts(store.take("b", 5)) == ["0", "1"]


def test_the_same_question_is_held_once(store: QueueStore) -> None:
    fill(store, [1, 1, 2], "a")
    assert texts(store.take("a", 5)) == ["1", "2"]


def test_put_notices_a_queue_that_was_added_meanwhile(store: QueueStore) -> None:
    version = store.version
    store.add_queue("c", False, None)
    assert store.put(make(1), ["a"], version) is False
    assert store.size("a") == 0


def test_a_late_queue_gets_the_history_it_hasnt_seen(make_store: MakeStore) -> None:
    store = make_store(keep_history=True)
    store.add_queue("a", False, None)
    fill(store, range(4), "a")
    store.take("a", 2)
    store.release("a", 0)
    store.add_queue("late", replay=True, is_seen=lambda identity: identity.task_hash == 2)
    assert texts(store.take("late", 10)) == ["0", "1", "3"]


def test_stealing_takes_waiting_tasks_and_open_ones_only_on_request(store: QueueStore) -> None:
    fill(store, range(4), "a")
    store.take("a", 2)
    assert store.steal("b", 10, ["a"], open_too=False) == 2
    assert texts(store.take("b", 10)) == ["2", "3"]
    store.names()  # as whoever looks for others does
    assert store.steal("b", 10, ["a"], open_too=True) == 2
    assert texts(store.take("b", 10, excludes={2, 3})) == ["0", "1"]
    assert store.take("a", 10) == []


def test_stealing_leaves_what_the_thief_has_seen(store: QueueStore) -> None:
    fill(store, range(3), "a")
    assert (
        store.steal("b", 10, ["a"], open_too=True, is_seen=lambda identity: identity.task_hash == 1)
        == 2
    )
    assert texts(store.take("a", 10)) == ["1"]


def test_iter_open_yields_time_and_item(store: QueueStore) -> None:
    fill(store, [7], "a")
    store.take("a", 1)
    ((since, item),) = store.iter_open("a")
    assert since > 0
    assert (item.key, item.data["text"]) == (7, "7")


def test_clear_empties_everything(store: QueueStore) -> None:
    fill(store, range(3), "a")
    store.take("a", 1)
    store.clear()
    assert store.take("a", 10) == []
    assert sorted(store.names()) == ["a", "b"]


def test_many_tasks_wait_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryQueues()
    store.add_queue("a")
    store.add_queue("b")
    monkeypatch.setattr(task_store, "MAX_TASKS_IN_MEMORY", 10)
    fill(store, range(100), "a", "b")
    assert len(store._tasks._memory) == 10
    assert texts(store.take("a", 100)) == [str(i) for i in range(100)]
    for name in ("a", "b"):
        store.take(name, 100)
        for i in range(100):
            store.release(name, i)
    assert not store._tasks._memory and not store._tasks._places and store._tasks._file is None


def test_figures_are_those_of_the_queues(store: QueueStore) -> None:
    fill(store, range(6), "a", "b")
    store.take("a", 2)
    store.release("a", 0)
    store.release_all(1)
    assert store.steal("b", 1, ["a"], open_too=False) == 0  # it has them all
    store.add_queue("c", False, None)
    assert store.steal("c", 1, ["a"], open_too=False) == 1
    numbers = {name: (store.size(name), store.count_open(name)) for name in store.names()}
    assert numbers == {"a": (3, 0), "b": (5, 0), "c": (1, 0)}


class Shared:
    """Two processes with the same queue, and what must be true of it.

    number (int): Seed of what happens.
    """

    def __init__(self, db: Any, number: int, asks_once: bool) -> None:
        self.random = random.Random(number)
        queue_id = open_queue(db, f"data-{number}")
        self.stores = [SharedQueues(db, queue_id, asks_once=asks_once) for _ in range(2)]
        self.stores[0].start_feeding()
        self.db, self.queue_id, self.asks_once = db, queue_id, asks_once
        self.names = ["a", "b", "c"]
        for name in self.names:
            self.random.choice(self.stores).add_queue(name)
        self.put: dict[str, set[int]] = {name: set() for name in self.names}
        self.answered: dict[str, set[int]] = {name: set() for name in self.names}
        self.n_tasks = 0

    def step(self) -> None:
        store, name = self.random.choice(self.stores), self.random.choice(self.names)
        self.random.choice((self.feed, self.take, self.take, self.answer, self.steal))(store, name)

    def feed(self, store: SharedQueues, name: str) -> None:
        feeder = next(store for store in self.stores if store.is_feeding)
        if self.random.random() < 0.1:  # the other process takes over
            feeder = next(store for store in self.stores if store is not feeder)
            feeder.start_feeding()
            self.stores.sort(key=lambda store: store is feeder)
            next(store for store in self.stores if store is not feeder)._term = None
        names = [name] if self.asks_once else self.random.sample(self.names, 2)
        feeder.sync(feeder.look())
        assert feeder.put(make(self.n_tasks), names, feeder.version)
        feeder.flush()
        for name in names:
            self.put[name].add(self.n_tasks)
        self.n_tasks += 1

    def take(self, store: SharedQueues, name: str) -> None:
        tasks = store.take(name, self.random.randint(1, 3))
        keys = [task["_task_hash"] for task in tasks]
        assert len(set(keys)) == len(keys)
        assert not self.answered[name].intersection(keys)

    def answer(self, store: SharedQueues, name: str) -> None:
        tasks = store.take(name, 2)
        with self.db._atomic():
            answers = [{**task, "answer": "accept"} for task in tasks]
            saved = SaveResult(len(answers), new=answers)
            store.settle(name, answers, list(map(identify, tasks)), saved)
        self.answered[name].update(task["_task_hash"] for task in tasks)

    def steal(self, store: SharedQueues, name: str) -> None:
        seen = self.answered[name]
        store.steal(
            name,
            2,
            [other for other in self.names if other != name],
            open_too=self.random.random() < 0.5,
            is_seen=lambda identity: identity.task_hash in seen,
        )

    def check(self) -> None:
        """Nothing is lost or doubled, and the figures are those of the rows."""
        query = "SELECT name, key, since IS NULL FROM prodigy_queue_place WHERE queue_id = %s"
        rows = self.db.db.execute_sql(query, (self.queue_id,)).fetchall()
        snapshot = self.stores[0].look()
        for name in self.names:
            own = [key for who, key, _ in rows if who == name]
            assert len(set(own)) == len(own)
            assert not self.answered[name].intersection(own)
            waiting = sum(who == name and is_waiting for who, _, is_waiting in rows)
            assert snapshot.count_waiting(name) == waiting
            assert snapshot.count_open(name) == len(own) - waiting
            assert snapshot.sessions[name].n_new == len(self.answered[name])
        answers = sum(map(len, self.answered.values()))
        assert answers + len(rows) == sum(map(len, self.put.values()))
        if self.asks_once:
            assert sorted({*(row[1] for row in rows), *set().union(*self.answered.values())}) == (
                list(range(self.n_tasks))
            )


@pytest.mark.postgres
@pytest.mark.parametrize("number", range(4))
def test_two_processes_lose_and_double_nothing_whatever_they_do(
    home: Any, postgres_settings: dict[str, Any], number: int
) -> None:
    db = connect("postgresql", postgres_settings)
    shared = Shared(db, number, asks_once=number % 2 == 0)
    for _ in range(60):
        shared.step()
        shared.check()
    db.close()
