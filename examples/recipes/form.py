"""A form of your own: a slider and a check box whose values are stored with the answer.

prodigy form forms examples/news_headlines.jsonl -F examples/recipes/form.py
"""

from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg

TEMPLATE = """
<p>{{text}}</p>
<label>Urgency <input type="range" min="0" max="10" data-prodigy-field="urgency"></label>
<label><input type="checkbox" data-prodigy-field="is_local"> of local interest</label>
"""


@prodigy.recipe(
    "form",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
)
def form(dataset: str, source: str) -> dict[str, Any]:
    """Fill in a form about each headline."""
    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "html",
        "config": {"html_template": TEMPLATE},
    }
