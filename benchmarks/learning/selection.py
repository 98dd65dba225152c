"""The case "selection": all texts of a pool may be asked; what does the order save?"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from benchmarks.learning.annotator import answer_manual, answer_span
from benchmarks.learning.corpora import GoldText
from benchmarks.learning.effort import Effort, calibrate
from benchmarks.learning.learners import LEARNERS
from benchmarks.learning.pool import (
    Cache,
    PoolWay,
    Step,
    Trial,
    collect,
    find_reached,
    make_steps,
    split_pool,
)
from prodigy.components.selection import window

Task = dict[str, Any]

N_TEST = 350
GOAL = 0.9  # of the last score of random order
CHECKPOINTS = (25, 50, 75, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600)
QUICK_CHECKPOINTS = (50, 100, 150, 200)
SHARE_OF_ANSWERS = 0.7  # that others than random order give: what they save shows before
# Where a pipeline has to be trained before it can suggest anything, this is what it is trained on.
# Its seconds count.
N_START = 50
MODELS = ("flat", "edits")

BASE = PoolWay("ner.manual, random order", "ner.manual")
WAYS = (
    BASE,
    PoolWay("ner.manual --update", "ner.manual", {"update": True}),
    PoolWay(
        "ner.manual --update --suggest",
        "ner.manual",
        {"update": True, "suggest": True},
        is_correcting=True,
    ),
    PoolWay("ner.manual --prefer diverse", "ner.manual", {"prefer": "diverse"}),
    PoolWay("ner.manual --prefer representative", "ner.manual", {"prefer": "representative"}),
)
SLOW_WAYS = (
    PoolWay(
        "ner.correct --update, random order",
        "ner.correct",
        {"update": True, "unsegmented": True},
        is_correcting=True,
    ),
    PoolWay(
        "ner.correct --update --prefer uncertain",
        "ner.correct",
        {"update": True, "unsegmented": True, "prefer": "uncertain"},
        is_correcting=True,
    ),
)


@dataclass
class PoolCase:
    """What came of one corpus.

    title (str): The corpus.
    goal (list[float]): For each seed the score to reach.
    curves (dict): Name of a way to its curve for each seed.
    """

    title: str
    goal: list[float] = field(default_factory=list)
    curves: dict[str, list[list[Step]]] = field(default_factory=dict)

    def compare(self, name: str, model: str) -> list[float | None]:
        """RETURNS (list): For each seed the seconds to the goal, divided by those of random order.
        None where the goal was not reached."""
        ratios: list[float | None] = []
        for own, base, goal in zip(
            self.curves[name], self.curves[BASE.name], self.goal, strict=False
        ):
            mine, usual = find_reached(own, goal, model), find_reached(base, goal, model)
            ratios.append(mine / usual if mine is not None and usual else None)
        return ratios

    def compare_means(
        self, name: str, model: str, runs: Sequence[int] | None = None
    ) -> float | None:
        """Compare the average curves: a single run goes up and down by more than the order saves.

        name (str): The way.
        model (str): "flat" or "edits".
        runs (Sequence[int] | None): Numbers of the runs, some of them several times. Defaults to
            None (all).
        RETURNS (float | None): The seconds to the goal, divided by those of random order. A way
            that doesn't get there counts with its last second. None if random order never does.
        """
        chosen = range(len(self.goal)) if runs is None else runs
        own = _average([self.curves[name][i] for i in chosen])
        base = _average([self.curves[BASE.name][i] for i in chosen])
        goal = GOAL * base[-1].score
        mine, usual = find_reached(own, goal, model), find_reached(base, goal, model)
        return (getattr(own[-1], model) if mine is None else mine) / usual if usual else None


def _average(curves: Sequence[Sequence[Step]]) -> list[Step]:
    return [
        Step(
            steps[0].n_answers,
            *(mean(getattr(s, key) for s in steps) for key in (*MODELS, "score")),
        )
        for steps in zip(*curves, strict=False)
    ]


def run_selection(
    title: str,
    corpus: Sequence[GoldText],
    seeds: Sequence[int],
    report: Callable[[str], None],
    *,
    n_pool: int = 1200,
    learner: str = "linear",
    seconds: tuple[float, float] = (8.0, 2.0),
    is_quick: bool = False,
    with_pipelines: bool = False,
    only: Sequence[str] = (),
    cache: Cache | None = None,
) -> PoolCase:
    """Annotate a pool in all ways.

    title (str): The corpus.
    corpus (Sequence[GoldText]): Its texts; some are held out.
    seeds (Sequence[int]): Each is a run with another order of the texts.
    report (Callable): Receives a line after each run.
    n_pool (int): Texts that can be asked. Defaults to 1200.
    learner (str): What is trained on the answers, see `learners`. Defaults to "linear".
    seconds (tuple[float, float]): Of a manual answer and of a yes or no. Defaults to (8.0, 2.0).
    is_quick (bool): Give few answers. Defaults to False.
    with_pipelines (bool): Also ways with a pipeline of spaCy in the loop, which take minutes each.
        Defaults to False.
    only (Sequence[str]): Names of the ways, apart from random order. Defaults to () (all).
    cache (Cache | None): Earlier results. Defaults to None.
    RETURNS (PoolCase): The curves.
    """
    case, cache = PoolCase(title), cache or Cache(None)
    # Windows grow as they do on an idle machine, however busy this one is.
    window.FILL_S = window.ROUND_S = math.inf
    checkpoints = QUICK_CHECKPOINTS if is_quick else CHECKPOINTS
    labels = sorted({label for gold in corpus for label in gold.labels})
    n_test = min(N_TEST, len(corpus) // 4)
    for seed in seeds:
        texts, held_out = split_pool(corpus, n_pool, n_test, seed)
        effort = calibrate(texts, *seconds)
        by_text = {gold.text: gold for gold in texts}

        def evaluate(answers: Sequence[Task], seed: int = seed, by_text: Any = by_text) -> float:
            given = [by_text[eg["text"]] for eg in answers]
            return LEARNERS[learner](given, held_out, seed)  # noqa: B023 (used at once)

        for way in (*WAYS, *(SLOW_WAYS if with_pipelines else ())):
            if only and way is not BASE and way.name not in only:
                continue
            n_most = checkpoints[-1] * (1 if way is BASE or is_quick else SHARE_OF_ANSWERS)
            points = [n for n in checkpoints if n <= n_most]
            key = [title, way.name, way.options, seed, learner, n_pool, n_test, *points]
            key += [seconds, len(corpus), VERSION]

            def make(
                way: PoolWay = way,
                texts: Any = texts,
                effort: Effort = effort,
                points: Any = points,
                evaluate: Any = evaluate,
            ) -> list[Step]:
                n_start = N_START if way.recipe == "ner.correct" else 0
                trial = Trial(texts, labels, points[-1], n_start)
                given = start_with(trial, effort)
                model = make_pipeline(trial, seed) if n_start else "blank:en"  # noqa: B023
                answer = answer_span if way.is_binary else answer_manual
                given += collect(way, trial, answer, effort, model)
                return make_steps(given, points, evaluate)

            steps = cache.get(key, make)
            case.curves.setdefault(way.name, []).append(steps)
            if way is BASE:
                case.goal.append(GOAL * steps[-1].score)
            scores = " ".join(f"{step.n_answers}:{step.score:.3f}" for step in steps)
            ratios = [case.compare(way.name, model)[-1] for model in MODELS]
            report(f"{title}, {way.name}, run {seed + 1}: {scores} {_write_ratios(ratios)}")
    return case


# Part of what cached curves depend on: another number when the code that makes them changes.
VERSION = 3


def start_with(trial: Trial, effort: Effort) -> list[tuple[Task, float, float]]:
    """RETURNS (list[tuple]): The answers by hand that a pipeline is trained on, see `collect`."""
    from benchmarks.learning.effort import count_found
    from benchmarks.learning.training import make_manual_answer

    return [
        (make_manual_answer(gold), effort.manual, effort.measure(gold, count_found(gold)))
        for gold in trial.texts[: trial.n_start]
    ]


def make_pipeline(trial: Trial, seed: int) -> Any:
    """RETURNS (Language): A pipeline that was trained on the first texts of a trial."""
    from benchmarks.learning.learners import train_spacy

    return train_spacy(trial.texts[: trial.n_start], seed, trial.labels)


def _write_ratios(ratios: Sequence[float | None]) -> str:
    return " ".join("-" if ratio is None else f"{ratio:.2f}" for ratio in ratios)


def write_selection(case: PoolCase) -> str:
    """Write a case in Markdown.

    case (PoolCase): The result.
    RETURNS (str): A headline and a table: the share of the seconds of random order, in both models
        of what an answer takes, with intervals.
    """
    n_seeds = len(case.goal)
    lines = [
        f"### {case.title}",
        "",
        f"Seconds to {GOAL:.0%} of the last score of random order (F {mean(case.goal) / GOAL:.3f} "
        f"after {case.curves[BASE.name][0][-1].n_answers} answers), as a share of its seconds. "
        f"{n_seeds} runs; in brackets the 95% interval of the mean (bootstrap). A run that doesn't "
        "get there counts with its last second, and is counted.",
        "",
        "Mean curves are those of all runs together, with the same interval.",
        "",
        "| way to annotate | mean curves, flat | by edits | runs, flat | by edits | runs not there "
        "| last F |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, curves in case.curves.items():
        cells = [name, *(_write_means(case, name, model) for model in MODELS)]
        n_missed = 0
        for model in MODELS:
            ratios = case.compare(name, model)
            n_missed = sum(ratio is None for ratio in ratios)
            known = [
                ratio if ratio is not None else _censor(case, name, i, model)
                for i, ratio in enumerate(ratios)
            ]
            low, high = bootstrap(known)
            cells.append(f"{mean(known):.2f} ({low:.2f}, {high:.2f})")
        cells += [str(n_missed), f"{mean(curve[-1].score for curve in curves):.3f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _write_means(case: PoolCase, name: str, model: str) -> str:
    ratio = case.compare_means(name, model)
    if ratio is None:
        return "-"
    rng, n_runs = random.Random(0), len(case.goal)
    drawn = [
        case.compare_means(name, model, rng.choices(range(n_runs), k=n_runs)) for _ in range(1000)
    ]
    known = sorted(value for value in drawn if value is not None)
    low, high = known[int(0.025 * len(known))], known[int(0.975 * len(known))]
    return f"{ratio:.2f} ({low:.2f}, {high:.2f})"


def _censor(case: PoolCase, name: str, i: int, model: str) -> float:
    """A run that has not reached the goal: it takes longer than its last second."""
    usual = find_reached(case.curves[BASE.name][i], case.goal[i], model)
    return getattr(case.curves[name][i][-1], model) / usual if usual else 1.0


def bootstrap(values: Sequence[float], n: int = 2000, seed: int = 0) -> tuple[float, float]:
    """RETURNS (tuple[float, float]): The 95% interval of the mean, by the percentiles of samples
    with replacement (Efron 1979)."""
    rng = random.Random(seed)
    means = sorted(mean(rng.choices(values, k=len(values))) for _ in range(n))
    return means[int(0.025 * n)], means[int(0.975 * n) - 1]
