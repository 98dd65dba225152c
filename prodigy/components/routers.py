"""Task routers: which sessions are asked a task.

A router is a function `(ctrl, session_id, item) -> list of full session ids`. It is called on the
recipe thread for every task, in the order of the stream; `session_id` is the session for which
tasks are being fetched, `item` is the task.
"""

from collections.abc import Callable
from typing import Any

from ..hashing import SAMENESS
from ..logger import log
from ..protocols import ControllerProtocol

Router = Callable[[ControllerProtocol, str, dict[str, Any]], list[str]]


def get_routing_hash(ctrl: ControllerProtocol, item: dict[str, Any]) -> int:
    """RETURNS (int): The hash that decides about a task: by input or by task (`exclude_by`)."""
    return item[SAMENESS[ctrl.exclude_by].attr]


def log_router(hash_attr: str, item_hash: int, annotators: list[str]) -> None:
    """Log where a task goes."""
    log(f"ROUTER: Routing item with {hash_attr}={item_hash} -> {annotators}")


def _log_decision(
    ctrl: ControllerProtocol, item: dict[str, Any], annotators: list[str]
) -> list[str]:
    log_router(SAMENESS[ctrl.exclude_by].attr, get_routing_hash(ctrl, item), annotators)
    return annotators


def no_overlap(ctrl: ControllerProtocol, session_id: str, item: dict[str, Any]) -> list[str]:
    """Ask every task once.

    Without declared sessions it goes to whoever asks first. With declared ones
    (`PRODIGY_ALLOWED_SESSIONS`) it goes to one of them, decided by its hash alone.
    """
    pool = sorted(ctrl.declared_session_ids)
    if not pool:
        return [session_id]
    return _log_decision(ctrl, item, [pool[get_routing_hash(ctrl, item) % len(pool)]])


def full_overlap(ctrl: ControllerProtocol, session_id: str, item: dict[str, Any]) -> list[str]:
    """Ask every task once in each session, including those that join later."""
    return _log_decision(ctrl, item, sorted({*ctrl.session_ids, session_id}))


def route_average_per_task(n: float) -> Router:
    """Ask every task in n sessions on average.

    n (float): Number of annotators per task. With 2.5, every task has two annotators and half of
        the tasks have a third one. Never more than there are sessions, and fewer by those who
        answered the task before and are gone.
    RETURNS (callable): The router. Its decision depends on the task's hash, the known sessions, and
        on who has answered the task already.
    """

    def route(ctrl: ControllerProtocol, session_id: str, item: dict[str, Any]) -> list[str]:
        pool = sorted(ctrl.declared_session_ids or {*ctrl.session_ids, session_id})
        number = get_routing_hash(ctrl, item)
        whole = int(n)
        # Another part of the hash than the one that picks the annotators, so that the extra
        # annotator isn't always the same one.
        extra = (number // 1009) % 1000 < round((n - whole) * 1000)
        in_turn = [pool[(number + i) % len(pool)] for i in range(len(pool))]
        # Those of earlier runs count, whether or not they come back.
        answered = ctrl.get_annotators(item)
        done = [name for name in in_turn if name in answered]
        others = [name for name in in_turn if name not in answered]
        n_missing = max(0, whole + extra - len(answered))
        return _log_decision(ctrl, item, [*done, *others[:n_missing]])

    return route
