"""Helpers of long ago that published recipes still import from `prodigy.util`."""

import random

import pytest
import spacy

from prodigy.util import (
    export_model_data,
    get_print,
    get_seeds,
    get_seeds_from_set,
    print_stats,
    split_evals,
)
from tests.util import make_answer, read_jsonl


@pytest.mark.parametrize(
    ("seeds", "terms"),
    [
        ("apple, pear ,,fig", ["apple", "pear", "fig"]),
        (["apple", "pear, fig"], ["apple", "pear, fig"]),
        ("", []),
        (None, []),
    ],
)
def test_seeds_are_written_with_commas(seeds, terms):
    assert get_seeds(seeds) == terms


def test_seeds_from_a_file(tmp_path):
    path = tmp_path / "seeds.txt"
    path.write_text("apple\n\n pear, green \n", encoding="utf-8")
    assert get_seeds(path) == get_seeds(str(path)) == ["apple", "pear, green"]


def test_seeds_from_a_dataset_are_what_was_accepted():
    examples = [make_answer("a"), make_answer("b", "reject"), make_answer(None, image="c.png")]
    assert get_seeds_from_set("fruit", examples) == ["a"]


@pytest.mark.parametrize(
    ("n", "split", "n_evals", "part"),
    [
        (10, None, 5, 0.5),
        (1000, None, 200, 0.2),
        (10, 0.3, 3, 0.3),
        (10, 0, 0, 0),
        (0, None, 0, 0.5),
    ],
)
def test_split_evals_holds_back_a_part(n, split, n_evals, part):
    random.seed(0)
    examples = [{"text": str(i)} for i in range(n)]
    training, evals, held_back = split_evals(examples, split)
    assert (len(training), len(evals), held_back) == (n - n_evals, n_evals, part)
    assert sorted(eg["text"] for eg in training + evals) == sorted(eg["text"] for eg in examples)
    assert [eg["text"] for eg in examples] == [str(i) for i in range(n)]


def test_models_are_saved_with_their_examples(tmp_path):
    text = export_model_data(tmp_path / "model", spacy.blank("en"), [{"text": "a"}], [])
    assert str(tmp_path / "model") in text
    assert spacy.load(tmp_path / "model").lang == "en"
    assert read_jsonl(tmp_path / "model" / "training.jsonl") == [{"text": "a"}]
    assert read_jsonl(tmp_path / "model" / "evaluation.jsonl") == []


def test_printing_can_be_switched_off(capsys):
    get_print(silent=True)("a", title="b", exits=None)
    assert capsys.readouterr() == ("", "")
    get_print()("a", title="b")
    print_stats("Figures", {"Accuracy": 0.5, "N": 3})
    output = "".join(capsys.readouterr())
    assert all(part in output for part in ("a", "b", "Figures", "Accuracy   0.5", "N          3"))
