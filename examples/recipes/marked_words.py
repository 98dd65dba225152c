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

DEFAULT_WORDS = ["the"]


@prodigy.recipe(
    "marked-words",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
    words=Arg("--words", "-w", help="Words to mark, separated by commas"),
)
def marked_words(dataset: str, source: str, words: list[str] = DEFAULT_WORDS) -> dict[str, Any]:
    """Accept texts in which words are marked."""
    any_word = "|".join(rf"\b{re.escape(word)}\b" for word in words)
    pattern = re.compile(f"({any_word})", re.IGNORECASE)

    def mark(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in stream:
            # Every second part is a word. All are escaped: a "<" in a text stays a "<".
            parts = [html.escape(part) for part in pattern.split(eg["text"])]
            parts[1::2] = [f"<mark>{word}</mark>" for word in parts[1::2]]
            yield {**eg, "html": "".join(parts)}

    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    stream.apply(mark)
    return {"dataset": dataset, "stream": stream, "view_id": "html"}
