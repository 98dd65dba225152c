"""Results as text, for recipes of long ago that print them when they end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..protocols import ControllerProtocol
from .ab_report import get_preferred_side, make_report


def get_compare_printer(name_a: str, name_b: str) -> Callable[[ControllerProtocol], None]:
    """Make an `on_exit` callback for answers about two sides, A and B.

    name_a (str): Name of A.
    name_b (str): Name of B.
    RETURNS (callable): `(ctrl)`. Prints how often each was preferred, see the recipe `compare`.
    """
    return make_report(name_a, name_b, get_preferred_side)


def answers(counts: Mapping[str, int]) -> str:
    """Format how many answers of each kind there are.

    counts (Mapping[str, int]): Answer to number.
    RETURNS (str): One line each, and the total.
    """
    return _format({**counts, "total": sum(counts.values())})


def ner_result(
    stats: Mapping[str, Any], best: float | None = None, baseline: float | None = None
) -> str:
    """Format what `EntityRecognizer.evaluate` returned.

    stats (Mapping[str, Any]): The result.
    best (float | None): Best accuracy so far. Defaults to None.
    baseline (float | None): Accuracy before the model was changed. Defaults to None.
    RETURNS (str): One line for each figure.
    """
    names = {"right": "Correct", "wrong": "Incorrect", "unk": "Unknown", "ents": "Entities"}
    return _format(
        {
            **{name: stats[key] for key, name in names.items()},
            "Baseline": baseline,
            "Accuracy": stats["acc"],
            "Best accuracy": best,
        }
    )


def tc_result(stats: Mapping[str, Any]) -> str:
    """Format what `TextClassifier.evaluate` returned.

    stats (Mapping[str, Any]): The result.
    RETURNS (str): One line for each figure.
    """
    names = {
        "tp": "Correctly selected",
        "tn": "Correctly left out",
        "fp": "Wrongly selected",
        "fn": "Wrongly left out",
        "precision": "Precision",
        "recall": "Recall",
        "fscore": "F-score",
        "acc": "Accuracy",
    }
    return _format({name: stats[key] for key, name in names.items()})


def _format(figures: Mapping[str, Any]) -> str:
    width = max(map(len, figures), default=0)
    return "\n".join(
        f"{name:{width}}   {f'{value:.3f}' if isinstance(value, float) else value}"
        for name, value in figures.items()
        if value is not None
    )
