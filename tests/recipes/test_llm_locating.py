"""Finding in a text what a language model has named."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.preprocess import get_tokens
from prodigy.recipes.parts.llm_locating import locate

NLP = spacy.blank("en")
LABELS = ["PERSON", "GPE"]


def find(text, *mentions, may_overlap=False):
    named = [{"text": words, "label": label} for words, label in mentions]
    spans, wrong = locate(text, named, LABELS, get_tokens(NLP(text)), may_overlap)
    for span in spans:
        assert text[span["start"] : span["end"]] == span["text"]
    return [(s["start"], s["text"], s["label"]) for s in spans], [item["why"] for item in wrong]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Mira flew to Oslo.", "Oslo", (13, "Oslo")),
        ("Mira flew to OSLO.", "oslo", (13, "OSLO")),
        ("Mira flew to New\n  York.", "New York", (13, "New\n  York")),
        ("Restart art now", "art", (8, "art")),
        ("😀 Straße in Oslo", "Oslo", (12, "Oslo")),
        ("C++ (Oslo)", "Oslo", (5, "Oslo")),
    ],
)
def test_words_are_found(text, words, expected):
    assert find(text, (words, "GPE")) == ([(*expected, "GPE")], [])


def test_mentions_are_found_one_after_the_other():
    text = "Oslo, Bergen, Oslo, Oslo"
    mentions = [("Oslo", "GPE"), ("Bergen", "GPE"), ("Oslo", "GPE")]
    assert [start for start, *_ in find(text, *mentions)[0]] == [0, 6, 14]
    assert find(text, ("Bergen", "GPE"), ("Oslo", "GPE"))[0][1][0] == 14


@pytest.mark.parametrize(
    ("mentions", "wrong"),
    [
        ([("Paris", "GPE")], ["not-found"]),
        ([("", "GPE"), (" ", "GPE")], ["not-found"] * 2),
        ([("Oslo", "PLANET")], ["unknown-label"]),
        ([("Oslo", "GPE"), ("Oslo", "GPE")], ["repeated"]),
        ([("Mira", "PERSON"), ("Mira flew", "GPE")], ["overlap"]),
        ([("Osl", "GPE")], ["widened"]),
    ],
)
def test_what_can_not_be_right_is_named(mentions, wrong):
    assert find("Mira flew to Oslo", *mentions)[1] == wrong


def test_labels_are_taken_as_they_were_asked_for_whatever_their_capitals():
    assert find("Oslo", (" Oslo ", "gpe "))[0] == [(0, "Oslo", "GPE")]


def test_spans_may_overlap_where_that_is_allowed():
    mentions = [("Mira", "PERSON"), ("Mira flew", "GPE")]
    assert len(find("Mira flew", *mentions, may_overlap=True)[0]) == 2


@given(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=5), st.sampled_from(LABELS))))
def test_nothing_gets_lost_and_spans_fit_the_tokens(text, mentions):
    text = text.encode("utf-8", "replace").decode()
    tokens = get_tokens(NLP(text))
    named = [{"text": words, "label": label} for words, label in mentions]
    spans, wrong = locate(text, named, LABELS, tokens)
    kept = [item for item in wrong if item["why"] == "widened"]
    assert len(spans) + len(wrong) - len(kept) == len(mentions)
    for span in spans:
        assert span["start"] == tokens[span["token_start"]]["start"]
        assert span["end"] == tokens[span["token_end"]]["end"]
    assert all(a["end"] <= b["start"] for a, b in zip(spans, spans[1:]))
