"""The benchmark of selection: what an answer takes, curves, and the whole on a tiny corpus."""

import json
import random

import pytest

from benchmarks import active_learning
from benchmarks.learning.annotator import answer_manual
from benchmarks.learning.corpora import GoldText, make_gold, read_answers
from benchmarks.learning.effort import calibrate, count_edits, count_found, read_seconds
from benchmarks.learning.learners import score_linear
from benchmarks.learning.pool import Cache, PoolWay, Step, Trial, collect, find_reached, split_pool
from benchmarks.learning.selection import BASE, PoolCase, bootstrap, write_selection
from benchmarks.learning.stopping import judge_runs, write_verdicts
from prodigy.components.selection import SELECTION_KEY

GOLD = make_gold([("Mira", "B-PER"), ("Sol", "I-PER"), ("likes", "O"), ("Oslo", "B-LOC")])


def make_corpus(n):
    rng = random.Random(0)
    corpus = []
    for i in range(n):
        name = rng.choice(["Mira", "Jonas", "Ada", "Lena"])
        verb = rng.choice(["meets", "sees", "calls"])
        rows = [(name, "B-PER"), (verb, "O"), (f"guest{i}", "O")]
        corpus.append(make_gold(rows if i % 2 else [("nobody", "O"), *rows[1:]]))
    return corpus


def test_both_models_of_effort_agree_about_the_average():
    corpus = make_corpus(40)
    effort = calibrate(corpus, manual=8.0)
    seconds = [effort.measure(gold, count_found(gold)) for gold in corpus]
    assert sum(seconds) / len(seconds) == pytest.approx(8.0)
    assert effort.measure(GOLD, 0) < effort.measure(GOLD, 1)


def test_edits_are_counted():
    spans = [{"start": s, "end": e, "label": label} for s, e, label in GOLD.spans]
    wrong = {"start": 9, "end": 14, "label": "PER"}
    for shown, n_edits in [(spans, 0), ([], 2), (spans[:1], 1), ([*spans, wrong], 1), ([wrong], 2)]:
        assert count_edits({"spans": shown}, GOLD) == n_edits
    assert count_found(GOLD) == 2
    assert count_found(GoldText("x", category="A")) == 1


def test_real_answers_tell_what_they_took():
    took = [{"_duration_ms": ms} for ms in (4000, 6000, 8000, 9_000_000, None, True, "x", -1)]
    assert read_seconds(took) == 6.0
    assert read_seconds([{"text": "x"}]) is None


def test_answers_of_users_are_a_corpus():
    answers = [
        {"text": "a b", "tokens": [{"text": "a"}, {"text": "b"}], "spans": [], "answer": "accept"},
        {"text": "c.", "tokens": [{"text": "c"}, {"text": "."}], "answer": "accept"},
        {"text": "d", "answer": "reject"},
        {"text": "c.", "spans": [{"start": 0, "end": 1, "label": "X"}], "answer": "accept"},
    ]
    assert read_answers(answers) == [
        GoldText("a b", ("a", "b")),
        GoldText("c.", (), frozenset([(0, 1, "X")])),
    ]


def test_the_first_moment_at_a_score_is_found():
    steps = [Step(10, 80, 70, 0.2), Step(20, 160, 150, 0.4), Step(30, 240, 230, 0.3)]
    assert find_reached(steps, 0.3, "flat") == pytest.approx(120)
    assert find_reached(steps, 0.1, "edits") == pytest.approx(35)
    assert find_reached(steps, 0.5, "flat") is None


def test_curves_are_kept(tmp_path):
    made = []

    def make():
        made.append(1)
        return [Step(1, 8.0, 7.0, 0.5)]

    for _ in range(2):
        assert Cache(tmp_path / "new").get(["a", 1], make) == [Step(1, 8.0, 7.0, 0.5)]
    assert len(made) == 1
    Cache(None).get(["a", 1], make)
    Cache(tmp_path / "new").get(["a", 2], make)
    assert len(made) == 3


def test_the_same_texts_are_held_out_in_each_run():
    corpus = make_corpus(60)
    (first, held_out), (second, others) = (split_pool(corpus, 30, 20, seed) for seed in (0, 1))
    assert held_out == others
    assert len(first) == 30
    assert first != second
    assert not set(held_out) & set(first)


def test_recipes_are_asked_and_learn():
    corpus = make_corpus(40)
    effort = calibrate(corpus)
    way = PoolWay("x", "ner.manual", {"update": True})
    given = collect(way, Trial(corpus, ["PER"], 30), answer_manual, effort, "blank:en")
    assert len({eg["text"] for eg, _, _ in given}) == 30
    assert all(flat == 8.0 for _, flat, _ in given)
    reasons = [eg[SELECTION_KEY]["by"] for eg, _, _ in given]
    # One batch was drawn before the first answers.
    assert "uncertain" not in reasons[:20]
    assert "uncertain" in reasons[20:]


