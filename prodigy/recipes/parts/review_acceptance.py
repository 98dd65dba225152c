"""Accepting what all annotators agree on without showing it."""

from __future__ import annotations

import time
from typing import Any

from ...components.db.custom import find_method
from ...messages import msg
from ...shapes import TaskType
from ...util import get_timestamp_session_id
from .review_index import Reviewed

BATCH_SIZE = 500  # answers that are stored in one transaction


class Acceptance:
    """Stores what needs no review, in batches, each task once whenever the run is stopped.

    db (Database): The database.
    dataset (str): Dataset for the final annotations. It is created if it doesn't exist.
    n_annotators (int): So many must have said the same.
    reviewed (Reviewed): What the dataset has already. What is accepted is added.
    """

    def __init__(self, db: Any, dataset: str, n_annotators: int, reviewed: Reviewed) -> None:
        self._db, self._dataset = db, dataset
        self._n_annotators = n_annotators
        self._reviewed = reviewed
        self._session_id = get_timestamp_session_id()
        self._batch: list[TaskType] = []
        self.n_accepted = 0
        self.n_known = 0

    def take(self, eg: TaskType, is_known: bool) -> bool:
        """Accept a task if it needs no review. It may take until `store` before that is stored.

        eg (dict): A task of `get_review_stream`.
        is_known (bool): It has a final annotation already.
        RETURNS (bool): Whether it needs no review.
        """
        if not self.is_agreed(eg):
            return False
        if is_known:
            self.n_known += 1
        else:
            self._accept(eg)
        return True

    def is_agreed(self, eg: TaskType) -> bool:
        """RETURNS (bool): Whether enough annotators have answered a task, and say the same."""
        versions = eg["versions"]
        return len(versions) == 1 and len(versions[0]["sessions"]) >= self._n_annotators

    def _accept(self, eg: TaskType) -> None:
        [version] = eg["versions"]
        answer = {
            **eg,
            "answer": version["answer"],
            "sessions": version["sessions"],
            "_view_id": "review",
            "_session_id": self._session_id,
            "_annotator_id": self._session_id,
            "_timestamp": int(time.time()),
        }
        self._reviewed.add(eg)
        self.n_accepted += 1
        self._batch.append(answer)
        if len(self._batch) >= BATCH_SIZE:
            self.store()

    def store(self) -> None:
        """Store what was accepted so far."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        save = find_method(self._db, "save_answers")
        if save is not None:  # which also notes what the tasks are, for the next start
            save(batch, self._dataset, self._session_id, replace=False)
            return
        self._db.add_dataset(self._dataset)
        self._db.add_dataset(self._session_id, session=True)
        self._db.add_examples(batch, datasets=[self._dataset, self._session_id])

    def report(self, n_tasks: int, dataset: str) -> None:
        """Say how many tasks were accepted.

        n_tasks (int): How many there were in all.
        dataset (str): Where they are.
        """
        n_all = self.n_accepted + self.n_known
        known = f", {self.n_known} of them in earlier runs" if self.n_known else ""
        msg.info(f"{n_all} of {n_tasks} tasks need no review{known}", dataset)
