"""Packages that add recipes, loaders and databases through their entry points, once installed."""

import json
import sys

import pytest

from tests.util import read_jsonl

MODULE = '''
import peewee
import prodigy
from prodigy.components.db import Database


@prodigy.recipe("tiny.shout", text=("Text", "positional", None, str))
def shout(text):
    """Print a text in capital letters. From a plug-in."""
    print(text.upper())


@prodigy.recipe("tiny.serve", dataset=("Dataset", "positional", None, str))
def serve(dataset):
    return {"dataset": dataset, "view_id": "text", "stream": [{"text": "from a plug-in"}]}


def read_words(source):
    with open(source, encoding="utf8") as file:
        for word in file.read().split():
            yield {"text": word}


def make_database():
    return Database(peewee.SqliteDatabase("tiny.db"), "tiny-db", "Tiny Database")


class Databases:
    @property
    def instance(self):
        return make_database()


instance = Databases().instance
'''
REGISTERING = '''
import prodigy

@prodigy.recipe("tiny.registered")
def registered():
    """Registered when the module was imported."""
    print("registered")
'''
ENTRY_POINTS = """
[prodigy_recipes]
tiny.shout = tiny_plugin:shout
tiny.serve = tiny_plugin:serve
tiny.module = tiny_registering
tiny.broken = tiny_broken:nothing
mark = tiny_plugin:shout

[prodigy_loaders]
words = tiny_plugin:read_words
broken-words = tiny_broken:nothing
jsonl = tiny_plugin:read_words

[prodigy_db]
tiny-db = tiny_plugin:make_database
tiny-object = tiny_plugin:instance
"""


@pytest.fixture
def installed(tmp_path):
    """Installs a distribution into a folder of this test. Returns the environment that has it."""
    site = tmp_path / "site"
    info = site / "tiny_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (site / "tiny_plugin.py").write_text(MODULE)
    (site / "tiny_registering.py").write_text(REGISTERING)
    (site / "tiny_broken.py").write_text("raise RuntimeError('needs a graphics card')")
    return {"PYTHONPATH": str(site)}


def test_recipes_of_plugins_are_listed_without_importing_them(installed, run_cli):
    done = run_cli("--help", env=installed)
    assert done.returncode == 0
    for name in ("tiny.shout", "tiny.serve", "tiny.broken"):
        assert name in done.stdout
    assert "graphics card" not in done.stderr


def test_a_recipe_of_a_plugin_runs(installed, run_cli):
    assert run_cli("tiny.shout", "hello", env=installed).stdout == "HELLO\n"


def test_a_module_registers_its_recipes(installed, run_cli):
    done = run_cli("tiny.registered", env=installed)
    assert done.stdout == "registered\n"
    # It had to be imported to know; the module that can't be is not in the way.
    assert done.returncode == 0


def test_a_broken_plugin_gets_a_warning_with_its_package(installed, run_cli):
    done = run_cli("tiny.broken", env=installed)
    assert done.returncode == 1
    assert "'tiny.broken' of tiny-plugin" in done.stderr
    assert "needs a graphics card" in done.stderr


def test_built_in_recipes_win_over_plugins(installed, run_cli):
    assert "view-id" in run_cli("mark", "--help", env=installed).stdout


def test_a_recipe_of_a_plugin_starts_the_server(installed, live_server):
    with live_server(["tiny.serve", "data"], env=installed) as server:
        assert [task["text"] for task in server.client.get_tasks()] == ["from a plug-in"]


def test_a_loader_of_a_plugin_reads_a_source(installed, run_cli, tmp_path):
    (tmp_path / "poem.txt").write_text("Ist Ruh")
    done = run_cli("db-in", "data", "poem.txt", "--loader", "words", env=installed)
    assert done.returncode == 0, done.stderr
    rows = read_jsonl(run_cli("db-out", "data").stdout)
    assert [row["text"] for row in rows] == ["Ist", "Ruh"]


def test_built_in_loaders_win_over_plugins(installed, run_cli, jsonl):
    path = jsonl([{"text": "one text"}])
    assert run_cli("db-in", "data", path, "--loader", "jsonl", env=installed).returncode == 0
    assert [row["text"] for row in read_jsonl(run_cli("db-out", "data").stdout)] == ["one text"]


def test_a_loader_that_cant_be_imported_is_named(installed, run_cli, tmp_path):
    (tmp_path / "poem.txt").write_text("Ist Ruh")
    done = run_cli("db-in", "data", "poem.txt", "--loader", "broken-words", env=installed)
    assert done.returncode == 1
    assert "Can't import the loader 'broken-words'" in done.stderr
    assert "needs a graphics card" in done.stderr


@pytest.mark.parametrize("db_id", ["tiny-db", "tiny-object"])
def test_a_database_of_a_plugin_stores_answers(db_id, installed, run_cli, jsonl, tmp_path):
    env = {**installed, "PRODIGY_CONFIG_OVERRIDES": json.dumps({"db": db_id})}
    path = jsonl([{"text": "one text"}])
    assert run_cli("db-in", "data", path, env=env).returncode == 0
    assert [row["text"] for row in read_jsonl(run_cli("db-out", "data", env=env).stdout)] == [
        "one text"
    ]
    assert "Tiny Database" in run_cli("stats", env=env).stdout
    assert (tmp_path / "tiny.db").exists()
    assert run_cli("db-out", "data", env=installed).returncode == 1  # not in the usual one


def test_an_unknown_database_lists_those_of_plugins(installed, run_cli):
    env = {**installed, "PRODIGY_CONFIG_OVERRIDES": '{"db": "tiny"}'}
    done = run_cli("stats", env=env)
    assert done.returncode == 1
    assert "tiny-db" in done.stderr and "sqlite" in done.stderr


def test_plugins_are_found_in_this_process_too(installed, monkeypatch):
    from prodigy import get_loader, get_recipe

    monkeypatch.syspath_prepend(installed["PYTHONPATH"])
    for module in ("tiny_plugin", "tiny_registering"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    assert get_recipe("tiny.shout").__module__ == "tiny_plugin"
    assert get_loader("words").__name__ == "read_words"
