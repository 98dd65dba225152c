"""One annotator's session: what was asked, what is open, what was answered."""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from ..hashing import (
    INPUT_HASH_ATTR,
    TASK_HASH_ATTR,
    Identity,
    get_task_key,
    identify,
    set_hashes,
)
from ..sameness import IdentitySet
from .queue_store import IDLE_AFTER_S, Peer
from .queues import Item, MemoryQueues, QueueStore
from .stream import Stream

MAX_SESSION_CHARS = 255  # of the full ID: the database has no room for more
# What a run without a name, or an import, is called as a session.
is_timestamp = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?").fullmatch
# What answers of a session are answers to, however they were changed.
FindAsked = Callable[["Session", Sequence[dict[str, Any]]], list[Identity]]


class Session:
    """An annotator's session with a queue of tasks and the tasks that are out for annotation.

    session_id (str): Full ID of the session.
    stream (Iterable[dict]): The stream of annotation tasks.
    batch_size (int): Number of tasks to hand out at once.
    answered_input_hashes (Iterable[int] | IdentitySet | None): Inputs that this session has
        answered before: their hashes, or what tells different ones of one hash apart.
    answered_task_hashes (Iterable[int] | IdentitySet | None): The same for tasks.
    total_annotated (int): Number of annotations of this session so far.
    target_annotated (int): Number of annotations to reach; 0 for no target.
    """

    def __init__(
        self,
        session_id: str,
        stream: Iterable[dict[str, Any]],
        batch_size: int = 10,
        answered_input_hashes: Iterable[int] | IdentitySet | None = None,
        answered_task_hashes: Iterable[int] | IdentitySet | None = None,
        total_annotated: int = 0,
        target_annotated: int = 0,
    ) -> None:
        self.session_id = session_id
        self.stream = Stream.from_iterable(stream)
        self.batch_size = batch_size
        self.answered_input_hashes = _make_set("input", answered_input_hashes)
        self.answered_task_hashes = _make_set("task", answered_task_hashes)
        self.total_annotated = total_annotated
        self.target_annotated = target_annotated
        self.session_annotated = 0
        self._progress: float | None = None
        self._measure: Callable[[str], float | None] | None = None
        self._heard_at = time.monotonic()
        self.was_heard = False
        self._queues: QueueStore | None = None
        self._is_drawing_itself = True
        self._find_asked: FindAsked = _identify_all

    @property
    def id(self) -> str:
        """Full ID of the session."""
        return self.session_id

    @property
    def progress(self) -> float | None:
        """How far the annotator is, 0.0 to 1.0: with a target his share of it, otherwise how much
        of the source is done. None if that is unknown."""
        if self._progress is not None:
            return self._progress
        if self.target_annotated > 0:
            return min(1.0, self.total_annotated / self.target_annotated)
        return self._measure(self.session_id) if self._measure else self.stream.progress

    @progress.setter
    def progress(self, value: float | None) -> None:
        self._progress = value

    @property
    def queues(self) -> QueueStore:
        """Where this session's queue lives. Its own, unless a controller shares one."""
        if self._queues is None:
            self._queues = MemoryQueues()
            self._queues.add_queue(self.session_id)
        return self._queues

    @property
    def has_joined(self) -> bool:
        """Whether the session has a queue among those of others."""
        return not self._is_drawing_itself

    def use_queues(
        self,
        queues: QueueStore,
        *,
        replay: bool,
        exclude_by: str,
        find_asked: FindAsked | None = None,
        measure: Callable[[str], float | None] | None = None,
    ) -> None:
        """Move into shared queues, which somebody else fills, who knows what was asked, and how
        much of the source that was."""
        self._find_asked = find_asked or self._find_asked
        self._measure = measure
        queues.add_queue(
            self.session_id, replay, lambda identity: self.has_answered(identity, exclude_by)
        )
        self._queues, self._is_drawing_itself = queues, False

    def touch(self) -> None:
        """Note that the annotator is there."""
        self._heard_at = time.monotonic()
        self.was_heard = True
        if self._queues is not None:
            self._queues.note_activity(self.session_id)

    def note_heard(self, timestamp: float, was_heard: bool) -> None:
        """Note that another process has heard of the annotator, at a time in Unix seconds."""
        self.timestamp = max(self.timestamp, timestamp)
        self.was_heard = self.was_heard or was_heard

    @property
    def timestamp(self) -> float:
        """When the session was heard of, in Unix seconds. Goes with the clock when that is set:
        an hour more on it doesn't mean that everybody has left."""
        return time.time() - (time.monotonic() - self._heard_at)

    @timestamp.setter
    def timestamp(self, value: float) -> None:
        self._heard_at = time.monotonic() - (time.time() - value)

    @property
    def is_idle(self) -> bool:
        """Whether nothing was heard of the session for a while, or at all since it was made."""
        return time.monotonic() - self._heard_at >= IDLE_AFTER_S

    def _get_answered(self, exclude_by: str) -> IdentitySet:
        return self.answered_input_hashes if exclude_by == "input" else self.answered_task_hashes

    def has_answered(self, identity: Identity, exclude_by: str = "task") -> bool:
        """Whether this session answered the question (or, by input, one on the same input)."""
        return identity in self._get_answered(exclude_by)

    def is_seen(self, task: dict[str, Any], exclude_by: str = "task") -> bool:
        """Whether this session has answered the task."""
        answered = self._get_answered(exclude_by)
        return answered.may_have(task) and identify(task) in answered

    def get_questions(
        self,
        n: int | None = None,
        excludes: Collection[int] = (),
        other_sessions: Iterable["Session"] = (),
        steal_work: bool = False,
    ) -> list[dict[str, Any]]:
        """Hand out tasks: those that are open, then those in the queue.

        n (Optional[int]): Number of tasks, the batch size by default.
        excludes (Collection[int]): Task hashes that the annotator holds already.
        other_sessions (Iterable[Session]): Where to look if there is nothing left.
        steal_work (bool): Whether to look there.
        RETURNS (List[dict]): Up to n tasks.
        """
        self.touch()
        n = n or self.batch_size
        if self._is_drawing_itself:
            self._draw(n)
        excludes = set(excludes)
        tasks = self.queues.take(self.session_id, n, excludes)
        if not tasks and steal_work:
            if self.steal_work(n, other_sessions):
                tasks = self.queues.take(self.session_id, n, excludes)
        return tasks

    def _draw(self, n: int) -> None:
        while self.queues.size(self.session_id) < n:
            try:
                task = next(self.stream)
            except StopIteration:
                return
            if not self.is_seen(set_hashes(task)):
                self.queues.put(task, [self.session_id], self.queues.version)

    def steal_work(
        self,
        n: int,
        other_sessions: Iterable["Session | Peer"],
        exclude_by: str = "task",
        queued_is_free: bool = False,
        may_take_waiting: Callable[["Session | Peer"], bool] | None = None,
    ) -> int:
        """Take over tasks that others hold but don't work on. Never from somebody who is working.

        n (int): How many tasks at most.
        other_sessions (Iterable[Session]): Whose tasks; the least recently active comes first.
            Before them come those who held tasks in an earlier run and have not come back.
        exclude_by (str): "task" or "input": what this session must not have answered yet.
        queued_is_free (bool): Tasks that only wait in a queue may be taken from anybody.
        may_take_waiting (Optional[callable]): `(other) -> bool`, whose tasks that only wait in a
            queue may be taken, too. Defaults to those of sessions that have left.
        RETURNS (int): How many tasks were moved to this session's queue.
        """
        names = self.queues.names()  # before others: who joins meanwhile is none of those
        known = {session.session_id: session for session in other_sessions}
        others = sorted(
            (other for name, other in known.items() if name != self.session_id),
            key=lambda other: (other.was_heard, other.timestamp),
        )
        may_take = may_take_waiting or _has_left

        def take(name: str, is_gone: Callable[[], bool], queued_too: bool) -> int:
            rest = n - stolen
            return self.queues.steal(
                self.session_id,
                rest,
                [name],
                open_too=is_gone(),
                still=is_gone,
                queued_too=queued_too,
                is_seen=lambda identity: self.has_answered(identity, exclude_by),
            )

        stolen = 0
        for name in names:
            if name not in known and name != self.session_id and stolen < n:
                stolen += take(name, partial(self._is_absent, name), False)
        for other in others:
            if stolen < n:
                is_free = queued_is_free or may_take(other)
                stolen += take(other.session_id, partial(_is_idle, other), is_free)
        return stolen

    def _is_absent(self, name: str) -> bool:
        return not self.queues.has_joined(name)

    def iter_open(self) -> Iterator[tuple[float, Item]]:
        """Yield (time of hand-out in Unix seconds, item) of tasks without an answer."""
        return self.queues.iter_open(self.session_id)

    def receive_answers(self, answers: Iterable[dict[str, Any]]) -> None:
        """Note answers: their tasks are not open any more and won't be asked again."""
        self.touch()
        hashed = [eg for eg in answers if eg.get(INPUT_HASH_ATTR) is not None]
        hashed = [eg for eg in hashed if eg.get(TASK_HASH_ATTR) is not None]
        for eg, identity in zip(hashed, self._find_asked(self, hashed)):
            # In this order: whoever puts the task into a queue meanwhile looks again afterwards.
            self.answered_task_hashes.add(identity)
            self.answered_input_hashes.add(identity)
            if not self.queues.settles:
                self.queues.release(self.session_id, get_task_key(eg))


def _identify_all(session: "Session", answers: Sequence[dict[str, Any]]) -> list[Identity]:
    return [identify(eg) for eg in answers]


def _make_set(by: str, known: Iterable[int] | IdentitySet | None) -> IdentitySet:
    return known if isinstance(known, IdentitySet) else IdentitySet(by, known or ())


def check_session_id(session_id: str) -> None:
    """RAISES (ValueError): The ID can't be used for a session."""
    if len(session_id) > MAX_SESSION_CHARS:
        raise ValueError(
            f"Can't use {session_id[:20]}... as a session: with the name of the dataset, it has "
            f"{len(session_id)} characters, and at most {MAX_SESSION_CHARS} are possible."
        )
    if not session_id or "," in session_id or not session_id.isprintable() or " " in session_id:
        raise ValueError(
            f"Can't use {ascii(session_id)} as a session: use a name without spaces and commas, of "
            f"letters, digits and other characters that can be seen."
        )


def _is_idle(session: Session | Peer) -> bool:
    return session.is_idle


def _has_left(session: Session | Peer) -> bool:
    return session.was_heard and session.is_idle
