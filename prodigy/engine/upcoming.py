"""What an annotator would be asked first, for a page that shows it before it asks.

Nothing is handed out for that: whoever looks and goes away leaves everything as it was. So it is a
guess, which holds unless somebody else asks in between. Where more than a look would be needed (a
router of the recipe, answers of earlier runs, a queue that is shared) there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..components.queue_store import QueueStore
from ..components.session import Session
from ..shapes import TaskType
from .feed import Feed
from .policy import Policy


class Upcoming:
    """Finds the first task of a session. Safe from any thread; doesn't wait for the stream.

    policy (Policy): Who is asked what.
    queues (QueueStore): The queues of the run.
    is_common (bool): Every task is for whoever asks first.
    exclude_by (str): "task" or "input": what counts as the same.
    has_answered (callable): `(session_id) -> bool`, whether there are answers of earlier runs.
    """

    def __init__(
        self,
        policy: Policy,
        queues: QueueStore,
        *,
        is_common: bool,
        exclude_by: str,
        has_answered: Callable[[str], bool],
    ) -> None:
        self._policy, self._queues = policy, queues
        self._is_common, self._exclude_by = is_common, exclude_by
        self._has_answered = has_answered

    def find(self, session_id: str, session: Session | None, feed: Feed) -> TaskType | None:
        """Find out what comes first.

        session_id (str): Full ID of the session.
        session (Optional[Session]): The session. None: it doesn't exist yet.
        feed (Feed): What draws the tasks.
        RETURNS (Optional[dict]): The task, with its hashes. None: nothing is known without asking,
            or the annotator holds tasks already.
        """
        policy, exclude_by = self._policy, self._exclude_by
        if session is None and not policy.asks_once and self._has_answered(session_id):
            return None  # which ones, only the session will know

        def is_seen(identity: Any) -> bool:
            return session is not None and session.has_answered(identity, exclude_by)

        queues = self._queues
        if queues.is_holder(session_id):
            return None
        item = queues.find_next(session_id, policy.replays_history, is_seen)
        if item is not None:
            return item.data
        if not self._is_common and not policy.replays_history:
            return None  # who gets a task is decided when it is drawn
        new = (
            task
            for task in feed.iter_new()
            if session is None or not session.is_seen(task, exclude_by)
        )
        return next(new, None)
