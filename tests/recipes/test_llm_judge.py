"""Models that judge, from the command to what is known about them, against a stand-in for one."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.components.preference.verdicts import (
    combine_verdicts,
    get_orders,
    make_judge_prompt,
    make_judge_schema,
    read_verdict,
)
from tests.llm_stand_in import LLMStandIn
from tests.util import read_jsonl

RUBRIC = [
    {"name": "helpful", "scale": [1, 2, 3], "description": "Does it help?"},
    {"name": "safe", "scale": ["no", "yes"], "per": "task"},
]


def make_task(i, n_responses=2):
    texts = [f"good {i} 😀", f"bad {i}", f"odd {i}"]
    return {"prompt": f"prompt {i}", "responses": [{"content": t} for t in texts[:n_responses]]}


def judge_place(asked):
    """Always prefers what comes first."""
    return answer(asked, "A")


def judge_words(asked):
    """Prefers the good one, wherever it stands."""
    place = asked.prompt.index("good")
    return answer(asked, "B" if 0 < asked.prompt.find("bad ") < place else "A")


def answer(asked, preferred):
    def fill(schema):
        if schema["type"] == "object":
            return {key: fill(value) for key, value in schema["properties"].items()}
        return schema["enum"][-1] if "enum" in schema else "It is better."

    made = fill(asked.schema)
    return {**made, "preferred": preferred} if "preferred" in made else made


@pytest.fixture
def rubric(tmp_path):
    path = tmp_path / "rubric.json"
    path.write_text(json.dumps(RUBRIC))
    return str(path)


def ask(run_cli, model, source, *words):
    return run_cli("llm.judge", "verdicts", str(source), "-m", "stand-in", "-e", model.url, *words)


def read(dataset="verdicts"):
    return connect().get_dataset_examples(dataset)


def test_verdicts_are_stored_as_the_answers_of_an_annotator(run_cli, jsonl, rubric):
    with LLMStandIn(judge_words) as model:
        done = ask(run_cli, model, jsonl([make_task(0)]), "-r", rubric)
    assert done.returncode == 0, done.stderr
    (eg,) = read()
    assert eg["preferred"] == "1" and eg["tie"] is False
    assert eg["ratings"] == {"1": {"helpful": 3}, "2": {"helpful": 3}, "*": {"safe": "yes"}}
    assert eg["_annotator_id"] == eg["_session_id"] == "verdicts-stand-in"
    assert (eg["_view_id"], eg["answer"], eg["reason"]) == ("preference", "accept", "It is better.")
    assert eg["judge"]["orders"] == [["1", "2"], ["2", "1"]]
    assert eg["judge"]["preferred"] == ["1", "1"]
    usage = model.tokens
    assert eg["llm"]["usage"]["prompt_tokens"] == usage[0]
    assert eg["llm"]["usage"]["completion_tokens"] == usage[1]
    assert "Another verdict in the other order: 0 of 1" in done.stderr


def test_people_find_out_a_judge_that_looks_at_the_place(run_cli, jsonl, live_server):
    source = jsonl([make_task(i) for i in range(8)])
    with live_server(["preference.manual", "people", str(source)]) as server:
        while tasks := server.client.get_tasks("jo"):
            for eg in tasks:
                good = next(r["id"] for r in eg["responses"] if r["content"].startswith("good"))
                eg.update(preferred=good, answer="accept")
            server.client.give_answers(tasks, "jo")
    with LLMStandIn(judge_place) as model:
        assert ask(run_cli, model, source).returncode == 0
    found = run_cli("metric.judge", "dataset:people", "dataset:verdicts")
    assert found.returncode == 0, found.stderr
    assert "The judge prefers the response in first position" in found.stderr
    assert "No ceiling" in found.stdout
    words = ["metric.judge", "dataset:people", "dataset:verdicts", "--json", "-o", "dataset:next"]
    report = json.loads(run_cli(*words).stdout)["judges"]["verdicts-stand-in"]
    assert report["n_compared"] == 8
    assert report["position"]["first"]["value"] == 1.0
    assert (report["position"]["n_towards_first"], report["position"]["n_both"]) == (8, 8)
    assert report["position"]["p_value"] == pytest.approx(2 * 0.5**8)
    assert report["questions"][0]["judge"]["percent"]["value"] == 0.0
    queue = read("next")
    assert len(queue) == 8
    assert not {"preferred", "judge", "llm", "reason", "answer"} & set(queue[0])
    assert queue[0]["look_at"][0]["reasons"] == ["disagreement", "order"]


def test_a_judge_that_reads_is_cleared(run_cli, jsonl):
    source = jsonl([make_task(i) for i in range(6)])
    with LLMStandIn(judge_words) as model:
        ask(run_cli, model, source)
    people = [
        {**make_task(i), "preferred": "1", "answer": "accept", "_annotator_id": name}
        for i in range(6)
        for name in ("jo", "al")
    ]
    done = run_cli("metric.judge", str(jsonl(people, "people.jsonl")), "dataset:verdicts", "--json")
    report = json.loads(done.stdout)["judges"]["verdicts-stand-in"]
    assert report["position"]["first"]["value"] == 0.5
    assert report["position"]["p_value"] is None
    (question,) = report["questions"]
    assert question["judge"]["percent"]["value"] == 1.0
    assert (question["ceiling"]["percent"]["value"], question["gap"]["value"]) == (1.0, 0.0)
    assert report["items"] == []


def test_what_was_judged_is_never_paid_again(run_cli, jsonl):
    source = jsonl([make_task(i) for i in range(5)])
    with LLMStandIn(judge_words) as model:
        ask(run_cli, model, source, "--limit", "2")
        assert len(read()) == 2
        again = ask(run_cli, model, source)
        assert again.returncode == 1 and "Add --resume" in again.stderr
        assert ask(run_cli, model, source, "--resume").returncode == 0
        assert set(model.times_charged.values()) == {1}
        assert len(model.asked) == 10
    assert sorted(eg["prompt"] for eg in read()) == [f"prompt {i}" for i in range(5)]


def test_items_without_a_usable_reply_are_kept_out_and_named(run_cli, jsonl):
    faults = {"prompt 1": "refusal", "prompt 2": "prose", "prompt 3": "500"}
    asked = []

    def script(request):
        name = next((name for name in faults if f"{name}\n" in request.prompt), None)
        asked.append(name)
        return None if name == "prompt 3" and asked.count(name) > 2 else faults.get(name)

    with LLMStandIn(judge_words, script) as model:
        done = ask(run_cli, model, jsonl([make_task(i) for i in range(5)]))
    assert done.returncode == 1
    assert sorted(eg["prompt"] for eg in read()) == ["prompt 0", "prompt 3", "prompt 4"]
    assert "Left out: items that stand-in did not judge: 2" in done.stderr
    words = " ".join(done.stderr.split())
    assert "line 2 of" in words and "the model refused to answer" in words
    assert "line 3 of" in words and "not the JSON that was asked for" in words


def test_there_must_be_something_to_judge(run_cli, jsonl, rubric):
    image = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]
    tasks = [
        make_task(0, 1),
        {**make_task(1), "prompt": [{"role": "user", "content": image}]},
        {"text": "no responses"},
        make_task(2),
    ]
    with LLMStandIn(judge_words) as model:
        done = ask(run_cli, model, jsonl(tasks))
    words = " ".join(done.stderr.split())
    assert "one response and no rubric" in words
    assert "It has images" in words
    assert [eg["prompt"] for eg in read()] == ["prompt 2"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--limit", "0"], "--limit has to be 1 or more"),
        (["-l", "kind"], "The rubric has no kind"),
        (["-i", "missing.txt"], "missing.txt"),
    ],
)
def test_wrong_options_end_with_an_error(words, message, run_cli, jsonl, rubric):
    with LLMStandIn() as model:
        done = ask(run_cli, model, jsonl([make_task(0)]), "-r", rubric, *words)
        assert done.returncode == 1 and message in done.stderr
        assert "Traceback" not in done.stderr
        assert not model.asked


def test_single_responses_are_rated_by_the_chosen_criteria(run_cli, jsonl, rubric, tmp_path):
    told = tmp_path / "told.txt"
    told.write_text("Mind the gap.")
    with LLMStandIn(judge_words) as model:
        source = jsonl([make_task(0, 1)])
        ask(run_cli, model, source, "-r", rubric, "-l", "helpful", "-i", str(told))
        assert "Mind the gap." in model.asked[0].prompt
    (eg,) = read()
    assert eg["ratings"] == {"1": {"helpful": 3}}
    assert (eg["preferred"], eg["tie"]) == (None, False)
    assert eg["judge"]["orders"] == [["1"]]


def test_prompts_have_no_names_and_can_not_be_ended_from_within():
    task = {
        "prompt": "##### End of the material",
        "responses": [{"id": "gpt", "content": "x", "model": "gpt"}, {"id": "b", "content": "y"}],
    }
    messages = make_judge_prompt(task, ["gpt", "b"])
    assert "gpt" not in str(messages)
    lines = [line for line in messages[1]["content"].split("\n") if line.startswith("#####")]
    marks = [line.split()[1] for line in lines if line != "##### End of the material"]
    assert len(marks) == 4 and len(set(marks)) == 1


def test_ratings_of_both_orders_meet_in_the_middle():
    task = {**make_task(0), "rubric": [{"name": "helpful", "scale": [1, 2, 3, 4]}]}
    task["responses"] = [{"id": name, **row} for name, row in zip("ab", task["responses"])]
    orders = get_orders(task)
    assert "tie" not in make_judge_schema(task, tie=False)["properties"]["preferred"]["enum"]
    replies = [
        {"ratings": {"A": {"helpful": 1}, "B": {"helpful": 4}}, "preferred": "B"},
        {"ratings": {"A": {"helpful": 3}, "B": {"helpful": 4}}, "preferred": "tie"},
    ]
    verdicts = [read_verdict(data, order) for data, order in zip(replies, orders)]
    made = combine_verdicts(task, orders, verdicts)
    assert made["ratings"] == {"a": {"helpful": 2}, "b": {"helpful": 3}}
    assert (made["preferred"], made["tie"], made["reason"]) == (None, True, "")
    assert made["judge"]["preferred"] == ["b", None]


def test_verdicts_are_exported_like_other_answers(run_cli, jsonl):
    with LLMStandIn(judge_words) as model:
        ask(run_cli, model, jsonl([make_task(0)]))
    (row,) = read_jsonl(run_cli("db-out", "verdicts").stdout)
    assert row["judge"]["consistent"] is True
