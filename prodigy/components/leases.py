"""Who holds which task, noted where it outlives the process.

A task that was handed out belongs to its session until it is answered. If the process ends before,
the annotator still has the task in the browser, and will send the answer: it must not be handed to
somebody else in the next run.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ..hashing import Identity
from ..shapes import TaskType


class Lease(NamedTuple):
    """That somebody holds a task, as an earlier run has noted it.

    name (str): The holder's queue.
    identity (Identity): What is held, as it was handed out.
    since (float): Time of hand-out in Unix seconds.
    """

    name: str
    identity: Identity
    since: float


class LeaseBook(Protocol):
    """Where leases are noted so that they outlive this process. Safe from any thread."""

    def load(self) -> list[Lease]:
        """Read what earlier runs have noted, oldest first."""

    def get_hash(self, identity: Identity) -> int:
        """The hash that leases are found by: of the task, or of its input."""

    def is_same(self, one: Identity, other: Identity) -> bool:
        """Whether a lease on the one thing is a lease on the other."""

    def claim(self, name: str, tasks: Sequence[TaskType]) -> dict[int, str | None]:
        """Note that a queue hands out tasks. Returns those that it may not, by key: with the name
        of the holder, or None if the task was answered meanwhile."""

    def give_back(self, name: str, tasks: Sequence[TaskType]) -> set[int]:
        """End leases so that others can take over. Returns the keys of those that go on: another
        process has heard of the holder."""

    def keep(self, name: str) -> None:
        """Note that the holder is there."""

    def ask_again(self, keys: Iterable[int]) -> None:
        """Hand out tasks in this run although they have an answer."""

    def clear(self) -> None:
        """End all leases of this run."""


class NoLeaseBook:
    """For queues whose leases end with the process."""

    def load(self) -> list[Lease]:
        return []

    def get_hash(self, identity: Identity) -> int:
        return identity.task_hash

    def is_same(self, one: Identity, other: Identity) -> bool:
        return one == other

    def claim(self, name: str, tasks: Sequence[TaskType]) -> dict[int, str | None]:
        return {}

    def give_back(self, name: str, tasks: Sequence[TaskType]) -> set[int]:
        return set()

    def keep(self, name: str) -> None:
        pass

    def ask_again(self, keys: Iterable[int]) -> None:
        pass

    def clear(self) -> None:
        pass
