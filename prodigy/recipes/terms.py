"""Terminology lists."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from ..components.db import connect
from ..components.db.custom import iter_examples
from ..components.preprocess.tokens import make_doc
from ..errors import RecipeError
from ..io.lines import shorten
from ..messages import msg
from ..registry import recipe
from ..util import load_spacy_model
from .parts.dataset_io import to_lines, write_file
from .parts.dataset_names import check_dataset
from .parts.keywords import also_named
from .terms_teach import teach

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["make_patterns", "to_patterns", "teach"]


@recipe(
    "terms.to-patterns",
    dataset=("Dataset with the accepted terms", "positional", None, str),
    output_file=("JSONL file to write. Standard output if not set", "positional", None, Path),
    label=("Label of the patterns", "option", "l", str),
    spacy_model=(
        "Loadable spaCy pipeline or blank:xx, to split terms into tokens",
        "option",
        "m",
        str,
    ),
    case_sensitive=("Tell lower and upper case apart", "flag", "CS", bool),
)
@also_named(nlp="spacy_model")
def to_patterns(
    dataset: str,
    output_file: str | Path | None = None,
    label: str | None = None,
    spacy_model: Union[str, "Language", None] = None,
    case_sensitive: bool = False,
) -> list[dict[str, Any]]:
    """Make match patterns of the accepted terms of a dataset."""
    if not label:
        raise RecipeError(
            "terms.to-patterns needs a --label",
            "Name the label that matches of the patterns get: --label FRUIT",
        )
    db = connect()
    check_dataset(db, dataset)
    nlp = None if spacy_model is None else load_spacy_model(spacy_model)
    terms = _iter_terms(iter_examples(db, dataset))
    patterns = list(make_patterns(terms, label, nlp, case_sensitive))
    if output_file is None or str(output_file) == "-":
        for line in to_lines(patterns):
            sys.stdout.write(line)
    else:
        write_file(Path(output_file), patterns)
        msg.good(f"Exported {len(patterns)} patterns", output_file)
    return patterns


def make_patterns(
    terms: Iterable[str],
    label: str,
    nlp: Optional["Language"] = None,
    case_sensitive: bool = False,
) -> Iterator[dict[str, Any]]:
    """Make match patterns of terms.

    terms (Iterable[str]): The terms.
    label (str): The label of the patterns.
    nlp (Optional[Language]): Splits terms into tokens. Without it, terms of several words become
        exact strings, which tell lower and upper case apart.
    case_sensitive (bool): Tell lower and upper case apart. Defaults to False.
    YIELDS (dict): The patterns.
    """
    attr = "text" if case_sensitive else "lower"
    for term in terms:
        words = [term] if nlp is None else [token.text for token in make_doc(nlp, term)]
        if nlp is None and len(term.split()) > 1:
            yield {"label": label, "pattern": term}
            continue
        tokens = [{attr: word if case_sensitive else word.lower()} for word in words]
        yield {"label": label, "pattern": tokens}


def _iter_terms(examples: Iterable[dict[str, Any]]) -> Iterator[str]:
    seen = set()
    n_with_spans, first = 0, ""
    for eg in examples:
        if eg.get("answer") == "accept" and eg.get("spans"):
            n_with_spans, first = n_with_spans + 1, first or str(eg.get("text") or "")
        term = str(eg.get("text") or "").strip()
        if eg.get("answer") == "accept" and term and term not in seen:
            seen.add(term)
            yield term
    if n_with_spans:
        msg.warn(
            f"{n_with_spans} accepted examples have spans: are these terms?",
            "A pattern is made of each whole text, and will hardly match anywhere, e.g. "
            f"{shorten(first)}. The dataset should hold terms, as terms.teach asks about them.",
        )
