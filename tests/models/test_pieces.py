"""Texts of any length: models in the loop look at them in pieces."""

import pytest

from prodigy.models.ner import EntityRecognizer
from prodigy.models.parser import DependencyParser
from prodigy.models.pieces import LONGEST_PIECE, cut_doc
from tests.models.pipelines import make_ner, make_parser

SENTENCE = "Jonas went from Oslo to Vienna . "
LONG_TEXT = SENTENCE * 200  # 1400 tokens


def test_a_short_document_is_one_piece(nlp):
    doc = nlp.make_doc(SENTENCE)
    [(offset, piece)] = cut_doc(doc)
    assert offset == 0
    assert piece is doc
    assert list(cut_doc(nlp.make_doc(""))) == []


@pytest.mark.parametrize("text", [LONG_TEXT, "word " * 1400, "a line\n" * 500], ids=repr)
def test_pieces_make_up_the_document(nlp, text):
    doc = nlp.make_doc(text)
    pieces = list(cut_doc(doc))
    assert len(pieces) > 1
    assert [offset for offset, _ in pieces][:2] == [0, len(pieces[0][1])]
    assert [token.text for _, piece in pieces for token in piece] == [token.text for token in doc]
    assert all(0 < len(piece) <= LONGEST_PIECE for _, piece in pieces)


@pytest.mark.parametrize(("text", "end"), [(LONG_TEXT, "."), ("a line\n" * 500, "\n")])
def test_texts_are_cut_where_a_sentence_or_a_line_ends(nlp, text, end):
    *pieces, _ = cut_doc(nlp.make_doc(text))
    assert all(piece[-1].text == end for _, piece in pieces)


def test_annotations_stay_with_their_tokens():
    nlp = make_ner()
    doc = nlp(LONG_TEXT)
    entities = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
    assert entities == [
        (ent.start + offset, ent.end + offset, ent.label_)
        for offset, piece in cut_doc(doc)
        for ent in piece.ents
    ]


def find(model, text=LONG_TEXT):
    return [eg for _, eg in model([{"text": text}])]


def test_entities_are_found_in_the_whole_text():
    tasks = find(EntityRecognizer(make_ner()))
    for eg in tasks:
        [span] = eg["spans"]
        assert eg["text"][span["start"] : span["end"]] == span["text"]
        assert eg["tokens"][span["token_start"]]["start"] == span["start"]
    starts = [eg["spans"][0]["start"] for eg in tasks]
    assert min(starts) < 100 and max(starts) > len(LONG_TEXT) - 100


def test_an_answer_far_into_a_text_is_learned():
    model = EntityRecognizer(make_ner())
    start = LONG_TEXT.rindex("Vienna")
    span = {"start": start, "end": start + len("Vienna"), "label": "PERSON"}

    def get_score():
        [scores] = model.score([model.nlp.make_doc(LONG_TEXT)])
        n_tokens = len(model.nlp.make_doc(LONG_TEXT))
        return scores.get((n_tokens - 2, n_tokens - 1, "PERSON"), 0.0)

    before = get_score()
    assert model.update([{"text": LONG_TEXT, "spans": [span], "answer": "accept"}]) > 0
    assert get_score() > before


def test_the_best_analysis_of_a_long_text_agrees_with_the_answers():
    model = EntityRecognizer(make_ner())
    starts = [LONG_TEXT.index("went"), LONG_TEXT.rindex("went")]
    answers = [
        {
            "text": LONG_TEXT,
            "spans": [{"start": start, "end": start + 4, "label": "GPE"}],
            "answer": "accept",
        }
        for start in starts
    ]
    [eg] = model.make_best(answers)
    found = {(span["start"], span["end"], span["label"]) for span in eg["spans"]}
    assert {(start, start + 4, "GPE") for start in starts} <= found
    assert len(eg["tokens"]) == 1400


def test_arcs_of_a_long_text_are_found_and_learned():
    model = DependencyParser(make_parser())
    text = "Mira lives in Oslo . " * 200
    tasks = find(model, text)
    arcs = [(eg["arc"]["head"], eg["arc"]["child"]) for eg in tasks]
    assert max(max(arc) for arc in arcs) > 900
    assert all(max(arc) < 1000 for arc in arcs)
    last = max(tasks, key=lambda eg: eg["arc"]["child"])
    assert model.update([{**last, "answer": "reject"}]) > 0
