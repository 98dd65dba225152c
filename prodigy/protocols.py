"""What recipes return and receive, as types: their callbacks, the dictionary, the controller.

Controller and sessions are described by what others may use of them, so that this module, and
everything that is handed a controller, lies below the classes themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypedDict

from .shapes import TaskType


class SessionProtocol(Protocol):
    """One annotator's session, see `prodigy.components.session`."""

    session_id: str
    batch_size: int
    total_annotated: int
    session_annotated: int
    target_annotated: int

    @property
    def progress(self) -> float | None: ...

    def receive_answers(self, answers: Iterable[TaskType]) -> None: ...


class StreamProtocol(Protocol):
    """Tasks, and how much of their source was read, see `prodigy.components.stream`."""

    def __iter__(self) -> Iterator[TaskType]: ...

    @property
    def progress(self) -> float | None: ...


class ControllerProtocol(Protocol):
    """What a running recipe and its callbacks may use of the controller, see `prodigy.core`."""

    config: dict[str, Any]
    dataset: str | None
    view_id: str
    recipe_name: str | None
    home: Path
    session_id: str
    batch_size: int
    exclude_by: str
    db: Any
    update: Callable[..., Any] | None
    before_db: Callable[..., Any] | None
    validate_answer: Callable[..., Any] | None
    declared_session_ids: list[str]

    @property
    def total_annotated(self) -> int: ...

    @property
    def session_annotated(self) -> int: ...

    @property
    def stream(self) -> StreamProtocol: ...

    @property
    def sessions(self) -> Mapping[str, SessionProtocol]: ...

    @property
    def session_ids(self) -> Collection[str]: ...

    @property
    def progress(self) -> float | None: ...

    def get_questions(
        self, session_id: str | None = None, excludes: Collection[int] | None = None
    ) -> list[TaskType]: ...

    def get_annotators(self, task: TaskType) -> Collection[str]: ...

    def get_session_name(self, name: str) -> str: ...


class ControllerUpdateProtocol(Protocol):
    """Called with every batch of answers, after they are stored."""

    def __call__(self, answers: list[TaskType]) -> Any: ...


class ProgressProtocol(Protocol):
    """Estimates the progress from 0 to 1, None if it is unknown."""

    def __call__(self, ctrl: ControllerProtocol, update_return_value: Any) -> float | None: ...


class ControllerEventProtocol(Protocol):
    """Called when the server starts (on_load) or stops (on_exit)."""

    def __call__(self, ctrl: ControllerProtocol) -> Any: ...


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

    def __call__(self, ctrl: ControllerProtocol, session_id: str, item: TaskType) -> list[str]: ...


class SessionFactoryProtocol(Protocol):
    """Makes the session of an annotator who connects for the first time."""

    def __call__(self, ctrl: ControllerProtocol, session_id: str) -> SessionProtocol: ...


class RecipeEventHookProtocol(Protocol):
    """Answers an event that custom JavaScript sends. The result must be JSON."""

    def __call__(self, ctrl: ControllerProtocol, **kwargs: Any) -> Any: ...


class ControllerComponentsDict(TypedDict, total=False):
    """What a recipe returns to start the server. Callbacks may name the class of the controller in
    their own hints, so theirs are not looked at closely here."""

    dataset: str | bool | None
    view_id: str
    stream: Iterable[TaskType]
    update: Callable[[list[TaskType]], Any] | None
    db: Any
    progress: Callable[..., float | None] | None
    on_load: Callable[[Any], Any] | None
    on_exit: Callable[[Any], Any] | None
    before_db: Callable[[list[TaskType]], list[TaskType]] | None
    validate_answer: Callable[[TaskType], None] | None
    get_session_id: Callable[[], str] | None
    exclude: list[str] | None
    config: dict[str, Any]
    task_router: Callable[[Any, str, TaskType], list[str]] | None
    session_factory: Callable[[Any, str], SessionProtocol] | None
    event_hooks: dict[str, Callable[..., Any]]
    start_page: str | None
    metrics: Any
