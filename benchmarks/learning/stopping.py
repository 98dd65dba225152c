"""Is "the curve is flat" said when more answers would bring little? Counted on curves whose
continuation is known.

Of each run, the first answers are shown as `train-curve` does, in quarters, and what is said is
compared with what a hundred more bring, on average over the runs.

    python -m benchmarks.learning.stopping --classes train.csv test.csv
    python -m benchmarks.learning.stopping --pool train.conll
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np

from benchmarks.learning.corpora import GoldText, read_classes, read_conll
from benchmarks.learning.learners import score_linear
from benchmarks.learning.pool import split_pool
from prodigy.components.dashboard.curves import FLAT, MORE, judge, make_outlook

Run = Sequence[tuple[int, float]]  # answers and scores
PORTIONS = (0.25, 0.5, 0.75, 1.0)
# After how many answers the score is measured, and after how many it is judged.
SIZES = (25, 50, 75, 100, 150, 200, 225, 300, 375, 400, 500, 600, 700, 800)
JUDGED = (100, 200, 300, 400, 500, 600, 700)
N_CLASSES, N_GROUPS = 8, 4  # of a group half are the label
STRENGTH = 10.0


@dataclass(frozen=True)
class Verdict:
    """What was said once, and what came.

    n_answers (int): After how many answers.
    said (str): "flat", "rising", "unsure" or "unknown".
    gain (float): What was promised, 0 to 1; 0 if nothing was.
    came (float): What came on average, 0 to 1.
    """

    n_answers: int
    said: str
    gain: float
    came: float

    @property
    def is_flat(self) -> bool:
        """Whether it was right to stop."""
        return 100 * self.came < FLAT


def judge_runs(runs: Sequence[Run], sizes: Sequence[int]) -> list[Verdict]:
    """Judge each run after some numbers of answers.

    runs (Sequence): The curves of one corpus.
    sizes (Sequence[int]): After how many answers. Runs have to go a hundred further.
    RETURNS (list[Verdict]): One per run and number.
    """
    found = []
    for n in sizes:
        came = mean(_score(run, n + MORE) - _score(run, n) for run in runs)
        for run in runs:
            points = [{"n": n * p, "score": _score(run, n * p)} for p in PORTIONS]
            outlook = make_outlook(points)
            gain = outlook["gain"] if outlook else 0.0
            found.append(Verdict(n, judge(outlook), gain, came))
    return found


def write_verdicts(verdicts: Sequence[Verdict]) -> str:
    """RETURNS (str): A table in Markdown: what was said how often, and how often that was right."""
    lines = ["| said | times | really flat | gain that came |", "| --- | ---: | ---: | ---: |"]
    for said in ("flat", "unsure", "rising", "unknown"):
        own = [verdict for verdict in verdicts if verdict.said == said]
        if own:
            n_flat = sum(verdict.is_flat for verdict in own)
            came = 100 * mean(verdict.came for verdict in own)
            lines.append(f"| {said} | {len(own)} | {n_flat} | {came:.1f} points |")
    return "\n".join([*lines, ""])


def _score(run: Run, n: float) -> float:
    return float(np.interp(n, [size for size, _ in run], [score for _, score in run]))


def run_classes(
    train: Sequence[GoldText], test: Sequence[GoldText], n_runs: int
) -> Iterator[list[Run]]:
    """Yield the curves of balanced labels: half of eight classes each."""
    from prodigy.components.encoding import HashedNgrams
    from prodigy.models import logistic

    encode = HashedNgrams(is_fixed=True)
    names = sorted({gold.category for gold in train})
    for start in range(0, N_CLASSES * N_GROUPS, N_CLASSES):
        kept = names[start : start + N_CLASSES]
        right = set(kept[: N_CLASSES // 2])
        own = [gold for gold in test if gold.category in kept]
        vectors, truth = encode([gold.text for gold in own]), _tell(own, right)
        runs: list[Run] = []
        for seed in range(n_runs):
            texts = [gold for gold in train if gold.category in kept]
            random.Random(seed).shuffle(texts)
            rows, targets = encode([gold.text for gold in texts]), _tell(texts, right)
            run = []
            for n in (n for n in SIZES if n <= len(texts)):
                weights = logistic.fit(rows[:n], targets[:n], np.ones((n, 1)), STRENGTH)
                found = logistic.predict(vectors, weights) >= 0.5
                n_both = float((found * truth).sum())
                run.append((n, 2 * n_both / max(1.0, float(found.sum() + truth.sum()))))
            runs.append(run)
        yield runs


def _tell(texts: Sequence[GoldText], right: set[str]) -> np.ndarray:
    return np.array([[float(gold.category in right)] for gold in texts])


def run_pool(corpus: Sequence[GoldText], n_runs: int) -> list[Run]:
    """RETURNS (list): The curves of entities in random order."""
    runs: list[Run] = []
    for seed in range(n_runs):
        texts, held_out = split_pool(corpus, SIZES[-1], min(350, len(corpus) // 4), seed)
        sizes = [n for n in SIZES if n <= min(600, len(texts))]
        runs.append([(n, score_linear(texts[:n], held_out, seed)) for n in sizes])
    return runs


def main() -> int:
    """Print a table per kind of data. RETURNS (int): The exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning.stopping")
    parser.add_argument("--classes", nargs=2, metavar=("TRAIN", "TEST"))
    parser.add_argument("--pool", action="append", default=[], metavar="FILE")
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    cases: list[list[Run]] = [run_pool(read_conll(path), args.runs) for path in args.pool]
    if args.classes:
        cases += run_classes(*map(read_classes, args.classes), args.runs)
    if not cases:
        parser.error("--classes or --pool")
    verdicts = []
    for runs in cases:
        end = min(run[-1][0] for run in runs)
        verdicts += judge_runs(runs, [n for n in JUDGED if n + MORE <= end])
    print(write_verdicts(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
