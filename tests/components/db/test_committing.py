"""Several threads write, one commits for all: see `prodigy.components.db.committing`."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from prodigy.components.db import Database, connect
from prodigy.components.db.committing import GroupCommit
from prodigy.errors import DatabaseError
from prodigy.hashing import set_hashes


class Recorder:
    """Transactions that are remembered: what was written in each, and whether it was kept."""

    def __init__(self) -> None:
        self.kept: list[list[str]] = []
        self.durable: list[bool] = []
        self.current: list[str] = []
        self.may_commit = threading.Event()
        self.may_commit.set()
        self.is_committing = threading.Event()

    @contextmanager
    def open(self, action, is_durable):
        self.current = []
        try:
            yield
        except BaseException:
            self.current = []
            raise
        self.is_committing.set()
        assert self.may_commit.wait(10)
        self.kept.append(self.current)
        self.durable.append(is_durable)


def start_together(group: GroupCommit, recorder: Recorder, jobs, pool: ThreadPoolExecutor):
    """Let a first job commit until all the others wait. RETURNS: The futures of the others."""
    recorder.may_commit.clear()
    first = pool.submit(group.run, lambda: None, "begin", is_durable=False)
    assert recorder.is_committing.wait(10)
    futures = []
    for number, (write, is_durable) in enumerate(jobs, 1):
        futures.append(pool.submit(group.run, write, "write", is_durable=is_durable))
        while len(group._waiting) < number:
            time.sleep(0)
    recorder.may_commit.set()
    first.result(10)
    return futures


@pytest.fixture
def pool():
    with ThreadPoolExecutor(16) as pool:
        yield pool


def test_what_waits_is_committed_at_once_and_durably_if_one_of_them_asks_for_it(pool):
    recorder = Recorder()
    group = GroupCommit(recorder.open)

    def make(name):
        def write():
            recorder.current.append(name)
            return name

        return write

    jobs = [(make(name), name == "c") for name in "abcdef"]
    futures = start_together(group, recorder, jobs, pool)
    assert [future.result(10) for future in futures] == list("abcdef")
    assert recorder.kept == [[], list("abcdef")]
    assert recorder.durable == [False, True]


def test_a_job_that_fails_takes_nobody_with_it(pool):
    recorder = Recorder()
    group = GroupCommit(recorder.open)

    def make(name):
        def write():
            if name == "b":
                raise ValueError("b can't be written")
            recorder.current.append(name)
            return name

        return write

    futures = start_together(group, recorder, [(make(n), True) for n in "abc"], pool)
    assert futures[0].result(10) == "a" and futures[2].result(10) == "c"
    with pytest.raises(ValueError, match="b can't"):
        futures[1].result(10)
    assert [names for names in recorder.kept if names] == [["a"], ["c"]]
    assert group.run(lambda: 1, "go on") == 1


def test_a_commit_that_fails_acknowledges_nothing(tmp_path, monkeypatch):
    store = connect("sqlite", {"path": str(tmp_path), "name": "a.db"})
    answers = [set_hashes({"text": f"text {i}", "answer": "accept"}) for i in range(12)]
    store.save_answers(answers[:1], "data", "data-anna", "batch-0")
    is_broken = threading.Event()
    commit = store.db.commit

    def fail():
        if is_broken.is_set():
            raise sqlite3.OperationalError("disk is full")
        return commit()

    monkeypatch.setattr(type(store.db), "commit", lambda self: fail())

    def save(number: int) -> str:
        try:
            store.save_answers(answers[number : number + 1], "data", "data-anna", f"b{number}")
        except (DatabaseError, sqlite3.OperationalError):
            return "failed"
        return "saved"

    with ThreadPoolExecutor(6) as pool:
        is_broken.set()
        assert set(pool.map(save, range(1, 7))) == {"failed"}
        assert store.count_dataset("data") == 1
        is_broken.clear()
        assert set(pool.map(save, range(1, 12))) == {"saved"}  # the browser sends them again
    assert store.count_dataset("data") == store.count_dataset("data-anna") == 12
    store.close()


@pytest.mark.parametrize("name", ["a.db", ":memory:"])
def test_many_threads_save_repeat_and_replace_at_the_same_time(tmp_path, name):
    store: Database = connect("sqlite", {"path": str(tmp_path), "name": name})
    n_tasks, n_people = 5, 6

    def work(person: int) -> None:
        for number in range(n_tasks):
            task = set_hashes({"text": f"text {number}"})
            session, batch = f"data-{person}", f"{person}-{number}"
            first = {**task, "answer": "reject"}
            assert store.save_answers([first], "data", session, batch).n_new == 1
            assert store.save_answers([first], "data", session, batch).is_repeat
            again = {**task, "answer": "accept"}
            saved = store.save_answers([again], "data", session, f"{batch}-again")
            assert (saved.n_new, saved.n_replaced) == (0, 1)

    with ThreadPoolExecutor(n_people) as pool:
        list(pool.map(work, range(n_people)))
    stored = store.get_dataset_examples("data")
    assert len(stored) == n_tasks * n_people
    assert {eg["answer"] for eg in stored} == {"accept"}
    assert all(store.count_dataset(f"data-{person}") == n_tasks for person in range(n_people))
    store.close()
