"""Tasks of the images, recordings or videos in a directory.

Each kind exists twice: with the content of the files in the tasks (`Images`), and with addresses
under which the server serves the files (`ImageServer`), which is better for big files.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...logger import log
from ...messages import msg
from ...shapes import TaskType
from ..lines import check_directory
from ..media import (
    embed_file,
    find_media,
    get_mimetype,
    is_media_type,
    make_media_url,
    normalize_suffixes,
    remember_folder,
    serve_folder,
)
from .base import CountedTasks, takes

# What browsers show and play.
IMAGE_EXT = ("jpg", "jpeg", "png", "gif", "svg", "webp", "bmp")
AUDIO_EXT = ("mp3", "m4a", "wav", "flac", "ogg", "oga", "opus", "aac", "weba")
VIDEO_EXT = ("mpeg", "mpg", "mp4", "m4v", "webm", "mov", "ogv")


def _serve(file_ext: Iterable[str]) -> Callable[[str | Path], object]:
    # Named before the server starts, a browser that was open all the time finds its files again.
    def prepare(path: str | Path) -> None:
        serve_folder(path, file_ext)
        remember_folder(path)

    return prepare


@takes("directory")
def Images(f: str | Path, file_ext: Iterable[str] = IMAGE_EXT) -> CountedTasks:
    """Load the images of a directory, with their content in the tasks.

    f (str | Path): The directory. Directories in it are searched, too, except hidden ones and
        links.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks in order of their paths (file 2 before file 10), with
        "image" (a data URI; the path if the file can't be read, which is said), "text" (the name
        without extension, or what tells it from files of the same name), "meta" with the path from
        the directory on, and "path".
    RAISES (LoaderError): There is no such directory.
    """
    return _load(f, "image", file_ext, _embed)


@takes("directory", prepare=_serve(IMAGE_EXT))
def ImageServer(f: str | Path, file_ext: Iterable[str] = IMAGE_EXT) -> CountedTasks:
    """Load the images of a directory, served by the Prodigy server. Otherwise like `Images`."""
    return _load(f, "image", file_ext, _server_of(f, file_ext))


@takes("directory")
def Audio(f: str | Path, file_ext: Iterable[str] = AUDIO_EXT) -> CountedTasks:
    """Load the recordings of a directory, with their content in the tasks.

    f (str | Path): The directory. Directories in it are searched, too, except hidden ones and
        links.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks as `Images` does, with "audio" (a data URI), and with the
        whole path in "meta", too.
    RAISES (LoaderError): There is no such directory.
    """
    return _load(f, "audio", file_ext, _embed)


@takes("directory", prepare=_serve(AUDIO_EXT))
def AudioServer(f: str | Path, file_ext: Iterable[str] = AUDIO_EXT) -> CountedTasks:
    """Load the recordings of a directory, served by the Prodigy server. Otherwise like `Audio`."""
    return _load(f, "audio", file_ext, _server_of(f, file_ext))


@takes("directory")
def Video(f: str | Path, file_ext: Iterable[str] = VIDEO_EXT) -> CountedTasks:
    """Load the videos of a directory, with their content in the tasks.

    f (str | Path): The directory. Directories in it are searched, too, except hidden ones and
        links.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks as `Images` does, with "video" (a data URI), and with the
        whole path in "meta", too.
    RAISES (LoaderError): There is no such directory.
    """
    return _load(f, "video", file_ext, _embed)


@takes("directory", prepare=_serve(VIDEO_EXT))
def VideoServer(f: str | Path, file_ext: Iterable[str] = VIDEO_EXT) -> CountedTasks:
    """Load the videos of a directory, served by the Prodigy server. Otherwise like `Video`."""
    return _load(f, "video", file_ext, _server_of(f, file_ext))


class _Skip(Exception):
    """There is nothing to make a task of, with the reason."""


def _embed(path: Path, name: str) -> str:
    try:
        return embed_file(path)
    except FileNotFoundError:
        raise _Skip("it was removed meanwhile") from None
    except LoaderError as err:
        reason = err.text or err.title
    except OSError as err:
        reason = err.strerror or str(err)
    # The task stays: a place is empty on the card, and somebody may say what it is.
    _warn(path, reason, "Can't read")
    return str(path)


def _server_of(f: str | Path, file_ext: Iterable[str]) -> Callable[[Path, str], str]:
    token = serve_folder(check_directory(f), file_ext)

    def make_url(path: Path, name: str) -> str:
        file = find_media(token, name)
        if file is None:
            if path.exists():
                raise _Skip("it is a link to a place outside the directory, which is not served")
            raise _Skip("it was removed meanwhile")
        if not file.stat().st_size:
            _warn(path, "it is empty", "Can't read")
        return make_media_url(token, name)

    return make_url


def _load(
    f: str | Path, key: str, file_ext: Iterable[str], get_value: Callable[[Path, str], str]
) -> CountedTasks:
    """List the files at once, but read each one when it is its turn."""
    folder = check_directory(f)
    names = _list_files(folder, key, normalize_suffixes(file_ext))
    return CountedTasks(_make_tasks(folder, names, key, get_value), len(names))


def _list_files(folder: Path, key: str, suffixes: tuple[str, ...]) -> list[str]:
    """List the files by their paths from the directory on, with slashes."""
    files = list(iter_files(folder))
    found = [name for name in files if get_suffix(name) in suffixes]
    if not found:
        others = sorted({get_suffix(name) for name in files if is_media_type(get_mimetype(name))})
        has = f"It has files ending in {', '.join(others)}. " if others else ""
        msg.warn(
            f"There is no {key} file in {folder}", f"{has}This loader takes {', '.join(suffixes)}."
        )
    log(f"LOADER: {len(found)} of {len(files)} files in {folder} are for {key}")
    if found:
        _tell_left_out(folder, key, files, suffixes)
    return sorted(found, key=order_naturally)


def _tell_left_out(folder: Path, key: str, files: list[str], suffixes: tuple[str, ...]) -> None:
    """Warn about images that an image loader doesn't take, and so on."""
    others = Counter(
        get_suffix(name)
        for name in files
        if get_suffix(name) not in suffixes and get_mimetype(name).startswith(f"{key}/")
    )
    if others:
        listed = ", ".join(f"{n} ending in {suffix}" for suffix, n in sorted(others.items()))
        msg.warn(
            f"Some {key} files in {folder} are left out: {listed}",
            f"This loader takes {', '.join(suffixes)}.",
        )


