"""Beams: probabilities of parts, and moving probability to the analyses that agree."""

import pytest

from prodigy.models.beams import MAX_LOSS, parse_beams, sum_parts, update_beams
from tests.models.pipelines import make_ner

TEXT = "Jonas went to Vienna"


@pytest.fixture
def nlp():
    return make_ner()


def test_probabilities_of_a_beam_sum_to_one(nlp):
    (parses,) = parse_beams(nlp.get_pipe("ner"), [nlp.make_doc(TEXT)])
    assert sum(p for p, _ in parses) == pytest.approx(1.0)
    assert len(parses) <= 16


def test_documents_without_tokens_have_no_analyses(nlp):
    docs = [nlp.make_doc(""), nlp.make_doc(TEXT), nlp.make_doc("")]
    first, second, third = parse_beams(nlp.get_pipe("ner"), docs)
    assert (first, third) == ([], [])
    assert second


def test_a_part_is_as_likely_as_the_analyses_that_contain_it():
    parses = [(0.5, [(0, 1, "A"), (3, 4, "B")]), (0.3, [(0, 1, "A")]), (0.2, [])]
    sums = sum_parts(parses)
    assert sums == pytest.approx({(0, 1, "A"): 0.8, (3, 4, "B"): 0.5})
    assert next(iter(sums)) == (0, 1, "A")


@pytest.mark.parametrize("is_wanted", [True, False])
def test_probability_moves_to_the_analyses_that_agree(nlp, is_wanted):
    pipe, doc = nlp.get_pipe("ner"), nlp.make_doc(TEXT)
    optimizer = nlp.create_optimizer()

    def get_best():
        return sum_parts(parse_beams(pipe, [doc])[0])

    part = min(get_best(), key=lambda part: abs(get_best()[part] - 0.5))
    before = get_best()[part]
    loss, found = update_beams(pipe, [doc], [lambda parts: (part in parts) == is_wanted])
    pipe.finish_update(optimizer)
    assert found == [True]
    assert loss > 0
    after = get_best().get(part, 0.0)
    assert (after > before) if is_wanted else (after < before)


@pytest.mark.parametrize("is_right", [True, False])
def test_without_a_difference_there_is_nothing_to_learn(nlp, is_right):
    pipe, doc = nlp.get_pipe("ner"), nlp.make_doc(TEXT)
    before = pipe.model.to_bytes()
    loss, found = update_beams(pipe, [doc], [lambda parts: is_right])
    assert (loss, found) == (0.0, [is_right])
    assert pipe.model.to_bytes() == before


def test_each_text_has_its_own_check(nlp):
    pipe = nlp.get_pipe("ner")
    docs = [nlp.make_doc(TEXT), nlp.make_doc("Mira saw Jonas near the town")]
    checks = [lambda parts: False, lambda parts: not parts]
    loss, found = update_beams(pipe, docs, checks)
    assert found[0] is False
    assert 0 <= loss <= 2 * MAX_LOSS
