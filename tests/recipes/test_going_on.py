"""Sources of all kinds, and starting a recipe again: what is asked, and what was learned."""

import gzip
import json
import os

import pytest

from prodigy.components.db import connect
from tests.pipelines import TEXTS
from tests.server import LiveServer
from tests.util import write_jsonl

ROWS = [{"text": text} for text in TEXTS]
# Standard input is a file here, as in a shell with "<".
FROM_FILE = """
import os, sys
os.dup2(os.open("input.txt", os.O_RDONLY), 0)
from prodigy.cli import entry
entry()
"""


@pytest.fixture
def source(jsonl):
    return jsonl(ROWS)


def get_texts(server):
    return [eg["text"] for eg in server.client.get_tasks()]


def answer_all(server, answer="accept"):
    tasks = server.client.get_tasks()
    server.client.give_answers([{**eg, "answer": answer} for eg in tasks])
    return tasks


def get_rows(name):
    db = connect()
    rows = db.get_dataset_examples(name)
    db.close()
    return rows


def test_texts_come_from_standard_input(tmp_path, home):
    (tmp_path / "input.txt").write_text("\n".join(TEXTS), encoding="utf-8")
    args = ["textcat.manual", "data", "-", "--loader", "txt", "--label", "A,B"]
    server = LiveServer(args, tmp_path / "server.log", program=("-c", FROM_FILE))
    try:
        assert get_texts(server.wait_until_ready()) == TEXTS
        assert "Traceback" not in server.stop()
    finally:
        server.close()


