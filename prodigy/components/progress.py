"""How far the annotation is: a recipe's own function, or one of three estimators.

Chosen in this order: the recipe's `progress`; the losses that `update` returns; annotations
against `total_examples_target`; position in the source, as far as it is answered. None means
unknown.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from ..logger import log
from ..protocols import ControllerProtocol, SessionProtocol
from ..reporting import RECIPE_ERRORS

PROGRESS, TARGET_PROGRESS, SOURCE_PROGRESS = "progress", "target", "source"
LOSS_SMOOTHING = 0.3  # weight of the newest loss in the moving average

Progress = tuple[float | None, str | None]


class LossProgress:
    """Estimates when a model in the loop has learned enough, from the losses of its updates.

    The moving average of the loss per update is fitted by a straight line (least squares); where
    the line reaches zero, the work is done. While losses don't fall, the last estimate stays.
    """

    def __init__(self) -> None:
        self._averages: list[float] = []
        self.value: float | None = None

    def add(self, loss: float) -> None:
        """Take in the return value of one update."""
        last = self._averages[-1] if self._averages else loss
        self._averages.append(last + LOSS_SMOOTHING * (loss - last))
        n = len(self._averages)
        if n < 2:
            self.value = 0.0
            return
        mean_x, mean_y = (n + 1) / 2, sum(self._averages) / n
        spread = sum((x - mean_x) ** 2 for x in range(1, n + 1))
        slope = sum((x - mean_x) * (y - mean_y) for x, y in enumerate(self._averages, 1)) / spread
        if slope < 0:
            remaining = max(0.0, -self._averages[-1] / slope)
            self.value = n / (n + remaining)


class ProgressEstimator:
    """Knows the current progress of every session. Cheap to ask; recipe code isn't run here.

    ctrl (ControllerProtocol): The controller.
    custom (Optional[callable]): The recipe's progress function.
    measure (Optional[callable]): `(session) -> float | None`, how much of the source a session, or
        None for all together, has done. Defaults to how much was read.
    """

    def __init__(
        self,
        ctrl: ControllerProtocol,
        custom: Callable[..., Any] | None,
        measure: Callable[[SessionProtocol | None], float | None] | None = None,
    ) -> None:
        self._ctrl = ctrl
        self._custom = custom
        self._measure = measure
        self._custom_values: dict[str | None, float | None] = {}
        # Session to its last batch of answers, and what `update` returned for it.
        self._last: dict[str | None, tuple[list[dict[str, Any]], Any]] = {None: ([], None)}
        self._asked: dict[str, int] = {}  # session to the number of updates its value knows
        self._is_running = False
        self._losses = LossProgress()
        self._has_model = ctrl.update is not None and getattr(ctrl.update, "updates_model", True)
        self._n_updates = 0
        self.is_told = False  # the recipe learns in another process

    @property
    def has_function(self) -> bool:
        """Whether the recipe brings a function of its own."""
        return self._custom is not None

    @property
    def has_model(self) -> bool:
        """Whether a model learns from the answers, which decides about the next tasks."""
        return self._has_model

    def note_update(
        self, session: SessionProtocol, answers: list[dict[str, Any]], result: Any
    ) -> None:
        """Take in what `update` returned. Runs the recipe's function: recipe thread only."""
        self._n_updates += 1
        if self.has_function:
            self._last[session.session_id] = self._last[None] = (answers, result)
            self._asked[session.session_id] = self._n_updates
            self._run(session, answers, result)
            self._custom_values[None] = self._custom_values[session.session_id]
        elif isinstance(result, (int, float)) and not isinstance(result, bool):
            self._losses.add(float(result))

    def refresh(self, session: SessionProtocol | None = None) -> None:
        """Ask the recipe's function how far a session is, without new answers: recipe thread only.

        session (Optional[Session]): The session. None: all together.
        """
        if self._is_running:
            return  # the function itself asks for the progress
        try:
            key = session.session_id if session else None
            answers, result = self._last.get(key) or ([], self._last[None][1])
            self._run(session, answers, result)
        except RECIPE_ERRORS as err:
            # Many functions expect a loss, or a session, and there has been none yet.
            log(f"CONTROLLER: No progress without an update: {type(err).__name__}: {err}")

    def describe(self) -> dict[str, Any]:
        """RETURNS (Dict[str, Any]): JSON, what others need to know who share the work."""
        values = [[key, value] for key, value in self._custom_values.items()]
        return {"loss": self._losses.value, "n_updates": self._n_updates, "values": values}

    def adopt(self, told: Mapping[str, Any]) -> None:
        """Take over what another one, where the recipe learns, has told by `describe`."""
        self._losses.value, self._n_updates = told["loss"], told["n_updates"]
        self._custom_values = dict(told["values"])
        self.is_told = True

    def needs_refresh(self, session: SessionProtocol) -> bool:
        """Tell that `refresh` should be called: others have answered since the session's value was
        computed, or it has none. Says so once."""
        key = session.session_id
        if self.is_told or not self.has_function or self._asked.get(key) == self._n_updates:
            return False
        self._asked[key] = self._n_updates
        return True

    def _run(self, session: Any, answers: list[dict[str, Any]], result: Any) -> None:
        if self._custom is None:
            return
        self._is_running = True
        try:
            value = call_progress(self._custom, self._ctrl, session, answers, result)
        finally:
            self._is_running = False
        self._custom_values[session.session_id if session else None] = _as_fraction(value)

    def get(self, session: SessionProtocol | None) -> Progress:
        """RETURNS (Tuple[Optional[float], Optional[str]]): Progress in [0, 1] and its kind."""
        if self._custom is not None:
            key = session.session_id if session else None
            value = self._custom_values.get(key, self._custom_values.get(None))
            return value, PROGRESS
        if self._has_model and (self._losses.value is not None or not self._n_updates):
            return self._losses.value, PROGRESS
        target = self._ctrl.config.get("total_examples_target") or 0
        if target > 0:
            done = session.total_annotated if session else self._ctrl.total_annotated
            return _as_fraction(done / target), TARGET_PROGRESS
        value = self.get_source(session)
        return value, None if value is None else SOURCE_PROGRESS

    def get_source(self, session: SessionProtocol | None = None) -> float | None:
        """RETURNS (Optional[float]): How much of the source a session has done, in [0, 1]. None:
        all together."""
        if self._measure is not None:
            return _as_fraction(self._measure(session))
        return _as_fraction(self._ctrl.stream.progress)


