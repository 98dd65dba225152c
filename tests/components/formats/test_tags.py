"""Spans of tokens as tags, checked against spaCy and seqeval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats.tags import BILOU, IOB2, from_tags, to_tags

TAGS = st.one_of(st.just("O"), st.sampled_from(["B-A", "I-A", "B-B-C", "I-B-C"]))


@st.composite
def entities(draw):
    """Sorted spans of up to ten tokens that don't overlap."""
    edges = sorted(draw(st.lists(st.integers(0, 9), unique=True)))
    labels = st.sampled_from(["A", "B-C", "O"])
    return [(a, b, draw(labels)) for a, b in zip(edges[::2], edges[1::2])]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        (IOB2, ["O", "B-A", "I-A", "I-A", "B-A", "B-B"]),
        (BILOU, ["O", "B-A", "I-A", "L-A", "U-A", "U-B"]),
    ],
)
def test_schemes(scheme, tags):
    found = [(1, 3, "A"), (4, 4, "A"), (5, 5, "B")]
    assert to_tags(6, found, scheme) == tags
    assert from_tags(tags) == found


@settings(max_examples=40)
@given(entities(), st.sampled_from([IOB2, BILOU]))
def test_tags_give_back_the_spans(found, scheme):
    assert from_tags(to_tags(10, found, scheme)) == found


@settings(max_examples=40)
@given(entities())
def test_spacy_converts_one_scheme_into_the_other(found):
    from spacy.training import biluo_to_iob, iob_to_biluo

    iob, bilou = to_tags(10, found, IOB2), to_tags(10, found, BILOU)
    assert iob_to_biluo(iob) == bilou
    assert biluo_to_iob(bilou) == iob


@settings(max_examples=40)
@given(st.lists(TAGS, max_size=8))
def test_spans_of_any_tags_are_those_of_seqeval(tags):
    sequence_labeling = pytest.importorskip(
        "seqeval.metrics.sequence_labeling", reason="seqeval is not installed"
    )
    expected = [(first, last, label) for label, first, last in sequence_labeling.get_entities(tags)]
    assert from_tags(tags) == expected


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (["I-A", "I-A", "I-B"], [(0, 1, "A"), (2, 2, "B")]),  # IOB
        (["I-A", "B-A"], [(0, 0, "A"), (1, 1, "A")]),
        (["S-A", "B-A", "I-A", "E-A", "E-A"], [(0, 0, "A"), (1, 3, "A"), (4, 4, "A")]),  # BIOES
        (["B-A", "O", "L-A"], [(0, 0, "A"), (2, 2, "A")]),
    ],
)
def test_other_schemes_are_understood(tags, found):
    assert from_tags(tags) == found


@pytest.mark.parametrize("tag", ["", "o", "B-", "X-A", "BA", "B_A", " O"])
def test_no_tags(tag):
    with pytest.raises(ValueError):
        from_tags(["O", tag])
