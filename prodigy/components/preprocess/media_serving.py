"""Media that tasks name by their paths: served to browsers, and described when answers are stored.

A browser can't open paths. While a task is annotated, the address of the file takes the place of
its path; `restore_media` puts the path back and notes which file it was: its whole path, its size
and a hash of its content, so that a dataset can be understood without the server.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from ...errors import LoaderError
from ...io.files import is_url
from ...io.media import (
    MEDIA_PREFIX,
    find_served,
    get_known_folders,
    remember_folder,
    serve_file,
)
from ...io.media.cache import make_key
from ...logger import log
from ...shapes import TaskType
from ...views import MEDIA_KEYS
from ..decorators import keeps_input
from ..problems import Problems
from .media import DATA_PREFIX, PATH_KEY, fetch_task_media

MEDIA_KEY = "media"
# Parts of tasks that show media of their own: options, pages, versions, and both sides of compare.
LISTS = ("options", "pages", "versions")
PARTS = ("input", "accept", "reject")
HASH_BLOCK_BYTES = 2**20
MAX_HASHED_BYTES = 2**30  # of more, reading would take longer than annotators wait
MAX_KEPT_HASHES = 10_000

_hashes: OrderedDict[str, str] = OrderedDict()


@keeps_input
def serve_media(
    stream: Iterable[TaskType],
    input_keys: Iterable[str] = MEDIA_KEYS,
    folders: Iterable[str | Path] = (),
    skip: bool | Problems = False,
    keep_missing: bool = False,
) -> Iterator[TaskType]:
    """Replace paths of media by addresses under which the server serves the files.

    Also those in options, pages, versions and the sides of a comparison. What stood there is kept
    in "path" (or e.g. "audio_path", if there is another path). Data URIs, and addresses of other
    servers stay as they are: browsers load them. Files outside of the folders are not served; their
    content goes into the task (see `fetch_media`), which is said.

    stream (Iterable[dict]): The tasks. They are not changed, and keep their hashes.
    input_keys (Iterable[str]): The keys with media.
    folders (Iterable[str | Path]): Folders that the user has named, e.g. the one of the source.
        They are also where relative paths start, the first one first; then the current directory.
    skip (bool | Problems): Leave out tasks whose media don't exist, and say so. Defaults to False,
        which raises an error. Or where to report them, e.g. `stream.problems`.
    keep_missing (bool): Leave what can't be found or shown as it is, e.g. for addresses of another
        server on the same host. Defaults to False.
    YIELDS (dict): Copies of the tasks, if there is something to replace.
    RAISES (LoaderError): There is no such file. It is a ValueError.
    """
    problems = Problems.of(skip)
    keys = [input_keys] if isinstance(input_keys, str) else list(input_keys)
    server = _Server([Path(folder).expanduser() for folder in folders], problems)
    for task in stream:
        try:
            served = _map_parts(task, lambda part: server.serve(part, keys, keep_missing))
        except LoaderError as err:
            if problems is None:
                raise
            problems.skip(task, f"{err.title}: {err.text}" if err.text else err.title)
            continue
        yield served
    if problems is not None and problems is not skip:
        problems.sum_up()


def restore_media(
    examples: Iterable[TaskType],
    keys: Iterable[str] = MEDIA_KEYS,
    keep_addresses: bool = False,
) -> list[TaskType]:
    """Put the paths of media back in place of their addresses. Made for `before_db`.

    Of each file on this machine, "media" says what it was: {"image": {"path", "bytes", "sha256"}},
    with its whole path, its size in bytes, and the hash of its content (up to 1 GB).

    examples (Iterable[dict]): The answers. They are not changed.
    keys (Iterable[str]): The keys with media.
    keep_addresses (bool): Only describe the files. Defaults to False.
    RETURNS (list[dict]): Copies of the answers.
    """
    chosen = list(keys)
    return [
        dict(_map_parts(eg, lambda part: _restore(part, chosen, keep_addresses))) for eg in examples
    ]


def _map_parts(task: TaskType, change: Callable[[TaskType], TaskType]) -> TaskType:
    """Apply a function to a task and to the parts of it that show media."""
    changed = change(task)
    for key in LISTS:
        items = changed.get(key)
        if isinstance(items, list) and any(isinstance(item, dict) for item in items):
            new = [_map_parts(item, change) if isinstance(item, dict) else item for item in items]
            if any(a is not b for a, b in zip(new, items)):
                changed = {**changed, key: new}
    for key in PARTS:
        part = changed.get(key)
        if isinstance(part, dict) and (new_part := change(part)) is not part:
            changed = {**changed, key: new_part}
    return changed


class _Server:
    """Serves what tasks name.

    folders (Sequence[Path]): Folders that the user has named.
    problems (Problems | None): Where to say what is not served.
    """

    def __init__(self, folders: Sequence[Path], problems: Problems | None) -> None:
        # The current directory is where the user stands, so it is named, too.
        self._starts = [*folders, Path()]
        self._problems = problems
        self._used: set[Path] = set()
        self._known: list[Path] | None = None

    def serve(self, part: TaskType, keys: Iterable[str], keep_missing: bool) -> TaskType:
        """RETURNS (dict): The task, or part of one, with addresses instead of paths."""
        for key in keys:
            value = part.get(key)
            if isinstance(value, Path):
                value = str(value)
            if not isinstance(value, str) or not _is_path(value):
                continue
            try:
                part = self._serve_value(part, key, value)
            except LoaderError as err:
                if not keep_missing:
                    raise
                log(f"PREPROCESS: {err.title}", err.text)
        return part

    def _serve_value(self, part: TaskType, key: str, value: str) -> TaskType:
        was_served = value.startswith(MEDIA_PREFIX)
        if was_served and find_served(value) is not None:
            return part
        path = self._find(part, key, value)
        url = self._find_url(path)
        if url is None:
            return self._embed(part, key, value, path)
        if was_served:  # by an earlier server
            return {**part, key: url}
        has_other = part.get(PATH_KEY) not in (None, "", value)
        return {**part, key: url, (f"{key}_{PATH_KEY}" if has_other else PATH_KEY): value}

    def _find(self, part: TaskType, key: str, value: str) -> Path:
        known = part.get(MEDIA_KEY)
        noted = known.get(key) if isinstance(known, dict) else None
        whole = noted.get(PATH_KEY) if isinstance(noted, dict) else None
        named = part.get(PATH_KEY) if value.startswith(MEDIA_PREFIX) else value
        tried = [text for text in (named, whole) if isinstance(text, str) and text]
        for text in tried:
            try:
                path = _to_path(text)
                for start in self._starts:
                    if (start / path).is_file():
                        return start / path
            except (OSError, ValueError, RuntimeError):  # what can't be a path
                continue
        places = " or ".join(dict.fromkeys(str(start.resolve()) for start in self._starts))
        shown = value if len(value) < 200 else value[:200] + "..."
        is_relative = not Path(value).is_absolute() and "://" not in value
        where = f" in {places}" if is_relative else ""
        raise LoaderError(f"Can't find the {key} {shown}", f"There is no such file{where}.")

    def _find_url(self, path: Path) -> str | None:
        for start in self._starts:
            if url := serve_file(start, path):
                if start not in self._used:
                    self._used.add(start)
                    remember_folder(start)
                return url
        # What was served in earlier runs, because the user had named its folder then.
        if self._known is None:
            self._known = get_known_folders()
        return next(filter(None, (serve_file(folder, path) for folder in self._known)), None)

    def _embed(self, part: TaskType, key: str, value: str, path: Path) -> TaskType:
        fetched = fetch_task_media({**part, key: str(path)}, key)
        if self._problems is not None:
            self._problems.note(
                f"Some files, such as {value}, are not in a folder that you have named",
                "They are not served. Their content goes into the tasks instead, which makes pages "
                f"slow. Served are files in {', '.join(str(s.resolve()) for s in self._starts)} "
                "that are not hidden.",
            )
        return fetched


def _is_path(value: str) -> bool:
    start = value[: len(DATA_PREFIX)].lower()
    return bool(value) and start != DATA_PREFIX and not is_url(value) and value[:5] != "blob:"


def _to_path(text: str) -> Path:
    if text.lower().startswith("file://"):
        return Path(url2pathname(unquote(urlsplit(text).path)))
    return Path(text).expanduser()


def _restore(part: TaskType, keys: list[str], keep_addresses: bool) -> TaskType:
    for key in keys:
        value = part.get(key)
        if not isinstance(value, str) or not value.startswith(MEDIA_PREFIX):
            continue
        file = find_served(value)
        part = dict(part)
        if not keep_addresses:
            path = part.pop(f"{key}_{PATH_KEY}", None) or part.get(PATH_KEY) or (file and str(file))
            part[key] = path or value
        noted = part.get(MEDIA_KEY)
        if file is not None and (noted is None or isinstance(noted, dict)):
            part[MEDIA_KEY] = {**(noted or {}), key: _describe(file)}
    return part


def _describe(file: Path) -> dict[str, Any]:
    described: dict[str, Any] = {PATH_KEY: str(file)}
    try:
        described["bytes"] = file.stat().st_size
        if described["bytes"] <= MAX_HASHED_BYTES:
            described["sha256"] = hash_file(file)
    except OSError as err:  # removed, or changed hands, while it was annotated
        log(f"MEDIA: Can't read {file} any more", err)
    return described


def hash_file(file: Path) -> str:
    """Hash the content of a file. Hashes are remembered until the file changes.

    file (Path): The file.
    RETURNS (str): SHA-256, as `sha256sum` prints it.
    RAISES (OSError): It can't be read.
    """
    key = make_key(file, "sha256")
    if key not in _hashes:
        digest = hashlib.sha256()
        with file.open("rb") as opened:
            while block := opened.read(HASH_BLOCK_BYTES):
                digest.update(block)
        _hashes[key] = digest.hexdigest()
        while len(_hashes) > MAX_KEPT_HASHES:
            _hashes.popitem(last=False)
    return _hashes[key]
