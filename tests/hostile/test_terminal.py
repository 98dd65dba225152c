"""What data, names and addresses of others contain, the terminal shows and doesn't obey."""

import json
import re

import pytest

from prodigy.controls import show_controls, show_message
from tests.hostile.payloads import TEXTS

TRICKS = [
    "\x1b[2J",
    "\x1b]0;pwned\x07",
    "\x9b2J",
    "\x1b]8;;http://x\x07",
    "\u202eabc",
    "\x1bc",
    "a\rb",
]
ALL = "x".join(TRICKS) + TEXTS["escapes"] + TEXTS["bidi"]
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ROWS = [
    {"text": f"Ada {ALL}", "label": ALL, "spans": [{"start": 0, "end": 3, "label": ALL}]},
    {"text": ALL, "options": [{"id": ALL, "text": ALL}], "accept": [ALL], "meta": {ALL: ALL}},
    {"html": ALL, "label": ALL},
    {"image": ALL, "spans": [{"label": ALL, "points": [[0, 0], [1, 1], [2, 0]]}]},
    {"audio": ALL, "audio_spans": [{"start": 0, "end": 1, "label": ALL}]},
    {"messages": [{"role": "user", "content": ALL}]},
    {"prompt": ALL, "responses": [{"text": ALL}, {"text": ALL}]},
    {"input": {"text": ALL}, "accept": {"text": ALL}, "reject": {"text": ALL}, "mapping": {}},
    {"added": ALL, "removed": ALL},
    {"anything": ALL},
]


@pytest.mark.parametrize("text", [*TRICKS, ALL, "\u2066a\u2069", "\0", "\x7f"])
def test_nothing_is_left_that_a_terminal_obeys(text):
    shown = show_controls(text)
    assert not OBEYED.search(shown)
    assert len(shown) == len(text)  # offsets of spans stay true
    assert show_controls(shown) == shown


def test_what_is_only_shown_stays_as_it_is():
    text = "Zeile\n\tעברית \u200f العربية 日本 👩‍👩‍👧 é\r\n"
    assert show_controls(text) == text
    assert show_message(f"\x1b[31m{text}\x1b[0m") == f"\x1b[31m{text}\x1b[0m"


@pytest.fixture
def run(run_cli):
    def run(*args, env=None):
        result = run_cli(*args, env=env)
        for shown in (result.stdout, result.stderr):
            assert not OBEYED.search(shown), ascii(shown)
        return result

    return run


def test_commands_show_hostile_data(run, jsonl, tmp_path):
    rows = [{**row, "answer": "accept", "_session_id": "s"} for row in ROWS]
    data = jsonl(rows)
    assert run("db-in", "data", data).returncode == 0
    assert "Ada" in run("print-dataset", "data").stdout
    run("stats", "data", "-ls")
    run("progress", "data")
    run("doctor")
    run("check", data, "--view-id", "ner", env={"PRODIGY_LOGGING": "verbose"})
    run("mark", "other", data, "--view-id", ALL.replace("\0", ""))
    (tmp_path / "bad.jsonl").write_text(json.dumps({"text": 1}) + f'\n{{"{ALL}\n', "utf8")
    run("db-in", "bad", tmp_path / "bad.jsonl")


@pytest.mark.parametrize("name", ["da\x1b[2Jta", "data\u202e", "da\x07ta"])
def test_names_of_datasets_can_be_read(run, jsonl, name):
    result = run("db-in", name, jsonl(ROWS[:1]))
    assert result.returncode == 1
    assert "Can't use" in result.stderr
    assert run("stats", name).returncode == 1
    assert run("drop", name, "-y").returncode == 1
    assert run(name).returncode in (1, 2)


def test_requests_of_others_are_logged_in_one_line(live_server, jsonl):
    command = ["mark", "data", jsonl(ROWS[:1]), "--view-id", "text"]
    with live_server(command, {"PRODIGY_LOGGING": "verbose"}) as server:
        for path in ("/%1b%5d0;pwned%07", "/a%0d%0aGET:%20/forged", "/event/%1b[2J"):
            server.client.http.get(path)
            server.client.http.post(path, json={"x": ALL})
        server.client.http.get("/project", params={"session": "\x1b[2J"})
    assert not OBEYED.search(server.output), ascii(server.output)
