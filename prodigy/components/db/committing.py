"""Several threads write, one of them commits for all.

Waiting for the disk is most of what an answer costs. While one transaction is on its way there,
others queue up; the next one takes all of them along. Nobody is told that something is written
before the transaction with it has been committed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from contextvars import copy_context
from typing import Any

from ...errors import OutageError

MAX_GROUP = 64  # jobs in one transaction: the first of them waits for all
OUTAGE_S = 5.0  # after which nobody else tries whether the database is there

# Makes the context of a transaction, of what is done ("save answers") and whether that has to be on
# the disk at once.
OpenTransaction = Callable[[str, bool], AbstractContextManager[Any]]


class _Job:
    """Something to write, and what became of it.

    write (callable): Writes it, within a transaction. Called again, alone, if that failed.
    action (str): What it does.
    is_durable (bool): It has to be on the disk when this is done.
    """

    def __init__(self, write: Callable[[], Any], action: str, is_durable: bool) -> None:
        self.write = write
        self.action = action
        self.is_durable = is_durable
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.wake = threading.Event()
        # What is logged by it belongs to the request that it comes from.
        self.context = copy_context()


class GroupCommit:
    """Brings what several threads write at the same time into one transaction.

    open_transaction (OpenTransaction): Opens one on the connection of the calling thread.
    """

    def __init__(self, open_transaction: OpenTransaction) -> None:
        self._open = open_transaction
        self._lock = threading.Lock()
        self._waiting: list[_Job] = []
        self._has_leader = False

    def run(self, write: Callable[[], Any], action: str, *, is_durable: bool = True) -> Any:
        """Write something, maybe together with what others write.

        write (callable): Writes, within a transaction that is open on the thread it is called on,
            which may be another one. If anything in this transaction fails, nothing of it is
            there, and each job is called once more in a transaction of its own, unless the database
            can't be used for so long that others can't hope for it.
        action (str): What it does, for messages: "save answers".
        is_durable (bool): It survives a power failure when this returns. Defaults to True.
        RETURNS (Any): What `write` returned. Raises what it, or the commit, raised when alone.
        """
        job = _Job(write, action, is_durable)
        with self._lock:
            self._waiting.append(job)
            leads, self._has_leader = not self._has_leader, True
        if not leads:
            job.wake.wait()  # it is done, or it is the first of those that wait
        if not job.is_done:
            self._lead()
        if job.error is not None:
            raise job.error
        return job.result

    def _lead(self) -> None:
        """Write what waits, then let the first that came meanwhile do the same."""
        with self._lock:
            group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
        self._write(group)
        with self._lock:
            followers = self._waiting[:1]
            self._has_leader = bool(followers)
        for job in group:
            job.is_done = True
        for job in (*followers, *group):
            job.wake.set()

    def _write(self, group: list[_Job]) -> None:
        began = time.monotonic()
        if len(group) > 1:
            with suppress(BaseException):  # each of them tells for itself, and nobody waits forever
                self._write_together(group)
                return
        outage: OutageError | None = None
        for job in group:
            # A lock that nobody gives back would otherwise be waited for once for each.
            if outage is not None and time.monotonic() - began > OUTAGE_S:
                job.error = outage
                continue
            try:
                self._write_together([job])
            except BaseException as err:  # noqa: B036 - raised in the thread that waits for it
                job.error = err
                outage = err if isinstance(err, OutageError) else outage

    def _write_together(self, group: list[_Job]) -> None:
        with self._open(group[0].action, any(job.is_durable for job in group)):
            results = [job.context.run(job.write) for job in group]
        for job, result in zip(group, results):
            job.result = result
