"""Behind a proxy: paths, addresses, and what of it is believed. With nginx where there is one."""

import json
import re

import httpx
import pytest
from starlette.testclient import TestClient

from prodigy.app import app
from prodigy.app.paths import normalize_root
from tests.nginx import make_certificate, run_nginx

TASKS = [{"text": "One"}, {"text": "Two"}]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [(None, ""), ("", ""), ("/", ""), ("label", "/label"), ("/a//b/", "/a/b")],
)
def test_how_a_path_is_written_makes_no_difference(setting, expected):
    assert normalize_root(setting) == expected


@pytest.fixture
def http(serve, db):
    components = {"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}
    serve(components, root_path="/project")  # like one of our own paths
    return TestClient(app)


def test_requests_may_have_the_path_or_not(http):
    for prefix in ("/project", ""):
        assert http.get(f"{prefix}/health").json() == {"status": "ok"}
        page = http.get(f"{prefix}/").text
        for address in re.findall(r'(?:src|href)="\./(assets[^"]+)"', page):
            assert http.get(f"{prefix}/{address}").status_code == 200
        assert http.get(f"{prefix}/nothing").status_code == 404
        assert "/project/openapi.json" in http.get(f"{prefix}/docs").text
    assert http.get("/project/project").json()["dataset"] == "data"
    big = b'{"session_id": "' + b"x" * 2**20 + b'"}'
    headers = {"Content-Type": "application/json"}
    assert http.post("/project/activity", content=big, headers=headers).status_code == 413
    foreign = {"Origin": "https://elsewhere.example", "Content-Type": "text/plain"}
    assert http.post("/project/give_answers", content=b"{}", headers=foreign).status_code == 415


def test_a_missing_slash_is_added(http):
    response = http.get("/project?session=jo", follow_redirects=False)
    assert response.status_code == 308
    assert response.headers["location"] == "/project/?session=jo"


@pytest.mark.slow
@pytest.mark.parametrize("strips", [True, False])
def test_behind_nginx(live_server, jsonl, run_cli, tmp_path, strips):
    settings = {"root_path": "/label", "trusted_proxies": ["127.0.0.1"], "cors": False}
    settings |= {"session_links": True}
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
    secret = run_cli("sessions", "add", "alex", env=env).stdout.strip().rpartition("=")[2]
    certificate = make_certificate(tmp_path)
    # Another address than that of the proxy, which is believed.
    stranger = httpx.HTTPTransport(verify=False, local_address="127.0.0.2")
    with (
        live_server(["mark", "data", jsonl(TASKS), "--view-id", "text"], env) as server,
        run_nginx(tmp_path, server.url, strips=strips, certificate=certificate) as url,
        httpx.Client(base_url=url, transport=stranger) as client,
    ):
        origin = {"Origin": url.removesuffix("/label"), "Sec-Fetch-Site": "same-origin"}
        assert client.get("/").status_code == 200
        assert client.get("/get_session_questions?session_id=alex").status_code == 403
        body = {"session_id": "alex", "link": secret}
        entered = client.post("/enter", json=body, headers=origin)
        # The proxy speaks HTTPS, and is believed.
        assert "Secure" in entered.headers["set-cookie"]
        assert "Path=/label/" in entered.headers["set-cookie"]
        tasks = client.get("/get_session_questions?session_id=alex").json()["tasks"]
        body = {"session_id": "alex", "answers": [{**tasks[0], "answer": "accept"}]}
        assert client.post("/give_answers", json=body, headers=origin).status_code == 200
        evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert client.post("/give_answers", json=body, headers=evil).status_code == 403
        # Guesses are counted by who sends them, and what he says about that is not believed.
        for number in range(25):
            forged = {"X-Forwarded-For": f"192.0.2.{number}"}
            guess = {"session_id": "alex", "link": "wrong"}
            last = client.post("/enter", json=guess, headers={**origin, **forged})
        assert last.status_code == 429
    assert secret not in server.output
    for log in tmp_path.glob("*.log"):
        assert secret not in log.read_text("utf8")
