# The second of two files that belong together.
from shared_parts import SEEN, numbered

import prodigy
from prodigy.components.stream import get_stream


@prodigy.recipe("shared.number")
def number(dataset, source, *, start_with: str = ""):
    """Number the texts."""
    stream = get_stream(source)
    stream.apply(numbered)
    SEEN.append(dataset)
    return {"dataset": dataset, "stream": stream, "view_id": "text", "config": {"x": start_with}}
