"""Hostile clients: what they make up stays bounded, and costs nobody else anything."""

import json
import socket
import threading

import pytest

from prodigy.app import bodies
from prodigy.components.db import connect
from prodigy.engine import drafts, sessions

JSON = {"Content-Type": "application/json"}


def make_task(number, **more):
    return {"text": str(number), "_input_hash": number, "_task_hash": number, **more}


@pytest.fixture
def client(serve):
    hooks = {"go": lambda ctrl, word: len(word)}
    tasks = [{"text": f"text {i}"} for i in range(30)]
    components = {"dataset": "data", "view_id": "text", "stream": tasks, "event_hooks": hooks}
    return serve(components, drafts=True)


def test_sessions_are_limited_and_those_there_go_on(client, monkeypatch):
    client.get_tasks("alex")
    monkeypatch.setattr(sessions, "MAX_SESSIONS", len(client.ctrl.sessions) + 3)
    for number in range(20):
        body = {"session_id": f"made-up-{number}"}
        response = client.http.post("/get_session_questions", json=body)
        assert response.status_code == (200 if number < 3 else 400)
    assert "PRODIGY_ALLOWED_SESSIONS" in response.json()["detail"]
    for path in ("/project?session=another", "/get_session_questions?session_id=another"):
        assert client.http.get(path).status_code == 400
    assert "data-another" not in client.ctrl.sessions
    client.give_answers([{**eg, "answer": "accept"} for eg in client.get_tasks("alex")], "alex")
    assert connect().count_dataset("data-alex") == 10


def test_drafts_of_a_session_are_limited_and_the_newest_stay(client, monkeypatch):
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 5)
    for name, n in (("alex", 3), ("jo", 12)):
        for number in range(n):
            body = {"session_id": name, "task_hash": number, "task": make_task(number)}
            assert client.http.put("/draft", json=body).status_code == 200
    found = {name: client.get("/drafts", session_id=name)["drafts"] for name in ("alex", "jo")}
    assert [len(found["alex"]), len(found["jo"])] == [3, 5]
    assert found["jo"][-1]["text"] == "11"


def test_an_event_gets_no_more_than_its_bytes(client):
    client.ctrl.config["max_request_mb"] = 1
    assert client.event("go", {"word": "x" * 1000}) == 1000
    response = client.http.post("/event/go", json={"word": "x" * 2**20})
    assert response.status_code == 413
    for name in ("__class__", "go%2F..%2Fgo", "x" * 5000, "%F0%9F%98%80"):
        response = client.http.post(f"/event/{name}", json={"word": "a"})
        assert response.status_code in (404, 405)
        assert len(response.text) < 20_000


def test_a_large_body_and_many_small_ones_at_the_same_time(client):
    """Everybody is answered, and what was received is counted no longer than it is there."""
    tasks = [make_task(i, note="x" * 900, answer="accept") for i in range(2_000)]
    found = []

    def give():
        found.append(client.http.post("/give_answers", json={"answers": tasks, "session_id": "a"}))

    large = threading.Thread(target=give)
    large.start()
    for _ in range(20):
        assert client.get("/health")["status"] == "ok"
    client.give_answers([{**eg, "answer": "accept"} for eg in client.get_tasks("jo")], "jo")
    large.join()
    assert found[0].status_code == 200
    assert connect().count_dataset("data") == 2_010


@pytest.mark.slow
def test_clients_that_send_a_byte_now_and_then_keep_nobody_out(live_server, tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(json.dumps({"text": str(i)}) for i in range(50)))
    head = b"POST /give_answers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    slow = [
        (head + b"Content-Length: 60000000\r\n\r\n{", b"x"),
        (head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\nx\r\n"),
        (head + b"X: ", b"x"),
    ]
    with live_server(["mark", "data", path, "--view-id", "text"]) as server:
        where = ("127.0.0.1", server.client.http.base_url.port)
        opened = [socket.create_connection(where) for _ in range(300)]
        try:
            for number, sock in enumerate(opened):
                sock.send(slow[number % len(slow)][0])
            for turn in range(5):
                for number, sock in enumerate(opened):
                    sock.send(slow[number % len(slow)][1] if turn else b"")
                tasks = server.client.get_tasks("alex")
                server.client.give_answers([{**eg, "answer": "accept"} for eg in tasks], "alex")
        finally:
            for sock in opened:
                sock.close()
        assert server.client.get_tasks("alex") == []
    assert "Traceback" not in server.output


def test_what_is_held_of_bodies_is_given_back(client):
    limit = next(m for m in client.http.app.user_middleware if m.cls is bodies.BodyLimit)
    assert limit is not None
    stack = client.http.app.middleware_stack
    while not isinstance(stack, bodies.BodyLimit):
        stack = stack.app if hasattr(stack, "app") else stack._app
    for body in (b"{", b"x" * 2**19, json.dumps({"answers": [make_task(1)]}).encode()):
        client.http.post("/give_answers", content=body, headers=JSON)
    assert stack.n_held == 0
