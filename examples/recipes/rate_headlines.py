"""Rate headlines with one key per rating: arguments declared as tuples.

prodigy rate-headlines ratings examples/news_headlines.jsonl -F examples/recipes/rate_headlines.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.util import split_string

DEFAULT_RATINGS = ["boring", "fine", "must read"]


@prodigy.recipe(
    "rate-headlines",
    # Name of the argument: (help, kind, abbreviation, converter)
    dataset=("Dataset that receives the answers", "positional", None, str),
    source=("File with the headlines", "positional", None, str),
    ratings=("Comma-separated ratings, from worst to best", "option", "r", split_string),
)
def rate_headlines(
    dataset: str, source: str, ratings: list[str] = DEFAULT_RATINGS
) -> dict[str, Any]:
    """Choose a rating for each headline."""
    options = [{"id": rating, "text": rating} for rating in ratings]

    def add_options(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            yield {**eg, "options": options}

    # The file is read while you annotate: add_options sees one headline at a time.
    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_options)

    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "choice",
        # One choice only, so the answer can be sent as soon as it is made.
        "config": {"choice_style": "single", "choice_auto_accept": True},
    }
