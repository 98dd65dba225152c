"""The entity recognizer in the loop: what it suggests, and what it learns from which answer."""

import pytest
import spacy

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.hashing import set_hashes
from prodigy.models.matcher import PatternMatcher
from prodigy.models.ner import (
    BeamEntityRecognizer,
    EntityRecognizer,
    ensure_sentencizer,
    guess_batch_size,
    merge_spans,
)
from tests.models.pipelines import make_ner
from tests.pipelines import make_blank
from tests.util import make_task

TEXT = "Jonas and Mira went from Oslo to Vienna"


@pytest.fixture
def model():
    return EntityRecognizer(make_ner())


def get_scores(model, text=TEXT):
    return {
        (span["text"], span["label"]): score
        for score, eg in model([make_task(text)])
        for span in eg["spans"]
    }


def answer(text, word, label, decision, **keys):
    start = text.index(word)
    span = {"start": start, "end": start + len(word), "text": word, "label": label}
    return {**make_task(text, spans=[span]), "answer": decision, "_view_id": "ner", **keys}


def annotate(text, *entities):
    spans = [answer(text, word, label, "accept")["spans"][0] for word, label in entities]
    return {**make_task(text), "spans": spans, "answer": "accept", "_view_id": "ner_manual"}


# Suggestions


def test_scores_are_probabilities(model):
    scores = [score for score, _ in model([make_task(TEXT), make_task("The house in Rome")])]
    assert len(scores) > 3
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_entities_that_exclude_each_other_share_one_probability(model):
    for word in ("Jonas", "Mira", "Oslo", "Vienna"):
        assert sum(s for (text, _), s in get_scores(model).items() if text == word) <= 1.001


def test_tasks_are_complete(model):
    score, task = next(iter(model([make_task(TEXT, meta={"page": 3})])))
    (span,) = task["spans"]
    assert span["text"] == TEXT[span["start"] : span["end"]]
    assert [token["text"] for token in task["tokens"]] == TEXT.split()
    assert task["tokens"][span["token_start"]]["start"] == span["start"]
    assert task["tokens"][span["token_end"]]["end"] == span["end"]
    assert (span["rank"], span["source"]) == (0, "en_pipeline")
    assert span["input_hash"] == task["_input_hash"] == make_task(TEXT)["_input_hash"]
    assert task["meta"] == {"page": 3, "score": round(score, 4)}
    assert span["score"] == round(score, 4)
    assert Validator("ner").check(task) == []


def test_each_entity_is_a_question_of_its_own(model):
    tasks = [task for _, task in model([make_task(TEXT)])]
    assert len({task["_task_hash"] for task in tasks}) == len(tasks)
    assert all(len(task["spans"]) == 1 for task in tasks)


def test_a_pattern_match_of_the_same_span_is_the_same_question(model):
    matcher = PatternMatcher(model.nlp)
    matcher.add_patterns([{"label": "GPE", "pattern": "Oslo"}])
    ((_, match),) = matcher([make_task(TEXT)])
    suggested = {t["spans"][0]["text"]: t for _, t in model([make_task(TEXT)])}
    labels = {t["_task_hash"] for _, t in model([make_task(TEXT)])}
    assert suggested["Oslo"]
    assert match["_task_hash"] in labels


def test_the_question_doesnt_depend_on_the_score(model):
    before = {task["_task_hash"] for _, task in model([make_task(TEXT)])}
    model.update([answer("Rome is far", "Rome", "GPE", "accept")])
    after = {task["_task_hash"] for _, task in model([make_task(TEXT)])}
    assert before & after


def test_only_the_wanted_labels_are_suggested():
    model = EntityRecognizer(make_ner(), label="GPE")
    assert {label for _, label in get_scores(model)} == {"GPE"}
    assert model.labels == ["GPE"]


def test_tasks_are_not_changed(model):
    task = make_task(TEXT)
    list(model([task]))
    assert task == make_task(TEXT)


@pytest.mark.parametrize("text", ["", " ", "\ud83d broken", "é" * 3])
def test_unusual_texts_dont_stop_the_stream(model, text):
    found = [eg for _, eg in model([make_task(text), {"image": "x"}, make_task(TEXT)])]
    assert any(eg["text"] == TEXT for eg in found)


def test_tokens_of_the_task_are_used(model):
    tokens = [
        {"text": "Mira", "start": 0, "end": 4, "id": 0, "ws": False},
        {"text": "town", "start": 4, "end": 8, "id": 1, "ws": False},
    ]
    tasks = [eg for _, eg in model([make_task("Miratown", tokens=tokens)])]
    assert "Mira" in {eg["spans"][0]["text"] for eg in tasks}


# Learning


def test_an_accepted_entity_becomes_more_likely(model):
    before = get_scores(model)["Vienna", "GPE"]
    model.update([answer(TEXT, "Vienna", "GPE", "accept")])
    assert get_scores(model)["Vienna", "GPE"] > before


