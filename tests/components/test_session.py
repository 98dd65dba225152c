from typing import Any

import pytest

from prodigy.components import session as session_module
from prodigy.components.queues import MemoryQueues
from prodigy.components.session import Session


def make(number: int) -> dict[str, Any]:
    return {"text": str(number), "_input_hash": number, "_task_hash": number}


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


def make_pair() -> tuple[Session, Session, MemoryQueues]:
    queues = MemoryQueues()
    one, two = Session("one", []), Session("two", [])
    for session in (one, two):
        session.use_queues(queues, replay=False, exclude_by="task")
    return one, two, queues


def test_a_session_of_its_own_draws_from_its_stream() -> None:
    session = Session("s", [make(i) for i in range(5)], 2, answered_task_hashes={1})
    assert texts(session.get_questions()) == ["0", "2"]
    assert texts(session.get_questions()) == ["0", "2"]  # unanswered, so they are sent again
    session.receive_answers([make(0)])
    assert texts(session.get_questions(n=5)) == ["2", "3", "4"]


def test_constructor_arguments_are_attributes() -> None:
    session = Session("s", [], 7, {1}, {2}, total_annotated=3, target_annotated=4)
    assert (session.session_id, session.id, session.batch_size) == ("s", "s", 7)
    assert (session.total_annotated, session.target_annotated) == (3, 4)
    assert 1 in session.answered_input_hashes and 2 in session.answered_task_hashes


def test_is_seen_by_task_or_input() -> None:
    session = Session("s", [], answered_input_hashes={1}, answered_task_hashes={2})
    task = {"_input_hash": 1, "_task_hash": 9}
    assert session.is_seen(task, "input")
    assert not session.is_seen(task, "task")


def test_open_items_are_what_was_sent_and_not_answered() -> None:
    one, _, queues = make_pair()
    for i in range(3):
        queues.put(make(i), ["one"], queues.version)
    one.get_questions(n=2)
    one.receive_answers([make(0)])
    assert [item.key for _, item in one.iter_open()] == [1]


def test_nothing_is_stolen_from_somebody_who_works() -> None:
    one, two, queues = make_pair()
    queues.put(make(1), ["one"], queues.version)
    one.get_questions()
    assert two.get_questions(other_sessions=[one, two], steal_work=True) == []


def test_open_tasks_of_an_idle_session_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, queues = make_pair()
    queues.put(make(1), ["one"], queues.version)
    one.get_questions()
    monkeypatch.setattr(session_module, "IDLE_AFTER_S", 0)
    assert texts(two.get_questions(other_sessions=[one, two], steal_work=True)) == ["1"]
    assert one.get_questions() == []


def test_an_annotator_who_reports_activity_isnt_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(session_module.time, "monotonic", lambda: now[0])
    session = Session("s", [])
    session.touch()
    now[0] += session_module.IDLE_AFTER_S - 1
    assert not session.is_idle
    session.touch()
    now[0] += session_module.IDLE_AFTER_S - 1
    assert not session.is_idle
    now[0] += 2
    assert session.is_idle


@pytest.mark.parametrize("jump", [3600, -3600])
def test_who_works_is_not_idle_because_the_clock_was_set(
    jump: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(session_module.time, "time", lambda: now[0])
    session = Session("s", [])
    session.touch()
    now[0] += jump
    assert not session.is_idle
    assert session.timestamp == pytest.approx(now[0], abs=10)
    session.timestamp = now[0] - session_module.IDLE_AFTER_S - 1  # as scripts do
    assert session.is_idle


@pytest.mark.parametrize(
    "rule", [{"queued_is_free": True}, {"may_take_waiting": lambda other: True}]
)
def test_tasks_that_only_wait_can_be_free_for_all(rule: Any) -> None:
    one, two, queues = make_pair()
    for i in range(3):
        queues.put(make(i), ["one"], queues.version)
    one.get_questions(n=1)
    assert two.steal_work(10, [one, two], **rule) == 2
    assert texts(two.get_questions()) == ["1", "2"]
    assert texts(one.get_questions()) == ["0"]


def test_the_least_recently_active_session_is_robbed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queues = MemoryQueues()
    sessions = [Session(name, []) for name in ("late", "early", "thief")]
    for session in sessions:
        session.use_queues(queues, replay=False, exclude_by="task")
    late, early, thief = sessions
    for number, name in enumerate(("late", "early")):
        queues.put(make(number), [name], queues.version)
    monkeypatch.setattr(session_module, "IDLE_AFTER_S", 0)
    late.touch()
    early.touch()
    early.timestamp -= 100
    assert thief.steal_work(1, sessions) == 1
    assert texts(thief.get_questions()) == ["1"]


def test_tasks_without_hashes_get_them() -> None:
    session = Session("s", [{"text": "a"}, {"text": "a"}, {"text": "b"}])
    tasks = session.get_questions()
    assert texts(tasks) == ["a", "b"]
    assert all(isinstance(task["_task_hash"], int) for task in tasks)


def test_progress_can_be_set() -> None:
    session = Session("s", [])
    session.progress = 0.25
    assert session.progress == 0.25
