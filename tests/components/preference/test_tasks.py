"""Prompts and responses in the forms in which data sets have them."""

import pytest

from prodigy.components.preference import (
    check_preferences,
    get_response_text,
    make_preference,
    set_preference_hashes,
)
from prodigy.components.problems import Problems

ASKED = {"role": "user", "content": "Why?"}
SAID = {"role": "assistant", "content": "So."}
OTHER = {"role": "assistant", "content": "Or so."}


def read(**eg):
    """RETURNS (tuple): The prompt, and pairs of id and content."""
    made = make_preference(eg)
    return made["prompt"], [
        (row["id"], row.get("messages") or row.get("content")) for row in made["responses"]
    ]


@pytest.mark.parametrize(
    ("eg", "expected"),
    [
        ({"prompt": "Why?", "responses": ["a", "b"]}, ("Why?", [("1", "a"), ("2", "b")])),
        (
            {"prompt": "", "responses": [{"content": ""}, {"id": 7, "messages": [SAID]}]},
            ("", [("1", None), ("7", [SAID])]),
        ),
        ({"messages": [ASKED], "responses": [[SAID]]}, ([ASKED], [("1", [SAID])])),
        ({"instruction": "Why?", "responses": ["a"]}, ("Why?", [("1", "a")])),
        ({"prompt": "Why?", "completion": "a", "label": True}, ("Why?", [("completion", "a")])),
        (
            {"prompt": "Why?", "chosen": "a", "rejected": "b"},
            ("Why?", [("chosen", "a"), ("rejected", "b")]),
        ),
        # UltraFeedback: the prompt is repeated in both.
        (
            {"prompt": "Why?", "chosen": [ASKED, SAID], "rejected": [ASKED, OTHER]},
            ("Why?", [("chosen", [SAID]), ("rejected", [OTHER])]),
        ),
        (
            {"chosen": [ASKED, SAID], "rejected": [ASKED, OTHER]},
            ([ASKED], [("chosen", [SAID]), ("rejected", [OTHER])]),
        ),
        # The same answer twice: the prompt still ends before it.
        (
            {"chosen": [ASKED, SAID], "rejected": [ASKED, SAID]},
            ([ASKED], [("chosen", [SAID]), ("rejected", [SAID])]),
        ),
        # HH-RLHF.
        (
            {
                "chosen": "\n\nHuman: Why?\n\nAssistant: So.",
                "rejected": "\n\nHuman: Why?\n\nAssistant: Or so.",
            },
            ([ASKED], [("chosen", [SAID]), ("rejected", [OTHER])]),
        ),
        (
            {"chosen": "The sky is blue", "rejected": "The sky is black"},
            ("The sky is", [("chosen", "blue"), ("rejected", "black")]),
        ),
        ({"chosen": "a", "rejected": "b"}, ("", [("chosen", "a"), ("rejected", "b")])),
    ],
)
def test_forms(eg, expected):
    prompt, responses = read(**eg)
    assert (prompt, [(name, said or None) for name, said in responses]) == expected


def test_other_keys_stay_and_the_task_is_not_changed():
    eg = {"prompt": "a", "chosen": "b", "rejected": "c", "score": [1], "responses_of": None}
    before = dict(eg)
    made = make_preference(eg)
    assert eg == before
    assert {k: v for k, v in made.items() if k not in ("prompt", "responses")} == {
        "score": [1],
        "responses_of": None,
    }


@pytest.mark.parametrize(
    ("eg", "message"),
    [
        ({}, "neither 'responses' nor 'chosen'"),
        ({"prompt": "a", "responses": None}, "expected a list"),
        ({"prompt": "a", "responses": []}, "there is none"),
        ({"responses": ["a"]}, "has no 'prompt'"),
        ({"prompt": 5, "responses": ["a"]}, "prompt: expected"),
        ({"prompt": [], "responses": ["a"]}, "prompt"),
        ({"prompt": "a", "responses": [None]}, r"responses\[0\]: expected a text"),
        ({"prompt": "a", "responses": [{"id": "x"}]}, "neither 'content' nor 'messages'"),
        ({"prompt": "a", "responses": [{"id": True, "content": "x"}]}, r"responses\[0\]\.id"),
        ({"prompt": "a", "responses": [{"id": "2", "content": "x"}, "y"]}, "two have the id '2'"),
        ({"prompt": "a", "chosen": "b"}, "no 'rejected'"),
        ({"chosen": "b", "rejected": [SAID]}, "One of 'chosen' and 'rejected' is a text"),
        ({"chosen": [SAID], "rejected": [OTHER]}, "don't begin with the same prompt"),
        ({"prompt": "a", "responses": ["b"], "rubric": {}}, "rubric: expected a list"),
        ({"prompt": "a", "responses": [{"messages": [{"content": "x"}]}]}, "role"),
    ],
)
def test_what_is_wrong_is_named(eg, message):
    with pytest.raises(ValueError, match=message):
        make_preference(eg)


def test_hashes_are_those_of_what_is_judged():
    def get_hashes(**eg):
        task = set_preference_hashes(make_preference({"prompt": "a", **eg}))
        return task["_input_hash"], task["_task_hash"]

    one = {"id": "x", "content": "b", "model": "m", "meta": {"n": 1}}
    other = {"id": "y", "content": "c"}
    hashes = get_hashes(responses=[one, other])
    assert get_hashes(responses=[other, one], meta={"any": 1}) == hashes
    assert get_hashes(responses=["c", "b"]) == hashes
    assert get_hashes(responses=["c", "b", "b"]) != hashes
    rubric = [{"name": "n", "scale": [1, 2]}]
    with_rubric = get_hashes(responses=["b", "c"], rubric=rubric)
    assert (with_rubric[0], with_rubric[1] == hashes[1]) == (hashes[0], False)


def test_the_check_leaves_out_and_forgets_earlier_answers(capsys):
    rubric = [{"name": "own", "scale": [1, 2], "per": "response"}]
    stream = [
        {"prompt": "a"},
        {"prompt": "a", "responses": ["b"], "preferred": "1", "answer": "accept", "tie": False},
        {"prompt": "a", "responses": ["b"], "rubric": rubric},
    ]
    problems = Problems(is_strict=False)
    given = [{"name": "given", "scale": [1, 2], "per": "response"}]
    first, second = check_preferences(stream, problems, given)
    assert (problems.n_skipped, first is stream[1]) == (1, True)
    assert not {"preferred", "answer", "tie"} & set(first)
    assert (first["rubric"], second["rubric"]) == (given, rubric)


def test_the_text_of_a_response_is_what_the_assistant_says():
    messages = [{"role": "tool", "content": "12"}, {"role": "assistant", "content": None}, SAID]
    assert get_response_text({"messages": messages}) == "So."
    assert get_response_text({"content": "a"}) == "a"
    assert get_response_text({"messages": [{"role": "user", "content": "x"}]}) == "x"
