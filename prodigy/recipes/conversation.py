"""Conversations: chats, and what agents do, message by message."""

from __future__ import annotations

from ..components.conversation_checks import check_conversations
from ..components.preprocess.message_media import restore_message_images, serve_message_images
from ..components.stream import open_stream
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels
from .parts import shared
from .parts.media_source import find_folders

__all__ = ["conversation_manual"]


@recipe(
    "conversation.manual",
    dataset=shared.DATASET,
    source=(
        "Conversations to annotate: file path, - for stdin, or dataset:NAME",
        "positional",
        None,
        str,
    ),
    loader=shared.LOADER,
    label=(
        "Labels of spans, separated by commas, or file with one per line",
        "option",
        "l",
        get_labels,
    ),
    message_label=("Labels of whole messages, in the same way", "option", "ml", get_labels),
    exclude=shared.EXCLUDE,
    highlight_chars=shared.HIGHLIGHT_CHARS,
    width=("Width of the card in pixels", "option", "w", int),
)
def conversation_manual(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    message_label: list[str] | None = None,
    exclude: list[str] | None = None,
    highlight_chars: bool = False,
    width: int = 900,
) -> RecipeSettingsType:
    """Read conversations with a model or the traces of an agent: mark stretches of any message,
    give messages labels, and comment on them.
    """
    labels, message_labels = get_labels(label) or [], get_labels(message_label) or []
    doubled = [name for name in message_labels if name in labels]
    if doubled:
        raise RecipeError(
            f"{doubled[0]!r} is a label of spans and of messages",
            "Nobody could tell which of them a key means. Give them different names.",
        )
    stream = open_stream(source, loader, dedup=True, check=check_conversations)
    stream.apply(serve_message_images, folders=find_folders(source), problems=stream.problems)
    return {
        "view_id": "conversation",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "before_db": restore_message_images,
        "config": {
            "label": ", ".join([*labels, *message_labels]),
            "labels": labels,
            "labels_for_messages": message_labels,
            "ner_manual_highlight_chars": highlight_chars,
            "custom_theme": {"cardMaxWidth": width},
            # What was marked before, or is suggested, makes no other conversation.
            "exclude_by": "input",
        },
    }
