"""similar: the texts that are nearest to a text, a file or a dataset."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.errors import ProdigyError, RecipeError
from prodigy.recipes import similar as similar_module
from prodigy.recipes.similar import similar
from tests.util import make_task

TEXTS = [
    "The machine swallowed my card",
    "Shares fell on Monday",
    "A cash machine swallowed the card of my wife",
    "The cat is asleep",
    "Stocks and shares fall again",
]


@pytest.fixture
def source(jsonl):
    return str(jsonl([{"text": text, "id": i} for i, text in enumerate(TEXTS)]))


@pytest.fixture
def topics():
    db = connect()
    db.add_dataset("topics")
    options = [{"id": "MONEY", "text": "MONEY"}, {"id": "PETS", "text": "PETS"}]
    answers = [
        {**make_task("shares on monday", label="MONEY"), "answer": "accept"},
        {**make_task("my cat", label="MONEY"), "answer": "reject"},
        {**make_task("card", label="MONEY"), "answer": "ignore"},
        {**make_task("a sleeping cat", options=options), "accept": ["PETS"], "answer": "accept"},
        {**make_task("a machine", spans=[{"start": 2, "end": 9, "label": "THING"}])},
        {**make_task(image="a.png", label="MONEY"), "answer": "accept"},
    ]
    db.add_examples([{"answer": "accept", **eg} for eg in answers], ["topics"])
    return db


def ids(tasks):
    return [eg["id"] for eg in tasks]


def test_the_nearest_texts_come_first_with_their_scores(source, capsys):
    tasks = similar(source, text="the machine swallowed my card", number=2)
    assert ids(tasks) == [0, 2]
    assert tasks[0]["meta"] == {"score": pytest.approx(1.0, abs=0.01)}
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == tasks


def test_examples_of_a_file_are_compared_and_not_found(source, jsonl):
    examples = jsonl([{"text": TEXTS[0]}, {"text": "shares fell"}], "examples.jsonl")
    tasks = similar(source, to=str(examples), number=3)
    assert set(ids(tasks)) == {1, 2, 4}
    nearest = {eg["id"]: eg["meta"]["similar_to"] for eg in tasks}
    assert nearest == {1: "shares fell", 2: TEXTS[0], 4: "shares fell"}


@pytest.mark.parametrize(
    ("label", "number", "found"), [("MONEY", 1, [1]), ("PETS", 1, [3]), ("THING", 2, [0, 2])]
)
def test_accepted_answers_of_a_dataset_are_the_examples(source, topics, label, number, found):
    tasks = similar(source, dataset="topics", label=label, number=number)
    assert sorted(ids(tasks)) == found


def test_all_accepted_answers_without_a_label(source, topics):
    tasks = similar(source, dataset="topics", number=9)
    nearest = {eg["meta"]["similar_to"] for eg in tasks}
    assert nearest <= {"shares on monday", "a sleeping cat", "a machine"}


def test_an_index_finds_the_same_and_notices_changes(source, tmp_path, capsys):
    settings = {"text": "a card in the machine", "number": 3}
    without = similar(source, **settings)
    index = str(tmp_path / "index")
    for _ in range(2):
        found = similar(source, index=index, **settings)
        assert ids(found) == ids(without)
        scores = [eg["meta"]["score"] for eg in found]
        assert scores == pytest.approx([eg["meta"]["score"] for eg in without], abs=1e-3)
    assert "made anew" not in capsys.readouterr().err
    with open(source, "a") as file:
        file.write('{"text": "a card in the machine", "id": 9}\n')
    assert ids(similar(source, index=index, **settings))[0] == 9
    assert "there is another source" in " ".join(capsys.readouterr().err.split())


def test_an_index_of_a_dataset_notices_new_answers(topics, tmp_path):
    settings = {"text": "cat", "number": 1, "index": str(tmp_path / "index")}
    assert similar("dataset:topics", **settings)[0]["text"] in ("a sleeping cat", "my cat")
    topics.add_examples([{**make_task("cat"), "answer": "accept"}], ["topics"])
    assert similar("dataset:topics", **settings)[0]["text"] == "cat"


def test_output_goes_to_a_file(source, tmp_path, capsys):
    path = tmp_path / "near.jsonl"
    tasks = similar(source, str(path), text="cat", number=1)
    assert [json.loads(line) for line in path.read_text().splitlines()] == tasks
    assert capsys.readouterr().out == ""


def test_fewer_texts_than_wanted_are_said(source, capsys):
    assert len(similar(source, text="cat", number=99)) == len(TEXTS)
    assert "Found 5 texts, fewer than 99" in capsys.readouterr().err


def test_tasks_without_a_text_are_left_out(jsonl, capsys):
    rows = [{"image": "a.png"}, {"text": ""}, {"text": 3}, {"text": "cat"}, {"text": "cat " * 9000}]
    tasks = similar(str(jsonl(rows)), text="a cat", number=5)
    assert {eg["text"] for eg in tasks} == {"cat", "cat " * 9000}


def test_too_many_examples_are_sampled_and_it_says_so(source, jsonl, monkeypatch, capsys):
    monkeypatch.setattr(similar_module, "MAX_EXAMPLES", 3)
    examples = jsonl([{"text": f"card {n}"} for n in range(50)], "examples.jsonl")
    similar(source, to=str(examples), number=1)
    assert "Comparing with 3 of the 50 examples" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "Similar to what?"),
        ({"text": "a", "to": "b"}, "--text and --to can't be used together"),
        ({"text": "a", "label": "X"}, "--label needs --dataset"),
        ({"text": " "}, "The text of --text is empty"),
        ({"text": "a", "number": 0}, "Can't find 0 texts"),
        ({"dataset": "absent"}, "Can't find 'absent' in database"),
        ({"dataset": "topics", "label": "X"}, "no examples in the dataset topics with the label X"),
        ({"to": "absent.jsonl"}, "absent.jsonl"),
        ({"text": "a", "encoder": "hushed"}, "There is no encoder 'hushed'"),
        ({"text": "a", "encoder": "zeros.py:encode"}, "knows nothing of 'a'"),
        ({"text": "a", "source": "-", "index": "index"}, "Standard input can't be compared"),
        ({"to": "-", "source": "-"}, "Standard input can't be both"),
        ({"text": "a", "source": "images.jsonl"}, "There are no texts in images.jsonl"),
        ({"text": "a", "source": "images.jsonl", "index": "i"}, "no texts to make an index of"),
        ({"text": "a", "index": "images.jsonl"}, "images.jsonl is no index"),
    ],
)
def test_what_is_wrong_is_explained(source, topics, jsonl, tmp_path, settings, message):
    jsonl([{"image": "a.png"}], "images.jsonl")
    code = "import numpy\ndef encode(texts):\n    return numpy.zeros((len(texts), 2))\n"
    (tmp_path / "zeros.py").write_text(code)
    with pytest.raises(ProdigyError) as caught:
        similar(**{"source": source, **settings})
    assert message in str(caught.value)


def test_results_are_piped_into_a_recipe(source, run_cli):
    found = run_cli("similar", source, "--text", "card", "-n", 2, "--encoder", "hashed")
    assert found.returncode == 0
    again = run_cli("similar", "-", "--text", "wife", "-n", 1, input=found.stdout)
    assert ids(map(json.loads, again.stdout.splitlines())) == [2]


def test_mistakes_end_with_exit_code_one(source, run_cli):
    result = run_cli("similar", source)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Similar to what?" in result.stderr
    assert RecipeError.__name__ not in result.stderr
