"""One case: the same texts annotated in several ways, and what is trained on the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.learning.annotator import Answer, Waits
from benchmarks.learning.corpora import GoldText, shuffle
from benchmarks.learning.curves import Curve, Point
from benchmarks.learning.sessions import run_session

Task = dict[str, Any]
# Takes answers and a seed, returns the F-score of what was trained on them.
Evaluate = Callable[[Sequence[Task], int], float]


@dataclass(frozen=True)
class Settings:
    """What can be chosen for all cases.

    n_runs (int): How often everything is repeated, with another order of the texts.
    seconds_binary (float): What a person takes for a yes or no.
    seconds_manual (float): What a person takes to highlight all entities of a sentence.
    is_quick (bool): Give few answers only.
    """

    n_runs: int = 3
    seconds_binary: float = 2.0
    seconds_manual: float = 8.0
    is_quick: bool = False


@dataclass(frozen=True)
class Way:
    """One way to annotate.

    name (str): What the tables call it.
    recipe (str): Name of the recipe.
    answer (Callable): How the simulated annotator answers.
    seconds (float): What one answer takes.
    checkpoints (tuple[int, ...]): After how many answers a pipeline is trained.
    model (str | None): The pipeline that the recipe starts with. Defaults to None.
    options (tuple[str, ...]): Further arguments of the recipe. Defaults to ().
    is_learning (bool): There is a model in the loop. Defaults to False.
    """

    name: str
    recipe: str
    answer: Answer
    seconds: float
    checkpoints: tuple[int, ...]
    model: str | None = None
    options: tuple[str, ...] = ()
    is_learning: bool = False


@dataclass
class Case:
    """The result of one case.

    title (str): What was annotated.
    text (str): The corpus and what is rare about it.
    curves (list[Curve]): One per way to annotate, the base of the comparison last.
    waits (Waits): How long the annotator waited for batches.
    has_matches (bool): Matches of patterns are asked too, so the accepted suggestions of the model
        are counted apart.
    """

    title: str
    text: str
    curves: list[Curve] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    has_matches: bool = False


def run_case(
    case: Case,
    ways: Sequence[Way],
    corpus: Sequence[GoldText],
    evaluate: Evaluate,
    n_runs: int,
    report: Callable[[str], None],
) -> Case:
    """Annotate and train.

    case (Case): The case. Its curves are added.
    ways (Sequence[Way]): The ways to annotate.
    corpus (Sequence[GoldText]): The texts.
    evaluate (Callable): Takes answers and a seed, and returns a score.
    n_runs (int): How often.
    report (Callable): Receives a line after each session.
    RETURNS (Case): The same case.
    """
    for way in ways:
        curve = Curve(way.name, way.seconds)
        for seed in range(n_runs):
            answers, waits = run_session(
                way.recipe,
                shuffle(corpus, seed),
                way.answer,
                way.checkpoints[-1],
                model=way.model,
                options=way.options,
                seconds=way.seconds if way.is_learning else 0.0,
            )
            curve.runs.append(make_points(answers, way.checkpoints, evaluate, seed))
            case.waits.add(waits)
            scores = " ".join(
                f"{p.n_answers}:{p.score:.3f}({p.n_accepted})" for p in curve.runs[-1]
            )
            report(f"{case.title}, {way.name}, run {seed + 1}: {scores}")
        case.curves.append(curve)
    return case


def make_points(
    answers: Sequence[Task], checkpoints: Sequence[int], evaluate: Evaluate, seed: int
) -> list[Point]:
    """Train on the first answers, on more, and so on.

    answers (Sequence[dict]): The answers in their order.
    checkpoints (Sequence[int]): After how many.
    evaluate (Callable): Takes answers and a seed, and returns a score.
    seed (int): The seed.
    RETURNS (list[Point]): The scores.
    """
    points = []
    for n_answers in checkpoints:
        given = answers[:n_answers]
        accepted = [eg for eg in given if eg["answer"] == "accept"]
        # A score of the model goes with its suggestions, a pattern with those of the matcher.
        by_model = [
            eg for eg in accepted if "score" in eg.get("meta", ()) and "pattern" not in eg["meta"]
        ]
        # With no answers, a weak model has a score already.
        score = evaluate(given, seed) if given or not n_answers else 0.0
        points.append(Point(n_answers, score, len(accepted), len(by_model)))
    return points
