"""The one typed door from requests to the controller that is being served."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..components.db import connect
from ..errors import ProdigyError
from .metrics import Metrics
from .requests import RequestFacts

if TYPE_CHECKING:
    from ..core import Controller

T = TypeVar("T")

# Each keeps one connection to the database. Those that wait for the disk at the same time share one
# transaction, so that there are more of them than processors.
DB_THREADS = 8


class AppState:
    """What endpoints need: the controller and a way off the event loop."""

    def __init__(self) -> None:
        self._controller: Controller | None = None
        self._executor: ThreadPoolExecutor | None = None
        self.metrics: Metrics | None = None
        self._on_stop: list[Callable[[], None]] = []

    def on_stop(self, func: Callable[[], None]) -> None:
        """Call something whenever a server stops."""
        self._on_stop.append(func)

    def stop(self) -> None:
        """End what goes on beside the requests, because the server stops."""
        for func in self._on_stop:
            func()

    def set_controller(self, controller: "Controller") -> None:
        """Serve another controller from now on."""
        self._controller = controller
        if self.metrics is not None:
            self.metrics.close()
        self.metrics = Metrics(controller) if controller.config.get("metrics") else None

    def note_request(self, facts: RequestFacts) -> None:
        """Count a request that was answered, if somebody wants that."""
        if self.metrics is not None:
            self.metrics.note(facts)

    @property
    def controller(self) -> "Controller":
        """The controller that is being served."""
        if self._controller is None:
            raise ProdigyError("No recipe is being served", "Call prodigy.serve or set_controller.")
        return self._controller

    @property
    def is_serving(self) -> bool:
        """Whether there is a controller."""
        return self._controller is not None

    @property
    def config(self) -> dict[str, Any]:
        """The resolved settings."""
        return self.controller.config

    async def run(self, func: Callable[..., Any], *args: Any) -> Any:
        """Run a blocking function (storage, waiting for a callback) beside the event loop."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(DB_THREADS, thread_name_prefix="prodigy-db")
        return await asyncio.get_running_loop().run_in_executor(
            self._executor, copy_context().run, func, *args
        )


state = AppState()


class PerDatabase(Generic[T]):
    """Makes something for the database of the run, and anew when another one is served.

    make (callable): Makes it of a database.
    close (callable): Receives it when the server stops. The next one makes it anew.
    """

    def __init__(
        self, make: Callable[[Any], T], close: Callable[[T], None] = lambda made: None
    ) -> None:
        self._make, self._close = make, close
        self._made: tuple[Any, T] | None = None
        state.on_stop(self._stop)

    def _stop(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            self._close(made[1])

    def get(self) -> T:
        """RETURNS (Any): It. A run that stores nothing has the database of the settings."""
        ctrl = state.controller
        db = ctrl.db if ctrl.storage.is_storing else connect()
        if self._made is None or self._made[0] is not db:
            self._made = db, self._make(db)
        return self._made[1]
