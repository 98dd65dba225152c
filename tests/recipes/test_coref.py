"""coref.manual: names and noun phrases are units, and other words can't be selected."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes import coref
from tests.pipelines import TEXTS

TEXT = f"{TEXTS[0]} {TEXTS[2]} {TEXTS[3]}"


def test_components_are_complete(trained):
    components = coref.manual("data", trained, [{"text": TEXT}], exclude=["old"])
    components.pop("stream")
    assert components == {
        "view_id": "relations",
        "dataset": "data",
        "exclude": ["old"],
        "config": {
            "lang": "en",
            "labels": ["COREF"],
            "relations_span_labels": None,
            "exclude_by": "input",
            "wrap_relations": True,
            "hide_relation_arrow": True,
            "hide_arrow_heads": True,
            "custom_theme": {"cardMaxWidth": "90%"},
        },
    }
    assert (coref.DEFAULT_LABELS, coref.DEFAULT_POSS_PRON) == (["COREF"], ["PRP$"])


def test_units_and_disabled_words(trained):
    [eg] = coref.manual("data", trained, [{"text": TEXT}], ner_labels=["PERSON", "GPE"])["stream"]
    units = [(span["text"], span["label"]) for span in eg["spans"]]
    assert units == [("Mira", "PERSON"), ("Oslo", "GPE"), ("The red soup", "NP"), ("rice", "NP")]
    disabled = [token["text"] for token in eg["tokens"] if token.get("disabled")]
    assert disabled == ["visited", ".", "burned", ".", "cooks", "."]
    assert Validator("relations").check(eg) == []


def test_names_of_other_kinds_are_noun_phrases(trained):
    [eg] = coref.manual("data", trained, [{"text": TEXTS[0]}])["stream"]
    assert [span["label"] for span in eg["spans"]] == ["PERSON", "NP"]


def test_settings_can_be_changed(trained):
    components = coref.manual(
        "data",
        trained,
        [{"text": TEXTS[3]}],
        label=["SAME"],
        pos_tags=["NOUN"],
        show_arrow_heads=True,
    )
    assert components["config"]["labels"] == ["SAME"]
    assert components["config"]["hide_relation_arrow"] is False
    [eg] = components["stream"]
    assert [token.get("disabled") for token in eg["tokens"]] == [True, True, True, None, True]


def test_pipeline_without_a_tagger_is_an_error(nlp):
    with pytest.raises(RecipeError, match="Can't find component 'tagger'"):
        coref.manual("data", nlp, [{"text": TEXT}])
