"""The callbacks and the dictionary that a recipe may return, as types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Protocol, TypedDict, Union

from .types import TaskType

if TYPE_CHECKING:
    from .components.db import Database
    from .components.session import Session
    from .core import Controller


class ControllerUpdateProtocol(Protocol):
    """Called with every batch of answers, after they are stored."""

    def __call__(self, answers: List[TaskType]) -> Any: ...


class ProgressProtocol(Protocol):
    """Estimates the progress from 0 to 1, None if it is unknown."""

    def __call__(self, ctrl: "Controller", update_return_value: Any) -> Optional[float]: ...


class ControllerEventProtocol(Protocol):
    """Called when the server starts (on_load) or stops (on_exit)."""

    def __call__(self, ctrl: "Controller") -> Any: ...


class BeforeDbProtocol(Protocol):
    """Changes answers before they are stored."""

    def __call__(self, examples: List[TaskType]) -> List[TaskType]: ...


class ValidateAnswerProtocol(Protocol):
    """Raises an error whose message tells the annotator what is wrong with an answer."""

    def __call__(self, eg: TaskType) -> None: ...


class GetSessionIdProtocol(Protocol):
    """Makes the id of a run, instead of the time at which it starts."""

    def __call__(self) -> str: ...


class TaskRouterProtocol(Protocol):
    """Decides which sessions get a task, by their full ids."""

    def __call__(self, ctrl: "Controller", session_id: str, item: TaskType) -> List[str]: ...


class SessionFactoryProtocol(Protocol):
    """Makes the session of an annotator who connects for the first time."""

    def __call__(self, ctrl: "Controller", session_id: str) -> "Session": ...


class RecipeEventHookProtocol(Protocol):
    """Answers an event that custom JavaScript sends. The result must be JSON."""

    def __call__(self, ctrl: "Controller", **kwargs: Any) -> Any: ...


class ControllerComponentsDict(TypedDict, total=False):
    """What a recipe returns to start the server."""

    dataset: Union[str, bool, None]
    view_id: str
    stream: Iterable[TaskType]
    update: Optional[Callable[[List[TaskType]], Any]]
    db: Union[str, bool, "Database", None]
    progress: Optional[Callable[..., Optional[float]]]
    on_load: Optional[Callable[["Controller"], Any]]
    on_exit: Optional[Callable[["Controller"], Any]]
    before_db: Optional[Callable[[List[TaskType]], List[TaskType]]]
    validate_answer: Optional[Callable[[TaskType], None]]
    get_session_id: Optional[Callable[[], str]]
    exclude: Optional[List[str]]
    config: Dict[str, Any]
    task_router: Optional[Callable[["Controller", str, TaskType], List[str]]]
    session_factory: Optional[Callable[["Controller", str], "Session"]]
    event_hooks: Dict[str, Callable[..., Any]]
    metrics: Any
