"""What a task must look like for each interface: one pydantic model per row of `prodigy.views`.

The models only check. Tasks stay plain dicts, and may have any further keys. What costs time with
long texts (tokens and spans) is described by typed dicts, which are checked without making objects.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
    with_config,
)
from typing_extensions import NotRequired, Self, TypedDict

from .shapes import ViewId

VIEW_IDS: tuple[str, ...] = get_args(ViewId)

# Numbers must be numbers: the browser would take "5" for text. Unknown keys stay.
STRICT = ConfigDict(extra="allow", strict=True)

Id = str | int
Content = dict[str, Any]


@with_config(STRICT)
class Token(TypedDict):
    text: str
    start: int
    end: int
    id: int
    ws: NotRequired[bool | None]
    disabled: NotRequired[bool | None]
    style: NotRequired[dict[str, Any] | None]


@with_config(STRICT)
class PlacedToken(Token):
    # None of them: a space or line break.
    boxes: NotRequired[list[list[float]] | None]


@with_config(STRICT)
class Span(TypedDict):
    start: int
    end: int
    label: NotRequired[str | None]
    token_start: NotRequired[int | None]
    token_end: NotRequired[int | None]


@with_config(STRICT)
class RelationSpan(TypedDict):
    start: int
    end: int
    token_start: int
    token_end: int
    label: NotRequired[str | None]


@with_config(STRICT)
class Relation(TypedDict):
    head: int
    child: int
    label: str
    head_span: NotRequired[RelationSpan | None]
    child_span: NotRequired[RelationSpan | None]
    color: NotRequired[str | None]


@with_config(STRICT)
class Arc(TypedDict):
    head: int
    child: int
    label: str


@with_config(STRICT)
class ImageSpan(TypedDict):
    label: NotRequired[str | None]
    points: NotRequired[list[list[float]] | None]
    type: NotRequired[str | None]
    x: NotRequired[float | None]
    y: NotRequired[float | None]
    width: NotRequired[float | None]
    height: NotRequired[float | None]


@with_config(STRICT)
class AudioSpan(TypedDict):
    start: float
    end: float
    label: NotRequired[str | None]


@with_config(STRICT)
class Option(TypedDict):
    id: Id
    text: NotRequired[str | None]
    html: NotRequired[str | None]
    image: NotRequired[str | None]


@with_config(STRICT)
class Response(TypedDict):
    id: str
    content: NotRequired[str | None]
    messages: NotRequired[list[Content] | None]


@with_config(STRICT)
class Criterion(TypedDict):
    name: str
    scale: list[int | float | str]
    per: NotRequired[str | None]
    description: NotRequired[str | None]


@with_config(STRICT)
class Version(TypedDict):
    sessions: list[str]
    default: NotRequired[bool]


@with_config(STRICT)
class ChatMessage(TypedDict):
    role: str
    # A text, or parts such as {"type": "text", "text": ...}. None of a message that only calls.
    content: NotRequired[str | list[Any] | None]
    name: NotRequired[str | None]
    tool_calls: NotRequired[list[Any] | None]
    tool_call_id: NotRequired[str | None]
    reasoning_content: NotRequired[str | None]


@with_config(STRICT)
class MessageSpan(TypedDict):
    # Position of the message, and code points in its text or in another of its fields.
    message: int
    start: int
    end: int
    field: NotRequired[str]
    label: NotRequired[str | None]


@with_config(STRICT)
class MessageComment(TypedDict):
    message: int
    text: str
    created: NotRequired[str | None]


@with_config(STRICT)
class Page(TypedDict):
    view_id: str


@with_config(STRICT)
class Block(TypedDict):
    view_id: str


def _as_list(value: Any) -> Any:
    # Recipes from Python may well use tuples; JSON makes lists of them.
    return list(value) if isinstance(value, tuple) else value


Tokens = Annotated[list[Token], BeforeValidator(_as_list)]
PlacedTokens = Annotated[list[PlacedToken], BeforeValidator(_as_list)]
Spans = Annotated[list[Span], BeforeValidator(_as_list)]
# Shown as a plain string in the JSON schema, although anonymous answers have null here.
SessionId = Annotated[str | None, WithJsonSchema({"type": "string"})]


class BaseTask(BaseModel):
    """What all tasks have in common."""

    model_config = STRICT

    # Shown as an object, although null does no harm.
    meta: Annotated[Content | None, WithJsonSchema({"type": "object"})] = {}
    input_hash: int = Field(alias="_input_hash", title=" Input Hash")
    task_hash: int = Field(alias="_task_hash", title=" Task Hash")
    view_id: Annotated[str | None, WithJsonSchema({"enum": list(VIEW_IDS)})] = Field(
        None, alias="_view_id", title=" View Id"
    )
    session_id: SessionId = Field(None, alias="_session_id", title=" Session Id")


class TextTask(BaseTask):
    text: str


class HTMLTask(BaseTask):
    # With a template in the settings or the task, anything can be shown.
    html: str | None = None


class NERTask(BaseTask):
    text: str
    spans: Spans | None = None
    tokens: Tokens | None = None
    label: str | None = None


class SpansTask(NERTask):
    pass


class POSTask(NERTask):
    pass


class NERManualTask(BaseTask):
    text: str
    tokens: Tokens
    spans: Spans | None = None


class SpansManualTask(NERManualTask):
    pass


class POSManualTask(NERManualTask):
    pass


class RelationsTask(NERManualTask):
    relations: list[Relation] | None = None


class DepTask(BaseTask):
    text: str
    tokens: Tokens
    arc: Arc | None = None
    relations: list[Relation] | None = None

    @model_validator(mode="after")
    def _has_arc(self) -> Self:
        return _require_one_of(self, "arc", "relations")


class ClassificationTask(BaseTask):
    # Without a label there is no title bar.
    label: str | None = None
    text: str | None = None
    html: str | None = None
    image: str | None = None


class ImageTask(BaseTask):
    image: str
    spans: list[ImageSpan] | None = None
    width: float | None = None
    height: float | None = None


class ImageManualTask(ImageTask):
    pass


class AudioTask(BaseTask):
    audio: str | None = None
    video: str | None = None
    audio_spans: list[AudioSpan] | None = None

    @model_validator(mode="after")
    def _has_media(self) -> Self:
        return _require_one_of(self, "audio", "video")


class AudioManualTask(AudioTask):
    pass


class ChoiceTask(BaseTask):
    options: list[Option]
    accept: list[Id] | None = None
    text: str | None = None
    html: str | None = None
    image: str | None = None
    label: str | None = None


class ReviewTask(BaseTask):
    # Here the interface that is reviewed, not the one of the answer.
    reviewed_view_id: str = Field(alias="view_id", title="View Id")
    versions: list[Version]


class DiffTask(BaseTask):
    added: str | None = None
    removed: str | None = None
    accept: Content | None = None
    reject: Content | None = None

    @model_validator(mode="after")
    def _has_texts(self) -> Self:
        return _require_one_of(self, "added", "removed", "accept", "reject")


class CompareTask(BaseTask):
    accept: Content
    reject: Content
    input: Content | None = None
    mapping: dict[str, str] | None = None


class TextInputTask(BaseTask):
    pass


class BlocksTask(BaseTask):
    # One list of blocks per step.
    steps: list[list[Block]] | None = None


class LLMTask(BaseTask):
    llm: Content | None = None
    openai: Content | None = None


class PagesTask(BaseTask):
    pages: list[Page]


class ContextTask(BaseTask):
    context: Any = None


class PageSpansTask(NERManualTask):
    # The size of the picture (pixels): of it, tokens have "boxes" [[x, y, width, height], ...].
    image: str
    width: float
    height: float
    tokens: PlacedTokens  # type: ignore[assignment]


class ConversationTask(BaseTask):
    messages: Annotated[list[ChatMessage], BeforeValidator(_as_list), Field(min_length=1)]
    spans: Annotated[list[MessageSpan], BeforeValidator(_as_list)] | None = None
    comments: list[MessageComment] | None = None
    # By the position of the message.
    message_labels: dict[str, list[str]] | None = None


class PreferenceTask(BaseTask):
    # A text or messages, as are the responses.
    prompt: str | list[Content]
    responses: list[Response]
    rubric: list[Criterion] | None = None
    order: list[str] | None = None
    preferred: str | None = None
    tie: bool | None = None
    # ID of a response, or "*" for the task, to criterion to value.
    ratings: Content | None = None
    reason: str | None = None


def _require_one_of(task: Any, *keys: str) -> Any:
    if all(getattr(task, key) is None for key in keys):
        raise ValueError(f"one of these keys is missing: {', '.join(keys)}")
    return task
