"""The format spacy, read with spaCy's own DocBin."""

import pytest
import spacy
from hypothesis import given, settings
from spacy.tokens import DocBin

from prodigy.components.formats import Report, read_spacy, write_spacy
from prodigy.errors import LoaderError
from tests.components.formats.helpers import (
    ANSWER,
    CHOICE,
    TEXT,
    get_spans,
    get_words,
    make_answer,
    round_trip,
    write,
)
from tests.components.formats.strategies import answers
from tests.util import make_doc


def load(path):
    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def test_entities(tmp_path):
    path, _ = write("spacy", [ANSWER, make_answer()], tmp_path)
    first, second = load(path)
    assert first.text == TEXT
    assert [(ent.text, ent.label_) for ent in first.ents] == [
        ("Uber", "ORG"),
        ("San Francisco", "LOCATION"),
    ]
    assert [token.ent_iob_ for token in first] == ["B", "O", "O", "O", "B", "I", "O", "O"]
    assert {token.ent_iob_ for token in second} == {"O"}


def test_one_accepted_span_leaves_the_rest_missing(tmp_path):
    eg = make_answer((0, 0, "ORG"), _view_id="ner")
    path, _ = write("spacy", [eg], tmp_path)
    [doc] = load(path)
    assert [token.ent_iob_ for token in doc] == ["B", *[""] * 7]
    [found] = read_spacy(path)
    assert (found["_view_id"], get_spans(found)) == ("ner", [(0, 4, "ORG")])


@pytest.mark.parametrize(
    "eg",
    [
        make_answer((0, 2, "A"), (1, 1, "B")),
        make_answer((0, 2, "A"), _view_id="spans_manual"),
    ],
)
def test_spans_for_the_span_categorizer(eg, tmp_path):
    path, _ = write("spacy", [eg], tmp_path)
    [doc] = load(path)
    assert [(span.start, span.end - 1, span.label_) for span in doc.spans["sc"]] == [
        (span["token_start"], span["token_end"], span["label"]) for span in eg["spans"]
    ]
    assert not doc.ents
    [found] = read_spacy(path)
    assert (found["spans"], found["_view_id"]) == (eg["spans"], "spans_manual")


def test_categories(tmp_path):
    label = {"text": "It’s bad.", "label": "GOOD", "_view_id": "classification"}
    examples = [CHOICE, {**label, "answer": "reject"}, {**label, "answer": "accept"}]
    path, _ = write("spacy", examples, tmp_path)
    docs = load(path)
    assert [doc.cats for doc in docs] == [{"GOOD": 1.0, "BAD": 0.0}, {"GOOD": 0.0}, {"GOOD": 1.0}]
    assert not any(doc.has_annotation("ENT_IOB") for doc in docs)
    assert docs[1][-1].text == "."
    found = list(read_spacy(path))
    assert found[0]["accept"] == ["GOOD"]
    assert found[1:] == examples[1:]


def test_spans_and_categories_of_one_card(tmp_path):
    both = {**CHOICE, **ANSWER, "_view_id": "blocks"}
    path, _ = write("spacy", [both], tmp_path)
    [doc] = load(path)
    assert (len(doc.ents), doc.cats) == (2, {"GOOD": 1.0, "BAD": 0.0})
    [found] = read_spacy(path)
    assert (get_spans(found), found["accept"]) == (get_spans(ANSWER), ["GOOD"])
    assert round_trip("spacy", [found], tmp_path) == [{**found}]


@pytest.mark.parametrize(
    ("spans", "tags", "starts"),
    [
        ([(0, 0, "NOUN"), (3, 3, "VERB")], ["NOUN", "", "", "VERB"], None),
        ([(0, 0, "S"), (4, 4, "S")], [""] * 4, [0, 4]),
    ],
)
def test_tags_and_sentences(spans, tags, starts, tmp_path):
    eg = make_answer(*spans, _view_id="pos_manual")
    path, _ = write("spacy", [eg], tmp_path)
    [doc] = load(path)
    assert [token.tag_ for token in doc][:4] == tags
    if starts:
        assert [sent.start for sent in doc.sents] == starts
    assert not doc.ents
    [found] = read_spacy(path)
    assert (found["spans"], found["_view_id"]) == (eg["spans"], "pos_manual")


@settings(max_examples=25)
@given(eg=answers(gaps=["", " "], overlap=True))
def test_text_tokens_and_spans_come_back(eg, tmp_path_factory):
    [found] = round_trip("spacy", [eg], tmp_path_factory.mktemp("spacy"))
    assert found["text"] == eg["text"]
    assert get_words(found) == get_words(eg)
    assert found["spans"] == eg["spans"]


@settings(max_examples=25)
@given(eg=answers())
def test_white_space_between_tokens_keeps_the_text_and_the_offsets(eg, tmp_path_factory):
    [found] = round_trip("spacy", [eg], tmp_path_factory.mktemp("spacy"))
    assert found["text"] == eg["text"]
    assert get_spans(found) == get_spans(eg)


def test_what_can_not_be_written(tmp_path):
    examples = [
        {key: value for key, value in ANSWER.items() if key != "tokens"},
        {**ANSWER, "text": TEXT.replace("boss", "bos\ud83d")},
        make_answer((0, 0, "A"), _view_id="spans"),
    ]
    _, report = write("spacy", examples, tmp_path)
    assert report.left_out == {"no-tokens": 1, "surrogate": 1, "binary": 1}


def test_documents_of_spacy(nlp, tmp_path):
    with_ents = make_doc(nlp, ["Uber", "is", "here"], ents=[(0, 1, "ORG")])
    both = make_doc(nlp, ["a", "b"], ents=[(0, 1, "X")])
    both.spans["sc"] = [both[0:2]]
    both.spans["sc"][0].label_ = "Y"
    both.spans["other"] = []
    bare = nlp.make_doc("nothing")
    DocBin(docs=[with_ents, both, bare]).to_disk(tmp_path / "a.spacy")
    report = Report()
    first, ents, spans = read_spacy(tmp_path / "a.spacy", report=report)
    assert (first["text"], get_spans(first)) == ("Uber is here ", [(0, 4, "ORG")])
    assert [ents["_view_id"], spans["_view_id"]] == ["ner_manual", "spans_manual"]
    assert (report.n_done, report.left_out, report.lost) == (
        3,
        {"not-annotated": 1},
        {"lost-groups": 1},
    )


@pytest.mark.parametrize("content", [b"", b"no spacy file", None])
def test_broken_files(content, tmp_path):
    path, _ = write("spacy", [ANSWER], tmp_path)
    path.write_bytes(path.read_bytes()[:-20] if content is None else content)
    with pytest.raises(LoaderError, match=r"Can't read .*export\.spacy as a file of spaCy"):
        list(read_spacy(path))


def test_spacy_trains_on_the_file(tmp_path):
    from spacy.training import Corpus

    write_spacy([ANSWER] * 3, tmp_path / "train.spacy")
    nlp = spacy.blank("en")
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    tags = examples[0].get_aligned_ner()
    assert tags[0] == "U-ORG"
    assert len(examples) == 3
