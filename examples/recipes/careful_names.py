"""Refuse answers that can't be right, before they are saved.

    prodigy ner.careful names blank:en examples/news_headlines.jsonl --label PERSON,ORG \\
        -F examples/recipes/careful_names.py
"""

from typing import Any

import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream
from prodigy.util import get_labels, load_spacy_model

LONGEST_NAME = 6


@prodigy.recipe(
    "ner.careful",
    dataset=("Dataset that receives the answers", "positional", None, str),
    spacy_model=("Pipeline that splits texts into tokens", "positional", None, str),
    source=("File with the headlines", "positional", None, str),
    label=("Comma-separated labels", "option", "l", get_labels),
)
def ner_careful(
    dataset: str, spacy_model: str, source: str, label: list[str] | None = None
) -> dict[str, Any]:
    """Highlight names, with a check of every answer."""
    nlp = load_spacy_model(spacy_model)
    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_tokens, nlp=nlp, stream=stream)

    def validate_answer(eg: dict[str, Any]) -> None:
        # Any exception keeps the task on the screen, and its text is shown to the annotator.
        if eg.get("answer") != "accept":
            return
        for span in eg.get("spans", []):
            name = eg["text"][span["start"] : span["end"]]
            if span["token_end"] - span["token_start"] >= LONGEST_NAME:
                raise ValueError(f"'{name}' is very long for a name. Please mark only the name.")

    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "validate_answer": validate_answer,
        "config": {"labels": label or ["NAME"], "lang": nlp.lang, "exclude_by": "input"},
    }
