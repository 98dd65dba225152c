"""PUT /draft and GET /drafts: half-done work is kept until the task is answered."""

import pytest

TASKS = [{"text": f"text {i}"} for i in range(5)]


@pytest.fixture
def client(serve, db):
    return serve({"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}, drafts=True)


def put(client, task, session=None, *, task_hash=None):
    payload = {"task": task, "session_id": session, "task_hash": task_hash or task["_task_hash"]}
    response = client.http.put("/draft", json=payload)
    response.raise_for_status()
    return response.json()


def get(client, session=None):
    return client.get("/drafts", **({"session_id": session} if session else {}))["drafts"]


def test_the_latest_draft_of_a_task_is_kept_for_its_session(client):
    first, second = client.get_tasks("alex")[:2]
    for number in (1, 2):
        put(client, {**first, "spans": [{"start": 0, "end": number}]}, "alex")
    put(client, {**second, "note": "😀"}, "alex")
    assert sorted(map(len, get(client, "alex"))) == sorted([len(first) + 1, len(second) + 1])
    assert {**first, "spans": [{"start": 0, "end": 2}]} in get(client, "alex")
    assert get(client, "jo") == []


def test_an_answer_ends_its_draft(client):
    first, second = client.get_tasks()[:2]
    put(client, {**first, "note": "a"})
    put(client, {**second, "note": "b"})
    client.give_answers([{**first, "answer": "accept"}])
    assert [task["note"] for task in get(client)] == ["b"]


def test_drafts_of_two_tasks_with_the_same_hash_are_two(serve, db):
    texts = ["Headline 8011", "Headline 60417"]  # found by trying
    stream = [{"text": text, "label": "A"} for text in texts]
    components = {"dataset": "data", "view_id": "classification", "stream": stream, "db": db}
    client = serve(components, drafts=True)
    first, second = client.get_tasks()
    assert first["_task_hash"] == second["_task_hash"]
    for task in (first, second):
        digest = task.get("_task_digest")
        payload = {"task_hash": task["_task_hash"], "task_digest": digest, "task": task}
        client.http.put("/draft", json=payload).raise_for_status()
    assert sorted(eg["text"] for eg in get(client)) == sorted(texts)
    client.give_answers([{**second, "answer": "accept"}])
    assert [eg["text"] for eg in get(client)] == [texts[0]]
    payload = {"task_hash": first["_task_hash"], "task": None}
    client.http.put("/draft", json=payload).raise_for_status()
    assert get(client) == []


def test_an_answer_and_the_end_of_its_draft_are_stored_together(client, db, monkeypatch):
    """A server that is killed in between must not offer a draft of what is answered."""
    task = client.get_tasks()[0]
    put(client, {**task, "note": "a"})

    def fail(*args):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(client.ctrl.storage.drafts, "delete", fail)
        payload = {"answers": [{**task, "answer": "accept"}]}
        headers = {"X-Prodigy-Batch": "one"}
        response = client.http.post("/give_answers", json=payload, headers=headers)
        assert response.status_code == 500
    assert not db.get_dataset_examples("data", [])
    assert len(get(client)) == 1
    client.give_answers([{**task, "answer": "accept"}], batch_id="one")
    assert len(db.get_dataset_examples("data")) == 1
    assert get(client) == []


def test_a_draft_can_be_taken_back(client):
    task = client.get_tasks()[0]
    put(client, {**task, "note": "a"})
    put(client, None, task_hash=task["_task_hash"])
    assert get(client) == []


def test_drafts_are_no_answers(client, db):
    task = client.get_tasks()[0]
    put(client, {**task, "note": "a"})
    assert len(db.get_dataset_examples("data") or []) == 0
    assert client.project()["total"] == 0
    assert db.datasets in ([], ["data"])


def test_drafts_of_the_unnamed_session_are_there_after_a_restart(client, serve, db):
    task = client.get_tasks()[0]
    put(client, {**task, "note": "a"})
    again = serve({"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}, drafts=True)
    assert [draft["note"] for draft in get(again)] == ["a"]


def test_drafts_go_with_their_dataset(client, db):
    task = client.get_tasks()[0]
    put(client, {**task, "note": "a"})
    client.give_answers([{**client.get_tasks()[1], "answer": "accept"}])
    db.drop_dataset("data")
    assert get(client) == []


def test_without_the_setting_there_are_none(serve):
    client = serve({"dataset": "data", "view_id": "text", "stream": TASKS})
    task = client.get_tasks()[0]
    payload = {"task": task, "task_hash": task["_task_hash"]}
    assert client.http.put("/draft", json=payload).status_code == 404
    assert client.http.get("/drafts").status_code == 404