def iter_files(folder: Path) -> Iterator[str]:
    """Find the files in a directory and the directories in it.

    folder (Path): The directory.
    YIELDS (str): Their paths from the directory on, with slashes, in no order. Hidden ones are
        left out, and links to directories are not followed, which may lead in circles.
    RAISES (LoaderError): The directory can't be read. Those in it are only warned about.
    """

    def report(err: OSError) -> None:
        reason = err.strerror or str(err)
        if Path(err.filename or folder) == folder:
            raise LoaderError(f"Can't read directory {folder}", reason) from None
        _warn(Path(err.filename), reason, "Can't read")

    for place, inner, files in os.walk(folder, onerror=report):
        inner[:] = [name for name in inner if name[0] != "."]
        prefix = Path(place).relative_to(folder).as_posix() + "/"
        for name in files:
            # Links may lead nowhere, and pipes would never end.
            if name[0] != "." and os.path.isfile(os.path.join(place, name)):
                yield (prefix + name).removeprefix("./")


def get_suffix(name: str) -> str:
    """RETURNS (str): The extension of a file in lower case, with the dot."""
    return os.path.splitext(name)[1].lower()


def order_naturally(name: str) -> tuple[Any, ...]:
    """Sort paths as people do: 2 before 10, and capitals like small letters.

    name (str): A path with slashes.
    RETURNS (tuple): For the argument `key` of `sorted`. No two names have the same.
    """
    # Texts and numbers take turns, so only like is compared with like.
    stem, suffix = os.path.splitext(name)
    parts = [re.split("([0-9]+)", part.casefold()) for part in stem.split("/")]
    order = [[int(run) if i % 2 else run for i, run in enumerate(part)] for part in parts]
    return order, suffix, name


def _make_tasks(
    folder: Path, names: list[str], key: str, get_value: Callable[[Path, str], str]
) -> Iterator[TaskType]:
    texts = _make_texts(names)
    for name in names:
        path = folder / name
        try:
            name.encode("utf-8")
            value = get_value(path, name)
        except UnicodeEncodeError:
            _warn(path, "its name is not UTF-8, so it can't be stored", "Skipped")
            continue
        except _Skip as err:
            _warn(path, str(err), "Skipped")
            continue
        meta = {"file": name} if key == "image" else {"file": name, "path": str(path)}
        yield {key: value, "text": texts[name], "meta": meta, "path": str(path)}


def _make_texts(names: list[str]) -> dict[str, str]:
    """Name files as shortly as they can be told apart: recordings are recognized by their text.

    Files in further directories never change the texts of those in the directory itself.
    """
    stems = Counter(Path(name).stem for name in names)
    outer = Counter(Path(name).stem for name in names if "/" not in name)
    texts = {}
    for name in names:
        stem = Path(name).stem
        is_alone = (stems if "/" in name else outer)[stem] == 1
        texts[name] = stem if is_alone else name
    return texts


def _warn(path: Path, reason: str, what: str) -> None:
    shown = str(path).encode("utf-8", "replace").decode()
    msg.warn(f"{what} {shown}", f"{reason[0].upper()}{reason[1:]}.".replace("..", "."))
