"""Recipes for the agreement between annotators, through the real command line."""

import json

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from tests.util import make_answer

OPTIONS = [{"id": label, "text": label} for label in "ABC"]


def annotate(text, name, answer="accept", view_id="choice", **keys):
    session = f"set-{name}"
    return make_answer(
        text, answer, _annotator_id=session, _session_id=session, _view_id=view_id, **keys
    )


def store(examples):
    connect().add_examples(examples, datasets=["set"])


def get_rows(output):
    """First and second cell of the rows of all tables."""
    cells = (line.split("  ") for line in output.split("\n") if "  " in line)
    rows = ([cell.strip() for cell in row if cell.strip()] for row in cells)
    return {row[0]: row[1] for row in rows if len(row) > 1}


def test_binary_agreement(run_cli):
    answers = {"x": ["accept", "accept", "reject", "accept"], "y": ["accept", "reject"]}
    answers["y"] += ["reject", "accept"]
    store(
        annotate(f"text {i}", name, answer, "classification")
        for name, values in answers.items()
        for i, answer in enumerate(values)
    )
    result = run_cli("metric.iaa.binary", "dataset:set")
    assert result.returncode == 0, result.stderr
    assert "Using 2 annotator IDs: set-x, set-y" in result.stderr
    assert "Annotation Statistics" in result.stdout
    rows = get_rows(result.stdout)
    assert rows["Examples"] == "4"
    assert rows["Co-Incident Examples*"] == "4"
    assert rows["Avg. Annotations per Example"] == "2.00"
    assert rows["Percent (Simple) Agreement"] == "0.7500"
    assert rows["Krippendorff's Alpha"] == "0.5333"
    assert rows["Gwet's AC2"] == "0.5294"


def store_choices():
    store(
        annotate(f"text {i}", name, options=OPTIONS, accept=[label])
        for i, labels in enumerate(["AAA", "AB.", "BBB", "CCA", "B..", "AAB"])
        for name, label in zip("xyz", labels, strict=True)
        if label != "."
    )


def test_multiclass_agreement(capsys):
    store_choices()
    assert main(["metric.iaa.doc", "dataset:set", "multiclass", "-l", "A,B,C"]) == 0
    rows = get_rows(capsys.readouterr().out)
    assert rows["Categories"] == "3"
    assert rows["Single Annotation Examples"] == "1"
    assert rows["Avg. Annotations per Example"] == "2.50"
    assert rows["Percent (Simple) Agreement"] == "0.5333"
    assert rows["Krippendorff's Alpha"] == "0.3390"
    assert rows["Gwet's AC2"] == "0.3376"


def test_multilabel_agreement_has_a_report_for_each_label(capsys):
    store_choices()
    assert main(["metric.iaa.doc", "dataset:set", "multilabel"]) == 0
    out = capsys.readouterr().out
    for label in "ABC":
        assert f"Annotation Statistics for LABEL: {label}" in out
        assert f"Agreement Statistics for LABEL: {label}" in out


def test_span_agreement_from_a_file(capsys, jsonl):
    span = {"start": 0, "end": 4, "label": "A"}
    other = {"start": 0, "end": 3, "label": "A"}
    examples = [
        annotate("text", "x", view_id="ner_manual", spans=[span]),
        annotate("text", "y", view_id="ner_manual", spans=[other]),
    ]
    path = jsonl(examples)
    assert main(["metric.iaa.span", str(path)]) == 0
    # Of the rows with that name, the last one is in the confusion matrix.
    assert get_rows(capsys.readouterr().out)["A"] == "0.00"
    assert main(["metric.iaa.span", str(path), "--partial"]) == 0
    out = capsys.readouterr().out
    assert "Normalized Confusion Matrix" in out
    assert "A             1.0000   1.0000        1.0000         2" in out.split("\n")
    assert get_rows(out)["A"] == "1.00"


def test_undefined_statistics_are_shown_as_such(capsys, jsonl):
    path = jsonl([annotate(text, name) for text, name in [("a", "x"), ("b", "y")]])
    assert main(["metric.iaa.binary", str(path)]) == 0
    captured = capsys.readouterr()
    assert get_rows(captured.out)["Gwet's AC2"] == "-"
    assert "No input was annotated by two annotators" in captured.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["metric.iaa.doc", "dataset:set", "multiclass", "-l", "A,Z"],
            "not found in the dataset: Z",
        ),
        (["metric.iaa.doc", "dataset:set", "multiclass", "-a", "set-x"], "at least two annotators"),
        (["metric.iaa.span", "dataset:set"], "The examples have no spans"),
        (["metric.iaa.binary", "dataset:other"], "Can't find 'other'"),
    ],
)
def test_what_can_not_be_measured_ends_with_an_error(words, message, capsys):
    store_choices()
    assert main(words) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_an_unknown_annotation_type_is_wrong_usage(capsys):
    assert main(["metric.iaa.doc", "dataset:set", "both"]) == 2
    assert "multiclass" in capsys.readouterr().err


def test_recipes_return_their_results():
    from prodigy.recipes.metric import iaa_doc

    store_choices()
    result = iaa_doc("dataset:set", "multiclass")
    assert result.n_coincident == 5
    assert json.dumps(round(result.percent, 6)) == "0.533333"
