"""Names that the server may be asked by, and those that pages of others turn to this machine."""

import json
import socket

import pytest
from starlette.testclient import TestClient

from prodigy.app import app
from prodigy.app.headers import HALF_A_YEAR_S
from prodigy.app.hosts import is_allowed, split_host

TASKS = [{"text": "One"}, {"text": "Two"}]
LOCAL = ("127.0.0.1", 8080)
PUBLIC = ("10.0.0.7", 8080)
OWN_NAME = socket.gethostname().lower()


@pytest.fixture
def ask(serve, db):
    """A function that asks a server, which listens on a port of an address, under some name."""

    def ask(host, place=LOCAL, path="/project", scheme="http", **settings):
        serve({"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}, **settings)
        address, port = place
        client = TestClient(app, base_url=f"{scheme}://{address}:{port}")
        return client.get(path, headers={"Host": host})

    return ask


OUR_NAMES = [
    *("localhost:8080", "LOCALHOST:8080", "localhost.:8080", "prodigy.localhost:8080"),
    *("127.0.0.1:8080", "127.3.2.1:8080", "[::1]:8080", "192.168.0.4:8080", "0.0.0.0:8080"),
    *(f"{OWN_NAME}:8080", "worker:8080", "macbook.local:8080", "host.docker.internal:8080"),
]
# From a proxy or a tunnel: with its port, or that which goes without saying.
FORWARDED = ["label.example", "label.example:443", "x1y2.ngrok-free.app", "label.example:9000"]
TURNED = ["evil.example:8080", "Evil.Example.:8080", "127.0.0.1.evil.example:8080", "a..b:8080"]
TURNED += ["localhost.evil.example:8080", "evil.example:08080", "xn--lcalhost-r6a.example:8080"]


@pytest.mark.parametrize("host", [*OUR_NAMES, *FORWARDED, ""])
def test_names_of_this_machine_and_of_proxies_are_answered(host, ask):
    assert ask(host).status_code == 200


@pytest.mark.parametrize("host", TURNED)
def test_a_name_that_was_turned_to_this_machine_is_refused(host, ask):
    for path in ("/", "/project", "/data/status", "/get_questions", "/bundle.js"):
        refused = ask(host, path=path)
        assert refused.status_code == 403
    body = refused.json()
    assert "isn't known as" in body["detail"] and '"allowed_hosts": [' in body["hint"]
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert ask(host, path="/health").status_code == 200


@pytest.mark.parametrize("host", ["evil.example:80", "evil.example", "a b:8080", "[evil]:8080"])
def test_on_the_port_that_goes_without_saying_it_is_left_out(host, ask):
    assert ask(host, place=("127.0.0.1", 80)).status_code == 403


@pytest.mark.parametrize("host", ["label.example:8080", "label.example", "10.0.0.7:8080"])
def test_who_listens_for_others_may_have_any_name(host, ask):
    assert ask(host, place=PUBLIC).status_code == 200


@pytest.mark.parametrize("place", [LOCAL, PUBLIC])
def test_listed_names_are_the_only_ones(place, ask):
    allowed = {"allowed_hosts": ["Label.Example", "*.lab.example"]}
    good = ["label.example:8080", "label.example", "a.lab.example:8080", f"{OWN_NAME}:8080"]
    for host in (*good, "localhost:8080", "127.0.0.1:8080", "10.0.0.7:8080"):
        assert ask(host, place, **allowed).status_code == 200, host
    for host in ("other.example", "lab.example:8080", "evillab.example", "worker:8080"):
        assert ask(host, place, **allowed).status_code == 403, host


def test_what_a_trusted_proxy_sends_and_what_is_encrypted_has_no_turned_name(ask):
    assert ask("label.example:8080", trusted_proxies=["127.0.0.1"]).status_code == 200
    assert ask("label.example:8080", allowed_hosts=["*"]).status_code == 200
    assert ask("label.example:8080", scheme="https").status_code == 200


def test_hosts_are_read_as_browsers_write_them():
    assert split_host("[::1]:9", "http") == ("::1", 9)
    assert split_host("A.b.", "https") == ("a.b", 443)
    assert split_host("a:b:c", "http") is split_host("a@b]", "http") is None
    assert is_allowed("x.y", ["*"]) and not is_allowed("y", ["*.y"])


def test_a_real_server_refuses_what_was_turned_to_it(live_server, jsonl):
    with live_server(["mark", "data", jsonl(TASKS), "--view-id", "text"]) as server:
        port = server.url.rpartition(":")[2]
        http = server.client.http
        for host, status in ((f"evil.example:{port}", 403), ("evil.example", 200)):
            assert http.get("/project", headers={"Host": host}).status_code == status
        owner = http.get("/data/status", headers={"Host": "tunnel.example"})
        assert owner.status_code == 403  # others come through it, and this is the owner's


STRICT = "strict-transport-security"


@pytest.mark.parametrize(
    ("host", "setting", "expected"),
    [
        *(("label.example", "auto", HALF_A_YEAR_S), ("label.example:8080", "auto", None)),
        *(("label.example:8080", True, HALF_A_YEAR_S), ("label.example:8080", 60, 60)),
        *(("label.example", 0, 0), ("label.example", False, None)),
        *(("localhost", True, None), ("127.0.0.1", True, None), ("machine.local", True, None)),
        *(("[::1]", True, None), ("machine", 60, None), ("a b", True, None)),
    ],
)
def test_browsers_remember_https_where_it_harms_no_other_server(host, setting, expected, ask):
    settings = {"ssl_certfile": "cert.pem", STRICT.replace("-", "_"): setting}
    sent = ask(host, place=PUBLIC, scheme="https", **settings).headers.get(STRICT)
    assert sent == (None if expected is None else f"max-age={expected}")
    for other in ({"scheme": "http"}, {"scheme": "https", "ssl_certfile": None}):
        assert STRICT not in ask(host, place=PUBLIC, **{**settings, **other}).headers


@pytest.mark.parametrize("cors", [True, ["https://other.example"]])
def test_no_page_of_another_origin_speaks_for_the_owner(cors, serve, db, monkeypatch):
    monkeypatch.setattr("prodigy.app.owners.LOCAL", ("testclient",))
    db.add_dataset("other")
    serve({"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}, cors=cors)
    client = TestClient(app, base_url="http://localhost:8080")
    foreign = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
    for path, body in (("search", {}), ("delete", {"selection": {"matching": {}}})):
        assert client.post(f"/data/{path}", json=body, headers=foreign).status_code == 403
        json_as_text = {**foreign, "Content-Type": "text/plain"}
        sent = client.post(f"/data/{path}", content=json.dumps(body), headers=json_as_text)
        assert sent.status_code in (403, 415)
    for path in ("status", "datasets", "project", "answers/1"):
        assert client.get(f"/data/{path}", headers=foreign).status_code == 403
    assert client.get("/data/datasets").status_code == 200
    assert client.get("/project", headers=foreign).json()["pages"] == []


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via"),
        *("X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-ProxyContextPath"),
        *("X-Envoy-External-Address", "Tailscale-User-Login", "X-Original-URL"),
    ],
)
def test_what_any_proxy_passes_on_is_not_of_the_owner(header, serve, db, monkeypatch):
    monkeypatch.setattr("prodigy.app.owners.LOCAL", ("testclient",))
    serve({"dataset": "data", "view_id": "text", "stream": TASKS, "db": db})
    client = TestClient(app, base_url="http://localhost:8080")
    assert client.get("/data/datasets").status_code == 200
    for value in ("127.0.0.1", "1.1 proxy", ""):
        assert client.get("/data/datasets", headers={header: value}).status_code == 403
        assert client.get("/project", headers={header: value}).json()["pages"] == []


def test_a_proxy_that_says_nothing_of_itself_is_known_by_its_old_http(live_server, jsonl):
    """As nginx with nothing but `proxy_pass http://127.0.0.1:8080`."""
    with live_server(["mark", "data", jsonl(TASKS), "--view-id", "text"]) as server:
        address = server.url.removeprefix("http://").partition(":")
        for version, status in ((b"1.0", 403), (b"1.1", 200)):
            with socket.create_connection((address[0], int(address[2]))) as connection:
                connection.sendall(
                    b"GET /data/datasets HTTP/%s\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    % (version, "".join(address).encode())
                )
                first = connection.makefile("rb").readline()
            assert int(first.split()[1]) == status, first
