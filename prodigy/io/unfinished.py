"""Writing files and folders under another name until they are complete.

Whatever ends a command, the power included, a name never stands for half of something: what was
there before stays until the new one takes its place, in one step.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ProdigyError

PART_SUFFIX = ".part"  # of what is not complete
AT_FDCWD = -100  # names are relative to the working directory
RENAME_EXCHANGE = 2  # of Linux: two names change what they stand for
RENAME_SWAP = 2  # of macOS: the same


def find_part(path: str | Path) -> Path:
    """RETURNS (Path): Under which name something is written until it is complete."""
    path = Path(path)
    return path.with_name(f"{path.name}{PART_SUFFIX}")


@contextmanager
def open_part(path: str | Path) -> Iterator[Path]:
    """Write a file under another name until it is complete.

    path (str | Path): The file. Its folder is made if it is missing. A link is followed, and what
        is no file, such as /dev/stdout or a named pipe, is written to as it is.
    YIELDS (Path): The name to write to. It takes the place of the file when the block ends, and is
        removed if the block fails.
    RAISES (ProdigyError): The file can't be written.
    """
    path = Path(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    if path.is_symlink():
        path = path.resolve()
    unfinished = find_part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        os.replace(unfinished, path)
    except OSError as err:
        raise ProdigyError(
            f"Can't write the file {path}", f"{err.strerror or err}. Choose another place."
        ) from err
    finally:
        if unfinished.is_file():
            unfinished.unlink()


@contextmanager
def open_parts(folder: str | Path) -> Iterator[Path]:
    """Write files and folders that belong together, for a folder that may have others in it.

    folder (str | Path): The folder. It is made if it is missing.
    YIELDS (Path): An empty folder to write to. What is in it takes the place of what has the same
        name in the folder, one after the other, when the block ends. It is removed if that fails.
    RAISES (ProdigyError): The folder can't be written.
    """
    folder = Path(folder)
    with making_folder(folder, folder / PART_SUFFIX) as unfinished:
        yield unfinished
        move_all(unfinished, folder)


@contextmanager
def making_folder(folder: Path, unfinished: Path) -> Iterator[Path]:
    """Make an empty folder to write to, which is removed in the end, if it is still there.

    folder (Path): What it is for, for messages.
    unfinished (Path): The folder. What somebody who was killed has left there is removed.
    YIELDS (Path): The same.
    RAISES (ProdigyError): Something within the block can't be written.
    """
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        yield unfinished
    except OSError as err:
        raise ProdigyError(
            f"Can't write the folder {folder}", f"{err.strerror or err}. Choose another place."
        ) from err
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    path (Path): The file.
    content (bytes): All of it.
    RAISES (FileExistsError): There is a file of that name, which stays as it is.
    RAISES (OSError): It can't be written.
    """
    unfinished = find_part(path)
    try:
        unfinished.write_bytes(content)
        try:
            os.link(unfinished, path)  # fails if the name is taken
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # no hard links here
            with path.open("xb") as file:
                file.write(content)
    finally:
        unfinished.unlink(missing_ok=True)


def move_all(source: Path, folder: Path) -> None:
    """Let everything in a folder take its place in another one.

    source (Path): Where it is, on the same file system. It is empty afterwards.
    folder (Path): Where it goes.
    RAISES (OSError): Something can't be moved.
    """
    for path in sorted(source.iterdir()):
        replace(path, folder / path.name)


def replace(source: Path, target: Path) -> None:
    """Let a file or a folder take the place of another one.

    source (Path): The new one, complete, on the same file system.
    target (Path): The old one, which need not exist. It is removed.
    RAISES (OSError): It can't be moved.
    """
    if not (target.is_dir() and not target.is_symlink()):
        os.replace(source, target)
        return
    if not _exchange(source, target):
        # Nothing has the name for a moment; whoever ends us then finds both beside it.
        old = target.with_name(f"{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        os.rename(target, old)
        os.rename(source, target)
        source = old
    shutil.rmtree(source) if source.is_dir() else source.unlink()


def _exchange(one: Path, other: Path) -> bool:
    """RETURNS (bool): Whether the system could exchange two names in one step."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return library.renamex_np(*names, RENAME_SWAP) == 0
        if sys.platform.startswith("linux"):
            exchange = library.renameat2
            return exchange(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
    except (AttributeError, OSError, TypeError):  # an old system, or another one
        pass
    return False
