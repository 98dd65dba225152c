"""Who is asked a task, and who may take over those of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..components.queue_store import Peer
from ..components.routers import Router, full_overlap, no_overlap, route_average_per_task
from ..components.session import Session
from ..logger import log


class Policy:
    """The rules of a run that follow from its router and its settings.

    config (Mapping): The settings.
    router (Optional[callable]): The router of the recipe. None: the one that the settings choose.
    excludes_dataset (bool): The recipe itself names the dataset among those to exclude.
    """

    def __init__(
        self, config: Mapping[str, Any], router: Router | None, *, excludes_dataset: bool
    ) -> None:
        self._config = config
        self._excludes_dataset = excludes_dataset
        # Routers of recipes may do anything; of those that come with Prodigy more is known.
        self.has_own_router = router not in (None, no_overlap, full_overlap)
        self.router = _choose_router(config) if router is None else router
        if router is not None:
            log(f"CONTROLLER: Using {getattr(router, '__name__', router)} router of the recipe")

    @property
    def asks_once(self) -> bool:
        """Whether a task is for one annotator only, whoever that is."""
        return self.router is no_overlap

    @property
    def replays_history(self) -> bool:
        """Whether sessions that join later get what was asked before."""
        return self.router is full_overlap

    @property
    def excludes_current(self) -> bool:
        """Whether what the dataset has is not asked again. A recipe may say so itself."""
        return bool(self._config.get("auto_exclude_current", True)) or self._excludes_dataset

    def may_take_waiting(self, other: Session | Peer, declared: Collection[str]) -> bool:
        """Tell whether tasks that wait for a session may be taken by others.

        other (Session | Peer): For whom they wait.
        declared (Collection[str]): IDs of the declared sessions.
        RETURNS (bool): Whether they may.
        """
        if self.has_own_router:
            return False  # who gets a task is the recipe's decision
        if self.asks_once and not declared:
            return True  # whoever asks first
        # Declared sessions get their share from the start, even if they never come.
        return other.is_idle and (other.was_heard or bool(declared))


def _choose_router(config: Mapping[str, Any]) -> Router:
    per_task = config.get("annotations_per_task")
    if per_task:
        used = f"route_average_per_task router with annotations_per_task={per_task}"
        log(f"CONTROLLER: Using {used}")
        return route_average_per_task(per_task)
    overlap = bool(config.get("feed_overlap"))
    router = full_overlap if overlap else no_overlap
    log(f"CONTROLLER: Using {router.__name__} router with feed_overlap={overlap}")
    return router
