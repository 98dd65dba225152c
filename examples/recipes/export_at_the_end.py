"""Write a file when the server is stopped: all accepted texts, ready for the next program.

    prodigy export-at-the-end kept examples/news_headlines.jsonl \\
        -F examples/recipes/export_at_the_end.py
"""

from pathlib import Path
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller
from prodigy.util import msg, write_jsonl


@prodigy.recipe(
    "export-at-the-end",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with texts"),
    output=Arg("--output", "-o", help="File to write. Named after the dataset if not set"),
)
def export_at_the_end(dataset: str, source: str, output: Path | None = None) -> dict[str, Any]:
    """Accept texts, and get a file of them."""

    def on_exit(ctrl: Controller) -> None:
        rows = ctrl.db.get_dataset_examples(dataset) or []
        path = output or Path(f"{dataset}.jsonl")
        write_jsonl(path, [{"text": eg["text"]} for eg in rows if eg["answer"] == "accept"])
        msg.good(f"Wrote {path}")

    return {
        "dataset": dataset,
        "stream": get_stream(source, rehash=True, dedup=True, input_key="text"),
        "view_id": "text",
        "on_exit": on_exit,
    }
