"""Timing, and the rows of the table."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measured cost.

    name (str): What was done, with the amount of data.
    base (str): What it is compared with.
    ours_s (float): Seconds that it took, or whatever the unit is.
    base_s (float): Seconds that the counterpart took.
    limit (float): Largest ratio that is fine.
    unit (str): What both numbers are. Defaults to "s", seconds.
    """

    name: str
    base: str
    ours_s: float
    base_s: float
    limit: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times as much as the counterpart it took."""
        return self.ours_s / self.base_s

    @property
    def is_fine(self) -> bool:
        """Tell whether the ratio is within its limit."""
        return self.ratio <= self.limit


def measure(func: Callable[[], Any], repeat: int = 3) -> float:
    """Time a function.

    func (Callable): The function. What it returns is not kept.
    repeat (int): How often it is called. Other programs only ever add to a time, so the shortest
        one is the best estimate.
    RETURNS (float): The shortest time in seconds.
    """
    times = []
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        func()
        times.append(time.perf_counter() - start)
    return min(times)


def consume(iterable: Any) -> int:
    """Draw everything from an iterable and keep nothing.

    iterable (Iterable): What to draw from.
    RETURNS (int): How many items there were.
    """
    return sum(1 for _ in iterable)
