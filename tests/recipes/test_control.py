"""--control, from the recipe to its report, and the command that reads it again."""

import json

import pytest

from prodigy.components.db import connect


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
