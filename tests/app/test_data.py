"""The endpoints of the data page, on a real server: find, edit, change, delete, undo, ask again."""

import base64
import json
import signal
import sqlite3
import time

import httpx
import pytest

from prodigy.components.db import connect
from prodigy.hashing import set_hashes
from tests.server import STOP_TIMEOUT_S, LiveServer

N_MANY = 20_000
TEXTS = ["one fish", "two fish", "red fish", "blue bird", "日本語"]


def make(text, session, label):
    eg = {"text": text, "answer": "accept", "_view_id": "ner_manual", "_session_id": session}
    span = {"start": 0, "end": 3, "label": label}
    tokens = [{"text": text[:3], "start": 0, "end": 3, "id": 0, "ws": False}]
    return set_hashes({**eg, "spans": [span], "tokens": tokens, "score": 1.0, "big": 2**60 + 1})


@pytest.fixture
def db(home):
    database = connect("sqlite", {})
    for session, label in (("news-al", "A"), ("news-bo", "B")):
        egs = [make(text, session, label) for text in TEXTS]
        database.save_answers(egs, "news", session, replace=False)
    yield database
    database.close()


def wait_for_index(client):
    deadline = time.monotonic() + 60
    while client.get("/data/status")["stage"] != "ready":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def search(client, text="", **more):
    return client.post("/data/search", {"text": text, "datasets": ["news"], **more})["items"]


def refused(client, method, path, body, **headers):
    response = client.http.request(method, path, json=body, headers=headers)
    assert response.status_code >= 400, response.text
    return response.status_code, response.json()["detail"]


def dump(home):
    with sqlite3.connect(home / "prodigy.db") as file:
        rows = file.execute("SELECT id, input_hash, task_hash, content FROM example ORDER BY id")
        links = file.execute("SELECT id, example_id, dataset_id FROM link ORDER BY id")
        return rows.fetchall(), links.fetchall()


