"""Change answers before they are stored: without tokens, and with the version of the guidelines.

    prodigy ner.lean names blank:en examples/news_headlines.jsonl \\
        -F examples/recipes/lean_answers.py
"""

from typing import Any

from spacy.language import Language

import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream
from prodigy.core import Arg

GUIDELINES = "2026-11"


@prodigy.recipe(
    "ner.lean",
    dataset=Arg(help="Dataset that receives the answers"),
    nlp=Arg(help="Pipeline that splits texts into tokens"),
    source=Arg(help="File with texts"),
)
def ner_lean(dataset: str, nlp: Language, source: str) -> dict[str, Any]:
    """Highlight names, and store less."""

    def before_db(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for eg in answers:
            eg.pop("tokens", None)
            eg["guidelines"] = GUIDELINES
        return answers

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_tokens, nlp=nlp, stream=stream)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "before_db": before_db,
        "config": {"labels": ["PERSON", "ORG"], "exclude_by": "input"},
    }
