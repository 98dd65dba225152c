"""The simulation of active learning: corpora, the annotator, training, curves and their report."""

import json
import sys
from xml.etree import ElementTree

import pytest

from benchmarks import active_learning
from benchmarks.learning import training
from benchmarks.learning.annotator import LEARNED, Waits, answer_class, answer_manual, answer_span
from benchmarks.learning.cases import split
from benchmarks.learning.corpora import (
    GoldText,
    keep_labels,
    make_gold,
    make_tokens,
    read_classes,
    read_conll,
    shuffle,
    write_source,
)
from benchmarks.learning.curves import Curve, Point, compare, find_seconds
from benchmarks.learning.patterns import write_frequent_patterns, write_name_patterns
from benchmarks.learning.report import conclude, draw, write_case, write_time, write_waits
from benchmarks.learning.sessions import run_session
from benchmarks.learning.ways import Case, make_points
from prodigy.components.validate import Validator
from prodigy.hashing import set_hashes
from prodigy.util import read_jsonl

CONLL = """\
Mira\tB-PER
Sol\tI-PER
likes\tO
Oslo\tB-LOC

Nothing O
here O

Nothing\tO
here\tO
"""
GOLD = make_gold([("Mira", "B-PER"), ("Sol", "I-PER"), ("likes", "O"), ("Oslo", "B-LOC")])

# The usual one has room for the n-grams of a large corpus.
SMALL_CLASSIFIER = {"model": {**training.CLASSIFIER["model"], "length": 4096}}


# Corpora


def test_conll_is_read_each_sentence_once(tmp_path):
    path = tmp_path / "gold.conll"
    path.write_text(CONLL)
    first, second = read_conll(path)
    assert first == GOLD
    assert (first.text, first.spans) == (
        "Mira Sol likes Oslo",
        {(0, 8, "PER"), (15, 19, "LOC")},
    )
    assert (second.text, second.spans) == ("Nothing here", frozenset())


def test_a_line_without_tag_is_an_error(tmp_path):
    path = tmp_path / "gold.conll"
    path.write_text("Mira B-PER\nSol\n")
    with pytest.raises(ValueError, match="Line 2 of .* has no tag"):
        read_conll(path)


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        (["I-A", "I-A"], {(0, 3, "A")}),
        (["B-A", "B-A"], {(0, 1, "A"), (2, 3, "A")}),
        (["I-A", "I-B"], {(0, 1, "A"), (2, 3, "B")}),
        (["O", "I-A"], {(2, 3, "A")}),
    ],
)
def test_where_entities_begin(tags, spans):
    assert make_gold(list(zip("xy", tags, strict=True))).spans == spans