def test_what_is_suggested_rightly_takes_less():
    corpus = make_corpus(60)
    way = PoolWay("x", "ner.manual", {"update": True, "suggest": True}, is_correcting=True)
    trial = Trial(corpus, ["PER"], 60)
    given = collect(way, trial, answer_manual, calibrate(corpus), "blank:en")
    assert given[0][1] == 8.0
    assert min(flat for _, flat, _ in given) < 8.0


def test_the_linear_model_learns():
    corpus = make_corpus(120)
    assert score_linear(corpus[:80], corpus[80:], 0) > 0.8
    assert score_linear([GoldText("a", ("a",))], corpus[80:], 0) == 0.0


def test_the_table_has_shares_and_intervals():
    quick, slow = [Step(10, 50, 40, 0.5)], [Step(10, 100, 100, 0.5)]
    case = PoolCase("Corpus", [0.5, 0.5], {BASE.name: [slow, slow], "new": [quick, quick]})
    text = write_selection(case)
    same, half, less = "1.00 (1.00, 1.00)", "0.50 (0.50, 0.50)", "0.40 (0.40, 0.40)"
    assert f"| ner.manual, random order | {' | '.join([same] * 4)} | 0 | 0.500 |" in text
    assert f"| new | {half} | {less} | {half} | {less} | 0 | 0.500 |" in text


def test_average_curves_are_not_moved_by_a_single_run():
    def make(*scores):
        return [Step(10 * (i + 1), 10.0 * (i + 1), 5.0, score) for i, score in enumerate(scores)]

    curves = {BASE.name: [make(0.0, 0.2, 1.0)] * 2, "new": [make(1.0), make(0.0, 0.0, 1.0)]}
    case = PoolCase("Corpus", [0.9, 0.9], curves)
    # Of runs of different lengths, what all of them have counts.
    assert case.compare_means("new", "flat") == pytest.approx(10 / 28.75)
    assert case.compare_means("new", "flat", [0]) == pytest.approx(9 / 28.75)
    assert case.compare_means("new", "flat", [1, 1]) == pytest.approx(29 / 28.75)
    assert case.compare_means(BASE.name, "flat") == 1.0


def test_a_run_that_doesn_t_get_there_is_counted():
    base, low = [Step(10, 100, 100, 0.5)], [Step(10, 90, 90, 0.1)]
    case = PoolCase("Corpus", [0.5], {BASE.name: [base], "new": [low]})
    assert case.compare("new", "flat") == [None]
    assert "| 0.90 (0.90, 0.90) | 0.90 (0.90, 0.90) | 1 | 0.100 |" in write_selection(case)


def test_intervals_contain_the_mean():
    low, high = bootstrap([0.4, 0.5, 0.6, 0.7])
    assert 0.4 <= low < 0.55 < high <= 0.7


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["selection"], "selection needs --pool"),
        (["selection", "rare-class", "--pool", "x"], "stands alone"),
        (["select"], "no case select"),
    ],
)
def test_mistakes_are_explained(args, message, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["active_learning", *args])
    with pytest.raises(SystemExit):
        active_learning.main()
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_the_whole_case_on_answers_of_users(tmp_path, monkeypatch, capsys):
    path = tmp_path / "answers.jsonl"
    with path.open("w") as file:
        for gold in make_corpus(150):
            spans = [{"start": s, "end": e, "label": label} for s, e, label in gold.spans]
            eg = {"text": gold.text, "spans": spans, "answer": "accept", "_duration_ms": 5000}
            file.write(json.dumps(eg) + "\n")
    args = ["selection", "--pool", str(path), "--quick", "--cache", str(tmp_path / "cache")]
    monkeypatch.setattr("sys.argv", ["active_learning", *args, "--output", str(tmp_path / "out")])
    assert active_learning.main() == 0
    captured = capsys.readouterr()
    assert "took 5.0 s" in captured.err
    assert "| ner.manual --update |" in captured.out
    assert (tmp_path / "out" / "selection.md").read_text() == captured.out.rstrip("\n") + "\n"


def test_what_is_said_about_a_curve_is_compared_with_what_came():
    sizes = (25, 50, 75, 100, 200)
    flat = [(n, 0.9) for n in sizes]
    rising = [(n, 1 - n**-0.5) for n in sizes]
    late = [(n, 0.0 if n <= 100 else 0.5) for n in sizes]
    found = [judge_runs([run], [100])[0] for run in (flat, rising, late)]
    assert [verdict.said for verdict in found] == ["flat", "rising", "unknown"]
    assert [verdict.is_flat for verdict in found] == [True, False, False]
    assert found[1].gain == pytest.approx(found[1].came)
    assert "| flat | 1 | 1 | 0.0 points |" in write_verdicts(found)
