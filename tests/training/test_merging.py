"""Rows of several datasets and components about one text, and the account of all rows."""

import functools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import texts
from tests.training.util import add, choice, ents, label, merge, ner, outcomes, span_answer
from tests.util import make_answer

TEXT = "Ada Lovelace saw Oslo"

each_with_own_database = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def new_db():
    from peewee import SqliteDatabase

    from prodigy.components.db import Database

    return Database(SqliteDatabase(":memory:"))


# Merging ------------------------------------------------------------------------------------------


def test_datasets_for_different_labels_add_up(db, nlp):
    add(db, "people", [ner(TEXT, ("Ada Lovelace", "PERSON"))])
    add(db, "places", [ner(TEXT, ("Oslo", "GPE"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "people,places"})
    assert ents(doc) == [("Ada Lovelace", "PERSON"), ("Oslo", "GPE")]
    assert outcomes(rows) == ["used", "merged"]


def test_components_share_one_document(db, nlp):
    add(db, "ents", [ner(TEXT, ("Oslo", "GPE"))])
    add(db, "topics", [choice(TEXT, "B"), choice("Another text", "A")])
    rows, docs, _ = merge(db, nlp, {"ner": "ents", "textcat_multilabel": "topics"})
    assert (ents(docs[0]), docs[0].cats["B"]) == ([("Oslo", "GPE")], 1.0)
    # Nothing is known of the entities of the other text.
    assert not docs[1].has_annotation("ENT_IOB")
    assert rows.counts["ner", "training"] == 1
    assert rows.counts["", "training"] == 2


def test_dataset_of_two_components_has_rows_that_count_once(db, nlp):
    add(db, "both", [{**ner(TEXT, ("Oslo", "GPE"), view="blocks"), "label": "A"}])
    rows, [doc], _ = merge(db, nlp, {"ner": "both", "textcat_multilabel": "both"})
    assert (ents(doc), doc.cats) == ([("Oslo", "GPE")], {"A": 1.0})
    assert len(rows.store) == 1


def test_single_answers_add_up(db, nlp):
    rows = [
        ner(TEXT, ("Oslo", "GPE"), view="ner"),
        ner(TEXT, ("Ada Lovelace", "ORG"), view="ner", answer="reject"),
    ]
    add(db, "data", rows)
    _, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert ents(doc) == [("Oslo", "GPE")]
    assert [span.label_ for span in doc.spans["incorrect_spans"]] == ["ORG"]


# The rule for contradictions ----------------------------------------------------------------------


def test_complete_answers_count_more_than_single_ones(db, nlp):
    add(db, "first", [ner(TEXT, ("Ada", "ORG"), view="ner")])
    add(db, "second", [ner(TEXT, ("Ada Lovelace", "PERSON"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "first,second"})
    assert ents(doc) == [("Ada Lovelace", "PERSON")]
    assert outcomes(rows) == ["dropped conflict", "used"]


def test_datasets_named_first_count_more(db, nlp):
    add(db, "first", [ner(TEXT, ("Ada", "ORG"))])
    add(db, "second", [ner(TEXT, ("Ada Lovelace", "PERSON"), ("Oslo", "GPE"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "first,second"})
    assert ents(doc) == [("Ada", "ORG"), ("Oslo", "GPE")]
    assert outcomes(rows) == ["used", "merged some-conflicts"]
    _, [doc], _ = merge(db, nlp, {"ner": "second,first"})
    assert ents(doc) == [("Ada Lovelace", "PERSON"), ("Oslo", "GPE")]


def test_newest_complete_answer_of_a_dataset_counts(db, nlp):
    add(db, "data", [ner(TEXT, ("Oslo", "GPE")), ner(TEXT, ("Ada Lovelace", "PERSON"))])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert ents(doc) == [("Ada Lovelace", "PERSON")]
    assert outcomes(rows) == ["dropped conflict", "used"]


def test_newer_single_answer_counts_more(db, nlp):
    accepted = ner(TEXT, ("Oslo", "GPE"), view="ner")
    add(db, "data", [accepted, {**accepted, "answer": "reject"}])
    rows, [doc], _ = merge(db, nlp, {"ner": "data"})
    assert (ents(doc), len(doc.spans["incorrect_spans"])) == ([], 1)
    assert outcomes(rows) == ["dropped conflict", "used"]


@pytest.mark.parametrize(("component", "exclusive"), [("textcat", True), ("textcat_multilabel", 0)])
def test_categories_follow_the_same_rule(db, nlp, component, exclusive):
    add(db, "first", [label(TEXT, "A"), label("Other", "B")])
    add(db, "second", [label(TEXT, "A", "reject")])
    settings = {component: {"exclusive": exclusive}}
    rows, docs, _ = merge(db, nlp, {component: "first,second"}, settings)
    assert docs[0].cats["A"] == 1.0
    assert outcomes(rows)[2] == "dropped conflict"


def test_second_exclusive_category_is_a_contradiction(db, nlp):
    add(db, "data", [label(TEXT, "A"), label(TEXT, "B")])
    rows, [doc], _ = merge(db, nlp, {"textcat": "data"}, {"textcat": {"exclusive": True}})
    assert doc.cats == {"A": 0.0, "B": 1.0}
    assert outcomes(rows) == ["dropped conflict", "used"]


def test_tags_follow_the_same_rule(db, nlp):
    add(db, "first", [span_answer(TEXT, ("saw", "VERB"), view="pos_manual")])
    add(db, "second", [span_answer(TEXT, ("saw", "NOUN"), ("Oslo", "PROPN"), view="pos_manual")])
    rows, [doc], _ = merge(db, nlp, {"tagger": "first,second"})
    assert [token.tag_ for token in doc] == ["", "", "VERB", "PROPN"]
    assert outcomes(rows) == ["used", "merged some-conflicts"]


def test_same_annotation_twice_is_a_duplicate(db, nlp):
    row = ner(TEXT, ("Oslo", "GPE"))
    add(db, "first", [row, row])
    add(db, "second", [row])
    rows, _, _ = merge(db, nlp, {"ner": "first,second"})
    # Of equal rows the one that counts most is used: the newer one of the first dataset.
    assert outcomes(rows) == ["dropped duplicate", "used", "dropped duplicate"]


# Evaluation ---------------------------------------------------------------------------------------


def test_text_of_an_evaluation_dataset_is_not_trained_on(db, nlp):
    add(db, "data", [ner(TEXT, ("Oslo", "GPE")), ner("Bob ran", ("Bob", "PERSON"))])
    add(db, "eval", [ner(TEXT, ("Ada Lovelace", "PERSON"))])
    rows, train, dev = merge(db, nlp, {"ner": "data,eval:eval"})
    assert [doc.text for doc in train] == ["Bob ran"]
    # What it is evaluated on is only what the evaluation dataset says.
    assert [ents(doc) for doc in dev] == [[("Ada Lovelace", "PERSON")]]
    reasons = {(row.dataset, row.position): row.verdict.reason for row in rows.store.rows}
    assert reasons["data", 1] == "in-evaluation"


def test_copies_of_a_text_are_on_the_same_side(db, nlp):
    add(db, "data", [ner("Bob  ran home\n"), ner("Something else")])
    add(db, "eval", [ner("BOB ran home")])
    _, train, dev = merge(db, nlp, {"ner": "data,eval:eval"})
    assert [doc.text for doc in train] == ["Something else"]
    assert [doc.text for doc in dev] == ["BOB ran home"]


def test_text_that_one_component_is_evaluated_on_is_not_trained_on_by_another(db, nlp):
    add(db, "eval", [ner(TEXT, ("Oslo", "GPE"))])
    add(db, "data", [ner("Bob ran", ("Bob", "PERSON"))])
    add(db, "topics", [choice(TEXT, "A"), choice("Third", "B"), choice("Fourth", "C")])
    pipes = {"ner": "data,eval:eval", "textcat_multilabel": "topics"}
    _, train, dev = merge(db, nlp, pipes, eval_split=0.2)
    assert TEXT not in {doc.text for doc in train}
    [doc] = [doc for doc in dev if doc.text == TEXT]
    assert (ents(doc), doc.cats["A"]) == ([("Oslo", "GPE")], 1.0)


def test_dataset_named_for_both_is_evaluation_data(db, nlp):
    add(db, "data", [ner(TEXT, ("Oslo", "GPE"))])
    rows, train, dev = merge(db, nlp, {"ner": "data,eval:data"})
    assert (len(train), len(dev), len(rows.store)) == (0, 1, 1)


# Warnings -----------------------------------------------------------------------------------------


def test_texts_without_span_answers_are_pointed_out(db, nlp):
    add(db, "ents", [ner("No spans here")])
    add(db, "spans", [span_answer(TEXT, ("Oslo", "A"))])
    rows, _, _ = merge(db, nlp, {"ner": "ents", "spancat": "spans"})
    assert "1 training texts have no answer for 'spancat'" in rows.find_doubts()[0]


# Properties ---------------------------------------------------------------------------------------


@st.composite
def stored_rows(draw):
    """Rows of every kind about few texts, so that they meet: some good, some odd."""
    text = draw(
        st.sampled_from(["Ada saw Oslo", "ada  saw oslo", "Bob ran", "🎶 שלום e\u0301", " "])
    )
    answer = draw(st.sampled_from(["accept", "reject", "ignore"]))
    view = draw(st.sampled_from(["ner_manual", "ner", "spans", "classification", "choice", None]))
    index = st.integers(-1, len(text) + 1)
    spans = [
        {"start": start, "end": end, "label": name}
        for start, end, name in draw(
            st.lists(st.tuples(index, index, st.sampled_from("AB")), max_size=3)
        )
    ]
    keys = {"label": draw(st.sampled_from("XY")), "accept": ["X"], "options": [{"id": "X"}]}
    kept = {key: keys[key] for key in draw(st.sets(st.sampled_from(list(keys))))}
    return make_answer(text, answer, spans=spans, _view_id=view, **kept)


datasets = st.lists(st.lists(stored_rows(), max_size=8), min_size=3, max_size=3)


@each_with_own_database
@given(datasets, st.sampled_from([0.0, 0.2, 0.5]), st.integers(0, 3))
def test_every_stored_row_is_accounted_for_once(nlp, datasets, eval_split, seed):
    db = new_db()
    for name, rows in zip("abc", datasets):
        db.add_examples(rows, [name])
    pipes = {"ner": "a,b,eval:c", "textcat_multilabel": "b", "textcat": "c", "spancat": "a"}
    merged, train, dev = merge(
        db, nlp, pipes, {"textcat": {"exclusive": True}}, eval_split=eval_split, seed=seed
    )
    found = [(row.dataset, row.position) for row in merged.store.rows]
    stored = [(name, i + 1) for name, rows in zip("abc", datasets) for i in range(len(rows))]
    assert sorted(found) == sorted(stored)
    from prodigy.training.account import REASONS, count_outcomes

    counts = count_outcomes(merged.store.rows) if found else [("All stored rows", 0)]
    assert sum(count for _, count in counts[:-1]) == counts[-1][1] == len(stored)
    # What is dropped has a reason, and every document comes from a row that is used.
    assert all(
        row.verdict.outcome != "dropped" or row.verdict.reason in REASONS
        for row in merged.store.rows
    )
    n_used = sum(row.verdict.outcome == "used" for row in merged.store.rows)
    assert n_used >= len(train) + len(dev)
    assert {doc.text for doc in [*train, *dev]} == {
        merged.store.load(row)["text"]
        for row in merged.store.rows
        if row.verdict.outcome != "dropped"
    }
    db.close()


@each_with_own_database
@given(
    st.lists(st.tuples(texts(min_words=1, max_words=4), st.sampled_from("abcd")), max_size=20),
    st.sampled_from([0.1, 0.3, 0.5]),
    st.booleans(),
)
def test_no_text_is_on_both_sides(nlp, rows, eval_split, has_eval):
    from prodigy.training.rows import make_loose_key

    db = new_db()
    for name in "abcd":
        db.add_examples([], [name])
    for text, name in rows:
        row = ner(text) if name in "ab" else choice(text, "A")
        db.add_examples([row], [name])
    pipes = {"ner": "a,eval:b" if has_eval else "a,b", "textcat_multilabel": "c,d"}
    _, train, dev = merge(db, nlp, pipes, eval_split=eval_split)
    sides = [{make_loose_key(doc.text) for doc in docs} for docs in (train, dev)]
    assert sides[0].isdisjoint(sides[1])
    db.close()


@functools.cache
def blank():
    import spacy

    return spacy.blank("en")


@st.composite
def text_with_spans(draw):
    """A text, and spans over whole tokens of it."""
    text = draw(texts(min_words=1).filter(str.strip))
    tokens = list(blank().tokenizer(text))
    index = st.integers(0, len(tokens) - 1)
    found = []
    for pair in draw(st.lists(st.tuples(index, index), min_size=1, max_size=4)):
        first, last = tokens[min(pair)], tokens[max(pair)]
        found.append((first.idx, last.idx + len(last)))
    return text, found


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text_with_spans())
def test_offsets_come_out_as_they_went_in(nlp, text_and_spans):
    text, places = text_and_spans
    db = new_db()
    spans = [{"start": start, "end": end, "label": "X"} for start, end in places]
    db.add_examples([make_answer(text, spans=spans, _view_id="spans_manual")], ["data"])
    _, [doc], _ = merge(db, nlp, {"spancat": "data"})
    assert doc.text == text
    found = {(span.start_char, span.end_char, span.text) for span in doc.spans["sc"]}
    assert found == {(start, end, text[start:end]) for start, end in places}
    db.close()
