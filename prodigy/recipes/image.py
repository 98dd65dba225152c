"""Images."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..components.decorators import keeps_input
from ..components.preprocess import restore_media
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from ..util import get_labels
from ..views import get_view
from .parts import shared
from .parts.image_suggestions import Suggest, add_suggestions, load_suggestions
from .parts.media_source import (
    FETCH_MEDIA,
    LOADER,
    SOURCE,
    find_folders,
    open_media,
    store_paths,
)

__all__ = ["describe_images", "describe_served", "image_correct", "image_manual", "remove_images"]

# How much the image is dimmed, from 0 to 1, so that the colours of shapes stand out.
DARKNESS = 0.3
# Sends addresses instead of the images themselves.
SERVER_LOADER = "image-server"
# Asks for the images themselves, of files with tasks, too.
EMBEDDING_LOADER = "images"
MEDIA_KEYS = get_view("image").media


WIDTH = ("Width of the card in pixels", "option", "w", int)
DARKEN = ("Dim the images", "flag", "D", bool)
NO_FETCH = ("Leave paths and addresses in the tasks as they are", "flag", "NF", bool)
REMOVE_BASE64 = ("Store the paths of images, not the images themselves", "flag", "R", bool)
FROM_PREVIOUS = ("Suggest the shapes of the image before, of the same folder", "flag", "FP", bool)
SEQUENCE_KEY = "sequence"


@recipe(
    "image.manual",
    dataset=shared.DATASET,
    source=SOURCE,
    loader=LOADER,
    label=shared.LABEL,
    exclude=shared.EXCLUDE,
    width=WIDTH,
    darken=DARKEN,
    no_fetch=NO_FETCH,
    remove_base64=REMOVE_BASE64,
    fetch_media=FETCH_MEDIA,
    from_previous=FROM_PREVIOUS,
)
def image_manual(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    width: int = 675,
    darken: bool = False,
    no_fetch: bool = False,
    remove_base64: bool = False,
    fetch_media: bool = False,
    from_previous: bool = False,
) -> RecipeSettingsType:
    """Draw boxes, polygons and freehand shapes on images."""
    labels = _require_labels(label, "image.manual")
    # Images stay where they are, and the server serves them. Where they are is stored, unless
    # somebody has asked for addresses or for the images themselves.
    stream = open_media(
        source,
        loader,
        MEDIA_KEYS,
        served=SERVER_LOADER,
        fetch=(fetch_media or loader == EMBEDDING_LOADER) and not no_fetch,
        serve=not no_fetch,
        input_key="image",
        datasets=[dataset, *(exclude or ())],
    )
    config: dict[str, Any] = {
        "label": ", ".join(labels),
        "labels": labels,
        "darken_image": DARKNESS if darken else 0,
        "custom_theme": {"cardMaxWidth": width},
        "exclude_by": "input",
    }
    if from_previous:
        stream.apply(add_sequences)
        config["image_manual_carry_over"] = SEQUENCE_KEY
    return {
        "view_id": "image_manual",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "before_db": remove_images if remove_base64 else _choose_storage(loader),
        "config": config,
    }


@recipe(
    "image.correct",
    dataset=shared.DATASET,
    source=SOURCE,
    suggest=(
        "What suggests shapes: file.py:function, a registered name, dataset:NAME, or a JSONL file",
        "option",
        "sg",
        str,
    ),
    loader=LOADER,
    label=shared.LABEL,
    exclude=shared.EXCLUDE,
    width=WIDTH,
    darken=DARKEN,
    remove_base64=REMOVE_BASE64,
    fetch_media=FETCH_MEDIA,
)
def image_correct(
    dataset: str,
    source: SourceType,
    suggest: str | Suggest | None = None,
    loader: str | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    width: int = 675,
    darken: bool = False,
    remove_base64: bool = False,
    fetch_media: bool = False,
) -> RecipeSettingsType:
    """Accept or correct shapes that a model, a program or somebody else suggests."""
    labels = _require_labels(label, "image.correct")
    if suggest is None:
        raise RecipeError(
            "image.correct requires --suggest",
            "Name what suggests shapes: file.py:function, which gets a task and returns a list of "
            "shapes; dataset:NAME; or a JSONL file of images with spans",
        )
    folders = find_folders(source)
    suggestions = load_suggestions(suggest, folders) if isinstance(suggest, str) else suggest
    components = image_manual(
        dataset,
        source,
        loader=loader,
        label=labels,
        exclude=exclude,
        width=width,
        darken=darken,
        remove_base64=remove_base64,
        fetch_media=fetch_media,
    )
    stream: Any = components["stream"]
    stream.apply(add_suggestions, suggest=suggestions, labels=labels, problems=stream.problems)
    return components


@keeps_input
def add_sequences(stream: Iterable[TaskType]) -> Iterator[TaskType]:
    """Say which images follow each other: those of a folder, unless tasks say it.

    stream (Iterable[dict]): Tasks with images. They are not changed.
    YIELDS (dict): Copies with "sequence".
    """
    for task in stream:
        path = task.get("path") or (task["image"] if task["image"][:5] != "data:" else "")
        yield {SEQUENCE_KEY: str(path).rpartition("/")[0], **task}


def _require_labels(label: list[str] | None, name: str) -> list[str]:
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            f"{name} requires at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label CAT,DOG",
        )
    return labels


def remove_images(answers: list[TaskType]) -> list[TaskType]:
    """Replace the images in answers by their paths, and note which files these are.

    answers (List[dict]): The answers. They are not changed. Images without a path stay.
    RETURNS (List[dict]): Copies of the answers.
    """
    return store_paths(answers, MEDIA_KEYS)


def describe_images(answers: list[TaskType]) -> list[TaskType]:
    """Replace addresses of this server by paths, and note which files these are.

    answers (List[dict]): The answers. They are not changed. Images themselves stay.
    RETURNS (List[dict]): Copies of the answers.
    """
    return restore_media(answers, MEDIA_KEYS)


def describe_served(answers: list[TaskType]) -> list[TaskType]:
    """Note which files the addresses of this server are.

    answers (List[dict]): The answers. They are not changed.
    RETURNS (List[dict]): Copies of the answers.
    """
    return restore_media(answers, MEDIA_KEYS, keep_addresses=True)


def _choose_storage(loader: str | None) -> Callable[[list[TaskType]], list[TaskType]]:
    return describe_served if loader == SERVER_LOADER else describe_images
