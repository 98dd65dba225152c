"""sent.correct: a span for the first token of each sentence."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.sent import SENT_START_LABEL, correct, preprocess_stream


@pytest.fixture(scope="module")
def sentencizer():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def test_components_are_complete(sentencizer):
    components = correct("data", sentencizer, [{"text": "Hi. Bye."}], exclude=["old"])
    [eg] = components.pop("stream")
    assert components == {
        "view_id": "pos_manual",
        "dataset": "data",
        "exclude": ["old"],
        "config": {
            "lang": "en",
            "labels": [SENT_START_LABEL],
            "exclude_by": "input",
            "allow_newline_highlight": True,
        },
    }
    assert [(span["text"], span["label"]) for span in eg["spans"]] == [("Hi", "S"), ("Bye", "S")]
    assert [span["token_end"] for span in eg["spans"]] == [0, 2]
    assert Validator("pos_manual").check(eg) == []


def test_parser_sets_sentences_as_well(trained):
    text = "Mira visited Oslo. The red soup burned."
    [eg] = preprocess_stream([{"text": text}], trained)
    assert [span["text"] for span in eg["spans"]] == ["Mira", "The"]


def test_one_token_is_a_sentence(nlp):
    [eg] = preprocess_stream([{"text": "Hi"}], nlp)
    assert [span["text"] for span in eg["spans"]] == ["Hi"]


def test_pipeline_without_sentence_boundaries_is_an_error(nlp):
    with pytest.raises(RecipeError, match="sentencizer"):
        next(correct("data", nlp, [{"text": "Hi. Bye."}])["stream"])
