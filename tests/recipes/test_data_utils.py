"""Datasets for evaluation, as plug-ins that evaluate pipelines ask for them."""

import pytest
import spacy
from spacy.tokens.doc import SetEntsDefault

from prodigy.components.db import connect
from prodigy.errors import RecipeError
from prodigy.recipes.data_utils import (
    create_coref_reader,
    create_merged_corpus,
    create_ner_reader,
    get_datasets_from_cli,
    get_datasets_from_cli_eval,
    merge_corpus,
)
from prodigy.recipes.ner import batch_train
from tests.util import make_answer

NOTHING = ((),) * 7


@pytest.fixture
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Uber"}])
    return nlp


@pytest.fixture
def dataset():
    span = {"start": 0, "end": 4, "label": "ORG"}
    examples = [make_answer(f"Uber {i}", spans=[span], _view_id="ner_manual") for i in range(8)]
    connect().add_examples(examples, datasets=["checked"])
    return "checked"


@pytest.mark.parametrize("given", [["one", "eval:two"], "one,eval:two", "eval:one, eval:two,one"])
def test_all_datasets_are_for_evaluation(given):
    pipes = get_datasets_from_cli_eval(given, *NOTHING)
    assert pipes["ner"] == ["one", "two"]
    assert [name for name in pipes if pipes[name]] == ["ner"]
    assert {"textcat", "spancat", "experimental_coref"} < set(pipes)


def test_evaluation_needs_a_dataset():
    with pytest.raises(RecipeError, match="nothing to evaluate on"):
        get_datasets_from_cli_eval((), *NOTHING)


def test_training_and_evaluation_are_told_apart():
    assert get_datasets_from_cli("one,eval:two") == {"ner": (["one"], ["two"])}


# The second form is a mistake that a published plug-in makes.
@pytest.mark.parametrize("make_sets", [lambda name: [name], lambda name: [[name]]])
def test_a_corpus_may_be_for_evaluation_only(nlp, dataset, make_sets):
    pipes = {"ner": ([], make_sets(dataset)), "textcat": ([], [])}
    corpus = merge_corpus(nlp, pipes)
    examples = list(corpus["dev"](nlp))
    assert len(examples) == 8
    assert nlp.evaluate(examples)["ents_f"] == 1.0
    assert list(corpus["train"](nlp)) == []


def test_a_corpus_is_made_of_readers(nlp, dataset):
    reader = create_ner_reader([], [dataset], default_fill=SetEntsDefault.outside)
    corpus = create_merged_corpus(ner=reader, eval_split=0.0)
    docs = [example.reference for example in corpus["dev"](nlp)]
    assert [ent.text for doc in docs for ent in doc.ents] == ["Uber"] * 8


def test_other_prefixes_of_clusters_are_refused():
    with pytest.raises(RecipeError, match="coref_clusters"):
        create_coref_reader([], [], coref_prefix="mine")


@pytest.mark.slow
def test_the_old_training_function_saves_the_best_pipeline(dataset, tmp_path, capsys):
    output = tmp_path / "trained"
    batch_train(dataset=dataset, input_model="blank:en", n_iter=2, output_model=str(output))
    assert spacy.load(output).pipe_names[-1] == "ner"