def test_answers_are_found_edited_changed_deleted_and_brought_back(db, home, live_server):
    with live_server(["browse", "news"]) as server:
        client = server.client
        assert "/data?dataset=news" in server.output
        assert client.http.get("/").headers["location"] == "data?dataset=news"
        wait_for_index(client)
        assert [one["name"] for one in client.get("/data/datasets")["datasets"]] == ["news"]
        values = client.get("/data/values", dataset=["news"])
        assert values["label"] == ["A", "B"] and values["session"] == ["news-al", "news-bo"]

        # Pages, and filters.
        first = client.post("/data/search", {"text": "fish", "limit": 4})
        rest = client.post("/data/search", {"text": "fish", "limit": 4, "after": first["next"]})
        assert len(first["items"]) == 4 and len(rest["items"]) == 2 and rest["next"] is None
        assert len(search(client, "本", labels=["B"])) == 1
        assert client.post("/data/count", {"differs": True})["count"] == 10
        for order in ("session", "duration", "disagreement", "oldest"):
            after, seen = None, []
            while True:
                body = {"order": order, "limit": 3, "after": after}
                page = client.post("/data/search", body)
                seen += [item["id"] for item in page["items"]]
                after = page["next"]
                if after is None:
                    break
            assert len(seen) == len(set(seen)) == 10

        # One answer, by two owners at once.
        item = search(client, "one", sessions=["news-al"])[0]
        path = f"/data/answers/{item['id']}"
        edit = {"set": {"note": "checked"}, "unset": ["score"], "revision": item["revision"]}
        made = client.http.put(path, json=edit).json()
        assert made["item"]["task"]["note"] == "checked" and "score" not in made["item"]["task"]
        assert made["item"]["n_versions"] == 1
        assert [(one["editor"], "note" in one["task"]) for one in made["versions"]] == [
            ("owner", False)
        ]
        assert refused(client, "PUT", path, {**edit, "set": {"note": "mine"}})[0] == 409
        assert search(client, "checked")[0]["id"] == item["id"]
        stored = db.get_dataset_examples("news")[0]
        assert stored["big"] == 2**60 + 1 and stored["_task_hash"] == item["task"]["_task_hash"]
        bad = {"set": {"spans": "none"}, "revision": made["item"]["revision"]}
        assert refused(client, "PUT", path, bad)[0] == 422
        assert refused(client, "PUT", path, {**bad, "set": {"_task_hash": 1}})[0] == 422
        assert refused(client, "PUT", "/data/answers/999", edit)[0] == 404

        # Many answers, counted first, and taken back byte by byte.
        before = dump(home)
        everything = {"matching": {"datasets": ["news"], "labels": ["B"]}, "without": []}
        change = {"selection": everything, "old": "B", "new": "C", "dry": True}
        assert client.post("/data/change", change)["result"] == {
            "n_selected": 5, "n_changed": 5, "undo": []
        }  # fmt: skip
        assert dump(home) == before
        done = client.post("/data/change", {**change, "dry": False})["result"]
        assert len(search(client, labels=["C"])) == 5 and not search(client, labels=["B"])
        assert client.post("/data/undo", {"undo": done["undo"]})["result"] == {"n_changed": 5}
        assert dump(home) == before and len(search(client, labels=["B"])) == 5
        assert refused(client, "POST", "/data/undo", {"undo": done["undo"]})[0] == 409
        decide = {"selection": {"ids": [item["id"]]}, "answer": "reject"}
        undo = client.post("/data/change", decide)["result"]["undo"]
        assert [one["id"] for one in search(client, answers=["reject"])] == [item["id"]]
        client.post("/data/undo", {"undo": undo})

        without = {"matching": {"text": "fish"}, "without": [item["id"]]}
        done = client.post("/data/delete", {"selection": without})["result"]
        assert done["n_changed"] == 5 and len(search(client, "fish")) == 1
        assert db.count_dataset("news") == 5
        client.post("/data/undo", {"undo": done["undo"]})
        assert dump(home) == before and len(search(client, "fish")) == 6

        # Files.
        chosen = {"selection": {"ids": [item["id"]]}}
        result = client.post("/data/export", chosen)["result"]
        lines = client.http.get(f"/{result['url']}").text.splitlines()
        assert [json.loads(line) for line in lines] == [db.get_dataset_examples("news")[0]]
        result = client.post("/data/export", {**chosen, "format": "conll2003"})["result"]
        assert client.http.get(f"/{result['url']}").status_code == 200
        again = client.post("/data/again", chosen)["result"]
        assert again["command"].startswith("prodigy mark news_again ")
        task = json.loads((home / "again" / "news_1.jsonl").read_text())
        assert task["text"] == "one fish" and "answer" not in task and "_session_id" not in task


def test_an_annotator_is_asked_again_in_a_run_that_asks_once(db, home, jsonl, live_server):
    source = jsonl([{"text": text} for text in ("new text", *TEXTS[:1])])
    args = ["ner.manual", "news", "blank:en", source, "--label", "A,B"]
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"feed_overlap": False})}
    with live_server(args, env) as server:
        client = server.client
        wait_for_index(client)
        assert client.get("/project")["pages"] == ["data", "dashboard"]
        first = client.get_tasks("al")
        items = search(client, "bird")
        result = client.post("/data/again", {"selection": {"ids": [items[0]["id"]]}})["result"]
        assert result["n_done"] == 1 and result["command"] is None
        tasks = client.get_tasks("bo", [eg["_task_hash"] for eg in first])
        assert [eg["text"] for eg in tasks] == ["blue bird"]
        answer = {**tasks[0], "spans": [], "answer": "accept"}
        client.give_answers([answer], "bo")
        found = search(client, "bird", sessions=["news-bo"])
        assert [one["task"]["spans"] for one in found] == [[]]  # replaced, not added
        other = search(client, "one fish")[0]
        change = {"selection": {"ids": [other["id"]]}, "old": "A", "new": "X"}
        status, detail = refused(client, "POST", "/data/change", change)
        assert status == 409 and "Somebody is annotating" in detail


def ask_again(client, *texts):
    ids = [search(client, text, sessions=["news-bo"])[0]["id"] for text in texts]
    assert client.post("/data/again", {"selection": {"ids": ids}})["result"]["n_done"] == len(ids)


