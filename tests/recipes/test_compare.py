"""compare: tasks of two files, and the report at the end."""

from types import SimpleNamespace

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.compare import compare, get_preferred_side

A = [
    {"id": 0, "input": {"text": "Hund"}, "output": {"text": "dog"}},
    {"id": 1, "input": {"text": "Katze"}, "output": {"text": "cat"}},
    {"id": 2, "input": {"text": "Maus"}, "output": {"text": "mouse"}},
]
B = [
    {"id": 2, "input": {"text": "Maus"}, "output": {"text": "mice"}},
    {"id": 1, "input": {"text": "Katze"}, "output": {"text": "cat"}},
    {"id": 0, "input": {"text": "Hund"}, "output": {"text": "hound"}},
    {"id": 7, "output": {"text": "bird"}},
]


def test_components_are_complete(jsonl):
    components = compare("data", str(jsonl(A, "a.jsonl")), str(jsonl(B, "b.jsonl")), no_random=True)
    tasks = list(components.pop("stream"))
    assert callable(components.pop("on_exit"))
    assert components == {"view_id": "compare", "dataset": "data"}
    assert {key: value for key, value in tasks[0].items() if not key.startswith("_")} == {
        "id": 0,
        "input": {"text": "Hund"},
        "accept": {"text": "dog"},
        "reject": {"text": "hound"},
        "mapping": {"A": "accept", "B": "reject"},
    }
    assert [eg["id"] for eg in tasks] == [0, 2]
    assert Validator("compare").check(tasks[0]) == []


def test_sides_change_places_at_random_but_always_in_the_same_way():
    a = [{"id": i, "output": {"text": f"a{i}"}} for i in range(30)]
    b = [{"id": i, "output": {"text": f"b{i}"}} for i in range(30)]
    first, second = (list(compare("data", a, b)["stream"]) for _ in range(2))
    assert first == second
    assert {eg["mapping"]["A"] for eg in first} == {"accept", "reject"}
    for eg in first:
        assert eg[eg["mapping"]["A"]]["text"] == f"a{eg['id']}"
        assert eg[eg["mapping"]["B"]]["text"] == f"b{eg['id']}"
    fixed = list(compare("data", a, b, no_random=True)["stream"])
    assert [eg["_task_hash"] for eg in fixed] == [eg["_task_hash"] for eg in first]


def test_differences_can_be_shown():
    components = compare("data", A, B, diff=True)
    assert components["view_id"] == "diff"
    assert Validator("diff").check(next(components["stream"])) == []


def test_plain_texts_may_be_written_without_an_object():
    a, b = ([{"id": 0, "input": "Hund", "output": text}] for text in ("dog", "hound"))
    eg = next(compare("data", a, b, no_random=True)["stream"])
    assert (eg["input"], eg["accept"]) == ({"text": "Hund"}, {"text": "dog"})


@pytest.mark.parametrize("key", ["id", "output"])
def test_incomplete_examples_are_an_error(key):
    broken = [{k: value for k, value in A[0].items() if k != key}]
    with pytest.raises(RecipeError, match=f"Example 1 of data of B has no '{key}'"):
        compare("data", A, broken)


def test_nothing_to_compare_is_an_error():
    with pytest.raises(RecipeError, match="nothing to compare"):
        compare("data", A, [{"id": 8, "output": {"text": "x"}}])


def test_report_counts_preferences(jsonl, capsys):
    on_exit = compare("data", str(jsonl(A, "a.jsonl")), str(jsonl(B, "b.jsonl")))["on_exit"]
    capsys.readouterr()
    straight = {"A": "accept", "B": "reject"}
    swapped = {"A": "reject", "B": "accept"}
    answers = [
        {"id": 0, "mapping": straight, "answer": "accept"},
        {"id": 1, "mapping": swapped, "answer": "reject"},
        {"id": 2, "mapping": swapped, "answer": "accept"},
        {"id": 2, "mapping": swapped, "answer": "ignore"},
        {"id": 3, "mapping": straight, "answer": "ignore"},
    ]
    db = SimpleNamespace(iter_dataset_examples=lambda name: iter(answers))
    on_exit(SimpleNamespace(dataset="data", db=db))
    output = capsys.readouterr().err
    assert "You preferred A (a.jsonl)" in output
    rows = [line.rsplit(maxsplit=1) for line in output.splitlines() if line[-1:].isdigit()]
    assert rows == [["A (a.jsonl)", "2"], ["B (b.jsonl)", "1"], ["Ignored", "1"], ["Total", "4"]]


def test_answers_of_other_recipes_prefer_nothing():
    assert get_preferred_side({"answer": "accept"}) is None
    assert get_preferred_side({"mapping": {"A": "accept", "B": "reject"}}) is None


def test_files_that_do_not_fit_each_other_are_named(capsys):
    file_a = [
        {"id": 1, "input": {"text": "a"}, "output": {"text": "x"}},
        {"id": 2, "input": {"text": "b"}, "output": {"text": "x"}},
        {"id": 2, "input": {"text": "b"}, "output": {"text": "z"}},
    ]
    file_b = [
        {"id": 1, "input": {"text": "other"}, "output": {"text": "y"}},
        {"id": 3, "input": {"text": "c"}, "output": {"text": "y"}},
    ]
    compare("data", file_a, file_b)
    err = " ".join(capsys.readouterr().err.split())
    assert "1 of 2 examples are not compared: B has no such id" in err
    assert "1 of 2 examples are not compared: A has no such id" in err
    assert "1 examples have another input in B than in A" in err
    assert "The id 2 comes more than once" in err


def test_files_that_fit_each_other_are_compared_without_a_word(capsys):
    compare("data", [{"id": 1, "output": {"text": "x"}}], [{"id": 1, "output": {"text": "y"}}])
    assert capsys.readouterr().err == ""
