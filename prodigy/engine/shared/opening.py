"""Joining the processes that serve a recipe together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import RecipeError
from ...hashing import Sameness
from ..leases import LeaseRules, Leases
from .membership import Membership
from .store import SharedQueues
from .tables import check_storage
from .team import Team


@dataclass(frozen=True)
class Plan:
    """What a process is about to serve.

    dataset (str | None): Name of the dataset.
    run (str): ID of the run, if this process is the first.
    session_id (str): ID of the unnamed session, if this process is the first.
    fingerprint (Mapping): What must be the same in all processes.
    rules (LeaseRules): What leases mean.
    keep_history (bool): Sessions that join later get what was asked before.
    asks_once (bool): A task is for one annotator only.
    sameness (Sameness): What counts as the same.
    has_lessons (bool): The recipe learns from answers, or follows the progress.
    keeps_answers (bool): An answer doesn't replace the earlier one to its task.
    """

    dataset: str | None
    run: str
    session_id: str
    fingerprint: Mapping[str, Any]
    rules: LeaseRules
    keep_history: bool
    asks_once: bool
    sameness: Sameness
    has_lessons: bool
    keeps_answers: bool


def join_team(storage: Any, plan: Plan) -> Team:
    """Join the processes that serve the same, or be the first.

    storage (Any): The storage of the answers.
    plan (Plan): What is served.
    RETURNS (Team): What connects this process with the others.
    RAISES (ProdigyError): The storage can't hold a queue, or others serve something else.
    """
    if not plan.dataset:
        raise RecipeError(
            "Several processes can't share a recipe without a dataset",
            'Name the dataset for the answers, or serve with one process ("queue": "memory").',
        )
    db = check_storage(storage)
    # With full overlap a task isn't held by anybody: it is asked in all sessions.
    leases = None if plan.keep_history else Leases(db, plan.rules)
    membership = Membership(db, plan.dataset)
    seat = membership.join(plan.fingerprint, plan.run, plan.session_id, leases)
    store = SharedQueues(
        db,
        membership.queue_id,
        keep_history=plan.keep_history,
        asks_once=plan.asks_once,
        sameness=plan.sameness,
        keeps_lessons=plan.has_lessons,
        keeps_history_of_answers=plan.keeps_answers,
        leases=leases,
    )
    store.has_leases = leases is not None and leases.has_rows()
    return Team(membership, seat, store, has_lessons=plan.has_lessons)
