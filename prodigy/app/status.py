"""Where tasks are: for annotators who got none, and for who looks after a project."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..core import Controller


def count_tasks(ctrl: "Controller", session_id: str) -> dict[str, Any]:
    """Count the tasks of a session and of all others, without changing anything.

    ctrl (Controller): The controller.
    session_id (str): Full ID of a session, which need not exist.
    RETURNS (Dict[str, Any]): The items of a StatusResponse.
    """
    queues = ctrl.queues
    others = [name for name in queues.names() if name != session_id]

    return {
        "session_id": session_id,
        "n_waiting": queues.size(session_id),
        "n_open": queues.count_open(session_id),
        "n_waiting_others": sum(queues.size(name) for name in others),
        "n_open_others": sum(queues.count_open(name) for name in others),
        "n_sessions": len(ctrl.sessions),
        "is_exhausted": ctrl.feed.is_exhausted,
    }
