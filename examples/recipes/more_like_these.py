"""Look for more of what was accepted before: the texts that are most like it come first.

    prodigy more-like-these more topics examples/news_headlines.jsonl \\
        -F examples/recipes/more_like_these.py
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import prodigy
from prodigy.components.db import connect
from prodigy.components.neighbours import Nearest
from prodigy.components.stream import get_stream
from prodigy.core import Arg
from prodigy.models.encoders import load_encoder


@prodigy.recipe(
    "more-like-these",
    dataset=Arg(help="Dataset that receives the answers"),
    examples=Arg(help="Dataset whose accepted texts are the examples"),
    source=Arg(help="File with texts"),
    encoder=Arg("--encoder", "-en", help="What turns texts into vectors"),
)
def more_like_these(
    dataset: str, examples: str, source: str, encoder: str = "hashed"
) -> dict[str, Any]:
    """Accept texts, those first that are like the accepted ones of another dataset."""
    db = connect()
    answers = db.get_dataset_examples(examples) if examples in db else []
    accepted = [eg["text"] for eg in answers or () if eg["answer"] == "accept"]
    encode = load_encoder(encoder)
    # Nothing is accepted yet: begin with what a word stands for.
    queries = encode(accepted or ["technology"])

    def sort(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        # A thousand at a time, so that the first one comes soon and memory stays small.
        tasks = iter(stream)
        while window := list(islice(tasks, 1000)):
            nearest = Nearest(queries, len(window))
            nearest.add(window, encode([eg["text"] for eg in window]))
            found = [{**hit.task, "meta": {"score": round(hit.score, 2)}} for hit in nearest.hits]
            yield from found
            # Texts of which the encoder knows nothing are asked, too.
            texts = {eg["text"] for eg in found}
            yield from (eg for eg in window if eg["text"] not in texts)

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(sort)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