def test_a_rejected_entity_becomes_less_likely(model):
    (word, label), before = max(get_scores(model).items(), key=lambda item: item[1])
    model.update([answer(TEXT, word, label, "reject")])
    assert get_scores(model).get((word, label), 0.0) < before


def test_an_accepted_entity_that_was_no_candidate_is_learned(model):
    text = "It was late in the house"
    for _ in range(5):
        model.update([answer(text, "house", "GPE", "accept")])
    assert get_scores(model, text)["house", "GPE"] > 0.5


def test_accepting_one_entity_leaves_the_others_alone(model):
    text = "Ada met Jonas in Rome"
    for _ in range(8):
        model.update([answer(text, "Rome", "GPE", "accept")])
    scores = get_scores(model, text)
    # Taken for a complete annotation, the answer would have made the others wrong.
    assert scores["Ada", "PERSON"] > 0.5
    assert scores["Jonas", "PERSON"] > 0.5


def test_rejecting_a_label_leaves_room_for_another_one(model):
    text = "Paris moved to Rome"
    for _ in range(5):
        model.update([answer(text, "Paris", "GPE", "reject")])
        model.update([answer(text, "Paris", "PERSON", "accept")])
    scores = get_scores(model, text)
    assert scores["Paris", "PERSON"] > 0.8
    assert scores.get(("Paris", "GPE"), 0.0) < 0.2


def test_manual_answers_are_complete(model):
    text = "Ada met Jonas in Rome"
    for _ in range(8):
        model.update([annotate(text, ("Rome", "GPE"))])
    scores = get_scores(model, text)
    assert scores["Rome", "GPE"] > 0.5
    assert scores.get(("Jonas", "PERSON"), 0.0) < 0.5


def test_manual_answers_say_nothing_about_labels_nobody_looked_for():
    model = EntityRecognizer(make_ner(), label=["GPE"])
    for _ in range(10):
        model.update([annotate(TEXT, ("Oslo", "GPE"))])
    others = EntityRecognizer(model.nlp)
    assert get_scores(others)["Mira", "PERSON"] > 0.5
    assert get_scores(others).get(("Vienna", "GPE"), 0.0) < 0.5


@pytest.mark.parametrize(
    "eg",
    [
        answer(TEXT, "Oslo", "GPE", "ignore"),
        {**make_task(TEXT), "answer": "accept"},
        {**annotate(TEXT, ("Oslo", "GPE")), "answer": "reject"},
        {**make_task(TEXT, spans=[{"start": 1, "end": 3, "label": "GPE"}]), "answer": "accept"},
        {**make_task(TEXT, spans=[{"start": 90, "end": 95, "label": "GPE"}]), "answer": "reject"},
    ],
    ids=["ignored", "no span", "rejected by hand", "within a token", "after the text"],
)
def test_answers_that_say_nothing_change_nothing(model, eg):
    before = get_scores(model)
    assert model.update([eg]) == 0.0
    assert get_scores(model) == before


def test_the_loss_falls_while_the_same_is_learned(model):
    answers = [answer(TEXT, "Vienna", "PERSON", "accept"), answer(TEXT, "Oslo", "GPE", "reject")]
    losses = [model.update(answers) for _ in range(8)]
    assert losses[-1] < losses[0] / 2
    assert all(isinstance(loss, float) and loss >= 0 for loss in losses)


def test_the_original_pipeline_can_be_had_back(model):
    before = get_scores(model)
    model.update([answer(TEXT, "Vienna", "GPE", "accept")] * 3)
    assert get_scores(EntityRecognizer(model.orig_nlp)) == pytest.approx(before, abs=1e-5)


def test_updates_dont_change_components_that_share_an_embedding_layer():
    nlp = make_blank()
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    nlp.add_pipe("tagger", config={"model": {"tok2vec": listener}}).add_label("NN")
    nlp.add_pipe("ner", config={"model": {"tok2vec": listener}}).add_label("GPE")
    nlp.initialize()
    shared = nlp.get_pipe("tok2vec").model.to_bytes()
    model = EntityRecognizer(nlp)
    model.update([answer(TEXT, "Oslo", "GPE", "accept")])
    assert nlp.get_pipe("tok2vec").model.to_bytes() == shared
    assert get_scores(model)


# New labels


def test_a_new_label_is_suggested_after_it_was_accepted_once():
    nlp = make_blank()
    model = EntityRecognizer(nlp, label=["FRUIT"])
    assert get_scores(model, "I ate a fig") == {}
    texts = ["I ate a fig", "She ate a plum", "We ate a pear", "He ate a fig today"]
    words = ["fig", "plum", "pear", "fig"]
    for _ in range(6):
        model.update([answer(t, w, "FRUIT", "accept") for t, w in zip(texts, words, strict=True)])
        model.update([answer(t, "ate", "FRUIT", "reject") for t in texts])
    scores = get_scores(model, "They ate a fig")
    assert scores["fig", "FRUIT"] > 0.5
    assert scores["fig", "FRUIT"] == max(scores.values())


