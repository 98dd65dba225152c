"""Who gets which task next, and who holds it: the one interface to queues, leases and history.

Nothing else in the code knows where queues live.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..hashing import Identity
from ..shapes import TaskType

IDLE_AFTER_S = 60.0  # a session not heard of for so long may lose its open tasks to others


@dataclass(frozen=True)
class Item:
    """A task in a queue.

    key (int): What tells it from other tasks, see `get_task_key`. Mostly the task hash.
    data (dict): The task.
    """

    key: int
    data: TaskType


@dataclass(frozen=True)
class Peer:
    """Somebody else's session, which another process may know better.

    session_id (str): Its full ID.
    timestamp (float): When it was heard of last, in Unix seconds.
    was_heard (bool): Whether it was heard of at all, since it was made.
    """

    session_id: str
    timestamp: float
    was_heard: bool

    @property
    def is_idle(self) -> bool:
        """Whether nothing was heard of the session for a while."""
        return time.time() - self.timestamp >= IDLE_AFTER_S


class QueueStore(Protocol):
    """What the rest of the code may ask of queues, wherever they live. Safe from any thread."""

    @property
    def settles(self) -> bool:
        """Whether leases end with the transaction that stores the answers. Otherwise somebody has
        to release them."""

    @property
    def version(self) -> int:
        """Changes whenever a queue is added, see `put`."""

    def add_queue(self, name: str, replay: bool, is_seen: Any) -> None:
        """Add a queue, with `replay` filled from the history (tasks `is_seen` says no to,
        by their identity)."""

    def find_holders(self, task: TaskType) -> list[str]:
        """Names of the queues that held a task, which has not been put yet, in an earlier run."""

    def put(self, task: TaskType, names: Collection[str], version: int) -> bool:
        """Append a task to queues. False and nothing done: queues were added since `version`. With
        those that held it in an earlier run it is open at once."""

    def ask_again(self, keys: Iterable[int]) -> None:
        """Hand out tasks, which are put afterwards, although somebody has answered them."""

    def size(self, name: str) -> int:
        """Tasks that wait in a queue, without the open ones."""

    def count_open(self, name: str) -> int:
        """Tasks that were handed out and are not answered."""

    def take(self, name: str, n: int, excludes: Collection[int]) -> list[TaskType]:
        """Hand out up to n tasks, open ones first. `excludes` are the task hashes of those that the
        annotator has at hand: open ones, and some of which nothing is known here."""

    def note_activity(self, name: str) -> None:
        """The annotator is there: what is open stays with him."""

    def release(self, name: str, key: int) -> bool:
        """A queue's task was answered: end its lease, and let it not wait there, either: a page may
        have got it in an earlier run. Returns whether there was a lease."""

    def release_all(self, key: int) -> None:
        """A task that is asked once was answered: end every lease, and let nobody wait for it."""

    def steal(
        self,
        name: str,
        n: int,
        victims: Iterable[str],
        *,
        open_too: bool,
        still: Callable[[], bool],
        queued_too: bool,
        is_seen: Any,
    ) -> int:
        """Move up to n tasks of others to the end of a queue. With `open_too`, also what is with
        their annotators, if `still` says in that moment that they may lose it: they may have come
        back since somebody looked. Returns how many."""

    def has_joined(self, name: str) -> bool:
        """Whether a queue was added, and isn't only there for what somebody held before."""

    def iter_open(self, name: str) -> Iterator[tuple[float, Item]]:
        """Yield (time of hand-out in Unix seconds, item) of the open tasks, oldest first."""

    def find_next(self, name: str, replay: bool, is_seen: Any) -> Item | None:
        """The task that a queue would hand out next, which stays where it is. A queue that isn't
        there yet would begin as `add_queue` fills it. None: nothing waits, or only the database
        knows."""

    def is_holder(self, name: str) -> bool:
        """Whether something is open with a queue's annotator, also of an earlier run and not put
        yet."""

    def names(self) -> list[str]:
        """Names of all queues, also of holders who have not come back."""

    def clear(self) -> None:
        """Empty all queues, leases and the history. The queues stay."""

    # What others do, in stores that several processes share ------------------------------------

    def find_peers(self, *, fresh: bool = True) -> list[Peer] | None:
        """All sessions of this run. None: nobody has others than this process. If they need not
        be `fresh`, those of a moment ago, without asking the database."""

    def find_annotators(self, identity: Identity) -> set[str]:
        """Sessions that have answered a task in this run, as far as others know them."""

    def find_task(self, key: int) -> TaskType | None:
        """A task that somebody was asked, as far as others know it."""

    def find_asked(self, keys: Collection[int]) -> dict[int, Identity]:
        """What tasks were when they were asked, by key, as far as others know it."""
