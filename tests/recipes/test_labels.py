"""The commands that change labels, as they are called."""

import json
from pathlib import Path

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from tests.util import make_answer, read_jsonl, write_jsonl

ANSWERS = [
    make_answer("one", label="ORG", _view_id="classification"),
    make_answer("two", spans=[{"start": 0, "end": 3, "label": "ORG"}], _view_id="ner_manual"),
    make_answer("three", meta={"kind": "ORG"}, _view_id="text"),
]


@pytest.fixture
def dataset(home):
    """The default database with the dataset "set"."""
    db = connect()
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["set"])
    return db


def test_renaming_says_what_it_did_and_how_to_take_it_back(dataset, capsys, home):
    write_jsonl(Path("patterns.jsonl"), [{"label": "ORG", "pattern": "Acme"}])
    before = dataset.get_dataset_examples("set")
    assert main(["labels.rename", "ORG", "FIRM", "set", "--report", "report.jsonl"]) == 0
    stdout, stderr = capsys.readouterr()
    assert "classification   examples" in stdout and "ner_manual" in stdout
    stderr = " ".join(stderr.split())
    assert "Changed 2 examples in one transaction" in stderr
    assert "1 of 2 got a new task hash" not in stderr and "2 of 2 got a new task hash" in stderr
    assert "Left as it is: meta.kind (text), 1 times" in stderr
    assert "patterns.jsonl, line 1: the patterns name 'ORG'" in stderr
    report = read_jsonl(Path("report.jsonl"))
    assert [row["changed"] for row in report] == [{"label": 1}, {"spans": 1}]
    assert [row["old_task_hash"] for row in report] == [eg["_task_hash"] for eg in before[:2]]
    [undo] = (home / "undo").glob("*.jsonl.gz")
    assert main(["labels.undo", str(undo)]) == 0
    assert dataset.get_dataset_examples("set") == before


def test_a_dry_run_changes_nothing_and_leaves_nothing_behind(dataset, capsys, home):
    assert main(["labels.delete", "ORG", "set", "--dry"]) == 0
    assert "Would be changed" in capsys.readouterr().out
    assert dataset.get_dataset_examples("set") == ANSWERS
    assert not (home / "undo").exists()


def test_merging_onto_a_label_that_is_there_is_said(dataset, capsys):
    extra = make_answer("four", label="FIRM")
    dataset.add_examples([extra], datasets=["other"])
    assert main(["labels.merge", "ORG,NONE", "FIRM", "set", "other"]) == 0
    assert "The label 'FIRM' was there before" in capsys.readouterr().err
    assert main(["labels.merge", "NONE", "FIRM", "set"]) == 0
    assert "No answer of 'set' has the label 'NONE'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["labels.rename", "A", "A", "set"], "The new label is the old one"),
        (["labels.rename", "A", " ", "set"], "can't be a label"),
        (["labels.rename", "A", "B"], "needs at least one dataset"),
        (["labels.rename", "A", "B", "set,nothing"], "Can't find 'nothing'"),
        (["labels.rename", "A", "B", "set-alex"], "is a session, not a dataset"),
        (["labels.merge", "A", "A", "set"], "needs labels to merge"),
        (["labels.undo", "nothing.jsonl"], "Can't find the undo file"),
        (["labels.delete", "ORG", "set", "--report", "file/report"], "Can't write the file"),
    ],
)
def test_mistakes_are_explained(dataset, capsys, words, message):
    Path("file").write_text("")
    dataset.add_dataset("set-alex", session=True)
    assert main(words) == 1
    assert message in capsys.readouterr().err
    assert dataset.get_dataset_examples("set") == ANSWERS


def test_nothing_is_changed_while_somebody_annotates(dataset, capsys, live_server):
    write_jsonl(Path("data.jsonl"), [{"text": "five"}])
    with live_server(["textcat.manual", "set", "data.jsonl", "--label", "ORG"]) as server:
        server.client.get_tasks()
        assert main(["labels.rename", "ORG", "FIRM", "set"]) == 1
        assert "Somebody is annotating" in capsys.readouterr().err
        assert main(["labels.rename", "ORG", "FIRM", "set", "--dry"]) == 0
    assert dataset.get_dataset_examples("set") == ANSWERS
    # The page may still be open.
    assert main(["labels.rename", "ORG", "FIRM", "set", "--force"]) == 0
    assert json.dumps(dataset.get_dataset_examples("set")).count("FIRM") == 2
