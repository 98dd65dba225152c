"""Whatever is wrong with a request: the server says so with a 4xx, and goes on."""

import asyncio
import json

import pytest

from prodigy.app import app, bodies
from prodigy.components.db import connect
from prodigy.components.session import MAX_SESSION_CHARS
from tests.util import run_async

POSTS = [
    "/get_session_questions",
    "/give_answers",
    "/validate_answer",
    "/event/go",
    "/activity",
    "/figures",
]
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
        for key in ("answers", "answer", "task", "word", "excludes", "session_id", "pending"):
            found[f"{key} depth {depth}"] = f'{{"{key}": [{nest(depth)}], "task_hash": 1}}'
            deep = f'{{"text": "a", "_input_hash": 1, "_task_hash": 1, "deep": {nest(depth)}}}'
            value = f"[{deep}]" if key in ("answers", "pending") else deep
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
    for value in [*HASHES, -1, 2**32, 2**70]:
        for attr in ("_task_hash", "_input_hash", "_task_digest", "answer", "_timestamp", "spans"):
            task = {**GOOD_TASK, attr: value}
            body = {"answers": [task], "pending": [task], "answer": {attr: value}}
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


def assert_refused_with(response, status, text):
    assert_refused(response, text)
    assert response.status_code == status, response.text
    assert text in response.json()["detail"]


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
    name = "x" * (MAX_SESSION_CHARS - len("data-"))
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
def test_bodies_have_a_limit(size, client):
    client.ctrl.config["max_request_mb"] = 1
    data = json.dumps({"answers": [{**GOOD_TASK, "text": "x" * 2**20}]}).encode()
    content = data if size == "told" else iter([data[:1_000], data[1_000:]])
    response = client.http.post("/give_answers", content=content, headers=JSON)
    assert_refused(response, size)
    assert response.status_code == 413
    assert "1 MB" in response.json()["detail"]
    assert client.ctrl.total_annotated == 0


@pytest.mark.parametrize("path", ["/activity", "/get_session_questions"])
def test_requests_that_bring_no_tasks_have_a_small_limit(path, client):
    response = client.http.post(path, json={"session_id": "a", "more": "x" * 2**20})
    assert_refused(response, path)
    assert response.status_code == 413


def test_json_of_too_many_values_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(bodies, "MAX_VALUES", 1_000)
    response = client.http.post("/give_answers", json={"answers": [{"list": [0] * 1_000}]})
    assert_refused(response, "values")
    assert response.status_code == 413
    assert "1,000 values" in response.json()["detail"]


def test_bodies_at_the_same_time_have_a_limit_together(client, monkeypatch):
    monkeypatch.setattr(bodies, "N_AT_ONCE", 0)
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]})
    assert response.status_code == 503
    assert "same time" in response.json()["detail"]
    monkeypatch.undo()
    client.give_answers([GOOD_TASK])  # what was refused is not counted any more


