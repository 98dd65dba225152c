"""python -m benchmarks.active_learning: does labelling with a model in the loop pay?

A simulated annotator who knows a gold corpus answers the questions of the real recipes over REST.
Pipelines are trained on what `db-out` returns, and scored on texts held out. Compared are the
scores after the same time of annotation. The case "selection" calls the recipes in this process,
and compares the orders in which they ask whole texts: the time until a score is reached.

    python -m benchmarks.active_learning selection --pool train.conll --runs 5
    python -m benchmarks.active_learning --classes train.csv test.csv --class-labels A,B
    python -m benchmarks.active_learning --entities train.conll --entity-label PRODUCT
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.learning.annotator import Waits
from benchmarks.learning.cases import run_new_entity, run_rare_class, run_rare_entity
from benchmarks.learning.corpora import (
    GoldText,
    keep_labels,
    read_answers,
    read_classes,
    read_conll,
)
from benchmarks.learning.effort import read_seconds
from benchmarks.learning.learners import LEARNERS
from benchmarks.learning.pool import Cache
from benchmarks.learning.report import draw, write_case, write_waits
from benchmarks.learning.selection import run_selection, write_selection
from benchmarks.learning.ways import Case, Settings
from prodigy.util import read_jsonl

NAMES = ("rare-class", "rare-entity", "new-entity")
SELECTION = "selection"
SECONDS_MANUAL = 8.0


def make_parser() -> argparse.ArgumentParser:
    """RETURNS (ArgumentParser): The arguments of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.active_learning",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join((*NAMES, SELECTION)))
    parser.add_argument(
        *("--classes",), nargs=2, metavar=("TRAIN", "TEST"), help="CSV files with text,category"
    )
    parser.add_argument("--class-labels", metavar="A,B", help="rare classes, each a case")
    parser.add_argument("--entities", metavar="FILE", help="a CoNLL file; a part is held out")
    parser.add_argument("--entity-label", metavar="LABEL", help="a rare label")
    parser.add_argument(
        "--pool",
        metavar="FILE",
        help="texts for the case selection: CoNLL, or the JSONL of db-out with answers of "
        "ner.manual; what they took (_duration_ms) is used",
    )
    parser.add_argument("--pool-labels", metavar="A,B", help="leave out other labels of the pool")
    parser.add_argument("--pool-size", type=int, default=1200, help="texts to ask (default: 1200)")
    parser.add_argument(
        "--learner", choices=sorted(LEARNERS), default="linear", help="what is trained and scored"
    )
    parser.add_argument(
        "--pipelines",
        action="store_true",
        help="also ner.correct, which takes minutes for each run",
    )
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep curves, to go on later")
    parser.add_argument("--runs", type=int, default=3, help="repetitions (default: 3)")
    parser.add_argument("--seconds-binary", type=float, default=2.0, help="per answer (default: 2)")
    parser.add_argument("--seconds-manual", type=float, help="per answer (default: 8)")
    parser.add_argument("--quick", action="store_true", help="one run, few answers")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="for a table and drawings")
    return parser


def main() -> int:
    """Run the chosen cases, print their tables, and save them.

    RETURNS (int): The exit code.
    """
    parser = make_parser()
    args = parser.parse_args()
    names = (*NAMES, SELECTION)
    unknown = set(args.cases) - set(names)
    if unknown:
        parser.error(f"no case {', '.join(unknown)}; there are: {', '.join(names)}")
    if SELECTION in args.cases:
        return run_pool(args, parser)
    settings = Settings(
        n_runs=1 if args.quick else args.runs,
        seconds_binary=args.seconds_binary,
        seconds_manual=args.seconds_manual or SECONDS_MANUAL,
        is_quick=args.quick,
    )
    start, waits, texts = time.monotonic(), Waits(), []
    for case in run_cases(args, parser, settings):
        texts.append(write_case(case))
        waits.add(case.waits)
        print(texts[-1], flush=True)
        if args.output:
            args.output.mkdir(parents=True, exist_ok=True)
            name = case.title.lower().replace(" ", "-")
            (args.output / f"{name}.svg").write_text(draw(case.curves, case.title), "utf-8")
    texts.append(f"### Waiting\n\n{write_waits(waits)}\n")
    print(texts[-1])
    if args.output:
        (args.output / "results.md").write_text("\n".join(texts), "utf-8")
    report(f"Done after {(time.monotonic() - start) / 60:.1f} min")
    return 0