def _as_fraction(value: Any) -> float | None:
    return None if value is None else min(1.0, max(0.0, float(value)))


def call_progress(
    func: Callable[..., Any],
    ctrl: ControllerProtocol,
    session: Any,
    answers: list[dict[str, Any]],
    result: Any,
) -> Any:
    """Call a progress function with the arguments it declares.

    Recipes were written for several signatures: `(ctrl, update_return_value)` and
    `(ctrl, session, answers, update_return_value)`, both with any names for the parameters, and
    long ago `(session, total, loss)`, which are two counts and the loss.
    """
    given = {"session": session, "answers": answers, "update_return_value": result}
    counts = {"session": ctrl.session_annotated, "total": ctrl.total_annotated, "loss": result}
    try:
        parameters = list(inspect.signature(func).parameters.values())
    except (TypeError, ValueError):
        return func(ctrl, result)
    names = [p.name for p in parameters]
    unknown = [p for p in parameters if p.name not in counts]
    if "total" in names and all(p.default is not p.empty for p in unknown):
        return func(**{name: counts[name] for name in names if name in counts})
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    rest = positional[1:]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters) and len(positional) < 2:
        return func(ctrl, result)
    if rest and all(p.name in given for p in rest):
        return func(ctrl, *(given[p.name] for p in rest))
    by_count = {0: (), 1: (result,), 3: (session, answers, result)}
    return func(ctrl, *by_count.get(len(rest), (result,)))
