"""Images."""

from collections.abc import Callable

from ..components.preprocess import restore_media
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from ..util import get_labels
from ..views import get_view
from .parts import shared
from .parts.media_source import FETCH_MEDIA, LOADER, SOURCE, open_media, store_paths

__all__ = ["describe_images", "describe_served", "image_manual", "remove_images"]

# How much the image is dimmed, from 0 to 1, so that the colours of shapes stand out.
DARKNESS = 0.3
# Sends addresses instead of the images themselves.
SERVER_LOADER = "image-server"
# Asks for the images themselves, of files with tasks, too.
EMBEDDING_LOADER = "images"
MEDIA_KEYS = get_view("image").media


@recipe(
    "image.manual",
    dataset=shared.DATASET,
    source=SOURCE,
    loader=LOADER,
    label=shared.LABEL,
    exclude=shared.EXCLUDE,
    width=("Width of the card in pixels", "option", "w", int),
    darken=("Dim the images", "flag", "D", bool),
    no_fetch=("Leave paths and addresses in the tasks as they are", "flag", "NF", bool),
    fetch_media=FETCH_MEDIA,
    remove_base64=("Store the paths of images, not the images themselves", "flag", "R", bool),
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
) -> RecipeSettingsType:
    """Draw boxes, polygons and freehand shapes on images."""
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "image.manual requires at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label CAT,DOG",
        )
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
    return {
        "view_id": "image_manual",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "before_db": remove_images if remove_base64 else _choose_storage(loader),
        "config": {
            "label": ", ".join(labels),
            "labels": labels,
            "darken_image": DARKNESS if darken else 0,
            "custom_theme": {"cardMaxWidth": width},
            "exclude_by": "input",
        },
    }


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
