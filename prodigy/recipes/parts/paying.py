"""A word on what pays: yes or no to single suggestions, or correcting whole texts.

A yes or no is quick and says one thing. Correcting takes as long as about four of them, and says
everything about a text. Where most texts have nothing in them, everything is little, and questions
find what is rare. Where each text has several entities, it is much. What was measured (see
docs/active-learning.md): with 0.1 and with 0.5 entities per text, questions reached the same score
in a quarter and a third of the time; with 2.1, they were behind after the same time. So the line is
drawn at one per text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...messages import msg
from ...models.rounds import Predict, ScoredTask
from ...types import ExamplesType, TaskType

PER_TEXT = 1.0  # entities, from which on correcting pays
DOUBT = 0.3  # once something was said, this much further away from the line it is taken back
MIN_TEXTS = 20  # in a window
MIN_ANSWERS = 50  # before, a model that has just learned a label knows little about how rare it is


class PayingAdvice:
    """Counts what a model expects in the texts that it looks through anyway, and says what pays.

    is_new (bool): The model doesn't know its labels yet, so nothing is said at the start.
    tell (Callable): Receives a title and a text. Defaults to `msg.info`.
    """

    def __init__(self, is_new: bool, tell: Callable[[str, str], Any] = msg.info) -> None:
        self._tell = tell
        self._n_needed = MIN_ANSWERS if is_new else 0
        self._n_answers = 0
        self._is_paying: bool | None = None  # what was said last

    def watch(self, predict: Predict) -> Predict:
        """RETURNS (Callable): The same model, whose suggestions are counted."""

        def watched(tasks: Iterable[TaskType]) -> Iterator[ScoredTask]:
            texts = list(tasks)
            expected = 0.0
            for score, task in predict(texts):
                expected += score
                yield score, task
            if len(texts) >= MIN_TEXTS and self._n_answers >= self._n_needed:
                self._judge(expected / len(texts))

        return watched

    def note(self, update: Callable[[ExamplesType], float]) -> Callable[[ExamplesType], float]:
        """RETURNS (Callable): The same update, whose answers are counted."""

        def noted(answers: ExamplesType) -> float:
            self._n_answers += len(answers)
            return update(answers)

        return noted

    def _judge(self, per_text: float) -> None:
        if self._is_paying is None:
            is_paying = per_text < PER_TEXT
        else:
            # Not back and forth while the number is close to the line.
            is_paying = per_text < PER_TEXT + (DOUBT if self._is_paying else -DOUBT)
        if is_paying == self._is_paying:
            return
        self._is_paying = is_paying
        title = f"The model expects about {per_text:.1f} entities per text"
        if is_paying:
            self._tell(title, "Yes or no to single suggestions pays here: most texts have nothing.")
        else:
            self._tell(
                title,
                "Correcting whole texts probably pays more: ner.correct with --prefer uncertain "
                "--update, or ner.manual --update with a blank pipeline. All answers stay of use.",
            )
