"""What happens with answers once they are stored: the recipe learns, and progress is made."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..components.progress import ProgressEstimator
from ..components.session import Session
from ..protocols import ControllerProtocol
from ..reporting import RECIPE_ERRORS
from ..shapes import TaskType

# Told about every update: whose, how many seconds it took, and whether it went well.
on_update: list[Callable[[ControllerProtocol, float, bool], None]] = []


class Lessons:
    """Calls the recipe's `update`. Whatever fails there, the answers are safe.

    ctrl (Controller): The controller, for its `update`.
    estimator (ProgressEstimator): Hears of every update.
    report (callable): Receives (what failed, exception) for the person at the terminal.
    """

    def __init__(
        self,
        ctrl: ControllerProtocol,
        estimator: ProgressEstimator,
        report: Callable[[str, BaseException], None],
    ) -> None:
        self._ctrl = ctrl
        self._estimator = estimator
        self._report = report
        self._notices: list[str] = []

    @property
    def has_recipe_code(self) -> bool:
        """Whether anything of the recipe runs after answers: else nothing is learned."""
        return self._ctrl.update is not None or self._estimator.has_function

    def learn(self, session: Session, answers: list[TaskType]) -> None:
        """Learn from a batch of stored answers: recipe thread only.

        session (Session): Who answered.
        answers (list[dict]): The answers.
        """
        result = None
        if self._ctrl.update is not None:
            started, is_good = time.monotonic(), False
            try:
                result = self._ctrl.update(answers)
                is_good = True
            except RECIPE_ERRORS as err:
                self._report("update failed; the answers are saved", err)
                self._notices.append(f"update failed: {err}. Your answers are saved.")
                return
            finally:
                for tell in on_update:
                    tell(self._ctrl, time.monotonic() - started, is_good)
        try:
            self._estimator.note_update(session, answers, result)
        except RECIPE_ERRORS as err:
            self._report("progress failed", err)

    def take_notices(self) -> list[str]:
        """RETURNS (list[str]): What failed since the last call, for annotators."""
        notices, self._notices = self._notices, []
        return notices
