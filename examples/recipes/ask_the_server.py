"""A button that asks Python: an event hook counts words, and the page shows the answer.

    prodigy ask-the-server asked examples/news_headlines.jsonl \\
        -F examples/recipes/ask_the_server.py
"""

from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller

TEMPLATE = """
<p>{{text}}</p>
<button onclick="countWords()">How many words?</button> <output id="n-words"></output>
"""
JAVASCRIPT = """
async function countWords() {
  const { n } = await window.prodigy.event('count_words', { text: window.prodigy.content.text })
  document.querySelector('#n-words').textContent = n
}
"""


@prodigy.recipe(
    "ask-the-server",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def ask_the_server(dataset: str, source: str) -> dict[str, Any]:
    """Accept headlines, and ask about them."""

    def count_words(ctrl: Controller, *, text: str) -> dict[str, int]:
        return {"n": len(text.split())}

    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "html",
        "event_hooks": {"count_words": count_words},
        "config": {"html_template": TEMPLATE, "javascript": JAVASCRIPT},
    }
