"""Judging responses over REST: blind, checked, and stored with everything that was hidden."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.core import Controller
from prodigy.errors import ProdigyError
from prodigy.recipes.preference import manual
from prodigy.recipes.review import get_review_stream
from tests.util import write_jsonl

ROWS = [
    {
        "prompt": "Why?",
        "responses": [
            {"id": "tuned", "content": "So.", "model": "secret-7b", "tokens": 12},
            {"id": "base", "content": "Or so.", "model": "hidden-70b"},
        ],
        "meta": {"run": "secret-7b at night", "topic": "x"},
    },
    {"prompt": "Hi", "chosen": "Hello!", "rejected": "No.", "score_chosen": 9},
    {"prompt": "Broken"},
]
RUBRIC = [{"name": "helpful", "scale": [1, 2, 3]}]


@pytest.fixture
def source(tmp_path):
    return write_jsonl(tmp_path / "in.jsonl", ROWS)


def make_controller(source, db=None, **options):
    components = manual("judged", source, **options)
    return Controller.from_components("preference.manual", {**components, "db": db})


def test_over_rest_from_the_command_to_the_export(source, tmp_path, live_server, run_cli):
    rubric = tmp_path / "rubric.json"
    rubric.write_text(json.dumps(RUBRIC), encoding="utf8")
    words = ("preference.manual", "judged", source, "--rubric", rubric, "--require-reason")
    with live_server(list(map(str, words))) as server:
        raw = server.client.get_questions()
        text = json.dumps(raw)
        told = ("secret", "hidden", "tuned", "base", "chosen", "rejected", "tokens")
        assert not [word for word in told if word in text]
        first, second = raw["tasks"]
        assert Validator("preference").check(first) == []
        assert first["meta"] == {"topic": "x"}
        best = next(row["id"] for row in first["responses"] if row["content"] == "So.")
        answer = {**first, "answer": "accept", "preferred": best, "tie": False}
        checked = server.client.validate_answer(answer)
        assert not checked["ok"]
        assert "Rate helpful of A, B. Give a reason" in checked["message"]
        ratings = {
            row["id"]: {"helpful": 3 if row["id"] == best else 1} for row in first["responses"]
        }
        answer = {**answer, "ratings": ratings, "reason": "Short."}
        assert server.client.validate_answer(answer)["ok"]
        tie = {**second, "answer": "accept", "tie": True}
        server.client.give_answers([answer, tie])
    out = tmp_path / "out.jsonl"
    result = run_cli("db-out", "judged", str(out), "--format", "dpo")
    assert "a tie" in result.stderr
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {
            "prompt": "Why?",
            "chosen": "So.",
            "rejected": "Or so.",
            "score_chosen": 3.0,
            "score_rejected": 1.0,
            "margin": 2.0,
        }
    ]
    eg, other = connect().get_dataset_examples("judged")
    assert eg["responses"] == ROWS[0]["responses"]
    assert (eg["meta"], eg["preferred"], sorted(eg["order"])) == (
        ROWS[0]["meta"],
        "tuned",
        ["base", "tuned"],
    )
    assert eg["ratings"] == {"tuned": {"helpful": 3}, "base": {"helpful": 1}}
    assert (other["score_chosen"], sorted(other["order"])) == (9, ["chosen", "rejected"])


def test_answers_after_a_restart_get_their_names_back(source, home):
    db = connect()
    before = make_controller(source, db)
    [first, _] = before.get_questions("ann")
    after = make_controller(source, db)  # which has handed out nothing yet
    after.receive_answers([{**first, "answer": "accept", "preferred": first["order"][0]}], "ann")
    [eg] = db.get_dataset_examples("judged")
    assert eg["responses"] == ROWS[0]["responses"]
    assert eg["preferred"] in ("tuned", "base")


def test_answers_to_what_nobody_knows_are_stored_and_said(source, home, capsys):
    ctrl = make_controller(source, connect())
    [first, _] = ctrl.get_questions("ann")
    lost = {**first, "_task_hash": 5, "_input_hash": 6, "answer": "accept"}
    ctrl.receive_answers([lost], "ann")
    [eg] = ctrl.db.get_dataset_examples("judged")
    assert eg["order"] == first["order"]
    assert "without the names of the models" in capsys.readouterr().err


def test_the_order_of_an_annotator_outlives_a_restart(source, home):
    orders = [
        [task["order"] for task in make_controller(source, connect()).get_questions(name)]
        for name in (None, None, "ann", "ann")
    ]
    assert orders[0] == orders[1]
    assert orders[2] == orders[3]


def test_without_shuffling_and_without_blinding(source, home):
    ctrl = make_controller(source, no_random=True)
    first, second = ctrl.get_questions("ann")
    assert [row["content"] for row in second["responses"]] == ["Hello!", "No."]
    components = manual("judged", source)
    components["config"]["preference_blind"] = False
    ctrl = Controller.from_components("preference.manual", components)
    assert ctrl.get_questions("ann")[0]["responses"] == ROWS[0]["responses"]


def test_the_same_responses_in_another_order_are_one_task(tmp_path, home):
    turned = {**ROWS[0], "responses": ROWS[0]["responses"][::-1]}
    source = write_jsonl(tmp_path / "in.jsonl", [ROWS[0], turned])
    assert len(make_controller(source).get_questions("ann")) == 1


def test_options_are_settings(source, home):
    config = manual("judged", source, no_tie=True, require_reason=True)["config"]
    assert (config["preference_tie"], config["preference_require_reason"]) == (False, True)
    assert not [key for key in manual("judged", source)["config"] if key.startswith("preference")]


def test_a_broken_rubric_stops_before_anything_is_read(source, tmp_path):
    (tmp_path / "rubric.json").write_text("[]", encoding="utf8")
    with pytest.raises(ProdigyError, match="rubric.json"):
        manual("judged", source, rubric=str(tmp_path / "rubric.json"))


def test_reviews_compare_what_was_chosen_and_not_the_order():
    eg = {
        **{key: ROWS[0][key] for key in ("prompt", "responses")},
        "_view_id": "preference",
        "answer": "accept",
        "_input_hash": 1,
        "_task_hash": 2,
    }
    answers = [
        {**eg, "preferred": "base", "tie": False, "order": ["base", "tuned"], "reason": "a"},
        {**eg, "preferred": "base", "order": ["tuned", "base"], "ratings": {}},
        {**eg, "preferred": "tuned", "order": ["tuned", "base"]},
        {**eg, "preferred": "base", "ratings": {"base": {"helpful": 1}}},
    ]
    named = [{**answer, "_annotator_id": name} for answer, name in zip(answers, "abcd")]
    [task] = get_review_stream({"judged": named})
    assert [version["sessions"] for version in task["versions"]] == [["a", "b"], ["c"], ["d"]]
