"""What is assumed about the rest of a text, when a label is new."""

import pytest

from prodigy.models.assumptions import assume_complete
from prodigy.models.decisions import Decisions
from prodigy.models.ner import EntityRecognizer
from tests.models.pipelines import make_ner
from tests.pipelines import make_blank
from tests.util import make_task

FIG, MIRA = (3, 4, "FRUIT"), (0, 1, "PERSON")
FRUIT = {"I ate a fig": "fig", "She ate a plum": "plum", "We ate a pear": "pear"}


def decide(*, accepted=(), rejected=(), complete=None):
    eg = {"text": "Mira ate a fig"}
    return Decisions(eg, dict.fromkeys(accepted), dict.fromkeys(rejected), complete)


def accept(text, word, label="FRUIT"):
    start = text.index(word)
    span = {"start": start, "end": start + len(word), "label": label}
    return {**make_task(text, spans=[span]), "answer": "accept", "_view_id": "ner"}


def get_scores(model, text, label="FRUIT"):
    found = ((score, eg["spans"][0]) for score, eg in model([make_task(text)]))
    return {span["text"]: score for score, span in found if span["label"] == label}


@pytest.mark.parametrize("key", ["accepted", "rejected"])
def test_of_a_new_label_nothing_else_is_in_a_text_that_was_asked_about(key):
    decisions = decide(**{key: [FIG]})
    assumed = assume_complete(decisions, {"FRUIT"})
    assert not assumed.allow([*assumed.accepted, (2, 3, "FRUIT")])
    assert assumed.allow([*assumed.accepted, MIRA])  # of other labels, anything may be
    assert decisions.complete is None  # nothing that was decided


def test_texts_that_were_asked_about_other_labels_stay_open():
    decisions = decide(accepted=[MIRA])
    assert assume_complete(decisions, {"FRUIT"}) is decisions
    assert assume_complete(decisions, set()) is decisions


def test_what_was_complete_stays_so():
    decisions = decide(accepted=[FIG], complete=frozenset(["PERSON"]))
    assert assume_complete(decisions, {"FRUIT"}).complete == {"FRUIT", "PERSON"}


def test_entities_accepted_later_are_no_longer_assumed_to_be_none():
    decisions = decide(rejected=[(2, 3, "FRUIT")])
    assert not assume_complete(decisions, {"FRUIT"}).allow([FIG])
    decisions.accept(FIG)
    assert assume_complete(decisions, {"FRUIT"}).allow([FIG])


def test_yes_alone_teaches_what_a_new_label_is_not():
    model = EntityRecognizer(make_blank(), label="FRUIT")
    for _ in range(12):
        model.update([accept(text, word) for text, word in FRUIT.items()])
    scores = get_scores(model, "They ate a fig")
    assert scores.pop("fig") > 0.5
    assert all(score < 0.1 for score in scores.values())


def test_the_second_entity_of_a_text_is_found_after_it_was_accepted():
    model = EntityRecognizer(make_blank(), label="FRUIT")
    text = "Ada ate a fig and a plum"
    for _ in range(12):
        model.update([accept(text, "fig")])
    assert get_scores(model, text).get("plum", 0.0) < 0.5
    for _ in range(12):
        model.update([accept(text, "plum")])
    assert get_scores(model, text)["plum"] > 0.5


def test_a_text_that_was_asked_about_a_new_label_keeps_its_known_entities():
    model = EntityRecognizer(make_ner(), label=["PERSON", "FRUIT"])
    for _ in range(6):
        model.update([accept("Mira ate a fig", "fig")])
    assert get_scores(model, "Mira ate a fig", "FRUIT")["fig"] > 0.5
    assert get_scores(model, "Mira ate a fig", "PERSON")["Mira"] > 0.5


def test_a_label_of_loaded_weights_is_no_longer_new():
    model = EntityRecognizer(make_blank(), label="FRUIT")
    model.update([accept("I ate a fig", "fig")])
    loaded = EntityRecognizer(make_blank(), label="FRUIT").from_bytes(model.to_bytes())
    text = "Ada ate a fig and a plum"
    for _ in range(8):
        model.update([accept(text, "fig")])
        loaded.update([accept(text, "fig")])
    assert get_scores(model, text).get("plum", 0.0) < get_scores(loaded, text)["plum"]
