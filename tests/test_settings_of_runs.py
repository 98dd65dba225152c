"""One run, one set of settings: whoever reads one sees what the caller has overridden."""

import threading

import httpx
import pytest
import spacy

import prodigy
from prodigy import get_config
from prodigy.components.db import connect
from prodigy.components.db.tables import DEFAULT_DATABASE
from prodigy.components.loaders import get_loader
from prodigy.components.preprocess import split_sentences
from prodigy.config import running
from prodigy.core import Controller
from tests.server import Client

STREAM = [{"text": f"text {i}"} for i in range(30)]


def find_database():
    return str(connect().db.database)


@pytest.fixture
def other(tmp_path):
    """Settings of a second database, beside the one in the Prodigy home."""
    return {"sqlite": {"name": "other.db", "path": str(tmp_path)}}


@pytest.fixture
def reader():
    """A recipe that notes what every part of it sees: part to (database, batch size, my_key)."""
    seen = {}

    def note(part):
        config = get_config()
        seen[part] = (find_database().rpartition("/")[2], config["batch_size"], config["my_key"])

    def note_in_thread(part):
        thread = threading.Thread(target=note, args=(part,))
        thread.start()
        thread.join()

    def read_stream():
        for task in STREAM:
            note("stream")
            yield dict(task)

    @prodigy.recipe("reading", dataset=("Dataset", "positional", None, str))
    def reading(dataset):
        note("recipe")
        note_in_thread("thread")
        return {
            "dataset": dataset,
            "view_id": "text",
            "stream": read_stream(),
            "update": lambda answers: note("update"),
            "before_db": lambda answers: note("before_db") or answers,
            "validate_answer": lambda answer: note("validate_answer"),
            "on_load": lambda ctrl: (note("on_load"), note_in_thread("thread later")),
            "on_exit": lambda ctrl: note("on_exit"),
            "progress": lambda ctrl, result: note("progress") or 0.5,
            "event_hooks": {"ask": lambda ctrl: note("event")},
            "session_factory": lambda ctrl, name: note("session") or ctrl._make_session(name),
            "get_session_id": lambda: note("session ID") or "run-1",
            "config": {"my_key": "recipe", "batch_size": 7},
        }

    return seen


def start(command="reading data", **settings):
    return prodigy.serve(command, block=False, host="127.0.0.1", port=0, **settings)


def use(server):
    with httpx.Client(base_url=server.url, timeout=30.0) as http:
        client = Client(http)
        client.post("/event/ask", {})
        client.post("/validate_answer", {"answer": STREAM[0]})
        client.give_answers([{**task, "answer": "accept"} for task in client.get_tasks()])


EARLY, LATER = {"recipe", "thread"}, {"stream", "update", "before_db", "validate_answer", "on_load"}
LATER |= {"thread later", "on_exit", "progress", "event", "session", "session ID"}


def test_every_part_of_a_recipe_sees_the_overrides_of_its_run(reader, other):
    with start(db_settings=other, batch_size=3, my_key="caller") as server:
        use(server)
        assert server.controller.db is connect()
    assert reader == dict.fromkeys(EARLY | LATER, ("other.db", 3, "caller"))


def test_the_config_of_the_recipe_counts_when_the_recipe_has_returned(reader, tmp_path):
    (tmp_path / "prodigy.json").write_text('{"my_key": "file"}')
    with start() as server:
        use(server)
    early = dict.fromkeys(EARLY, ("prodigy.db", 10, "file"))
    assert reader == {**early, **dict.fromkeys(LATER, ("prodigy.db", 7, "recipe"))}


def test_a_run_leaves_nothing_behind(reader, other):
    before = find_database()
    start(db_settings=other, batch_size=3, my_key="caller").stop()
    assert (find_database(), get_config()["batch_size"]) == (before, 10)
    assert "my_key" not in get_config()
    assert DEFAULT_DATABASE.obj is connect().db


def test_a_notebook_beside_a_server_sees_the_settings_of_the_server(reader, other):
    with start(db_settings=other, my_key="caller") as server:
        assert connect() is server.controller.db
        assert get_config()["port"] == int(server.url.rpartition(":")[2])
        server.controller.config["theme"] = "dark"
        assert get_config()["theme"] == "dark"


def test_two_servers_one_after_the_other_have_settings_of_their_own(reader, other):
    names = []
    for settings in ({"db_settings": other}, {}):
        with start(my_key="caller", **settings) as server:
            use(server)
            names.append(find_database().rpartition("/")[2])
        assert {row[0] for row in reader.values()} == set(names[-1:])
    assert names == ["other.db", "prodigy.db"]


def test_a_refused_second_server_does_not_change_the_settings_of_the_first(reader, other, capsys):
    with start(db_settings=other, my_key="first") as server:
        with pytest.raises(SystemExit):
            start(my_key="second", batch_size=3)
        reader.clear()
        use(server)
        assert {row[::2] for row in reader.values()} == {("other.db", "first")}
        assert get_config()["my_key"] == "first"
    assert "serves a recipe already" in capsys.readouterr().err


