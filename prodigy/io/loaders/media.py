"""Tasks of the images, recordings or videos in a directory.

Each kind exists twice: with the content of the files in the tasks (`Images`), and with addresses
under which the server serves the files (`ImageServer`), which is better for big files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

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
    serve_folder,
)
from .base import CountedTasks, takes

IMAGE_EXT = ("jpg", "jpeg", "png", "gif", "svg")
AUDIO_EXT = ("mp3", "m4a", "wav")
VIDEO_EXT = ("mpeg", "mpg", "mp4")


def _serve(file_ext: Iterable[str]) -> Callable[[str | Path], object]:
    # Named before the server starts, a browser that was open all the time finds its files again.
    return lambda path: serve_folder(path, file_ext)


@takes("directory")
def Images(f: str | Path, file_ext: Iterable[str] = IMAGE_EXT) -> CountedTasks:
    """Load the images of a directory, with their content in the tasks.

    f (str | Path): The directory. Directories in it are not searched.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks in order of the names of the files, with "image" (a data
        URI; the path if the file can't be read, which is said), "text" (the name without
        extension), "meta" with the name, and "path".
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

    f (str | Path): The directory. Directories in it are not searched.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks in order of the names of the files, with "audio" (a data
        URI), "text" (the name without extension), "meta" with name and path, and "path".
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

    f (str | Path): The directory. Directories in it are not searched.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    RETURNS (CountedTasks): Yields tasks in order of the names of the files, with "video" (a data
        URI), "text" (the name without extension), "meta" with name and path, and "path".
    RAISES (LoaderError): There is no such directory.
    """
    return _load(f, "video", file_ext, _embed)


@takes("directory", prepare=_serve(VIDEO_EXT))
def VideoServer(f: str | Path, file_ext: Iterable[str] = VIDEO_EXT) -> CountedTasks:
    """Load the videos of a directory, served by the Prodigy server. Otherwise like `Video`."""
    return _load(f, "video", file_ext, _server_of(f, file_ext))


class _Skip(Exception):
    """There is nothing to make a task of, with the reason."""


def _embed(path: Path) -> str:
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


def _server_of(f: str | Path, file_ext: Iterable[str]) -> Callable[[Path], str]:
    token = serve_folder(check_directory(f), file_ext)

    def make_url(path: Path) -> str:
        file = find_media(token, path.name)
        if file is None:
            if path.exists():
                raise _Skip("it is a link to a place outside the directory, which is not served")
            raise _Skip("it was removed meanwhile")
        if not file.stat().st_size:
            _warn(path, "it is empty", "Can't read")
        return make_media_url(token, path.name)

    return make_url


def _load(
    f: str | Path, key: str, file_ext: Iterable[str], get_value: Callable[[Path], str]
) -> CountedTasks:
    """List the files at once, but read each one when it is its turn."""
    folder = check_directory(f)
    paths = _list_files(folder, key, normalize_suffixes(file_ext))
    return CountedTasks(_make_tasks(paths, key, get_value), len(paths))


def _list_files(folder: Path, key: str, suffixes: tuple[str, ...]) -> list[Path]:
    try:
        files = sorted(p for p in folder.iterdir() if p.name[0] != "." and p.is_file())
    except OSError as err:
        raise LoaderError(f"Can't read directory {folder}", err.strerror or str(err)) from None
    found = [path for path in files if path.suffix.lower() in suffixes]
    if not found:
        others = sorted({p.suffix.lower() for p in files if is_media_type(get_mimetype(p))})
        has = f"It has files ending in {', '.join(others)}. " if others else ""
        msg.warn(
            f"There is no {key} file in {folder}",
            f"{has}This loader takes {', '.join(suffixes)}, and doesn't search directories in it.",
        )
    log(f"LOADER: {len(found)} of {len(files)} files in {folder} are for {key}")
    return found


def _make_tasks(
    paths: list[Path], key: str, get_value: Callable[[Path], str]
) -> Iterator[TaskType]:
    stems = Counter(path.stem for path in paths)
    for path in paths:
        try:
            path.name.encode("utf-8")
            value = get_value(path)
        except UnicodeEncodeError:
            _warn(path, "its name is not UTF-8, so it can't be stored", "Skipped")
            continue
        except _Skip as err:
            _warn(path, str(err), "Skipped")
            continue
        # Recordings are told apart by their text, so a.mp3 and a.wav must not both be "a".
        text = path.stem if stems[path.stem] == 1 else path.name
        meta = {"file": path.name} if key == "image" else {"file": path.name, "path": str(path)}
        yield {key: value, "text": text, "meta": meta, "path": str(path)}


def _warn(path: Path, reason: str, what: str) -> None:
    shown = str(path).encode("utf-8", "replace").decode()
    msg.warn(f"{what} {shown}", f"{reason[0].upper()}{reason[1:]}.".replace("..", "."))