def test_texts_come_from_standard_input_of_a_command(run_cli, tmp_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": "Oslo"}])
    lines = "".join(f"{json.dumps(row)}\n" for row in ROWS)
    done = run_cli("filter-by-patterns", "-", "-", "-pt", patterns, input=lines)
    assert json.loads(done.stdout)["text"] == TEXTS[0]


def test_what_is_done_is_left_out(tmp_path, live_server):
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(gzip.compress("".join(f"{json.dumps(row)}\n" for row in ROWS).encode()))
    with live_server(["textcat.manual", "first", path, "--label", "A,B"]) as server:
        first, *others = server.client.get_tasks()
        assert [eg["text"] for eg in (first, *others)] == TEXTS
        server.client.give_answers(
            [{**first, "answer": "reject"}, {**others[0], "answer": "accept"}]
        )
    with live_server(["textcat.manual", "first", path, "--label", "A,B"]) as server:
        assert get_texts(server) == TEXTS[2:]
    args = ["textcat.manual", "second", path, "--label", "A,B", "--exclude", "first,other"]
    with live_server(args) as server:
        assert get_texts(server) == TEXTS[2:]
        assert "Can't find 'other', so nothing of it is excluded" in server.output
    with live_server(["textcat.manual", "third", "dataset:first:reject", "-l", "A"]) as server:
        assert get_texts(server) == TEXTS[:1]


def test_a_source_that_fails_later_leaves_the_server_and_the_answers_alone(tmp_path, live_server):
    path = tmp_path / "late.jsonl.gz"
    lines = [json.dumps({"text": f"Text {i} {os.urandom(2000).hex()}"}) for i in range(400)]
    path.write_bytes(gzip.compress("\n".join(lines).encode())[:-40_000])  # cut off
    with live_server(["ner.manual", "data", "blank:en", path, "--label", "A"]) as server:
        for _ in range(4):
            answer_all(server)
        payload = {"session_id": None, "excludes": []}
        status = 200
        while status == 200:
            response = server.client.http.post("/get_session_questions", json=payload)
            status = response.status_code
            if status == 200 and not response.json()["tasks"]:
                assert response.json().get("preparing")
            elif status == 200:
                answer_all(server)
        assert status == 500
        assert "late.jsonl.gz" in response.text
        health = server.client.http.get("/health")  # it lives, and has nothing to give
        assert (health.status_code, health.json()["status"]) == (503, "failing")
    assert "Traceback" not in server.output
    assert server.process.returncode == 0
    assert len(get_rows("data")) >= 40


def test_a_bad_line_later_costs_no_other_task(tmp_path, live_server):
    path = tmp_path / "late.jsonl"
    lines = [json.dumps({"text": f"Text {i}"}) for i in range(40)]
    path.write_text("\n".join([*lines, "{nonsense", json.dumps({"text": "Last"})]), "utf-8")
    with live_server(["ner.manual", "data", "blank:en", path, "--label", "A"]) as server:
        for _ in range(5):
            answer_all(server)
    assert "Line 41 of" in server.output
    assert "Traceback" not in server.output
    assert [row["text"] for row in get_rows("data")][-1] == "Last"
    assert len(get_rows("data")) == 41


def test_pattern_scores_go_on_with_resume(source, tmp_path, live_server):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": [{"lower": "oslo"}]}])
    args = ["ner.match", "data", "blank:en"]
    with live_server([*args, source, "--patterns", patterns]) as server:
        [eg] = answer_all(server)
        assert eg["meta"]["score"] == 0.5
    more = write_jsonl(tmp_path / "more.jsonl", [*ROWS, {"text": "Oslo again"}])
    with live_server([*args, more, "--patterns", patterns, "--resume"]) as server:
        [eg] = server.client.get_tasks()
        # One of one match was right, and the priors are two right and two wrong ones.
        assert (eg["text"], eg["meta"]["score"]) == ("Oslo again", 0.6)


@pytest.mark.slow
def test_models_go_on_learning(source, tmp_path, live_server, pipeline_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "DISH", "pattern": "soup"}])
    args = ["ner.teach", "data", pipeline_path, source, "--label", "DISH,GPE", "-pt", patterns]
    with live_server(args) as server:
        assert "The component 'ner' doesn't know DISH yet" in server.output
        tasks = server.client.get_tasks()
        # Suggestions of both kinds come in turn.
        labels = {(eg["spans"][0]["label"], "pattern" in eg["meta"]) for eg in tasks}
        assert labels == {("DISH", True), ("GPE", False)}
        done = {eg["_task_hash"] for eg in tasks}
        server.client.give_answers([{**eg, "answer": "accept"} for eg in tasks[:3]])
        answer = server.client.give_answers([{**eg, "answer": "reject"} for eg in tasks[3:]])
        assert answer["progress_kind"] == "progress"
        server.client.get_tasks()
        assert 0 <= server.client.project()["progress"] <= 1
    with live_server(args) as server:
        n_answers = len(tasks)
        assert f"Learning from {n_answers} of the {n_answers} answers in dataset data" in (
            server.output
        )
        assert done.isdisjoint(eg["_task_hash"] for eg in server.client.get_tasks())


@pytest.mark.slow
def test_terms_go_on_from_earlier_answers(live_server, pipeline_path):
    args = ["terms.teach", "words", pipeline_path, "--seeds", "soup"]
    with live_server(args) as server:
        tasks = server.client.get_tasks()
        server.client.give_answers([{**tasks[0], "answer": "accept"}])
    with live_server([*args, "--resume"]) as server:
        assert tasks[0]["text"] not in get_texts(server)
    assert [eg["text"] for eg in get_rows("words")] == ["soup", tasks[0]["text"]]


@pytest.mark.slow
def test_corrections_are_learned(source, live_server, pipeline_path):
    args = ["textcat.correct", "data", pipeline_path, source, "--update", "-c", "textcat"]
    with live_server(args) as server:
        tasks = server.client.get_tasks()
        swapped = [
            {**eg, "accept": ["FOOD" if eg["accept"] == ["TRAVEL"] else "TRAVEL"]} for eg in tasks
        ]
        for eg in swapped:
            answer = server.client.give_answers([{**eg, "answer": "accept"}])
            assert answer["progress_kind"] == "progress"
    assert "failed" not in server.output
    assert len(get_rows("data")) == 4
