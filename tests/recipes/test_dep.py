"""dep.correct: a relation for each dependency that a parser predicts."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.dep import correct, get_dep_labels, get_update, preprocess_stream
from tests.pipelines import TEXTS
from tests.util import make_answer

TASKS = [{"text": text} for text in TEXTS]


def find(eg):
    return [(r["child"], r["head"], r["label"]) for r in eg["relations"]]


def test_components_are_complete(trained):
    components = correct("data", trained, TASKS, wrap=True)
    stream = components.pop("stream")
    labels = components["config"].pop("labels")
    assert set(labels) >= {"nsubj", "dobj", "ROOT"}
    assert components == {
        "view_id": "relations",
        "dataset": "data",
        "exclude": None,
        "update": None,
        "config": {
            "lang": "en",
            "exclude_by": "input",
            "wrap_relations": True,
            "custom_theme": {"cardMaxWidth": "90%", "relationHeight": 150},
        },
    }
    eg = next(stream)
    assert find(eg) == [(0, 1, "nsubj"), (1, 1, "ROOT"), (2, 1, "dobj"), (3, 1, "punct")]
    assert eg["relations"][2]["head_span"] == {
        "start": 5,
        "end": 12,
        "token_start": 1,
        "token_end": 1,
        "label": None,
    }
    assert eg["relations"][2]["child_span"]["token_start"] == 2
    assert Validator("relations").check(eg) == []


def test_only_wanted_labels_are_shown(trained):
    assert find(next(correct("data", trained, TASKS, label=["dobj"])["stream"])) == [(2, 1, "dobj")]


def test_sentences_are_split_unless_told_otherwise(trained):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    split = list(correct("data", trained, tasks)["stream"])
    assert find(split[1])[0] == (0, 2, "det")
    assert len(list(correct("data", trained, tasks, unsegmented=True)["stream"])) == 1
    assert len(list(preprocess_stream(tasks, trained, unsegmented=False, labels=["det"]))) == 2


def test_correct_learns_from_accepted_answers(own_pipeline):
    components = correct("data", own_pipeline, TASKS, update=True)
    eg = next(components["stream"])
    eg["relations"][2]["label"] = "punct"
    update = components["update"]
    assert update([{**eg, "answer": "reject"}]) == 0.0
    losses = [update([{**eg, "answer": "accept"}]) for _ in range(15)]
    assert losses[-1] < losses[0]
    assert own_pipeline(TEXTS[0])[2].dep_ == "punct"


def test_tokens_without_a_relation_are_not_learned(own_pipeline):
    update = get_update(own_pipeline)
    relation = {"head": 1, "child": 2, "label": "dobj"}
    for _ in range(15):
        update([make_answer(TEXTS[0], relations=[relation])])
    doc = own_pipeline(TEXTS[0])
    assert [token.dep_ for token in doc] == ["nsubj", "ROOT", "dobj", "punct"]


def test_labels_and_tokens_that_do_not_exist_are_skipped(own_pipeline):
    update = get_update(own_pipeline)
    for relation in (
        {"head": 1, "child": 2, "label": "new"},
        {"head": 9, "child": 2, "label": "det"},
    ):
        assert update([make_answer(TEXTS[0], relations=[relation])]) == 0.0


def test_pipeline_without_a_parser_is_an_error(nlp):
    with pytest.raises(RecipeError, match="Can't find component 'parser'"):
        get_dep_labels(nlp, ["nsubj"])