def ask(client, name, held=()):
    return client.get_tasks(name, [eg["_task_hash"] for eg in held])


def show(tasks):
    return [eg["text"] for eg in tasks]


def accept(client, name, *tasks):
    client.give_answers([{**eg, "spans": [], "answer": "accept"} for eg in tasks], name)


def count_again(home):
    with sqlite3.connect(home / "prodigy.db") as file:
        return file.execute("SELECT COUNT(*) FROM prodigy_again").fetchone()[0]


def test_what_is_asked_again_outlives_a_kill_where_each_task_is_asked_once(
    db, home, jsonl, live_server
):
    # The stream brings none of it: what has answers is left out, and some isn't there any more.
    source = jsonl([{"text": "new text"}])
    args = ["ner.manual", "news", "blank:en", source, "--label", "A,B"]
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"feed_overlap": False, "batch_size": 2})}
    with live_server(args, env) as server:
        wait_for_index(server.client)
        ask_again(server.client, "one", "two", "red", "blue")
        of_al = ask(server.client, "al")
        assert show(of_al) == ["one fish", "two fish"]
        accept(server.client, "al", of_al[0])
        server.kill()
    assert count_again(home) == 3
    # Another interface is not for them.
    with live_server(["textcat.manual", "news", source, "--label", "A"], env) as server:
        assert not set(TEXTS) & set(show(ask(server.client, "di")))
        server.kill()
    with live_server(args, env) as server:
        accept(server.client, "al", of_al[1])  # it was in the browser, before anything was asked
        of_cy = ask(server.client, "cy")
        assert show(of_cy) == ["red fish", "blue bird"]
        assert not set(TEXTS) & set(show(ask(server.client, "al")))
        server.kill()
    assert count_again(home) == 2
    with live_server(args, env) as server:
        # Each one's tasks stay theirs, whoever asks first.
        assert not set(TEXTS) & set(show(ask(server.client, "al")))
        assert show(ask(server.client, "cy")) == ["red fish", "blue bird"]
        accept(server.client, "cy", *of_cy)
        assert not set(TEXTS) & set(show(ask(server.client, "cy")))
        server.kill()
    assert count_again(home) == 0
    with live_server(args, env) as server:
        assert not set(TEXTS) & set(show(ask(server.client, "cy")))


def test_what_is_asked_again_outlives_a_kill_where_all_are_asked(db, home, jsonl, live_server):
    source = jsonl([{"text": text} for text in TEXTS])
    args = ["ner.manual", "news", "blank:en", source, "--label", "A,B"]
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"feed_overlap": True, "batch_size": 2})}
    with live_server(args, env) as server:
        wait_for_index(server.client)
        assert not ask(server.client, "al") and not ask(server.client, "bo")
        ask_again(server.client, "two", "red", "blue")
        tasks = ask(server.client, "al")
        assert show(tasks) == ["two fish", "red fish"]
        assert show(ask(server.client, "bo")) == ["two fish", "red fish"]
        accept(server.client, "al", tasks[0])
        server.kill()
    with live_server(args, env) as server:
        accept(server.client, "al", tasks[1])
        of_bo = ask(server.client, "bo")
        of_al = ask(server.client, "al")
        assert show(of_bo) == ["two fish", "red fish"] and show(of_al) == ["blue bird"]
        accept(server.client, "bo", *of_bo)
        accept(server.client, "al", *of_al)
        of_bo = ask(server.client, "bo")
        assert show(of_bo) == ["blue bird"]
        server.kill()
    with live_server(args, env) as server:
        assert not ask(server.client, "al")
        assert show(ask(server.client, "bo")) == ["blue bird"]
        accept(server.client, "bo", *of_bo)
        assert not ask(server.client, "bo")
    assert count_again(home) == 0


