"""Audio and video."""

from typing import Any

from ..components.preprocess import restore_media
from ..components.stream import Stream
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from ..util import get_labels, split_string
from ..views import get_view
from .parts import shared
from .parts.media_source import FETCH_MEDIA, LOADER, SOURCE, open_media, store_paths

__all__ = ["describe_media", "manual", "remove_media", "transcribe"]

MEDIA_KEYS = get_view("audio").media
AUTOPLAY = ("Play as soon as a task is shown", "flag", "A", bool)
KEEP_BASE64 = ("Store the recordings themselves, not only their paths", "flag", "B", bool)
# Sends addresses instead of the recordings, and the loader that sends the recordings themselves.
SERVER_LOADER, EMBEDDING_LOADER = "audio-server", "audio"
# Enter alone is for line breaks.
PLAYPAUSE_KEYS = ["command+enter", "option+enter", "ctrl+enter"]


@recipe(
    "audio.manual",
    dataset=shared.DATASET,
    source=SOURCE,
    loader=LOADER,
    label=shared.LABEL,
    autoplay=AUTOPLAY,
    keep_base64=KEEP_BASE64,
    fetch_media=FETCH_MEDIA,
    exclude=shared.EXCLUDE,
)
def manual(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    autoplay: bool = False,
    keep_base64: bool = False,
    fetch_media: bool = False,
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Mark regions in audio or video: who speaks when, for example."""
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "audio.manual requires at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label SPEAKER_1,SPEAKER_2",
        )
    return {
        "view_id": "audio_manual",
        "dataset": dataset,
        "stream": _open(source, loader, fetch_media, keep_base64),
        "exclude": exclude,
        "before_db": describe_media if keep_base64 else remove_media,
        "config": {
            "labels": labels,
            "audio_autoplay": autoplay,
            "exclude_by": "input",
        },
    }


@recipe(
    "audio.transcribe",
    dataset=shared.DATASET,
    source=SOURCE,
    loader=LOADER,
    autoplay=AUTOPLAY,
    keep_base64=KEEP_BASE64,
    fetch_media=FETCH_MEDIA,
    playpause_key=("Keys that start and stop playing", "option", "pk", split_string),
    text_rows=("Height of the text field in lines", "option", "tr", int),
    field_id=("Key of the task that gets the text", "option", "fi", str),
    exclude=shared.EXCLUDE,
)
def transcribe(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    autoplay: bool = False,
    keep_base64: bool = False,
    fetch_media: bool = False,
    playpause_key: list[str] = PLAYPAUSE_KEYS,
    text_rows: int = 4,
    field_id: str = "transcript",
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Write down what is said in audio or video."""
    field: dict[str, Any] = {
        "view_id": "text_input",
        "field_rows": text_rows,
        "field_label": "Transcript",
        "field_id": field_id,
        "field_autofocus": True,
    }
    return {
        "view_id": "blocks",
        "dataset": dataset,
        "stream": _open(source, loader, fetch_media, keep_base64),
        "exclude": exclude,
        "before_db": describe_media if keep_base64 else remove_media,
        "config": {
            "blocks": [{"view_id": "audio"}, field],
            "audio_autoplay": autoplay,
            "keymap": {"playpause": split_string(playpause_key)},
        },
    }


def remove_media(answers: list[TaskType]) -> list[TaskType]:
    """Replace the recordings in answers by their paths, and note which files these are.

    answers (List[dict]): The answers. They are not changed. Recordings without a path stay.
    RETURNS (List[dict]): Copies of the answers.
    """
    return store_paths(answers, MEDIA_KEYS)


def describe_media(answers: list[TaskType]) -> list[TaskType]:
    """Replace addresses of this server by paths, and note which files these are.

    answers (List[dict]): The answers. They are not changed. Recordings themselves stay.
    RETURNS (List[dict]): Copies of the answers.
    """
    return restore_media(answers, MEDIA_KEYS)


def _open(source: SourceType, loader: str | None, fetch_media: bool, keep_base64: bool) -> Stream:
    # To store recordings themselves, they must be in the tasks.
    served = EMBEDDING_LOADER if keep_base64 else SERVER_LOADER
    return open_media(source, loader, MEDIA_KEYS, served=served, fetch=fetch_media)
