"""The ledger of benchmarks.chaos notices what is wrong, and a short run of it balances."""

import json
from typing import Any

import pytest

from benchmarks.chaos.__main__ import ROUTERS, read_options, run
from benchmarks.chaos.ledger import Ledger, StoredRow

GOOD = [("a", 1, "accept"), ("a", 2, "reject"), ("b", 1, "ignore")]


def make_rows(rows: list[tuple[str, int, str]]) -> list[StoredRow]:
    return [StoredRow(name, task, json.dumps({"answer": mark})) for name, task, mark in rows]


def check(rows: list[tuple[str, int, str]], given: list[tuple[str, int, str]] = GOOD) -> str:
    ledger = Ledger()
    for name, task, mark in given:
        ledger.decide(name, task, mark)
        ledger.acknowledge(name, [(task, mark)])
    ledger.check_rows(make_rows(rows))
    ledger.check_times(make_rows(rows), {1, 2}, {1: 2, 2: 1})
    return "\n".join(ledger.violations)


def test_what_balances_is_fine() -> None:
    assert check(GOOD) == check(GOOD[::-1]) == ""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (GOOD[:2], "acknowledged and not stored: ('b', 1)"),
        ([*GOOD, GOOD[0]], "stored 2 times: ('a', 1)"),
        ([*GOOD, ("c", 2, "accept")], "stored and never given: ('c', 2)"),
        ([*GOOD, ("a", 3, "accept")], "task 3 was never asked"),
        ([("a", 1, "reject"), *GOOD[1:]], "stored is reject, given last was accept: ('a', 1)"),
        ([GOOD[0], GOOD[1]], "task 1 has 1 answers instead of 2: ['a']"),
        ([], "acknowledged and not stored: ('a', 1)"),
    ],
)
def test_what_does_not_balance_is_named(rows: Any, expected: str) -> None:
    assert expected in check(rows)


def test_an_answer_that_nobody_confirmed_is_named() -> None:
    ledger = Ledger()
    ledger.decide("a", 1, "accept")
    ledger.check_rows(make_rows(GOOD[:1]))
    assert ledger.violations == ["given and never acknowledged: ('a', 1)"]


@pytest.mark.parametrize(
    "text", ['{"answer": "accept"', '{"answer": "reject"}', "", '{"answer": "accept"}\n' * 2]
)
def test_an_export_that_differs_is_named(text: str) -> None:
    ledger = Ledger()
    ledger.check_export('{ "answer":"accept"}\n', make_rows(GOOD[:1]))
    assert ledger.violations == []
    ledger.check_export(text, make_rows(GOOD[:1]))
    assert len(ledger.violations) == 1


def test_routers_say_how_many_annotators_a_task_has() -> None:
    found = {
        name: [router.count_annotators(h, 20) for h in (0, 999_999)]
        for name, router in ROUTERS.items()
    }
    assert found == {"no_overlap": [1, 1], "full_overlap": [20, 20], "average": [3, 2]}


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        read_options(["--databases", "oracle"])
    assert exit_info.value.code == 2
    assert "sqlite, postgresql, mysql" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("router", ["no_overlap", "full_overlap"])
def test_a_short_run_balances(router: str, home: Any, capsys: pytest.CaptureFixture[str]) -> None:
    words = "--databases sqlite --annotators 6 --browsers 0 --tasks 250 --seconds 3 --warm"
    n_violations = run(read_options([*words.split(), "--routers", router]))
    assert not n_violations, capsys.readouterr().out
    assert "BALANCED" in capsys.readouterr().out
