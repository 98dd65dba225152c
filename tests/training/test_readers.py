"""What single rows mean: one section per kind of component."""

import pytest

from tests.training.util import (
    add,
    choice,
    ents,
    label,
    merge,
    ner,
    outcomes,
    span_answer,
)
from tests.util import make_answer

TEXT = "Ada Lovelace saw Oslo"


def read_one(db, nlp, component, *rows, settings=None, **keys):
    add(db, "data", rows)
    merged, docs, _ = merge(db, nlp, {component: "data"}, settings, **keys)
    return (docs[0] if docs else None), outcomes(merged)


# Entities ---------------------------------------------------------------------------------------


def test_accepted_manual_answer_is_gold(db, nlp):
    doc, _ = read_one(db, nlp, "ner", ner(TEXT, ("Ada Lovelace", "PERSON")))
    assert ents(doc) == [("Ada Lovelace", "PERSON")]
    assert [token.ent_iob_ for token in doc] == ["B", "I", "O", "O"]


def test_text_without_entities_is_gold_too(db, nlp):
    doc, found = read_one(db, nlp, "ner", make_answer(TEXT, _view_id="ner_manual"))
    assert [token.ent_iob_ for token in doc] == ["O"] * 4
    assert found == ["used"]


def test_default_fill_leaves_the_rest_of_manual_answers_open(db, nlp):
    row = ner(TEXT, ("Oslo", "GPE"))
    settings = {"ner": {"default_fill": "missing"}}
    doc, _ = read_one(db, nlp, "ner", row, settings=settings)
    assert [token.ent_iob_ for token in doc] == ["", "", "", "B"]


def test_accepted_suggestion_leaves_the_rest_of_the_text_open(db, nlp):
    doc, _ = read_one(db, nlp, "ner", ner(TEXT, ("Oslo", "GPE"), view="ner"))
    assert [token.ent_iob_ for token in doc] == ["", "", "", "B"]
    assert "incorrect_spans" not in doc.spans


def test_rejected_suggestion_becomes_an_incorrect_span(db, nlp):
    doc, found = read_one(db, nlp, "ner", ner(TEXT, ("Oslo", "ORG"), view="ner", answer="reject"))
    assert [token.ent_iob_ for token in doc] == [""] * 4
    assert [(s.text, s.label_) for s in doc.spans["incorrect_spans"]] == [("Oslo", "ORG")]
    assert found == ["used"]


def test_rejected_suggestion_is_no_use_without_a_key_for_it(db, nlp):
    row = ner(TEXT, ("Oslo", "ORG"), view="ner", answer="reject")
    doc, found = read_one(db, nlp, "ner", row, settings={"ner": {"incorrect_key": None}})
    assert doc is None
    assert found == ["dropped not-usable"]


def test_rejected_manual_answer_says_nothing(db, nlp):
    doc, found = read_one(db, nlp, "ner", ner(TEXT, ("Oslo", "ORG"), answer="reject"))
    assert doc is None
    assert found == ["dropped rejected"]


def test_spans_may_have_answers_of_their_own(db, nlp):
    row = ner(TEXT, ("Ada Lovelace", "PERSON"), ("Oslo", "ORG"), view="ner")
    row["spans"][1]["answer"] = "reject"
    doc, _ = read_one(db, nlp, "ner", row)
    assert ents(doc) == [("Ada Lovelace", "PERSON")]
    assert [span.text for span in doc.spans["incorrect_spans"]] == ["Oslo"]


@pytest.mark.parametrize(
    ("keys", "answer", "iob"),
    [
        ({}, "accept", ["O", "O", "O", "B"]),  # imported gold data
        ({"score": 0.3}, "accept", ["", "", "", "B"]),  # an old export of suggestions
        ({}, "reject", ["", "", "", ""]),
    ],
)
def test_rows_without_an_interface_are_judged_by_their_content(db, nlp, keys, answer, iob):
    row = ner(TEXT, ("Oslo", "GPE"), answer=answer)
    del row["_view_id"]
    row["spans"][0].update(keys)
    doc, _ = read_one(db, nlp, "ner", row)
    assert [token.ent_iob_ for token in doc] == iob


