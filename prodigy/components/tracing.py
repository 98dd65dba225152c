"""Following tasks through functions that copy them, so that messages can name their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..hashing import INPUT_HASH_ATTR
from ..io.places import Place, PlacedTask

MAX_REMEMBERED = 2000  # at least so many of the latest tasks may still come out of a function


class Tracer:
    """Gives the place back to what a function makes of tasks.

    A task is recognized by the hash of its input. If that is new, and the function has taken one
    task at a time so far, it was made of what went in last. Otherwise nothing is claimed.
    """

    def __init__(self) -> None:
        # Two halves: when one is full, the older one is forgotten as a whole.
        self._known: dict[int, Place] = {}
        self._older: dict[int, Place] = {}
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
        if self._n_in > 1:
            self._takes_several = True
        self._last = place = eg.place if isinstance(eg, PlacedTask) else None
        if place is not None:
            key = eg.get(INPUT_HASH_ATTR)
            if isinstance(key, int):
                self._known[key] = place
                if len(self._known) >= MAX_REMEMBERED:
                    self._known, self._older = {}, self._known
        return eg

    def _give_place(self, eg: Any) -> Any:
        place = self._find(eg) if type(eg) is dict else None
        self._n_in = 0
        return eg if place is None else PlacedTask(eg, place)

    def _find(self, eg: dict[str, Any]) -> Place | None:
        key = eg.get(INPUT_HASH_ATTR)
        place = None
        if isinstance(key, int):
            place = self._known.get(key) or self._older.get(key)
        return self._last if place is None and not self._takes_several else place
