"""Request ids, the log for programs, health and metrics."""

import base64
import json
import sqlite3
import threading

import pytest

from prodigy.app import app, set_controller
from prodigy.app.health import Health
from prodigy.app.state import state
from prodigy.components.db import connect
from prodigy.core import Controller
from prodigy.logger import log
from prodigy.messages import msg
from prodigy.reporting import report_exception
from tests.server import AppClient
from tests.util import make_answer, make_task

TEXT = "a text that nobody may log"
SECRET = "s3cret"


@pytest.fixture
def serve(home):
    def start(stream=None, config=None, **components):
        stream = [make_task(TEXT), make_task("two")] if stream is None else stream
        parts = {"dataset": "data", "view_id": "text", "stream": stream, **components}
        ctrl = Controller.from_components("test", parts, config or {})
        set_controller(ctrl, ctrl.config)
        return AppClient(app)

    yield start
    if state.metrics is not None:
        state.metrics.close()
        state.metrics = None


def read_log(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def work(client, session="alex"):
    """Get the tasks of a session and answer one of them."""
    got = client.post("/get_session_questions", json={"session_id": session}).json()["tasks"]
    answer = {**got[0], "answer": "accept"}
    response = client.post("/give_answers", json={"answers": [answer], "session_id": session})
    assert response.status_code == 200
    return got


def test_every_answer_has_an_id_and_a_good_one_of_a_proxy_is_kept(serve):
    client = serve()
    own = client.get("/version").headers["x-request-id"]
    assert len(own) == 12 and own != client.get("/version").headers["x-request-id"]
    good = {"X-Request-ID": "proxy-7.a_b~C"}
    assert client.get("/version", headers=good).headers["x-request-id"] == "proxy-7.a_b~C"
    refused = client.get("/get_questions?excludes=x", headers=good)
    assert (refused.status_code, refused.json()["request_id"]) == (422, "proxy-7.a_b~C")
    for bad in ("", "a b", "x" * 65, "\x1b[2J", '"', "é".encode().decode("latin-1")):
        found = client.get("/version", headers={"X-Request-ID": bad.encode("latin-1")})
        assert found.headers["x-request-id"] != bad and len(found.headers["x-request-id"]) == 12
    twice = client.get("/version", headers=[("X-Request-ID", "a"), ("X-Request-ID", "b")])
    assert len(twice.headers["x-request-id"]) == 12


def test_what_nobody_expected_has_its_id_too(serve, monkeypatch, capsys):
    client = serve()
    monkeypatch.setenv("PRODIGY_LOGGING", "json")
    monkeypatch.setattr("prodigy.app.api.version", lambda: 1 / 0)
    failed = client.get("/version", headers={"X-Request-ID": "mine"})
    assert (failed.status_code, failed.headers["x-request-id"]) == (500, "mine")
    lines = read_log(capsys)
    [request] = [line for line in lines if line["event"] == "request"]
    assert (request["status"], request["level"], request["request_id"]) == (500, "error", "mine")
    [error] = [line for line in lines if line["event"] == "error"]
    assert error["error"] == "ZeroDivisionError" and error["frames"]


def test_the_log_for_programs_tells_what_happened_and_nothing_of_the_content(
    serve, monkeypatch, capsys
):
    monkeypatch.setenv("PRODIGY_LOGGING", "json")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "me")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", SECRET)
    client = serve(update=lambda answers: 1 / 0)
    login = base64.b64encode(f"me:{SECRET}".encode()).decode()
    client.headers.update({"Authorization": f"Basic {login}", "Cookie": f"token={SECRET}"})
    work(client)
    client.get("/project/alex%1b%5b2J")
    client.post(f"/event/{SECRET}", json={})
    raw = capsys.readouterr().err
    lines = [json.loads(line) for line in raw.splitlines()]
    assert all({"time", "level", "event"} <= line.keys() for line in lines)
    assert TEXT not in raw and login not in raw and SECRET not in raw and "\x1b" not in raw
    requests = [line for line in lines if line["event"] == "request"]
    first = requests[0]
    assert first["path"] == "/get_session_questions" and first["method"] == "POST"
    assert (first["status"], first["session"], first["tasks"]) == (200, "data-alex", 2)
    assert first["duration_ms"] > 0 and first["time"].endswith("Z")
    assert (requests[1]["path"], requests[1]["answers"]) == ("/give_answers", 1)
    assert requests[2]["path"] == "/project/{session}"
    assert (requests[3]["path"], requests[3]["status"]) == ("/event/{name}", 404)
    of_first = [line for line in lines if line.get("request_id") == first["request_id"]]
    assert {"log", "request"} <= {line["event"] for line in of_first}


