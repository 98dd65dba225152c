"""Ask about sentences of long texts, and keep where they come from.

    prodigy by-sentence sentences blank:en examples/news_headlines.jsonl \\
        -F examples/recipes/sentences.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "by-sentence",
    dataset=Arg(help="Dataset that receives the answers"),
    nlp=Arg(help="Pipeline; blank ones split at punctuation"),
    source=Arg(help="File with texts"),
)
def by_sentence(dataset: str, nlp: Language, source: str) -> dict[str, Any]:
    """Accept sentences."""
    if not {"parser", "senter", "sentencizer"} & set(nlp.pipe_names):
        nlp.add_pipe("sentencizer")

    def split(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        pairs = ((eg["text"], eg) for eg in stream)
        for doc, eg in nlp.pipe(pairs, as_tuples=True, batch_size=10):
            for n, sent in enumerate(doc.sents, start=1):
                meta = {**eg.get("meta", {}), "sentence": n, "start": sent.start_char}
                yield {"text": sent.text, "parent": eg["_input_hash"], "meta": meta}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(split)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
