"""The REST API, through the real application and through a real server."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException
from starlette.staticfiles import StaticFiles

from prodigy import app as app_module
from prodigy.app import api, app, set_controller
from prodigy.app.policy import INERT
from prodigy.core import Controller
from prodigy.errors import ConfigError
from tests.server import AppClient


@pytest.fixture
def serve(home: Any) -> Iterator[Callable[..., AppClient]]:
    """A function that makes a controller of components, with its recipe thread running."""
    running: list[Controller] = []

    def start(n: int = 25, **components: Any) -> AppClient:
        defaults = {"dataset": "data", "view_id": "text", "stream": make_tasks(n)}
        ctrl = Controller.from_components("test", {**defaults, **components})
        ctrl.thread.start()
        running.append(ctrl)
        set_controller(ctrl, ctrl.config)
        client = AppClient(app)
        client.ctrl = ctrl  # type: ignore[attr-defined]
        return client

    yield start
    for ctrl in running:
        ctrl.thread.stop()


def make_tasks(n: int) -> list[dict[str, Any]]:
    return [{"text": f"text {i}"} for i in range(n)]


def answer(tasks: list[dict[str, Any]], value: str = "accept") -> list[dict[str, Any]]:
    return [{**task, "answer": value} for task in tasks]


def texts(response: dict[str, Any]) -> list[str]:
    return [task["text"] for task in response["tasks"]]


def ask(client: AppClient, name: str | None = None, excludes: Any = ()) -> dict[str, Any]:
    if name is None:
        query = ",".join(map(str, excludes))
        return client.get(f"/get_questions?excludes={query}").json()
    body = {"session_id": name, "excludes": list(excludes)}
    return client.post("/get_session_questions", json=body).json()


def give(client: AppClient, answers: Any, name: str | None = None, batch: str = "") -> Any:
    headers = {"X-Prodigy-Batch": batch} if batch else {}
    body = {"answers": answers, "session_id": name}
    return client.post("/give_answers", json=body, headers=headers)


def assert_is_error(response: Any, status: int, detail: str) -> None:
    """All failures have one shape."""
    assert response.status_code == status
    body = response.json()
    assert set(body) == {"status", "detail", "hint", "request_id"}
    assert body["status"] == status
    assert detail in body["detail"]
    # Whoever has made it: also what nobody expected, which is answered outside of all layers.
    assert response.headers["x-request-id"] == body["request_id"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-security-policy"] == INERT


def test_project_has_settings_and_information(serve: Any) -> None:
    client = serve(config={"labels": ["A", "B"], "instructions": False, "lang": "en"})
    project = client.get("/project").json()
    assert project["dataset"] == project["id"] == "data"
    assert project["view_id"] == "text"
    assert project["recipe_name"] == "test"
    assert project["labels"] == ["A", "B"]
    assert project["theme"] == "basic"
    assert project["batch_size"] == 10
    assert project["has_validator"] is False
    assert project["event_hooks"] == []
    assert project["session"] is None
    assert project["session_id"] == client.ctrl.session_id
    assert project["total"] == 0


def test_project_tells_one_start_from_another(serve: Any) -> None:
    first = serve().get("/project").json()["instance"]
    assert serve().get("/project").json()["instance"] != first


@pytest.mark.parametrize("path", ["/project?session=alex", "/project/alex"])
def test_project_of_a_named_session(serve: Any, path: str) -> None:
    project = serve().get(path).json()
    assert (project["session"], project["session_id"]) == ("alex", "data-alex")


def test_project_never_contains_secrets(serve: Any) -> None:
    secrets = {"db_settings": {"mysql": {"password": "geheim"}}, "api_keys": {"nyt": "geheim"}}
    assert "geheim" not in serve(config=secrets).get("/project").text


def test_project_has_the_contents_of_files(serve: Any, tmp_path: Any) -> None:
    (tmp_path / "help.html").write_text("<b>Do this</b>", encoding="utf8")
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "b.js").write_text("b()", encoding="utf8")
    (tmp_path / "js" / "a.js").write_text("a()", encoding="utf8")
    config = {
        "instructions": str(tmp_path / "help.html"),
        "javascript_dir": str(tmp_path / "js"),
        "javascript": "c()",
        "global_css": "p {}",
    }
    project = serve(config=config).get("/project").json()
    assert project["instructions"] == "<b>Do this</b>"
    assert project["javascript"] == "a()\nb()\nc()"
    assert project["global_css"] == "p {}"


def test_questions_without_a_session(serve: Any) -> None:
    client = serve()
    response = ask(client)
    assert texts(response) == [f"text {i}" for i in range(10)]
    assert response["session_id"] == client.ctrl.session_id
    assert response["total"] == 0
    assert response["progress_kind"] == "source"
    assert "preparing" not in response
    hashes = [task["_task_hash"] for task in response["tasks"]]
    assert texts(ask(client, excludes=hashes)) == [f"text {i}" for i in range(10, 20)]


def test_questions_of_named_sessions_accept_name_and_full_id(serve: Any) -> None:
    client = serve()
    by_name = ask(client, "alex")
    assert by_name["session_id"] == "data-alex"
    assert texts(ask(client, "data-alex")) == texts(by_name)


def test_answers_are_stored_before_they_are_acknowledged(serve: Any) -> None:
    client = serve()
    tasks = ask(client, "alex")["tasks"]
    response = give(client, answer(tasks), "alex").json()
    assert client.ctrl.db.count_dataset("data") == 10
    assert response["total"] == response["session_total"] == 10
    assert response["session_id"] == "data-alex"
    assert "notice" not in response


def test_a_repeated_batch_is_stored_once(serve: Any) -> None:
    client = serve()
    answers = answer(ask(client)["tasks"])
    for _ in range(3):
        assert give(client, answers, batch="batch-1").status_code == 200
    assert client.ctrl.db.count_dataset("data") == 10


def test_a_changed_answer_replaces_the_earlier_one(serve: Any) -> None:
    client = serve()
    tasks = ask(client)["tasks"][:2]
    give(client, answer(tasks), batch="1")
    give(client, answer(tasks[:1], "reject"), batch="2")
    stored = client.ctrl.db.get_dataset_examples("data")
    assert [eg["answer"] for eg in stored] == ["reject", "accept"]


def test_when_nothing_is_left_tasks_are_empty(serve: Any) -> None:
    client = serve(3)
    give(client, answer(ask(client)["tasks"]))
    response = ask(client)
    assert response["tasks"] == [] and "preparing" not in response


def test_a_slow_stream_answers_in_bounded_time(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MAX_WAIT_S", 0.2)
    monkeypatch.setattr(api, "GRACE_S", 0.05)
    gate = threading.Event()

    def stream() -> Iterator[dict[str, Any]]:
        yield from make_tasks(10)
        gate.wait(timeout=30)
        yield {"text": "late"}

    client = serve(stream=stream(), config={"batch_size": 5})
    first = ask(client)["tasks"]
    hashes = [eg["_task_hash"] for eg in first]
    second = ask(client, excludes=hashes)["tasks"]
    hashes += [eg["_task_hash"] for eg in second]
    response = ask(client, excludes=hashes)
    assert response["tasks"] == [] and response["preparing"] is True
    # Answers don't wait for the stream either.
    assert give(client, answer(first)).status_code == 200
    gate.set()
    while (response := ask(client, excludes=hashes)).get("preparing"):
        pass
    assert texts(response) == ["late"]


def test_a_slow_update_doesnt_delay_the_acknowledgement(serve: Any) -> None:
    gate = threading.Event()
    client = serve(update=lambda answers: gate.wait(timeout=30))
    tasks = ask(client)["tasks"]
    assert give(client, answer(tasks)).status_code == 200
    assert client.ctrl.db.count_dataset("data") == 10
    gate.set()


def test_a_failing_update_is_reported_and_loses_nothing(serve: Any) -> None:
    def update(answers: Any) -> None:
        raise RuntimeError("out of memory")

    client = serve(update=update)
    response = give(client, answer(ask(client)["tasks"]))
    assert response.status_code == 200
    assert "out of memory" in response.json()["notice"]
    assert client.ctrl.db.count_dataset("data") == 10


def test_progress_after_answers_shows_the_update(serve: Any) -> None:
    client = serve(progress=lambda ctrl, value: ctrl.session_annotated / 40)
    tasks = ask(client)["tasks"]  # on a busy machine, those that are ready
    response = give(client, answer(tasks)).json()
    assert (response["progress"], response["progress_kind"]) == (len(tasks) / 40, "progress")


def test_a_failing_stream_is_an_error_and_the_server_stays_up(serve: Any) -> None:
    def stream() -> Iterator[dict[str, Any]]:
        yield {"text": "one"}
        raise ZeroDivisionError("boom")

    client = serve(stream=stream(), config={"batch_size": 1})
    give(client, answer(ask(client)["tasks"]))
    for _ in range(2):
        assert_is_error(client.get("/get_questions"), 500, "boom")
    # It lives, and whoever watches it is told that it has no more to ask.
    reasons = ["the stream of tasks has failed: ZeroDivisionError"]
    health = client.get("/health")
    assert health.status_code == 503
    assert health.json() == {"status": "failing", "reasons": reasons}
    assert client.get("/project").status_code == 200


@pytest.mark.parametrize("error", [ValueError("no spans"), AssertionError("no spans")])
def test_validate_answer_reports_any_exception(serve: Any, error: Exception) -> None:
    def validate(eg: dict[str, Any]) -> None:
        if eg["text"] == "bad":
            raise error

    client = serve(validate_answer=validate)
    assert client.get("/project").json()["has_validator"] is True
    good = client.post("/validate_answer", json={"answer": {"text": "good"}}).json()
    bad = client.post("/validate_answer", json={"answer": {"text": "bad"}}).json()
    assert good["ok"] is True
    assert bad == {"ok": False, "message": "no spans"}


def test_without_a_validator_every_answer_is_fine(serve: Any) -> None:
    assert serve().post("/validate_answer", json={"answer": {}}).json()["ok"] is True


def test_event_hooks_get_keyword_arguments_and_return_json(serve: Any) -> None:
    def hook(ctrl: Controller, *, query: str) -> Any:
        return {"dataset": ctrl.dataset, "query": query}

    client = serve(event_hooks={"search-it": hook, "also": hook})
    assert client.get("/project").json()["event_hooks"] == ["also", "search-it"]
    response = client.post("/event/search-it", json={"query": "x"})
    assert response.json() == {"dataset": "data", "query": "x"}


def test_async_event_hooks_work(serve: Any) -> None:
    async def hook(ctrl: Controller) -> int:
        return 5

    assert serve(event_hooks={"five": hook}).post("/event/five").json() == 5


def test_event_hooks_may_raise_http_errors(serve: Any) -> None:
    def teapot(ctrl: Controller) -> None:
        raise HTTPException(status_code=418, detail="I'm a teapot")

    def broken(ctrl: Controller) -> None:
        raise KeyError("x")

    client = serve(event_hooks={"tea": teapot, "broken": broken})
    assert_is_error(client.post("/event/tea"), 418, "I'm a teapot")
    assert_is_error(client.post("/event/broken"), 500, "broken")
    assert_is_error(client.post("/event/nope"), 404, "broken, tea")


def test_event_hooks_can_reset_the_stream(serve: Any) -> None:
    def reset(ctrl: Controller) -> Any:
        ctrl.reset_stream([{"text": "new"}])
        return ctrl.get_questions()

    client = serve(event_hooks={"reset": reset})
    ask(client)
    assert client.post("/event/reset").json()[0]["text"] == "new"
    assert texts(ask(client)) == ["new"]


def test_who_waits_for_a_slow_stream_gets_the_tasks_of_the_new_one(serve: Any) -> None:
    is_read = threading.Event()

    def slow() -> Iterator[dict[str, Any]]:
        for _ in range(200):
            is_read.set()
            time.sleep(0.06)  # longer than a slice, so that the hook comes in between
            yield {"text": "text 0"}

    client = serve(1, event_hooks={"reset": lambda ctrl: ctrl.reset_stream([{"text": "new"}])})
    give(client, answer(ask(client)["tasks"]))
    # The first batch of the first stream is checked before the start, so the slow one comes later.
    client.ctrl.reset_stream(slow())
    asked: list[Any] = []
    asking = threading.Thread(target=lambda: asked.append(ask(client, "ann")))
    asking.start()
    assert is_read.wait(60)
    client.post("/event/reset")
    asking.join(60)
    assert [texts(response) for response in asked] == [["new"]]


def test_the_recipes_progress_is_there_from_the_start(serve: Any) -> None:
    def progress(ctrl: Controller, session: Any, answers: Any, result: Any) -> float:
        return session.total_annotated / 20

    client = serve(progress=progress)
    assert client.get("/project?session=ann").json()["progress"] == 0.0
    assert ask(client, "ben")["progress"] == 0.0
    assert give(client, answer(ask(client, "ben")["tasks"]), "ben").json()["progress"] == 0.5
    assert ask(client, "ann")["progress"] == 0.0


def test_allowed_sessions_keep_others_out(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "alex,jo")
    client = serve()
    assert client.get("/project?session=alex").status_code == 200
    assert ask(client, "data-jo")["session_id"] == "data-jo"
    assert_is_error(client.get("/project?session=zoe"), 403, "'zoe' can't be used")
    assert_is_error(client.get("/project"), 403, "needs a session name")
    assert_is_error(give(client, [], "zoe"), 403, "zoe")


@pytest.mark.parametrize("name", ["Mr X", "x" * 300, "a\u200b"])
def test_allowed_sessions_that_cant_be_are_told_at_the_start(
    name: str, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", f"alex,{name}")
    with pytest.raises(ConfigError, match="PRODIGY_ALLOWED_SESSIONS"):
        serve()


def test_session_names_that_datasets_cant_have_are_refused(serve: Any) -> None:
    assert_is_error(serve().get("/project?session=Mr%20X"), 400, "without spaces")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/give_answers", {"answers": "x"}),
        ("/give_answers", {}),
        ("/get_session_questions", {"excludes": ["x"]}),
        ("/validate_answer", []),
    ],
)
def test_requests_of_the_wrong_shape_are_422(serve: Any, path: str, body: Any) -> None:
    assert_is_error(serve().post(path, json=body), 422, "")


def test_unknown_paths_and_bad_excludes_have_the_same_shape(serve: Any) -> None:
    client = serve()
    assert_is_error(client.get("/nothing/here"), 404, "Not Found")
    assert_is_error(client.get("/get_questions?excludes=x"), 422, "excludes")


def test_activity_keeps_a_session_awake(serve: Any) -> None:
    client = serve()
    ask(client, "alex")
    client.ctrl.sessions["data-alex"].timestamp = 0
    assert client.post("/activity", json={"session_id": "alex"}).json()["ok"] is True
    assert time.time() - client.ctrl.sessions["data-alex"].timestamp < 30


def test_cors_can_be_switched_off(serve: Any) -> None:
    origin = {"Origin": "http://elsewhere.example"}
    allowed = serve().get("/health", headers=origin)
    assert allowed.headers["access-control-allow-origin"] == "*"
    refused = serve(config={"cors": False}).get("/health", headers=origin)
    assert "access-control-allow-origin" not in refused.headers


def test_a_login_protects_every_route(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "ann")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", "pä:ss")
    client = serve()
    for path in ("/", "/project", "/version", "/docs", "/openapi.json"):
        response = client.get(path)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Basic")
    for bad in ("Basic xxx", "Basic " + "YW5uOng=", "Bearer x"):
        assert client.get("/version", headers={"Authorization": bad}).status_code == 401
    import base64

    good = "Basic " + base64.b64encode("ann:pä:ss".encode()).decode()
    assert client.get("/version", headers={"Authorization": good}).status_code == 200


def test_health_version_and_docs(serve: Any) -> None:
    from prodigy.about import __version__

    client = serve()
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/version").json() == {"version": __version__}
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/project", "/get_questions", "/give_answers", "/event/{name}"} <= set(paths)


def test_the_docs_page_loads_nothing_from_other_hosts(serve: Any) -> None:
    page = serve().get("/docs").text
    assert "SwaggerUIBundle" in page
    assert "http" not in page.replace("http-equiv", "")


def test_other_peoples_code_finds_its_routes(serve: Any) -> None:
    serve()
    paths = {getattr(route, "path", None) for route in app.router.routes}
    assert {"/", "/index.html", "/bundle.js", "/get_session_questions"} <= paths
    assert callable(app_module.server)


def test_other_peoples_code_adds_routes(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.router, "routes", list(app.router.routes))
    client = serve()
    assert client.get("/pictures/a.txt").status_code == client.get("/mine").status_code == 404
    (tmp_path / "a.txt").write_text("hello")
    app.add_api_route("/mine", lambda: {"is_mine": True})
    app.mount("/pictures", StaticFiles(directory=tmp_path))
    assert client.get("/mine").json() == {"is_mine": True}
    assert client.get("/pictures/a.txt").text == "hello"
    assert client.get("/assets/none.js").status_code == 404


def test_other_peoples_code_replaces_routes(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced = {"/health": app_module.get_health, "/version": app_module.version}
    is_ready = []

    def wrap(handler: Callable[[], Any]) -> Callable[[], Any]:
        def respond() -> Any:
            if not is_ready:
                raise HTTPException(503, "Not yet")
            return handler()

        return respond

    client = serve()
    bodies = {path: client.get(path).json() for path in replaced}
    kept = [route for route in app.router.routes if route.path_format not in replaced]  # type: ignore[attr-defined]
    monkeypatch.setattr(app.router, "routes", kept)
    for path, handler in replaced.items():
        app.router.add_api_route(path, wrap(handler), methods=["GET"])
    assert {client.get(path).status_code for path in replaced} == {503}
    is_ready.append(True)
    assert {path: client.get(path).json() for path in replaced} == bodies
    assert client.post("/get_session_questions", json={"session_id": None}).status_code == 200
