"""python -m benchmarks.text_classes: how many seconds of annotation do encoders save?

The streams and update callbacks are those of the real recipes, called in this process; a simulated
annotator who knows the corpus answers. As in real work, one batch of ten questions is out while the
model learns. After some answers, spaCy's bag-of-words classifier is trained on all of them, in the
same way for all recipes, and scored on the test file.

    python -m benchmarks.text_classes --classes train.csv test.csv --rare A,B --balanced C,D,E,F
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.learning import training
from benchmarks.learning.corpora import GoldText, read_classes, shuffle
from benchmarks.learning.curves import find_seconds

Task = dict[str, Any]
Points = list[tuple[float, float]]  # seconds of annotation, and the score after them
BATCH = 10
BINARY_S, MANUAL_S = 2.0, 8.0
# Some hundred short texts have few words; a larger table only takes longer.
CLASSIFIER = {"model": {**training.CLASSIFIER["model"], "length": 16384}}
# Of the last score in random order.
SHARE = 0.9
N_RESAMPLES = 2000


@dataclass(frozen=True)
class Way:
    """One way to annotate.

    name (str): What the table calls it.
    start (Callable): Takes the tasks, returns the components of a recipe. None: the given order,
        with the question of `ask`.
    seconds (float): What one answer takes.
    checkpoints (tuple[int, ...]): After how many answers a classifier is trained.
    """

    name: str
    start: Callable[[list[Task]], dict[str, Any]]
    seconds: float
    checkpoints: tuple[int, ...]


@dataclass
class Result:
    """What one way led to.

    way (Way): The way.
    runs (list[list[tuple]]): For each run, seconds and score at each checkpoint.
    """

    way: Way
    runs: list[Points] = field(default_factory=list)


class Store:
    """Results of runs, in a file if there is one: what is interrupted goes on where it was.

    path (Path | None): A file of JSON lines.
    n_runs (int): How often each way is tried, each with another order of the texts.
    """

    def __init__(self, path: Path | None, n_runs: int) -> None:
        self.n_runs = n_runs
        self._path = path
        self._found: dict[tuple[str, str, int], Points] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                title, way, seed, points = json.loads(line)
                self._found[title, way, seed] = [(s, f) for s, f in points]

    def find(self, title: str, way: str, seed: int) -> Points | None:
        """RETURNS (list[tuple] | None): Seconds and scores, if the run was done."""
        return self._found.get((title, way, seed))

    def add(self, title: str, way: str, seed: int, points: Points) -> None:
        """Keep the result of a run."""
        self._found[title, way, seed] = points
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([title, way, seed, points]) + "\n")


def annotate(
    components: dict[str, Any], answer: Callable[[Task], Task], n_answers: int
) -> list[Task]:
    """Answer the questions of a recipe.

    components (dict): What the recipe returned.
    answer (Callable): Takes a task and returns its answer.
    n_answers (int): How many answers to give, fewer if there are no more questions.
    RETURNS (list[dict]): The answers, in their order.
    """
    stream, update = iter(components["stream"]), components.get("update")
    answers: list[Task] = []
    waiting = list(islice(stream, BATCH))
    while waiting and len(answers) < n_answers:
        following = list(islice(stream, BATCH))
        given = [answer(eg) for eg in waiting]
        answers += given
        if update is not None:
            update(given)
        waiting = following or list(islice(stream, BATCH))
    return answers[:n_answers]


def answer_class(eg: Task, gold: dict[str, set[str]]) -> Task:
    """RETURNS (dict): The task with yes or no to its label, or with the right options selected."""
    right = gold[eg["text"]]
    if "options" in eg:
        accepted = [option["id"] for option in eg["options"] if option["id"] in right]
        return {**eg, "accept": accepted, "answer": "accept"}
    return {**eg, "answer": "accept" if eg["label"] in right else "reject"}


def train(answers: Sequence[Task], labels: Sequence[str], seed: int) -> Any:
    """Train spaCy's bag-of-words classifier on what is known about each text.

    answers (Sequence[dict]): Binary answers, or options of which some are selected.
    labels (Sequence[str]): The labels.
    seed (int): For the first weights and the order.
    RETURNS (Language): The pipeline. What was not asked about a text is a missing value.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed

    from prodigy.models.textcat import get_cats

    facts: dict[str, dict[str, float]] = {}
    for eg in answers:
        cats = {label: float(applies) for label, applies in get_cats(eg).items()}
        facts.setdefault(eg["text"], {}).update(cats)
    fix_random_seed(seed)
    nlp = spacy.blank("en")
    pipe: Any = nlp.add_pipe("textcat_multilabel", config=CLASSIFIER)
    for label in labels:
        pipe.add_label(label)
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": cats}) for text, cats in facts.items()
    ]
    training.train_pipeline(nlp, examples, seed)
    return nlp


