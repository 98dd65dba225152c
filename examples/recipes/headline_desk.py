"""Put two interfaces on one card: a template of your own above a multiple choice.

prodigy headline-desk desk examples/news_headlines.jsonl -F examples/recipes/headline_desk.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream

TOPICS = ["Technology", "Business", "Politics", "Culture", "Science", "Sports"]

# A Mustache template: {{text}} and {{meta.source}} come from the task, and are always escaped.
TEMPLATE = """
<figure style="margin: 0">
  <figcaption style="opacity: 0.7; text-transform: uppercase; font-size: 14px">
    {{meta.source}}
  </figcaption>
  <blockquote style="margin: 10px 0; font-size: {{theme.mediumText}}px">{{text}}</blockquote>
</figure>
"""


@prodigy.recipe(
    "headline-desk",
    dataset=("Dataset that receives the answers", "positional", None, str),
    source=("File with the headlines", "positional", None, str),
)
def headline_desk(dataset: str, source: str) -> dict[str, Any]:
    """Choose the topics of each headline, shown as on a page."""
    options = [{"id": topic, "text": topic} for topic in TOPICS]

    def add_options(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            yield {**eg, "options": options}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(add_options)

    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "blocks",
        "config": {
            "blocks": [
                {"view_id": "html", "html_template": TEMPLATE},
                # The choice would show the text a second time: null hides it in this block.
                {"view_id": "choice", "text": None},
            ],
            "choice_style": "multiple",
        },
    }
