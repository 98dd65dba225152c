"""Checking spans against the suggester of a span categorizer."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...components.preprocess import make_raw_doc
from ...errors import RecipeError
from ...shapes import TaskType
from .updating import get_doc_spans

if TYPE_CHECKING:
    from spacy.language import Language


MAX_SPANS_SHOWN = 10


def load_suggester(name: str) -> Callable[..., Any]:
    """Make a suggester that was registered with spaCy.

    name (str): Name in the "misc" registry. What is registered is a function without required
        arguments, which returns the suggester.
    RETURNS (callable): The suggester: `(docs) -> Ragged`, with first token and last token
        (exclusive) of each span.
    RAISES (RecipeError): There is no such suggester, or it needs arguments.
    """
    from spacy import registry

    names = registry.misc.get_all()
    if name not in names:
        close = difflib.get_close_matches(name, names, n=1)
        raise RecipeError(
            f"Can't find the suggester '{name}'",
            f"{f'Did you mean {close[0]}? ' if close else ''}Register it in a Python file with "
            f'@spacy.registry.misc("{name}") and name the file with -F',
        )
    try:
        return names[name]()
    except TypeError as err:
        raise RecipeError(
            f"Can't make the suggester '{name}'",
            f"{err}. Register a function without arguments that returns the suggester.",
        ) from err


def make_validator(nlp: Language, name: str) -> Callable[[TaskType], None]:
    """Make a `validate_answer` callback that only allows spans that a suggester finds.

    nlp (Language): The pipeline, for the tokens.
    name (str): Name of the suggester.
    RETURNS (callable): `(eg)`. Raises a ValueError that lists the spans that are not found.
    RAISES (RecipeError): There is no such suggester.
    """
    suggester = load_suggester(name)

    def validate_answer(eg: TaskType) -> None:
        if eg.get("answer", "accept") != "accept" or not eg.get("spans"):
            return
        doc = make_raw_doc(nlp, eg)
        suggested = {(int(start), int(end)) for start, end in suggester([doc]).dataXd}
        spans = get_doc_spans(doc, eg)
        wrong = [span for span in spans if (span.start, span.end) not in suggested]
        if wrong:
            texts = [f'"{span.text}" ({span.label_})' for span in wrong[:MAX_SPANS_SHOWN]]
            more = (
                f" and {len(wrong) - MAX_SPANS_SHOWN} more" if len(wrong) > MAX_SPANS_SHOWN else ""
            )
            raise ValueError(
                f"The suggester {name} doesn't find {', '.join(texts)}{more}. A model with this "
                "suggester could not learn such spans: change or remove them."
            )

    return validate_answer
