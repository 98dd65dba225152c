"""Commands that are interrupted at any statement or line: all of it is done, or nothing."""

import itertools
import os
import signal
from pathlib import Path

import peewee
import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.db.connection import set_db
from prodigy.recipes.parts import dataset_import, dataset_io
from tests.recipes.changing_commands import COMMANDS
from tests.util import make_answer, read_jsonl, write_jsonl

INTERRUPTED = 130
ROWS = [make_answer(f"text {i}", label="OLD" if i % 2 else "OTHER") for i in range(8)]


@pytest.fixture
def default(store):
    """Each kind of database, as the one that commands use."""
    set_db(store)
    yield store
    set_db(None)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    # So that eight examples take several turns, as millions do.
    monkeypatch.setattr(dataset_import, "CHUNK_SIZE", 3)
    monkeypatch.setattr(dataset_io, "CHUNK_SIZE", 3)


def prepare(db):
    for name in (*db.sessions, *db.datasets):
        db.drop_dataset(name)
    db.add_examples(ROWS[:5], datasets=["one"])
    db.add_examples(ROWS[3:], datasets=["two"])
    db.add_examples(ROWS[:2], datasets=["one"])  # twice
    write_jsonl("data.jsonl", ROWS)


def look(db):
    """What is in the datasets, and in the files that commands write."""
    found = {
        name: [(eg["text"], eg.get("label"), eg["answer"]) for eg in db.get_dataset_examples(name)]
        for name in db.datasets
    }
    files = [path for path in Path("out").rglob("*") if path.is_file()]
    return found, {path.name: read_jsonl(path) for path in files}


@pytest.mark.parametrize("what", COMMANDS)
def test_an_interruption_at_any_statement_changes_all_or_nothing(what, default, monkeypatch):
    execute = peewee.Database.execute_sql
    count = itertools.count()

    def run(stop_at):
        nonlocal count
        count = itertools.count()

        def execute_or_stop(self, sql, *args, **kwargs):
            if sql.startswith(("INSERT", "UPDATE", "DELETE", "SELECT")) and next(count) == stop_at:
                raise KeyboardInterrupt
            return execute(self, sql, *args, **kwargs)

        monkeypatch.setattr(peewee.Database, "execute_sql", execute_or_stop)
        try:
            return main(COMMANDS[what])
        finally:
            monkeypatch.setattr(peewee.Database, "execute_sql", execute)

    for _ in range(2):  # once more with all tables that the first time has made
        for path in Path("out").rglob("*"):
            path.unlink()
        prepare(default)
        before = look(default)
        assert run(-1) in (0, 1)
    last, after = next(count), look(default)
    assert before != after
    states = set()
    # A sample from the first statement to the last but one.
    for stop_at in {*range(0, last, max(1, last // 10)), last - 1}:
        for path in Path("out").rglob("*"):
            path.unlink()
        prepare(default)
        assert run(stop_at) == INTERRUPTED, stop_at
        state = look(default)
        assert state in (before, after), f"half of it is done after statement {stop_at} of {last}"
        states.add(state == after)
        assert not any("unfinished" in name for name in default.datasets)
    assert False in states


@pytest.mark.slow
@pytest.mark.parametrize("what", ["db-in", "db-merge rehash", "dedup", "drop", "db-out"])
def test_a_kill_at_any_statement_changes_all_or_nothing(what, home, monkeypatch):
    db = connect()
    prepare(db)
    before = look(db)
    execute = peewee.Database.execute_sql
    states = []
    for stop_at in (1, 4, 6, 9, 12, 15, 18, 21, 24, 30, 36, 50, 10_000):
        for path in Path("out").rglob("*"):
            path.unlink()
        prepare(db)
        db.close()
        child = os.fork()
        if child == 0:
            count = itertools.count()

            def execute_or_die(self, sql, *args, count=count, stop_at=stop_at, **kwargs):
                if next(count) == stop_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return execute(self, sql, *args, **kwargs)

            peewee.Database.execute_sql = execute_or_die
            for number in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            os._exit(main(COMMANDS[what]))
        _, status = os.waitpid(child, 0)
        found, files = look(db)
        # What was not complete has another name.
        state = found, {name: rows for name, rows in files.items() if not name.endswith(".part")}
        states.append((os.WIFSIGNALED(status), state))
    after = states[-1][1]
    assert not states[-1][0] and after != before
    assert states[0][0]
    assert all(state in (before, after) for _, state in states)


def test_a_failure_in_the_middle_of_a_file_leaves_no_part_of_it(home, monkeypatch):
    prepare(connect())
    write = dataset_io.to_lines

    def stop(examples):
        yield from itertools.islice(write(examples), 2)
        raise KeyboardInterrupt

    assert main(["db-out", "one", "out/one.jsonl"]) == 0
    whole = Path("out/one.jsonl").read_bytes()
    monkeypatch.setattr(dataset_io, "to_lines", stop)
    assert main(["db-out", "one", "out/one.jsonl"]) == INTERRUPTED
    assert [path.name for path in Path("out").iterdir()] == ["one.jsonl"]
    assert Path("out/one.jsonl").read_bytes() == whole
