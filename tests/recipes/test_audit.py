"""audit: labels that are probably wrong, the curve, and the queue."""

import json
import random

import pytest

from prodigy.components.db import connect
from prodigy.recipes import audit as module
from prodigy.training.auditing import PORTIONS
from tests.util import read_jsonl, write_jsonl

TOPICS = {
    "SPORT": ["match", "goal", "team", "league", "coach", "striker"],
    "FOOD": ["soup", "bread", "oven", "recipe", "salt", "kitchen"],
    "MONEY": ["bank", "rate", "loan", "share", "bond", "tax"],
}
NAMES = {"PERSON": ["Ada", "Ben", "Cleo", "Dana"], "PLACE": ["Oslo", "Porto", "Turin", "Leeds"]}


def make_choices(n=150, n_wrong=6):
    rng = random.Random(0)
    rows = []
    for i in range(n):
        label = list(TOPICS)[i % 3]
        text = f"{i} the {' '.join(rng.choices(TOPICS[label], k=4))} of today"
        chosen = list(TOPICS)[(i + 1) % 3] if i < n_wrong else label
        options = [{"id": name, "text": name} for name in TOPICS]
        rows.append({"text": text, "options": options, "accept": [chosen], "answer": "accept"})
    return [{**row, "_view_id": "choice", "meta": {"page": 1}} for row in rows]


def make_names(n=160, n_wrong=3):
    rng = random.Random(0)
    rows = []
    for i in range(n):
        person, place = (rng.choice(NAMES[label]) for label in NAMES)
        words = [person, "Smith", "went", "to", place, "on", "day", str(i)]
        labels = {0: "PERSON", 1: "PERSON", 4: "PLACE" if i >= n_wrong else "PERSON"}
        tokens, start = [], 0
        for number, word in enumerate(words):
            tokens.append({"text": word, "start": start, "end": start + len(word), "id": number})
            start += len(word) + 1
        name = {"start": 0, "end": tokens[1]["end"], "token_start": 0, "token_end": 1}
        where = {"start": tokens[4]["start"], "end": tokens[4]["end"]}
        spans = [{**name, "label": labels[0]}, {**where, "label": labels[4]}]
        spans[1] |= {"token_start": 4, "token_end": 4}
        row = {"text": " ".join(words), "tokens": tokens, "spans": spans, "answer": "accept"}
        rows.append({**row, "_view_id": "ner_manual"})
    return rows


@pytest.fixture
def stored(tmp_path, run_cli):
    def store(name, rows):
        assert run_cli("db-in", name, write_jsonl(tmp_path / "in.jsonl", rows)).returncode == 0

    return store


