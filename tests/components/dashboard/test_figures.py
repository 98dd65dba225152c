"""The figures of the dashboard are those that the commands print, over any answers."""

import json
from collections import Counter
from datetime import datetime
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.dashboard.curves import judge, keep_curve, make_curve, make_outlook
from prodigy.components.dashboard.figures import (
    Counted,
    count_dataset,
    find_created,
    make_counts,
    make_figures,
)
from prodigy.components.dashboard.kept import KeptTally
from prodigy.components.dashboard.pace import estimate_left, estimate_seconds, find_median
from prodigy.components.dashboard.periods import INTERVALS, find_start, name_period
from prodigy.components.dashboard.tally import Tally
from prodigy.hashing import set_hashes
from prodigy.recipes.parts.dataset_figures import describe_dataset
from prodigy.recipes.parts.standing import measure_standing
from tests.components.dashboard.answers import START, answer_lists

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, deadline=None, suppress_health_check=FIXTURE)
@given(answer_lists(), answer_lists(max_size=6), st.sampled_from(INTERVALS))
def test_page_and_commands_say_the_same(db, first, second, interval):
    for name in (*db.datasets, *db.sessions):
        db.drop_dataset(name)
    for name, examples in (("d", first), ("other", second)):
        db.add_dataset(name)
        db.add_examples(examples, [name])
    own = [
        Counted(
            name, find_created(db, name), KeptTally(db, db._find_dataset(name), name).refresh()[0]
        )
        for name in ("d", "other")
    ]
    figures = make_figures(db, own, interval)
    assert figures == make_figures(
        db, [count_dataset(db, name) for name in ("d", "other")], interval
    )
    rows, of_progress = measure_standing(db, ["d", "other"], interval)
    assert figures == of_progress
    assert [(p["period"], p["answers"]) for p in figures["periods"]] == [
        (row.name, row.new) for row in rows
    ]
    stats = describe_dataset(db, "d")
    answers = make_figures(db, own[:1])["answers"]
    assert {key: answers[key] for key in ("accept", "reject", "ignore")} == {
        key: stats[key] for key in ("accept", "reject", "ignore")
    }
    assert answers["total"] == stats["annotations"]
    assert json.loads(json.dumps(figures)) == figures


@given(st.lists(st.integers(10, 3000), max_size=30))
def test_the_median_is_that_of_python(tenths):
    expected = median(tenths) / 10 if tenths else None
    assert find_median(Counter(tenths)) == expected


def test_speed_leaves_out_pauses_and_clocks_that_jump():
    tally = Tally()
    for moment in (0, 10, 20, 20, 321, 331, 100, 110):  # two at once, a pause, and one hour back
        tally.add({"answer": "accept", "_timestamp": START + moment, "_session_id": "d-al"})
    tally.add({"answer": "accept", "_session_id": "d-al", "_duration_ms": 4000})
    row = make_annotators(tally)[0]
    assert (row["name"], row["answers"]) == ("al", 9)
    assert (row["seconds"], row["n_timed"], row["n_pauses"]) == (10.0, 5, 1)


def make_annotators(tally):
    return make_counts([Counted("d", START, tally)])["annotators"]


def test_two_work_at_once_and_their_times_do_not_mix():
    tally = Tally()
    for i in range(10):
        tally.add({"_timestamp": START + 20 * i, "_session_id": "d-al"})
        tally.add({"_timestamp": START + 20 * i + 1, "_session_id": "d-bo"})
    assert [row["seconds"] for row in make_annotators(tally)] == [20.0, 20.0]


def test_nothing_and_one_answer_are_no_problem(db):
    db.add_dataset("d")
    figures = make_figures(db, [count_dataset(db, "d")])
    assert figures["answers"]["total"] == 0 and figures["periods"] == []
    assert figures["seconds"]["value"] is None and figures["interval"] == "hour"
    db.add_examples([set_hashes({"text": "one", "answer": "accept"})], ["d"])
    figures = make_figures(db, [count_dataset(db, "d")])
    assert figures["annotators"][0]["name"] == "" and figures["annotators"][0]["last"] is None
    assert [p["answers"] for p in figures["periods"]] == [1] and figures["answers"]["undated"] == 1