def test_everything_on_standard_error_is_json(monkeypatch, capsys):
    monkeypatch.setenv("PRODIGY_LOGGING", "json")
    msg.warn("Look out", "there \x1b[2J")
    msg.fail("No")
    log("STREAM: Something", {"text": TEXT})
    try:
        raise ValueError(TEXT)
    except ValueError as err:
        report_exception("update\x1b failed", err)
    warned, failed, logged, error = read_log(capsys)
    assert (warned["level"], failed["level"], logged["event"]) == ("warning", "error", "log")
    assert warned["message"].startswith("Look out") and failed["message"] == "No"
    assert TEXT not in json.dumps([logged, error]) and error["message"] == "update\\x1b failed"


def test_other_logs_never_control_the_terminal(serve, monkeypatch, capsys):
    monkeypatch.setenv("PRODIGY_LOGGING", "basic")
    serve().get("/x%1b%5b2J%0a12:00:00: FORGED")
    err = capsys.readouterr().err
    assert "\x1b" not in err and "GET: /x\\x1b[2J\\n12:00:00: FORGED" in err


def test_health_needs_no_login_and_metrics_do(serve, monkeypatch):
    client = serve(config={"metrics": True})
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "me")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", SECRET)
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", auth=("me", SECRET)).status_code == 200


def check_health(client):
    response = client.get("/health")
    return response.status_code, response.json().get("reasons")


def test_health_says_what_is_wrong(serve, monkeypatch):
    def stream():
        yield from (make_task("one"), make_task("two"), make_task("three"))
        raise ValueError(SECRET)

    client = serve(stream(), {"batch_size": 2})
    assert check_health(client) == (200, None)
    client.post("/get_session_questions", json={"session_id": "alex"})
    client.post("/get_session_questions", json={"session_id": "bea"})
    client.post("/get_session_questions", json={"session_id": "cleo"})
    assert check_health(client) == (503, ["the stream of tasks has failed: ValueError"])
    state.controller.thread.has_ended = True
    status, reasons = check_health(client)
    assert status == 503 and reasons[1:] == ["the thread of the recipe has ended"]


def test_health_looks_at_the_database(serve, monkeypatch, home):
    client = serve()
    monkeypatch.setattr("prodigy.app.operations.health", Health())
    (home / "prodigy.db").rename(home / "gone.db")
    status, reasons = check_health(client)
    assert (status, reasons) == (503, ["the database can't be read: FileNotFoundError"])
    (home / "gone.db").rename(home / "prodigy.db")
    monkeypatch.setattr("prodigy.app.operations.health", Health())
    is_over = threading.Event()
    monkeypatch.setattr("prodigy.app.health.TIMEOUT_S", 0.05)
    monkeypatch.setattr("prodigy.app.health._ask", lambda db, answer: is_over.wait(30))
    for _ in range(3):  # one thread waits, however often somebody asks
        assert check_health(client)[0] == 503
    names = [thread.name for thread in threading.enumerate()]
    is_over.set()
    assert names.count("prodigy-health") == 1


def test_metrics_are_off_by_default(serve):
    response = serve().get("/metrics")
    assert response.status_code == 404 and '"metrics"' in response.json()["detail"]


def test_metrics_count_what_happens(serve):
    from prometheus_client.parser import text_string_to_metric_families

    client = serve(config={"metrics": True}, update=lambda answers: None)
    n_tasks = len(work(client))
    for number in range(30):
        client.get(f"/nothing/{number}")
        client.request(f"X{number}", "/version")
        client.post(f"/event/hook{number}", json={})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(response.text)}
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert values["prodigy_answers_stored_total",] == 1
    assert values["prodigy_tasks_handed_out_total",] == n_tasks
    assert values["prodigy_requests_total", "/give_answers", "200", "POST"] == 1
    assert values["prodigy_requests_total", "(other)", "404", "GET"] == 30
    assert values["prodigy_requests_total", "/event/{name}", "404", "POST"] == 30
    assert values["prodigy_request_seconds_count", "/give_answers"] == 1
    assert values["prodigy_update_seconds_count", "ok"] == 1
    assert values["prodigy_open_tasks",] == n_tasks - 1
    assert values["prodigy_sessions",] >= 1
    kinds = {name: family.type for name, family in families.items()}
    assert kinds["prodigy_requests"] == "counter" and kinds["prodigy_queue_tasks"] == "gauge"
    # Nobody can make up labels.
    assert len(families["prodigy_requests"].samples) < 20
    assert "alex" not in response.text


def test_failed_updates_are_counted(serve):
    client = serve(config={"metrics": True}, update=lambda answers: 1 / 0)
    work(client)
    text = client.get("/metrics").text
    assert 'prodigy_update_seconds_count{result="failed"} 1.0' in text


def test_answers_are_in_the_database_that_is_looked_at(serve, home):
    work(serve())
    connect().add_examples([make_answer("x")], datasets=["data"])
    with sqlite3.connect(home / "prodigy.db") as db:
        assert db.execute("SELECT count(*) FROM example").fetchone() == (2,)
    db.close()