def test_classes_are_read_each_text_once(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text('text,category\n"a, b",X\nc,Y\n"a, b",X\n')
    assert read_classes(path) == [GoldText("a, b", category="X"), GoldText("c", category="Y")]
    path.write_text("text,label\na,X\n")
    with pytest.raises(ValueError, match="columns text and category"):
        read_classes(path)


def test_the_source_shows_nothing_of_what_is_right(tmp_path):
    (task,) = read_jsonl(write_source([GOLD], tmp_path / "source.jsonl"))
    assert task == {"text": GOLD.text, "tokens": make_tokens(GOLD.words)}
    for token in task["tokens"]:
        assert task["text"][token["start"] : token["end"]] == token["text"]


def test_labels_can_be_left_out():
    (kept,) = keep_labels([GOLD], ["LOC"])
    assert (kept.text, kept.labels) == (GOLD.text, {"LOC"})


def test_order_and_split_are_the_same_every_time():
    corpus = [GoldText(str(i)) for i in range(20)]
    assert shuffle(corpus, 1) == shuffle(corpus, 1) != shuffle(corpus, 2)
    parts = split(corpus, 4)
    assert [len(part) for part in parts] == [4, 10, 6]
    assert {gold for part in parts for gold in part} == set(corpus)
    assert split(corpus, 4) == parts


# The annotator


@pytest.mark.parametrize(
    ("span", "decision"),
    [
        ({"start": 0, "end": 8, "label": "PER"}, "accept"),
        ({"start": 0, "end": 4, "label": "PER"}, "reject"),
        ({"start": 0, "end": 8, "label": "LOC"}, "reject"),
    ],
)
def test_only_exact_entities_are_accepted(span, decision):
    assert answer_span({"text": GOLD.text, "spans": [span]}, GOLD)["answer"] == decision


def test_classes_are_accepted_where_they_apply():
    gold = GoldText("x", category="A")
    assert answer_class({"text": "x", "label": "A"}, gold)["answer"] == "accept"
    assert answer_class({"text": "x", "label": "B"}, gold)["answer"] == "reject"


def test_manual_answers_fit_the_interface():
    task = set_hashes({"text": GOLD.text, "tokens": make_tokens(GOLD.words)})
    eg = answer_manual(task, GOLD)
    assert Validator("ner_manual").check(eg) == []
    assert [(s["token_start"], s["token_end"], s["label"]) for s in eg["spans"]] == [
        (0, 1, "PER"),
        (3, 3, "LOC"),
    ]


# Patterns


def test_patterns_of_a_label_are_its_words(tmp_path):
    path = write_name_patterns("lost_or_stolen_card", tmp_path / "patterns.jsonl")
    words = [entry["pattern"][0]["lower"] for entry in read_jsonl(path)]
    assert words == ["lost", "stolen", "card"]


def test_patterns_of_entities_are_the_most_frequent_ones(tmp_path):
    corpus = [GOLD, make_gold([("Oslo", "B-LOC")]), make_gold([("Rome", "B-LOC")])]
    path = tmp_path / "patterns.jsonl"
    assert write_frequent_patterns(corpus, "LOC", 1, path) == ["oslo"]
    assert list(read_jsonl(path)) == [{"label": "LOC", "pattern": [{"lower": "oslo"}]}]


# Training


def make_answers(n):
    for i in range(n):
        yield {"text": f"my card was stolen {i}", "label": "A", "answer": "accept"}
        yield {"text": f"what is the exchange rate {i}", "label": "A", "answer": "reject"}


def test_a_classifier_learns_from_answers(monkeypatch):
    monkeypatch.setattr(training, "N_STEPS", 20)
    monkeypatch.setattr(training, "CLASSIFIER", SMALL_CLASSIFIER)
    nlp = training.train_classifier(make_answers(10), "A", 0)
    held_out = [
        GoldText("the card is stolen", category="A"),
        GoldText("one exchange rate", category="B"),
    ]
    assert training.score_classifier(nlp, held_out, "A") == 1.0
    assert training.score_classifier(nlp, held_out[1:], "A") == 0.0


def test_a_recognizer_learns_from_binary_and_manual_answers(monkeypatch):
    places = ["Oslo", "Rome", "Paris", "Vienna"]
    monkeypatch.setattr(training, "N_PASSES", 10)
    corpus = [make_gold([("in", "O"), (place, "B-LOC"), ("today", "O")]) for place in places]
    nlp = training.make_recognizer("LOC", 0)
    assert training.score_recognizer(nlp, corpus, "LOC") == 0.0
    binary = [
        answer_span(
            set_hashes(
                {"text": gold.text, "spans": [{"start": start, "end": end, "label": "LOC"}]}
            ),
            gold,
        )
        for gold in corpus[:2]
        for start, end in ((0, 2), (3, 3 + len(gold.words[1])))
    ]
    assert [eg["answer"] for eg in binary] == ["reject", "accept"] * 2
    training.train_recognizer(nlp, binary, "LOC", 0, gold=corpus[2:])
    assert training.score_recognizer(nlp, corpus, "LOC") == 1.0


@pytest.mark.parametrize(
    ("numbers", "score"), [((0, 3, 2), 0.0), ((2, 2, 2), 1.0), ((1, 2, 2), 0.5)]
)
def test_f_score(numbers, score):
    assert training.get_f_score(*numbers) == score


def test_points_are_trained_on_the_first_answers():
    match = {"answer": "accept", "meta": {"score": 0.5, "pattern": "0"}}
    answers = [{"answer": "accept", "meta": {"score": 0.5}}, {"answer": "reject"}, match]
    points = make_points(answers, (0, 2, 3), lambda given, seed: len(given) / 10 + seed, 1)
    assert points == [Point(0, 1.0, 0, 0), Point(2, 1.2, 1, 1), Point(3, 1.3, 2, 1)]


# Curves


def make_curve(name, seconds, *runs):
    return Curve(
        name, seconds, [[Point(10 * (i + 1), s) for i, s in enumerate(run)] for run in runs]
    )


def test_the_median_of_several_runs_counts():
    curve = make_curve("a", 2.0, [0.1, 0.4], [0.2, 0.8], [0.6, 0.5])
    assert curve.summarize(0) == (0.2, 0.1, 0.6)
    assert curve.medians == [(20.0, 0.2), (40.0, 0.5)]


@pytest.mark.parametrize(
    ("score", "seconds"), [(0.1, 10.0), (0.2, 20.0), (0.35, 30.0), (0.5, 40.0), (0.6, None)]
)
def test_when_a_score_is_reached(score, seconds):
    found = find_seconds([(20.0, 0.2), (40.0, 0.5)], score)
    assert found == (None if seconds is None else pytest.approx(seconds))


def test_comparison_is_by_time_and_not_by_answers():
    fast, slow = make_curve("fast", 2.0, [0.2, 0.4]), make_curve("slow", 8.0, [0.3, 0.4])
    assert compare(fast, slow) == pytest.approx(0.25)
    assert compare(make_curve("bad", 2.0, [0.1, 0.2]), slow) is None


# The report


def test_the_report_says_who_wins_and_who_does_not():
    slow = make_curve("slow", 8.0, [0.3, 0.4])
    fast = make_curve("fast", 2.0, [0.2, 0.4])
    assert conclude(fast, slow) == (
        "`fast` **wins**: after 0:40 min, 25% of the time, it has the 0.400 that `slow` has after "
        "2:40 min. After 0:40 min, it has 0.400."
    )
    assert "**doesn't win**" in conclude(slow, fast)
    bad = make_curve("bad", 2.0, [0.1, 0.2])
    assert "`bad` **doesn't reach** the 0.400" in conclude(bad, slow)


def test_the_table_has_a_row_per_point():
    case = Case("Class A", "Rare.", [make_curve("fast", 2.0, [0.2, 0.4], [0.4, 0.6])])
    case.curves.append(make_curve("slow", 8.0, [0.3]))
    rows = [line for line in write_case(case).split("\n") if line.startswith("| ")]
    assert rows[2] == "| fast | 10 | 0 | 0:20 min | 0.300 | 0.200, 0.400 |"
    assert len(rows) == 5
    case.has_matches = True
    assert "| accepted without pattern |" in write_case(case)


def test_drawings_are_images_with_a_line_per_curve():
    curves = [make_curve("a & b", 2.0, [0.2, 0.4]), make_curve("c", 8.0, [0.1])]
    root = ElementTree.fromstring(draw(curves, "Class <A>"))
    assert len(root.findall("{*}polyline")) == 2
    assert "Class <A>" in "".join(root.itertext())


def test_times_and_waits():
    assert write_time(64.6) == "1:05 min"
    waits = Waits(during_updates=[0.1, 0.3], otherwise=[], updates=[2.0])
    waits.add(Waits(during_updates=[0.2]))
    assert "| batch asked for while the model learned | 3 | 0.20 s | 0.30 s |" in write_waits(waits)


# The whole


def test_cases_need_data(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["active_learning", "rare-class"])
    with pytest.raises(SystemExit) as exit_info:
        active_learning.main()
    assert exit_info.value.code == 2
    assert "rare-class needs --classes and --class-labels" in capsys.readouterr().err


@pytest.mark.slow
def test_a_session_asks_learns_and_returns_all_answers():
    corpus = [
        GoldText(eg["text"], category="A" if eg["answer"] == "accept" else "B")
        for eg in make_answers(20)
    ]
    answers, waits = run_session(
        "textcat.teach",
        shuffle(corpus, 0),
        answer_class,
        25,
        model="blank:en",
        options=("--label", "A"),
        seconds=1.0,
    )
    assert len(answers) == len({eg["_task_hash"] for eg in answers}) == 25
    categories = {gold.text: gold.category for gold in corpus}
    assert all((eg["answer"] == "accept") == (categories[eg["text"]] == "A") for eg in answers)
    # What the model has learned is in the log of the recipe.
    assert waits.updates
    assert json.dumps(answers)
    assert LEARNED.search("10:00:00: RECIPE: Learned from 10 answers in 0.25 s, loss 0.1")
