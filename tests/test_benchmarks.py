"""The benchmark table says what is too slow. (Its figures are no test: machines differ.)"""

import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as program
from benchmarks.data import make_answers, make_text
from benchmarks.measure import Row
from benchmarks.report import format_row


def run(monkeypatch, ours_s, *args, rows=None):
    rows = rows or [Row("Task", "Base", ours_s, base_s=1.0, limit=2.0)]
    fake = SimpleNamespace(run=lambda folder, quick: iter(rows), IS_QUICK=True)
    slow = SimpleNamespace(run=lambda folder, quick: 1 / 0)
    monkeypatch.setattr(program, "find_benchmarks", lambda: {"fake": fake, "slow": slow})
    monkeypatch.setattr(sys, "argv", ["benchmarks", *args])
    return program.main()


def test_a_ratio_at_its_limit_is_fine(monkeypatch, capsys):
    assert run(monkeypatch, 2.0) == 0
    assert capsys.readouterr().out.split("\n")[1].split() == [
        *("Task", "Base", "2.00", "s", "1.00", "s", "2.00", "<=", "2x", "ok")
    ]


def test_a_ratio_over_its_limit_fails(monkeypatch, capsys):
    assert run(monkeypatch, 2.1) == 1
    assert "MISSED" in capsys.readouterr().out


def test_rates_and_aims_of_their_own():
    rate = Row("Tasks", "stub", 400.0, 800.0, 2, "/s", aim=450, is_rate=True)
    assert rate.ratio == 2 and not rate.is_fine
    assert replace(rate, ours_s=450.0).is_fine
    assert not replace(rate, ours_s=450.0, limit=1.5).is_fine
    alone = Row("First text", "", 0.3, None, None, aim=0.25)
    assert alone.ratio is None and not alone.is_fine
    assert format_row(alone).split()[-6:] == ["-", "-", "<=", "250", "ms", "MISSED"]
    assert format_row(Row("Memory", "before", 1200.0, 100.0, None, "MB")).split() == [
        *("Memory", "before", "1,200", "MB", "100", "MB", "12.00", "-", "-")
    ]


def test_json_tells_all_and_a_benchmark_that_fails_keeps_no_other_from_running(monkeypatch, capsys):
    assert run(monkeypatch, 1.0, "--json", "slow", "fake") == 1
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert found["rows"][0]["holds"] is True and found["rows"][0]["ratio"] == 1.0
    assert "ZeroDivisionError" in found["problems"]["slow"]
    assert "slow failed" in captured.err


def test_a_page_keeps_what_people_have_written(monkeypatch, tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("# Performance\n\nBefore.\n", encoding="utf8")
    assert run(monkeypatch, 1.0, "--write", str(page)) == 0
    text = page.read_text(encoding="utf8")
    page.write_text(text + "\nAfter.\n", encoding="utf8")
    assert run(monkeypatch, 3.0, "--write", str(page)) == 1
    text = page.read_text(encoding="utf8")
    assert text.startswith("# Performance\n\nBefore.\n") and text.endswith("After.\n")
    assert text.count("| Task | Base |") == 1 and "**no**" in text


@pytest.mark.parametrize("name", ["browser", "navigation"])
def test_what_needs_a_browser_is_named_where_there_is_none(monkeypatch, capsys, tmp_path, name):
    module = program.find_benchmarks()[name]
    monkeypatch.setattr(program, "find_benchmarks", lambda: {name: module})
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr("sys.argv", ["benchmarks", "--json"])
    assert program.main() == 0
    out, err = capsys.readouterr()
    assert "there is no browser" in json.loads(out)["left_out"][name]
    assert f"{name} left out: there is no browser" in err


def test_all_benchmarks_are_found_and_sorted():
    found = program.find_benchmarks()
    assert {"startup", "annotators", "restart", "navigation"} <= found.keys()
    orders = [getattr(module, "ORDER", 100) for module in found.values()]
    assert orders == sorted(orders)


def test_an_unknown_benchmark_is_wrong_usage(monkeypatch, capsys):
    with pytest.raises(SystemExit) as exit_info:
        run(monkeypatch, 1.0, "nothing")
    assert exit_info.value.code == 2
    assert "there are: fake, slow" in capsys.readouterr().err


def test_generated_texts_are_all_different():
    assert len({make_text(i) for i in range(5000)}) == 5000


def test_generated_answers_have_tokens_that_fit_their_text():
    for eg in make_answers(200):
        for token in eg["tokens"]:
            assert eg["text"][token["start"] : token["end"]] == token["text"]
