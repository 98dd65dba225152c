from datetime import datetime

import pytest

from prodigy.components.dashboard.periods import INTERVALS
from prodigy.recipes.parts.dataset_progress import count_by_interval, format_rows


def seconds(*moment):
    return int(datetime(*moment).timestamp())


def answer(input_hash, *moment):
    return {"_input_hash": input_hash, "_timestamp": seconds(*moment)}, 0


def test_new_and_total_annotations_and_inputs():
    examples = [
        answer(1, 2024, 3, 2),
        answer(1, 2024, 3, 1),  # Datasets need not be in the order of time.
        answer(2, 2024, 3, 2),
        answer(2, 2024, 3, 2),
        answer(3, 2024, 3, 4),
    ]
    assert format_rows(count_by_interval(examples)) == [
        ("2024-03-01", "1", "1", "1", "1"),
        ("2024-03-02", "3", "1", "4", "2"),
        ("2024-03-04", "1", "1", "5", "3"),
    ]


@pytest.mark.parametrize(
    ("interval", "name"),
    [
        ("hour", "2024-12-30 13:00"),
        ("day", "2024-12-30"),
        ("week", "2025-W01"),
        ("month", "2024-12"),
        ("year", "2024"),
    ],
)
def test_intervals(interval, name):
    [row] = count_by_interval([answer(1, 2024, 12, 30, 13, 5)], interval)
    assert row.name == name
    assert interval in INTERVALS


def test_annotations_without_time_count_at_the_given_time():
    [row] = count_by_interval([({"_input_hash": 1}, seconds(2020, 1, 1))], "year")
    assert row.name == "2020"


def test_annotations_without_hash_are_all_different():
    [row] = count_by_interval([({}, 1), ({}, 1)], "year")
    assert (row.new, row.new_unique) == (2, 2)


def test_no_annotations():
    assert count_by_interval([]) == []
