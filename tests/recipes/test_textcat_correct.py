"""textcat.correct: what a pipeline predicts is selected already."""

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.textcat import correct, get_textcat_labels, get_update, preprocess_stream
from tests.pipelines import LABELS, TEXTS
from tests.util import make_answer, make_task

TASKS = [{"text": text} for text in TEXTS]


@pytest.fixture
def scored():
    """A pipeline whose scores are known: 0.7 for A, 0.6 for B, 0.1 for C."""
    import spacy
    from spacy.language import Language

    @Language.component("tests_scores")
    def set_scores(doc):
        doc.cats = {"A": 0.7, "B": 0.6, "C": 0.1}
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("tests_scores", name="scores")
    return nlp


def test_components_are_complete(trained):
    components = correct("data", trained, TASKS, exclude=["old"])
    components.pop("stream")
    assert components == {
        "view_id": "choice",
        "dataset": "data",
        "exclude": ["old"],
        "update": None,
        "config": {
            "labels": LABELS,
            "choice_style": "single",
            "exclude_by": "input",
        },
    }


def test_likely_options_are_selected(trained):
    first, _, third, _ = correct("data", trained, TASKS)["stream"]
    assert first["accept"] == ["TRAVEL"]
    assert third["accept"] == ["FOOD"]
    assert [option["id"] for option in first["options"]] == LABELS
    scores = [option["meta"]["score"] for option in first["options"]]
    assert scores[1] > 0.9 and scores == [round(score, 2) for score in scores]
    assert "answer" not in first and "_is_binary" not in first
    assert Validator("choice").check(first) == []


def test_component_that_is_not_exclusive_allows_several_options(trained):
    components = correct("data", trained, TASKS, component="textcat_multilabel")
    assert components["config"]["choice_style"] == "multiple"


def test_one_exclusive_label_can_be_deselected(trained):
    assert correct("data", trained, TASKS, label=["FOOD"])["config"]["choice_style"] == "multiple"


def test_threshold_decides_what_is_selected(scored):
    options = {"component": "scores", "label": ["A", "B", "C", "NEW"]}
    [eg] = correct("data", scored, TASKS[:1], **options)["stream"]
    assert eg["accept"] == ["A", "B"]
    assert "meta" not in eg["options"][3]
    [eg] = correct("data", scored, TASKS[:1], threshold=0.65, **options)["stream"]
    assert eg["accept"] == ["A"]


def test_only_the_best_of_exclusive_labels_is_selected(scored):
    labels = ["B", "A", "C"]
    tasks = preprocess_stream(TASKS[:1], scored, labels, exclusive=True, component="scores")
    assert next(iter(tasks))["accept"] == ["A"]


def test_scores_do_not_change_the_hashes(trained):
    first = next(iter(correct("data", trained, TASKS)["stream"]))
    options = [{"id": label, "text": label, "meta": {}} for label in LABELS]
    assert first["_task_hash"] == make_task(TEXTS[0], options=options)["_task_hash"]


def test_correct_learns_from_accepted_answers(own_pipeline):
    components = correct("data", own_pipeline, TASKS, update=True)
    eg = next(components["stream"])
    eg["accept"] = ["FOOD"]
    update = components["update"]
    assert update([{**eg, "answer": "ignore"}]) == 0.0
    losses = [update([{**eg, "answer": "accept"}]) for _ in range(10)]
    assert losses[-1] < losses[0]
    [eg] = preprocess_stream(TASKS[:1], own_pipeline)
    assert eg["accept"] == ["FOOD"]


def test_answers_that_can_not_be_learned_are_skipped(own_pipeline):
    update = get_update(own_pipeline)
    options = [{"id": name} for name in (*LABELS, "NEW")]
    assert update([make_answer(TEXTS[0], options=options[2:], accept=["NEW"])]) == 0.0
    assert update([make_answer(TEXTS[0], options=options, accept=LABELS)]) == 0.0
    assert update([make_answer(TEXTS[0], options=options, accept=["FOOD"])]) > 0.0


def test_text_classifier_is_found(trained, nlp):
    assert get_textcat_labels(trained, None) == (LABELS, True)
    assert get_textcat_labels(trained, ["A"], "textcat_multilabel") == (["A"], False)
    with pytest.raises(RecipeError, match="'textcat' or 'textcat_multilabel'"):
        get_textcat_labels(nlp, ["A"])
    with pytest.raises(RecipeError, match="Can't find component 'other'"):
        correct("data", trained, TASKS, component="other")


@pytest.mark.parametrize("threshold", [-0.1, 1.5])
def test_threshold_has_to_be_a_probability(trained, threshold):
    with pytest.raises(RecipeError, match=f"The threshold {threshold} is not between 0 and 1"):
        correct("data", trained, [{"text": TEXTS[0]}], threshold=threshold)