def run_pool(args: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Run the case "selection", print its table and save it.

    args (Namespace): The command line.
    parser (ArgumentParser): For messages about it.
    RETURNS (int): The exit code.
    """
    if args.cases != [SELECTION] or not args.pool:
        parser.error("selection needs --pool, and stands alone")
    corpus, seconds = read_pool(Path(args.pool))
    if args.pool_labels:
        corpus = keep_labels(corpus, args.pool_labels.split(","))
    if not any(gold.spans for gold in corpus):
        parser.error(f"there are no entities in {args.pool}")
    manual = args.seconds_manual or seconds or SECONDS_MANUAL
    if seconds:
        report(f"Answers in {args.pool} took {seconds:.1f} s (median)")
    # The streams and databases of recipes that run here are nobody's.
    with tempfile.TemporaryDirectory() as home:
        os.environ["PRODIGY_HOME"] = home
        case = run_selection(
            ", ".join([Path(args.pool).name, *(args.pool_labels or "").split(",")]).strip(", "),
            corpus,
            range(1 if args.quick else args.runs),
            report,
            n_pool=args.pool_size,
            learner=args.learner,
            seconds=(manual, args.seconds_binary),
            is_quick=args.quick,
            with_pipelines=args.pipelines,
            cache=Cache(args.cache),
        )
    text = write_selection(case)
    print(text)
    if args.output:
        args.output.mkdir(parents=True, exist_ok=True)
        (args.output / "selection.md").write_text(text, "utf-8")
    return 0


def read_pool(path: Path) -> tuple[list[GoldText], float | None]:
    """Read the texts of a pool.

    path (Path): A file in the format of CoNLL, or in JSONL.
    RETURNS (tuple[list[GoldText], float | None]): The texts, and what an answer took, if the file
        knows.
    """
    if path.suffix != ".jsonl":
        return read_conll(path), None
    answers = list(read_jsonl(path))
    return read_answers(answers), read_seconds(answers)


def run_cases(
    args: argparse.Namespace, parser: argparse.ArgumentParser, settings: Settings
) -> Iterator[Case]:
    """Run the cases for which there is data.

    args (Namespace): The command line.
    parser (ArgumentParser): For messages about it.
    settings (Settings): The settings.
    YIELDS (Case): The results.
    """
    wanted = args.cases or NAMES
    needs = {
        "rare-class": (args.classes, args.class_labels, "--classes and --class-labels"),
        "rare-entity": (args.entities, args.entity_label, "--entities and --entity-label"),
        "new-entity": (args.entities, args.entity_label, "--entities and --entity-label"),
    }
    ready = [name for name in NAMES if name in wanted and all(needs[name][:2])]
    missing = [name for name in (args.cases or ()) if name not in ready]
    if missing or not ready:
        parser.error(f"{(missing or wanted)[0]} needs {needs[(missing or wanted)[0]][2]}")
    if "rare-class" in ready:
        train, test = map(read_classes, args.classes)
        labels = [label.strip() for label in args.class_labels.split(",")]
        unknown = set(labels) - {gold.category for gold in train}
        if unknown:
            parser.error(f"there is no class {', '.join(sorted(unknown))} in {args.classes[0]}")
        yield from run_rare_class(train, test, labels, settings, report)
    if "rare-entity" in ready or "new-entity" in ready:
        corpus = read_conll(args.entities)
        if not any(args.entity_label in gold.labels for gold in corpus):
            parser.error(f"there is no entity {args.entity_label} in {args.entities}")
        for name, run in (("rare-entity", run_rare_entity), ("new-entity", run_new_entity)):
            if name in ready:
                yield run(corpus, args.entity_label, settings, report)


def report(line: str) -> None:
    """Tell how far it is."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
