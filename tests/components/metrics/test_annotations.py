"""Which annotations are compared, and what is refused."""

import pytest

from prodigy.components.metrics import (
    collect_annotations,
    get_binary_value,
    get_labels_of_options,
    get_multiclass_value,
    get_multilabel_value,
)
from prodigy.errors import RecipeError
from tests.util import make_answer


def annotate(text, annotator, **keys):
    return make_answer(text, _annotator_id=annotator, _view_id="choice", **keys)


def test_annotations_are_grouped_by_input_and_annotator():
    examples = [annotate("a", "x"), annotate("a", "y"), annotate("b", "x")]
    found = collect_annotations(iter(examples))
    assert found.annotators == ["x", "y"]
    assert [sorted(by_name) for by_name in found.by_input.values()] == [["x", "y"], ["x"]]


def test_annotator_is_the_session_if_there_is_no_other_id():
    examples = [
        make_answer("a", _session_id=name, _annotator_id=None, _view_id="ner") for name in "xy"
    ]
    assert collect_annotations(examples).annotators == ["x", "y"]


def test_only_requested_annotators_are_compared():
    # What others did doesn't matter, even if it couldn't be compared.
    examples = [annotate("a", name) for name in "xyz"] + [annotate("a", "z")]
    assert collect_annotations(examples, annotators=["x", "y"]).annotators == ["x", "y"]


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([annotate("a", "x")], "at least two annotators"),
        ([annotate("a", "x"), annotate("a", "x"), annotate("a", "y")], "1 inputs.*more than once"),
        ([annotate("a", "x"), {**annotate("a", "y"), "_view_id": "ner"}], "different interfaces"),
        ([make_answer("a", _view_id="ner")], "doesn't tell who"),
        ([make_answer("a", _annotator_id="x")], "has no '_view_id'"),
        ([{**annotate("a", "x"), "answer": None}], "has no 'answer'"),
        ([], "at least two annotators"),
    ],
)
def test_what_can_not_be_compared_is_refused(examples, message):
    with pytest.raises(RecipeError, match=message):
        collect_annotations(examples)


def test_unknown_annotators_are_refused():
    with pytest.raises(RecipeError, match="not found: zoe"):
        collect_annotations([annotate("a", "x"), annotate("a", "y")], annotators=["x", "zoe"])


@pytest.mark.parametrize(
    ("answer", "accept", "binary", "multiclass", "multilabel"),
    [
        ("accept", ["A"], "accept", "A", True),
        ("accept", ["B", "A"], "accept", "B", True),
        ("accept", [2], "accept", "2", False),
        ("accept", [], "accept", None, False),
        ("reject", ["A"], "reject", None, None),
        ("ignore", ["A"], None, None, None),
    ],
)
def test_values_of_an_annotation(answer, accept, binary, multiclass, multilabel):
    eg = make_answer("a", answer, accept=accept)
    assert get_binary_value(eg) == binary
    assert get_multiclass_value(eg) == multiclass
    assert get_multilabel_value(eg, "A") is multilabel


def test_labels_come_from_options_or_else_from_what_was_selected():
    examples = [{"options": [{"id": "B"}, {"id": 1}]}, {"accept": ["C", "B"]}]
    assert get_labels_of_options(examples) == ["B", "1", "C"]
