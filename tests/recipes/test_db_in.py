"""Importing files in which rows are bad, and imports that are stopped."""

import gzip
import json
import random
import signal
import subprocess
import sys

import pytest

from prodigy.cli import main
from prodigy.components.db import Database, connect, set_db
from prodigy.hashing import set_hashes
from prodigy.recipes import commands
from prodigy.recipes.parts import dataset_formats, dataset_import
from tests.util import make_answer, read_jsonl

ANSWERS = [make_answer("one", "accept"), make_answer("two", "reject")]


@pytest.fixture
def dataset(home):
    """The default database with the dataset "set"."""
    db = connect()
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["set"])
    return db


# The last line is text in no encoding: that of Windows has no such character.
BAD_LINES = b'{"text": "one"}\n{\'text\': "x"}\n\n{"text": "two"}\n[]\n{"text": "\x81"}\n'


@pytest.fixture
def bad_file(home, tmp_path):
    """A file with two good rows, and bad ones on the lines 2, 5 and 6."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(BAD_LINES)
    return path


def test_db_in_imports_the_good_rows(bad_file, tmp_path, capsys):
    report = tmp_path / "report.jsonl"
    assert main(["db-in", "new", str(bad_file), "--report", str(report)]) == 1
    stderr = capsys.readouterr().err
    assert [eg["text"] for eg in connect().get_dataset_examples("new")] == ["one", "two"]
    assert "Imported 2 examples to 'new'" in stderr
    assert stderr.rstrip().endswith("Partial: 2 of 5 rows imported, 3 left out")
    assert "      2  can't be parsed\n      1  not UTF-8" in stderr
    rows = read_jsonl(report)
    assert [(row["line"], row["reason"]) for row in rows] == [
        (2, "syntax"),
        (5, "syntax"),
        (6, "encoding"),
    ]
    assert rows[0]["row"] == "{'text': \"x\"}"
    assert "JSON needs double quotes" in rows[0]["fix"]
    for line in (2, 5, 6):
        assert f"ine {line} of" in stderr


def test_db_in_strict_imports_nothing_and_lists_all_bad_rows(bad_file, capsys):
    assert main(["db-in", "new", str(bad_file), "--strict"]) == 1
    stderr = capsys.readouterr().err
    assert "✘ Nothing was imported: 3 of 5 rows of" in stderr
    for line in (2, 5, 6):
        assert f"ine {line} of" in stderr
    assert (connect().datasets, connect().sessions) == ([], [])


def test_db_in_strict_imports_a_good_file(home, jsonl):
    assert main(["db-in", "new", str(jsonl(ANSWERS)), "--strict"]) == 0
    assert connect().get_dataset_examples("new") == ANSWERS


def test_db_in_dry_counts_bad_rows(bad_file, capsys):
    assert main(["db-in", "new", str(bad_file), "--dry"]) == 1
    stderr = capsys.readouterr().err
    assert "Would import 2 examples" in stderr
    assert stderr.rstrip().endswith("Partial: 2 of 5 rows can be imported, 3 left out")
    assert (connect().datasets, connect().sessions) == ([], [])


@pytest.mark.parametrize("options", [[], ["--strict"], ["--dry"]])
def test_db_in_without_any_good_row_is_an_error(options, home, tmp_path, capsys):
    path = tmp_path / "bad.jsonl"
    path.write_text("{\n[\n")
    assert main(["db-in", "new", str(path), *options]) == 1
    assert "✘ Nothing was imported" in capsys.readouterr().err
    assert (connect().datasets, connect().sessions) == ([], [])


def test_db_in_shows_ten_bad_rows(home, tmp_path, capsys):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "one"}\n' + "{\n" * 25)
    assert main(["db-in", "new", str(path)]) == 1
    stderr = capsys.readouterr().err
    assert stderr.count("Can't parse line") == 10
    assert "... and 15 more" in stderr


def test_a_damaged_file_leaves_the_dataset_as_it_was(dataset, tmp_path, monkeypatch, capsys):
    """What was read before the damage is gone again, from the session, too."""
    monkeypatch.setattr(dataset_import, "CHUNK_SIZE", 10)
    rows = "".join(json.dumps({"text": str(random.random())}) + "\n" for _ in range(20_000))
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(rows.encode())[:-500])
    before = (dataset.datasets, dataset.sessions, dataset.get_dataset_examples("set"))
    assert main(["db-in", "set", str(path)]) == 1
    assert "is cut off" in capsys.readouterr().err
    assert before == (dataset.datasets, dataset.sessions, dataset.get_dataset_examples("set"))
    assert dataset.tables.example.select().count() == len(ANSWERS)


def test_interrupting_an_import_says_that_nothing_was_imported(dataset, monkeypatch, capsys):
    monkeypatch.setattr(dataset_import, "CHUNK_SIZE", 1)

    def source(*args):
        yield {"text": "one"}
        yield {"text": "two"}
        raise KeyboardInterrupt

    monkeypatch.setattr(dataset_formats, "make_source", source)
    sessions = dataset.sessions
    assert main(["db-in", "set", "x.jsonl"]) == 130
    assert "Interrupted: the dataset 'set' is as it was" in capsys.readouterr().err
    assert dataset.count_dataset("set") == len(ANSWERS)
    assert dataset.sessions == sessions


def test_a_killed_import_leaves_the_dataset_as_it_was_and_is_mentioned(home, run_cli, tmp_path):
    """kill -9 in the middle: the next import tells which session to remove."""
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, sys\n"
        "from prodigy.recipes import commands\n"
        "from prodigy.recipes.parts import dataset_formats, dataset_import\n"
        "dataset_import.CHUNK_SIZE = 1\n"
        "def source(*args):\n"
        "    yield {'text': 'one'}\n"
        "    yield {'text': 'two'}\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "dataset_formats.make_source = source\n"
        "commands.db_in('new', 'x.jsonl')\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True)
    assert done.returncode == -signal.SIGKILL
    db = connect()
    assert db.datasets == []
    [session] = db.sessions
    result = run_cli("db-in", "new", input='{"text": "three"}\n')
    assert result.returncode == 0
    stderr = " ".join(result.stderr.split())
    assert "An import to 'new' was stopped, or is still running" in stderr
    assert f"prodigy drop {session}" in stderr
    assert [eg["text"] for eg in db.get_dataset_examples("new")] == ["three"]
    assert run_cli("drop", session).returncode == 0
    assert "was stopped" not in run_cli("db-in", "new", input='{"text": "four"}\n').stderr
    assert db.tables.example.select().count() == 2


def test_imports_in_one_second_have_sessions_of_their_own(home, jsonl, monkeypatch):
    monkeypatch.setattr(dataset_import, "get_timestamp_session_id", lambda: "2026-01-02_03-04-05")
    for name in ("one", "two"):
        commands.db_in(name, str(jsonl([{"text": name}])))
    sessions = sorted(connect().sessions)
    assert sessions == ["2026-01-02_03-04-05", "2026-01-02_03-04-05_2"]
    assert [connect().count_dataset(session) for session in sessions] == [1, 1]


def test_storage_of_others_gets_examples_as_they_come(home, jsonl, capsys):
    class Storage(Database):
        """Storage whose author replaced a method."""

        def link(self, *args):
            raise NotImplementedError

    set_db(Storage(connect().db, "other", "Other"))
    try:
        commands.db_in("new", str(jsonl(ANSWERS)))
        assert connect().get_dataset_examples("new") == ANSWERS
        assert len(connect().sessions) == 1
    finally:
        set_db(None)


TABLE = "text,label\nfirst,A\nsecond,B,too many\nthird,C\n"


def test_bad_rows_of_a_table_are_left_out(home, tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text(TABLE)
    assert main(["db-in", "new", str(path)]) == 1
    assert [eg["text"] for eg in connect().get_dataset_examples("new")] == ["first", "third"]
    stderr = capsys.readouterr().err
    assert "Line 3 of" in stderr
    assert stderr.rstrip().endswith("Partial: 2 of 3 rows imported, 1 left out")


@pytest.mark.parametrize("words", [[], ["--format", "csv"]])
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"text,label\rone,A\rtwo,B\r", "carriage returns"),
        (b"sep=;\ntext;label\none;A\ntwo;B\n", ""),
        (b"text;label\none;A\ntwo;B\n", "separated"),
        (b",text,label\n0,one,A\n1,two,B\n", "passed over"),
        ("\ufefftext,label\none,A\ntwo,B\n".encode(), ""),
        ("text,label\none,A\ntwo,B\n".encode("utf-16"), "UTF-16"),
        (b"text,label\r\none,A\r\n\r\ntwo,B\r\n", ""),
    ],
)
def test_tables_of_all_kinds(data, told, words, home, tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    assert main(["db-in", "new", str(path), *words]) == 0
    rows = [(eg["text"], eg["label"]) for eg in connect().get_dataset_examples("new")]
    assert rows == [("one", "A"), ("two", "B")]
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_quote_between_tabs_is_a_character(home, tmp_path):
    path = tmp_path / "in.tsv"
    path.write_text('text\tlabel\n"Well\tA\nfine "quoted"\tB\n"all"\tC\n')
    assert main(["db-in", "one", str(path)]) == 0
    assert main(["db-in", "two", str(path), "--format", "csv"]) == 0
    texts = [[eg["text"] for eg in connect().get_dataset_examples(name)] for name in ("one", "two")]
    assert [text[0] for text in texts] == ['"Well', '"Well']
    assert [text[1] for text in texts] == ['fine "quoted"', 'fine "quoted"']
    assert [len(text) for text in texts] == [3, 3]


@pytest.mark.parametrize("value", ["abc", 10**30, -(2**63) - 1, 1.5, True, [1], {}])
def test_what_is_no_hash_is_made_anew(value, home, jsonl, capsys):
    jsonl([{"text": "one"}, {"text": "two", "_input_hash": value}, {"text": "three"}])
    assert main(["db-in", "new", "data.jsonl"]) == 0
    examples = connect().get_dataset_examples("new")
    assert [eg["text"] for eg in examples] == ["one", "two", "three"]
    assert examples[1]["_input_hash"] == set_hashes({"text": "two"})["_input_hash"]
    stderr = " ".join(capsys.readouterr().err.split())
    assert "Line 2 of data.jsonl: _input_hash is no whole number of 64 bits" in stderr


def test_the_database_makes_hashes_anew_that_it_cannot_hold(home):
    connect().add_examples([{"text": "one", "_task_hash": 2**70}], datasets=["new"])
    assert connect().get_task_hashes("new") == {set_hashes({"text": "one"})["_task_hash"]}


def test_hashes_of_64_bits_are_kept(home, jsonl):
    jsonl([{"text": "one", "_input_hash": 2**63 - 1, "_task_hash": -(2**63)}])
    assert main(["db-in", "new", "data.jsonl"]) == 0
    assert connect().get_input_hashes("new") == {2**63 - 1}


def test_answers_that_nobody_gives_are_named(home, jsonl, capsys):
    jsonl([{"text": "one", "answer": "accept"}, *[{"text": "two", "answer": "maybe"}] * 2])
    assert main(["db-in", "new", "data.jsonl"]) == 0
    stderr = " ".join(capsys.readouterr().err.split())
    assert "Line 2 of data.jsonl: The answer 'maybe' is none of accept, reject, ignore" in stderr
    assert "There are 2 odd answers" in stderr


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ('[{"text": "one"}, {"text": "two"}, {"te', ["one", "two"]),
        ('[{"te, {"text": "two"}]', ["two"]),
    ],
)
def test_good_entries_of_a_broken_list_are_imported(data, texts, home, tmp_path, capsys):
    path = tmp_path / "in.json"
    path.write_text(data)
    assert main(["db-in", "new", str(path)]) == 1
    assert [eg["text"] for eg in connect().get_dataset_examples("new")] == texts
    assert "Partial" in capsys.readouterr().err


@pytest.mark.parametrize("data", ["", "text,label\n"])
def test_an_import_of_nothing_says_so(data, home, tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text(data)
    assert main(["db-in", "new", str(path)]) == 0
    assert "no examples to import" in capsys.readouterr().err
