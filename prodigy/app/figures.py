"""How much is done and how much is left: the figures that every response brings along."""

from typing import Any

from ..components.progress import TARGET_PROGRESS
from ..components.session import Session
from ..core import Controller
from ..shapes import TaskType


def make_figures(ctrl: Controller, session: Session) -> dict[str, Any]:
    """Gather what the page shows beside the work. Cheap: nothing is read from the database.

    ctrl (Controller): The controller.
    session (Session): Who asks.
    RETURNS (Dict[str, Any]): The items of a `Figures`.
    """
    is_named = session.session_id != ctrl.session_id
    progress, kind = ctrl.estimator.get(session)
    share = ctrl.measure_share(session)
    left, is_exact = share.left, share.is_over
    if kind == TARGET_PROGRESS:
        target = ctrl.config["total_examples_target"]
        left, is_exact = max(0, target - session.total_annotated), True
    return {
        "total": session.total_annotated if is_named else ctrl.total_annotated,
        "progress": progress,
        "progress_kind": kind,
        "source_progress": share.progress,
        "session_id": session.session_id,
        "session_total": session.session_annotated,
        "session_answers": ctrl.counts.get_answers(session),
        "project_total": ctrl.total_annotated,
        "left": left,
        "left_is_exact": is_exact,
        "source_left": share.left,
        "keeps_history": ctrl.counts.keeps_history,
    }


def refresh_figures(ctrl: Controller, session: Session) -> dict[str, Any]:
    """Count what is in the database, as others may write there, too.

    RETURNS (Dict[str, Any]): The items of a `Figures`.
    """
    ctrl.counts.refresh(ctrl.storage, session)
    return make_figures(ctrl, session)


def find_answered(
    ctrl: Controller, session: Session, tasks: list[TaskType]
) -> list[dict[str, Any]]:
    """Tell which answers of a page the session has stored already.

    tasks (List[dict]): What the page has answers to: tasks, with their hashes at least.
    RETURNS (List[dict]): Task hashes, and the answers that were stored in this run. None: in an
        earlier one.
    """
    answers = ctrl.counts.find_answered(session, tasks)
    unknown = [eg["_task_hash"] for eg in tasks if eg["_task_hash"] not in answers]
    earlier = ctrl.storage.find_stored(session.session_id, unknown)
    found = {**dict.fromkeys(earlier), **answers}
    return [{"task_hash": task_hash, "answer": answer} for task_hash, answer in found.items()]
