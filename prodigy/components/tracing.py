"""Following tasks through functions that copy them, so that messages can name their place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from ..hashing import INPUT_HASH_ATTR
from ..io.places import Place, PlacedTask

MAX_REMEMBERED = 2000  # places of tasks that went into a function and may still come out of it


class Tracer:
    """Gives the place back to what a function makes of tasks.

    A task is recognized by the hash of its input. If that is new, and the function has taken one
    task at a time so far, it was made of what went in last. Otherwise nothing is claimed.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, Place] = OrderedDict()
        self._last: Place | None = None
        self._n_in = 0  # since something came out
        self._takes_several = False

    def watch(self, stream: Iterable[Any]) -> Iterator[Any]:
        """Yield what goes into the function."""
        return map(self._note, stream)

    def restore(self, stream: Iterable[Any]) -> Iterator[Any]:
        """Yield what comes out of the function, with places."""
        return map(self._give_place, stream)

    def _note(self, eg: Any) -> Any:
        self._n_in += 1
        self._takes_several = self._takes_several or self._n_in > 1
        self._last = None
        if isinstance(eg, PlacedTask):
            self._last = eg.place
            key = eg.get(INPUT_HASH_ATTR)
            if eg.place is not None and isinstance(key, int):
                self._known[key] = eg.place
                if len(self._known) > MAX_REMEMBERED:
                    self._known.popitem(last=False)
        return eg

    def _give_place(self, eg: Any) -> Any:
        place = self._find(eg) if type(eg) is dict else None
        self._n_in = 0
        return eg if place is None else PlacedTask(eg, place)

    def _find(self, eg: dict[str, Any]) -> Place | None:
        key = eg.get(INPUT_HASH_ATTR)
        place = self._known.get(key) if isinstance(key, int) else None
        return self._last if place is None and not self._takes_several else place
