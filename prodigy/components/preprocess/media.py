"""Images, audio and video: getting them into tasks, and out again before they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from ...errors import LoaderError
from ...io.files import is_url
from ...io.media import MAX_EMBEDDED_BYTES, MEDIA_PREFIX, embed_bytes, embed_file, is_media_url_of
from ...io.places import get_place
from ...io.web import WebError, get
from ...logger import log
from ...shapes import TaskType
from ...views import MEDIA_KEYS
from ..decorators import keeps_input
from ..problems import Problems

PATH_KEY = "path"
DATA_PREFIX = "data:"
SHOWN_CHARS = 200


@keeps_input
def fetch_media(
    stream: Iterable[TaskType], input_keys: Iterable[str], skip: bool | Problems = False
) -> Iterator[TaskType]:
    """Replace paths and addresses of media by their content, as data URIs.

    What they were is kept in "path" (of further media of a task in e.g. "audio_path"). Data URIs
    and tasks without media stay as they are. Addresses are requested when it is their turn.

    stream (Iterable[dict]): The tasks. They are not changed, and keep their hashes.
    input_keys (Iterable[str]): The keys with media, e.g. ["image"] or ["audio", "video"].
    skip (bool | Problems): Leave out tasks with media that can't be fetched, and say so. Defaults
        to False, which raises an error. Or where to report them, e.g. `stream.problems`.
    YIELDS (dict): Copies of the tasks.
    RAISES (LoaderError): Media can't be fetched. It is a ValueError.
    """
    problems = Problems.of(skip)
    keys = [input_keys] if isinstance(input_keys, str) else list(input_keys)
    for i, eg in enumerate(stream):
        original = eg
        try:
            for key in keys:
                eg = _fetch(eg, key)
        except LoaderError as err:
            if problems is None:
                where = str(get_place(original) or f"task {i + 1} of the stream")
                title = f"{where[:1].upper()}{where[1:]}: {err.title}"
                raise LoaderError(title, err.text) from None
            problems.skip(original, f"{err.title}: {err.text}")
            continue
        yield eg
    if problems is not None and problems is not skip:
        problems.sum_up()


@keeps_input
def fetch_images(
    stream: Iterable[TaskType], skip: bool = False, key: str = "image"
) -> Iterator[TaskType]:
    """Replace paths and addresses of images by their content, see `fetch_media`.

    stream (Iterable[dict]): The tasks. They are not changed.
    skip (bool): Leave out tasks with images that can't be fetched. Defaults to False, which
        raises an error.
    key (str): The key with the image. Defaults to "image".
    YIELDS (dict): Copies of the tasks.
    RAISES (LoaderError): An image can't be fetched. It is a ValueError.
    """
    yield from fetch_media(stream, [key], skip=skip)


def fetch_task_media(task: TaskType, input_key: str, skip: bool = False) -> TaskType:
    """Replace the path or address of media in one task by its content, see `fetch_media`.

    task (dict): The task. It is not changed.
    input_key (str): The key with the media.
    skip (bool): If it can't be fetched, return the task as it is. Defaults to False, which raises
        an error.
    RETURNS (dict): A copy of the task, or the task if there is nothing to do.
    RAISES (LoaderError): The media can't be fetched. It is a ValueError.
    """
    try:
        return _fetch(task, input_key)
    except LoaderError as err:
        if not skip:
            raise
        log(f"PREPROCESS: {err.title}", err.text)
        return task


def remove_base64(examples: Iterable[TaskType], keys: Iterable[str] = MEDIA_KEYS) -> list[TaskType]:
    """Put the paths of media back in place of their content. Made for `before_db`.

    Media whose path is not known keep their content, which would be lost otherwise.

    examples (Iterable[dict]): The answers. They are not changed.
    keys (Iterable[str]): The keys with media.
    RETURNS (list[dict]): Copies of the answers.
    """
    return [_restore_paths(eg, keys) for eg in examples]


def _restore_paths(eg: TaskType, keys: Iterable[str]) -> TaskType:
    eg = dict(eg)
    is_path_used = False
    for key in keys:
        if not _is_data(eg.get(key)):
            continue
        path = eg.pop(f"{key}_{PATH_KEY}", None)
        if path is None and not is_path_used:
            path = eg.get(PATH_KEY)
            is_path_used = True
        if path:
            eg[key] = path
    return eg


def _is_data(value: Any) -> bool:
    return isinstance(value, str) and value[: len(DATA_PREFIX)].lower() == DATA_PREFIX


def _fetch(task: TaskType, key: str) -> TaskType:
    value = task.get(key)
    if value is None or value == "" or _is_data(value):
        return task
    if not isinstance(value, (str, Path)):
        raise LoaderError(
            f"Can't fetch the {key}",
            f"Expected a path, an address or a data URI, found {type(value).__name__}.",
        )
    address = str(value)
    if address.startswith(MEDIA_PREFIX) and is_media_url_of(address, str(task.get(PATH_KEY, ""))):
        # Served by a Prodigy server, maybe not by this one. The path leads to it.
        return {**task, key: _embed(task[PATH_KEY], key)}
    has_other = any(_is_data(task.get(other)) for other in MEDIA_KEYS if other != key)
    path_key = f"{key}_{PATH_KEY}" if has_other and task.get(PATH_KEY) else PATH_KEY
    return {**task, key: _embed(address, key), path_key: address}


def _embed(address: str, key: str) -> str:
    try:
        if is_url(address):
            return _download(address)
        if address.lower().startswith("file://"):
            return embed_file(url2pathname(unquote(urlsplit(address).path)))
        return embed_file(Path(address).expanduser())
    except LoaderError as err:
        reason = f"{err.title}. {err.text}" if err.text else err.title
    except FileNotFoundError:
        is_relative = not Path(address).is_absolute() and "://" not in address
        where = f" in the current directory, {Path.cwd()}" if is_relative else ""
        reason = f"There is no such file{where}"
    except WebError as err:
        reason = f"The request failed: {err}"
    except (OSError, ValueError, RuntimeError) as err:  # also for what can't be a path
        reason = getattr(err, "strerror", None) or str(err)
    shown = address if len(address) <= SHOWN_CHARS else address[:SHOWN_CHARS] + "..."
    raise LoaderError(f"Can't fetch the {key} {shown}", reason.rstrip(".") + ".")


def _download(url: str) -> str:
    answer = get(url, max_bytes=MAX_EMBEDDED_BYTES)
    if answer.status != 200:
        raise WebError(f"the server answers with status {answer.status}")
    mimetype = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if mimetype.startswith(("text/", "application/json", "application/xhtml")):
        raise WebError(f"the answer is no image, audio or video, but {mimetype}")
    return embed_bytes(answer.body, urlsplit(url).path, mimetype or None)
