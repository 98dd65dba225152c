"""Bodies of requests and responses. Tasks stay plain JSON objects."""

from typing import Annotated

from pydantic import BaseModel, FailFast, Field

from ..shapes import TaskType

# The first wrong item is enough to refuse a list: millions of them would make as many messages.
Tasks = Annotated[list[TaskType], FailFast()]
Hashes = Annotated[list[int], FailFast()]
BatchId = Annotated[str, Field(max_length=64)]
MAX_WITHDRAWN = 1_000
SESSION = "Name or full ID of the session"
SessionId = Annotated[str | None, Field(description=SESSION)]


class QuestionsRequest(BaseModel):
    """Who asks for tasks, and which ones are at hand already."""

    session_id: SessionId = None
    excludes: Hashes = Field([], description="Hashes of tasks that the client holds already")


class Figures(BaseModel):
    """How much is done and how much is left. Tasks that were handed out are left."""

    total: int = Field(description="Annotations of the session (or dataset), all runs")
    progress: float | None = Field(description="0.0 to 1.0, null if unknown")
    progress_kind: str | None = Field(description="progress, target, source or null")
    source_progress: float | None = Field(None, description="Share of the source that is done")
    session_id: str = Field(description="Full ID of the session")
    session_total: int = Field(description="Annotations of the session in this run")
    session_answers: dict[str, int] = Field({}, description="The same by answer")
    project_total: int = Field(0, description="Annotations in the dataset, of all sessions")
    left: int | None = Field(None, description="Tasks until the progress is 1.0, null if unknown")
    left_is_exact: bool = Field(True, description="Whether `left` was counted, or else estimated")
    source_left: int | None = Field(None, description="Tasks until the source is done")
    keeps_history: bool = Field(False, description="Answers don't replace earlier ones")


class QuestionsResponse(Figures):
    """A batch of tasks. Empty without `preparing`: nothing is left."""

    tasks: list[TaskType] = Field(description="At most `batch_size` of the settings")
    prefetch: int = Field(0, description="Tasks that the page should have waiting, if there are")
    preparing: bool | None = Field(None, description="True: tasks are being made, ask again")


class AnswersRequest(BaseModel):
    """Annotated tasks, each with an `answer`."""

    answers: Tasks = Field(description="Tasks as they were handed out, edited, with `answer`")
    session_id: SessionId = None
    withdrawn: Annotated[list[BatchId], FailFast(), Field(max_length=MAX_WITHDRAWN)] = Field(
        [], description="IDs of batches without acknowledgement that are not to count any more"
    )


class AnswersResponse(Figures):
    """Acknowledgement: the answers are in the database."""

    notice: str | None = Field(None, description="What the annotator should know about")


class ValidateRequest(BaseModel):
    """An answer to check before it is accepted."""

    answer: TaskType = Field(description="The task as it would be sent")
    session_id: SessionId = None


class ValidateResponse(BaseModel):
    """Whether the answer is fine, else why not."""

    ok: bool = Field(description="Whether it may be accepted")
    message: str = Field("", description="What is wrong, for the annotator")


class DraftRequest(BaseModel):
    """A task with the edits so far; null forgets them."""

    task_hash: int = Field(ge=-(2**63), lt=2**63, description="`_task_hash` of the task")
    task_digest: int | None = Field(None, ge=0, lt=2**32, description="If the task has one")
    task: TaskType | None = Field(None, description="The edited task; null: forget the draft")
    session_id: SessionId = None


class DraftsResponse(BaseModel):
    """Tasks with the edits that were not answered yet."""

    drafts: list[TaskType] = Field(description="The edited tasks")


class ActivityRequest(BaseModel):
    """The annotator is there."""

    session_id: SessionId = None


class EnterRequest(BaseModel):
    """Somebody has opened a personal link."""

    session_id: str = Field(min_length=1, description=SESSION)
    link: str = Field(min_length=1, max_length=128, description="The secret of the link")


class FiguresRequest(BaseModel):
    """Who asks for figures, and what the page has answers to that may be stored already."""

    session_id: SessionId = None
    pending: Tasks = Field([], description="Tasks, with their hashes at least")


class Answered(BaseModel):
    """A task to which the session has stored an answer."""

    task_hash: int = Field(description="`_task_hash` of the task")
    answer: str | None = Field(description="The answer; null if it was given in an earlier run")


class FiguresResponse(Figures):
    """The figures, and which of the pending answers they contain."""

    answered: list[Answered] = Field(description="Those of `pending` that are stored")


class StatusResponse(BaseModel):
    """Where tasks are at this moment."""

    session_id: str = Field(description="Full ID of the session")
    n_waiting: int = Field(description="Tasks in the session's queue")
    n_open: int = Field(description="Tasks that the session got and has not answered")
    n_waiting_others: int = Field(description="Tasks in the queues of other sessions")
    n_open_others: int = Field(description="Tasks that others got and have not answered")
    n_sessions: int = Field(description="Sessions of this run")
    is_exhausted: bool = Field(description="The stream has no more tasks")


class ErrorResponse(BaseModel):
    """The one shape of all failures."""

    status: int = Field(description="As the status of the response")
    detail: str = Field(description="What is wrong")
    hint: str | None = Field(description="What to do about it")
    request_id: str = Field(description="The same as in `X-Request-ID` and in the log")