def test_a_range_needs_several_stretches_of_work():
    tally = Tally()
    for i in range(300):
        tally.add({"_timestamp": START + i * 4, "_session_id": "d-al"})
    found = estimate_seconds(tally)
    assert found.value == 4.0 and found.low is None  # within half an hour nobody gets tired
    for i in range(300):
        tally.add({"_timestamp": START + 90_000 + i * 9, "_session_id": "d-al"})
    found = estimate_seconds(tally)
    assert found.low is not None and found.low < found.value < found.high
    left = estimate_left(100, {"value": found.value, "low": found.low, "high": found.high})
    assert left["low"] < left["value"] == round(100 * found.value) < left["high"]
    assert estimate_left(None, {"value": 1.0}) is None
    assert estimate_left(5, {"value": None}) is None


@pytest.mark.parametrize("interval", INTERVALS)
def test_periods_begin_where_their_names_say(interval):
    for seconds in (START, START + 86_400 * 17, 1_704_067_199, 1_735_600_000):
        start = find_start(seconds, interval)
        assert start <= seconds
        same = name_period(datetime.fromtimestamp(seconds), interval)
        assert name_period(datetime.fromtimestamp(start), interval) == same
        assert name_period(datetime.fromtimestamp(start - 1), interval) != same


def test_a_curve_tells_whether_to_go_on():
    def say(gain, low, high):
        return judge({"more": 100, "gain": gain, "low": low, "high": high})

    assert say(0.001, 0.0, 0.004) == "flat"
    assert say(0.02, 0.01, 0.03) == "rising"
    assert say(0.01, 0.0, 0.03) == "unsure"
    assert judge(None) == "unknown"
    points = [{"n": n, "score": 1 - 2 / n} for n in (10, 100, 1000)]
    assert 0 < make_outlook(points)["gain"] < 2 / 1000
    assert judge(make_outlook(points)) == "flat"
    assert make_outlook(points[:1]) is None


def test_nobody_is_told_to_stop_by_chance():
    def say(*scores):
        points = [{"n": 25 * (i + 1), "score": score} for i, score in enumerate(scores)]
        outlook = make_outlook(points)
        if outlook and outlook["low"] is not None:
            assert 0 <= outlook["low"] <= outlook["gain"] <= outlook["high"]
        return judge(outlook)

    assert say(0.0, 0.0, 0.0, 0.0) == "unknown"  # a rare label, not found yet
    assert say(0.3, 0.42, 0.35, 0.31) == "unsure"  # up and down
    assert say(0.4, 0.4) == "unsure"  # two points tell no trend
    assert say(0.3, 0.4, 0.46, 0.5) == "rising"
    assert say(0.9, 0.9, 0.9, 0.9) == "flat"
    assert judge({"more": 100, "gain": 0.001, "low": None, "high": None}) == "unsure"
    assert judge({"more": 100, "gain": 0.02, "low": None, "high": None}) == "rising"


def test_the_last_curve_is_kept_until_its_dataset_goes(store):
    store.add_dataset("d")
    points = [{"n": 10, "score": 0.5, "low": 0.4, "high": 0.6}]
    for component in ("ner", "textcat"):
        keep_curve(store, "d", make_curve("audit", component, 12, points, None))
    curves = make_figures(store, [count_dataset(store, "d")])["curves"]
    assert [(one["component"], one["n_answers"], one["verdict"]) for one in curves] == [
        ("textcat", 12, "unknown")
    ]
    assert curves[0]["points"] == points
    store.drop_dataset("d")
    store.add_dataset("d")
    assert make_figures(store, [count_dataset(store, "d")])["curves"] == []
