"""One damaged row in the database never locks up the others."""

import json
import sqlite3
from pathlib import Path

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from tests.util import make_answer

DAMAGES = {
    "cut": b'{"text": "cut o',
    "no UTF-8": b'{"text": "caf\xe9"}',
    "nothing": b"",
    "a list": b'["text"]',
    "too deep": b"[" * 100_000,
}


@pytest.fixture(params=list(DAMAGES))
def damaged(request, home):
    """A dataset of 50 answers of which the 25th is damaged. RETURNS (int): The ID of its row."""
    db = connect()
    answers = [make_answer(f"Text {i} in Oslo", _view_id="ner_manual", spans=[
        {"start": 0, "end": 4, "label": "T"}]) for i in range(50)]  # fmt: skip
    row_id = db.add_examples(answers, ["news"])[25]
    db.close()
    with sqlite3.connect(home / "prodigy.db") as file:
        content = DAMAGES[request.param]
        query = "UPDATE example SET content = CAST(? AS TEXT) WHERE id = ?"
        file.execute(query, (content, row_id))
    file.close()
    return row_id


def expect_partial(result, row_id):
    assert result.returncode == 1
    assert f"Row {row_id} of the table 'example' is damaged" in result.stderr
    assert "the dataset 'news'" in result.stderr
    last = " ".join(result.stderr.split("The result is partial")[1].split())
    assert last == ". Left out: damaged rows of the dataset 'news': 1"
    assert "Traceback" not in result.stderr


def test_all_other_rows_are_exported(damaged, run_cli):
    result = run_cli("db-out", "news")
    expect_partial(result, damaged)
    texts = [json.loads(line)["text"] for line in result.stdout.splitlines()]
    assert texts == [f"Text {i} in Oslo" for i in range(50) if i != 25]


def test_stats_count_it(damaged, run_cli):
    result = run_cli("stats", "news", "--no-format")
    expect_partial(result, damaged)
    assert "Annotations 49\n" in result.stdout
    assert "Damaged 1\n" in result.stdout


@pytest.mark.parametrize("command", ["print-dataset", "progress"])
def test_what_can_be_read_is_shown(damaged, run_cli, command):
    result = run_cli(command, "news")
    expect_partial(result, damaged)
    assert result.stdout.strip()


def test_data_of_the_other_rows_is_exported_for_training(damaged, run_cli):
    result = run_cli("data-to-spacy", "corpus", "--ner", "news", "--eval-split", "0")
    expect_partial(result, damaged)
    assert "Saved 49 training examples" in result.stdout


def test_nothing_is_deleted(damaged, run_cli, home):
    run_cli("db-out", "news")
    with sqlite3.connect(home / "prodigy.db") as file:
        assert file.execute("SELECT COUNT(*) FROM example").fetchone() == (50,)
        assert file.execute("SELECT COUNT(*) FROM link").fetchone() == (50,)
    file.close()


def test_pages_and_lookups_leave_it_out(damaged, home):
    db = connect()
    page, total = db.get_dataset_page("news", 1, 50)
    assert (len(page), total) == (49, 50)
    task_hashes = list(db.iter_hashes(["news"]))
    assert len(task_hashes) == 50
    assert len(db.get_examples(task_hashes)) == 49
    db.close()


def test_rows_are_exported_whole_when_nothing_is_damaged(home, run_cli):
    db = connect()
    db.add_examples([make_answer("Fine")], ["news"])
    db.close()
    result = run_cli("db-out", "news")
    assert (result.returncode, len(result.stdout.splitlines())) == (0, 1)
    assert "partial" not in result.stderr


@pytest.mark.parametrize("command", ["print-dataset new", "print-stream blank:en data.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_half_of_a_character_can_be_printed(command, encoding, home, run_cli, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    Path("data.jsonl").write_text('{"text": "\\ud800 Bergen"}\n{"text": "Oslo"}\n')
    assert main(["db-in", "new", "data.jsonl"]) == 0
    result = run_cli(*command.split())
    assert result.returncode == 0
    assert "Bergen" in result.stdout and "Oslo" in result.stdout


MISSHAPEN = [
    {"spans": "no"},
    {"spans": [None]},
    {"spans": [{"start": "0", "end": 3, "label": "P"}]},
    {"spans": [{"start": 0, "end": 3, "label": ["P"]}]},
    {"text": 5},
    {"options": ["A"], "accept": ["A"]},
    {"options": [{"id": "A"}], "accept": 7},
    {"relations": "x"},
    {"_annotator_id": ["one"]},
]


@pytest.mark.parametrize("change", MISSHAPEN)
@pytest.mark.parametrize("command", ["metric.iaa.span dataset:new", "review final new"])
def test_answers_that_no_interface_writes_are_left_out_and_named(
    change, command, home, jsonl, capsys, monkeypatch
):
    span = {"start": 0, "end": 3, "label": "P"}
    good = [
        {"text": "Bob", "spans": [span], "_view_id": "ner_manual", "_annotator_id": name}
        for name in ("one", "two")
    ]
    jsonl([good[0], {**good[0], "text": "Ann", **change}, good[1]])
    assert main(["db-in", "new", "data.jsonl"]) == 0
    words = command.split()
    auto = ["--auto-accept"] if words[0] == "review" else []
    assert main([*words, *auto]) == 1
    stderr = " ".join(capsys.readouterr().err.split())
    assert f"xample 2 of dataset{':' if words[0] != 'review' else ' '}new: " in stderr
    assert stderr.endswith("that no interface has written: 1")
    if words[0] == "review":
        assert [eg["text"] for eg in connect().get_dataset_examples("final")] == ["Bob"]
