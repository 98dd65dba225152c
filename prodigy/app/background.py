"""A server beside the caller's code, for notebooks and scripts that go on."""

from __future__ import annotations

import atexit
import html
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import ProdigyError

if TYPE_CHECKING:
    from ..core import Controller

# Called when a server is up, with its address, its controller and a function that stops it.
OnStart = Callable[[str, "Controller", Callable[[], None]], None]

START_HINT = "Stop it first, with stop() of what prodigy.serve returned, or restart the notebook."


class BackgroundServer:
    """A running recipe. Everything of the recipe, from its first line on, runs in one thread of its
    own, so the caller may be inside of an event loop.

    run (Callable): Runs the command to its end. Receives what to call when the server is up.
    """

    def __init__(self, run: Callable[[OnStart], Any]) -> None:
        self.url = ""
        self._controller: Controller | None = None
        self._stop: Callable[[], None] | None = None
        self._error: BaseException | None = None
        self._is_ready = threading.Event()
        self._thread = threading.Thread(
            target=self._work, args=(run,), name="prodigy-recipe", daemon=True
        )

    def start(self) -> BackgroundServer | None:
        """Run the command until the server is up.

        RETURNS (BackgroundServer | None): This object, or None if the command was one that starts
            no server; then it has ended.
        RAISES (BaseException): What the command raised.
        """
        self._thread.start()
        self._is_ready.wait()
        if self._stop is None:
            self._thread.join()
            self._raise_error()
            return None
        atexit.register(self.stop)
        return self

    def _work(self, run: Callable[[OnStart], Any]) -> None:
        try:
            run(self._note_start)
        except BaseException as err:  # noqa: B036 (raised again in the caller's thread)
            self._error = err
        finally:
            self._is_ready.set()

    def _note_start(self, url: str, ctrl: Controller, stop: Callable[[], None]) -> None:
        self.url, self._controller, self._stop = url, ctrl, stop
        self._is_ready.set()

    @property
    def controller(self) -> Controller:
        """The controller, to look at. Use it only while no annotator works, or through hooks."""
        if self._controller is None:
            raise ProdigyError("No recipe is being served", "The command has started no server.")
        return self._controller

    @property
    def is_running(self) -> bool:
        """Whether the server has not been stopped."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finish the requests that run and the updates that wait, call `on_exit`, and return.

        Safe to call twice, and from callbacks of the recipe, where it doesn't wait.
        """
        atexit.unregister(self.stop)
        if self._stop is not None:
            self._stop()
        if threading.current_thread() is not self._thread:
            self._thread.join()
            self._raise_error()

    def _raise_error(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            raise error

    def __enter__(self) -> BackgroundServer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Prodigy at {self.url}{'' if self.is_running else ' (stopped)'}>"

    def _repr_html_(self) -> str:
        """Notebooks show this."""
        url = html.escape(self.url, quote=True)
        state = "" if self.is_running else " (stopped)"
        return f'Prodigy at <a href="{url}" target="_blank">{url}</a>{state}'
