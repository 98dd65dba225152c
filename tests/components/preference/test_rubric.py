"""Rubrics, and what answers say by them."""

import pytest

from prodigy.components.preference import (
    MissingError,
    check_answer,
    check_rubric,
    find_missing,
    get_ratings,
    get_scores,
    read_rubric,
)
from prodigy.errors import ProdigyError

HELPFUL = {"name": "helpful", "scale": [1, 2, 3]}
TONE = {"name": "tone", "scale": ["bad", "ok"]}
HARD = {"name": "hard", "scale": [0, 1], "per": "task"}
ANSWER = {
    "prompt": "p",
    "responses": [{"id": "x", "content": "a"}, {"id": "y", "content": "b"}],
    "order": ["y", "x"],
    "rubric": [HELPFUL, TONE, HARD],
    "preferred": "x",
    "tie": False,
    "ratings": {
        "x": {"helpful": 3, "tone": "ok"},
        "y": {"helpful": 1, "tone": "bad"},
        "*": {"hard": 0},
    },
    "answer": "accept",
}


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "helpful", "scale": [1, 2, 3]}, {"name": "tone", "scale": ["bad", "ok"]}]',
        '{"criteria": [{"name": "helpful", "scale": [1, 2, 3]},\n'
        '{"name": "tone", "scale": ["bad", "ok"]}]}',
        '{"name": "helpful", "scale": [1, 2, 3]}\n\n{"name": "tone", "scale": ["bad", "ok"]}\n',
    ],
)
def test_files(text, tmp_path):
    path = tmp_path / "rubric.json"
    path.write_text(text, encoding="utf8")
    assert read_rubric(path) == [{**HELPFUL, "per": "response"}, {**TONE, "per": "response"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Can't read the rubric"),
        ("{", "Can't read the rubric"),
        ("[]", "expected a list of criteria"),
        ('"helpful"', "expected a list of criteria"),
        ('{"name": "a", "scale": [1, 2]}\n{"name": "b"\n', "Line 2"),
        ('{"name": "a", "scale": [1, 2]}\n{"name": "a", "scale": [1, 2]}', "Line 2: there is a"),
        ('[{"name": " ", "scale": [1, 2]}]', r"rubric\[0\]\.name"),
        ('[{"name": "a"}]', r"scale: expected at least two steps.*found nothing"),
        ('[{"name": "a", "scale": 5}]', "expected at least two steps"),
        ('[{"name": "a", "scale": [1, "b"]}]', "only numbers or only names"),
        ('[{"name": "a", "scale": [true, false]}]', "only numbers or only names"),
        ('[{"name": "a", "scale": [1, NaN]}]', "only numbers or only names"),
        ('[{"name": "a", "scale": [1, 1.0]}]', "comes twice"),
        ('[{"name": "a", "scale": [1,2,3,4,5,6,7,8,9,10,11]}]', "at most 10"),
        ('[{"name": "a", "scale": [1, 2], "per": "word"}]', "per: expected 'response' or 'task'"),
        ('[{"name": "a", "scale": [1, 2], "description": 3}]', "description"),
        ("[5]", "expected a criterion"),
        ("[" * 100_000, "nested"),
    ],
)
def test_what_is_wrong_with_a_file(text, message, tmp_path):
    path = tmp_path / "rubric.json"
    path.write_text(text, encoding="utf8")
    with pytest.raises(ProdigyError, match=message) as error:
        read_rubric(path)
    assert "rubric.json" in str(error.value)


def test_missing_file(tmp_path):
    with pytest.raises(ProdigyError, match="nothing.json"):
        read_rubric(tmp_path / "nothing.json")


def test_a_complete_answer():
    check_answer(ANSWER)
    assert get_scores(ANSWER) == {"x": 3, "y": 1}
    assert get_ratings(ANSWER, "x") == {"helpful": 3, "tone": "ok"}
    assert get_ratings(ANSWER, "*") == {"hard": 0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"preferred": "z"}, "preferred response 'z' is none of x, y"),
        ({"preferred": None}, "Choose the better response, or a tie"),
        ({"tie": True}, "only one of both"),
        ({"tie": "yes"}, "tie: expected true or false"),
        ({"reason": 5}, "reason: expected a text"),
        ({"ratings": []}, "ratings: expected an object"),
        ({"ratings": {"z": {}}}, "there is no response 'z'"),
        ({"ratings": {"x": [1]}}, "ratings of x: expected an object"),
        ({"ratings": {"x": {"helpful": 4}}}, "helpful of x: 4 is not on the scale 1, 2, 3"),
        ({"ratings": {"x": {"helpful": True}}}, "True is not on the scale"),
        ({"ratings": {"x": {"helpful": [1]}}}, "is not on the scale"),
        ({"ratings": {"x": {"hard": 1}}}, "the rubric has no 'hard' per response"),
        # A is y, as it was shown.
        ({"ratings": {"x": {"helpful": 1, "tone": "ok"}}}, "Rate helpful of A.*Rate hard"),
    ],
)
def test_what_is_wrong_with_an_answer(change, message):
    with pytest.raises(MissingError, match=message):
        check_answer({**ANSWER, **change})


def test_only_accepted_answers_have_to_be_complete():
    bare = {key: ANSWER[key] for key in ("prompt", "responses", "rubric")}
    check_answer({**bare, "answer": "reject"}, require_reason=True)
    check_answer({**bare, "answer": "accept"}, require_complete=False)
    with pytest.raises(MissingError, match="none of x, y"):
        check_answer({**bare, "answer": "ignore", "preferred": "q"}, require_complete=False)


def test_a_reason_is_no_white_space():
    assert find_missing({**ANSWER, "reason": " \n"}, require_reason=True) == ["Give a reason"]
    assert find_missing({**ANSWER, "reason": "so"}, require_reason=True) == []


def test_a_single_response_is_only_rated():
    eg = {"responses": [{"id": "x", "content": "a"}], "rubric": [HELPFUL]}
    assert find_missing(eg) == ["Rate helpful"]
    assert find_missing({**eg, "ratings": {"x": {"helpful": 1}}}) == []


def test_a_rubric_that_was_checked_can_be_checked_again():
    rubric = check_rubric([HELPFUL, TONE, HARD])
    assert check_rubric(rubric) == rubric
