"""Commands that are killed at any moment do all or nothing, and what they leave is found."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
import spacy

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.db.backup import check_copy
from prodigy.components.db.connection import set_db
from prodigy.recipes.parts.dataset_import import UNFINISHED
from tests.recipes.changing_commands import COMMANDS as CHANGING
from tests.server import make_env
from tests.util import make_answer, read_jsonl, write_jsonl
from tests.warm import IS_AVAILABLE, WarmProcess

pytestmark = pytest.mark.skipif(not IS_AVAILABLE, reason="needs a fork server")

N_ROWS = 1_600  # more than are written at a time
WAIT_S = 60.0
STORES = [
    "file",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("mysql", marks=pytest.mark.mysql),
]
COMMANDS = {
    **CHANGING,
    "drop session": ["drop", "one", "--session", "one-alex", "--yes"],
    "labels.merge": ["labels.merge", "OLD,OTHER", "NEW", "one"],
    "labels.delete": ["labels.delete", "OLD", "one"],
    "labels.undo": ["labels.undo", "undo.jsonl"],
    "preannotate": [
        *["preannotate", "data.jsonl", "dataset:new", "--from-recipe", "sent.correct pipeline"],
        *["--workers", "1"],
    ],
}
# Kills that need no server, and nothing but a file: cheap enough to be run always.
FEW = ["db-in", "drop", "labels.rename"]
# Of each command in each database. KILLS=20 makes many, where there is time.
N_KILLS = int(os.environ.get("KILLS", "1"))
IN_DATASETS = """\
SELECT d.name, e.content FROM dataset d
LEFT JOIN link l ON l.dataset_id = d.id LEFT JOIN example e ON e.id = l.example_id
WHERE d.session = {false}"""
ORPHANS = "SELECT count(*) FROM example WHERE id NOT IN (SELECT example_id FROM link)"


class Killing:
    """Runs commands as processes on one database, and kills them.

    db (Database): The database, as this process sees it.
    env (dict): The environment in which a process finds the same.
    """

    def __init__(self, db, env, capsys):
        self.db, self.env, self._capsys = db, env, capsys
        self._numbers = count()

    def start(self, words):
        self.output = Path(f"command-{next(self._numbers)}.log")
        return WarmProcess(words, self.output, self.env)

    def run(self, words):
        code = self.start(words).wait(WAIT_S)
        assert code in (0, 1), self.output.read_text()
        assert "Traceback" not in self.output.read_text()

    def kill(self, words, delay_s):
        """RETURNS (bool): Whether it was still running then."""
        n_others = self.count_others()
        process = self.start(words)
        try:
            process.wait(delay_s)
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait(WAIT_S)
        # A server may go on with what it was told last.
        end = time.monotonic() + WAIT_S
        while self.count_others() > n_others:
            assert time.monotonic() < end
            time.sleep(0.01)
        return code == -signal.SIGKILL

    def count_others(self):
        """RETURNS (int): How many other connections a server has to the database."""
        sql = OTHERS.get(type(self.db.db).__name__)
        return self.db.db.execute_sql(sql).fetchone()[0] if sql else 0

    def prepare(self, what):
        """The same data each time."""
        for path in (*Path("out").rglob("*"), Path("undo.jsonl")):
            path.unlink(missing_ok=True)
        shutil.rmtree(Path(".prodigy", "preannotate"), ignore_errors=True)
        if what == "preannotate" and not Path("pipeline").exists():
            nlp = spacy.blank("en")
            nlp.add_pipe("sentencizer")
            nlp.to_disk("pipeline")
        db = self.db
        for name in (*db.sessions, *db.datasets):
            db.drop_dataset(name)
        rows = [make_answer(f"text {i}", label="OLD" if i % 2 else "OTHER") for i in range(N_ROWS)]
        if what.startswith("labels."):
            rows = [{**eg, "spans": [{"start": 0, "end": 4, "label": eg["label"]}]} for eg in rows]
        middle = N_ROWS // 2
        db.add_dataset("one-alex", session=True)
        db.add_examples(rows[:middle], datasets=["one", "one-alex"])
        db.add_examples(rows[middle - 100 :], datasets=["two"])
        db.add_examples(rows[:100], datasets=["one"])  # twice
        write_jsonl("data.jsonl", rows)
        if what == "labels.undo":
            assert self.call("labels.rename", "OLD", "NEW", "one", "--undo-file", "undo.jsonl") == 0

    def call(self, *words):
        """Run a command in this process."""
        code = main(list(words))
        self.printed = self._capsys.readouterr().out
        return code

    def look(self):
        """What is in each dataset, and in files."""
        is_lite = type(self.db.db).__name__.startswith("Sqlite")
        sql = IN_DATASETS.format(false="0" if is_lite else "FALSE")
        found = {}
        for name, content in self.db.db.execute_sql(sql).fetchall():
            rows = found.setdefault(name, Counter())
            if content is not None:
                eg = json.loads(content)
                rows[eg["text"], eg.get("label"), eg.get("answer"), str(eg.get("spans"))] += 1
        files = {}
        for path in Path("out").rglob("*"):
            # What was not complete has another name.
            if path.is_file() and path.suffix != ".part":
                files[path.name] = read_jsonl(path)  # half a line would not parse
        return found, files

    def check_left(self):
        """All that was left is found, and what is said about it mends it."""
        code = self.call("doctor", "--json")
        findings = [json.loads(line) for line in self.printed.splitlines()]
        assert code == bool(findings)
        assert {finding["kind"] for finding in findings} <= {"only in a session"}, findings
        assert self.db.db.execute_sql(ORPHANS).fetchone()[0] == 0
        before = self.look()
        for name in self.db.sessions:
            set_id = (self.db.get_meta(name) or {}).get(UNFINISHED)
            if set_id is not None and self.db.count_dataset(name):
                # Marked are just those of which nothing is in the dataset.
                assert f"prodigy drop {name}" in [finding["command"] for finding in findings]
        for finding in findings:
            assert self.call(*finding["command"].split()[1:]) == 0
        assert self.call("doctor") == 0
        assert self.look() == before


OTHERS = {
    "PostgresqlDatabase": "SELECT count(*) FROM pg_stat_activity WHERE datname = "
    "current_database() AND pid <> pg_backend_pid()",
    "MySQLDatabase": "SELECT count(*) FROM information_schema.processlist WHERE db = database() "
    "AND id <> connection_id()",
}


@pytest.fixture
def killing(store, request, capsys):
    kind = request.node.callspec.params["store"]
    env = {}
    if kind != "file":
        name = "postgres_settings" if kind == "postgresql" else "mysql_settings"
        settings = {"db": kind, "db_settings": {kind: request.getfixturevalue(name)}}
        env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
    set_db(store)
    yield Killing(store, make_env(env), capsys)
    set_db(None)


def kill_often(killing, what, n):
    words, rng = COMMANDS[what], random.Random(what)
    killing.prepare(what)
    killing.run(words)  # makes tables
    killing.prepare(what)
    before = killing.look()
    began = time.monotonic()
    killing.run(words)
    duration_s = time.monotonic() - began
    after = killing.look()
    assert after != before
    n_killed = n_tried = 0
    while n_killed < n:
        n_tried += 1
        killing.prepare(what)
        # In the half in which it writes. Should all of them come too late, one of the next lands.
        share = rng.uniform(0.5, 1.0) / (1 + max(0, n_tried - 2 * n))
        n_killed += killing.kill(words, duration_s * share)
        state = killing.look()
        assert state in (before, after), f"half of it is done after {share:.3f}"
        killing.check_left()
        if state == before:
            killing.run(words)
            assert killing.look() == after
            killing.check_left()


@pytest.mark.parametrize("store", ["file"], indirect=True)
@pytest.mark.parametrize("what", FEW)
def test_a_kill_changes_all_or_nothing(what, killing):
    kill_often(killing, what, 1)


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES, indirect=True)
@pytest.mark.parametrize("what", COMMANDS)
def test_many_kills_change_all_or_nothing(what, killing):
    kill_often(killing, what, N_KILLS)


@pytest.mark.parametrize("words", [COMMANDS["db-in"], COMMANDS["db-merge rehash"]])
@pytest.mark.parametrize("method", ["set_meta", "drop_dataset"])
def test_rows_are_in_the_dataset_just_when_their_session_is_no_longer_unfinished(
    words, method, home, monkeypatch
):
    db = connect()
    rows = [make_answer(f"text {i}") for i in range(6)]
    db.add_examples(rows[:4], datasets=["one"])
    db.add_examples(rows[2:], datasets=["two"])
    write_jsonl("data.jsonl", rows)
    db.close()
    child = os.fork()
    if child == 0:
        setattr(type(db), method, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
        for number in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        os._exit(main(words))
    _, status = os.waitpid(child, 0)
    marked = [name for name in db.sessions if UNFINISHED in (db.get_meta(name) or {})]
    assert os.WIFSIGNALED(status) == bool(marked)
    assert ("new" in db.datasets) != bool(marked)


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_a_kill_at_any_step_of_a_backup_leaves_a_whole_database(what, home):
    db = connect()
    db.add_examples([make_answer(f"text {i}") for i in range(3)], datasets=["one"])
    assert main(["backup", "old.db"]) == 0
    db.add_examples([make_answer("later")], datasets=["one"])
    words = ["backup", "new.db"] if what == "backup" else ["backup", "--restore", "old.db"]
    expected, found, status = {3, 4}, set(), None
    for stop_at in count():
        Path("new.db").unlink(missing_ok=True)
        db.close()
        child = os.fork()
        if child == 0:
            die_at(stop_at)
            os._exit(main(words))
        _, status = os.waitpid(child, 0)
        for path in (home / "prodigy.db", *Path().glob("new.db")):
            found.add(check_copy(path).n_examples)
        kept = sorted(home.glob("*_before-restore_*"))
        if not os.WIFSIGNALED(status):
            break
        assert found <= expected
    assert os.WEXITSTATUS(status) == 0
    assert stop_at > 2
    assert check_copy(home / "prodigy.db").n_examples == (4 if what == "backup" else 3)
    assert Path("new.db").exists() == (what == "backup")
    # No second name of the database is left, nor a copy that is not complete.
    assert {path.stat().st_nlink for path in (home / "prodigy.db", *kept)} == {1}
    assert not [*home.glob("*.restoring*"), *home.glob("*.part*"), *Path().glob("*.part*")]
    db.close()
    assert main(["doctor"]) == 0


def die_at(stop_at):
    """Let the process be killed before one of the steps that change files."""
    numbers = count()
    for name in ("link", "rename", "replace", "unlink", "fsync"):
        step = getattr(os, name)

        def step_or_die(*args, step=step, **kwargs):
            if next(numbers) == stop_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **kwargs)

        setattr(os, name, step_or_die)
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