def test_only_the_owner_gets_in(db, live_server):
    login = {"PRODIGY_BASIC_AUTH_USER": "boss", "PRODIGY_BASIC_AUTH_PASS": "secret"}
    with live_server(["browse"], login) as server:
        assert server.client.http.get("/data/status").status_code == 401
        basic = base64.b64encode(b"boss:secret").decode()
        headers = {"Authorization": f"Basic {basic}"}
        assert server.client.http.get("/data/status", headers=headers).status_code == 200
    with live_server(["browse"]) as server:
        http = server.client.http
        assert http.get("/data").status_code == 200
        for path in ("/data/status", "/data/project", "/data/datasets", "/data/answers/1"):
            response = http.get(path, headers={"X-Forwarded-For": "10.0.0.1"})
            assert response.status_code == 403, path
        assert http.get("/data", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403
        body = {"selection": {"ids": [1]}}
        origin = {"Origin": "https://example.com", "Sec-Fetch-Site": "cross-site"}
        config = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"cors": False})}
    with live_server(["browse"], config) as server:
        status, _ = refused(server.client, "POST", "/data/delete", body, **origin)
        assert status == 403 and db.count_dataset("news") == 10


BAD = [
    ("search", {"text": "x" * 10_001}),
    ("search", {"order": "other"}),
    ("search", {"after": [1]}),
    ("search", {"after": ["x", 1]}),
    ("search", {"after": [1, 1], "order": "session"}),
    ("search", {"after": [2**70, 1]}),
    ("search", {"limit": 1000}),
    ("search", {"since": 2**60}),
    ("search", {"labels": ["x"] * 201}),
    ("change", {"selection": {}, "old": "A", "answer": "accept"}),
    ("change", {"selection": {"ids": [1]}, "old": "A", "new": " "}),
    ("delete", {"selection": {"ids": [2**70]}}),
    ("undo", {"undo": ["../../prodigy.json"]}),
    ("undo", {"undo": []}),
    ("export", {"selection": {"ids": [1]}, "format": "nothing"}),
]


def test_what_makes_no_sense_is_refused(db, live_server):
    with live_server(["browse"]) as server:
        for path, body in BAD:
            response = server.client.http.post(f"/data/{path}", json=body)
            assert 400 <= response.status_code < 500, (path, body, response.text)
        for text in ('"', "\0", "a* OR (", "😀", "x" * 10_000):
            server.client.post("/data/search", {"text": text})
    assert db.count_dataset("news") == 10


def test_a_database_that_can_not_be_written_is_shown(db, live_server):
    settings = {"db_settings": {"sqlite": {"pragmas": {"query_only": 1}}}}
    with live_server(["browse"], {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}) as server:
        client = server.client
        deadline = time.monotonic() + 30
        while (state := client.get("/data/status"))["stage"] != "unavailable":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert state["is_read_only"] and "readonly" in state["problem"]
        assert len(search(client, "fish")) == 6
        assert refused(client, "POST", "/data/search", {"order": "session"})[0] == 409
        assert refused(client, "POST", "/data/delete", {"selection": {"ids": [1]}})[0] == 409
        assert isinstance(client.http, httpx.Client) and db.count_dataset("news") == 10


# A change that takes minutes.
SLOW_CHANGE = """
import time
from prodigy.app import jobs
from prodigy.cli import entry
jobs.GRACE_S = 0.2
report = jobs.Job.report
jobs.Job.report = lambda job, n_done: time.sleep(1) or report(job, n_done)
entry()
"""


def test_a_server_that_stops_takes_back_what_it_is_changing(home, tmp_path):
    db = connect("sqlite", {})
    answers = [{"text": f"text {i}", "answer": "accept"} for i in range(N_MANY)]
    db.add_examples([set_hashes(eg) for eg in answers], ["many"])
    server = LiveServer(["browse"], tmp_path / "log", program=("-c", SLOW_CHANGE))
    try:
        client = server.wait_until_ready().client
        ids = [row_id for (row_id,) in db.tables.link.select(db.tables.link.id).tuples()]
        change = {"selection": {"ids": ids}, "answer": "reject"}
        going_on = client.post("/data/change", change)["job"]
        while not client.get(f"/data/jobs/{going_on}")["n_done"]:
            pass
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(STOP_TIMEOUT_S) == 0
        assert "Traceback" not in server.output
    finally:
        server.close()
    assert {eg["answer"] for eg in db.iter_dataset_examples("many")} == {"accept"}
    assert not list((home / "undo").glob("*.jsonl*"))
    db.close()
