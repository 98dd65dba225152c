"""Ask about pairs: do two headlines tell the same story? Only pairs that share words are asked.

prodigy same-story stories examples/news_headlines.jsonl -F examples/recipes/same_story.py
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg

TEMPLATE = "<p>{{first}}</p><hr><p>{{second}}</p>"
SHORTEST_WORD = 5


@prodigy.recipe(
    "same-story",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
    shared=Arg("--shared", "-s", help="Long words that both must have"),
)
def same_story(dataset: str, source: str, shared: int = 1) -> dict[str, Any]:
    """Accept pairs of headlines that tell the same story."""

    def make_pairs(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        texts = [eg["text"] for eg in stream]
        words = {t: {w for w in t.lower().split() if len(w) >= SHORTEST_WORD} for t in texts}
        for first, second in combinations(texts, 2):
            if len(words[first] & words[second]) >= shared:
                # "text" is what makes a task known again.
                yield {"text": f"{first}\n{second}", "first": first, "second": second}

    stream = get_stream(source, dedup=True, rehash=True, input_key="text")
    stream.apply(make_pairs)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "html",
        "config": {"html_template": TEMPLATE},
    }
