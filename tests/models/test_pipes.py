"""Components of pipelines: finding them, and telling what kind they are."""

import pytest
from spacy.language import Language

from prodigy.errors import RecipeError
from prodigy.models.pipes import check_component, get_pipe
from tests.pipelines import make_blank


@pytest.fixture
def nlp():
    nlp = make_blank()
    for name in ("tagger", "ner", "entity_ruler", "textcat_multilabel", "spancat"):
        nlp.add_pipe(name)
    return nlp


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ner", "ner"), ("entity_ruler", "ner"), ("textcat_multilabel", "textcat"),
     ("spancat", "spancat"), ("tagger", ""), ("tagger", "tagger")],
)  # fmt: skip
def test_components_of_the_right_kind_are_accepted(nlp, name, kind):
    check_component(nlp, name, kind)


@pytest.mark.parametrize(
    ("name", "kind"), [("tagger", "ner"), ("ner", "textcat"), ("textcat_multilabel", "spancat")]
)
def test_components_of_another_kind_are_refused(nlp, name, kind):
    with pytest.raises(RecipeError, match=f"'{name}' is not of the kind '{kind}'") as info:
        check_component(nlp, name, kind)
    assert "Available components: tagger, ner, entity_ruler" in str(info.value)


def test_components_that_do_not_say_what_they_set_are_accepted(nlp):
    @Language.component("own_entities")
    def find_nothing(doc):
        return doc

    nlp.add_pipe("own_entities")
    check_component(nlp, "own_entities", "ner")


def test_missing_components_are_an_error(nlp):
    with pytest.raises(RecipeError, match="Can't find component 'parser' in pipeline."):
        check_component(nlp, "parser")


def test_a_component_has_its_methods(nlp):
    assert get_pipe(nlp, "ner").add_label("A") == 1
