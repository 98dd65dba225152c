"""What a task must look like for each interface: one pydantic model per view id.

The models only check. Tasks stay plain dicts, and may have any further keys. What costs time with
long texts (tokens and spans) is described by typed dicts, which are checked without making objects.
"""

from __future__ import annotations

from difflib import get_close_matches
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

from .errors import StreamError
from .types import ViewId

VIEW_IDS: tuple[str, ...] = get_args(ViewId)
# Played by the audio interfaces when the task has a video.
VIEW_ALIASES = {"video": "audio", "video_manual": "audio_manual"}

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
class Version(TypedDict):
    sessions: list[str]
    default: NotRequired[bool]


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


MODELS: dict[str, type[BaseTask]] = {
    "text": TextTask,
    "html": HTMLTask,
    "ner": NERTask,
    "ner_manual": NERManualTask,
    "spans": SpansTask,
    "spans_manual": SpansManualTask,
    "pos": POSTask,
    "pos_manual": POSManualTask,
    "relations": RelationsTask,
    "dep": DepTask,
    "classification": ClassificationTask,
    "image": ImageTask,
    "image_manual": ImageManualTask,
    "audio": AudioTask,
    "audio_manual": AudioManualTask,
    "choice": ChoiceTask,
    "review": ReviewTask,
    "diff": DiffTask,
    "compare": CompareTask,
    "text_input": TextInputTask,
    "blocks": BlocksTask,
    "llm_io": LLMTask,
    "pages": PagesTask,
    "context": ContextTask,
}


def get_model(view_id: str) -> type[BaseTask]:
    """Get the model of the tasks of an interface.

    view_id (str): ID of the interface.
    RETURNS (type[BaseModel]): The pydantic model.
    RAISES (StreamError): There is no such interface. It is a ValueError.
    """
    name = VIEW_ALIASES.get(view_id, view_id)
    if name not in MODELS:
        close = get_close_matches(str(view_id), VIEW_IDS, n=1)
        hint = f"Did you mean {close[0]!r}? " if close else ""
        raise StreamError(
            f"There is no interface {view_id!r}", f"{hint}Available: {', '.join(VIEW_IDS)}"
        )
    return MODELS[name]


def get_schema(view_id: str, json: bool = True) -> dict[str, Any] | type[BaseTask]:
    """Get the schema that the tasks of an interface must fit.

    view_id (str): ID of the interface, e.g. "ner".
    json (bool): Return a JSON schema. Defaults to True. If False, the pydantic model.
    RETURNS (dict | type[BaseModel]): The schema.
    RAISES (StreamError): There is no such interface. It is a ValueError.
    """
    model = get_model(view_id)
    return _tidy(model.model_json_schema(by_alias=True)) if json else model


def _tidy(schema: Any) -> Any:
    """Leave out what only says that more is allowed, and put the title first."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: schema[key] for key in ("title", "type", "properties", "required") if key in schema
    }
    tidy.update(schema)
    if tidy.get("additionalProperties") is True:
        del tidy["additionalProperties"]
    if "default" in tidy and tidy["default"] is None:
        del tidy["default"]
    return {key: _tidy(value) for key, value in tidy.items()}


def _require_one_of(task: Any, *keys: str) -> Any:
    if all(getattr(task, key) is None for key in keys):
        raise ValueError(f"one of these keys is missing: {', '.join(keys)}")
    return task
