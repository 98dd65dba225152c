"""Mark words that matter in a text: markup of your own, safe for any text.

    prodigy marked-words alarms examples/news_headlines.jsonl --words rates,law \\
        -F examples/recipes/marked_words.py
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg


@prodigy.recipe(
    "marked-words",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
    words=Arg("--words", "-w", help="Words to mark, separated by commas"),
)
def marked_words(dataset: str, source: str, words: list[str] = ["the"]) -> dict[str, Any]:  # noqa: B006
    """Accept texts in which words are marked."""
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)

    def mark(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            # First escaped, then marked: a "<" in a text stays a "<".
            safe = html.escape(eg["text"])
            yield {**eg, "html": pattern.sub(lambda m: f"<mark>{m[0]}</mark>", safe)}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(mark)
    return {"dataset": dataset, "stream": stream, "view_id": "html"}
