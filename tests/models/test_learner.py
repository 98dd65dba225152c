"""The frame of all models in the loop: each of them learns, is saved and comes back."""

import pytest

from prodigy.models.ner import EntityRecognizer
from prodigy.models.parser import DependencyParser
from prodigy.models.tagger import SentenceRecognizer, Tagger
from prodigy.models.textcat import TextClassifier
from tests.models import pipelines
from tests.pipelines import make_blank


def make_classifier():
    return TextClassifier(make_blank(), ["A", "B"])


MODELS = {
    "ner": lambda: EntityRecognizer(pipelines.make_ner()),
    "parser": lambda: DependencyParser(pipelines.make_parser()),
    "senter": lambda: SentenceRecognizer(pipelines.make_senter()),
    "tagger": lambda: Tagger(pipelines.make_tagger()),
    "textcat": make_classifier,
}
TASKS = [{"text": "Mira lives in Oslo. Ada waits in Rome."}, {"text": ""}, {"image": "a.jpg"}]


def suggest(model):
    return [(round(score, 4), task["_task_hash"]) for score, task in model(TASKS)]


@pytest.mark.parametrize("name", MODELS)
def test_what_was_learned_is_saved(name, tmp_path):
    model = MODELS[name]()
    loss = model.update({**task, "answer": "reject"} for _, task in list(model(TASKS)))
    after = suggest(model)
    assert loss > 0
    model.to_disk(tmp_path)
    assert suggest(MODELS[name]().from_disk(tmp_path)) == after
    assert suggest(MODELS[name]().from_bytes(model.to_bytes())) == after


@pytest.mark.parametrize("name", MODELS)
def test_what_says_nothing_teaches_nothing(name):
    model = MODELS[name]()
    before = suggest(model)
    ignored = [{**task, "answer": "ignore"} for _, task in model(TASKS)]
    assert model.update([*ignored, {"text": "Mira", "answer": "accept"}, {"image": "a"}]) == 0.0
    assert suggest(model) == before


@pytest.mark.parametrize("name", MODELS)
def test_the_pipeline_can_be_had_as_it_was(name):
    model = MODELS[name]()
    weights = model.pipe.to_bytes(exclude=["vocab"])
    model.update({**task, "answer": "reject"} for _, task in list(model(TASKS)))
    original = model.orig_nlp.get_pipe(model.component)
    assert model.pipe.to_bytes(exclude=["vocab"]) != weights
    assert original.to_bytes(exclude=["vocab"]) == weights
