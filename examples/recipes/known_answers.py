"""Mix in questions whose answer is known, and say at the end how often each annotator was right.

    prodigy known-answers checked examples/news_headlines.jsonl \\
        -F examples/recipes/known_answers.py
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller
from prodigy.util import msg

# Text to the only right answer.
KNOWN = {"Water Is Wet, Study Finds": "accept", "asdf qwer": "reject"}


@prodigy.recipe(
    "known-answers",
    dataset=Arg(help="Dataset that receives the answers"),
    source=Arg(help="File with headlines"),
    every=Arg("--every", "-n", help="After how many tasks a known one comes"),
)
def known_answers(dataset: str, source: str, every: int = 5) -> dict[str, Any]:
    """Accept headlines, with some in between that check the annotator."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()

    def mix(stream: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        known = iter(KNOWN)
        for i, eg in enumerate(stream, start=1):
            yield eg
            if i % every == 0 and (text := next(known, None)) is not None:
                yield {"text": text}

    def update(answers: list[dict[str, Any]]) -> None:
        for eg in answers:
            if eg["text"] in KNOWN:
                asked[eg["_session_id"]] += 1
                right[eg["_session_id"]] += eg["answer"] == KNOWN[eg["text"]]

    def on_exit(ctrl: Controller) -> None:
        for session in asked:
            msg.info(f"{session}: {right[session]} of {asked[session]} known answers")

    stream = get_stream(source, dedup=True, rehash=True, input_key="text")
    stream.apply(mix)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "text",
        "update": update,
        "on_exit": on_exit,
        # Everybody is asked everything, and so is checked.
        "config": {"feed_overlap": True},
    }