def test_a_body_that_does_not_arrive_is_given_up(client, monkeypatch):
    monkeypatch.setattr(bodies, "MAX_PAUSE_S", 0.05)
    sent = []

    async def wait():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
    scope = {"type": "http", "method": "POST", "path": "/activity", "raw_path": b"/activity"}
    scope |= {
        "headers": headers,
        "query_string": b"",
        "server": ("localhost", 80),
        "scheme": "http",
    }
    run_async(app(scope, wait, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_compressed_bodies_are_refused(encoding, client):
    headers = {**JSON, "Content-Encoding": encoding}
    response = client.http.post("/give_answers", content=b"\x1f\x8b", headers=headers)
    assert_refused_with(response, 415, encoding)


def test_a_list_of_wrong_items_makes_a_short_message(client):
    body = {"answers": [1] * 10_000, "session_id": "a"}
    response = client.http.post("/give_answers", json=body)
    assert_refused(response, "items")
    assert len(response.text) < 1_000


@pytest.mark.parametrize("answer", [5, True, [], {}, "x" * 300], ids=repr)
def test_an_answer_that_is_no_text_is_named(answer, client):
    response = client.http.post(
        "/give_answers", json={"answers": [{**GOOD_TASK, "answer": answer}]}
    )
    assert_refused_with(response, 422, "answer 1: answer must be")


@pytest.mark.parametrize("mark", [-1, 2**32, 2**70, "x", 1.5, True])
def test_a_digest_that_is_none_means_nothing(mark, client):
    draft = {"task": {**GOOD_TASK, "_task_digest": mark}, "task_hash": 2**62}
    assert client.http.put("/draft", json=draft).status_code == 200
    for task_hash in (2, 2**62):
        client.give_answers([{**GOOD_TASK, "_task_hash": task_hash, "_task_digest": mark}])
        client.give_answers([{**GOOD_TASK, "_task_hash": task_hash}])
    assert connect().count_dataset("data") == 2  # each replaced by the second one


# Repeated and forged batches


def test_a_batch_id_that_somebody_else_took_loses_no_answer(client):
    client.give_answers([GOOD_TASK], "alex", batch_id="1")
    client.give_answers([GOOD_TASK], "alex", batch_id="1")
    client.give_answers([GOOD_TASK], "jo", batch_id="1")
    client.give_answers([{**GOOD_TASK, "answer": "reject"}], "jo", batch_id="1")
    found = {eg["_session_id"]: eg["answer"] for eg in connect().get_dataset_examples("data")}
    assert found == {"data-alex": "accept", "data-jo": "reject"}
    assert connect().count_dataset("data") == 2


def test_an_answer_to_a_task_that_was_never_handed_out_is_stored(client):
    client.give_answers([{"text": "of another run", "answer": "accept"}], "alex")
    (eg,) = connect().get_dataset_examples("data")
    assert eg["text"] == "of another run" and eg["_session_id"] == "data-alex"


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


OWN = [
    {},
    {"Origin": "http://testserver"},
    {"Origin": "http://testserver:80"},
    {"Origin": "https://label.example", "X-Forwarded-Host": "label.example"},
    {"Origin": "https://label.example", "X-Forwarded-Host": "label.example:443, inner:8080"},
    {"Origin": "https://label.example:8443", "Forwarded": 'for=1;host="Label.example:8443"'},
    {"Origin": "https://label.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://listed.example", "Sec-Fetch-Site": "cross-site"},
]
FOREIGN = [
    OTHER,
    {"Origin": "null"},
    {"Origin": "http://[::1"},
    {"Origin": "\x7f"},
    {"Origin": ""},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "https://listed.example:8443"},
    {"Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_the_page_and_what_is_no_page_always_work(headers, client):
    client.ctrl.config["cors"] = ["https://Listed.example/"]
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]}, headers=headers)
    assert response.status_code == 200
    if "listed" in headers.get("Origin", ""):
        assert response.headers["access-control-allow-origin"] == "https://listed.example"
        return
    client.ctrl.config["cors"] = False
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("allowed", [False, [], ["https://listed.example"]], ids=str)
@pytest.mark.parametrize("headers", FOREIGN, ids=ascii)
def test_pages_that_are_not_allowed_can_do_nothing(headers, allowed, client):
    client.ctrl.config["cors"] = allowed
    for path in ("/get_questions", "/get_session_questions?session_id=jo"):
        assert_refused_with(client.http.get(path, headers=headers), 403, "other origins")
    body = {"answers": [GOOD_TASK]}
    response = client.http.post("/give_answers", json=body, headers=headers)
    assert_refused_with(response, 403, "other origins")
    assert "data-jo" not in client.ctrl.sessions
    assert client.http.get("/project", headers=headers).status_code == 200


def test_with_cors_pages_of_other_origins_may_send_answers(client):
    response = client.http.post("/give_answers", json={"answers": [GOOD_TASK]}, headers=OTHER)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_pages_of_other_origins_cant_send_what_browsers_send_without_asking(
    method, path, content_type, client
):
    """Browsers would send it with the login of whoever visits the page."""
    headers = {**OTHER, "Content-Type": content_type} if content_type else OTHER
    response = client.http.request(method, path, headers=headers)
    assert_refused_with(response, 415, "JSON")


def test_browsers_are_told_not_to_guess_or_keep_answers(client):
    for path in ("/project", "/health", "/nothing"):
        headers = client.http.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    # A page with a text on it is somebody's; without one, it is the same for all.
    assert client.http.get("/").headers["cache-control"] == "no-store"
    assert client.http.get("/data").headers["cache-control"] == "no-cache"
