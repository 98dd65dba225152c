"""Highlight names in short headlines only: arguments declared with Arg and type hints.

    prodigy ner.short names blank:en examples/news_headlines.jsonl --label PERSON,ORG \\
        --max-words 8 -F examples/recipes/short_headlines.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language

import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "ner.short",
    dataset=Arg(help="Dataset that receives the answers"),
    # The type hint says Language: the recipe is handed a loaded pipeline.
    nlp=Arg(help="Pipeline that splits texts into tokens, for example blank:en"),
    source=Arg(help="File with the headlines"),
    label=Arg("--label", "-l", help="Comma-separated labels"),
    max_words=Arg("--max-words", "-m", help="Skip headlines with more words than this"),
)
def ner_short(
    dataset: str, nlp: Language, source: str, label: list[str], max_words: int = 10
) -> dict[str, Any]:
    """Highlight names in headlines that are not too long."""

    def keep_short(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            if len(eg["text"].split()) <= max_words:
                yield eg

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(keep_short)
    stream.apply(add_tokens, nlp=nlp, stream=stream)

    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "config": {"labels": label, "lang": nlp.lang, "exclude_by": "input"},
    }
