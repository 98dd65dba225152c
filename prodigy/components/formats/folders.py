"""Writing a folder of files so that an older export is never lost halfway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import ProdigyError
from ...io.unfinished import find_part, making_folder, replace


@contextmanager
def open_part_folder(
    folder: str | Path,
    is_ours: Callable[[str], object],
    find_other: Callable[[Path], str | None] = lambda folder: None,
) -> Iterator[Path]:
    """Write a folder under another name until it is complete.

    folder (str | Path): The folder. An older export in it is replaced when the block ends.
    is_ours (callable): Tells by its name whether a file may be part of such an export.
    find_other (callable): Finds something else in a folder that is not empty and where all names
        may be ours, and names it. Defaults to none.
    YIELDS (Path): The folder to write to, which is empty.
    RAISES (ProdigyError): It can't be written, or has other things in it.
    """
    folder = Path(folder)
    with making_folder(folder, find_part(folder)) as unfinished:
        _check(folder, is_ours, find_other)
        yield unfinished
        replace(unfinished, folder)


def _check(
    folder: Path, is_ours: Callable[[str], object], find_other: Callable[[Path], str | None]
) -> None:
    names = [path.name for path in folder.glob("*")]
    other = next((name for name in names if not is_ours(name)), None)
    if other is None and names:
        other = find_other(folder)
    if folder.is_file() or other is not None:
        found = "it is a file" if folder.is_file() else f"it contains {other}"
        raise ProdigyError(f"Can't write the folder {folder}", f"Name a new folder: {found}.")
