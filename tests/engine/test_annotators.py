"""How many annotators a task has, over several runs, in every kind of database."""

from collections import Counter
from typing import Any

import pytest

from prodigy.components.db import Database
from prodigy.core import Controller
from tests.engine.test_leases import answer, ask_all, make_tasks, start, texts
from tests.test_same_hashes import ONE, OTHER


def annotate(ctrl: Controller, *names: str, n: int | None = None) -> Counter[str]:
    """Let sessions join, then answer what they are asked, or n tasks each.

    RETURNS (Counter): How often each text was answered.
    """
    counts: Counter[str] = Counter()
    sessions = [ctrl.confirm_session(ctrl.resolve_session_id(name)) for name in names]
    for session in sessions:
        while n is None or session.session_annotated < n:
            tasks = ctrl.get_questions(session.session_id)
            tasks = tasks if n is None else tasks[: n - session.session_annotated]
            if not tasks:
                break
            ctrl.receive_answers(answer(tasks), session.session_id)
            counts.update(texts(tasks))
    return counts


@pytest.mark.parametrize("exclude_by", ["task", "input"])
def test_answers_of_earlier_runs_count(store: Database, exclude_by: str) -> None:
    config = {"annotations_per_task": 2, "exclude_by": exclude_by}
    assert set(annotate(start(store, config=config), "a", "b").values()) == {2}
    for newcomer in ("data-c", "data-d", None):
        assert ask_all(start(store, config=config), newcomer) == []


def test_who_is_missing_is_asked_after_a_restart(store: Database) -> None:
    """The tasks of one who answered alone still need a second annotator, and only one."""
    config = {"annotations_per_task": 2, "allow_work_stealing": False}
    counts = annotate(start(store, config=config), "a")
    assert set(counts.values()) == {1}
    counts += annotate(start(store, config=config), "b")
    counts += annotate(start(store, config=config), "c")
    assert counts == Counter(dict.fromkeys(texts(make_tasks()), 2))


def test_nobody_is_asked_too_often_however_often_the_server_starts(store: Database) -> None:
    config = {"annotations_per_task": 2, "allow_work_stealing": False}
    counts: Counter[str] = Counter()
    for names in ("ab", "bc", "ca", "ad", "ef", "abcdef"):
        counts += annotate(start(store, config=config), *names, n=7)
    assert max(counts.values()) == 2


def test_answers_without_a_name_are_those_of_one_annotator(store: Database) -> None:
    config = {"annotations_per_task": 1}
    ctrl = start(store, config=config, get_session_id=lambda: "run-1")
    ctrl.receive_answers(answer(ctrl.get_questions()))
    ctrl = start(store, config=config, get_session_id=lambda: "run-2")
    assert texts(ask_all(ctrl, "data-a")) == texts(make_tasks())[10:]


def test_answers_don_t_count_if_they_are_asked_again(store: Database) -> None:
    config = {"annotations_per_task": 1, "auto_exclude_current": False}
    annotate(start(store, config=config), "a")
    assert len(ask_all(start(store, config=config), "data-b")) == 30


def test_other_content_with_the_hash_of_an_answered_task_is_asked(store: Database) -> None:
    config: dict[str, Any] = {"annotations_per_task": 1}

    def make(text: str) -> list[dict[str, Any]]:
        return [{"text": text, "label": "A"}]

    annotate(start(store, make(ONE), config=config), "a")
    assert ask_all(start(store, make(ONE), config=config), "data-b") == []
    assert texts(ask_all(start(store, make(OTHER), config=config), "data-b")) == [OTHER]


def test_who_comes_back_goes_on_with_the_progress_of_before(store: Database) -> None:
    config = {"annotations_per_task": 1}
    annotate(start(store, config=config), "a", n=15)
    ctrl = start(store, config=config)
    assert len(ask_all(ctrl, "data-a")) == 15
    assert ctrl.get_progress("a") == pytest.approx(0.5)


def test_routers_of_recipes_can_ask_who_has_answered(store: Database) -> None:
    def route(ctrl: Controller, session_id: str, item: dict[str, Any]) -> list[str]:
        return [] if ctrl.get_annotators(item) else [session_id]

    ctrl = start(store, task_router=route)
    ctrl.receive_answers(answer(ctrl.get_questions("data-a")), "data-a")
    assert texts(ask_all(start(store, task_router=route), "data-b")) == texts(make_tasks())[10:]
