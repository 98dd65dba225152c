"""Splitting texts into sentences moves spans with them."""

import json
import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.preprocess import split_sentences
from prodigy.components.preprocess.sentences import find_components_after
from prodigy.errors import RecipeError
from prodigy.hashing import set_hashes
from tests.util import make_task

TEXT = "spaCy is a library. It is written in Python."


@pytest.fixture(scope="module")
def sentencizer():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def test_one_task_per_sentence_with_moved_spans(sentencizer):
    spans = [
        {"start": 0, "end": 5, "label": "A", "token_start": 0, "token_end": 0},
        {"start": 37, "end": 43, "label": "B"},
        {"start": 11, "end": 22, "label": "CROSSES"},
    ]
    task = make_task(TEXT, spans=spans, meta={"source": "x"}, mine=1, tokens=[], relations=[])
    first, second = split_sentences(sentencizer, [task])
    assert first["text"] == "spaCy is a library."
    assert first["spans"] == [{"start": 0, "end": 5, "label": "A"}]
    assert second["text"] == "It is written in Python."
    assert second["spans"] == [{"start": 17, "end": 23, "label": "B"}]
    for eg in (first, second):
        assert eg["meta"] == {"source": "x"}
        assert eg["mine"] == 1
        assert "tokens" not in eg
        assert "relations" not in eg


def test_sentences_get_new_hashes_and_share_nothing(sentencizer):
    task = make_task(TEXT, meta={})
    before = json.dumps(task)
    first, second = split_sentences(sentencizer, [task])
    assert first["_input_hash"] == set_hashes({"text": first["text"]})["_input_hash"]
    first["meta"]["a"] = 1
    assert second["meta"] == {}
    assert json.dumps(task) == before


def test_short_texts_stay_whole(sentencizer):
    short, long = make_task("A. B.", tokens=[]), make_task(TEXT)
    tasks = list(split_sentences(sentencizer, [short, long, short], min_length=10))
    assert tasks[0] == tasks[3] == short
    assert len(tasks) == 4


def test_min_length_none_uses_the_setting(sentencizer, home):
    (home / "prodigy.json").write_text('{"split_sents_threshold": 10}')
    assert len(list(split_sentences(sentencizer, [{"text": "A. B."}], min_length=None))) == 1
    assert len(list(split_sentences(sentencizer, [{"text": TEXT}], min_length=None))) == 2


def test_tasks_without_text_stay(sentencizer):
    tasks = [{"image": "a.jpg"}, {"text": ""}]
    assert list(split_sentences(sentencizer, tasks)) == tasks


def test_other_keys_can_hold_the_text(sentencizer):
    tasks = split_sentences(sentencizer, [{"body": TEXT}], text_key="body")
    assert [eg["body"] for eg in tasks] == ["spaCy is a library.", "It is written in Python."]


def test_pipeline_without_sentences_gets_advice(nlp):
    with pytest.raises(RecipeError, match="(?s)sentencizer.*--unsegmented"):
        list(split_sentences(nlp, [{"text": TEXT}]))


def test_single_words_need_no_sentence_boundaries(nlp):
    assert [eg["text"] for eg in split_sentences(nlp, [{"text": "Hello"}])] == ["Hello"]


@given(texts=st.lists(st.text(st.sampled_from("ab. !\n中👍"), max_size=20), max_size=3))
@settings(deadline=None)
def test_spans_cover_the_same_text_as_before(sentencizer, texts):
    tasks = [
        {
            "text": text,
            "n": n,
            "spans": [
                {"start": found.start(), "end": found.end(), "was": found.group()}
                for found in re.finditer("[ab中👍]+", text)
            ],
        }
        for n, text in enumerate(texts)
    ]
    sentences = list(split_sentences(sentencizer, tasks, batch_size=2))
    assert [eg["n"] for eg in sentences] == sorted(eg["n"] for eg in sentences)
    for eg in sentences:
        assert eg["text"] in texts[eg["n"]]
        for span in eg["spans"]:
            assert eg["text"][span["start"] : span["end"]] == span["was"]
    for task in tasks:
        n_spans = sum(len(eg["spans"]) for eg in sentences if eg["n"] == task["n"])
        assert n_spans == len(task["spans"])  # Words don't cross sentences.


def test_what_comes_after_the_sentences_does_not_run():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for name in ("ner", "textcat"):
        nlp.add_pipe(name)  # They can't run, since they are not trained.
    assert find_components_after(nlp) == ["textcat", "ner"]
    tasks = list(split_sentences(nlp, [make_task("One. Two.")]))
    assert [eg["text"] for eg in tasks] == ["One.", "Two."]


def test_what_may_change_the_sentences_runs():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("attribute_ruler")  # It doesn't say what it sets.
    nlp.add_pipe("ner")
    assert find_components_after(nlp) == ["ner"]
    assert find_components_after(spacy.blank("en")) == []


def test_pipelines_that_are_not_trained_are_explained():
    nlp = spacy.blank("en")
    nlp.add_pipe("senter")
    with pytest.raises(RecipeError, match="The pipeline is not trained: senter"):
        list(split_sentences(nlp, [make_task("One. Two.")]))
