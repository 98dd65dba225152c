"""The tasks of a review in the order in which they are shown, made when they are drawn."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ...components.source import Source
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, get_hash
from ...io.places import Place, PlacedTask
from ...io.progress import show_progress
from ...sameness import Groups
from ...shapes import TaskType
from ...views import is_binary
from .review_acceptance import Acceptance
from .review_index import AnswerIndex, Reviewed
from .review_survey import Survey
from .review_versions import Group, make_groups

SURVEYED = 10_000  # answers that are read before the first task is shown
ORDERS = ("stream", "disagreement", "random")


@dataclass
class ReviewTask:
    """A task, and what it was made of.

    task (dict): The task.
    group (Group): The answers.
    is_done (bool): It has a final annotation already.
    """

    task: TaskType
    group: Group
    is_done: bool


@dataclass(frozen=True)
class ReviewMaker:
    """Makes tasks of the answers in an index.

    index (AnswerIndex): The answers.
    reviewed (Reviewed): The final annotations.
    view_id, show_skipped, iou: See `make_groups`.
    """

    index: AnswerIndex
    reviewed: Reviewed
    view_id: str | None = None
    show_skipped: bool = False
    iou: float | None = None

    def read(self, buckets: Iterable[int]) -> Iterator[tuple[int, list[ReviewTask]]]:
        """Yield the numbers of buckets with their tasks, which may be none."""
        for bucket, answers in self.index.read(buckets):
            groups = list(make_groups(answers, self.view_id, self.show_skipped, self.iou))
            yield bucket, self._make_tasks(groups)

    def _make_tasks(self, groups: list[Group]) -> list[ReviewTask]:
        made: list[ReviewTask] = []
        keys = Groups("task")
        known: set[int] = set()
        is_alone = len(groups) == 1
        for group in groups:
            task = group.make_task()
            key = 0 if is_alone else keys.get_key(task)
            is_repeat = key in known
            known.add(key)
            if is_repeat:
                # The same text in another interface: otherwise it would be taken for the same.
                prefix = str(task[INPUT_HASH_ATTR])
                task[TASK_HASH_ATTR] = get_hash({"view_id": group.view_id}, prefix, ("view_id",))
            made.append(ReviewTask(task, group, self._is_done(task, group, is_repeat, is_alone)))
        return made

    def _is_done(self, task: TaskType, group: Group, is_repeat: bool, is_alone: bool) -> bool:
        """A text that is done is done, whatever was highlighted in it. But where it is shown in
        several interfaces, they have to be told apart."""
        reviewed = self.reviewed
        if not reviewed:
            return False
        if reviewed.has_task(task):
            return True
        if group.is_binary or is_repeat:
            return False
        return reviewed.has_input(task) if is_alone else any(map(reviewed.has_task, group.answers))


class ReviewQueue(Source):
    """What is left to review.

    maker (ReviewMaker): Makes the tasks.
    survey (Survey): What is known of the data. It completes tasks unless it has seen everything.
    skips_done (bool): Nobody is asked again what has a final annotation. Otherwise that is up to
        the server: several reviewers may get the same.
    """

    def __init__(self, maker: ReviewMaker, survey: Survey, *, skips_done: bool) -> None:
        self._maker, self._survey = maker, survey
        self._skips_done = skips_done
        self._acceptance: Acceptance | None = None
        self.is_surveyed = False
        self._buckets = np.arange(len(maker.index))
        self._doubtful = self._buckets[:0]  # what seems to be done, to be looked at in the end
        self.n_surveyed = 0
        self.n_excluded = 0
        self._n_seen = 0  # buckets that were drawn, or need not be
        self._n_known = 0  # those of them that need not be

    def look_around(self) -> None:
        """Look at answers from all over the data, or at all if there are not many."""
        index = self._maker.index
        sample = index.sample(SURVEYED)
        self.n_surveyed = min(SURVEYED, index.n_answers)
        for _, tasks in self._maker.read(sample):
            for one in tasks:
                self._survey.note(one.task)
        self.is_surveyed = len(sample) == len(index)
        if not self._survey.n_tasks and not self.is_surveyed:
            found = (one for _, tasks in self._maker.read(self._buckets) for one in tasks)
            for one in found:
                self._survey.note(one.task)
                break
        self._put_aside()

    def look_at_all(self, acceptance: Acceptance | None, by_disagreement: bool) -> None:
        """Look at every answer once, to know what is left and in which order.

        acceptance (Acceptance | None): Stores what needs no review.
        by_disagreement (bool): The most disagreed come first. Otherwise the order stays.
        """
        self._acceptance = acceptance
        buckets, scores = array("q"), array("f")
        for bucket, one in self._compare(acceptance):
            if one.is_done and self._skips_done:
                self.n_excluded += 1
                continue
            score = one.group.measure_disagreement() if by_disagreement else 0.0
            if buckets and buckets[-1] == bucket:
                scores[-1] = max(score, scores[-1])
            else:
                buckets.append(bucket)
                scores.append(score)
        self.is_surveyed = True
        order = np.argsort(-np.array(scores), kind="stable")
        self._buckets = np.array(buckets, dtype=np.int64)[order]

    def _compare(self, acceptance: Acceptance | None) -> Iterator[tuple[int, ReviewTask]]:
        """Yield what has to be reviewed, with the number of its bucket."""
        buckets = show_progress(self._buckets.tolist(), "Comparing answers", unit="inputs")
        for bucket, tasks in self._maker.read(buckets):
            for one in tasks:
                self._survey.note(one.task)
                if acceptance is None or not acceptance.take(one.task, one.is_done):
                    yield bucket, one
        if acceptance is not None:
            acceptance.store()

    def shuffle(self) -> None:
        """Show the tasks in any order."""
        np.random.default_rng().shuffle(self._buckets)

    def _put_aside(self) -> None:
        """Leave out what is known to be done by its hashes. Where that isn't certain, because not
        everything was looked at, it is put to the end."""
        index, views = self._maker.index, list(self._survey.views)
        if not self._skips_done:
            return
        is_done = index.has_reviewed_tasks
        is_one = len(views) == 1
        if is_one and not is_binary(views[0]):
            is_done = is_done | index.has_reviewed_inputs
        done, self._buckets = self._buckets[is_done], self._buckets[~is_done]
        self.n_excluded = self._n_known = len(done)
        if not (is_one and self.is_surveyed):
            self._doubtful = done

    def __iter__(self) -> Iterator[TaskType]:
        self._n_seen = self._n_known
        n_tasks = 0
        for bucket in self._maker.read(self._buckets):
            self._n_seen += 1
            for task in self._choose(bucket[1]):
                n_tasks += 1
                yield PlacedTask(task, Place("the stream", n_tasks, "task"))
        for bucket in self._maker.read(self._doubtful):
            self.n_excluded -= 1  # it was counted as one, whatever it is
            yield from self._choose(bucket[1])

    def _choose(self, tasks: list[ReviewTask]) -> Iterator[TaskType]:
        for one in tasks:
            if one.is_done and (self._skips_done or self._is_accepted(one.task)):
                self.n_excluded += 1
                continue
            if not self.is_surveyed:
                self._survey.complete(one.task)
            yield one.task

    def _is_accepted(self, task: TaskType) -> bool:
        return self._acceptance is not None and self._acceptance.is_agreed(task)

    def copy(self) -> Source:
        queue = ReviewQueue(self._maker, self._survey, skips_done=self._skips_done)
        queue._acceptance, queue.is_surveyed = self._acceptance, self.is_surveyed
        queue._buckets, queue._doubtful = self._buckets, self._doubtful
        queue.n_excluded = queue._n_known = self._n_known
        return queue

    @property
    def is_about_inputs(self) -> bool:
        """Whether everything comes from one manual interface, so that an input has one task."""
        views = list(self._survey.views)
        return self.is_surveyed and len(views) == 1 and not is_binary(views[0])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left, without looking at what isn't certain."""
        return not len(self._buckets) and not len(self._doubtful)

    def get_position(self) -> float:
        return self._n_seen

    def get_size(self) -> float:
        return self._n_known + len(self._buckets)
