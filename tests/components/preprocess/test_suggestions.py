"""Suggestions of pipelines, made with rules and functions instead of trained models."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Span

from prodigy.components.preprocess import (
    get_llm_task,
    make_ner_suggestions,
    make_spancat_suggestions,
    make_textcat_suggestions,
    suggestions,
)
from prodigy.components.stream import Stream
from prodigy.errors import RecipeError
from prodigy.pipelines import note_learning
from tests.util import make_task


@Language.component("test_categories")
def set_categories(doc):
    doc.cats = {"GOOD": 0.9, "BAD": 0.2, "ODD": 0.5}
    return doc


@Language.component("test_spans")
def set_spans(doc):
    doc.spans["sc"] = [Span(doc, 0, 2, "LONG"), Span(doc, 1, 2, "SHORT")]
    return doc


@Language.component("test_llm_io")
def set_llm_io(doc):
    doc.user_data["llm_io"] = {"test_llm_io": {"prompt": "Find x", "response": "x"}}
    return doc


@pytest.fixture(scope="module")
def ruler():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "GPE", "pattern": "Oslo"}, {"label": "PERSON", "pattern": "Mira"}]
    )
    return nlp


def test_entities_replace_the_spans_and_change_the_hash(ruler):
    task = make_task("Mira flew to Oslo", spans=[{"start": 0, "end": 2}], meta={"a": 1})
    before = repr(task)
    (eg,) = make_ner_suggestions([task], ruler, "entity_ruler", ["GPE"])
    assert eg["spans"] == [
        {"token_start": 3, "token_end": 3, "start": 13, "end": 17, "text": "Oslo", "label": "GPE"}
    ]
    assert eg["_input_hash"] == task["_input_hash"]
    assert eg["_task_hash"] != task["_task_hash"]
    assert repr(task) == before


def test_without_labels_all_entities_are_used(ruler):
    (eg,) = make_ner_suggestions([{"text": "Mira flew to Oslo"}], ruler, "entity_ruler", None)
    assert [span["label"] for span in eg["spans"]] == ["PERSON", "GPE"]


def test_suggestions_can_be_applied_to_a_stream(ruler):
    stream = Stream.from_iterable([{"text": "Oslo"}])
    stream.apply(
        make_ner_suggestions, stream=stream, nlp=ruler, component="entity_ruler", labels=["GPE"]
    )
    assert next(stream)["spans"][0]["text"] == "Oslo"


def test_progress_bar_goes_to_standard_error(ruler, capsys):
    tasks = [{"text": "Oslo"}] * 3
    list(make_ner_suggestions(tasks, ruler, "entity_ruler", None, show_progress_bar=True,
                              progress_bar_total=3))  # fmt: skip
    captured = capsys.readouterr()
    assert "3/3" in captured.err
    assert captured.out == ""


def test_spans_may_overlap():
    nlp = spacy.blank("en")
    nlp.add_pipe("test_spans")
    (eg,) = make_spancat_suggestions([{"text": "a b c"}], nlp, "test_spans", None)
    assert [(span["token_start"], span["token_end"], span["label"]) for span in eg["spans"]] == [
        (0, 1, "LONG"),
        (1, 1, "SHORT"),
    ]


def test_likely_categories_are_selected():
    nlp = spacy.blank("en")
    nlp.add_pipe("test_categories")
    (eg,) = make_textcat_suggestions([{"text": "a"}], nlp, "test_categories", None, 0.5)
    assert [option["id"] for option in eg["options"]] == ["GOOD", "BAD", "ODD"]
    assert eg["accept"] == ["GOOD", "ODD"]
    (eg,) = make_textcat_suggestions([{"text": "a"}], nlp, "test_categories", ["BAD", "NEW"], 0.1)
    assert eg["options"] == [{"id": "BAD", "text": "BAD"}, {"id": "NEW", "text": "NEW"}]
    assert eg["accept"] == ["BAD"]


def test_prompt_and_response_of_language_models_are_kept():
    nlp = spacy.blank("en")
    nlp.add_pipe("test_llm_io")
    (eg,) = make_ner_suggestions([{"text": "x"}], nlp, "test_llm_io", None)
    assert eg["llm"] == {"prompt": "Find x", "response": "x"}


def test_missing_component_lists_the_existing_ones(ruler):
    with pytest.raises(RecipeError, match="(?s)Can't find component 'ner'.*entity_ruler"):
        list(make_ner_suggestions([{"text": "a"}], ruler, "ner", None))


def test_llm_task_needs_a_component_with_a_task(ruler):
    with pytest.raises(RecipeError, match="has no task"):
        get_llm_task(ruler, "entity_ruler")
    with pytest.raises(RecipeError, match="Can't find component 'llm'"):
        get_llm_task(ruler)


def test_short_import_path_is_the_same_module():
    import prodigy.components.preprocess as long_path
    import prodigy.preprocess as short_path

    for name in long_path.__all__:
        assert getattr(short_path, name) is getattr(long_path, name)


def find_batch_sizes(nlp, monkeypatch, n_texts=200):
    """How many texts were on their way at once."""
    sizes, pipe = [], nlp.pipe

    def note(texts, **kwargs):
        texts = list(texts)
        sizes.append(len(texts))
        return pipe(texts, **kwargs)

    monkeypatch.setattr(nlp, "pipe", note)
    tasks = [{"text": f"Mira flew to Oslo {i}"} for i in range(n_texts)]
    made = list(make_ner_suggestions(tasks, nlp, "entity_ruler", None))
    assert [eg["text"] for eg in made] == [task["text"] for task in tasks]
    return sizes


def test_the_first_batch_is_small_and_later_ones_grow_with_what_is_done(ruler, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_BATCH_S", 1e9)
    sizes = find_batch_sizes(ruler, monkeypatch)
    assert sizes[:3] == [10, 10, 10]
    assert max(sizes) == 32
    assert all(3 * size <= max(30, sum(sizes[:i])) for i, size in enumerate(sizes))


def make_slow(nlp, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_BATCH_S", 0.0)


def learn_with_us(nlp, monkeypatch):
    note_learning(nlp)


def learn_elsewhere(nlp, monkeypatch):
    nlp.resume_training()


@pytest.mark.parametrize("change", [make_slow, learn_with_us, learn_elsewhere])
def test_batches_of_slow_and_learning_pipelines_stay_small(change, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_BATCH_S", 1e9)
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Oslo"}])
    change(nlp, monkeypatch)
    assert set(find_batch_sizes(nlp, monkeypatch)) == {10}
