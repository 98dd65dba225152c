"""Agreement about spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.metrics import NO_LABEL, Annotations, measure_span_agreement


def annotate(*spans, answer="accept"):
    return {
        "answer": answer,
        "spans": [{"start": start, "end": end, "label": label} for start, end, label in spans],
    }


def compare(*inputs, names="xy", **settings):
    by_input = {
        i: {name: eg for name, eg in zip(names, row, strict=True) if eg is not None}
        for i, row in enumerate(inputs)
    }
    return measure_span_agreement(Annotations(by_input, sorted(names), "ner_manual"), **settings)


def test_precision_recall_and_f1_by_label():
    result = compare(
        [
            annotate((0, 5, "PER"), (10, 15, "ORG")),
            annotate((0, 5, "PER"), (10, 15, "PER"), (20, 22, "PER")),
        ]
    )
    assert result.get_average("PER") == pytest.approx((1 / 3, 1.0, 0.5))
    assert result.get_average("ORG") == (0.0, 0.0, 0.0)
    assert result.get_average() == pytest.approx((1 / 3, 1 / 2, 2 / 5))
    assert result.support == {"ORG": 1, "PER": 4}


def test_confusion_of_labels_and_spans_that_only_one_has():
    result = compare(
        [
            annotate((0, 5, "PER"), (10, 15, "ORG"), (30, 31, "PER")),
            annotate((0, 5, "PER"), (10, 15, "PER"), (20, 22, "PER")),
        ]
    )
    assert result.confusion["PER"] == {"ORG": 0, "PER": 0.5, NO_LABEL: 0.5}
    assert result.confusion["ORG"] == {"ORG": 0, "PER": 1, NO_LABEL: 0}
    assert result.confusion[NO_LABEL] == {"ORG": 0, "PER": 1, NO_LABEL: 0}


def test_partial_matches_pair_spans_one_to_one_by_overlap():
    row = [annotate((0, 10, "A")), annotate((0, 3, "A"), (4, 10, "A"), (10, 12, "A"))]
    assert compare(row).get_average() == (0.0, 0.0, 0.0)
    result = compare(row, partial=True)
    assert result.get_average() == pytest.approx((1 / 3, 1.0, 0.5))


def test_partial_matches_need_the_same_label():
    assert compare([annotate((0, 5, "A")), annotate((0, 5, "B"))], partial=True).get_average() == (
        0.0,
        0.0,
        0.0,
    )


def test_scores_are_averaged_over_pairs_with_common_inputs():
    one, two = annotate((0, 1, "A")), annotate((2, 3, "A"))
    result = compare([one, one, None], [one, None, two], names="xyz")
    assert sorted(result.pairs) == [("x", "y"), ("x", "z")]
    assert result.get_average() == (0.5, 0.5, 0.5)


def test_only_accepted_annotations_count():
    result = compare([annotate((0, 1, "A")), annotate((0, 1, "A"), answer="reject")])
    assert (result.n_units, result.n_coincident, result.n_single) == (1, 0, 1)
    assert result.get_average() is None


def test_other_labels_are_left_out():
    row = [annotate((0, 1, "A"), (2, 3, "B")), annotate((0, 1, "A"))]
    assert compare(row, labels=["A"]).get_average() == (1.0, 1.0, 1.0)


def test_annotations_without_spans_are_full_of_zeros():
    result = compare([annotate((0, 1, "A")), annotate()])
    assert result.get_average() == (0.0, 0.0, 0.0)
    assert result.confusion["A"][NO_LABEL] == 1.0


SPANS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(7, 12), st.sampled_from("AB")), max_size=5
)


@given(SPANS, SPANS, st.booleans())
def test_f1_is_the_same_whoever_is_the_reference(one, two, partial):
    there = compare([annotate(*one), annotate(*two)], partial=partial)
    back = compare([annotate(*two), annotate(*one)], partial=partial)
    assert there.get_average()[2] == pytest.approx(back.get_average()[2])
    assert there.get_average()[0] == pytest.approx(back.get_average()[1])


@given(SPANS, SPANS, st.booleans())
def test_rows_of_the_confusion_matrix_sum_to_one_or_zero(one, two, partial):
    result = compare([annotate(*one), annotate(*two)], partial=partial)
    for row in result.confusion.values():
        assert sum(row.values()) == pytest.approx(1) or sum(row.values()) == 0
