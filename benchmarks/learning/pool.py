"""Selection from a pool: the same texts, asked in the orders of recipes, and what is learned of it.

The stream and the update callback are those of the real recipes, called in this process: no server
and no time to wait for, so five runs of a dozen ways are possible. As in real work, ten questions
are out while the model learns: a batch is chosen by what was known before the last one.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.learning.corpora import GoldText, make_tokens, shuffle
from benchmarks.learning.effort import Effort, count_edits, count_found

Task = dict[str, Any]
Answer = Callable[[Task, GoldText], Task]

BATCH = 10
DATASET = "pool"


@dataclass(frozen=True)
class PoolWay:
    """One way to annotate a pool.

    name (str): What the tables call it.
    recipe (str): The recipe.
    options (dict): Its arguments, apart from dataset, pipeline, source and labels.
    is_correcting (bool): There are suggestions of a pipeline that was trained on the first answers.
    is_binary (bool): Answers are yes or no.
    """

    name: str
    recipe: str
    options: dict[str, Any] = field(default_factory=dict)
    is_correcting: bool = False
    is_binary: bool = False


@dataclass(frozen=True)
class Step:
    """A point of a curve.

    n_answers (int): Answers so far.
    flat (float): Their seconds in the flat model.
    edits (float): Their seconds in the model by edits.
    score (float): The score of what was trained on them.
    """

    n_answers: int
    flat: float
    edits: float
    score: float


@dataclass(frozen=True)
class Trial:
    """What a run needs.

    texts (Sequence[GoldText]): The texts, in the order of the source.
    labels (Sequence[str]): The labels.
    n_answers (int): How many answers to give.
    n_start (int): Texts that were annotated in random order before, for ways that need a pipeline.
    """

    texts: Sequence[GoldText]
    labels: Sequence[str]
    n_answers: int
    n_start: int = 0


def collect(
    way: PoolWay, trial: Trial, answer: Answer, effort: Effort, model: Any
) -> list[tuple[Task, float, float]]:
    """Let a recipe ask, answer, and let it learn.

    way (PoolWay): How.
    trial (Trial): What.
    answer (Callable): How a question is answered.
    effort (Effort): What it takes.
    model (Any): The pipeline that the recipe starts with. None: the recipe takes none.
    RETURNS (list[tuple]): For each answer: itself, and its seconds in both models.
    """
    from prodigy.registry import get_recipe

    by_text = {gold.text: gold for gold in trial.texts}
    tasks = [make_source_task(gold) for gold in trial.texts[trial.n_start :]]
    args: dict[str, Any] = {"dataset": DATASET, "source": tasks, "label": list(trial.labels)}
    if model is not None:
        args["spacy_model"] = model
    components = get_recipe(way.recipe)(**args, **way.options)
    stream, update = iter(components["stream"]), components.get("update")
    given: list[tuple[Task, float, float]] = []
    for batch in _draw_ahead(stream, trial.n_answers - trial.n_start):
        answers = []
        for task in batch:
            gold = by_text[task["text"]]
            # As the server does it: models want to know how complete an answer is.
            answers.append({**answer(task, gold), "_view_id": components["view_id"]})
            if way.is_binary:
                given.append((answers[-1], effort.binary, effort.binary))
            else:
                n_edits = count_edits(task, gold) if way.is_correcting else count_found(gold)
                seconds = effort.measure(gold, n_edits)
                # Flat, a correction takes the share of a manual answer that its edits are.
                by_hand = effort.measure(gold, count_found(gold))
                given.append((answers[-1], effort.manual * seconds / by_hand, seconds))
        if update is not None:
            update(answers)
    return given


def _draw_ahead(stream: Iterator[Task], n: int) -> Iterator[list[Task]]:
    """Batches of which the next one was drawn before this one is answered."""
    ahead = list(islice(stream, min(BATCH, n)))
    n -= len(ahead)
    while ahead:
        batch, ahead = ahead, list(islice(stream, min(BATCH, max(0, n))))
        n -= len(ahead)
        yield batch


def make_source_task(gold: GoldText) -> Task:
    """RETURNS (dict): A text without what is right about it."""
    return {"text": gold.text, **({"tokens": make_tokens(gold.words)} if gold.words else {})}


def make_steps(
    given: Sequence[tuple[Task, float, float]],
    checkpoints: Sequence[int],
    evaluate: Callable[[Sequence[Task]], float],
) -> list[Step]:
    """Train on the first answers, on more, and so on.

    given (Sequence[tuple]): Answers and seconds.
    checkpoints (Sequence[int]): After how many.
    evaluate (Callable): Trains and scores.
    RETURNS (list[Step]): The curve. It ends where the answers do.
    """
    steps = []
    for n in checkpoints:
        if n > len(given) and steps and steps[-1].n_answers == len(given):
            break
        part = given[:n]
        flat, edits = sum(item[1] for item in part), sum(item[2] for item in part)
        steps.append(Step(len(part), flat, edits, evaluate([item[0] for item in part])))
    return steps


def find_reached(steps: Sequence[Step], score: float, model: str) -> float | None:
    """Find the seconds after which a curve stays at a score.

    steps (Sequence[Step]): The curve. Scores go up and down by chance, so what counts is the
        highest so far, averaged over neighbours.
    score (float): The score.
    model (str): "flat" or "edits".
    RETURNS (float | None): Seconds, on the straight line between two points. None if never.
    """
    before_s = before = 0.0
    for step in steps:
        seconds = getattr(step, model)
        if step.score >= score:
            share = 1.0 if step.score == before else (score - before) / (step.score - before)
            return before_s + max(0.0, share) * (seconds - before_s)
        before_s, before = seconds, max(0.0, step.score)
    return None


class Cache:
    """Curves of earlier runs, in a folder: a run that was interrupted goes on.

    folder (Path | None): The folder. None: nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: Sequence[Any], make: Callable[[], list[Step]]) -> list[Step]:
        """Read a curve, or make it and keep it.

        key (Sequence): What it depends on, as JSON.
        make (Callable): Makes it.
        RETURNS (list[Step]): The curve.
        """
        if self._folder is None:
            return make()
        text = json.dumps(list(key), sort_keys=True, default=str)
        path = self._folder / f"{hashlib.sha1(text.encode()).hexdigest()[:16]}.json"
        if path.exists():
            return [Step(**step) for step in json.loads(path.read_text("utf-8"))["steps"]]
        steps = make()
        self._folder.mkdir(parents=True, exist_ok=True)
        data = {"key": json.loads(text), "steps": [vars(step) for step in steps]}
        path.write_text(json.dumps(data), "utf-8")
        return steps


def split_pool(
    corpus: Sequence[GoldText], n_pool: int, n_test: int, seed: int
) -> tuple[list[GoldText], list[GoldText]]:
    """Split a corpus: texts to annotate, in another order for each seed, and texts for the score.

    corpus (Sequence[GoldText]): The texts.
    n_pool (int): How many to annotate, at most.
    n_test (int): How many are held out, the same for all seeds.
    seed (int): The order.
    RETURNS (tuple[list, list]): Both.
    """
    mixed = shuffle(corpus, 0)
    test, rest = mixed[:n_test], mixed[n_test:]
    random.Random(seed).shuffle(rest)
    return rest[:n_pool], test
