"""How many tasks a page may hold, so that work goes on while its connection is gone."""

from typing import Any

from ..components.session import Session
from ..core import Controller
from ..io.jsonable import dump_json

MAX_TASKS = 50
MAX_BYTES = 16 * 2**20  # in the memory of the browser, by the size of a task


def suggest_prefetch(ctrl: Controller, session: Session, tasks: list[dict[str, Any]]) -> int:
    """Decide how many tasks a page should have waiting, without anybody else running dry.

    ctrl (Controller): The controller.
    session (Session): Whose page it is.
    tasks (List[dict]): The tasks that it gets now.
    RETURNS (int): Number of tasks; 0 if it should only ask for the next batch when it needs it,
        because a model is to choose by the latest answers, or tasks are asked for one by one.
    """
    is_one_by_one = ctrl.batch_size == 1 or ctrl.config.get("instant_submit")
    if ctrl.estimator.has_model or is_one_by_one or not tasks:
        return 0
    left = ctrl.measure_share(session).left
    if left is None:
        return 0
    if ctrl.is_common:
        # Half of what is left stays here, for those who work too, and for those who may come.
        left //= 2 * max(1, ctrl.count_working())
    return min(MAX_TASKS, left, MAX_BYTES // len(dump_json(tasks[0])))