def test_changed_choices_are_found_and_can_be_looked_at_again(
    stored, run_cli, tmp_path, live_server
):
    rows = make_choices()
    stored("topics", rows)
    result = run_cli("audit", "topics", "--output", tmp_path / "again.jsonl", "--json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["component"] == "textcat"
    assert {find["text"] for find in found["doubtful"]} == {row["text"] for row in rows[:6]}
    assert sum(row["doubtful"] for row in found["labels"].values()) == 6
    assert {label: row["count"] for label, row in found["labels"].items()} == {
        label: sum(row["accept"] == [label] for row in rows) for label in TOPICS
    }
    sizes = [point["n"] for point in found["curve"]]
    assert sizes == [round(150 * 0.8 * portion) for portion in PORTIONS]
    for point in found["curve"]:
        assert 0 <= point["low"] <= point["score"] <= point["high"] <= 1
    assert found["curve"][-1]["score"] == pytest.approx(144 / 150, abs=0.02)
    outlook = found["outlook"]
    assert outlook["low"] <= outlook["gain"] <= outlook["high"]
    tasks = read_jsonl(tmp_path / "again.jsonl")
    assert [task["text"] for task in tasks] == [find["text"] for find in found["doubtful"]]
    assert all("answer" not in task and task["meta"]["page"] == 1 for task in tasks)
    [line] = [line for line in result.stderr.splitlines() if "prodigy mark" in line]
    with live_server(line.split()[1:]) as server:
        shown = server.client.get_tasks()
    assert [task["accept"] for task in shown] == [task["accept"] for task in tasks]
    assert "→" in shown[0]["meta"]["audit"]


def test_wrong_names_are_found_with_their_place(stored, run_cli):
    rows = make_names()
    stored("names", rows)
    result = run_cli("audit", "names", "-o", "dataset:again", "-J", "--more", 50)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["component"] == "ner"
    assert found["outlook"]["more"] == 50
    wrong = {row["text"]: row["spans"][1] for row in rows[:3]}
    doubtful = {find["text"] for find in found["doubtful"]}
    # One of three names that were changed may look right to a model that knows 160 texts.
    assert doubtful <= set(wrong)
    assert len(doubtful) >= 2
    for find in found["doubtful"]:
        [mark] = find["labels"]
        place = wrong[find["text"]]
        assert (mark["start"], mark["end"]) == (place["start"], place["end"])
        assert (mark["given"], mark["suggested"]) == ("PERSON", "PLACE")
    again = connect().get_dataset_examples("again")
    assert {eg["text"] for eg in again} == doubtful
    assert all(eg["spans"] for eg in again)


def test_several_labels_are_asked_about_one_by_one(stored, run_cli):
    rows = make_choices()
    for i, row in enumerate(rows):
        row["accept"] = [*row["accept"], "LONG"] if i % 2 else row["accept"]
        row["text"] += " and so on and on" if i % 2 else ""
        row["options"] = [*row["options"], {"id": "LONG", "text": "LONG"}]
    stored("several", rows)
    found = json.loads(run_cli("audit", "several", "-J").stdout)
    assert found["component"] == "textcat_multilabel"
    assert {find["text"] for find in found["doubtful"]} == {row["text"] for row in rows[:6]}
    marks = [mark for find in found["doubtful"] for mark in find["labels"]]
    assert {(mark["given"], mark["suggested"]) for mark in marks} == {("yes", "no"), ("no", "yes")}


def test_tables_say_the_same(stored, run_cli):
    stored("topics", make_choices())
    result = run_cli("audit", "topics")
    assert "Most likely wrong, 6 of 6 texts" in result.stdout
    assert "100 more answers would bring" in result.stdout


@pytest.mark.parametrize(
    ("rows", "args", "message"),
    [
        (make_choices(12, 0), [], "too few answers"),
        (
            [{"text": f"t{i}", "_view_id": "text", "answer": "accept"} for i in range(30)],
            [],
            "Can't tell what learns",
        ),
        ([{**row, "accept": ["FOOD"]} for row in make_choices(60, 0)], [], "too few answers"),
        (make_choices(30, 0), ["--more", "0"], "gain of 0"),
        (make_choices(30, 0), ["--tokenizer", "blank:nix"], "blank pipeline"),
        (make_choices(30, 0), ["-o", "dataset:a,b"], "name"),
    ],
)
def test_what_can_not_be_audited_is_explained(stored, run_cli, rows, args, message):
    stored("data", rows)
    result = run_cli("audit", "data", *args)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_missing_dataset_is_named(run_cli):
    result = run_cli("audit", "nix")
    assert result.returncode == 1
    assert "nix" in result.stderr


def test_missing_library_is_named(stored, monkeypatch):
    stored("topics", make_choices(60, 0))
    monkeypatch.setitem(__import__("sys").modules, "sklearn.feature_extraction", None)
    with pytest.raises(module.RecipeError, match="scikit-learn"):
        module.audit("topics")


def test_progress_shows_the_last_curve_and_trains_only_if_asked(stored, run_cli):
    stored("topics", make_choices(30))
    before = run_cli("progress", "topics")
    assert "add --train" in before.stdout and "Labels" in before.stdout
    of_audit = json.loads(run_cli("audit", "topics", "--json").stdout)
    stored("topics", [{"text": "one more", "answer": "ignore", "_view_id": "choice"}])
    (curve,) = json.loads(run_cli("progress", "topics", "--json").stdout)["curves"]
    assert curve["points"] == of_audit["curve"] and curve["outlook"] == of_audit["outlook"]
    assert (curve["source"], curve["component"], curve["n_answers"]) == ("audit", "textcat", 30)
    shown = run_cli("progress", "topics").stdout
    assert "1 answers ago" in shown and "more answers would bring" in shown
    stored("few", make_choices(4))
    refused = run_cli("progress", "few", "--train")  # so it would have trained
    assert refused.returncode == 1 and "too few answers" in refused.stderr