def test_a_command_beside_a_server_has_settings_of_its_own(reader, other):
    seen = []
    prodigy.set_recipe("look", lambda: seen.append((find_database(), get_config().get("my_key"))))
    with start(db_settings=other, my_key="server") as server:
        prodigy.serve("look")
        prodigy.serve("look", my_key="look")
        reader.clear()
        use(server)
    assert [row[1] for row in seen] == [None, "look"]
    assert seen[0][0].endswith("prodigy.db")
    assert {row[::2] for row in reader.values()} == {("other.db", "server")}


@pytest.mark.parametrize("block", [True, False])
def test_a_command_within_a_recipe_inherits_what_is_overridden(block):
    seen = {}

    def note(name):
        config = get_config()
        seen[name] = (config["batch_size"], config["theme"])

    def outer():
        note("before")
        prodigy.serve("inner", theme="dark", block=block)
        note("after")

    prodigy.set_recipe("inner", lambda: note("inner"))
    prodigy.set_recipe("outer", outer)
    prodigy.serve("outer", batch_size=3, theme="spacy")
    assert seen == {"before": (3, "spacy"), "inner": (3, "dark"), "after": (3, "spacy")}


def test_the_environment_loses_against_the_caller_except_for_host_and_port(monkeypatch):
    monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", '{"batch_size": 2, "theme": "dark"}')
    monkeypatch.setenv("PRODIGY_PORT", "9001")
    seen = []
    prodigy.set_recipe("look", lambda: seen.append(get_config()))
    prodigy.serve("look", batch_size=3, port=9000)
    assert [seen[0][key] for key in ("batch_size", "theme", "port")] == [3, "dark", 9001]


def test_loaders_and_preprocessors_see_the_overrides():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    seen = []
    text = "One sentence. Another one."

    def look():
        seen.append(get_loader("guardian")("news"))  # without a key: an error
        seen.extend(split_sentences(nlp, [{"text": text}], min_length=None))

    prodigy.set_recipe("look", look)
    prodigy.serve("look", api_keys={"guardian": "key"}, split_sents_threshold=1000)
    assert [task["text"] for task in seen[1:]] == [text]
    with pytest.raises(SystemExit):
        prodigy.serve("look")


def test_files_are_read_once_in_a_run(tmp_path):
    path = tmp_path / "prodigy.json"
    path.write_text('{"batch_size": 3}')
    seen = []

    def look():
        seen.append(get_config()["batch_size"])
        path.write_text('{"batch_size": 4}')
        seen.append(Controller(False, "text", STREAM).batch_size)

    prodigy.set_recipe("look", look)
    prodigy.serve("look")
    assert seen == [3, 3]
    assert get_config()["batch_size"] == 4


def test_what_a_recipe_does_to_its_copy_changes_nothing_else():
    seen = []

    def look():
        get_config()["custom_theme"]["labels"] = {"A": "red"}
        get_config()["batch_size"] = 1
        ctrl = Controller(False, "text", STREAM, on_load=lambda ctrl: get_config().clear())
        ctrl.load()
        seen.append((ctrl.config["custom_theme"], ctrl.batch_size, get_config()["batch_size"]))

    prodigy.set_recipe("look", look)
    prodigy.serve("look", batch_size=3)
    assert seen == [({}, 3, 3)]


def test_overrides_of_a_controller_add_to_those_of_the_caller():
    seen = []

    def look():
        ctrl = Controller.from_components(
            "x", {"view_id": "text", "stream": STREAM}, {"batch_size": 5}
        )
        seen.append((ctrl.batch_size, ctrl.config["theme"]))

    prodigy.set_recipe("look", look)
    prodigy.serve("look", batch_size=3, theme="dark")
    assert seen == [(5, "dark")]


def test_callbacks_of_a_controller_without_a_command_see_its_settings(other):
    seen = []

    def note(*args):
        seen.append((connect() is ctrl.db, get_config()["batch_size"]))

    overrides = {"db_settings": other, "batch_size": 3}
    ctrl = Controller(
        "data", "text", STREAM, update=note, on_load=note, on_exit=note, config_overrides=overrides
    )
    ctrl.load()
    ctrl.receive_answers([{"text": "a", "answer": "accept"}])
    ctrl.save()
    assert seen == [(True, 3)] * 3
    assert (connect() is ctrl.db, get_config()["batch_size"]) == (False, 10)


def test_a_controller_made_before_the_command_keeps_what_it_has_used(other, monkeypatch, capsys):
    import prodigy.app

    monkeypatch.setattr(prodigy.app, "server", lambda ctrl, config: None)
    ctrl = Controller("data", "text", STREAM)
    prodigy.set_recipe("ready", lambda: ctrl)
    prodigy.serve("ready", theme="dark", db_settings=other)
    assert (ctrl.config["theme"], ctrl.config["db_settings"]) == ("dark", {})
    assert "can't be overridden any more: db_settings\n" in capsys.readouterr().err


def test_the_run_that_began_last_counts_for_code_without_one():
    def read(key):
        seen = []
        thread = threading.Thread(target=lambda: seen.append(get_config().get(key)))
        thread.start()
        thread.join()
        return seen[0]

    with running({"a": 1}):
        with running({"a": 2}) as inner, running(run=inner):
            assert read("a") == 2
        assert read("a") == 1
    assert read("a") is None


@pytest.mark.parametrize("value", [True, None])
def test_a_database_that_is_not_named_is_sqlite(value):
    with running({"db": value}):
        assert connect().db_id == "sqlite"
        assert Controller("data", "text", STREAM).db is connect()
