"""Loaders by name, as recipes import them. They live in `prodigy.io.loaders`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..io.loaders.base import takes
from ..io.loaders.catalog import LOADERS, get_loader
from ..io.loaders.json import JSON, JSONL
from ..io.loaders.media import Audio, AudioServer, Images, ImageServer, Video, VideoServer
from ..io.loaders.news import Guardian, NewsAPI, NewYorkTimes, Zeit
from ..io.loaders.pages import Pages
from ..io.loaders.parquet import Parquet
from ..io.loaders.reddit import Reddit
from ..io.loaders.social import GitHub, Tumblr, Twitter, Unsplash
from ..io.loaders.table import CSV, TSV
from ..io.loaders.text import TXT
from ..shapes import TaskType
from . import stream as streams

__all__ = [
    "CSV", "JSON", "JSONL", "LOADERS", "TSV", "TXT", "Parquet", "Reddit",
    "Audio", "AudioServer", "ImageServer", "Images", "Pages", "Video", "VideoServer",
    "GitHub", "Guardian", "NewYorkTimes", "NewsAPI", "Tumblr", "Twitter", "Unsplash", "Zeit",
    "get_loader", "get_stream", "takes",
]  # fmt: skip


def get_stream(
    source: str | Path | Iterable[TaskType] = "-",
    api: str | None = None,
    loader: Any = None,
    rehash: bool = False,
    dedup: bool = False,
    input_key: str | None = None,
    skip_invalid: bool = True,
    is_binary: bool | None = None,
) -> Iterable[TaskType]:
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
    is_ready = not (rehash or dedup or input_key) and is_binary is None
    if not isinstance(source, (str, Path)) and is_ready:
        return source
    stream = streams.get_stream(
        source,
        loader=loader or api,
        rehash=rehash,
        dedup=dedup,
        input_key=input_key,
        skip_invalid=skip_invalid,
        is_binary=is_binary,
    )
    return (eg for eg in stream)
