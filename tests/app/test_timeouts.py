"""Callbacks that are late, or raise a timeout themselves: nobody waits without end, and what is
stored is what the recipe says, or the annotator is told."""

import asyncio
import concurrent.futures
import threading
import time
import uuid

import pytest

from prodigy.app import api
from prodigy.components.db import connect
from prodigy.engine import answers as answers_module

# Three classes before Python 3.11, one since.
TIMEOUTS = [TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError]
OTHERS = [ValueError, StopIteration, SystemExit, asyncio.CancelledError, StopAsyncIteration]


@pytest.fixture
def impatient(monkeypatch):
    """Everybody waits a fifth of a second instead of half a minute."""
    for module in (api, answers_module):
        monkeypatch.setattr(module, "CALLBACK_TIMEOUT_S", 0.2)
    monkeypatch.setattr(api, "MAX_EVENT_S", 0.2)


@pytest.fixture
def gate():
    """What holds callbacks up; opened at the end in any case, so that the thread can stop."""
    gate = threading.Event()
    yield gate
    gate.set()


def components(**more):
    tasks = [{"text": f"text {i}"} for i in range(12)]
    return {"dataset": "data", "view_id": "text", "stream": tasks, **more}


def mark(examples):
    return [{**eg, "changed": True} for eg in examples]


def get_answers(client):
    return [{**task, "answer": "accept"} for task in client.get_tasks()]


def give(client, answers, batch_id):
    headers = {"X-Prodigy-Batch": batch_id}
    return client.http.post("/give_answers", json={"answers": answers}, headers=headers)


def stored():
    return connect().get_dataset_examples("data", [])


def wait_for(is_true):
    end = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_answers_wait_for_a_busy_recipe_and_are_changed_by_before_db(serve, gate, impatient):
    client = serve(components(before_db=mark))
    answers, batch_id = get_answers(client), str(uuid.uuid4())
    client.ctrl.thread.submit(gate.wait, 10)  # a model that takes its time
    response = give(client, answers, batch_id)
    assert response.status_code == 503
    assert "aren't saved yet" in response.json()["detail"]
    assert "Nothing is lost" in response.json()["hint"]
    assert stored() == []
    gate.set()
    client.ctrl.thread.call(int)
    assert give(client, answers, batch_id).status_code == 200
    assert [eg.get("changed") for eg in stored()] == [True] * 10


def test_a_late_before_db_runs_once_and_its_result_is_stored(serve, gate, impatient):
    calls = []

    def before_db(examples):
        calls.append(len(examples))
        gate.wait(10)
        return mark(examples)

    client = serve(components(before_db=before_db))
    answers, batch_id = get_answers(client), str(uuid.uuid4())
    assert [give(client, answers, batch_id).status_code for _ in range(2)] == [503, 503]
    gate.set()
    wait_for(lambda: give(client, answers, batch_id).status_code == 200)
    assert calls == [10]
    assert [eg.get("changed") for eg in stored()] == [True] * 10
    assert give(client, answers, batch_id).status_code == 200  # a repeat stays harmless
    assert len(stored()) == 10


def test_before_db_is_called_once_for_each_batch(serve):
    calls = []
    client = serve(components(before_db=lambda examples: calls.append(len(examples))))
    for number in range(5):
        answers = [{**task, "answer": "accept"} for task in client.get_tasks()[:2]]
        assert give(client, answers, str(number)).status_code == 200
    assert calls == [2] * 5
    assert len(stored()) == 10
    assert not client.ctrl._desk._prepared


def test_other_requests_dont_wait_for_a_late_before_db(serve, gate, monkeypatch):
    client = serve(components(before_db=lambda examples: gate.wait(10)))
    monkeypatch.setattr(api, "CALLBACK_TIMEOUT_S", 3)
    answers = get_answers(client)
    senders = [
        threading.Thread(target=give, args=(client, answers, str(number))) for number in range(6)
    ]
    for sender in senders:
        sender.start()
    wait_for(lambda: len(client.ctrl._desk._prepared) == 6)
    start = time.monotonic()
    assert client.get_session_questions("ann")["session_id"] == "data-ann"
    assert time.monotonic() - start < 2
    gate.set()
    for sender in senders:
        sender.join()


