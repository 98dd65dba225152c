"""The benchmark table says what is too slow. (Its figures are no test: machines differ.)"""

import sys
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as program
from benchmarks.data import make_answers, make_text
from benchmarks.measure import Row


def run(monkeypatch, ours_s, *args):
    row = Row("Task", "Base", ours_s, base_s=1.0, limit=2.0)
    fake = SimpleNamespace(run=lambda folder, quick: [row])
    monkeypatch.setattr(program, "BENCHMARKS", {"fake": fake})
    monkeypatch.setattr(sys, "argv", ["benchmarks", *args])
    return program.main()


def test_a_ratio_at_its_limit_is_fine(monkeypatch, capsys):
    assert run(monkeypatch, 2.0) == 0
    assert capsys.readouterr().out.split("\n")[1].split() == [
        *("Task", "Base", "2.000", "s", "1.000", "s", "2.00", "2", "ok")
    ]


def test_a_ratio_over_its_limit_fails(monkeypatch, capsys):
    assert run(monkeypatch, 2.1) == 1
    assert "TOO SLOW" in capsys.readouterr().out


def test_other_units_are_named():
    row = Row("Memory", "before", 120.0, 100.0, 1.1, unit="MB")
    assert program.format_row(row).split() == [
        *("Memory", "before", "120.0", "MB", "100.0", "MB", "1.20", "1.1", "TOO", "MUCH")
    ]


def test_an_unknown_benchmark_is_wrong_usage(monkeypatch, capsys):
    with pytest.raises(SystemExit) as exit_info:
        run(monkeypatch, 1.0, "nothing")
    assert exit_info.value.code == 2
    assert "there are: fake" in capsys.readouterr().err


def test_generated_texts_are_all_different():
    assert len({make_text(i) for i in range(5000)}) == 5000


def test_generated_answers_have_tokens_that_fit_their_text():
    for eg in make_answers(200):
        for token in eg["tokens"]:
            assert eg["text"][token["start"] : token["end"]] == token["text"]