def test_a_trained_model_keeps_its_labels_when_it_learns_a_new_one(model):
    model = EntityRecognizer(model.nlp, label=["FRUIT"])
    for _ in range(5):
        model.update([answer("Mira ate a fig", "fig", "FRUIT", "accept")])
    assert get_scores(model, "Mira ate a fig")["fig", "FRUIT"] > 0.5
    others = get_scores(EntityRecognizer(model.nlp), "Mira ate a fig")
    assert others["Mira", "PERSON"] > 0.5


def test_without_recognizer_and_labels_there_is_nothing_to_do():
    with pytest.raises(RecipeError, match="Can't find component 'ner' in pipeline"):
        EntityRecognizer(make_blank())


# The best analysis


def test_best_analyses_contain_what_was_accepted_and_not_what_was_rejected(model):
    silver = [
        answer(TEXT, "Vienna", "PERSON", "accept"),
        answer(TEXT, "Mira", "PERSON", "reject"),
        answer("Ada is in Rome", "Ada", "PERSON", "accept"),
    ]
    first, second = model.make_best(silver)
    found = {(span["text"], span["label"]) for span in first["spans"]}
    assert ("Vienna", "PERSON") in found
    assert ("Mira", "PERSON") not in found
    assert ("Jonas", "PERSON") in found  # never asked, but likely
    assert second["text"] == "Ada is in Rome"
    assert Validator("ner_manual").check(first) == []
    assert first["_input_hash"] == silver[0]["_input_hash"]


def test_best_analyses_of_nothing_known_are_left_out(model):
    assert list(model.make_best([answer(TEXT, "Oslo", "GPE", "ignore")])) == []


# Helpers


def test_models_can_be_saved_and_loaded(model, tmp_path):
    model.update([answer(TEXT, "Vienna", "GPE", "accept")])
    model.to_disk(tmp_path / "model")
    loaded = EntityRecognizer(spacy.load(tmp_path / "model"))
    assert get_scores(loaded) == pytest.approx(get_scores(model), abs=1e-5)
    other = EntityRecognizer(make_ner()).from_bytes(model.to_bytes())
    assert get_scores(other) == pytest.approx(get_scores(model), abs=1e-5)
    again = EntityRecognizer(make_ner()).from_disk(tmp_path / "model")
    assert get_scores(again) == pytest.approx(get_scores(model), abs=1e-5)


def test_old_name_is_the_same_class():
    assert BeamEntityRecognizer is EntityRecognizer


def test_merged_spans_carry_their_answers():
    one, two = answer(TEXT, "Oslo", "GPE", "accept"), answer(TEXT, "Mira", "GPE", "reject")
    other = answer("Hi Ada", "Ada", "PERSON", "accept")
    merged = merge_spans([one, other, two])
    assert [[(s["text"], s["answer"]) for s in eg["spans"]] for eg in merged] == [
        [("Mira", "reject"), ("Oslo", "accept")],
        [("Ada", "accept")],
    ]
    assert "answer" not in one["spans"][0]


def test_merged_spans_can_be_learned_from(model):
    merged = merge_spans(
        [answer(TEXT, "Vienna", "GPE", "accept"), answer(TEXT, "Mira", "GPE", "reject")]
    )
    before = get_scores(model)["Vienna", "GPE"]
    model.update(merged)
    assert get_scores(model)["Vienna", "GPE"] > before


def test_sentencizer_is_only_added_if_nothing_splits_sentences():
    nlp = ensure_sentencizer(make_ner())
    assert nlp.pipe_names == ["sentencizer", "ner"]
    assert ensure_sentencizer(nlp).pipe_names == ["sentencizer", "ner"]


def test_batches_grow_with_the_data():
    sizes = [guess_batch_size(n) for n in (1, 100, 500, 3000, 100_000)]
    assert sizes == sorted(set(sizes))


def test_hashes_are_made_if_they_are_missing(model):
    eg = answer(TEXT, "Vienna", "GPE", "accept")
    del eg["_input_hash"], eg["_task_hash"]
    assert model.update([eg]) > 0
    assert set_hashes(dict(eg))["_input_hash"] == make_task(TEXT)["_input_hash"]


def test_evaluation_compares_entities_with_answers(model):
    text = "Mira lives in Oslo"
    stats = model.evaluate([annotate(text, ("Mira", "PERSON")), {"image": "a.png"}])
    assert stats["right"] + stats["wrong"] == 1
    assert stats["right"] + stats["unk"] == stats["ents"]
    assert model.evaluate([])["acc"] == 0.0
