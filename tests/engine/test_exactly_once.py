"""Answers that come twice, late, or before the server knows of their tasks."""

from typing import Any

import pytest

from prodigy.components.db import Database, Withdrawals, connect
from prodigy.core import Controller
from prodigy.errors import DatabaseError
from prodigy.hashing import TASK_HASH_ATTR

ROUTERS = [{"feed_overlap": False}, {"feed_overlap": True}, {"annotations_per_task": 1}]


def start(db: Any, n: int = 30, **config: Any) -> Controller:
    tasks = [{"text": f"text {i}"} for i in range(n)]
    components = {"dataset": "data", "view_id": "text", "stream": tasks, "config": config}
    return Controller.from_components("test", {**components, "db": db})


def answer(tasks: list[dict[str, Any]], decision: str = "accept") -> list[dict[str, Any]]:
    return [{**task, "answer": decision} for task in tasks]


def get_hashes(tasks: list[dict[str, Any]]) -> set[int]:
    return {eg[TASK_HASH_ATTR] for eg in tasks}


def read_answers(db: Database) -> list[tuple[str, str]]:
    return sorted((eg["text"], eg["answer"]) for eg in db.get_dataset_examples("data", []))


@pytest.mark.parametrize("config", ROUTERS, ids=str)
def test_what_a_page_has_from_an_earlier_run_is_not_asked_again(
    db: Any, config: dict[str, Any]
) -> None:
    held = start(db, **config).get_questions("data-a")
    ctrl = start(db, **config)
    # The page goes on with what it has, and only asks for more.
    more = ctrl.get_questions("data-a", get_hashes(held))
    assert len(more) == 10 and not get_hashes(more) & get_hashes(held)
    ctrl.receive_answers(answer(held), "data-a", "batch")
    while batch := ctrl.get_questions("data-a", get_hashes(more)):
        assert not get_hashes(batch) & get_hashes(held)
        more += batch
    assert len(get_hashes(more)) == len(more) == 20


@pytest.mark.parametrize("config", ROUTERS, ids=str)
def test_who_gets_the_receipt_of_a_repeat_is_asked_none_of_it(
    db: Any, config: dict[str, Any]
) -> None:
    """Two deliveries at the same time: one has stored the answers, the other one is done first."""
    ctrl = start(db, **config)
    held = answer(ctrl.get_questions("data-a"))
    ctrl.storage.save(held, held, "data-a", "batch")
    assert ctrl.receive_answers(held, "data-a", "batch").saved.is_repeat
    assert not get_hashes(ctrl.get_questions("data-a")) & get_hashes(held)


def test_an_answer_that_comes_while_its_task_is_routed_is_the_last_word(db: Any) -> None:
    ctrl = start(db, n=1, feed_overlap=True)
    (task,) = start(db, n=1, feed_overlap=True).get_questions("data-a")
    put = ctrl.queues.put

    def answer_first(*args: Any) -> bool:
        ctrl.receive_answers(answer([task]), "data-a")
        return put(*args)

    ctrl.queues.put = answer_first  # type: ignore[method-assign]
    assert ctrl.get_questions("data-a") == []


def test_what_was_withdrawn_replaces_nothing_when_it_arrives_late(store: Database) -> None:
    ctrl = start(store)
    held = ctrl.get_questions("data-a")
    old, new = answer(held[:3]), answer(held[:2], "reject")
    ctrl.receive_answers(new, "data-a", "new", Withdrawals("by new", ["by old"]))
    receipt = ctrl.receive_answers(old, "data-a", "old", Withdrawals("by old"))
    assert receipt.saved.is_withdrawn and not receipt.answers
    assert read_answers(store) == [("text 0", "reject"), ("text 1", "reject")]
    # What was only in the batch that was withdrawn has no answer, and stays with its annotator.
    assert get_hashes(held[2:3]) <= get_hashes(ctrl.get_questions("data-a"))
    # A repeat of the other one withdraws nothing twice.
    assert ctrl.receive_answers(
        new, "data-a", "new", Withdrawals("by new", ["by old"])
    ).saved.is_repeat


def test_what_failed_first_is_told(home: Any) -> None:
    """SQLite ends a transaction itself when it can't write; then it can't be taken back again."""
    resource = pytest.importorskip("resource")
    db = connect("sqlite", {})
    ctrl = start(db)
    batch = answer(ctrl.get_questions("data-a"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
        with pytest.raises(DatabaseError) as caught:
            ctrl.receive_answers([{**eg, "note": "x" * 2**20} for eg in batch], "data-a", "batch")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "rollback" not in caught.value.text
    assert "disk" in caught.value.text.splitlines()[0]
    ctrl.receive_answers(batch, "data-a", "batch")
    assert len(read_answers(db)) == 10
