"""Rows for training language models: one form per file, and nothing dropped in silence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import FORMATS, Report
from prodigy.errors import LoaderError
from tests.components.formats.helpers import RESPONSES as TEXTS
from tests.components.formats.helpers import write
from tests.util import read_jsonl, write_jsonl

USER = {"role": "user", "content": "Hi"}
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
}
CHAT = {
    **TEXTS,
    "prompt": [USER],
    "responses": [
        {"id": "a", "messages": [CALL]},
        {
            "id": "b",
            "messages": [{"role": "assistant", "content": [{"type": "text", "text": "x"}]}],
        },
    ],
}
TALK = {"messages": [USER, {"role": "assistant", "content": "Hello"}], "answer": "accept"}


def test_texts_stay_texts_if_all_are(tmp_path):
    path, report = write("dpo", [TEXTS], tmp_path)
    assert read_jsonl(path) == [
        {"prompt": "Why?", "chosen": "Or so.", "rejected": "So."},
        {"prompt": "Why?", "chosen": "Or so.", "rejected": "No."},
    ]
    assert report.n_done == 1


def test_one_conversation_makes_messages_of_all(tmp_path):
    path, _ = write("dpo", [TEXTS, CHAT], tmp_path)
    rows = read_jsonl(path)
    assert rows[0]["prompt"] == [{"role": "user", "content": "Why?"}]
    assert rows[0]["chosen"] == [{"role": "assistant", "content": "Or so."}]
    assert rows[2] == {
        "prompt": [USER],
        "chosen": [{"role": "assistant", "content": "x"}],
        "rejected": [CALL],
    }


def test_scores_are_in_all_rows_or_in_none(tmp_path):
    rubric = [{"name": "n", "scale": [1, 2, 3]}, {"name": "tone", "scale": ["bad", "ok"]}]
    ratings = {"a": {"n": 1}, "b": {"n": 3}, "c": {"n": 2}}
    rated = {**TEXTS, "rubric": rubric, "ratings": ratings}
    path, _ = write("dpo", [rated], tmp_path)
    assert [row["margin"] for row in read_jsonl(path)] == [2, 1]
    path, _ = write("dpo", [rated, {**rated, "ratings": {"b": {"n": 3}}}], tmp_path)
    assert not [row for row in read_jsonl(path) if "margin" in row or "score_chosen" in row]


@pytest.mark.parametrize(
    ("change", "name", "reason"),
    [
        ({"preferred": None, "tie": True}, "dpo sft", "tie"),
        ({"preferred": None}, "dpo sft", "no-preferred"),
        ({"preferred": "z"}, "dpo sft", "lost-preferred"),
        ({"preferred": {"a": 1}}, "dpo sft", "lost-preferred"),
        ({"tie": True}, "dpo sft", "tie-and-preferred"),
        ({"answer": "reject"}, "dpo sft rubric", "reject"),
        ({"answer": "ignore"}, "dpo sft rubric", "ignore"),
        ({"responses": []}, "dpo sft rubric", "not-responses"),
        ({"responses": None}, "dpo sft rubric", "not-responses"),
        ({"responses": [5, {"id": "b", "content": "x"}]}, "dpo", "not-responses"),
        ({"prompt": None}, "dpo sft rubric", "no-prompt"),
        ({"responses": TEXTS["responses"][1:2]}, "dpo", "one-response"),
        (
            {"responses": [{"id": "a", "content": "x"}, {"id": "b", "content": "x"}]},
            "dpo",
            "same-text",
        ),
        ({"prompt": "\ud800"}, "dpo sft rubric", "surrogate"),
        (
            {"prompt": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]},
            "dpo sft",
            "parts",
        ),
    ],
)
def test_what_can_not_be_held_is_counted(change, name, reason, tmp_path):
    for fmt in name.split():
        path, report = write(fmt, [{**TEXTS, **change}, TEXTS], tmp_path)
        assert (dict(report.left_out), report.n_done) == ({reason: 1}, 1)


def test_good_answers_to_learn_from(tmp_path):
    single = {**TEXTS, "responses": TEXTS["responses"][:1], "preferred": None}
    path, _ = write("sft", [TEXTS, single], tmp_path)
    assert read_jsonl(path) == [
        {"prompt": "Why?", "completion": "Or so."},
        {"prompt": "Why?", "completion": "So."},
    ]
    path, report = write("sft", [TEXTS, TALK, {**TALK, "answer": "reject"}], tmp_path)
    assert read_jsonl(path) == [
        {
            "messages": [
                {"role": "user", "content": "Why?"},
                {"role": "assistant", "content": "Or so."},
            ]
        },
        {"messages": TALK["messages"]},
    ]
    assert report.left_out == {"reject": 1}


def test_ratings_are_a_row_per_response_as_it_was_shown(tmp_path):
    eg = {**TEXTS, "ratings": {"a": {"n": 1}, "*": {"hard": "no"}}, "reason": "so"}
    path, _ = write("rubric", [eg, {**eg, "_annotator_id": "d-bob"}], tmp_path)
    rows = read_jsonl(path)
    assert [(row["id"], row["position"], row["preferred"]) for row in rows[:3]] == [
        ("c", 1, False),
        ("a", 2, False),
        ("b", 3, True),
    ]
    assert rows[1]["scores"] == {"n": 1}
    assert (rows[1]["model"], rows[0]["task_scores"]) == ("m", {"hard": "no"})
    assert {row["annotator"] for row in rows} == {"d-ann", "d-bob"}
    first, second = FORMATS["rubric"].read(path)
    assert (first["preferred"], first["order"], first["ratings"]) == (
        "b",
        eg["order"],
        eg["ratings"],
    )
    assert (second["_annotator_id"], len(second["responses"])) == ("d-bob", 3)


def test_ratings_that_can_not_be_right_are_left_out_and_counted(tmp_path):
    rubric = [{"name": "n", "scale": [1, 2]}]
    wrong = [{"a": {"n": 9}}, {"z": {"n": 1}}, {"a": {"x": 1}}, [1]]
    right = {**TEXTS, "rubric": rubric, "ratings": {"a": {"n": 2}}}
    path, report = write("rubric", [right, *({**right, "ratings": r} for r in wrong)], tmp_path)
    assert dict(report.lost) == {"lost-ratings": 4}
    assert [row["scores"] for row in read_jsonl(path) if row["id"] == "a"] == [{"n": 2}, *[{}] * 4]


said = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=40)
@given(prompt=said, a=said, b=said, chosen=st.sampled_from("ab"))
def test_pairs_come_back(prompt, a, b, chosen, tmp_path_factory):
    eg = {
        "prompt": prompt,
        "responses": [{"id": "a", "content": a}, {"id": "b", "content": b}],
        "preferred": chosen,
    }
    path, report = write("dpo", [eg], tmp_path_factory.mktemp("dpo"))
    assert report.n_done == (a != b)
    for made in FORMATS["dpo"].read(path):
        assert (made["prompt"], made["preferred"]) == (prompt, "chosen")
        texts = [row["content"] for row in made["responses"]]
        assert texts == ([a, b] if chosen == "a" else [b, a])


@pytest.mark.parametrize(
    ("name", "row", "title"),
    [
        ("dpo", {"prompt": "a", "responses": ["b", "c"]}, "no pair of responses"),
        ("dpo", {"prompt": "a", "completion": "b"}, "no pair of responses"),
        ("dpo", {"prompt": "a", "chosen": 5, "rejected": "b"}, "no pair of responses"),
        ("sft", {"text": "a"}, "no conversation"),
        ("sft", {"messages": [{"content": "x"}]}, "no conversation"),
        ("rubric", {"prompt": "a", "id": "x"}, "no rated response"),
    ],
)
def test_rows_that_can_not_be_used_are_named(name, row, title, tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", [row])
    with pytest.raises(LoaderError, match=f"Line 1 of .*a.jsonl is {title}"):
        list(FORMATS[name].read(path))
    report = Report()
    assert list(FORMATS[name].read(path, report=report)) == []
    assert report.n_rejected == 1


def test_datasets_has_the_columns_that_trl_documents(tmp_path):
    datasets = pytest.importorskip("datasets")
    plain, _ = write("dpo", [TEXTS], tmp_path / "plain")
    chat, _ = write(
        "dpo", [TEXTS, {**CHAT, "responses": CHAT["responses"][::-1]}], tmp_path / "chat"
    )
    for path in (plain, chat):
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        loaded = datasets.Dataset.from_json(str(path), cache_dir=str(tmp_path / "cache"))
        assert loaded.column_names == ["prompt", "chosen", "rejected"]
        assert len(loaded) == len(rows)
    sft, _ = write("sft", [TALK, TEXTS], tmp_path / "sft")
    loaded = datasets.Dataset.from_json(str(sft), cache_dir=str(tmp_path / "cache"))
    assert loaded.column_names == ["messages"]
    assert loaded[0]["messages"][1]["content"] == "Hello"
