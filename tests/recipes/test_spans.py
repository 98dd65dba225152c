"""spans.manual and spans.correct: spans that may overlap."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.spans import (
    correct,
    get_span_labels,
    get_update,
    manual,
    preprocess_stream,
    remove_tokens,
)
from tests.pipelines import TEXTS
from tests.util import make_answer, write_jsonl

LABELS = ["PERSON", "GPE", "EVENT"]
TASKS = [{"text": text} for text in TEXTS]


def find(eg):
    return [(span["text"], span["label"]) for span in eg["spans"]]


@pytest.fixture
def suggester():
    from spacy import registry
    from spacy.pipeline.spancat import build_ngram_suggester

    name = "tests.one_and_two_words.v1"
    registry.misc.register(name, func=lambda: build_ngram_suggester([1, 2]))
    registry.misc.register("tests.with_sizes.v1", func=build_ngram_suggester)
    return name


def test_components_are_complete(nlp):
    components = manual("data", nlp, TASKS, label=["TRIP"], exclude=["old"])
    components.pop("stream")
    assert components == {
        "view_id": "spans_manual",
        "dataset": "data",
        "exclude": ["old"],
        "before_db": None,
        "validate_answer": None,
        "config": {
            "lang": "en",
            "labels": ["TRIP"],
            "exclude_by": "input",
            "ner_manual_highlight_chars": False,
        },
    }


def test_matches_of_patterns_may_overlap(nlp, tmp_path):
    patterns = write_jsonl(
        tmp_path / "p.jsonl",
        [{"label": "TRIP", "pattern": "Mira visited Oslo"}, {"label": "PLACE", "pattern": "Oslo"}],
    )
    first, second, *_ = manual("data", nlp, TASKS, label=["TRIP"], patterns=patterns)["stream"]
    assert find(first) == [("Mira visited Oslo", "TRIP"), ("Oslo", "PLACE")]
    assert (first["spans"][1]["token_start"], first["spans"][1]["token_end"]) == (2, 2)
    assert "spans" not in second
    assert Validator("spans_manual").check(first) == []


def test_labels_of_the_span_categorizer_are_the_default(trained):
    assert manual("data", trained, TASKS)["config"]["labels"] == LABELS


def test_no_labels_is_an_error(nlp):
    with pytest.raises(RecipeError, match="--label"):
        manual("data", nlp, TASKS)


def test_characters_can_be_highlighted(nlp):
    components = manual("data", nlp, TASKS, label=["A"], highlight_chars=True)
    assert components["before_db"] is remove_tokens
    assert len(next(components["stream"])["tokens"]) == len(TEXTS[0])


def test_spans_have_to_be_found_by_the_suggester(nlp, suggester):
    components = manual("data", nlp, TASKS, label=["A"], suggester=suggester)
    eg = next(components["stream"])
    span = {"start": 0, "end": 12, "token_start": 0, "token_end": 1, "label": "A"}
    components["validate_answer"]({**eg, "spans": [span], "answer": "accept"})
    components["validate_answer"]({**eg, "answer": "accept"})
    long = {"start": 0, "end": 17, "token_start": 0, "token_end": 2, "label": "A"}
    with pytest.raises(ValueError, match=r"Mira visited Oslo.*A"):
        components["validate_answer"]({**eg, "spans": [span, long], "answer": "accept"})
    components["validate_answer"]({**eg, "spans": [long], "answer": "ignore"})


def test_unknown_suggester_is_an_error(nlp, suggester):
    with pytest.raises(RecipeError, match=f"Did you mean {suggester}"):
        manual("data", nlp, TASKS, label=["A"], suggester=suggester[:-1] + "2")
    with pytest.raises(RecipeError, match="without arguments"):
        manual("data", nlp, TASKS, label=["A"], suggester="tests.with_sizes.v1")


def test_correct_shows_what_the_pipeline_predicts(trained):
    components = correct("data", trained, TASKS)
    stream = components.pop("stream")
    assert components == {
        "view_id": "spans_manual",
        "dataset": "data",
        "exclude": None,
        "update": None,
        "config": {
            "lang": "en",
            "labels": LABELS,
            "exclude_by": "input",
        },
    }
    eg = next(stream)
    assert sorted(find(eg)) == [("Mira", "PERSON"), ("Mira visited Oslo", "EVENT"), ("Oslo", "GPE")]
    assert "_is_binary" not in eg
    assert Validator("spans_manual").check(eg) == []


def test_correct_only_shows_wanted_labels_and_does_not_split_texts(trained):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    [eg] = correct("data", trained, tasks, label=["GPE"])["stream"]
    assert find(eg) == [("Oslo", "GPE")]


def test_spans_are_read_from_the_key_of_the_component():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("span_ruler").add_patterns([{"label": "GPE", "pattern": "Oslo"}])
    assert get_span_labels(nlp, component="span_ruler") == (["GPE"], "ruler")
    components = correct("data", nlp, TASKS, component="span_ruler")
    assert find(next(components["stream"])) == [("Oslo", "GPE")]
    [eg] = preprocess_stream(TASKS[:1], nlp, labels=["GPE"], key="ruler")
    assert find(eg) == [("Oslo", "GPE")]
    [eg] = preprocess_stream(TASKS[:1], nlp, set_annotations=False)
    assert "spans" not in eg and len(eg["tokens"]) == 4
    with pytest.raises(RecipeError, match="can't be updated"):
        correct("data", nlp, TASKS, component="span_ruler", update=True)


def test_correct_learns_from_accepted_answers(own_pipeline):
    components = correct("data", own_pipeline, TASKS, update=True)
    eg = next(components["stream"])
    eg["spans"] = [span for span in eg["spans"] if span["label"] != "EVENT"]
    update = components["update"]
    assert update([{**eg, "answer": "reject"}]) == 0.0
    losses = [update([{**eg, "answer": "accept"}]) for _ in range(12)]
    assert losses[-1] < losses[0]
    doc = own_pipeline(TEXTS[0])
    assert {span.label_ for span in doc.spans["sc"]} == {"PERSON", "GPE"}


def test_new_labels_do_not_stop_the_update(own_pipeline):
    eg = make_answer(TEXTS[0], spans=[{"start": 0, "end": 4, "label": "NEW"}])
    assert get_update(own_pipeline, key="sc")([eg]) > 0.0


def test_missing_component_is_an_error(nlp):
    with pytest.raises(RecipeError, match="Can't find component 'spancat' in pipeline"):
        correct("data", nlp, TASKS)
