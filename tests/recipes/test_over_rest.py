"""Every recipe for texts from its command to the export of an answer, in processes of their own."""

import re
from pathlib import Path

import pytest

from prodigy.catalog import RENAMED
from prodigy.components.db import connect
from prodigy.components.validate import Validator
from tests.recipes.cases import (
    CASES,
    ENTITIES,
    HIGHLIGHTED,
    OSLO_MATCH,
    SCORED,
    TEXT,
    found_span,
    make_places,
    options,
)
from tests.util import read_jsonl

BOOKKEEPING = {
    "_input_hash",
    "_task_hash",
    "_view_id",
    "_timestamp",
    "_annotator_id",
    "_session_id",
}
# Recipes for texts that serve tasks. Those without a server are tested below.
SERVED = {
    *["ner.manual", "ner.correct", "ner.teach", "ner.match", "ner.silver-to-gold", "ner.eval-ab"],
    *["spans.manual", "spans.correct", "textcat.manual", "textcat.correct", "textcat.teach"],
    *["pos.correct", "pos.teach", "sent.correct", "sent.teach", "dep.correct", "dep.teach"],
    *["coref.manual", "rel.manual", "mark", "match", "terms.teach", "review", "compare"],
    *RENAMED,
}


@pytest.fixture
def places(tmp_path, pipeline_path):
    return make_places(tmp_path, pipeline_path)


def store(datasets):
    db = connect()
    for name, rows in datasets.items():
        db.add_dataset(name)
        db.add_examples(rows, [name])
    db.close()


def as_param(case):
    return pytest.param(case, id=case.command, marks=() if case.quick else pytest.mark.slow)


def test_every_recipe_is_tried():
    assert {case.name for case in CASES} == SERVED


@pytest.mark.parametrize("case", [as_param(case) for case in CASES])
def test_recipe_serves_tasks_and_exports_answers(case, places, live_server, run_cli):
    store(case.datasets)
    with live_server([places.get(word, word) for word in case.command.split()]) as server:
        assert server.client.project()["view_id"] == case.view_id
        tasks = server.client.get_tasks()
        if case.n_tasks is not None:
            assert len(tasks) == case.n_tasks
        for eg in tasks:
            assert Validator(case.view_id).check(eg) == []
        task = next((eg for eg in tasks if eg.get("text") == TEXT), tasks[0])
        answer = case.answer(task)
        assert server.client.validate_answer(answer)
        assert server.client.give_answers([answer])["session_total"] == 1
    assert "Traceback" not in server.output
    assert "Saved 1 annotations to database SQLite" in server.output
    *_, row = read_jsonl(run_cli("db-out", "data").stdout)
    assert row.pop("answer") == answer["answer"]
    bookkeeping = {key: row.pop(key) for key in BOOKKEEPING}
    assert row == case.expected
    assert bookkeeping["_view_id"] == case.view_id
    assert bookkeeping["_input_hash"] == task["_input_hash"]
    assert bookkeeping["_task_hash"] == task["_task_hash"]
    assert isinstance(bookkeeping["_timestamp"], int)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d", bookkeeping["_session_id"])
    assert bookkeeping["_annotator_id"] == bookkeeping["_session_id"]


# Recipes without a server: command, what it says, and the first row that is stored or written.
STORED = [
    (
        "ner.model-annotate judged MODEL IN sm --labels PERSON,GPE",
        "Added 4 annotations of 'sm' to dataset 'judged'",
        {**HIGHLIGHTED, "spans": ENTITIES, "_view_id": "ner_manual"},
    ),
    (
        "spans.model-annotate judged MODEL IN sm --label EVENT",
        "Added 4 annotations of 'sm' to dataset 'judged'",
        {**HIGHLIGHTED, "spans": [found_span(0, 2, "EVENT")], "_view_id": "spans_manual"},
    ),
    (
        "textcat.model-annotate judged MODEL IN sm --threshold 0.7",
        "Added 4 annotations of 'sm' to dataset 'judged'",
        {**options("single"), "options": SCORED, "accept": ["TRAVEL"], "_view_id": "choice"},
    ),
]
MATCHED = {"text": TEXT, "spans": [OSLO_MATCH], "meta": {"pattern": "0"}}


@pytest.mark.slow
@pytest.mark.parametrize(("command", "message", "expected"), STORED, ids=lambda value: None)
def test_pipeline_annotates_as_a_named_annotator(command, message, expected, places, run_cli):
    args = [places.get(word, word) for word in command.split()]
    result = run_cli(*args)
    assert result.returncode == 0, result.stderr
    assert message in result.stderr
    assert result.stdout == ""
    rows = read_jsonl(run_cli("db-out", "judged").stdout)
    assert len(rows) == 4
    row = rows[0]
    assert (row.pop("_session_id"), row.pop("_annotator_id")) == ("judged-sm", "judged-sm")
    assert row.pop("answer") == "accept"
    for key in ("_input_hash", "_task_hash", "_timestamp"):
        assert isinstance(row.pop(key), int)
    assert row == expected
    again = run_cli(*args)
    assert "Added 0 annotations" in again.stderr


def test_texts_are_filtered_by_patterns(places, run_cli):
    command = ["filter-by-patterns", places["IN"]]
    printed = run_cli(*command, "-", "--patterns", places["PATTERNS"])
    assert "Kept 2 of 4 texts" in printed.stderr
    rows = read_jsonl(printed.stdout)
    for output in ("dataset:kept", "kept.jsonl"):
        assert run_cli(*command, output, "-pt", places["PATTERNS"]).returncode == 0
    stored = read_jsonl(run_cli("db-out", "kept").stdout)
    written = read_jsonl(Path("kept.jsonl"))
    assert {eg["answer"] for eg in stored} == {"accept"}
    assert {eg["_view_id"] for eg in stored} == {"ner"}
    for found in (rows, stored, written):
        assert len(found) == 2
        assert {key: found[0][key] for key in MATCHED} == MATCHED


def test_accepted_terms_become_patterns(run_cli, jsonl):
    rows = [
        {"text": text, "answer": answer}
        for text, answer in [("Goji berry", "accept"), ("soup", "accept"), ("Oslo", "reject")]
    ]
    run_cli("db-in", "words", jsonl([*rows, rows[0]]))
    printed = run_cli("terms.to-patterns", "words", "--label", "FOOD")
    assert read_jsonl(printed.stdout) == [
        {"label": "FOOD", "pattern": "Goji berry"},
        {"label": "FOOD", "pattern": [{"lower": "soup"}]},
    ]
    args = ["words", "terms.jsonl", "-l", "FOOD", "--spacy-model", "blank:en", "--case-sensitive"]
    written = run_cli("terms.to-patterns", *args)
    assert "Exported 2 patterns" in written.stderr
    assert read_jsonl(Path("terms.jsonl"))[0] == {
        "label": "FOOD",
        "pattern": [{"text": "Goji"}, {"text": "berry"}],
    }
