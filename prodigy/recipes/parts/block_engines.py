"""Where blocks of tasks are worked on: in this process, in others, on other machines.

An engine gets blocks in the order of the source and gives back what became of them in the same
order, whoever was ready first. Only a few blocks are in memory at a time. A process that dies is
replaced, and its block given to another one; a block that kills one after the other stops the job.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from ...errors import ProdigyError, RecipeError
from ...io.lines import shorten
from ...io.places import get_place
from ...io.progress import mute_progress
from ...messages import msg
from ...shapes import TaskType
from .block_recipe import Block, BlockRecipe, Job, pack, suggest_block

# How many processes a block may cost before it is taken for the cause.
MAX_DEATHS = 3
# Blocks that are worked on or wait for it, for each process: none is idle while this one writes.
BLOCKS_AHEAD = 3


class Submit(Protocol):
    """Starts the work on a block. What it returns has a method `result`."""

    def __call__(self, tasks: Sequence[TaskType], /) -> Any: ...


Run = Callable[[Iterable[Sequence[TaskType]]], Iterator[Block]]


@contextmanager
def run_here(recipe: BlockRecipe, job: Job, n_workers: int, address: str) -> Iterator[Run]:
    """Work in this process, or with more workers in others of this machine.

    recipe (BlockRecipe): The recipe.
    job (Job): What it was made of.
    n_workers (int): How many processes. 0: as many as there are processors.
    address (str): Not used.
    YIELDS (callable): Takes blocks of tasks, yields what became of them in the same order.
    """
    n_workers = n_workers or count_processors()
    if n_workers == 1:
        yield lambda blocks: map(recipe.suggest, blocks)
        return
    with Workers(job, n_workers) as workers:
        yield lambda blocks: run_ahead(blocks, workers.submit, n_workers * BLOCKS_AHEAD)


@contextmanager
def run_on_dask(recipe: BlockRecipe, job: Job, n_workers: int, address: str) -> Iterator[Run]:
    """Work on a cluster of Dask, whose scheduler gives the blocks of a dead worker to another one.

    recipe (BlockRecipe): Not used: each worker opens the recipe itself, and keeps it.
    job (Job): The recipe.
    n_workers (int): How many workers to start on this machine, if there is no address. 0: as many
        as there are processors.
    address (str): Address of a scheduler. Empty: one is started here.
    YIELDS (callable): See `run_here`.
    RAISES (ProdigyError): Dask is not installed, or there is no scheduler.
    """
    try:
        import dask
        from distributed import Client, KilledWorker, LocalCluster
    except ImportError as err:
        raise ProdigyError(
            "The engine dask needs the package distributed",
            f"Install it with: pip install 'prodigy[dask]' (importing it failed with: {err})",
        ) from None
    settings = {"distributed.scheduler.allowed-failures": MAX_DEATHS - 1}
    with dask.config.set(settings):
        cluster: AbstractContextManager[Any] | None = None
        try:
            if not address:
                n_workers = n_workers or count_processors()
                cluster = LocalCluster(
                    n_workers=n_workers,
                    threads_per_worker=1,
                    # Each has what it needs; Dask must not restart one that has a large pipeline.
                    memory_limit=0,
                    dashboard_address=None,
                    silence_logs=50,
                )
            client = Client(cluster or address, timeout="30s")
        except (OSError, ValueError) as err:
            raise ProdigyError(
                f"Can't reach the scheduler of Dask at {address or 'this machine'}",
                f"{err}. Its address is what dask scheduler prints, e.g. tcp://10.0.0.1:8786",
            ) from None
        try:
            n_slots = n_workers or sum(client.nthreads().values()) or 1

            def submit(tasks: Sequence[TaskType]) -> Any:
                return client.submit(suggest_block, job, _Opaque(pack(tasks)), pure=False)

            yield lambda blocks: run_ahead(blocks, submit, n_slots * BLOCKS_AHEAD, KilledWorker)
        finally:
            client.close()
            if cluster is not None:
                cluster.__exit__(None, None, None)


# Name of an engine to how it works. To add one, write such a function and add a line.
ENGINES = {"local": run_here, "dask": run_on_dask}


def count_processors() -> int:
    """RETURNS (int): How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class Deadly(Exception):
    """A block has killed one process after the other."""