def test_mark_tells_single_questions_in_blocks(db, nlp):
    row = ner(TEXT, ("Oslo", "GPE"), view="blocks", _is_binary=True)
    doc, _ = read_one(db, nlp, "ner", row)
    assert [token.ent_iob_ for token in doc] == ["", "", "", "B"]


def test_reviewed_rows_keep_the_meaning_of_their_interface(db, nlp):
    row = ner(TEXT, ("Oslo", "ORG"), view="review", answer="reject", view_id="ner")
    doc, _ = read_one(db, nlp, "ner", row)
    assert [span.text for span in doc.spans["incorrect_spans"]] == ["Oslo"]


@pytest.mark.parametrize("place", [(17, 19), (13, 17)])
def test_offsets_that_fit_no_tokens_are_reported_and_left_open(db, nlp, place):
    add(db, "data", [ner(TEXT, (place, "X"), ("Ada Lovelace", "PERSON"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert outcomes(rows) == ["used some-misaligned"]
    [problem] = rows.store.rows[0].problems
    assert (problem.start, problem.end, problem.label) == (*place, "X")
    assert str(place[0]) in problem.why
    covered = [t.i for t in doc if t.idx < place[1] and place[0] < t.idx + len(t)]
    iob = [token.ent_iob_ for token in doc]
    # What the annotator meant is unknown there, everywhere else it isn't.
    assert all(iob[i] == ("" if i in covered and i > 1 else iob[i]) for i in range(4))
    assert ents(doc) == [("Ada Lovelace", "PERSON")]


@pytest.mark.parametrize("place", [(21, 30), (18, 22), (5, 2), (4, 4), (-3, 2)])
def test_offsets_that_are_no_place_leave_the_rest_of_the_text_open(db, nlp, place):
    add(db, "data", [ner(TEXT, (place, "X"), ("Ada Lovelace", "PERSON"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert outcomes(rows) == ["used some-misplaced"]
    [problem] = rows.store.rows[0].problems
    assert (problem.start, problem.end, problem.label) == (*place, "X")
    # The X may be anywhere, so "no entity" would be a guess.
    assert [token.ent_iob_ for token in doc] == ["B", "I", "", ""]


@pytest.mark.parametrize("span", [{}, {"label": None}, {"label": ""}, {"label": float("nan")}])
def test_span_without_label_is_a_missing_value(db, nlp, span):
    row = ner(TEXT, ("Ada Lovelace", "PERSON"))
    row["spans"].append({"start": 17, "end": 21, **span})
    add(db, "data", [row])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert outcomes(rows) == ["used some-unlabelled"]
    assert [token.ent_iob_ for token in doc] == ["B", "I", "O", ""]
    assert rows.readers["ner"].parts.describe() == [
        ("Used", 1),
        ("Without a label", 1),
        ("All stored spans", 2),
    ]


def test_row_whose_only_span_has_no_place_is_dropped(db, nlp):
    row = ner(TEXT)
    row["spans"] = [{"start": "0", "end": 3}]
    add(db, "data", [row, ner("Bo saw Oslo", ("Oslo", "GPE"))])
    rows, docs, _ = merge(db, nlp, {"ner": "data"})
    assert outcomes(rows) == ["dropped misplaced", "used"]
    assert [doc.text for doc in docs] == ["Bo saw Oslo"]


def test_span_categorizer_gets_no_text_of_which_part_is_unknown(db, nlp):
    row = ner(TEXT, ("Ada Lovelace", "PERSON"), view="spans_manual")
    row["spans"].append({"start": 17, "end": 21})
    add(db, "data", [row, ner("Bo saw Oslo", ("Oslo", "GPE"), view="spans_manual")])
    rows, docs, _ = merge(db, nlp, {"spancat": "data"})
    assert outcomes(rows) == ["dropped left-open", "used"]
    assert [doc.text for doc in docs] == ["Bo saw Oslo"]


@pytest.mark.parametrize("name", [0, 0.0, False, 1])
def test_labels_of_spans_may_be_numbers(db, nlp, name):
    row = ner(TEXT, ("Oslo", "X"))
    row["spans"][0]["label"] = name
    doc, _ = read_one(db, nlp, "ner", row)
    assert ents(doc) == [("Oslo", str(name))]


def test_rows_that_say_nothing_about_spans_are_not_used(db, nlp):
    rows = [
        {"text": "Ada is here", "answer": "accept", "entities": [[0, 3, "PERSON"]]},
        {"text": "Bo is here", "answer": "accept", "spans": None},
        {"text": "Cy is here", "answer": "accept", "spans": []},
    ]
    add(db, "data", rows)
    merged, docs, _ = merge(db, nlp, {"ner": "data"})
    assert outcomes(merged) == ["dropped nothing-said", "dropped nothing-said", "used"]
    assert [doc.text for doc in docs] == ["Cy is here"]


def test_every_stored_span_is_accounted_for(db, nlp):
    twice = ner(TEXT, ("Oslo", "GPE"), ("Oslo", "GPE"))
    ignored = ner("Bo saw Rome", ("Rome", "GPE"), answer="ignore")
    cut = ner("Cy saw Paris", ((7, 9), "GPE"), ("Cy", "PERSON"))
    add(db, "data", [twice, ignored, cut])
    rows, _, _ = merge(db, nlp, {"ner": "data"})
    assert rows.readers["ner"].parts.describe() == [
        ("Used", 2),
        ("That don't begin and end with tokens", 1),
        ("Said twice in a row, or answered with ignore", 1),
        ("In rows that were dropped", 1),
        ("All stored spans", 5),
    ]


def test_span_without_offsets_is_reported(db, nlp):
    row = ner(TEXT)
    row["spans"] = [{"label": "X", "start": None, "end": "4"}]
    add(db, "data", [row])
    rows, _, _ = merge(db, nlp, {"ner": "data"})
    assert "found start None and end '4'" in rows.store.rows[0].problems[0].why


def test_offsets_may_come_from_tokens(db, nlp):
    from prodigy.components.preprocess import add_tokens

    [row] = add_tokens(nlp, [ner(TEXT)])
    row["spans"] = [{"token_start": 0, "token_end": 1, "label": "PERSON"}]
    doc, _ = read_one(db, nlp, "ner", row)
    assert ents(doc) == [("Ada Lovelace", "PERSON")]


def test_highlighted_characters_within_a_word_are_kept_but_reported(db, nlp):
    from prodigy.components.preprocess import add_tokens

    [row] = add_tokens(nlp, [ner(TEXT, ((17, 19), "X"))], use_chars=True)
    add(db, "data", [row])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert ents(doc) == [("Os", "X")]
    assert doc.text == TEXT
    assert "won't learn it" in rows.store.rows[0].problems[0].why


def test_highlighted_characters_that_fit_words_are_ordinary_entities(db, nlp):
    from prodigy.components.preprocess import add_tokens

    [row] = add_tokens(nlp, [ner(TEXT, ("Ada Lovelace", "X"))], use_chars=True)
    doc, found = read_one(db, nlp, "ner", row)
    assert (ents(doc), len(doc), found) == ([("Ada Lovelace", "X")], 4, ["used"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ner(TEXT, answer="ignore"), "ignored"),
        (make_answer(None, image="a.png"), "no-text"),
        (ner(" \n", _input_hash=1, _task_hash=1), "empty"),
        (choice(TEXT, "A"), "other-view"),
        (label(TEXT, "A"), "other-view"),
        (make_answer(TEXT, _view_id="text"), "other-view"),
        (make_answer(TEXT, spans=["Oslo"], _view_id="ner_manual", _task_hash=2), "malformed"),
        (make_answer(TEXT, spans=3, _view_id="ner_manual", _task_hash=2), "malformed"),
    ],
)
def test_rows_that_say_nothing_about_entities_are_dropped(db, nlp, row, reason):
    doc, found = read_one(db, nlp, "ner", row)
    assert doc is None
    assert found == [f"dropped {reason}"]


def test_text_beyond_the_limit_of_the_pipeline_is_dropped(db):
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10
    assert read_one(db, nlp, "ner", ner(TEXT))[1] == ["dropped too-long"]


def test_half_of_a_character_pair_keeps_its_place(db, nlp):
    doc, found = read_one(db, nlp, "ner", ner("Ada \ud83d saw Oslo", ("Oslo", "GPE")))
    assert (ents(doc), found) == ([("Oslo", "GPE")], ["used"])
    assert doc.ents[0].start_char == 10


# Spans --------------------------------------------------------------------------------------------


def test_spans_may_overlap(db, nlp):
    row = span_answer(TEXT, ("Ada Lovelace", "A"), ("Lovelace saw", "B"), ("Ada Lovelace", "C"))
    doc, _ = read_one(db, nlp, "spancat", row)
    assert sorted((s.text, s.label_) for s in doc.spans["sc"]) == [
        ("Ada Lovelace", "A"),
        ("Ada Lovelace", "C"),
        ("Lovelace saw", "B"),
    ]


def test_span_categorizer_learns_nothing_from_rejected_suggestions(db, nlp):
    row = span_answer(TEXT, ("Oslo", "A"), view="spans", answer="reject")
    assert read_one(db, nlp, "spancat", row)[1] == ["dropped not-usable"]


# Categories ---------------------------------------------------------------------------------------


def test_options_that_were_not_selected_dont_apply(db, nlp):
    doc, _ = read_one(db, nlp, "textcat_multilabel", choice(TEXT, "B"))
    assert doc.cats == {"A": 0.0, "B": 1.0, "C": 0.0}


def test_no_selection_means_that_nothing_applies(db, nlp):
    doc, _ = read_one(db, nlp, "textcat_multilabel", choice(TEXT))
    assert doc.cats == {"A": 0.0, "B": 0.0, "C": 0.0}


def test_other_labels_are_unknown_after_a_single_answer(db, nlp):
    rows = [label(TEXT, "A"), label("Other text", "B", "reject")]
    add(db, "data", rows)
    _, docs, _ = merge(db, nlp, {"textcat_multilabel": "data"})
    assert [doc.cats for doc in docs] == [{"A": 1.0}, {"B": 0.0}]


EXCLUSIVE = {"textcat": {"exclusive": True}}


def merge_exclusive(db, nlp, *rows, **keys):
    add(db, "data", rows)
    return merge(db, nlp, {"textcat": "data"}, EXCLUSIVE, **keys)


@pytest.mark.parametrize("name", [0, 0.0, False])
def test_class_zero_is_a_category(db, nlp, name):
    rows = [label("Nought", name), label("One", 1)]
    doc, found = read_one(db, nlp, "textcat", *rows, settings={"textcat": {"exclusive": True}})
    assert doc.cats == {str(name): 1.0, "1": 0.0}
    assert found == ["used", "used"]


@pytest.mark.parametrize("name", [None, "", " ", float("nan"), ["A"]])
def test_what_is_no_label_is_no_category(db, nlp, name):
    _, found = read_one(db, nlp, "textcat_multilabel", label("Nought", name), label("One", "A"))
    assert found == ["dropped other-view", "used"]


def test_without_options_the_other_categories_of_the_dataset_do_not_apply(db, nlp):
    rows = [
        {"text": text, "accept": accept, "answer": "accept"}
        for text, accept in (("one", ["A"]), ("two", ["B", "C"]), ("three", []))
    ]
    add(db, "data", rows)
    _, docs, _ = merge(db, nlp, {"textcat_multilabel": "data"})
    assert [doc.cats for doc in docs] == [
        {"A": 1.0, "B": 0.0, "C": 0.0},
        {"A": 0.0, "B": 1.0, "C": 1.0},
        {"A": 0.0, "B": 0.0, "C": 0.0},
    ]


def test_categories_of_other_datasets_stay_open_without_options(db, nlp):
    add(db, "one", [{"text": "one", "accept": ["A"], "answer": "accept"}])
    add(db, "two", [{"text": "two", "accept": ["B"], "answer": "accept"}])
    _, docs, _ = merge(db, nlp, {"textcat_multilabel": "one,two"})
    assert [doc.cats for doc in docs] == [{"A": 1.0}, {"B": 1.0}]


def test_one_exclusive_category_rules_out_all_others(db, nlp):
    _, docs, _ = merge_exclusive(db, nlp, label(TEXT, "A"), label("Second", "B"), label("3", "C"))
    assert docs[0].cats == {"A": 1.0, "B": 0.0, "C": 0.0}


def test_rejecting_all_but_one_exclusive_category_leaves_that_one(db, nlp):
    _, docs, _ = merge_exclusive(db, nlp, label(TEXT, "A", "reject"), label("Second", "B"))
    assert docs[0].cats == {"A": 0.0, "B": 1.0}


def test_rejecting_one_of_three_exclusive_categories_leaves_the_others_open(db, nlp):
    rows = [label(TEXT, "A", "reject"), label("Second", "B"), label("Third", "C")]
    _, docs, _ = merge_exclusive(db, nlp, *rows)
    assert docs[0].cats == {"A": 0.0}


def test_exclusive_categories_are_not_evaluated_on_rejections(db, nlp):
    add(db, "eval", [label(TEXT, "A", "reject")])
    add(db, "data", [label("Second", "B"), label("Third", "C")])
    rows, _, dev = merge(db, nlp, {"textcat": "data,eval:eval"}, EXCLUSIVE)
    assert dev == []
    assert outcomes(rows)[0] == "dropped not-usable"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (choice(TEXT), "nothing-selected"),
        (choice(TEXT, "A", "B"), "conflict"),
        (choice(TEXT, "A", answer="reject"), "rejected"),
        (ner(TEXT, ("Oslo", "GPE")), "other-view"),
    ],
)
def test_exclusive_answers_that_cant_be_used(db, nlp, row, reason):
    rows, _, _ = merge_exclusive(db, nlp, row)
    assert outcomes(rows) == [f"dropped {reason}"]


def test_numbers_may_be_options(db, nlp):
    row = choice("Text", 2, options=(1, 2))
    doc, _ = read_one(db, nlp, "textcat_multilabel", row)
    assert doc.cats == {"1": 0.0, "2": 1.0}


# Tags and sentences -------------------------------------------------------------------------------


def test_tokens_without_a_tag_are_missing_values(db, nlp):
    doc, _ = read_one(db, nlp, "tagger", span_answer(TEXT, ("saw", "VERB"), view="pos_manual"))
    assert [token.tag_ for token in doc] == ["", "", "VERB", ""]


def test_rejected_tag_is_a_negative_tag_in_training_only(db, nlp):
    rejected = span_answer(TEXT, ("saw", "NOUN"), view="pos", answer="reject")
    add(db, "data", [rejected])
    add(db, "eval", [span_answer("We saw it", ("saw", "NOUN"), view="pos", answer="reject")])
    rows, [doc], dev = merge(db, nlp, {"tagger": "data,eval:eval"})
    assert [token.tag_ for token in doc] == ["", "", "!NOUN", ""]
    assert dev == []


def test_tags_of_parts_of_words_are_reported(db, nlp):
    row = span_answer(TEXT, ("saw", "VERB"), ("Ada Lovelace", "PROPN"), view="pos_manual")
    doc, found = read_one(db, nlp, "tagger", row)
    assert [token.tag_ for token in doc] == ["", "", "VERB", ""]
    assert found == ["used some-misaligned"]


def test_corrected_sentences_have_no_other_starts(db, nlp):
    text = "One here. Two there."
    row = span_answer(text, ("One", "S"), ("Two", "S"), view="pos_manual")
    doc, _ = read_one(db, nlp, "senter", row)
    assert [sent.text for sent in doc.sents] == ["One here.", "Two there."]
    starts = [token.is_sent_start for token in doc]
    assert starts == [True, False, False, True, False, False]


@pytest.mark.parametrize(("answer", "start"), [("accept", 1), ("reject", -1)])
def test_single_sentence_starts_leave_the_rest_open(db, nlp, answer, start):
    row = span_answer("One here. Two", ("Two", "S"), view="pos", answer=answer)
    doc, _ = read_one(db, nlp, "senter", row)
    assert [token.sent_start for token in doc] == [0, 0, 0, start]


def test_tags_are_no_sentences_and_sentences_no_tags(db, nlp):
    tags = span_answer(TEXT, ("saw", "VERB"), view="pos_manual")
    starts = span_answer(TEXT, ("Ada", "S"), view="pos_manual")
    add(db, "data", [tags, starts])
    assert outcomes(merge(db, nlp, {"senter": "data"})[0])[0] == "dropped other-view"
    assert outcomes(merge(db, nlp, {"tagger": "data"})[0])[1] == "dropped other-view"


# Dependencies and coreference ---------------------------------------------------------------------


def relations(nlp, text, *arcs, view="relations", **keys):
    from prodigy.components.preprocess import add_tokens

    [task] = add_tokens(nlp, [make_answer(text, _view_id=view, **keys)])
    task["relations"] = [{"head": h, "child": c, "label": name} for h, c, name in arcs]
    return task


def test_relations_become_dependencies(db, nlp):
    row = relations(nlp, "Ada saw Oslo", (1, 0, "nsubj"), (1, 1, "ROOT"), (1, 2, "dobj"))
    doc, _ = read_one(db, nlp, "parser", row)
    assert [(t.head.i, t.dep_) for t in doc] == [(1, "nsubj"), (1, "ROOT"), (1, "dobj")]


def test_single_arc_leaves_the_other_heads_open(db, nlp):
    row = relations(nlp, "Ada saw Oslo", view="dep")
    row["arc"] = {"head": 1, "child": 2, "label": "dobj"}
    doc, _ = read_one(db, nlp, "parser", row)
    assert [t.dep_ for t in doc] == ["", "", "dobj"]
    assert doc[2].head.i == 1


def test_rejected_arc_cant_be_used(db, nlp):
    row = relations(nlp, "Ada saw Oslo", view="dep", answer="reject")
    row["arc"] = {"head": 1, "child": 2, "label": "dobj"}
    assert read_one(db, nlp, "parser", row)[1] == ["dropped not-usable"]


@pytest.mark.parametrize(
    "wrong",
    [(2, 1, "dobj"), (0, 2, "obl"), (2, 2, "dep"), (0, 1, "ROOT")],
    ids=["circle", "second head", "own head", "root with another head"],
)
def test_arcs_that_make_no_tree_are_left_out(db, nlp, wrong):
    row = relations(nlp, "Ada saw Oslo", (1, 2, "dobj"), wrong)
    doc, found = read_one(db, nlp, "parser", row)
    assert [t.dep_ for t in doc] == ["", "", "dobj"]
    assert found == ["used some-conflicts"]


def test_arc_to_a_token_that_doesnt_exist_is_reported(db, nlp):
    row = relations(nlp, "Ada saw Oslo", (1, 2, "dobj"), (1, 9, "x"))
    add(db, "data", [row])
    rows, _, _ = merge(db, nlp, {"parser": "data"})
    assert "child 9" in rows.store.rows[0].problems[0].why


def test_chains_of_relations_become_clusters(db, nlp):
    text = "Ada met Bob. She liked him. Ada laughed."
    row = relations(nlp, text, (4, 0, "COREF"), (8, 4, "COREF"), (6, 2, "COREF"))
    doc, _ = read_one(db, nlp, "experimental_coref", row)
    clusters = {key: [span.text for span in group] for key, group in doc.spans.items()}
    assert clusters == {
        "coref_clusters_1": ["Ada", "She", "Ada"],
        "coref_clusters_2": ["Bob", "him"],
    }


def test_clusters_use_whole_spans(db, nlp):
    row = relations(nlp, "Ada Lovelace said she won", (3, 1, "COREF"))
    row["relations"][0]["child_span"] = {"start": 0, "end": 12}
    doc, _ = read_one(db, nlp, "experimental_coref", row)
    assert [span.text for span in doc.spans["coref_clusters_1"]] == ["Ada Lovelace", "she"]
