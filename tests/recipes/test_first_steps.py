"""What somebody tries first: the greeting, `demo`, `init` and completion in the shell."""

import os
import shlex
import subprocess
from typing import get_args

import pytest

from prodigy.components.db import connect
from prodigy.core import Controller
from prodigy.recipes.demo import demo
from prodigy.recipes.parts.demos import DATA, DEMOS
from prodigy.schemas import get_model
from prodigy.shapes import ViewId


def test_greeting_names_three_commands_that_exist(run_cli):
    result = run_cli()
    assert result.returncode == 0
    commands = [line.split()[1] for line in result.stdout.splitlines() if line[:9] == "  prodigy"]
    assert commands == ["demo", "init", "ner.manual"]
    assert "Named entities" not in result.stdout
    assert "Named entities" in run_cli("--help").stdout


def test_every_interface_has_a_demo_and_every_file_belongs_to_one():
    assert set(DEMOS) == set(get_args(ViewId))
    used = {row.data for row in DEMOS.values()}
    assert {path.name for path in DATA.iterdir()} - used == {"project"}


@pytest.mark.parametrize("name", DEMOS)
def test_demo_has_tasks_that_fit_their_interface(name, home):
    ctrl = Controller.from_components("demo", dict(demo(name)))
    tasks = list(ctrl.stream)
    assert tasks
    assert ctrl.dataset == f"demo_{name}"
    blocks = [block["view_id"] for block in ctrl.config.get("blocks") or ()]
    assert name in (ctrl.view_id, *blocks)
    for eg in tasks:
        get_model(ctrl.view_id).model_validate(eg)


def test_demo_is_the_command_that_it_prints(run_cli, live_server):
    with live_server(["demo"]) as server:
        tasks = server.client.get_tasks()
    [line] = [line for line in server.output.splitlines() if "by hand" in line]
    name, *words = shlex.split(line.partition(": prodigy ")[2])
    with live_server([name, *words]) as server:
        assert server.client.get_tasks() == tasks


@pytest.mark.parametrize(
    ("word", "hint"),
    [("choise", "Did you mean choice"), ("", "All of them"), ("x\x1b[2J", "All of")],
)
def test_unknown_interface_is_explained(run_cli, word, hint):
    result = run_cli("demo", word)
    assert result.returncode == 1
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_demos_are_listed(run_cli):
    assert "audio_manual" in run_cli("demo", "--list").stdout


def test_recordings_are_made_once(home):
    demo("audio")
    paths = sorted((home / "demo" / "recordings").iterdir())
    times = [path.stat().st_mtime_ns for path in paths]
    demo("audio_manual")
    assert [path.stat().st_mtime_ns for path in paths] == times
    assert len(paths) == 2


def test_new_project_works_as_it_is(run_cli, live_server, tmp_path, monkeypatch):
    folder = tmp_path / "my project"
    result = run_cli("init", folder)
    assert result.returncode == 0
    assert f"cd {shlex.quote(str(folder))}" in result.stdout
    monkeypatch.chdir(folder)
    commands = [line.strip() for line in result.stdout.splitlines() if line[:10] == "  prodigy "]
    assert len(commands) == 3
    with live_server(shlex.split(commands[0])[1:]) as server:
        first = server.client.get_tasks()[0]
        assert [span["label"] for span in first["spans"]] == ["ORG"]
        assert "How to annotate" in str(server.client.project())
    with live_server(shlex.split(commands[1])[1:]) as server:
        assert server.client.get_tasks()[0]["word_count"] == 12


def test_nothing_is_written_over(run_cli, tmp_path):
    (tmp_path / "recipe.py").write_text("mine")
    result = run_cli("init", tmp_path)
    assert result.returncode == 0
    assert "stays as it is" in result.stderr
    assert (tmp_path / "recipe.py").read_text() == "mine"
    assert (tmp_path / "prodigy.json").exists()


def test_folder_that_cannot_be_made_is_named(run_cli, tmp_path):
    (tmp_path / "file").write_text("")
    result = run_cli("init", tmp_path / "file" / "project")
    assert result.returncode == 1
    assert str(tmp_path / "file") in result.stderr


def complete(cold_cli, tmp_path, line):
    answer = tmp_path / "answer"
    settings = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "COMP_LINE": line}
    settings |= {"COMP_POINT": str(len(line.encode())), "_ARGCOMPLETE_STDOUT_FILENAME": str(answer)}
    cold_cli(env=settings)
    return [word.strip() for word in answer.read_text().split("\n")]


def test_lines_are_completed(cold_cli, tmp_path, monkeypatch):
    connect().add_dataset("news_done")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new_texts.jsonl").touch()
    (tmp_path / "own.py").write_text(
        "import prodigy\n"
        "@prodigy.recipe('own.one', kind=('Kind', 'option', 'k', str, ['a1', 'a2']))\n"
        "def own(dataset, kind='a1'): pass\n"
    )
    cases = {
        "prodigy ner.ma": ["ner.manual", "ner.match"],
        "prodigy ner.manual ne": ["news_done"],
        "prodigy ner.manual x blank:en ne": ["new_texts.jsonl"],
        "prodigy ner.manual x blank:en dataset:ne": ["dataset:news_done"],
        "prodigy ner.manual x blank:en y.jsonl --la": ["--label"],
        "prodigy -F own.py own.": ["own.one"],
        "prodigy own.one x -F own.py --kind ": ["a1", "a2"],
        "prodigy stats new": ["news_done"],
    }
    for line, expected in cases.items():
        found = complete(cold_cli, tmp_path, line)
        assert set(expected) <= set(found), line
        assert all(word.startswith(line.rsplit(" ", 1)[1]) for word in found), line
    for line in ("prodigy nix --", "prodigy 'open", "prodigy -F", "prodigy -F missing.py n"):
        complete(cold_cli, tmp_path, line)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh", "powershell"])
def test_shells_get_their_script(run_cli, shell):
    result = run_cli("completion", shell)
    assert result.returncode == 0
    assert "prodigy" in result.stdout


def test_bash_takes_the_script(run_cli):
    script = run_cli("completion", env={**os.environ, "SHELL": "/bin/bash"}).stdout
    shown = subprocess.run(
        ["bash", "-c", f"{script}\ncomplete -p prodigy"], capture_output=True, text=True, check=True
    )
    assert "prodigy" in shown.stdout


def test_unknown_shell_is_explained(run_cli):
    result = run_cli("completion", env={**os.environ, "SHELL": "/bin/odd"})
    assert result.returncode == 1
    assert "Can't complete in 'odd'" in result.stderr
