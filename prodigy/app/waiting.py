"""Waiting for jobs of other threads from the event loop, never without an end.

What a job raised is left in its future. Waiting raises nothing of its own, so a job that raised a
timeout can't be mistaken for one that is late: before Python 3.11 there are three classes of
timeouts, and recipes raise them, too.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from ..engine.answers import BusyError
from ..engine.recipe_thread import INTERACTIVE

if TYPE_CHECKING:
    from ..core import Controller


async def is_done(future: "Future[Any]", timeout_s: float) -> bool:
    """Wait for a job.

    future (Future): The job. It goes on, whatever happens here.
    timeout_s (float): How long to wait at most, in seconds.
    RETURNS (bool): Whether it has ended, well or not, or was cancelled.
    """
    if future.done():
        return True
    loop = asyncio.get_running_loop()
    ended = loop.create_future()  # cheaper than a task, which every task of an annotator would cost

    def end() -> None:
        if not ended.done():
            ended.set_result(None)

    def tell(_: Any) -> None:
        if not loop.is_closed():  # the job ends after the server
            loop.call_soon_threadsafe(end)

    future.add_done_callback(tell)
    timer = loop.call_later(timeout_s, end)
    try:
        await ended
    finally:
        timer.cancel()
    return future.done()


async def run_recipe_code(
    ctrl: "Controller", func: Callable[..., Any], *args: Any, timeout_s: float, what: str
) -> "Future[Any]":
    """Run a function on the recipe thread, before everything that nobody waits for.

    ctrl (Controller): The controller.
    func (callable): What to run, with the further arguments.
    timeout_s (float): How long to wait at most, in seconds.
    what (str): What runs, for messages: "The event hook 'go'".
    RETURNS (Future): It has ended. Its exception is only raised by `result`: some of them, like
        StopIteration, can't leave a coroutine.
    RAISES (BusyError): It wasn't done in time. Unless it runs already, it never will.
    """
    future = ctrl.thread.submit(func, *args, priority=INTERACTIVE)
    if not await is_done(future, timeout_s):
        if future.cancel():
            raise BusyError(f"{what} didn't run: the recipe was busy for {timeout_s:g} seconds")
        raise BusyError(f"{what} still runs after {timeout_s:g} seconds")
    if future.cancelled():
        raise BusyError(f"{what} didn't run: the server is stopping")
    return future
