"""The figures of the dashboard, on a real server."""

import base64
import json
import signal
import time

import pytest

from prodigy.components.dashboard.kept import KeptTally
from prodigy.components.db import connect
from prodigy.hashing import set_hashes
from tests.server import STOP_TIMEOUT_S, LiveServer

# A count that takes minutes: as of a million answers on a slow disk.
SLOW_COUNT = """
import time
from types import SimpleNamespace
from prodigy.cli import entry
from prodigy.components.dashboard import kept
kept.WIDTH, kept.CHUNK = 8, 4
kept.time = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: time.sleep(0.2))
entry()
"""


def make(i, session, answer="accept"):
    eg = {"text": f"text {i}", "label": "A", "_view_id": "classification", "answer": answer}
    return set_hashes({**eg, "_timestamp": 1_700_000_000 + 9 * i, "_session_id": session})


@pytest.fixture
def db(home):
    database = connect("sqlite", {})
    for session in ("news-al", "news-bo"):
        answers = [make(i, session, "accept" if i % 3 else "reject") for i in range(12)]
        database.save_answers(answers, "news", session, replace=False)
    yield database
    database.close()


def look(client, **params):
    return client.get("/dashboard/figures", **params)


def wait_for_agreement(client, **params):
    deadline = time.monotonic() + 30
    while (figures := look(client, **params))["agreement"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return figures


def test_the_page_says_what_the_command_says(db, live_server, run_cli):
    with live_server(["dashboard", "news"]) as server:
        assert "/dashboard?dataset=news" in server.output
        figures = wait_for_agreement(server.client, dataset="news", interval="day")
        assert figures.pop("run") is None and figures.pop("counting") is None
        assert figures["agreement"].pop("is_current")
        of_command = run_cli("dashboard", "news", "--json", "--interval", "day").stdout
        assert figures == json.loads(of_command)
        assert look(server.client)["datasets"] == ["news"]  # the newest
        assert look(server.client, dataset=["none", "news"])["answers"]["total"] == 24
        assert look(server.client, dataset="none")["answers"]["total"] == 0
        # Nothing new is nothing to send.
        first = server.client.http.get("/dashboard/figures?dataset=news")
        headers = {"If-None-Match": first.headers["etag"]}
        again = server.client.http.get("/dashboard/figures?dataset=news", headers=headers)
        assert again.status_code == 304 and not again.content
        db.save_answers([make(99, "news-al")], "news", "news-al")
        again = server.client.http.get("/dashboard/figures?dataset=news", headers=headers)
        assert again.status_code == 200 and again.json()["answers"]["total"] == 25


def test_a_run_tells_what_is_left_and_who_has_what(db, jsonl, live_server):
    source = jsonl([{"text": f"new {i}"} for i in range(30)])
    args = ["textcat.manual", "news", source, "--label", "A"]
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"feed_overlap": False, "batch_size": 5})}
    with live_server(args, env) as server:
        client = server.client
        tasks = client.get_tasks("cy")
        client.give_answers([{**tasks[0], "answer": "accept"}], "cy")
        run = look(client)["run"]
        assert (run["dataset"], run["left"], run["n_run"]) == ("news", 29, 1)
        assert run["time_left"]["value"] == pytest.approx(29 * 9, abs=30)
        (own,) = [one for one in run["queues"] if one["name"] == "cy"]
        assert own["open"] == 4 and own["since"] is not None
        assert [(one["name"], one["tasks"]) for one in look(client)["holders"]] == [("cy", 4)]
        assert look(client, dataset="other")["run"] is None


def test_only_the_owner_gets_in(db, live_server):
    login = {"PRODIGY_BASIC_AUTH_USER": "boss", "PRODIGY_BASIC_AUTH_PASS": "secret"}
    with live_server(["dashboard"], login) as server:
        assert server.client.http.get("/dashboard/figures").status_code == 401
        basic = base64.b64encode(b"boss:secret").decode()
        headers = {"Authorization": f"Basic {basic}"}
        assert server.client.http.get("/dashboard/figures", headers=headers).status_code == 200
    with live_server(["dashboard"]) as server:
        headers = {"X-Forwarded-For": "10.0.0.1"}
        assert server.client.http.get("/dashboard/figures", headers=headers).status_code == 403


def test_what_makes_no_sense_is_refused(db, live_server):
    with live_server(["dashboard"]) as server:
        http = server.client.http
        assert http.get("/dashboard/figures?interval=minute").status_code == 422
        assert http.get("/dashboard/figures", params={"dataset": ["x"] * 51}).status_code == 422
        assert http.get("/dashboard/figures", params={"dataset": "\0'; --"}).status_code < 500


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nothing"], "nothing"),
        (["news-al"], "is a session"),
        (["news", "--interval", "minute"], "--interval"),
    ],
)
def test_mistakes_are_explained(db, run_cli, args, words):
    result = run_cli("dashboard", *args)
    assert result.returncode in (1, 2) and words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_stops_while_answers_are_counted(db, tmp_path, monkeypatch, number):
    db.save_answers([make(i, "news-al") for i in range(4000)], "many", "many-al", replace=False)
    server = LiveServer(["dashboard", "many"], tmp_path / "log", program=("-c", SLOW_COUNT))
    try:
        server.wait_until_ready()
        deadline = time.monotonic() + 30
        while look(server.client, dataset="many")["counting"]["n_done"] < 16:
            assert time.monotonic() < deadline
        server.process.send_signal(number)
        assert server.process.wait(STOP_TIMEOUT_S) == 0
        assert "Traceback" not in server.output and "Error" not in server.output
    finally:
        server.close()
    # What was counted is kept, and right.
    monkeypatch.setattr("prodigy.components.dashboard.kept.WIDTH", 8)
    tally = db.tables.tally
    assert tally.select().where(tally.content != "").count() >= 1
    assert KeptTally(db, db._find_dataset("many"), "many").refresh()[0].n == 4000
