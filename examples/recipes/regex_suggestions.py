"""Suggest spans by a regular expression, and correct them.

    prodigy ner.regex figures blank:en examples/news_headlines.jsonl \\
        -F examples/recipes/regex_suggestions.py
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language

import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream
from prodigy.core import Arg

# Words with a capital that follow each other are often a name.
PATTERN = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)+")


@prodigy.recipe(
    "ner.regex",
    dataset=Arg(help="Dataset that receives the answers"),
    nlp=Arg(help="Pipeline that splits texts into tokens"),
    source=Arg(help="File with texts"),
)
def ner_regex(dataset: str, nlp: Language, source: str) -> dict[str, Any]:
    """Correct names that an expression has found."""

    def suggest(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            found = PATTERN.finditer(eg["text"])
            spans = [{"start": m.start(), "end": m.end(), "label": "NAME"} for m in found]
            yield {**eg, "spans": spans}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(suggest)
    # Spans that don't fit the tokens are left out instead of ending the stream.
    stream.apply(add_tokens, nlp=nlp, stream=stream, skip=True)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "config": {"labels": ["NAME"], "lang": nlp.lang, "exclude_by": "input"},
    }
