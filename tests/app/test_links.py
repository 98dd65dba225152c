"""Personal links, and who tries too often."""

import base64

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from prodigy.app import links as app_links
from prodigy.app.access import BasicAuth
from prodigy.app.throttle import (
    MAX_KEYS,
    MAX_PER_ADDRESS,
    MAX_PER_NAME,
    WINDOW_S,
    Failures,
    Throttle,
    fold_address,
)
from prodigy.components.links import LinkBook, make_digest
from prodigy.errors import ConfigError

TASKS = [{"text": f"text {i}"} for i in range(6)]
HEADER = app_links.HEADER


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No failures of other tests, and no second to wait for what changes."""
    monkeypatch.setattr(app_links, "throttle", Throttle())
    monkeypatch.setattr(app_links, "REFRESH_S", 0.0)


@pytest.fixture
def db(store):
    """Of each kind."""
    return store


@pytest.fixture
def book(db):
    return LinkBook(db)


@pytest.fixture
def start(serve, db):
    def start(**settings):
        components = {"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}
        return serve(components, **settings).http

    return start


def ask(http, name, secret=None):
    headers = {HEADER: secret} if secret else {}
    return http.post("/get_session_questions", json={"session_id": name}, headers=headers)


def test_only_the_holder_of_a_link_can_use_the_name(start, book, db, monkeypatch):
    monkeypatch.setattr(app_links.throttle.addresses, "limit", 100)
    http, secret = start(drafts=True), book.add("alex")
    other = book.add("jo")
    assert ask(http, "alex", secret).json()["session_id"] == "data-alex"
    requests = [
        ("POST", "/get_session_questions", {"session_id": "alex"}),
        ("POST", "/give_answers", {"session_id": "alex", "answers": [{**TASKS[0], "answer": "x"}]}),
        ("POST", "/activity", {"session_id": "alex"}),
        ("POST", "/figures", {"session_id": "alex"}),
        ("PUT", "/draft", {"session_id": "alex", "task_hash": 1, "task": {"text": "x"}}),
        ("GET", "/project?session=alex", None),
        ("GET", "/project/alex", None),
        ("GET", "/get_session_questions?session_id=alex", None),
        ("GET", "/session_status?session_id=alex", None),
        ("GET", "/drafts?session_id=alex", None),
    ]
    for wrong in ({}, {HEADER: other}, {HEADER: make_digest(secret)}, {HEADER: "x" * 5000}):
        for method, path, body in requests:
            response = http.request(method, path, json=body, headers=wrong)
            assert response.status_code == 403, (method, path, wrong)
            assert "alex" in response.json()["detail"]
    assert not db.get_dataset_examples("data")


@pytest.mark.parametrize("name", ["data-alex", "Alex", "ALEX", "ａｌｅｘ"])
def test_other_ways_to_write_a_name_are_the_same_name(start, book, name):
    http, _ = start(), book.add("alex")
    assert ask(http, name).status_code == 403


def test_names_without_a_link_and_no_name_are_free_unless_everybody_needs_one(start, book):
    http, secret = start(), book.add("alex")
    assert ask(http, "zoe").status_code == 200
    assert http.get("/get_questions").status_code == 200
    http = start(session_links=True)
    assert ask(http, "zoe").status_code == 403
    assert http.get("/get_questions").status_code == 403
    assert ask(http, "alex", secret).status_code == 200
    for path in ("/event/x", "/validate_answer", "/somewhere"):
        assert http.post(path, json={}).status_code == 403
        assert http.post(path, json={}, headers={HEADER: secret}).status_code != 403
    assert http.get("/media/0/x.png").status_code == 403
    assert http.get("/").status_code == http.get("/health").status_code == 200
    assert ask(start(session_links=False), "alex").status_code == 200


def test_a_link_that_is_revoked_ends_and_its_name_stays_taken(start, book):
    http, secret = start(), book.add("alex")
    assert ask(http, "alex", secret).status_code == 200
    assert book.revoke("alex")
    assert ask(http, "alex", secret).status_code == 403
    assert ask(http, "alex").status_code == 403
    assert not book.revoke("alex")
    again = book.add("alex")
    assert ask(http, "alex", secret).status_code == 403
    assert ask(http, "alex", again).status_code == 200
    assert book.release("alex")
    assert ask(http, "alex").status_code == 200


def test_a_link_becomes_a_cookie_that_scripts_cannot_read(start, book):
    http, secret = start(root_path="/label"), book.add("ann é".replace(" ", "_"))
    response = http.post("/enter", json={"session_id": "ann_é", "link": secret})
    assert response.json() == {"session": "ann_é"}
    cookie = response.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/label/", "max-age="):
        assert part in cookie
    assert "secure" not in cookie  # this is HTTP
    name, value = response.headers["set-cookie"].split(";")[0].split("=")
    assert value == secret
    assert (
        http.get("/label/project?session=ann_é", headers={"Cookie": f"{name}={value}"}).status_code
        == 200
    )
    wrong = http.post("/enter", json={"session_id": "ann_é", "link": "x"})
    assert wrong.status_code == 403
    assert "set-cookie" not in wrong.headers


def test_the_database_has_no_secret(book, db):
    secret = book.add("alex")
    row = book.read()[0]
    assert row.digest == make_digest(secret)
    assert secret not in repr(row)


def test_a_database_without_tables_of_ours_can_have_no_links(start, serve):
    components = {"dataset": "data", "view_id": "text", "stream": TASKS, "db": False}
    ctrl = serve(components, session_links=True).ctrl
    with pytest.raises(ConfigError, match="no database"):
        app_links.find_book(ctrl)


def test_guessing_ends_soon_and_the_right_link_is_not_looked_at_either(start, book):
    http, secret = start(), book.add("alex")
    for _ in range(MAX_PER_ADDRESS):
        assert ask(http, "alex", "wrong").status_code == 403
    for guess in ("wrong", secret):
        response = ask(http, "alex", guess)
        assert response.status_code == 429
        assert 0 < int(response.headers["retry-after"]) <= WINDOW_S


@pytest.fixture
def clock():
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    return Clock()


def test_failures_are_forgotten_after_a_while(clock):
    failures = Failures(2, clock)
    failures.add("a")
    assert failures.wait("a") == 0
    failures.add("a")
    assert failures.wait("a") == WINDOW_S
    assert failures.wait("b") == 0
    clock.now = WINDOW_S
    assert failures.wait("a") == 0
    failures.add("a")
    assert failures.wait("a") == 0


def test_memory_is_bounded_whatever_is_tried(clock):
    throttle = Throttle(clock)
    for number in range(MAX_KEYS + 500):
        throttle.fail(f"a{number}", "n" * 1000 + str(number))
        throttle.succeed(f"a{number}", str(number))
    assert len(throttle.addresses) == len(throttle._known) == MAX_KEYS
    assert len(throttle.names) == 1  # long names are cut


def test_a_name_is_guarded_from_all_addresses_but_not_closed_to_its_owner(clock):
    throttle = Throttle(clock)
    throttle.succeed("10.0.0.1", "alex")
    for number in range(MAX_PER_NAME):
        throttle.fail(f"192.0.2.{number}", "alex")
    assert throttle.wait("203.0.113.5", "alex") > 0
    assert throttle.wait("203.0.113.5", "jo") == 0
    assert throttle.wait("10.0.0.1", "alex") == 0


def test_addresses_of_one_network_count_together():
    assert fold_address("2001:db8::1") == fold_address("2001:db8::ffff")
    assert fold_address("2001:db8::1") != fold_address("2001:db8:0:1::1")
    assert fold_address("::ffff:192.0.2.1") == fold_address("192.0.2.1") == "192.0.2.1"
    assert fold_address("somewhere") == "somewhere"


def basic(user, password):
    code = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {code}"}


def test_a_login_can_be_set_and_is_never_told(start):
    http = start(basic_auth_user="me", basic_auth_pass="geheim")
    assert http.get("/version").status_code == 401
    assert http.get("/project", headers=basic("me", "falsch")).status_code == 401
    response = http.get("/project", headers=basic("me", "geheim"))
    assert response.status_code == 200
    assert "geheim" not in response.text
    assert "basic_auth" not in response.text


def open_socket(http, headers):
    """RETURNS: What the server says first, or the code it closes with."""
    try:
        with http.websocket_connect("/live", headers=headers) as connection:
            return connection.receive_text()
    except WebSocketDisconnect as err:
        return err.code


def test_web_sockets_that_somebody_adds_need_the_login_and_a_page_of_ours(clock):
    async def greet(socket):
        await socket.accept()
        await socket.send_text("secrets")
        await socket.close()

    login = ("me", "secret")
    inner = Starlette(routes=[WebSocketRoute("/live", greet)])
    outer = Starlette(routes=[Mount("/mounted", inner), *inner.routes])
    http = TestClient(BasicAuth(outer, get_login=lambda: login, throttle=Throttle(clock)))
    own, foreign = {"Origin": "http://testserver"}, {"Origin": "https://evil.example"}
    assert open_socket(http, basic(*login)) == "secrets"
    assert open_socket(http, {**basic(*login), **own}) == "secrets"
    for headers in ({}, basic("me", "wrong"), {**basic(*login), **foreign}):
        assert open_socket(http, headers) == 1008
    for _ in range(MAX_PER_ADDRESS):
        assert open_socket(http, basic("me", "wrong")) == 1008
    assert open_socket(http, basic(*login)) == 1008  # they are guesses like any other
    login = None
    assert open_socket(http, {}) == "secrets"


def test_passwords_cannot_be_guessed_for_long(clock):
    throttle = Throttle(clock)
    app = BasicAuth(Starlette(), get_login=lambda: ("me", "secret"), throttle=throttle)
    http = TestClient(app)
    for _ in range(MAX_PER_ADDRESS + 5):
        assert http.get("/").status_code == 401  # how browsers ask, and no failure
    for _ in range(MAX_PER_ADDRESS):
        assert http.get("/", headers=basic("me", "wrong")).status_code == 401
    for password in ("wrong", "secret"):
        response = http.get("/", headers=basic("me", password))
        assert response.status_code == 429
        assert response.json()["status"] == 429
    clock.now = WINDOW_S
    assert http.get("/", headers=basic("me", "secret")).status_code == 404
