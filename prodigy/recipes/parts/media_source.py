"""Opening sources of images, audio and video."""

from __future__ import annotations

from pathlib import Path

from ...components.stream import Stream, get_stream
from ...types import SourceType

DIRECTORY_LOADERS = ("images", "image-server", "audio", "audio-server", "video", "video-server")
FILE_SUFFIXES = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".txt")

SOURCE = (
    "Data to annotate: directory, file with tasks, - for stdin, or dataset:NAME",
    "positional",
    None,
    str,
)
LOADER = (
    "Loader of the files in a directory. Files with tasks have their own",
    "option",
    "lo",
    str,
)


def open_media(source: SourceType, loader: str | None, input_key: str | None = None) -> Stream:
    """Open a directory with media, or a source of tasks that name them.

    source (Union[str, Path, Iterable[dict]]): The source. A `Stream` is returned as it is.
    loader (str | None): ID of the loader for directories. Files with tasks, standard input and
        datasets don't need it.
    input_key (str | None): Leave out tasks without a value for this key. Defaults to None.
    RETURNS (Stream): The tasks. Those whose media came before are left out.
    """
    if isinstance(source, (str, Path)) and loader in DIRECTORY_LOADERS:
        path = Path(source)
        # The default is a loader for directories, and would refuse these.
        if str(source) == "-" or (path.suffix.lower() in FILE_SUFFIXES and not path.is_dir()):
            loader = None
    return get_stream(source, loader=loader, rehash=True, dedup=True, input_key=input_key)
