"""Counting annotations over time, for the command `progress`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...components.dashboard.periods import name_period, read_time
from ...hashing import INPUT_HASH_ATTR
from ...sameness import Groups


@dataclass
class Row:
    """The annotations of one period of time.

    name (str): The period, e.g. "2023-10-27".
    new (int): Annotations made in it.
    new_unique (int): Different inputs among them that had no annotation before.
    total (int): Annotations up to its end.
    total_unique (int): Different inputs up to its end.
    """

    name: str
    new: int = 0
    new_unique: int = 0
    total: int = 0
    total_unique: int = 0


def count_by_interval(
    examples: Iterable[tuple[dict[str, Any], int]], interval: str = "day"
) -> list[Row]:
    """Count annotations by the time at which they were made, in local time.

    examples (Iterable[tuple[dict, int]]): Annotations, each with the time that counts if it has
        no "_timestamp", in seconds. A generator is consumed; only hashes and
        digests are kept.
    interval (str): One of `periods.INTERVALS`.
    RETURNS (list[Row]): The periods with annotations, oldest first.
    """
    new: dict[str, int] = {}
    first_seen: dict[Any, str] = {}
    inputs = Groups("input")
    for number, (eg, default_time) in enumerate(examples):
        seconds = read_time(eg.get("_timestamp")) or default_time
        name = name_period(datetime.fromtimestamp(seconds), interval)
        new[name] = new.get(name, 0) + 1
        key = inputs.get_key(eg) if INPUT_HASH_ATTR in eg else f"example {number}"
        first_seen[key] = min(name, first_seen.get(key, name))
    rows = {name: Row(name, count) for name, count in sorted(new.items())}
    for name in first_seen.values():
        rows[name].new_unique += 1
    total = total_unique = 0
    for row in rows.values():
        total, total_unique = total + row.new, total_unique + row.new_unique
        row.total, row.total_unique = total, total_unique
    return list(rows.values())


def format_rows(rows: Iterable[Row], interval: str = "day") -> list[tuple[str, ...]]:
    """Format rows for a table.

    rows (Iterable[Row]): The rows.
    interval (str): One of `periods.INTERVALS`.
    RETURNS (list[tuple[str, ...]]): Name, new, unique, total and unique of each period.
    """
    values = ((row.name, row.new, row.new_unique, row.total, row.total_unique) for row in rows)
    return [tuple(str(value) for value in row) for row in values]