def run_ahead(
    blocks: Iterable[Sequence[TaskType]],
    submit: Submit,
    n_ahead: int,
    deadly: type[Exception] = Deadly,
) -> Iterator[Block]:
    """Have a few blocks worked on at the same time.

    blocks (Iterable[Sequence[dict]]): The blocks. They are drawn when there is room.
    submit (callable): Starts the work on one.
    n_ahead (int): How many may be under way.
    deadly (type): The error for a block that kills one process after the other.
    YIELDS (Block): What became of them, in the order of the blocks.
    RAISES (RecipeError): A block does so.
    """
    running: deque[tuple[str, Any]] = deque()

    def take() -> Block:
        where, future = running.popleft()
        try:
            return future.result()
        except deadly as err:
            raise RecipeError(
                f"A block of texts has cost {MAX_DEATHS} processes: {where}",
                f"{err} Is there enough memory? Fewer --workers need less of it. A text that no "
                "process survives has to be taken out; a smaller --block-size says which one.",
            ) from None

    for tasks in blocks:
        running.append((_describe_places(tasks), submit(tasks)))
        if len(running) >= n_ahead:
            yield take()
    while running:
        yield take()


def _describe_places(tasks: Sequence[TaskType]) -> str:
    """RETURNS (str): Where a block comes from."""
    first, last = get_place(tasks[0]), get_place(tasks[-1])
    if first is None or last is None:
        return f"the one that begins with {shorten(str(tasks[0].get('text')))}"
    return str(first) if first == last else f"{first.unit} {first.number} to {last}"


class _Opaque(list[Any]):
    """A list into which Dask doesn't look for results of other tasks."""


class Workers:
    """Processes of this machine.

    Each has a connection of its own: what is written halfway when one is killed reaches nobody
    else, and its end is noticed at once. Not so with a queue that all share, nor with
    `nlp.pipe(n_process=2)`, which waits forever.

    job (Job): The recipe that all of them open.
    n_workers (int): How many.
    """

    def __init__(self, job: Job, n_workers: int) -> None:
        self._threads = ThreadPoolExecutor(n_workers)
        self._workers = [_Worker(job) for _ in range(n_workers)]
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._is_over = False

    def __enter__(self) -> Workers:
        for worker in self._workers:
            self._free.put(worker)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)

    def submit(self, tasks: Sequence[TaskType]) -> Future[Block]:
        """Start the work on a block."""
        return self._threads.submit(self._ask, pack(tasks))

    def _ask(self, data: Any) -> Block:
        worker = self._free.get()
        try:
            for n_deaths in range(1, MAX_DEATHS + 1):
                try:
                    return worker.ask(data)
                except (EOFError, OSError):
                    end = worker.describe_end()
                    worker.stop()
                    if self._is_over:
                        break
                    if n_deaths < MAX_DEATHS:
                        msg.warn(f"A process {end}. Its block goes to a new one.")
            raise Deadly(f"The last one {end}.")
        finally:
            self._free.put(worker)


class _Worker:
    """One process, started when it has something to do."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._process: Any = None
        self._connection: Any = None

    def ask(self, data: Any) -> Block:
        """RAISES (EOFError | OSError): The process has died."""
        if self._process is None:
            # A new interpreter: threads and models of this one can't be copied in a safe way.
            context = multiprocessing.get_context("spawn")
            self._connection, other = context.Pipe()
            self._process = context.Process(target=_work, args=(other, self._job), daemon=True)
            self._process.start()
            # Closed here, so that nobody holds it when the process has died.
            other.close()
        self._connection.send(data)
        is_done, result = self._connection.recv()
        if is_done:
            return result
        raise result

    def describe_end(self) -> str:
        """RETURNS (str): How the process has ended, as a part of a sentence."""
        if self._process is None:
            return "could not be started"
        self._process.join(5)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"has ended with code {code}"
        hint = ", as when there is no memory left" if -code == signal.SIGKILL else ""
        return f"was killed ({signal.Signals(-code).name}{hint})"

    def stop(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()
            self._connection.close()


def _work(connection: Any, job: Job) -> None:
    """Work for another process until it has nothing left, or is gone."""
    # Ctrl+C is for the other one, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mute_progress()
    while True:
        try:
            data = connection.recv()
        except (EOFError, OSError):
            return
        answer: tuple[bool, Any]
        try:
            answer = (True, suggest_block(job, data))
        except ProdigyError as err:
            answer = (False, err)
        except (Exception, SystemExit) as err:
            trace = "".join(traceback.format_exception(err))
            answer = (False, RecipeError(f"{job.recipe} failed: {type(err).__name__}", trace))
        try:
            connection.send(answer)
        except OSError:
            return
