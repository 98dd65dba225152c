"""The *.model-annotate recipes: predictions as answers of an annotator."""

import sys

import pytest

from prodigy.components.db import connect
from prodigy.errors import RecipeError
from prodigy.recipes.model_annotate import choose_component
from prodigy.recipes.ner import model_annotate as ner_model_annotate
from prodigy.recipes.spans import model_annotate as spans_model_annotate
from prodigy.recipes.textcat import model_annotate as textcat_model_annotate
from tests.pipelines import LABELS, TEXTS

TASKS = [{"text": text} for text in TEXTS]


@pytest.fixture
def database():
    db = connect()
    yield db
    db.close()


def test_entities_are_stored_as_answers(trained, database, capsys):
    assert ner_model_annotate("judged", trained, TASKS, "small") is None
    answers = database.get_dataset_examples("judged")
    assert [eg["text"] for eg in answers] == TEXTS
    eg = answers[0]
    assert [span["label"] for span in eg["spans"]] == ["PERSON", "GPE"]
    assert eg["spans"][1]["token_start"] == 2
    assert len(eg["tokens"]) == 4
    assert eg["answer"] == "accept"
    assert eg["_view_id"] == "ner_manual"
    assert eg["_session_id"] == eg["_annotator_id"] == "judged-small"
    assert isinstance(eg["_timestamp"], int)
    assert database.sessions == ["judged-small"]
    assert "Added 4 annotations of 'small' to dataset 'judged'" in capsys.readouterr().err


def test_same_texts_are_not_annotated_twice_by_one_annotator(trained, database):
    ner_model_annotate("judged", trained, TASKS[:3], "small")
    ner_model_annotate("judged", trained, TASKS, "small")
    assert database.count_dataset("judged") == 4
    ner_model_annotate("judged", trained, TASKS, "large", labels=["GPE"])
    assert database.count_dataset("judged") == 8
    last = database.get_dataset_examples("judged-large")[0]
    assert [span["label"] for span in last["spans"]] == ["GPE"]


def test_sentences_can_be_split(trained, database):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    ner_model_annotate("whole", trained, tasks, "small")
    ner_model_annotate("split", trained, tasks, "small", unsegmented=False)
    assert database.count_dataset("whole") == 1
    assert database.count_dataset("split") == 2


def test_spans_are_stored_as_answers(trained, database):
    spans_model_annotate("judged", trained, TASKS[:1], "small", labels=["EVENT", "GPE"])
    [eg] = database.get_dataset_examples("judged")
    assert eg["_view_id"] == "spans_manual"
    assert {span["label"] for span in eg["spans"]} == {"EVENT", "GPE"}


def test_categories_are_stored_as_answers(trained, database):
    textcat_model_annotate("judged", trained, TASKS[:1], "small")
    [eg] = database.get_dataset_examples("judged")
    assert eg["_view_id"] == "choice"
    assert [option["id"] for option in eg["options"]] == LABELS
    assert eg["accept"] == ["TRAVEL"]
    assert eg["config"] == {"choice_style": "single"}
    textcat_model_annotate(
        "multi", trained, TASKS[:1], "small", component="textcat_multilabel", threshold=1.0
    )
    [eg] = database.get_dataset_examples("multi")
    assert eg["accept"] == []
    assert eg["config"] == {"choice_style": "multiple"}


def test_label_is_another_name_of_labels(trained, database):
    ner_model_annotate("judged", trained, TASKS[:1], "small", label=["GPE"])
    [eg] = database.get_dataset_examples("judged")
    assert len(eg["spans"]) == 1


@pytest.mark.parametrize("alias", ["", "two words", "a,b"])
def test_impossible_names_are_an_error(trained, alias):
    with pytest.raises(RecipeError, match="Can't save the annotations"):
        ner_model_annotate("judged", trained, TASKS, alias)


def test_session_can_not_be_a_dataset(trained, database):
    database.add_dataset("judged-small")
    with pytest.raises(RecipeError, match="the same name"):
        ner_model_annotate("judged", trained, TASKS, "small")


def test_missing_component_is_an_error(nlp):
    for recipe, name in (
        (ner_model_annotate, "ner"),
        (spans_model_annotate, "spancat"),
        (textcat_model_annotate, "textcat"),
    ):
        with pytest.raises(RecipeError, match=f"Can't find component '{name}'"):
            recipe("judged", nlp, TASKS, "small")


def test_component_of_a_language_model_is_used_if_there_is_no_other():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", name="llm")
    assert choose_component(nlp, "ner") == "llm"
    nlp.add_pipe("entity_ruler", name="ner")
    assert choose_component(nlp, "ner") == "ner"
    assert choose_component(nlp, "textcat", "ner") == "ner"


def test_configuration_of_a_language_model_needs_its_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy_llm.util", None)
    path = tmp_path / "llm.cfg"
    path.write_text("[nlp]\n")
    with pytest.raises(RecipeError, match="pip install spacy-llm"):
        ner_model_annotate("judged", str(path), TASKS, "gpt")
