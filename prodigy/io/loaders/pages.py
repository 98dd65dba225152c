"""Tasks of documents whose pages are images: one directory per document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...messages import msg
from ...shapes import TaskType
from ..lines import check_directory
from ..media import embed_file, normalize_suffixes
from .base import CountedTasks, takes
from .media import IMAGE_EXT

PAGE_VIEW_ID = "image_manual"


@takes("directory")
def Pages(
    f: str | Path, file_ext: Iterable[str] = IMAGE_EXT, view_id: str = PAGE_VIEW_ID
) -> CountedTasks:
    """Load documents of several pages, with the images of the pages in the tasks.

    f (str | Path): A directory with a directory per document. If it has images itself, they are
        the pages of one document.
    file_ext (Iterable[str]): Extensions of the files to load, in any case.
    view_id (str): Interface in which each page is shown. Defaults to "image_manual".
    RETURNS (CountedTasks): Yields a task per document with "pages" (page 2 comes before page 10),
        "text" (its name), "meta" with the name, and "path".
    RAISES (LoaderError): There is no such directory, or a page can't be read.
    """
    folder = check_directory(f)
    suffixes = normalize_suffixes(file_ext)
    try:
        inner = sorted((p for p in folder.iterdir() if p.is_dir() and p.name[0] != "."), key=_order)
        documents = [(path, _list_pages(path, suffixes)) for path in (folder, *inner)]
    except OSError as err:
        raise LoaderError(f"Can't read directory {folder}", err.strerror or str(err)) from None
    documents = [(path, pages) for path, pages in documents if pages]
    if not documents:
        msg.warn(
            f"There are no pages in {folder}",
            "Expected a directory per document, with the pages as files ending in "
            f"{', '.join(suffixes)}.",
        )
    return CountedTasks(_make_tasks(documents, view_id), len(documents))


def _list_pages(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    files = (p for p in folder.iterdir() if p.name[0] != "." and p.suffix.lower() in suffixes)
    return sorted((path for path in files if path.is_file()), key=_order)


def _order(path: Path) -> tuple[list[Any], str]:
    parts = re.split(r"(\d+)", path.name)
    # Texts and numbers take turns, so only like is compared with like.
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], path.name


def _make_tasks(documents: list[tuple[Path, list[Path]]], view_id: str) -> Iterator[TaskType]:
    for folder, paths in documents:
        pages = [_make_page(path, view_id) for path in paths]
        name = folder.resolve().name
        yield {"pages": pages, "text": name, "meta": {"file": name}, "path": str(folder)}


def _make_page(path: Path, view_id: str) -> dict[str, Any]:
    # A document that lacks a page without saying so is worse than a stream that ends.
    try:
        image = embed_file(path)
    except OSError as err:
        raise LoaderError(f"Can't read {path}", err.strerror or str(err)) from None
    meta = {"file": path.name}
    return {"view_id": view_id, "image": image, "meta": meta, "path": str(path)}
