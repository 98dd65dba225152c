"""Loaders turn files and other sources into tasks.

A loader is a function that takes a source and yields dicts. To add one: write it, decorate it with
`takes` (see `base`), and give it a row in `LOADERS`, and in `SUFFIXES` if a file extension belongs
to it. Other packages add theirs through the entry point group `prodigy_loaders`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LoaderError
from ..compression import split_compression
from .base import Loader, Task, takes
from .json import JSON, JSONL
from .media import Audio, AudioServer, Images, ImageServer, Video, VideoServer
from .news import Guardian, NewsAPI, NewYorkTimes, Zeit
from .pages import Pages
from .parquet import Parquet
from .reddit import Reddit
from .social import GitHub, Tumblr, Twitter, Unsplash
from .table import CSV, TSV
from .text import TXT

if TYPE_CHECKING:
    from ..stream import Stream

__all__ = [
    "CSV", "JSON", "JSONL", "LOADERS", "TSV", "TXT", "Parquet", "Reddit",
    "Audio", "AudioServer", "ImageServer", "Images", "Pages", "Video", "VideoServer",
    "GitHub", "Guardian", "NewYorkTimes", "NewsAPI", "Tumblr", "Twitter", "Unsplash", "Zeit",
    "get_loader", "get_stream", "takes",
]  # fmt: skip

ENTRY_POINT_GROUP = "prodigy_loaders"

LOADERS: dict[str, Loader] = {
    "jsonl": JSONL,
    "json": JSON,
    "csv": CSV,
    "tsv": TSV,
    "txt": TXT,
    "parquet": Parquet,
    "images": Images,
    "image-server": ImageServer,
    "audio": Audio,
    "audio-server": AudioServer,
    "video": Video,
    "video-server": VideoServer,
    "pages": Pages,
    "reddit": Reddit,
    "nyt": NewYorkTimes,
    "guardian": Guardian,
    "zeit": Zeit,
    "newsapi": NewsAPI,
    "twitter": Twitter,
    "tumblr": Tumblr,
    "github": GitHub,
    "unsplash": Unsplash,
}

SUFFIXES: dict[str, str] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "txt",
    ".parquet": "parquet",
}

# Of files that say by their name only that they are compressed.
COMPRESSED: dict[str | None, str] = {".bz2": "reddit"}

DEFAULT_LOADER = "jsonl"


def get_loader(loader_id: str | None = None, file_path: str | Path | None = None) -> Loader:
    """Find a loader by its ID or by the extension of a file.

    loader_id (str | None): ID of the loader. Defaults to None (by the file).
    file_path (str | Path | None): A path; it need not exist. Of compressed files, the extension
        in front of .gz, .bz2 or .xz decides. Unknown extensions are taken for JSONL.
    RETURNS (callable): The loader.
    RAISES (LoaderError): There is no such loader, or the path is a directory and no ID is given.
    """
    if loader_id is not None:
        return _get_loader_by_id(loader_id)
    if file_path is not None:
        path = Path(file_path)
        if path.is_dir():
            raise LoaderError(
                f"{file_path} is a directory, expected a file",
                "Name one file in it, or set a loader that reads directories: --loader NAME",
            )
        suffix, compression = split_compression(path)
        default = COMPRESSED.get(compression, DEFAULT_LOADER)
        return LOADERS[SUFFIXES.get(suffix, default)]
    return LOADERS[DEFAULT_LOADER]


def _get_loader_by_id(loader_id: str) -> Loader:
    # Built-in loaders first: installing a package must not change what a documented name does.
    if loader_id in LOADERS:
        return LOADERS[loader_id]
    plugins = _get_plugins()
    if loader_id in plugins:
        try:
            return plugins[loader_id].load()
        except Exception as err:  # Whatever the import of a foreign package raises.
            raise LoaderError(
                f"Can't import the loader {loader_id!r}",
                f"It comes from {plugins[loader_id].value}, which failed with: {err}",
            ) from err
    known = sorted({*LOADERS, *plugins})
    close = get_close_matches(loader_id.lower(), known, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    raise LoaderError(
        f"Can't find loader {loader_id!r}", f"{hint}Available loaders: {', '.join(known)}"
    )


def _get_plugins() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}


def get_stream(
    source: str | Path | Iterable[Task] = "-",
    api: str | None = None,
    loader: Any = None,
    rehash: bool = False,
    dedup: bool = False,
    input_key: str | None = None,
    skip_invalid: bool = True,
    is_binary: bool | None = None,
) -> Iterable[Task]:
    """Get tasks as a plain iterable. Old form of `prodigy.components.stream.get_stream`.

    source (str | Path | Iterable[dict]): A path, "-" for standard input, "dataset:NAME",
        "dataset:NAME:ANSWER", or an iterable.
    api (str | None): Deprecated name of `loader`.
    loader (str | callable | None): ID of a loader. Defaults to None (by the file extension).
    rehash (bool): Set new hashes even if the tasks have some.
    dedup (bool): Drop tasks whose input came before.
    input_key (str | None): Drop tasks without a value for this key.
    skip_invalid (bool): With `input_key`: if False, raise an error instead of dropping.
    is_binary (bool | None): Mark tasks as binary questions or not. Defaults to None (no mark).
    RETURNS (Iterable[dict]): The tasks. An iterable is returned as it is if nothing is to be done
        to it.
    RAISES (LoaderError): The file is missing or the loader is unknown.
    """
    from ..stream import get_stream as get_new_stream  # stream is built on loaders

    is_ready = not (rehash or dedup or input_key) and is_binary is None
    if not isinstance(source, (str, Path)) and is_ready:
        return source
    stream: Stream = get_new_stream(
        source,
        loader=loader or api,
        rehash=rehash,
        dedup=dedup,
        input_key=input_key,
        skip_invalid=skip_invalid,
        is_binary=is_binary,
    )
    return (eg for eg in stream)
