"""Hiding from annotators who has written what, and putting it back into their answers.

Interfaces that are blind (see `prodigy.views`) get their tasks through here, whatever the recipe.
The tasks that were handed out are remembered. After a restart, answers may come to tasks of which
this run knows nothing yet: then the source is read once more, if it can be.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..components.control import CONTROL_KEY, SUGGESTION_KEY
from ..components.preference.blinding import hide_origins, is_blindable, restore_answer
from ..components.stream import Stream
from ..components.task_store import TaskStore
from ..hashing import TASK_HASH_ATTR, get_task_key, set_hashes
from ..messages import msg
from ..reporting import RECIPE_ERRORS, report_exception
from ..shapes import TaskType
from ..views import find_view
from .recipe_thread import RecipeThread


class Blinding:
    """Hides and restores. Safe from any thread.

    view_id (str): The interface of the run.
    config (Mapping): The settings of the run.
    get_stream (callable): Returns the stream of the run.
    thread (RecipeThread): Where the stream may be read.
    find_task (callable): `(key) -> task`, of what others have handed out.
    """

    def __init__(
        self,
        view_id: str,
        config: Mapping[str, Any],
        get_stream: Callable[[], Stream],
        thread: RecipeThread,
        find_task: Callable[[int], TaskType | None] = lambda key: None,
    ) -> None:
        self._find_task = find_task
        view = find_view(view_id)
        # Whether a task is blind is seen in it: a page or a block may have another interface.
        self.is_on = view is None or view.is_blind or view.is_mixed or view.reviews
        self.is_on = self.is_on and bool(config.get("preference_blind", True))
        self._keeps_others = view is None or not view.is_blind
        self._hides_verdicts = config.get("show_suggestions") == "never"
        self._shows_before = config.get("show_suggestions") == "before"
        self._is_shuffled = bool(config.get("preference_shuffle", True))
        self._get_stream, self._thread = get_stream, thread
        self._lock = threading.Lock()
        self._tasks = TaskStore()
        self._numbers: dict[int, int] = {}
        self._again: Iterator[TaskType] | None = None  # the source, as far as it was read again

    def hide(self, task: TaskType, annotator: str) -> TaskType:
        """Make what an annotator gets of a task.

        task (dict): The task, with hashes. It is not changed.
        annotator (str): Who it is for.
        RETURNS (dict): The task itself, if there is nothing to hide.
        """
        if not self.is_on or not is_blindable(task):
            return task
        self._remember(task)
        # What is to be seen after the answer is in the page: it is the page that waits.
        if self._hides_verdicts or (self._shows_before and task.get(CONTROL_KEY)):
            task = {key: value for key, value in task.items() if key != SUGGESTION_KEY}
        return hide_origins(
            task, annotator, is_shuffled=self._is_shuffled, keeps_others=self._keeps_others
        )

    def restore(self, answer: TaskType) -> TaskType:
        """Put an answer together with what was hidden.

        answer (dict): The answer, with hashes. It is not changed.
        RETURNS (dict): The whole answer. If nobody knows what was asked, the answer as it is, and
            that is said.
        """
        if not self.is_on or not is_blindable(answer):
            return answer
        task = self._find(get_task_key(answer))
        restored = None if task is None else restore_answer(answer, task)
        if restored is None:
            what = (
                "a task that is not in the source"
                if task is None
                else "other responses than those of its task"
            )
            msg.warn(
                f"An answer came to {what} ({answer[TASK_HASH_ATTR]})",
                "It is stored as it is, without the names of the models that wrote the responses.",
            )
        return restored or answer

    def _remember(self, task: TaskType) -> int:
        key = get_task_key(task)
        with self._lock:
            if key not in self._numbers:
                self._numbers[key] = self._tasks.add(task)
        return key

    def _find(self, key: int) -> TaskType | None:
        if key not in self._numbers and (task := self._find_task(key)) is not None:
            self._remember(task)
        if key not in self._numbers:
            try:
                self._thread.call(self._search, key)
            except RECIPE_ERRORS as err:
                report_exception("The source can't be read once more", err)
        with self._lock:
            return self._tasks.get(self._numbers[key]) if key in self._numbers else None

    def _search(self, key: int) -> None:
        """Go on reading the source once more, for what may have been asked in an earlier run."""
        if self._again is None:
            self._again = (task for task in self._get_stream().rehearse() or ())
        for task in self._again:
            if is_blindable(task) and self._remember(set_hashes(task)) == key:
                return
