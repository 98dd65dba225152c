"""Adding components that have learned nothing yet to pipelines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, make_doc
from ..errors import RecipeError
from ..logger import log
from .pipes import get_pipe

if TYPE_CHECKING:
    from spacy.language import Language

SAMPLE = "One text to find out the sizes of the layers."


def add_entity_recognizer(nlp: Language, component: str, labels: Collection[str]) -> None:
    """Add an entity recognizer that has learned nothing yet.

    nlp (Language): The pipeline. It is changed in place.
    component (str): Name of the component.
    labels (Collection[str]): Its labels.
    """
    log(f"MODEL: Adding an untrained component '{component}'", list(labels))
    nlp.add_pipe("ner", name=component)
    pipe = get_pipe(nlp, component)
    for label in labels:
        pipe.add_label(label)
    _initialize(nlp, pipe)


def add_text_classifier(
    nlp: Language, component: str, labels: Sequence[str], *, exclusive: bool
) -> None:
    """Add a text classifier that has learned nothing yet.

    nlp (Language): The pipeline. It is changed in place.
    component (str): Name of the component, which is that of its factory.
    labels (Sequence[str]): Its labels.
    exclusive (bool): Whether exactly one of the labels applies to a text.
    RAISES (RecipeError): There are too few labels.
    """
    if len(labels) < (2 if exclusive else 1):
        raise RecipeError(
            "A new text classifier needs labels",
            "Name them separated by commas: --label POSITIVE,NEGATIVE",
        )
    log(f"MODEL: Adding an untrained component '{component}'", list(labels))
    nlp.add_pipe(component)
    pipe = get_pipe(nlp, component)
    _initialize(nlp, pipe, labels=list(labels))
    # Random weights would have opinions about everything.
    for node in pipe.model.layers[-1].walk():
        for name in node.param_names:
            node.set_param(name, node.get_param(name) * 0.1)


def _initialize(nlp: Language, pipe: Any, **kwargs: Any) -> None:
    from spacy.training import Example

    doc = make_doc(nlp, clean_text(SAMPLE))
    pipe.initialize(lambda: [Example(doc, doc.copy())], nlp=None, **kwargs)
