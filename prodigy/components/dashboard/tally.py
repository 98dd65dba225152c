"""Counting answers: how many, by whom, how fast, when, and with which labels.

Counts of neighbouring pieces of a dataset can be merged, with the same result as if all of it had
been counted at once. That is what `kept` makes use of.

**Time of an answer.** Where the annotation timer has stored `_duration_ms`, that counts. Otherwise
it is the time since the answer that the same annotator has stored before. Times over five minutes
are pauses, and don't count. Nor do those under a second or below zero, which nobody has measured:
times of answers are whole seconds, imports give all the same, and clocks are set back.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...shapes import TaskType
from ...views import get_view_id
from ..metrics.annotations import get_annotator
from ..search.documents import iter_labels
from ..session import is_timestamp
from .periods import read_time

ANSWERS = ("accept", "reject", "ignore")
OTHER = len(ANSWERS)  # position of what is none of them
PAUSE_S = 300
MIN_TENTHS, MAX_TENTHS = 10, PAUSE_S * 10
# All time zones differ by a multiple of this, so any hour or day of them is made of these.
QUARTER_S = 900
UNDATED = -1  # instead of a quarter
MAX_LABEL = 200  # characters: what is longer is a text of somebody

# accept, reject, ignore, other; how many have a time, and these together in tenths of a second.
N_CELL = 6
TIMED, TENTHS = 4, 5


class Tally:
    """Counts of answers, in their order of insertion.

    n (int): Answers.
    n_damaged (int): Rows that can't be read.
    cells (dict[tuple[str, int], list[int]]): Annotator and quarter of an hour (since 1970) to
        counts, see N_CELL. The annotator is "" for runs without names, the quarter UNDATED for
        answers without a time.
    durations (dict[str, Counter[int]]): Annotator to tenths of a second to how many answers took
        so long.
    pauses (Counter[str]): Annotator to how many answers came after a pause.
    labels (dict[str, dict[int, list[int]]]): Label to quarter to how often it is in accepted and in
        rejected answers.
    views (Counter[str]): Interface to its answers.
    """

    def __init__(self) -> None:
        self.n = self.n_damaged = 0
        self.cells: dict[tuple[str, int], list[int]] = {}
        self.durations: dict[str, Counter[int]] = {}
        self.pauses: Counter[str] = Counter()
        self.labels: dict[str, dict[int, list[int]]] = {}
        self.views: Counter[str] = Counter()
        # Annotator to the times of the first and the last dated answer, and the quarter of the
        # first one if it waits for the answer before it to know how long it took.
        self._ends: dict[str, tuple[int, int, bool]] = {}

    def add(self, eg: TaskType) -> None:
        """Count an answer, whatever it looks like."""
        self.n += 1
        name, moment = find_annotator(eg), read_time(eg.get("_timestamp"))
        quarter = UNDATED if moment is None else moment // QUARTER_S
        cell = self._get_cell(name, quarter)
        answer = eg.get("answer")
        kind = ANSWERS.index(answer) if answer in ANSWERS else OTHER
        cell[kind] += 1
        if kind < 2:
            for label in iter_labels(eg):
                by_quarter = self.labels.setdefault(label[:MAX_LABEL], {})
                by_quarter.setdefault(quarter, [0, 0])[kind] += 1
        self.views[get_view_id(eg) or ""] += 1
        measured = _read_tenths(eg.get("_duration_ms"))
        if measured is not None:
            self._take_time(name, quarter, measured)
        if moment is not None:
            self._follow(name, moment, is_measured=measured is not None)

    def _follow(self, name: str, moment: int, is_measured: bool) -> None:
        ends = self._ends.get(name)
        if ends is None:
            self._ends[name] = (moment, moment, not is_measured)
            return
        if not is_measured:
            self._take_time(name, moment // QUARTER_S, (moment - ends[1]) * 10)
        self._ends[name] = (ends[0], moment, ends[2])

    def _take_time(self, name: str, quarter: int, tenths: int) -> None:
        if tenths > MAX_TENTHS:
            self.pauses[name] += 1
        elif tenths >= MIN_TENTHS:
            self.durations.setdefault(name, Counter())[tenths] += 1
            cell = self._get_cell(name, quarter)
            cell[TIMED] += 1
            cell[TENTHS] += tenths

    def _get_cell(self, name: str, quarter: int) -> list[int]:
        return self.cells.setdefault((name, quarter), [0] * N_CELL)

    def merge(self, later: Tally) -> None:
        """Add the counts of answers that were inserted after all of these. They don't change."""
        self.n += later.n
        self.n_damaged += later.n_damaged
        for key, counts in later.cells.items():
            cell = self._get_cell(*key)
            for i, count in enumerate(counts):
                cell[i] += count
        for name, durations in later.durations.items():
            self.durations.setdefault(name, Counter()).update(durations)
        self.pauses.update(later.pauses)
        for label, by_quarter in later.labels.items():
            own = self.labels.setdefault(label, {})
            for quarter, (accepted, rejected) in by_quarter.items():
                found = own.setdefault(quarter, [0, 0])
                found[0] += accepted
                found[1] += rejected
        self.views.update(later.views)
        for name, (first, last, is_open) in later._ends.items():
            before = self._ends.get(name)
            if before is None:
                self._ends[name] = (first, last, is_open)
                continue
            if is_open:
                self._take_time(name, first // QUARTER_S, (first - before[1]) * 10)
            self._ends[name] = (before[0], last, before[2])

    def describe(self) -> dict[str, Any]:
        """RETURNS (dict): JSON, which `read` makes the same counts of."""
        return {
            "n": [self.n, self.n_damaged],
            "cells": [[*key, *counts] for key, counts in self.cells.items()],
            "durations": [[name, *by.items()] for name, by in self.durations.items()],
            "pauses": self.pauses,
            "labels": [[label, *map(_flatten, by.items())] for label, by in self.labels.items()],
            "views": self.views,
            "ends": self._ends,
        }

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Tally:
        """RETURNS (Tally): The counts that `describe` has described."""
        tally = cls()
        tally.n, tally.n_damaged = found["n"]
        tally.cells = {(name, quarter): counts for name, quarter, *counts in found["cells"]}
        tally.durations = {name: Counter(dict(by)) for name, *by in found["durations"]}
        tally.pauses, tally.views = Counter(found["pauses"]), Counter(found["views"])
        tally.labels = {
            label: {quarter: counts for quarter, *counts in by} for label, *by in found["labels"]
        }
        tally._ends = {name: tuple(ends) for name, ends in found["ends"].items()}
        return tally


def _flatten(item: tuple[int, list[int]]) -> list[int]:
    return [item[0], *item[1]]


def find_annotator(eg: TaskType) -> str:
    """RETURNS (str): Who gave an answer, by the full ID. "" if nobody was named: each such run has
    a name of its own, made of the time at which it began."""
    name = get_annotator(eg)
    return "" if name is None or is_timestamp(name) else name


def _read_tenths(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return round(value / 100) if 0 <= value < 2**53 else None
