"""A database that can't be used at the moment: nothing is lost, and everything goes on."""

import sqlite3
import threading
from contextlib import contextmanager

import peewee
import pytest

from prodigy.app import app as web_app
from prodigy.app.errors import RETRY_S
from prodigy.app.health import Health
from prodigy.components.db import connect
from prodigy.components.db import outages as db_outages
from prodigy.components.db.outages import is_outage
from prodigy.errors import OutageError
from tests.forwarder import Forwarder
from tests.util import make_answer, make_task

TASKS = [make_task(f"text {i}") for i in range(6)]
ORIGIN = {"Origin": "https://other.example"}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No health, and nothing said, of other tests."""
    monkeypatch.setattr("prodigy.app.operations.health", Health())
    monkeypatch.setattr("prodigy.app.health.KEPT_S", 0.0)
    monkeypatch.setattr("prodigy.app.links.REFRESH_S", 0.0)
    monkeypatch.setattr("prodigy.app.owners.LOCAL", ("testclient",))
    monkeypatch.setattr(db_outages.outages, "_said", None)


@pytest.fixture
def db(home):
    database = connect("sqlite", {})
    yield database
    database.close()


@pytest.fixture
def start(serve):
    def start(db, stream=TASKS, **settings):
        parts = {"dataset": "data", "view_id": "text", "stream": stream, "db": db}
        config = {"drafts": True, "batch_size": 2, **settings.pop("config", {})}
        http = serve({**parts, **settings}, **config).http
        http.headers["Host"] = "localhost"  # for the pages of the owner
        return http

    return start


def make_error(text):
    return peewee.OperationalError(sqlite3.OperationalError(text), text)


@contextmanager
def outage(db, monkeypatch, err=None):
    """Let every statement fail as on a disk that is full."""

    def fail(*args):
        raise err or make_error("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(db.db, "_execute_cursor", fail)
        yield


def ask(http):
    return http.post("/get_session_questions", json={"session_id": "alex"})


def answer(http, text):
    body = {"session_id": "alex", "answers": [make_answer(text)]}
    return http.post("/give_answers", json=body, headers={"X-Prodigy-Batch": text})


def check_told(response):
    assert response.status_code == 503, response.text
    assert response.headers["retry-after"] == str(RETRY_S)
    body = response.json()
    assert body["detail"] == "The database can't be reached or written at the moment."
    assert body["hint"].startswith("Nothing is lost") and body["request_id"]
    assert "disk" not in response.text  # nor where it is, and who logs in


NAMED = {"session_id": "bo"}
DRAFT = {**NAMED, "task_hash": 1, "task": {"_task_hash": 1}}
REQUESTS = {
    "project": ("GET", "/project?session=bo", None),
    "tasks": ("POST", "/get_session_questions", NAMED),
    "first tasks": ("GET", "/get_session_questions?session_id=bo", None),
    "answers": ("POST", "/give_answers", {**NAMED, "answers": [make_answer("x")]}),
    "activity": ("POST", "/activity", NAMED),
    "figures": ("POST", "/figures", NAMED),
    "status": ("GET", "/session_status?session_id=bo", None),
    "drafts": ("GET", "/drafts?session_id=bo", None),
    "draft": ("PUT", "/draft", DRAFT),
    "entrance": ("POST", "/enter", {**NAMED, "link": "x"}),
    "an event": ("POST", "/event/count", {}),
    "data": ("GET", "/data/datasets", None),
    "dashboard": ("GET", "/dashboard/figures", None),
    "search": ("POST", "/data/search", {}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_that_needs_the_database_says_when_it_is_down(name, start, db, monkeypatch):
    hooks = {"count": lambda ctrl: len(ctrl.db)}
    http = start(db, event_hooks=hooks)
    method, path, body = REQUESTS[name]
    with outage(db, monkeypatch):
        check_told(http.request(method, path, json=body))
    assert http.request(method, path, json=body).status_code in (200, 403)


def test_the_page_comes_and_waits_for_the_database(start, db, monkeypatch):
    http = start(db)
    with outage(db, monkeypatch):
        for path in ("/", "/?session=bo", "/data", "/version"):
            assert http.get(path).status_code == 200


def test_a_required_link_that_cant_be_looked_up_is_no_wrong_link(start, db, monkeypatch):
    http = start(db, config={"session_links": True})
    with outage(db, monkeypatch):
        check_told(http.get("/image/x.png", headers={"X-Prodigy-Link": "x", "Forwarded": "for=x"}))


def test_validation_that_needs_the_database_refuses_no_answer(start, db, monkeypatch):
    http = start(db, validate_answer=lambda eg: len(db))
    body = {"answer": make_answer("x")}
    with outage(db, monkeypatch):
        check_told(http.post("/validate_answer", json=body))
    assert http.post("/validate_answer", json=body).json()["ok"] is True


def test_the_person_at_the_terminal_is_told_once(start, db, monkeypatch, capsys):
    http = start(db)
    with outage(db, monkeypatch):
        for _ in range(5):
            ask(http)
        assert http.get("/health").status_code == 503
    shown = capsys.readouterr()
    assert (shown.out + shown.err).count("database or disk is full") == 1
    assert http.get("/health").status_code == 200


def test_errors_that_come_again_are_no_outage(start, db, monkeypatch):
    http = start(db)
    err = make_error("no such column: x")
    with outage(db, monkeypatch, err):
        assert ask(http).status_code == 500


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mysql", marks=pytest.mark.mysql),
    ],
)
def test_a_server_that_was_gone_goes_on_without_a_restart(kind, start, request):
    settings = find_server(kind, request)
    forwarder = Forwarder((settings["host"], settings["port"]))
    db = connect(kind, {**settings, "port": forwarder.port})
    http = start(db)
    assert len(ask(http).json()["tasks"]) == 2
    assert answer(http, "text 0").status_code == 200
    forwarder.stop()
    for response in (answer(http, "text 1"), ask(http)):
        check_response = response.status_code, response.headers.get("retry-after")
        assert check_response == (503, str(RETRY_S)), response.text
        assert "127.0.0.1" not in response.text
    assert http.get("/health").status_code == 503
    forwarder.start()
    assert answer(http, "text 1").status_code == 200
    assert http.get("/health").status_code == 200
    assert [eg["text"] for eg in ask(http).json()["tasks"]] == ["text 2", "text 3"]
    forwarder.cut()  # all idle connections are dead, and nobody has noticed
    assert answer(http, "text 2").status_code == 200
    assert len(ask(http).json()["tasks"]) == 2
    forwarder.stop()
    assert connect(kind, settings).count_dataset("data") == 3


def find_server(kind, request):
    return request.getfixturevalue("postgres_settings" if kind != "mysql" else "mysql_settings")


def test_a_stream_that_reads_from_the_database_waits_for_it(start, db, monkeypatch):
    monkeypatch.setattr(db_outages, "RETRY_S", 0.01)
    db.add_dataset("source")
    db.add_examples([make_task(f"source {i}") for i in range(4)], ["source"])
    is_down, asked = threading.Event(), threading.Event()
    execute = db.db._execute_cursor

    def fail_now_and_then(*args):
        if is_down.is_set() and threading.current_thread().name == "prodigy-recipe":
            asked.set()
            raise make_error("database is locked")
        return execute(*args)

    monkeypatch.setattr(db.db, "_execute_cursor", fail_now_and_then)

    monkeypatch.setattr("prodigy.components.db.reader.CHUNK_SIZE", 2)
    http = start(db, stream=db.iter_dataset_examples("source"))
    is_down.set()
    getting = threading.Thread(target=ask, args=(http,))
    getting.start()
    assert asked.wait(30)
    is_down.clear()
    getting.join()
    answer(http, "source 0"), answer(http, "source 1")
    assert [eg["text"] for eg in ask(http).json()["tasks"]] == ["source 2", "source 3"]


def test_stopping_ends_waiting_for_the_database(start, db, monkeypatch):
    asked = threading.Event()

    def read():
        asked.set()
        raise OutageError("down")

    def stream():
        yield from TASKS[:2]
        yield db_outages.retry(read)

    http = start(db, stream=stream())
    from prodigy.app.state import state

    getting = state.controller.thread.submit(db_outages.retry, read)
    assert asked.wait(30)
    state.controller.thread.stop()
    with pytest.raises(OutageError):
        getting.result(30)
    assert http.get("/version").status_code == 200


SAYS = {
    "locked": (sqlite3.OperationalError("database is locked"), True),
    "full": (sqlite3.OperationalError("database or disk is full"), True),
    "gone": (sqlite3.OperationalError("unable to open database file"), True),
    "broken": (sqlite3.OperationalError("disk I/O error"), True),
    "missing": (sqlite3.OperationalError("no such table: link"), False),
    "stopped": (sqlite3.OperationalError("interrupted"), False),
    "wrong": (sqlite3.ProgrammingError("Incorrect number of bindings"), False),
}


@pytest.mark.parametrize("name", SAYS)
def test_outages_of_sqlite_are_told_from_mistakes(name):
    err, expected = SAYS[name]
    assert is_outage(err) is is_outage(peewee.OperationalError(err)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("AdminShutdown", True), ("CannotConnectNow", True), ("DiskFull", True)),
        *(("TooManyConnections", True), ("ReadOnlySqlTransaction", True)),
        *(("QueryCanceled", False), ("UndefinedTable", False), ("UniqueViolation", False)),
    ],
)
def test_outages_of_postgresql_are_told_from_mistakes(name, expected):
    errors = pytest.importorskip("psycopg.errors")
    assert is_outage(getattr(errors, name)("x")) is expected


@pytest.mark.parametrize(
    ("code", "expected"), [(2006, True), (2013, True), (1040, True), (1114, True), (1054, False)]
)
def test_outages_of_mysql_are_told_from_mistakes(code, expected):
    errors = pytest.importorskip("pymysql.err")
    assert is_outage(errors.OperationalError(code, "x")) is expected
    assert is_outage(errors.InterfaceError(0, "")) is True


@pytest.mark.parametrize("place", ["endpoint", "layer"])
def test_other_origins_can_read_what_nobody_expected(place, start, db, monkeypatch):
    http = start(db, config={"cors": ["https://other.example"]})
    where = {"endpoint": "prodigy.app.api.version", "layer": "prodigy.app.origins.is_own_page"}
    monkeypatch.setattr(where[place], lambda *args: 1 / 0)
    method = {"endpoint": "GET", "layer": "POST"}[place]
    failed = http.request(method, "/version", headers=ORIGIN)
    assert failed.status_code == 500 and "ZeroDivisionError" in failed.json()["detail"]
    assert failed.headers["access-control-allow-origin"] == "https://other.example"
    assert failed.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in failed.headers["content-security-policy"]
    assert failed.headers["cache-control"] == "no-store"


def test_failures_of_routes_that_others_added_have_all_headers(start, db):
    http = start(db)

    async def fail():
        raise RuntimeError("mine")

    web_app.add_api_route("/of-a-recipe", fail)
    try:
        failed = http.get("/of-a-recipe", headers=ORIGIN)
    finally:
        web_app.router.routes.pop()
    assert (failed.status_code, failed.json()["detail"]) == (500, "RuntimeError: mine")
    assert failed.headers["access-control-allow-origin"] == "*"
