"""Whatever is wrong with a request: the server says so with a 4xx, and goes on."""

import json

import pytest

from prodigy.app import limits
from prodigy.components.db import connect

POSTS = ["/get_session_questions", "/give_answers", "/validate_answer", "/event/go", "/activity"]
ENDPOINTS = [*(("POST", path) for path in POSTS), ("PUT", "/draft")]
GETS = ["/project", "/get_questions", "/session_status", "/drafts", "/health", "/version"]


def nest(depth):
    return "[" * depth + "]" * depth


JSON = {"Content-Type": "application/json"}
GOOD_TASK = {"text": "a", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}
# Not JSON, not an object, or an object of which every endpoint must say what is wrong with it.
NO_OBJECTS = ["", " ", "{", "text", "nul", "null", "5", "[]", '"a"', "NaN", "true", b"\xff", b"\0"]
SIGNS = ["\0", "a\0b", "\n", "\t", "\ud800", "\u2028", "\x7f", "\u200b"]
NAMES = ["a b", "a,b", *SIGNS, "x" * 300, "😀" * 300]
NUMBERS = [1.5, 2**63, -(2**63) - 1, 10**400, float("nan"), float("inf"), True]
HASHES = ["abc", "", None, [], {}, *NUMBERS, "1e3"]
WRONG = [
    {"answers": None}, {"answers": "a"}, {"answers": {}}, {"answers": [1]}, {"answers": [None]},
    {"answers": [[]]}, {"answers": ["a"]}, {"answer": None}, {"answer": []}, {"answer": "a"},
    {"excludes": "a"}, {"excludes": None}, {"excludes": [None]}, {"excludes": ["a"]},
    {"excludes": [1.5]}, {"excludes": {}}, {"session_id": 5}, {"session_id": []},
    {"session_id": {}}, {"session_id": True}, {"task_hash": None}, {"task": 5},
    {"task": [], "task_hash": 1}, {"unknown": 1}, {"ctrl": 1}, {}, {"": 1}, {"self": 1},
    {"word": None, "more": 2},
]  # fmt: skip


@pytest.fixture(scope="module")
def payloads():
    """Name to body."""
    found = {repr(body)[:40]: body for body in NO_OBJECTS}
    found.update({str(obj): json.dumps(obj) for obj in WRONG})
    for depth in (50, 400, 900, 2_000, 100_000):
        found[f"depth {depth}"] = nest(depth)
        for key in ("answers", "answer", "task", "word", "excludes", "session_id"):
            found[f"{key} depth {depth}"] = f'{{"{key}": [{nest(depth)}], "task_hash": 1}}'
            deep = f'{{"text": "a", "_input_hash": 1, "_task_hash": 1, "deep": {nest(depth)}}}'
            value = f"[{deep}]" if key == "answers" else deep
            found[f"{key} with depth {depth}"] = f'{{"{key}": {value}, "task_hash": 1}}'
    for name in NAMES:
        body = {
            "session_id": name,
            "answers": [GOOD_TASK],
            "answer": {},
            "task_hash": 1,
            "task": {},
        }
        found[f"session {name!a:.30}"] = json.dumps(body)
    for value in HASHES:
        for attr in ("_task_hash", "_input_hash"):
            body = {"answers": [{**GOOD_TASK, attr: value}], "answer": {attr: value}}
            rest = {"excludes": [value], "task_hash": value, "task": {attr: value}}
            found[f"{attr} {value!r:.20}"] = json.dumps({**body, **rest})
    return found


@pytest.fixture
def client(serve):
    hooks = {"go": lambda ctrl, word: word}
    tasks = [{"text": f"text {i}"} for i in range(3)]
    components = {"dataset": "data", "view_id": "text", "stream": tasks, "event_hooks": hooks}
    return serve({**components, "validate_answer": lambda eg: None}, drafts=True)


def assert_refused(response, place):
    """4xx in our form, or fine."""
    if response.status_code == 200:
        json.loads(response.text, parse_constant=lambda name: pytest.fail(f"{place}: {name}"))
        return
    assert 400 <= response.status_code < 500, f"{place}: {response.text[:300]}"
    body = response.json()
    assert body["status"] == response.status_code, place
    assert body["detail"] and body["hint"] and body["request_id"], f"{place}: {body}"


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_no_payload_makes_the_server_fail(method, path, client, payloads):
    for name, body in payloads.items():
        for content_type in ("application/json", "text/plain"):
            headers = {"Content-Type": content_type}
            response = client.http.request(method, path, content=body, headers=headers)
            assert_refused(response, f"{path} {name}")
    assert client.get("/health") == {"status": "ok"}
    assert len(client.get_tasks("after-all")) <= 3
    # What was stored can be read again, by us and by SQL.
    for eg in connect().get_dataset_examples("data", []):
        assert isinstance(eg["_task_hash"], int)


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_session_name_makes_the_server_fail(path, name, client):
    name = name.encode("utf8", "surrogatepass")
    for key in ("session_id", "session", "excludes"):
        assert_refused(client.http.get(path, params={key: name}), f"{path} {key}={name!r}")


