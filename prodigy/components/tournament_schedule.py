"""Which input a pair of competitors is compared by next."""

from __future__ import annotations

import random
from collections import Counter

from .tournament import Pair

# Replies that are the same, in a row, after which a pair is no longer asked for: it costs, and
# there is nothing to choose.
MAX_SAME = 10


class Schedule:
    """Deals out inputs, so that all of them are used about equally often.

    n_inputs (int): How many there are.
    rng (random.Random): Shuffles them.

    closed (set[tuple[str, str]]): Pairs that are done.
    """

    def __init__(self, n_inputs: int, rng: random.Random) -> None:
        self.closed: set[Pair] = set()
        self._order = list(range(n_inputs))
        rng.shuffle(self._order)
        self._next = 0
        self._used: dict[Pair, set[int]] = {}
        self._same: Counter[Pair] = Counter()

    def mark(self, pair: Pair, index: int) -> None:
        """Note that a pair was compared by an input.

        pair (tuple[str, str]): The pair, in the order of the competitors.
        index (int): Index of the input.
        """
        used = self._used.setdefault(pair, set())
        used.add(index)
        if len(used) == len(self._order):
            self.closed.add(pair)

    def draw(self, pair: Pair) -> int:
        """Draw the next input for a pair that is not closed: the one whose turn it is, or the next
        by which the pair wasn't compared yet.

        pair (tuple[str, str]): The pair, in the order of the competitors.
        RETURNS (int): Index of the input, which is marked.
        """
        used = self._used.setdefault(pair, set())
        n = len(self._order)
        steps = next(step for step in range(n) if self._order[(self._next + step) % n] not in used)
        index = self._order[(self._next + steps) % n]
        # What was passed over keeps its place in the circle for other pairs.
        self._next = (self._next + 1) % n
        self.mark(pair, index)
        return index

    def note_same(self, pair: Pair, is_same: bool) -> bool:
        """Note whether a pair replied the same to an input.

        pair (tuple[str, str]): The pair, in the order of the competitors.
        is_same (bool): Whether there was nothing to choose.
        RETURNS (bool): Whether the pair is closed now, because that came too often in a row.
        """
        self._same[pair] = self._same[pair] + 1 if is_same else 0
        if self._same[pair] < MAX_SAME:
            return False
        self.closed.add(pair)
        return True
