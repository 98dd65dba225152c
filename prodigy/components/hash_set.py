"""A set of hashes that costs 8 bytes per stored hash, for datasets with millions of answers."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class HashSet:
    """Set of integers below 2**63: a sorted array for what is known at the start, a set for news.

    hashes (Iterable[int]): The hashes to start with. Consumed once, repeats are fine.
    """

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        self._base = array("q", sorted(array("q", hashes)))
        self._new: set[int] = set()

    def add(self, value: int) -> None:
        """Add one hash."""
        if value not in self:
            self._new.add(value)

    def __contains__(self, value: object) -> bool:
        if value in self._new:
            return True
        if not self._base or not isinstance(value, int):
            return False
        index = bisect_left(self._base, value)
        return index < len(self._base) and self._base[index] == value

    def __len__(self) -> int:
        """RETURNS (int): Number of hashes; those it started with count as often as they came."""
        return len(self._base) + len(self._new)

    def __bool__(self) -> bool:
        return bool(self._base) or bool(self._new)
