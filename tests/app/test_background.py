"""prodigy.serve from scripts and notebooks: blocking, and beside the caller's code."""

import socket
import subprocess
import sys
import threading

import httpx
import pytest

import prodigy
from prodigy.components.db import connect
from tests.server import Client, LiveServer, make_env
from tests.util import run_async

SCRIPT = """
import asyncio
import prodigy

@prodigy.recipe("from-script", dataset=("Dataset", "positional", None, str))
def from_script(dataset):
    def on_exit(ctrl):
        print("on_exit:", ctrl.session_annotated)

    stream = ({"text": f"text {i}"} for i in range(30))
    return {"dataset": dataset, "view_id": "text", "stream": stream, "on_exit": on_exit}
"""


@pytest.fixture
def threads():
    """Registers a recipe whose parts note the names of their threads."""
    names = {}

    def note(part):
        names.setdefault(part, set()).add(threading.current_thread().name)

    @prodigy.recipe("noting", dataset=("Dataset", "positional", None, str))
    def noting(dataset):
        note("recipe")

        def get_stream():
            for i in range(30):
                note("stream")
                yield {"text": f"text {i}"}

        return {
            "dataset": dataset,
            "view_id": "text",
            "stream": get_stream(),
            "update": lambda answers: note("update"),
            "on_load": lambda ctrl: note("on_load"),
            "on_exit": lambda ctrl: note("on_exit"),
            "event_hooks": {"stop": lambda ctrl: names["server"].stop()},
        }

    return names


def start(command="noting data", **settings):
    return prodigy.serve(command, block=False, host="127.0.0.1", port=0, **settings)


def make_client(server):
    return Client(httpx.Client(base_url=server.url, timeout=30.0))


def answer_batch(client):
    tasks = client.get_tasks()
    client.give_answers([{**task, "answer": "accept"} for task in tasks])


def test_callbacks_read_the_datasets_of_the_run_before_there_are_answers():
    found = {}

    def read(key, ctrl):
        found[key] = [ctrl.db.get_dataset(name) for name in (ctrl.dataset, ctrl.session_id)]

    @prodigy.recipe("reading", dataset=("Dataset", "positional", None, str))
    def reading(dataset):
        return {
            "dataset": dataset,
            "view_id": "text",
            "stream": [{"text": "a"}],
            "on_load": lambda ctrl: read("load", ctrl),
            "on_exit": lambda ctrl: read("exit", ctrl),
        }

    start("reading data").stop()
    assert found == {"load": [[], []], "exit": [[], []]}
    assert (connect().datasets, connect().sessions) == (["data"], [])


def test_half_a_login_stops_the_start(threads, monkeypatch):
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "ann")
    with pytest.raises(SystemExit):
        start()
    assert connect().datasets == []


def test_a_failing_on_load_leaves_the_database_as_it_was():
    @prodigy.recipe("failing", dataset=("Dataset", "positional", None, str))
    def failing(dataset):
        stream = [{"text": "a"}]
        parts = {"dataset": dataset, "view_id": "text", "stream": stream}
        return {**parts, "on_load": lambda ctrl: 1 / 0}

    with pytest.raises(ZeroDivisionError):
        start("failing data")
    assert (connect().datasets, connect().sessions) == ([], [])


def test_a_server_beside_the_code_serves_until_it_is_stopped(threads, capsys):
    server = start(theme="dark")
    client = make_client(server)
    assert client.project()["theme"] == "dark"
    answer_batch(client)
    assert server.is_running
    assert server.controller.session_annotated == 10
    server.stop()
    assert not server.is_running
    with pytest.raises(httpx.TransportError):
        client.get("/health")
    assert connect().count_dataset("data") == 10
    output = capsys.readouterr().out
    assert f"Starting the web server at {server.url}" in output
    assert "Saved 10 annotations" in output
    client.http.close()


def test_all_code_of_the_recipe_runs_in_one_thread(threads):
    with start() as server, make_client(server).http as http:
        answer_batch(Client(http))
    assert set(threads) == {"recipe", "stream", "on_load", "update", "on_exit"}
    assert set.union(*threads.values()) == {"prodigy-recipe"}


def test_a_notebook_with_a_running_loop_goes_on(threads):
    async def cell():
        server = start()
        async with httpx.AsyncClient(base_url=server.url) as http:
            tasks = (await http.get("/get_questions")).json()["tasks"]
        html = server._repr_html_()
        server.stop()
        return tasks, html, server

    tasks, html, server = run_async(cell())
    assert len(tasks) == 10
    assert html == f'Prodigy at <a href="{server.url}" target="_blank">{server.url}</a>'
    assert repr(server).endswith("(stopped)>")


def test_stop_may_be_called_twice_and_by_the_recipe(threads):
    server = threads["server"] = start()
    with make_client(server).http as http:
        Client(http).event("stop")
    server.stop()
    server.stop()
    assert threads["on_exit"]


def test_a_second_server_is_refused_and_the_first_goes_on(threads, capsys):
    with start() as server, make_client(server).http as http:
        with pytest.raises(SystemExit):
            start("noting other")
        assert Client(http).project()["dataset"] == "data"
    assert "serves a recipe already" in capsys.readouterr().err
    start("noting other").stop()


def test_commands_without_a_server_just_end(capsys):
    connect().add_dataset("data")
    assert start("stats") is None
    assert "Prodigy Stats" in capsys.readouterr().out


def test_errors_arrive_where_serve_was_called(threads, capsys):
    with pytest.raises(SystemExit) as info:
        start("not-there")
    assert info.value.code == 1
    assert "not-there" in capsys.readouterr().err

    @prodigy.recipe("broken-start")
    def broken_start():
        raise ZeroDivisionError("boom")

    with pytest.raises(ZeroDivisionError, match="boom"):
        start("broken-start")
    start().stop()


def test_another_port_is_taken_on_request(threads, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = {"block": False, "host": "127.0.0.1", "port": port}
        with pytest.raises(SystemExit):
            prodigy.serve("noting data", **settings)
        assert f"Port {port} is in use" in capsys.readouterr().err
        server = prodigy.serve("noting data", **settings, port_auto=True)
    assert server.url != f"http://127.0.0.1:{port}"
    assert server.controller.config["port"] == int(server.url.rsplit(":")[-1])
    server.stop()


@pytest.mark.parametrize(
    "call",
    [
        'prodigy.serve("from-script data")',
        'prodigy.serve("from-script", "data")',
        "async def main():\n    prodigy.serve('from-script data')\nasyncio.run(main())",
    ],
    ids=["command", "arguments", "in a running loop"],
)
def test_serve_blocks_a_script_until_ctrl_c(call, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(f"{SCRIPT}\n{call}\nprint('The end')\n")
    server = LiveServer([], tmp_path / "log.txt", program=[str(path)])
    try:
        answer_batch(server.wait_until_ready().client)
        assert "The end" not in server.output
        output = server.stop()
    finally:
        server.close()
    assert output.index("Saved 10") < output.index("on_exit: 10") < output.index("The end")


def test_a_script_that_ends_stops_its_server(tmp_path):
    path = tmp_path / "script.py"
    body = """
import httpx
server = prodigy.serve("from-script data", block=False, port=0, host="127.0.0.1")
tasks = httpx.get(server.url + "/get_questions").json()["tasks"]
answers = [{**task, "answer": "accept"} for task in tasks]
httpx.post(server.url + "/give_answers", json={"answers": answers}).raise_for_status()
print("The end")
"""
    path.write_text(SCRIPT + body)
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, env=make_env(), timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("The end") < done.stdout.index("on_exit: 10")
