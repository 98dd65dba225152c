"""The callbacks and the dictionary that a recipe may return, as types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from .shapes import TaskType

if TYPE_CHECKING:
    from .components.db import Database
    from .components.session import Session
    from .core import Controller


class ControllerUpdateProtocol(Protocol):
    """Called with every batch of answers, after they are stored."""

    def __call__(self, answers: list[TaskType]) -> Any: ...


class ProgressProtocol(Protocol):
    """Estimates the progress from 0 to 1, None if it is unknown."""

    def __call__(self, ctrl: Controller, update_return_value: Any) -> float | None: ...


class ControllerEventProtocol(Protocol):
    """Called when the server starts (on_load) or stops (on_exit)."""

    def __call__(self, ctrl: Controller) -> Any: ...


class BeforeDbProtocol(Protocol):
    """Changes answers before they are stored."""

    def __call__(self, examples: list[TaskType]) -> list[TaskType]: ...


class ValidateAnswerProtocol(Protocol):
    """Raises an error whose message tells the annotator what is wrong with an answer."""

    def __call__(self, eg: TaskType) -> None: ...


class GetSessionIdProtocol(Protocol):
    """Makes the id of a run, instead of the time at which it starts."""

    def __call__(self) -> str: ...


class TaskRouterProtocol(Protocol):
    """Decides which sessions get a task, by their full ids."""

    def __call__(self, ctrl: Controller, session_id: str, item: TaskType) -> list[str]: ...


class SessionFactoryProtocol(Protocol):
    """Makes the session of an annotator who connects for the first time."""

    def __call__(self, ctrl: Controller, session_id: str) -> Session: ...


class RecipeEventHookProtocol(Protocol):
    """Answers an event that custom JavaScript sends. The result must be JSON."""

    def __call__(self, ctrl: Controller, **kwargs: Any) -> Any: ...


class ControllerComponentsDict(TypedDict, total=False):
    """What a recipe returns to start the server."""

    dataset: str | bool | None
    view_id: str
    stream: Iterable[TaskType]
    update: Callable[[list[TaskType]], Any] | None
    db: str | bool | Database | None
    progress: Callable[..., float | None] | None
    on_load: Callable[[Controller], Any] | None
    on_exit: Callable[[Controller], Any] | None
    before_db: Callable[[list[TaskType]], list[TaskType]] | None
    validate_answer: Callable[[TaskType], None] | None
    get_session_id: Callable[[], str] | None
    exclude: list[str] | None
    config: dict[str, Any]
    task_router: Callable[[Controller, str, TaskType], list[str]] | None
    session_factory: Callable[[Controller, str], Session] | None
    event_hooks: dict[str, Callable[..., Any]]
    metrics: Any
