"""--control, from the recipe to its report, and the command that reads it again."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.hashing import set_hashes


def test_a_share_of_the_texts_comes_without_suggestions(live_server, run_cli, jsonl, pipeline_path):
    source = jsonl([{"text": f"Oslo and Bergen {i}"} for i in range(12)])
    words = ["ner.correct", "people", str(pipeline_path), str(source), "-U", "--control", "0.5"]
    with live_server(words) as server:
        tasks = server.client.get_tasks()
        while more := server.client.get_tasks(excludes=[eg["_task_hash"] for eg in tasks]):
            tasks += more
        control = [eg for eg in tasks if eg.get("control")]
        assert 0 < len(control) < 12
        assert all(eg["spans"] == [] for eg in control)
        server.client.give_answers(
            [{**eg, "answer": "accept", "_duration_ms": 2000} for eg in tasks]
        )
    assert "With and without suggestions" in server.output
    assert "Agreement with the model" in server.output
    examples = connect().get_dataset_examples("people")
    assert len(examples) == 12
    n_suggested = sum(bool(eg["suggestion"]["spans"]) for eg in examples)
    found = run_cli("metric.control", "dataset:people", "--json")
    report = json.loads(found.stdout)
    assert (report["shown"]["n"], report["control"]["n"]) == (12 - len(control), len(control))
    assert report["shown"]["agreement"]["value"] == 1.0
    assert report["seconds"]["value"] == pytest.approx(1)
    if n_suggested == 12:  # nobody added anything
        assert report["control"]["agreement"]["value"] == 0.0


@pytest.mark.parametrize("share", ["1.5", "-0.1"])
def test_a_share_is_from_0_to_1(share, run_cli, jsonl, pipeline_path):
    source = jsonl([{"text": "Oslo"}])
    done = run_cli("ner.correct", "people", str(pipeline_path), str(source), f"--control={share}")
    assert done.returncode == 1
    assert "--control is a share" in done.stderr


def test_without_suggestions_there_is_nothing_to_measure(run_cli, jsonl):
    done = run_cli("metric.control", str(jsonl([{"text": "x", "answer": "accept"}])))
    assert done.returncode == 1
    assert "tells what was suggested" in done.stderr


def make_comparison(i, **keys):
    responses = [{"id": "x", "content": f"good {i}"}, {"id": "y", "content": f"bad {i}"}]
    return {"prompt": f"prompt {i}", "responses": responses, **keys}


def store_verdicts(n):
    verdict = {"preferred": "x", "tie": False, "reason": "It is good.", "llm": {"model": "judge"}}
    db = connect()
    db.add_dataset("verdicts")
    rows = [make_comparison(i, **verdict, answer="accept") for i in range(n)]
    db.add_examples([set_hashes(row) for row in rows], ["verdicts"])  # as they are imported
    db.close()


@pytest.mark.parametrize("shows", ["after", "before", "never"])
def test_verdicts_of_a_judge_come_as_suggestions(shows, live_server, jsonl, home):
    (home / "prodigy.json").write_text(json.dumps({"show_suggestions": shows, "batch_size": 20}))
    store_verdicts(9)
    source = jsonl([make_comparison(i) for i in range(10)])
    words = ["preference.manual", "people", str(source), "--suggestions", "verdicts"]
    with live_server([*words, "--control", "0.5"]) as server:
        tasks = server.client.get_tasks("jo")
        texts = {r["id"]: r["content"] for eg in tasks for r in eg["responses"]}
        seen = {eg["prompt"]: eg["suggestion"] for eg in tasks if "suggestion" in eg}
        assert all(texts[said["preferred"]].startswith("good") for said in seen.values())
        assert not any("model" in said for said in seen.values())
        answers = [
            {**eg, "preferred": eg["responses"][0]["id"], "answer": "accept"} for eg in tasks
        ]
        server.client.give_answers(answers, "jo")
    examples = {eg["prompt"]: eg for eg in connect().get_dataset_examples("people")}
    control = {name for name, eg in examples.items() if eg.get("control")}
    assert "suggestion" not in examples["prompt 9"]
    assert 0 < len(control) < 9
    expected = {"never": 0, "after": 9, "before": 9 - len(control)}
    assert len(seen) == expected[shows]
    for name, eg in examples.items():
        if name != "prompt 9":
            said = {**eg["suggestion"]}
            assert said.pop("shown") == (shows == "before" and name not in control)
            assert said == {
                "preferred": "x",
                "tie": False,
                "reason": "It is good.",
                "model": "judge",
            }
    assert "Agreement with the model" in server.output
