"""GET /session_status: where tasks are, without touching them."""

from pathlib import Path

import pytest


def make_tasks(n):
    return [{"text": f"text {i}"} for i in range(n)]


@pytest.fixture
def client(serve):
    return serve({"dataset": "data", "view_id": "text", "stream": make_tasks(25)})


def test_tasks_of_others_are_counted(client):
    client.get_tasks("alex")
    status = client.get("/session_status", session_id="jo")
    assert status["session_id"] == "data-jo"
    assert (status["n_open"], status["n_waiting"]) == (0, 0)
    assert status["n_open_others"] == 10
    assert client.get("/session_status", session_id="alex")["n_open"] == 10


def test_answers_lower_the_count(client):
    tasks = client.get_tasks("alex")
    client.give_answers([{**task, "answer": "accept"} for task in tasks[:4]], "alex")
    assert client.get("/session_status", session_id="alex")["n_open"] == 6


def test_looking_changes_nothing(client):
    before = client.get("/session_status", session_id="jo")
    assert before["n_sessions"] == len(client.ctrl.sessions)
    assert client.get("/session_status", session_id="jo") == before
    assert "data-jo" not in client.ctrl.sessions
    assert len(client.get_tasks("jo")) == 10


def test_the_end_of_the_stream_is_told(client):
    assert client.get("/session_status")["is_exhausted"] is False
    seen = []
    while tasks := client.get_tasks(excludes=seen):
        seen += [task["_task_hash"] for task in tasks]
    assert client.get("/session_status")["is_exhausted"] is True


def test_names_that_are_not_allowed_learn_nothing(client, monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "jo")
    response = client.http.get("/session_status", params={"session_id": "zoe"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("help.md", "markdown"),
        ("help.html", "html"),
        ("HELP.HTM", "html"),
        ("help.txt", "text"),
        ("help", None),
        (False, None),
    ],
)
def test_the_format_of_instructions_is_told_by_their_file(name, expected):
    from prodigy.app.project import find_format

    assert find_format(name) == expected


def test_the_share_of_the_source_is_told_beside_the_target(serve):
    components = {"dataset": "data", "view_id": "text", "stream": make_tasks(20)}
    client = serve(components, total_examples_target=5)
    tasks = client.get_tasks()
    data = client.get_session_questions(None)
    assert (data["progress_kind"], data["left"], data["source_progress"]) == ("target", 5, 0)
    data = client.give_answers([{**task, "answer": "accept"} for task in tasks[:4]])
    assert (data["left"], data["source_left"], data["source_progress"]) == (1, 16, 0.2)


def test_files_of_the_page_are_read_again_only_when_they_change(serve, tmp_path, monkeypatch):
    guide, styles = tmp_path / "guide.md", tmp_path / "styles"
    styles.mkdir()
    guide.write_text("one", "utf8")
    (styles / "a.css").write_text("b { color: red }", "utf8")
    config = {"instructions": str(guide), "global_css_dir": str(styles)}
    components = {"dataset": "data", "view_id": "text", "stream": make_tasks(1), "config": config}
    client = serve(components)
    client.project()
    read = []
    original = Path.read_text

    def note(path, *args, **kwargs):
        read.append(path.name)
        return original(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", note)
    for _ in range(3):
        assert client.project()["instructions"] == "one"
    assert not {"guide.md", "a.css"} & set(read)
    guide.write_text("three", "utf8")
    (styles / "b.css").write_text("i {}", "utf8")
    project = client.project()
    assert (project["instructions"], project["global_css"]) == ("three", "b { color: red }\ni {}")
