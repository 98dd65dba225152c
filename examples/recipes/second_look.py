"""Look again at what was answered quickly or flagged: a dataset as the source of another one.

prodigy second-look topics_checked news_topics -F examples/recipes/second_look.py
"""

from collections.abc import Iterable, Iterator
from typing import Any

import prodigy
from prodigy.components.db import connect
from prodigy.core import Arg
from prodigy.errors import RecipeError


@prodigy.recipe(
    "second-look",
    dataset=Arg(help="Dataset that receives the new answers"),
    answered=Arg(help="Dataset with answers"),
    answer=Arg("--answer", "-a", help="Which ones to look at again, besides flagged ones"),
)
def second_look(dataset: str, answered: str, answer: str = "ignore") -> dict[str, Any]:
    """Decide again what was flagged or ignored."""
    db = connect()
    if answered not in db:
        raise RecipeError(f"There is no dataset '{answered}'", "See: prodigy stats -l")

    def choose(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for eg in rows:
            if eg.get("flagged") or eg.get("answer") == answer:
                # Without these, it is a task again.
                gone = ("answer", "flagged", "_session_id", "_annotator_id", "_timestamp")
                yield {key: value for key, value in eg.items() if key not in gone}

    rows = db.iter_dataset_examples(answered)
    return {"dataset": dataset, "stream": choose(rows), "view_id": "text"}
