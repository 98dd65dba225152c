"""terms.to-patterns: match patterns of accepted terms."""

import pytest

from prodigy.components.db import connect
from prodigy.errors import ProdigyError, RecipeError
from prodigy.models.matcher import PatternMatcher
from prodigy.recipes.terms import to_patterns
from tests.util import make_answer, read_jsonl


@pytest.fixture
def words():
    db = connect()
    db.add_dataset("words")
    answers = [
        make_answer("Carrot"),
        make_answer("goji berry"),
        make_answer("stone", "reject"),
        make_answer("Carrot", meta={"n": 2}),
        make_answer("leek"),
    ]
    db.add_examples(answers, ["words"])
    db.close()
    return "words"


def test_terms_become_patterns_of_words(words, capsys):
    to_patterns(words, label="VEG")
    captured = capsys.readouterr()
    assert read_jsonl(captured.out) == [
        {"label": "VEG", "pattern": [{"lower": "carrot"}]},
        {"label": "VEG", "pattern": "goji berry"},
        {"label": "VEG", "pattern": [{"lower": "leek"}]},
    ]
    assert captured.err == ""


def test_pipeline_splits_terms(words, nlp, tmp_path, capsys):
    path = tmp_path / "out" / "patterns.jsonl"
    to_patterns(words, path, label="VEG", spacy_model=nlp)
    assert read_jsonl(path)[1] == {
        "label": "VEG",
        "pattern": [{"lower": "goji"}, {"lower": "berry"}],
    }
    captured = capsys.readouterr()
    assert "Exported 3 patterns" in captured.err
    assert captured.out == ""
    matcher = PatternMatcher(nlp).from_disk(path)
    assert len(list(matcher([{"text": "A GOJI Berry and a carrot"}]))) == 2


def test_case_can_matter(words, nlp):
    patterns = to_patterns(words, "-", label="VEG", spacy_model=nlp, case_sensitive=True)
    assert patterns[0]["pattern"] == [{"text": "Carrot"}]


def test_label_is_required(words):
    with pytest.raises(RecipeError, match="--label"):
        to_patterns(words)


def test_unknown_dataset_is_an_error():
    with pytest.raises(ProdigyError, match="Can't find 'nothing' in database SQLite"):
        to_patterns("nothing", label="VEG")


def test_entity_data_is_no_list_of_terms(db, capsys, words):
    database = connect()
    database.add_dataset("entities")
    spans = [{"start": 0, "end": 4, "label": "CITY"}]
    database.add_examples([make_answer("Oslo is wet", spans=spans)], datasets=["entities"])
    to_patterns("entities", label="CITY")
    assert "1 accepted examples have spans" in capsys.readouterr().err