@pytest.mark.parametrize("excludes", ["a", "1,b", "1;2", "1.5", "9" * 400, "9" * 5000, "\0", "--1"])
def test_excludes_must_be_hashes(excludes, client):
    response = client.http.get("/get_questions", params={"excludes": excludes})
    assert response.status_code == 422
    assert "excludes" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/get_session_questions", "/give_answers", "/activity"])
@pytest.mark.parametrize(
    "name", ["x" * 300, "a b", "a\0b", "\ud800"], ids=["long", "space", "nul", "half"]
)
def test_a_session_name_that_cant_be_used_is_explained(path, name, client):
    body = json.dumps({"session_id": name, "answers": []})
    response = client.http.post(path, content=body, headers=JSON)
    assert response.status_code == 400
    assert "session" in response.json()["detail"]
    assert not any(name in known for known in client.ctrl.sessions)


def test_the_longest_session_name_works(client):
    name = "x" * (limits.MAX_SESSION_CHARS - len("data-"))
    client.give_answers([{**task, "answer": "accept"} for task in client.get_tasks(name)], name)
    assert connect().count_dataset(f"data-{name}") == 3


@pytest.mark.parametrize("value", [v for v in HASHES if v is not None], ids=lambda v: repr(v)[:12])
def test_a_hash_that_is_none_is_named(value, client):
    body = json.dumps({"answers": [GOOD_TASK, {**GOOD_TASK, "_task_hash": value}]})
    response = client.http.post("/give_answers", content=body, headers=JSON)
    assert response.status_code == 422
    assert "answer 2" in response.json()["detail"] and "_task_hash" in response.json()["detail"]
    assert connect().get_dataset_examples("data", []) == []  # all or nothing


def test_hashes_as_text_are_numbers(client):
    client.give_answers([{**GOOD_TASK, "_task_hash": "7", "_input_hash": 8.0}])
    (eg,) = connect().get_dataset_examples("data")
    assert (eg["_task_hash"], eg["_input_hash"]) == (7, 8)


@pytest.mark.parametrize("size", ["told", "untold"])
def test_bodies_have_a_limit(size, client, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BODY_BYTES", 2_000)
    data = json.dumps({"answers": [{**GOOD_TASK, "text": "x" * 3_000}]}).encode()
    content = data if size == "told" else iter([data[:1_000], data[1_000:]])
    response = client.http.post("/give_answers", content=content, headers=JSON)
    assert_refused(response, size)
    assert response.status_code == 413
    assert "MB" in response.json()["detail"]


def test_an_event_hook_says_what_it_takes(client):
    response = client.http.post("/event/go", json={"wrod": 1})
    assert response.status_code == 422
    assert "unexpected keyword argument 'wrod'" in response.json()["detail"] or (
        "missing a required argument: 'word'" in response.json()["detail"]
    )
    assert "word" in response.json()["hint"]
    assert client.event("go", {"word": 5}) == 5


@pytest.mark.parametrize("body", ["", "null"])
def test_an_event_without_payload_is_one_with_an_empty_payload(body, serve):
    hooks = {"go": lambda ctrl, **payload: payload}
    client = serve({"view_id": "text", "stream": [{"text": "a"}], "event_hooks": hooks})
    response = client.http.post("/event/go", content=body, headers=JSON)
    assert (response.status_code, response.json()) == (200, {})


@pytest.mark.parametrize(
    "path", ["/nothing", "/event/nothing", "/event/", "/event/go/on", "/event/%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_wrong_addresses_and_methods_are_told(method, path, client):
    response = client.http.request(method, path)
    assert response.status_code in (404, 405)
    assert_refused(response, path)


@pytest.mark.parametrize("batch_id", ["x" * 65, ""])
def test_a_batch_id_that_cant_be_kept_is_told(batch_id, client):
    headers = {"X-Prodigy-Batch": batch_id}
    response = client.http.post("/give_answers", json={"answers": []}, headers=headers)
    assert_refused(response, batch_id)
    assert response.status_code == (422 if batch_id else 200)


# Pages of other origins

OTHER = {"Origin": "http://evil.example"}


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_without_cors_pages_of_other_origins_are_refused(method, path, client):
    client.ctrl.config["cors"] = False
    body = json.dumps({"answers": [GOOD_TASK], "answer": {}, "task_hash": 1, "word": 1})
    for headers in (OTHER, {**OTHER, "Content-Type": "text/plain"}, {"Origin": "null"}):
        response = client.http.request(method, path, content=body, headers=headers)
        assert response.status_code == 403
        assert_refused(response, path)
        assert "access-control-allow-origin" not in response.headers
    assert connect().get_dataset_examples("data", []) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://label.example", "X-Forwarded-Host": "label.example"},
        {"Origin": "https://label.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=["script", "page", "proxy", "browser"],
)
def test_without_cors_the_page_itself_still_works(headers, client):
    client.ctrl.config["cors"] = False
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]}, headers=headers)
    assert response.status_code == 200


def test_with_cors_pages_of_other_origins_may_send_answers(client):
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]}, headers=OTHER)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
