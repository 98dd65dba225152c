"""The table of loaders: which ID and which file extension belong to which loader.

To add a loader: write a function that takes a source and yields dicts, decorate it with `takes`
(see `base`), and give it a row in `LOADERS`, and in `SUFFIXES` if a file extension belongs to it.
Other packages add theirs through the entry point group `prodigy_loaders`.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from ...errors import LoaderError
from ..compression import split_compression
from .base import Loader
from .json import JSON, JSONL
from .media import Audio, AudioServer, Images, ImageServer, Video, VideoServer
from .news import Guardian, NewsAPI, NewYorkTimes, Zeit
from .pages import Pages
from .parquet import Parquet
from .reddit import Reddit
from .social import GitHub, Tumblr, Twitter, Unsplash
from .table import CSV, TSV
from .text import TXT

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