@pytest.mark.parametrize("error", [*TIMEOUTS, *OTHERS], ids=lambda error: error.__qualname__)
def test_whatever_before_db_raises_the_annotator_is_told(error, serve, capsys):
    def before_db(examples):
        raise error("too late")

    client = serve(components(before_db=before_db))
    response = give(client, get_answers(client), "one")
    assert response.status_code == 200
    notice = "before_db failed: too late. Your answers were saved unchanged."
    assert response.json()["notice"] == notice
    assert "before_db failed" in capsys.readouterr().err
    assert len(stored()) == 10


def test_before_db_may_change_its_examples_in_place(serve):
    client = serve(components(before_db=lambda examples: examples[0].update(changed=True)))
    assert "notice" not in give(client, get_answers(client), "one").json()
    assert stored()[0]["changed"] is True


def test_before_db_may_be_a_generator_which_runs_on_the_recipe_thread(serve):
    threads = set()

    def before_db(examples):
        for eg in examples:
            threads.add(threading.current_thread())
            yield eg

    client = serve(components(before_db=before_db))
    give(client, get_answers(client), "one")
    assert threads == {client.ctrl.thread._thread}
    assert len(stored()) == 10


@pytest.mark.parametrize("result", [5, "abc", {"text": "a"}, [None], [[]], iter([1]), True])
def test_a_before_db_that_returns_no_examples_is_told(result, serve, capsys):
    client = serve(components(before_db=lambda examples: result))
    notice = give(client, get_answers(client), "one").json()["notice"]
    assert "Your answers were saved unchanged" in notice
    assert len(stored()) == 10
    assert "TypeError" in capsys.readouterr().err


@pytest.mark.parametrize("error", [*TIMEOUTS, *OTHERS], ids=lambda error: error.__qualname__)
def test_whatever_validate_answer_raises_refuses_the_answer(error, serve):
    def validate(eg):
        raise error("not like this")

    client = serve(components(validate_answer=validate))
    assert client.validate_answer({"text": "a"}) == {"ok": False, "message": "not like this"}


def test_an_answer_that_cant_be_checked_in_time_isnt_accepted(serve, gate, impatient):
    client = serve(components(validate_answer=lambda eg: None))
    client.ctrl.thread.submit(gate.wait, 10)
    response = client.http.post("/validate_answer", json={"answer": {"text": "a"}})
    assert response.status_code == 503
    assert "validate_answer didn't run" in response.json()["detail"]


@pytest.mark.parametrize("error", [*TIMEOUTS, *OTHERS], ids=lambda error: error.__qualname__)
def test_whatever_an_event_hook_raises_is_told(error, serve):
    def hook(ctrl):
        raise error("no luck")

    client = serve(components(event_hooks={"go": hook}))
    response = client.http.post("/event/go", json={})
    assert response.status_code == 500
    assert response.json()["detail"].endswith("no luck")


def test_an_event_hook_waits_a_bounded_time_for_a_busy_recipe_and_never_runs_late(
    serve, gate, impatient
):
    calls = []
    client = serve(components(event_hooks={"go": lambda ctrl: calls.append(1)}))
    client.ctrl.thread.submit(gate.wait, 10)
    response = client.http.post("/event/go", json={})
    assert response.status_code == 503
    assert "Event hook 'go' didn't run" in response.json()["detail"]
    gate.set()
    client.ctrl.thread.call(int)
    assert calls == []


def test_a_slow_event_hook_is_told_to_still_run(serve, gate, impatient):
    client = serve(components(event_hooks={"go": lambda ctrl: gate.wait(10)}))
    response = client.http.post("/event/go", json={})
    assert (response.status_code, "still runs" in response.json()["detail"]) == (503, True)


def test_a_session_factory_waits_a_bounded_time(serve, gate, impatient):
    client = serve(components(session_factory=lambda ctrl, name: ctrl._make_session(name)))
    client.ctrl.thread.submit(gate.wait, 10)
    response = client.http.post("/get_session_questions", json={"session_id": "ann"})
    assert response.status_code == 503
    assert "session_factory" in response.json()["detail"]
    gate.set()
    assert len(client.get_tasks("ann")) == 10
