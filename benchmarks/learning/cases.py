"""The cases: which corpus, which ways to annotate it, and what is trained on the answers.

Each function yields the curves of one case. All ways to annotate in one case share the corpus, the
order of its texts (a new one for each run) and the training.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.learning import training
from benchmarks.learning.annotator import answer_class, answer_manual, answer_span
from benchmarks.learning.corpora import GoldText, keep_labels, shuffle
from benchmarks.learning.patterns import write_frequent_patterns, write_name_patterns
from benchmarks.learning.ways import Case, Settings, Way, run_case

Task = dict[str, Any]

SPLIT_SEED = 0  # the same texts are held out in every run


# Classes -------------------------------------------------------------------------------------


def run_rare_class(
    corpus: Sequence[GoldText],
    held_out: Sequence[GoldText],
    labels: Sequence[str],
    settings: Settings,
    report: Callable[[str], None],
) -> Iterator[Case]:
    """A class that applies to one text in a hundred: textcat.teach, and textcat.manual.

    corpus (Sequence[GoldText]): The texts.
    held_out (Sequence[GoldText]): The texts for the score.
    labels (Sequence[str]): The classes. Each is a case of its own.
    settings (Settings): The settings.
    report (Callable): Receives a line after each session.
    YIELDS (Case): One case per class.
    """
    teach = (50, 100) if settings.is_quick else (50, 100, 200)
    manual = (100, 200) if settings.is_quick else (200, 400, 800, 1200)
    with tempfile.TemporaryDirectory() as folder:
        for label in labels:
            n_texts = sum(gold.category == label for gold in corpus)
            patterns = write_name_patterns(label, Path(folder) / f"{label}.jsonl")
            option = ("--label", label)
            shared: dict[str, Any] = {
                "recipe": "textcat.teach",
                "answer": answer_class,
                "seconds": settings.seconds_binary,
                "checkpoints": teach,
                "model": "blank:en",
                "is_learning": True,
            }
            ways = [
                Way("textcat.teach", options=option, **shared),
                Way(
                    "textcat.teach --patterns",
                    options=(*option, "--patterns", str(patterns)),
                    **shared,
                ),
                Way(
                    "textcat.manual, random order",
                    "textcat.manual",
                    answer_class,
                    settings.seconds_binary,
                    manual,
                    options=option,
                ),
            ]

            def evaluate(answers: Sequence[Task], seed: int, label: str = label) -> float:
                nlp = training.train_classifier(answers, label, seed)
                return training.score_classifier(nlp, held_out, label)

            share = n_texts / len(corpus)
            text = f"`{label}` applies to {n_texts} of {len(corpus)} texts ({share:.1%})."
            yield run_case(
                Case(f"Class {label}", text), ways, corpus, evaluate, settings.n_runs, report
            )


# Entities ------------------------------------------------------------------------------------


def split(
    corpus: Sequence[GoldText], n_start: int
) -> tuple[list[GoldText], list[GoldText], list[GoldText]]:
    """Split a corpus.

    corpus (Sequence[GoldText]): The texts.
    n_start (int): Texts that are annotated from the start.
    RETURNS (tuple[list, list, list]): Those, the texts to annotate, and those for the score, which
        are three in ten.
    """
    mixed = shuffle(corpus, SPLIT_SEED)
    n_held_out = len(mixed) * 3 // 10
    held_out, rest = mixed[:n_held_out], mixed[n_held_out:]
    return rest[:n_start], rest[n_start:], held_out


def run_rare_entity(
    corpus: Sequence[GoldText],
    label: str,
    settings: Settings,
    report: Callable[[str], None],
    *,
    n_start: int = 150,
) -> Case:
    """An entity that is rare, and a weak model of it to start with.

    corpus (Sequence[GoldText]): The texts.
    label (str): The label.
    settings (Settings): The settings.
    report (Callable): Receives a line after each session.
    n_start (int): Annotated texts that the weak model was trained on. All ways to annotate add
        their answers to these. Defaults to 150.
    RETURNS (Case): The case.
    """
    import spacy

    start, texts, held_out = split(keep_labels(corpus, [label]), n_start)
    binary = (100, 200) if settings.is_quick else (0, 100, 200, 400)
    manual = (50, 100) if settings.is_quick else (0, 50, 100, 200)
    option = ("--label", label)

    with tempfile.TemporaryDirectory() as folder:
        weak = training.make_recognizer(label, SPLIT_SEED)
        training.train_recognizer(weak, [], label, SPLIT_SEED, gold=start)
        model = str(Path(folder) / "weak")
        weak.to_disk(model)

        def evaluate(answers: Sequence[Task], seed: int) -> float:
            nlp = spacy.load(model)
            training.train_recognizer(nlp, answers, label, seed, gold=start)
            return training.score_recognizer(nlp, held_out, label)

        ways = [
            Way(
                *("ner.teach", "ner.teach", answer_span, settings.seconds_binary, binary, model),
                options=(*option, "--unsegmented"),
                is_learning=True,
            ),
            Way(
                *("ner.manual, random order", "ner.manual", answer_manual),
                *(settings.seconds_manual, manual, "blank:en"),
                options=option,
            ),
        ]
        n_texts = sum(label in gold.labels for gold in texts)
        text = (
            f"`{label}` occurs in {n_texts} of {len(texts)} sentences "
            f"({n_texts / len(texts):.1%}). The weak model has seen {len(start)} sentences."
        )
        return run_case(
            Case(f"Entity {label}", text), ways, texts, evaluate, settings.n_runs, report
        )


def run_new_entity(
    corpus: Sequence[GoldText],
    label: str,
    settings: Settings,
    report: Callable[[str], None],
    *,
    n_patterns: int = 5,
) -> Case:
    """An entity that no model knows: a blank pipeline, and patterns for the best known examples.

    corpus (Sequence[GoldText]): The texts.
    label (str): The label.
    settings (Settings): The settings.
    report (Callable): Receives a line after each session.
    n_patterns (int): How many patterns to write, for the most frequent entities. Defaults to 5.
    RETURNS (Case): The case.
    """
    _, texts, held_out = split(keep_labels(corpus, [label]), 0)
    binary = (50, 100) if settings.is_quick else (50, 100, 200, 400)
    manual = (25, 50) if settings.is_quick else (25, 50, 100)
    option = ("--label", label)

    def evaluate(answers: Sequence[Task], seed: int) -> float:
        nlp = training.make_recognizer(None, seed)
        training.train_recognizer(nlp, answers, label, seed)
        return training.score_recognizer(nlp, held_out, label)

    with tempfile.TemporaryDirectory() as folder:
        patterns = Path(folder) / "patterns.jsonl"
        words = write_frequent_patterns(texts, label, n_patterns, patterns)
        ways = [
            Way(
                *("ner.teach --patterns", "ner.teach", answer_span),
                *(settings.seconds_binary, binary, "blank:en"),
                options=(*option, "--patterns", str(patterns), "--unsegmented"),
                is_learning=True,
            ),
            Way(
                *("ner.manual, random order", "ner.manual", answer_manual),
                *(settings.seconds_manual, manual, "blank:en"),
                options=option,
            ),
        ]
        text = (
            f"The pipeline is `blank:en`. The patterns are {len(words)} words: {', '.join(words)}."
        )
        return run_case(
            Case(f"New entity {label}", text, has_matches=True),
            *(ways, texts, evaluate, settings.n_runs, report),
        )
