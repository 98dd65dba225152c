"""What a result depends on: digests of files, folders and pipelines."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

DIGEST_BYTES = 12
CHUNK_BYTES = 2**20
# What Python and people leave in folders, and what changes nothing.
IGNORED = ("__pycache__", ".DS_Store")


def describe_value(value: Any) -> str:
    """Describe an argument so that a change of what it stands for shows.

    value (Any): A path of a file or folder, the name of a package, or anything else.
    RETURNS (str): What it is called, and for files and packages a digest of their content.
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(map(describe_value, value))
    if not isinstance(value, (str, Path)) or not str(value):
        return str(value)
    path = Path(value).expanduser()
    try:
        if path.is_file() or path.is_dir():
            return f"{value} ({digest_path(path)})"
    except OSError:  # too long for a name
        return str(value)
    package = _find_package(str(value))
    return str(value) if package is None else f"{value} {package}"


def digest_path(path: Path) -> str:
    """RETURNS (str): A digest of a file, or of all files of a folder and their names."""
    found = blake2b(digest_size=DIGEST_BYTES)
    for file, name in _list_files(path):
        found.update(f"{name}\0{file.stat().st_size}\0".encode("utf8", "surrogateescape"))
        with file.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                found.update(chunk)
    return found.hexdigest()


def _list_files(path: Path) -> Iterable[tuple[Path, str]]:
    if path.is_file():
        return [(path, "")]
    files = [file for file in path.rglob("*") if file.is_file()]
    named = [(file, file.relative_to(path).as_posix()) for file in files]
    return sorted(
        (pair for pair in named if not any(part in IGNORED for part in Path(pair[1]).parts)),
        key=lambda pair: pair[1],
    )


def _find_package(name: str) -> str | None:
    """RETURNS (str | None): Version and digest of a pipeline that is installed as a package."""
    from spacy.util import get_package_path

    if not name.isidentifier():
        return None
    try:
        number = version(name)
        return f"{number} ({digest_path(Path(get_package_path(name)))})"
    except (PackageNotFoundError, ImportError, OSError):
        return None
