"""The quick way of the two endpoints of every task says what FastAPI says."""

import asyncio
import json

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response

from prodigy.app import app, models, parsing
from prodigy.app.errors import add_error_handlers
from prodigy.app.parsing import PatientRoute
from prodigy.app.quick_routes import QuickRoute
from tests.server import AppClient

GOOD_TASK = {"text": "ä", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}
GOOD = {"answers": [GOOD_TASK], "session_id": "jo"}
VALUES = [None, True, 0, 5, 1.5, 10**30, float("nan"), "", "a", "\ud800", [], {}, [[]], [{}], ["a"]]
BODIES = [
    *(b"", b" ", b"{", b"nul", b"\0", b"\xff", b"\xef\xbb\xbf{}", b'{"answers":[]} ', b"{}x"),
    *(b'{"answers":[],"answers":[{"a":1}]}', b'{"answers":[{"a":-0,"b":1E400}]}'),
    *(b'{"answers":[{"a":%s}]}' % (b"9" * 5000), b'{"answers":[{"a":"\xed\xa0\x80"}]}'),
    *(json.dumps(GOOD).encode(encoding) for encoding in ("utf-8", "utf-16", "utf-32")),
    *(b'{"answers":[%s%s]}' % (b"[" * depth, b"]" * depth) for depth in (100, 2_000, 100_000)),
    *(json.dumps(value).encode() for value in VALUES),
    *(json.dumps({**GOOD, key: value}).encode() for key in GOOD for value in VALUES),
    *(json.dumps({**GOOD, "withdrawn": value}).encode() for value in (*VALUES, ["x" * 65])),
    json.dumps({"answers": [{"text": "x" * parsing.SMALL_BYTES}]}).encode(),
    b'{"answers":[' + b'"x",' * parsing.SMALL_BYTES,
]
TYPES = [
    *("application/json", "Application/JSON", "application/json; charset=utf-8", "text/plain"),
    *("application/vnd.api+json", "application/json; charset=latin-1", "application/jsonp", ""),
]


async def echo(
    request: models.AnswersRequest, batch_id: str | None = Header(None, alias="X-B", max_length=4)
):
    return Response(repr((request, request.model_fields_set, batch_id)))


def make_client(**options):
    """Serve the endpoint twice, under the same name on both ways."""
    own = FastAPI()
    add_error_handlers(own)
    router = APIRouter()
    for path, kind in (("/quick", QuickRoute), ("/usual", PatientRoute)):
        router.add_api_route(path, echo, methods=["POST"], route_class_override=kind, **options)
    own.router.routes.extend(router.routes)
    return AppClient(own)


@pytest.fixture
def client():
    return make_client()


@pytest.fixture
def no_way_round(monkeypatch):
    """Let a request fail that doesn't take the quick way."""

    def close(client):
        [route] = [one for one in client.app.router.routes if isinstance(one, QuickRoute)]
        monkeypatch.setattr(route, "_usual_app", None)

    return close


def assert_same(client, **request):
    found = []
    for path in ("/quick", "/usual"):
        response = client.post(path, **request)
        text = response.text
        if response.status_code != 200:
            body = response.json()
            del body["request_id"]
            text = str(body)
        found.append((response.status_code, text))
    assert found[0] == found[1], str(request)[:200]
    return found[0]


@pytest.mark.parametrize("content_type", TYPES)
def test_every_body_is_read_and_refused_alike(content_type, client):
    headers = {"Content-Type": content_type} if content_type else {}
    statuses = {assert_same(client, content=body, headers=headers)[0] for body in BODIES}
    assert 422 in statuses
    is_json = content_type.lower().startswith("application/") and content_type != TYPES[-2]
    assert (200 in statuses) == is_json


@pytest.mark.parametrize(
    "batch", [[], [""], ["abcd"], ["abcde"], ["é"], ["a", "b"], ["abcde", "a"]]
)
def test_headers_are_read_and_refused_alike(batch, client):
    headers = [("X-B", value.encode("latin-1")) for value in batch]
    assert_same(client, json=GOOD, headers=headers)


def test_what_is_fine_takes_the_quick_way(client, no_way_round):
    no_way_round(client)
    response = client.post("/quick", json=GOOD, headers={"X-B": "1"})
    assert response.status_code == 200
    assert "session_id='jo'" in response.text and response.text.endswith("'1')")


@pytest.mark.parametrize("n_parts", [1, 2, 5])
@pytest.mark.parametrize("is_cut", [False, True])
def test_a_body_in_parts_is_read_whole(n_parts, is_cut):
    body = json.dumps(GOOD).encode()
    size = len(body) // n_parts + 1
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if is_cut:
        messages[-1] = {"type": "http.disconnect"}
    else:
        messages[-1]["more_body"] = False
    found = [asyncio.run(send_messages(path, messages)) for path in ("/quick", "/usual")]
    assert found[0][0]["status"] == found[1][0]["status"] == (400 if is_cut else 200)
    assert is_cut or found[0] == found[1]


async def send_messages(path, messages):
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": [(b"content-type", b"application/json")]}
    await make_client().app({**scope, "root_path": "", "scheme": "http"}, receive, send)
    return sent


def test_what_others_have_added_is_asked_first():
    async def look(request: Request):
        if "x-b" in request.headers:
            raise HTTPException(403, "looked")

    client = make_client(dependencies=[Depends(look)])
    assert assert_same(client, json=GOOD)[0] == 200
    assert assert_same(client, json=GOOD, headers={"X-B": "no"})[0] == 403


def test_both_endpoints_take_the_quick_way(serve, monkeypatch):
    client = serve({"dataset": "data", "view_id": "text", "stream": [{"text": "a"}]})
    routes = [one for one in app.router.routes if isinstance(one, QuickRoute)]
    assert [one.path for one in routes] == ["/get_session_questions", "/give_answers"]
    for route in routes:
        monkeypatch.setattr(route, "_usual_app", None)
    [eg] = client.get_tasks("jo")
    client.give_answers([{**eg, "answer": "accept"}], "jo")
    assert client.ctrl.total_annotated == 1
