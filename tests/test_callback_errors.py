"""A mistake in any function of a recipe: the terminal shows where, the annotator reads what, and
no answer is lost."""

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.loaders import get_loader
from prodigy.components.stream import get_stream
from prodigy.core import Controller
from tests.server import HTTP_ERRORS

MARK = "boom goes the recipe"


def make_tasks(n=12):
    return [{"text": f"text {i}"} for i in range(n)]


def components(**more):
    return {"dataset": "data", "view_id": "text", "stream": make_tasks(), **more}


def explode(*args, **kwargs):
    raise RuntimeError(MARK)  # the line that has to be named


def fail_after(n):
    def stream():
        yield from make_tasks(n)
        explode()

    return stream()


def fail_in_wrapper(n):
    def wrapper(stream):
        for i, eg in enumerate(stream):
            if i == n:
                explode()
            yield eg

    return get_stream(make_tasks()).apply(wrapper)


def answer_all(client, session=None):
    """Answer until nothing comes any more; returns the last response and all notices."""
    notices = []
    while True:
        response = client.http.post("/get_session_questions", json={"session_id": session})
        if response.status_code != 200 or not response.json()["tasks"]:
            return response, notices
        answers = [{**task, "answer": "accept"} for task in response.json()["tasks"]]
        result = client.give_answers(answers, session)
        client.ctrl.thread.call(lambda: None)
        notices.append(result.get("notice"))


def assert_terminal_shows_the_place(capsys, what):
    """What failed, and the file and line in the recipe, not in this package."""
    line = explode.__code__.co_firstlineno + 1
    error = capsys.readouterr().err
    assert f"{what}: RuntimeError ({__file__}, line {line})" in error
    assert MARK in error
    assert "Traceback" in error


@pytest.mark.parametrize("make_stream", [fail_after, fail_in_wrapper])
def test_stream(make_stream, serve, capsys):
    client = serve(components(stream=make_stream(11)))
    response, _ = answer_all(client)
    assert response.status_code == 500
    assert response.json()["detail"] == f"The stream of tasks failed: RuntimeError: {MARK}"
    assert "All answers are safe" in response.json()["hint"]
    assert connect().count_dataset("data") == 11
    what = "The stream of tasks failed; tasks that were drawn before are still served"
    assert_terminal_shows_the_place(capsys, what)


@pytest.mark.parametrize("error", [RuntimeError(MARK), StopIteration(MARK), SystemExit(MARK)])
def test_task_router(error, serve, capsys):
    def route(ctrl, session_id, item):
        if item["text"] == "text 11":
            raise error
        return [session_id]

    client = serve(components(task_router=route))
    response, _ = answer_all(client)
    assert response.status_code == 500
    assert "The task router failed" in response.json()["detail"]
    assert connect().count_dataset("data") == 11
    error = capsys.readouterr().err
    assert "The task router failed" in error and __file__ in error


@pytest.mark.parametrize("error", [RuntimeError(MARK), ValueError(MARK)])
def test_session_factory(error, serve, capsys):
    def make_session(ctrl, session_id):
        if session_id == "data-ann":
            raise error
        return ctrl._make_session(session_id)

    client = serve(components(session_factory=make_session))
    response, _ = answer_all(client, "ann")
    assert response.status_code == 500
    assert f"session_factory failed: {type(error).__name__}: {MARK}" in response.json()["detail"]
    assert __file__ in capsys.readouterr().err
    answer_all(client, "ben")
    assert connect().count_dataset("data") == 12


def test_session_factory_that_returns_something_else(serve):
    response, _ = answer_all(serve(components(session_factory=lambda ctrl, name: None)))
    assert "expected a Session, got NoneType" in response.json()["detail"]


def test_update(serve, capsys):
    response, notices = answer_all(serve(components(update=explode)))
    assert response.status_code == 200
    assert MARK in notices[0] or MARK in notices[1]
    assert "Your answers are saved" in "".join(filter(None, notices))
    assert connect().count_dataset("data") == 12
    assert_terminal_shows_the_place(capsys, "update failed; the answers are saved")


def test_progress(serve, capsys):
    client = serve(components(progress=explode))
    assert answer_all(client)[0].status_code == 200
    assert client.project()["progress"] is None
    assert connect().count_dataset("data") == 12
    assert_terminal_shows_the_place(capsys, "progress failed")


def test_before_db(serve, capsys):
    def before_db(examples):
        for eg in examples:
            eg.clear()
        explode()

    response, notices = answer_all(serve(components(before_db=before_db)))
    assert response.status_code == 200
    assert notices == [f"before_db failed: {MARK}. Your answers were saved unchanged."] * 2
    assert [eg["text"] for eg in connect().get_dataset("data")] == [f"text {i}" for i in range(12)]
    assert_terminal_shows_the_place(capsys, "before_db failed; the answers were stored unchanged")


@pytest.mark.parametrize("result", [{"text": "a"}, [None], "abc", 5], ids=repr)
def test_before_db_that_returns_no_examples(result, serve, capsys):
    response, notices = answer_all(serve(components(before_db=lambda examples: result)))
    assert response.status_code == 200
    assert "before_db failed" in notices[0]
    assert connect().count_dataset("data") == 12
    assert "TypeError" in capsys.readouterr().err


def test_before_db_may_drop_answers(serve):
    _, notices = answer_all(serve(components(before_db=lambda examples: examples[:1])))
    assert notices == [None, None]
    assert connect().count_dataset("data") == 2


