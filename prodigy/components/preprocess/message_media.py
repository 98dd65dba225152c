"""Images in the messages of conversations: served to browsers, and their paths in answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import LoaderError
from ...shapes import TaskType
from ..conversations import map_images
from ..decorators import keeps_input
from ..problems import Problems
from .media_serving import restore_media, serve_media

IMAGE, URL = "image", "url"


@keeps_input
def serve_message_images(
    stream: Iterable[TaskType], folders: Iterable[str | Path], problems: Problems
) -> Iterator[TaskType]:
    """Replace paths of images in messages by addresses under which the server serves the files.

    stream (Iterable[dict]): Tasks with "messages". They are not changed, and keep their hashes.
    folders (Iterable[str | Path]): See `serve_media`.
    problems (Problems): Where to report tasks with images that don't exist. They are left out.
    YIELDS (dict): Copies of the tasks, if there is something to replace.
    """
    places = list(folders)

    def serve(image: TaskType) -> TaskType:
        given = {**image, IMAGE: image[URL]}
        served = next(serve_media([given], (IMAGE,), folders=places))
        return image if served is given else _put_back(served)

    for task in stream:
        try:
            yield map_images(task, serve)
        except LoaderError as err:
            problems.skip(task, f"{err.title}: {err.text}" if err.text else err.title)


def restore_message_images(examples: Iterable[TaskType]) -> list[TaskType]:
    """Put the paths of images in messages back in place of their addresses. Made for `before_db`.

    examples (Iterable[dict]): The answers. They are not changed.
    RETURNS (list[dict]): Copies of the answers. Of each file, "media" of its part says what it was,
        see `restore_media`.
    """

    def restore(image: TaskType) -> TaskType:
        [restored] = restore_media([{**image, IMAGE: image[URL]}], (IMAGE,))
        return image if restored[IMAGE] == image[URL] else _put_back(restored)

    return [map_images(eg, restore) for eg in examples]


def _put_back(given: TaskType) -> TaskType:
    image = {key: value for key, value in given.items() if key != IMAGE}
    return {**image, URL: given[IMAGE]}
