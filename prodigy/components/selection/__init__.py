"""Selection: in which order texts are asked, so that fewer answers are enough.

A sorter drops about half of a stream. A selection drops nothing: it looks at a window of texts,
asks those first that teach most, and comes back to the others later. So it suits recipes where a
person sees the whole text and every text may be asked in the end.

- `strategies`: which of some texts to ask, given their scores or vectors. Pure functions.
- `measures`: how unsure a model is about a text, from its probabilities.
- `window`: `select`, which does that with a stream of any length.
- `reasons`: why a text was asked, noted in the task, so that answers to random questions can be
  told apart: only these say what a model is worth.
- `spool`: where texts wait that are neither asked nor in the window.

Importing this package loads none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .measures import measure_classes, measure_labels, measure_sequence, measure_words
    from .preferences import PREFERENCES
    from .reasons import SELECTION_KEY, is_random, split_random
    from .strategies import (
        choose_diverse,
        choose_random,
        choose_representative,
        choose_uncertain,
    )
    from .window import Rate, Ratings, Selection, select

__all__ = [
    "PREFERENCES",
    "SELECTION_KEY",
    "Rate",
    "Ratings",
    "Selection",
    "choose_diverse",
    "choose_random",
    "choose_representative",
    "choose_uncertain",
    "is_random",
    "measure_classes",
    "measure_labels",
    "measure_sequence",
    "measure_words",
    "select",
    "split_random",
]

_MODULES = ("window", "strategies", "reasons", "measures", "preferences")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module_name in _MODULES:
            module = import_module(f".{module_name}", __name__)
            if name in vars(module):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