def test_validate_answer_with_a_bug(serve, capsys):
    def validate(eg):
        return eg["spans"][0]

    client = serve(components(validate_answer=validate))
    result = client.validate_answer({"text": "a"})
    assert result == {"ok": False, "message": "validate_answer failed: KeyError: 'spans'"}
    line = validate.__code__.co_firstlineno + 1
    assert f"validate_answer failed: KeyError ({__file__}, line {line})" in capsys.readouterr().err


def test_validate_answer_that_refuses_prints_nothing(serve, capsys):
    def validate(eg):
        raise ValueError("Please select something")

    client = serve(components(validate_answer=validate))
    assert client.validate_answer({"text": "a"})["message"] == "Please select something"
    assert capsys.readouterr().err == ""


def test_event_hook(serve, capsys):
    client = serve(components(event_hooks={"go": explode}))
    response = client.http.post("/event/go", json={})
    assert response.status_code == 500
    assert response.json()["detail"] == f"Event hook 'go' failed: RuntimeError: {MARK}"
    assert_terminal_shows_the_place(capsys, "Event hook 'go' failed")
    answer_all(client)
    assert connect().count_dataset("data") == 12


def test_event_hook_with_other_arguments(serve, capsys):
    client = serve(components(event_hooks={"go": lambda ctrl, word: word}))
    detail = client.http.post("/event/go", json={"wrod": "x"}).json()["detail"]
    assert "unexpected keyword argument 'wrod'" in detail


class FailingStorage:
    """Storage that fails now and then, with nothing but the older interface."""

    db_id, db_name, sessions = "failing", "Failing", ()

    def __init__(self):
        self.rows = []
        self.is_broken = False

    def __contains__(self, name):
        return False

    def count_dataset(self, name):
        return len(self.rows)

    def get_dataset(self, name):
        return self.rows

    def get_task_hashes(self, *names):
        return {row["_task_hash"] for row in self.rows}

    get_input_hashes = get_task_hashes

    def add_dataset(self, name, meta=None, session=False):
        pass

    def add_examples(self, examples, datasets=()):
        if self.is_broken:
            explode()
        self.rows.extend(examples)


def test_storage(serve, capsys):
    storage = FailingStorage()
    client = serve(components(db=storage))
    answers = [{**task, "answer": "accept"} for task in client.get_tasks()]
    storage.is_broken = True
    with pytest.raises(HTTP_ERRORS) as caught:
        client.give_answers(answers, batch_id="one")
    assert MARK in caught.value.response.json()["detail"]
    assert_terminal_shows_the_place(capsys, "POST /give_answers failed")
    storage.is_broken = False
    # The browser still has them, and sends them again with the same number.
    client.give_answers(answers, batch_id="one")
    client.give_answers(answers, batch_id="one")
    assert len(storage.rows) == len(answers)


def test_loader(capsys):
    with pytest.raises(RuntimeError, match=MARK):
        Controller.from_components("x", components(stream=get_stream("x", loader=explode)))
    assert get_loader("jsonl")  # nothing of it stays


@pytest.mark.parametrize("callback", ["on_load", "get_session_id"])
def test_start(callback, monkeypatch):
    import prodigy

    prodigy.set_recipe("failing-start", lambda: components(**{callback: explode}))
    with pytest.raises(RuntimeError, match=MARK):
        main(["failing-start"], {"port": 0, "host": "127.0.0.1"})
    assert "data" not in connect()


def test_on_exit(live_server, tmp_path):
    path = tmp_path / "exits.py"
    path.write_text(
        "import prodigy\n\n"
        "@prodigy.recipe('exits')\n"
        "def exits():\n"
        "    stream = [{'text': 'a'}]\n"
        "    def on_exit(ctrl):\n"
        "        raise RuntimeError('no way out')\n"
        "    return {'dataset': 'data', 'view_id': 'text', 'stream': stream, 'on_exit': on_exit}\n"
    )
    with live_server(["exits", "-F", path]) as server:
        server.client.give_answers([{**t, "answer": "accept"} for t in server.client.get_tasks()])
        output = server.stop()
    assert "Saved 1 annotations" in output
    assert f'{path}", line 7, in on_exit' in output
    assert connect().count_dataset("data") == 1


@pytest.mark.parametrize("metrics", [None, {"f": 1}, explode, "accuracy"])
def test_the_metrics_component_is_tolerated(metrics, serve):
    client = serve(components(metrics=metrics))
    answer_all(client)
    assert client.ctrl.metrics is metrics
    assert connect().count_dataset("data") == 12


# What routers may return


@pytest.mark.parametrize(
    "result",
    ["data-ann", ["data-ann"], ("ann",), {"data-ann"}, (name for name in ["ann"]), ["ann", "ann"]],
)
def test_routers_may_name_sessions_in_many_ways(result, serve):
    results = list(result) if not isinstance(result, str) else result
    client = serve(components(task_router=lambda ctrl, session_id, item: results))
    assert len(client.get_tasks("ann")) == 10
    assert client.ctrl.session_ids == {"data-ann"}


@pytest.mark.parametrize("result", [None, [], ()])
def test_routers_may_send_a_task_to_nobody(result, serve):
    client = serve(components(task_router=lambda ctrl, session_id, item: result))
    assert client.get_tasks("ann") == []
