"""Timing, and the rows of the table."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class LeftOutError(Exception):
    """Something can't be measured on this machine. The message says what is missing."""


@dataclass(frozen=True)
class Row:
    """One measured cost.

    name (str): What was done.
    base (str): What it is compared with, measured in the same run.
    ours_s (float): Seconds that it took, or whatever the unit is.
    base_s (float | None): Seconds that the counterpart took. None: there is no counterpart.
    limit (float | None): Largest ratio that is fine. None: only shown.
    unit (str): What both numbers are. Defaults to "s", seconds.
    size (str): How much data it was, if the name doesn't tell.
    aim (float | None): Ours may be at most this, whatever the counterpart is; of a rate, at least.
    is_rate (bool): More is better, as of tasks per second. The ratio is still that of the costs:
        how many times as much the counterpart does.
    """

    name: str
    base: str
    ours_s: float
    base_s: float | None
    limit: float | None
    unit: str = "s"
    size: str = ""
    aim: float | None = None
    is_rate: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times as much as the counterpart it took. None without one."""
        if not self.base_s or not self.ours_s:
            return None
        return self.base_s / self.ours_s if self.is_rate else self.ours_s / self.base_s

    @property
    def is_fine(self) -> bool:
        """Tell whether the ratio is within its limit, and our figure within its aim."""
        if self.limit is not None and self.ratio is not None and self.ratio > self.limit:
            return False
        if self.aim is None:
            return True
        return self.ours_s >= self.aim if self.is_rate else self.ours_s <= self.aim

    @property
    def has_aim(self) -> bool:
        """Whether there is anything to hold."""
        return self.limit is not None or self.aim is not None


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


def measure_by_turns(
    ours: Callable[[], Any],
    base: Callable[[], Any],
    repeat: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Time two functions one after the other, again and again, so that whatever else slows the
    machine down meets both.

    ours, base (Callable): The functions. What they return is not kept.
    repeat (int): How often each of them is called, after a first time that only warms up.
    clock (Callable): Seconds. `time.process_time` where other programs on the machine are not to
        count at all.
    RETURNS (tuple[float, float]): The median of each in seconds.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeat + 1):
        for func, found in zip((ours, base), times):
            gc.collect()
            start = clock()
            func()
            if turn:
                found.append(clock() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def consume(iterable: Any) -> int:
    """Draw everything from an iterable and keep nothing.

    iterable (Iterable): What to draw from.
    RETURNS (int): How many items there were.
    """
    return sum(1 for _ in iterable)


def read_memory(pid: int | str, key: str = "VmRSS") -> float:
    """RETURNS (float): Memory of a process in MB, as the system counts it (Linux)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        line = next(line for line in file if line.startswith(f"{key}:"))
    return int(line.split()[1]) / 1024


def read_cpu(pid: int) -> float:
    """RETURNS (float): Processor time of a process so far, in seconds (Linux)."""
    import os

    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
