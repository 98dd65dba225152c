import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from prodigy.engine import recipe_thread
from prodigy.engine.recipe_thread import INTERACTIVE, LOOK_AHEAD, UPDATE, RecipeThread


@pytest.fixture
def running() -> Iterator[RecipeThread]:
    thread = RecipeThread()
    started = thread.start()
    yield thread
    thread.stop()
    started.join(timeout=10)
    assert not started.is_alive()


def test_without_a_thread_jobs_run_at_once_on_the_caller() -> None:
    thread = RecipeThread()
    assert thread.call(threading.current_thread) is threading.current_thread()


def test_with_a_thread_jobs_run_there(running: RecipeThread) -> None:
    names = {running.call(threading.current_thread) for _ in range(3)}
    assert names == {running._thread}
    assert threading.current_thread() not in names


def test_a_job_may_call_another_one(running: RecipeThread) -> None:
    assert running.call(lambda: running.call(lambda: "inner")) == "inner"


def test_exceptions_reach_the_caller_and_the_thread_goes_on(running: RecipeThread) -> None:
    def fail() -> None:
        raise KeyError("x")

    def leave() -> None:
        raise SystemExit(1)

    with pytest.raises(KeyError):
        running.call(fail)
    with pytest.raises(SystemExit):
        running.call(leave)
    assert running.call(lambda: 1) == 1


def test_urgent_jobs_come_first_and_updates_in_order(running: RecipeThread) -> None:
    gate, order = threading.Event(), []
    first = running.submit(gate.wait)
    jobs = [
        running.submit(order.append, "ahead", priority=LOOK_AHEAD),
        running.submit(order.append, "update 1", priority=UPDATE),
        running.submit(order.append, "update 2", priority=UPDATE),
        running.submit(order.append, "validate", priority=INTERACTIVE),
    ]
    gate.set()
    for job in [first, *jobs]:
        job.result(timeout=10)
    assert order == ["validate", "update 1", "update 2", "ahead"]


def test_stop_runs_updates_that_wait_but_draws_nothing_more() -> None:
    thread, done = RecipeThread(), []
    gate = threading.Event()
    started = thread.start()
    thread.submit(gate.wait)
    update = thread.submit(done.append, "update", priority=UPDATE)
    ahead: Any = thread.submit(done.append, "ahead", priority=LOOK_AHEAD)
    thread.stop()
    gate.set()
    started.join(timeout=10)
    assert done == ["update"]
    assert update.done() and ahead.cancelled()


def test_others_get_their_turn_sooner_while_a_thread_runs(monkeypatch: Any) -> None:
    # Threads of other tests may be running still.
    monkeypatch.setattr(recipe_thread, "_short_turns", recipe_thread._ShortTurns())
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.004)
    try:
        first, second = RecipeThread(), RecipeThread()
        threads = [first.start(), second.start()]
        assert second.call(sys.getswitchinterval) == first.call(sys.getswitchinterval) < 0.004
        for thread, started in zip((first, second), threads):  # in the order in which they came
            assert sys.getswitchinterval() < 0.004
            thread.stop()
            started.join()
        assert sys.getswitchinterval() == 0.004
    finally:
        sys.setswitchinterval(before)
