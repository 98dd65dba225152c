"""What an answer takes: the model of the annotator's seconds, and its calibration by real answers.

Two models, since the winner may depend on it:

- flat: every manual answer takes the same time, every yes or no too. What chooses long texts with
  much in them looks better than it is.
- edits: `START_S` to look, `WORD_S` for each word to read, `EDIT_S` for each entity to add, remove
  or change. These are scaled so that a manual answer in random order takes as long as in the flat
  model, on average: only then the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from benchmarks.learning.corpora import GoldText

Task = dict[str, Any]

START_S, WORD_S, EDIT_S = 1.0, 0.15, 2.0
DURATION_KEY = "_duration_ms"
LONGEST_S = 300.0  # whoever takes longer has been elsewhere


@dataclass(frozen=True)
class Effort:
    """Seconds of answers.

    manual (float): Of a manual answer in random order, on average.
    binary (float): Of a yes or no.
    scale (float): What the model by edits is multiplied with.
    """

    manual: float = 8.0
    binary: float = 2.0
    scale: float = 1.0

    def measure(self, text: GoldText, n_edits: int) -> float:
        """RETURNS (float): Seconds for reading a text and so many edits."""
        n_words = len(text.words) or len(text.text.split())
        return self.scale * (START_S + WORD_S * n_words + EDIT_S * n_edits)


def calibrate(corpus: Sequence[GoldText], manual: float = 8.0, binary: float = 2.0) -> Effort:
    """Scale the model by edits, so that a manual answer takes the same time in both models.

    corpus (Sequence[GoldText]): The texts.
    manual (float): Seconds of a manual answer. Defaults to 8.0.
    binary (float): Seconds of a yes or no. Defaults to 2.0.
    RETURNS (Effort): The model.
    """
    plain = Effort(manual, binary)
    usual = mean(plain.measure(gold, count_found(gold)) for gold in corpus)
    return Effort(manual, binary, manual / usual)


def count_found(gold: GoldText) -> int:
    """RETURNS (int): Edits of somebody who starts with nothing: one per entity, or a class."""
    return len(gold.spans) + bool(gold.category)


def count_edits(task: Task, gold: GoldText) -> int:
    """Count what has to be changed in suggestions.

    task (dict): The task as it was shown.
    gold (GoldText): What is right.
    RETURNS (int): Missing entities, or wrong ones if there are more: a wrong one is changed into a
        missing one in one go.
    """
    shown = {(s["start"], s["end"], s["label"]) for s in task.get("spans") or ()}
    return max(len(gold.spans - shown), len(shown - gold.spans))


def read_seconds(answers: Iterable[Task]) -> float | None:
    """Find out what real answers took.

    answers (Iterable[dict]): Answers, of which some know how long they took.
    RETURNS (float | None): The median in seconds, without those who went away meanwhile. None if
        none of them knows.
    """
    found = [eg.get(DURATION_KEY) for eg in answers]
    seconds = [
        value / 1000
        for value in found
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
    ]
    seconds = [value for value in seconds if value <= LONGEST_S]
    return median(seconds) if seconds else None
