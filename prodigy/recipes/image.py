"""Images."""

from ..components.preprocess import fetch_media, remove_base64
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from ..util import get_labels
from ..views import get_view
from .parts import shared
from .parts.media_source import LOADER, SOURCE, open_media

__all__ = ["image_manual", "remove_images"]

# How much the image is dimmed, from 0 to 1, so that the colours of shapes stand out.
DARKNESS = 0.3
# Sends addresses instead of the images themselves.
SERVER_LOADER = "image-server"


@recipe(
    "image.manual",
    dataset=shared.DATASET,
    source=SOURCE,
    loader=LOADER,
    label=shared.LABEL,
    exclude=shared.EXCLUDE,
    width=("Width of the card in pixels", "option", "w", int),
    darken=("Dim the images", "flag", "D", bool),
    no_fetch=("Don't replace paths and addresses by the images themselves", "flag", "NF", bool),
    remove_base64=("Store the paths of images, not the images themselves", "flag", "R", bool),
)
def image_manual(
    dataset: str,
    source: SourceType,
    loader: str | None = "images",
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    width: int = 675,
    darken: bool = False,
    no_fetch: bool = False,
    remove_base64: bool = False,
) -> RecipeSettingsType:
    """Draw boxes, polygons and freehand shapes on images."""
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "image.manual requires at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label CAT,DOG",
        )
    stream = open_media(source, loader, input_key="image")
    if not no_fetch and loader != SERVER_LOADER:
        media_keys = get_view("image").media
        stream.apply(fetch_media, stream=stream, input_keys=media_keys, skip=stream.problems)
    return {
        "view_id": "image_manual",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "before_db": remove_images if remove_base64 else None,
        "config": {
            "label": ", ".join(labels),
            "labels": labels,
            "darken_image": DARKNESS if darken else 0,
            "custom_theme": {"cardMaxWidth": width},
            "exclude_by": "input",
        },
    }


def remove_images(answers: list[TaskType]) -> list[TaskType]:
    """Replace the images in answers by their paths. Images without a path stay.

    answers (List[dict]): The answers. They are not changed.
    RETURNS (List[dict]): Copies of the answers.
    """
    return remove_base64(answers, ["image"])
