"""What was asked, for answers that may not show it any more: annotators change spans."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from ..components.session import Session
from ..hashing import (
    INPUT_HASH_KEYS,
    TASK_HASH_ATTR,
    Identity,
    get_task_key,
    get_task_mark,
    identify,
    shows_input,
)
from ..shapes import TaskType

LookUp = Callable[[Sequence[int]], Mapping[int, Identity]]
MAX_REMEMBERED = 10_000  # tasks that are out, or whose answers may still be changed


class AskedTasks:
    """Remembers what the latest tasks were when they were asked. Safe from any thread.

    look_up (callable): `(keys) -> dict of key to identity`, of what others remember.
    """

    def __init__(self, look_up: LookUp = lambda keys: {}) -> None:
        self._look_up = look_up
        self._latest: OrderedDict[int, Identity] = OrderedDict()
        # Several want to know the same about a batch, one after the other.
        self._found: list[tuple[TaskType, Identity]] = []
        self._lock = threading.Lock()

    def note(self, task: TaskType, identity: Identity) -> None:
        """Remember a task that somebody will be asked."""
        with self._lock:
            self._keep(get_task_key(task), identity)

    def find(self, session: Session, answers: Sequence[TaskType]) -> list[Identity]:
        """Find out what answers are answers to.

        session (Session): Who answered. Its open tasks may have been asked long ago.
        answers (Sequence[dict]): The answers, with hashes.
        RETURNS (list[Identity]): For each answer; what it shows itself if nothing else is known.
        """
        with self._lock:
            if len(answers) == len(self._found) and all(
                eg is other for eg, (other, _) in zip(answers, self._found)
            ):
                return [identity for _, identity in self._found]
            known = {key: self._latest.get(key) for key in map(get_task_key, answers)}
        if None in known.values():
            known.update(self._look_up([key for key, identity in known.items() if not identity]))
        if None in known.values():
            for _, item in session.iter_open():
                key = get_task_key(item.data)
                if key in known and known[key] is None:
                    known[key] = identify(item.data)
        keys = [get_task_key(eg) for eg in answers]
        asked = [_choose(known[key], eg) for key, eg in zip(keys, answers)]
        with self._lock:
            for key, identity in zip(keys, asked):
                self._keep(key, identity)
            self._found = list(zip(answers, asked))
        return asked

    def _keep(self, key: int, identity: Identity) -> None:
        latest = self._latest
        if key in latest:
            latest.move_to_end(key)
        latest[key] = identity
        if len(latest) > MAX_REMEMBERED:
            latest.popitem(last=False)


def _choose(known: Identity | None, eg: TaskType) -> Identity:
    """RETURNS (Identity): What was asked under the key of an answer, unless it shows otherwise: it
    may be one of an earlier run."""
    if known is None:
        return identify(eg)
    if not _shows_any_input(eg) or shows_input(eg, known):
        return known
    return identify(eg)


def _shows_any_input(eg: TaskType) -> bool:
    """Whether an answer still shows what its input hash was made of. Otherwise that was all that
    was in the task; and a mark is proof enough."""
    return get_task_mark(eg) is None and any(key in eg for key in INPUT_HASH_KEYS)


def pair(
    examples: Sequence[TaskType], answers: Sequence[TaskType], asked: Sequence[Identity]
) -> list[Identity | None]:
    """Find out which of the answers became which of the examples that are stored.

    examples (Sequence[dict]): What `before_db` has made of the answers: others, more or fewer.
    answers (Sequence[dict]): The answers.
    asked (Sequence[Identity]): What they are answers to.
    RETURNS (list[Identity | None]): For each example; None for what isn't one of the answers.
    """
    if examples is answers:
        return list(asked)
    known = {get_task_key(eg): identity for eg, identity in zip(answers, asked)}
    return [
        known.get(get_task_key(eg)) if eg.get(TASK_HASH_ATTR) is not None else None
        for eg in examples
    ]
