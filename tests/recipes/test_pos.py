"""pos.correct and pos.teach: a span for each tag that a pipeline predicts, or for one."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.pos import (
    UNIVERSAL_TAGS,
    correct,
    get_pos_labels,
    make_gold,
    preprocess_stream,
    teach,
)
from tests.pipelines import TEXTS

TASKS = [{"text": text} for text in TEXTS]


def find(eg):
    return [(span["token_start"], span["token_end"], span["label"]) for span in eg["spans"]]


def test_components_are_complete(trained):
    components = correct("data", trained, TASKS, exclude=["old"])
    stream = components.pop("stream")
    assert components == {
        "view_id": "pos_manual",
        "dataset": "data",
        "exclude": ["old"],
        "update": None,
        "config": {
            "lang": "en",
            "labels": list(UNIVERSAL_TAGS),
            "exclude_by": "input",
        },
    }
    eg = next(stream)
    assert find(eg) == [(0, 0, "PROPN"), (1, 1, "VERB"), (2, 2, "PROPN"), (3, 3, "PUNCT")]
    assert eg["spans"][2]["text"] == "Oslo"
    assert Validator("pos_manual").check(eg) == []


def test_fine_grained_tags_are_those_of_the_tagger(trained):
    components = correct("data", trained, TASKS, fine_grained=True)
    assert set(components["config"]["labels"]) >= {"NNP", "VBD"}
    assert find(next(components["stream"]))[1] == (1, 1, "VBD")


def test_only_wanted_tags_are_shown(trained):
    eg = next(correct("data", trained, TASKS, label=["VERB"])["stream"])
    assert find(eg) == [(1, 1, "VERB")]


def test_sentences_are_split_unless_told_otherwise(trained):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    assert len(list(correct("data", trained, tasks)["stream"])) == 2
    assert len(list(correct("data", trained, tasks, unsegmented=True)["stream"])) == 1
    assert len(list(preprocess_stream(tasks, trained, unsegmented=False))) == 2
    assert len(list(preprocess_stream(tasks, trained, labels=["VERB"]))) == 1


def test_pipeline_without_a_tagger_is_an_error(nlp):
    with pytest.raises(RecipeError, match="Can't find component 'tagger'"):
        get_pos_labels(nlp, ["NOUN"])
    with pytest.raises(RecipeError, match="Can't find component 'tagger'"):
        get_pos_labels(nlp, None, fine_grained=True)


def test_pipeline_without_coarse_tags_is_an_error():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("attribute_ruler").add(patterns=[[{"LOWER": "mira"}]], attrs={"TAG": "NNP"})
    stream = correct("data", nlp, TASKS, unsegmented=True)["stream"]
    with pytest.raises(RecipeError, match="no coarse tags[^$]*with --fine-grained"):
        next(stream)


def test_old_name_still_exists():
    assert make_gold is correct


@pytest.mark.parametrize(
    ("fine_grained", "tags"), [(False, {"PROPN", "VERB", "PUNCT"}), (True, {"NNP", "VBD", "."})]
)
def test_teach_asks_for_the_tags_that_the_pipeline_sets(own_pipeline, fine_grained, tags):
    source = [{"text": TEXTS[0]}]
    components = teach("data", own_pipeline, source, unsegmented=True, fine_grained=fine_grained)
    found = {eg["spans"][0]["label"] for eg in components["stream"]}
    # All others are less likely, and come later.
    assert tags <= found
