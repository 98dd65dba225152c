"""Opening sources of images, audio and video, and what becomes of the media in answers.

The server serves the files of a folder, and those that tasks of a file name. Their content goes
into the tasks only where that is asked for, by the name of a loader or by --fetch-media.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...components.db import connect
from ...components.preprocess import fetch_media, remove_base64, restore_media, serve_media
from ...components.source import source_is_dataset
from ...components.stream import Stream, get_stream
from ...errors import LoaderError, RecipeError
from ...hashing import INPUT_HASH_ATTR, set_hashes
from ...io.loaders.base import CountedTasks, Loader, takes
from ...io.loaders.catalog import get_loader
from ...io.media import MIMETYPES, embed_file
from ...logger import log
from ...types import SourceType, TaskType

DIRECTORY_LOADERS = ("images", "image-server", "audio", "audio-server", "video", "video-server")

SOURCE = (
    "Data to annotate: directory, file with tasks, - for stdin, or dataset:NAME",
    "positional",
    None,
    str,
)
LOADER = (
    "Loader of the files in a directory. Files with tasks have their own. If not set, the files of "
    "a directory are served",
    "option",
    "lo",
    str,
)
FETCH_MEDIA = (
    "Put the media themselves into the tasks, in place of paths and addresses",
    "flag",
    "FM",
    bool,
)


def open_media(
    source: SourceType,
    loader: str | None,
    keys: Iterable[str],
    *,
    served: str,
    fetch: bool = False,
    serve: bool = True,
    input_key: str | None = None,
    datasets: Iterable[str] = (),
) -> Stream:
    """Open a directory with media, or a source of tasks that name them.

    source (Union[str, Path, Iterable[dict]]): The source. A `Stream` is returned as it is.
    loader (str | None): ID of the loader for directories. None: `served`. Files with tasks,
        standard input and datasets don't need it.
    keys (Iterable[str]): The keys with media.
    served (str): ID of the loader whose files the server serves.
    fetch (bool): Replace paths and addresses by the media themselves. Defaults to False.
    serve (bool): Replace paths by addresses that browsers can open. Defaults to True.
    input_key (str | None): Leave out tasks without a value for this key. Defaults to None.
    datasets (Iterable[str]): Where to look for answers about the content of files, from the time
        when images were stored themselves. Defaults to none.
    RETURNS (Stream): The tasks. Those whose media came before are left out.
    """
    chosen: str | Loader | None = loader
    is_directory = _is_directory(source, loader)
    if not is_directory and loader in DIRECTORY_LOADERS:
        chosen = None  # a loader for directories would refuse these
    elif is_directory and loader is None:
        chosen = served
        if names := list(datasets):
            chosen = _recognize(get_loader(served), next(iter(keys)), names)
    rehash = not callable(chosen)  # those that it recognizes have their hashes
    stream = get_stream(source, loader=chosen, rehash=rehash, dedup=True, input_key=input_key)
    if fetch:
        problems = stream.problems
        stream.apply(fetch_media, stream=stream, input_keys=keys, skip=problems)
    elif serve:
        folders = find_folders(source)
        stream.apply(
            serve_media, stream=stream, input_keys=keys, folders=folders, skip=stream.problems
        )
    return stream


def find_folders(source: SourceType) -> list[Path]:
    """Find the folder that a source names: the directory, or the one that the file is in.

    source (Union[str, Path, Iterable[dict]]): The source of a recipe.
    RETURNS (list[Path]): The folder. Empty for datasets, standard input and everything in memory.
    """
    if not isinstance(source, (str, Path)) or str(source) == "-" or source_is_dataset(source):
        return []
    path = Path(source).expanduser()
    return [path if path.is_dir() else path.parent]


def store_paths(answers: list[TaskType], keys: Iterable[str]) -> list[TaskType]:
    """Replace media in answers by their paths, and note which files these are.

    answers (List[dict]): The answers. They are not changed.
    keys (Iterable[str]): The keys with media. Media without a path stay as they are.
    RETURNS (List[dict]): Copies of the answers.
    """
    chosen = list(keys)
    return restore_media(remove_base64(answers, chosen), chosen)


def _is_directory(source: SourceType, loader: str | None) -> bool:
    if not isinstance(source, (str, Path)) or str(source) == "-" or source_is_dataset(source):
        return False
    path = Path(source).expanduser()
    if path.suffix.lower() in MIMETYPES and not path.is_dir():
        raise RecipeError(
            f"{source} is a media file, expected a directory or a file with tasks",
            f"Name the directory that it is in: {path.parent}",
        )
    # One that is missing is better reported as a missing directory.
    return path.is_dir() or (not path.exists() and not path.suffix)


def _recognize(loader: Loader, key: str, datasets: list[str]) -> Loader:
    """Give images the hashes of their content, if they were annotated under these.

    When images are embedded, their content is hashed, and their address when they are served. Files
    are only read if the datasets have answers, and none about the address.
    """

    @takes("directory", prepare=getattr(loader, "prepare", None))
    def load(source: str | Path) -> CountedTasks:
        tasks = loader(source)
        assert isinstance(tasks, CountedTasks)
        return CountedTasks(_give_known_hashes(tasks, key, datasets), len(tasks))

    return load


def _give_known_hashes(
    tasks: Iterable[TaskType], key: str, datasets: list[str]
) -> Iterator[TaskType]:
    db = connect()
    known = db.get_input_hashes(*(name for name in datasets if name in db))
    for task in tasks:
        if known and set_hashes(dict(task))[INPUT_HASH_ATTR] not in known:
            try:
                embedded = {**task, key: embed_file(task["path"])}
            except (OSError, LoaderError) as err:
                log(f"RECIPE: Can't look into {task['path']}", err)
            else:
                content_hash = set_hashes(embedded)[INPUT_HASH_ATTR]
                if content_hash in known:
                    task = {**task, INPUT_HASH_ATTR: content_hash}
        yield task