def score(
    nlp: Any, test: Sequence[GoldText], gold: dict[str, set[str]], labels: list[str]
) -> float:
    """RETURNS (float): The F-score, on average over the labels, where one applies from 0.5 on."""
    docs = list(nlp.pipe(text.text for text in test))
    scores = []
    for label in labels:
        found = [doc.cats[label] >= 0.5 for doc in docs]
        right = [label in gold[text.text] for text in test]
        both = sum(f and r for f, r in zip(found, right, strict=True))
        scores.append(training.get_f_score(both, sum(found), sum(right)))
    return mean(scores)


def run_case(
    title: str,
    ways: Sequence[Way],
    corpus: Sequence[GoldText],
    test: Sequence[GoldText],
    categories: dict[str, set[str]],
    labels: list[str],
    store: Store,
) -> str:
    """Annotate in all ways, and compare them with the first one.

    title (str): What the table is about.
    ways (Sequence[Way]): The ways, random order first.
    corpus, test (Sequence[GoldText]): The texts to annotate, and those for the score.
    categories (dict[str, set[str]]): Category of the corpus to the labels that apply to it.
    labels (list[str]): The labels.
    store (Store): What is known already, and where results go.
    RETURNS (str): A table in Markdown.
    """
    gold = {text.text: categories.get(text.category, set()) for text in (*corpus, *test)}
    for way in ways:
        for seed in range(store.n_runs):
            if store.find(title, way.name, seed) is not None:
                continue
            random.seed(seed)
            tasks = [{"text": text.text} for text in shuffle(corpus, seed)]
            answers = annotate(
                way.start(tasks), partial(answer_class, gold=gold), way.checkpoints[-1]
            )
            points = [
                (n * way.seconds, score(train(answers[:n], labels, seed), test, gold, labels))
                for n in way.checkpoints
            ]
            store.add(title, way.name, seed, points)
            shown = " ".join(f"{s:.0f}s:{f:.3f}" for s, f in points)
            print(f"{title}, {way.name}, run {seed + 1}: {shown}", file=sys.stderr, flush=True)
    found = [
        Result(way, [store.find(title, way.name, seed) or [] for seed in range(store.n_runs)])
        for way in ways
    ]
    return write_table(title, found)


def write_table(title: str, results: Sequence[Result]) -> str:
    """RETURNS (str): How long each way takes to SHARE of the last score of the first one."""
    base = results[0]
    head = [
        "way to annotate",
        "seconds to it",
        "share of random order",
        "95 % interval",
        "F at end",
    ]
    lines = [f"#### {title}", "", f"| {' | '.join(head)} |", "| --- | ---: | ---: | ---: | ---: |"]
    for result in results:
        seconds, shares = [], []
        for points, others in zip(result.runs, base.runs, strict=True):
            goal = SHARE * others[-1][1]
            needed = find_seconds(points, goal)
            random_needs = find_seconds(others, goal) or others[-1][0]
            # Whoever doesn't get there needs longer than he was watched.
            seconds.append(points[-1][0] * 2 if needed is None else needed)
            shares.append(seconds[-1] / max(random_needs, 1e-9))
        low, high = find_interval(shares)
        last = median(points[-1][1] for points in result.runs)
        end = result.runs[0][-1][0]
        cells = [f"{median(seconds):.0f}", f"{median(shares):.2f}", f"{low:.2f} to {high:.2f}"]
        lines.append(f"| {result.way.name} | {' | '.join(cells)} | {last:.3f} after {end:.0f} s |")
    return "\n".join(lines) + "\n"


