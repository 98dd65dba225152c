"""Work that may take longer than a request: it goes on in a thread, and is asked for again."""

import asyncio
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from fastapi import HTTPException

from ..errors import OutageError

GRACE_S = 8.0  # most work is done by then
MAX_KEPT = 50


class Job:
    """One piece of work.

    id (str): What it is asked for by.
    """

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.n_done = 0
        self.result: Any = None
        self.error: BaseException | None = None
        self.ended = threading.Event()
        self.is_stopped = False

    def report(self, n_done: int) -> None:
        """Say how much is done. RAISES (OutageError): The server stops, so nobody waits for the
        rest. Changes are taken back then, as they are made all together or not at all."""
        if self.is_stopped:
            raise OutageError("The server is being stopped", "Nothing was changed.")
        self.n_done = n_done


class Jobs:
    """Runs work one piece after the other: what changes the same rows must not meet."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, func: Callable[[Job], Any]) -> dict[str, Any]:
        """Begin some work, and wait for it a bounded time.

        func (callable): Does it. It receives the job, to report to.
        RETURNS (dict): See `describe`.
        """
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="prodigy-job")
        job = Job()
        self._jobs[job.id] = job
        while len(self._jobs) > MAX_KEPT:
            self._jobs.popitem(last=False)
        self._executor.submit(copy_context().run, _work, job, func)
        return await self.wait(job.id)

    def stop(self) -> None:
        """End what goes on: Python waits for its thread when it exits."""
        for job in list(self._jobs.values()):
            job.is_stopped = True
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    async def wait(self, job_id: str) -> dict[str, Any]:
        """Wait for some work. RAISES (HTTPException): It is not known; or what went wrong in it."""
        job = self._jobs.get(job_id)
        if job is None:
            raise HTTPException(404, "This server knows nothing of that work any more.")
        end = GRACE_S
        while not job.ended.is_set() and end > 0:
            pause = 0.01 if end > GRACE_S - 0.5 else 0.1
            await asyncio.sleep(pause)
            end -= pause
        if job.ended.is_set() and job.error is not None:
            raise job.error
        is_done = job.ended.is_set()
        return {"job": None if is_done else job.id, "n_done": job.n_done, "result": job.result}


def _work(job: Job, func: Callable[[Job], Any]) -> None:
    try:
        job.result = func(job)
    except BaseException as err:
        job.error = err
    finally:
        job.ended.set()