def find_interval(values: Sequence[float]) -> tuple[float, float]:
    """RETURNS (tuple[float, float]): The 95 % bootstrap interval of the median."""
    rng = random.Random(0)
    medians = sorted(median(rng.choices(values, k=len(values))) for _ in range(N_RESAMPLES))
    return medians[int(0.025 * N_RESAMPLES)], medians[int(0.975 * N_RESAMPLES) - 1]


def make_binary_ways(labels: list[str], is_rare: bool) -> list[Way]:
    """RETURNS (list[Way]): textcat.manual with one label, and textcat.teach with encoders."""
    from prodigy.recipes import textcat

    few = (10, 20, 40, 80, 160)
    many = (400, 800, 1200) if is_rare else (10, 20, 40, 80, 160)

    def manual(tasks: list[Task]) -> dict[str, Any]:
        return textcat.manual("simulated", tasks, label=labels)

    def teach(encoder: str | None, tasks: list[Task]) -> dict[str, Any]:
        return textcat.teach("simulated", "blank:en", tasks, label=labels, encoder=encoder)

    return [
        Way("textcat.manual, random order", manual, BINARY_S, many),
        Way("textcat.teach --encoder hashed", partial(teach, "hashed"), BINARY_S, few),
        Way("textcat.teach --encoder wordllama", partial(teach, "wordllama"), BINARY_S, few),
        Way("textcat.teach", partial(teach, None), BINARY_S, few),
    ]


def main() -> int:
    """Run the cases and print their tables. RETURNS (int): The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.text_classes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        *("--classes",),
        nargs=2,
        required=True,
        metavar=("TRAIN", "TEST"),
        help="CSV files with the columns text and category",
    )
    parser.add_argument("--rare", metavar="A,B", default="", help="each of them a label of a case")
    parser.add_argument(
        "--balanced", metavar="A,B,C,D", default="", help="half of them is the label of a case"
    )
    parser.add_argument("--runs", type=int, default=5, help="repetitions (default: 5)")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="results of runs, to go on where it was stopped"
    )
    args = parser.parse_args()
    store = Store(args.keep, args.runs)
    corpus, test = map(read_classes, args.classes)
    names = [name.strip() for name in f"{args.rare},{args.balanced}".split(",") if name.strip()]
    unknown = set(names) - {text.category for text in corpus}
    if unknown or not names:
        parser.error(f"no such class: {', '.join(sorted(unknown)) or '--rare or --balanced'}")
    with tempfile.TemporaryDirectory() as home:
        os.environ["PRODIGY_HOME"] = home
        for name in filter(None, args.rare.split(",")):
            n = sum(text.category == name for text in corpus)
            title = f"{name}: {n} of {len(corpus)} texts"
            ways = make_binary_ways([name], is_rare=True)
            print(run_case(title, ways, corpus, test, {name: {name}}, [name], store), flush=True)
        chosen = [name for name in args.balanced.split(",") if name]
        if chosen:
            run_balanced(chosen, corpus, test, store)
    return 0


def run_balanced(
    chosen: list[str], corpus: Sequence[GoldText], test: Sequence[GoldText], store: Store
) -> None:
    """Run the case of a label that applies to half of the texts, those of some classes only."""
    corpus = [text for text in corpus if text.category in chosen]
    test = [text for text in test if text.category in chosen]
    half = chosen[: len(chosen) // 2]
    label = "YES"
    n = sum(text.category in half for text in corpus)
    title = f"{' or '.join(half)}: {n} of {len(corpus)} texts"
    ways = make_binary_ways([label], is_rare=False)
    categories = {name: {label} for name in half}
    print(run_case(title, ways, corpus, test, categories, [label], store), flush=True)


if __name__ == "__main__":
    sys.exit(main())
