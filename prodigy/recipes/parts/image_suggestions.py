"""Shapes that somebody or something suggests for images, to be accepted or corrected one by one."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ...components.db import connect
from ...components.db.custom import iter_examples
from ...components.decorators import keeps_input
from ...components.figures import FigureError, make_span_keys, read_figure
from ...components.preprocess.media_serving import MEDIA_KEY, hash_file
from ...components.problems import Problems
from ...components.source import source_is_dataset
from ...components.stream import get_stream
from ...errors import MediaError, RecipeError
from ...io.files import import_file
from ...io.media import find_served
from ...io.media.pictures import has_pillow, read_picture_size
from ...types import TaskType

# Gets a task with "image" and "path", returns spans with "label" and points or the sides of a box.
Suggest = Callable[[TaskType], Iterable[dict[str, Any]]]

FILE_SUFFIXES = (".jsonl", ".ndjson", ".json")
# Beside the place of a shape. Everything else belongs to the annotation that it comes from.
KEPT_KEYS = ("label", "score", "id", "color", "source")


def load_suggestions(name: str, folders: Sequence[Path]) -> Suggest:
    """Find what suggests shapes.

    name (str): "file.py:function" or "package.module:function"; a name that was registered with
        `@spacy.registry.misc`; "dataset:NAME"; or a JSONL file of tasks with "spans".
    folders (Sequence[Path]): Where relative paths of images in that file or dataset may start.
    RETURNS (callable): `(task) -> spans`.
    RAISES (RecipeError): There is no such thing.
    RAISES (LoaderError): The file or dataset can't be read.
    """
    if source_is_dataset(name):
        dataset = name.partition(":")[2]
        db = connect()
        if dataset not in db:
            raise RecipeError(f"Can't find the dataset '{dataset}' with suggestions")
        return Suggestions(iter_examples(db, dataset), [*folders, Path()])
    if name.lower().endswith(FILE_SUFFIXES):
        path = Path(name).expanduser()
        return Suggestions(get_stream(path), [path.parent, *folders, Path()])
    return _load_function(name)


class _Found(NamedTuple):
    """Shapes and where they were made: the size of the image in pixels, or None."""

    spans: list[dict[str, Any]]
    size: tuple[float, float] | None


class Suggestions:
    """Shapes of an earlier annotation or of a program, found by the file that they are on.

    examples (Iterable[dict]): Tasks or answers with "spans" and "image", "path" or "media". Of
        answers, only those that were accepted. Read at once.
    folders (Sequence[Path]): Where relative paths may start.
    """

    def __init__(self, examples: Iterable[TaskType], folders: Sequence[Path]) -> None:
        self._folders = folders
        self._by_path: dict[Path, _Found] = {}
        self._by_name: dict[str, _Found] = {}
        self._by_hash: dict[str, _Found] = {}
        for eg in examples:
            spans = eg.get("spans")
            if eg.get("answer", "accept") == "accept" and isinstance(spans, list) and spans:
                self._add(eg, spans)

    def _add(self, eg: TaskType, spans: list[Any]) -> None:
        width, height = eg.get("width"), eg.get("height")
        found = _Found(spans, (width, height) if width and height else None)
        media = eg.get(MEDIA_KEY)
        noted = media.get("image") if isinstance(media, dict) else None
        if isinstance(noted, dict) and isinstance(noted.get("sha256"), str):
            self._by_hash[noted["sha256"]] = found
        for value in (eg.get("image"), eg.get("path")):
            if isinstance(value, str) and value and len(value) < 4096 and value[:5] != "data:":
                self._by_name[value] = found
                for folder in self._folders:
                    try:
                        path = (folder / value).resolve()
                        if path.is_file():
                            self._by_path.setdefault(path, found)
                    except (OSError, ValueError, RuntimeError):  # no possible path
                        continue

    def __len__(self) -> int:
        """How many images have suggestions."""
        every = (self._by_path, self._by_name, self._by_hash)
        return len({id(found.spans) for table in every for found in table.values()})

    def __call__(self, task: TaskType) -> list[dict[str, Any]]:
        """Find the suggestions for a task: by the path of its file, by its name, by its content."""
        file = _find_file(task)
        found = self._by_path.get(file) if file else None
        meta = task.get("meta")
        names = (task.get("path"), task.get("image"), meta.get("file") if meta else None)
        for name in names:
            found = found or (self._by_name.get(name) if isinstance(name, str) else None)
        if found is None and file is not None and self._by_hash:
            found = self._by_hash.get(hash_file(file))
        return found.spans if found else []


@keeps_input
def add_suggestions(
    stream: Iterable[TaskType], suggest: Suggest, labels: Sequence[str], problems: Problems
) -> Iterator[TaskType]:
    """Add suggested shapes to images.

    stream (Iterable[dict]): Tasks with images. They are not changed, and keep their hashes.
    suggest (callable): `(task) -> spans`. If it fails, the task comes without suggestions.
    labels (Sequence[str]): Labels that can be chosen. Shapes with others are left out; with a
        single label, shapes without one get it.
    problems (Problems): Where to say what is wrong with shapes.
    YIELDS (dict): Copies of the tasks, with further "spans" that have `"suggested": true`.
    """
    for task in stream:
        try:
            found = list(suggest(dict(task)) or ())
        except Exception as err:  # code of somebody else, about one image
            what = f"No suggestions: {type(err).__name__}: {err}"
            problems.mend(task, what, "The task is shown without.")
            found = []
        spans = [*(task.get("spans") or ()), *_check_spans(found, task, labels, problems)]
        yield {**task, "spans": spans} if spans else task


def _check_spans(
    found: list[Any], task: TaskType, labels: Sequence[str], problems: Problems
) -> Iterator[dict[str, Any]]:
    size = _read_size(task) if found else None
    for i, span in enumerate(found, 1):
        try:
            if not isinstance(span, dict):
                raise FigureError(f"is no dict: {span!r:.60}")
            figure = read_figure(span)
            clipped = figure.clip(*size) if size else figure
            if clipped is None:
                raise FigureError("lies outside of the image")
            label = span.get("label") or (labels[0] if len(labels) == 1 else None)
            if label not in labels:
                raise FigureError(f"has the label {label!r}, which can't be chosen")
        except FigureError as err:
            problems.mend(task, f"Suggested shape {i} {err}.", "It is left out.")
            continue
        kept = {key: span[key] for key in KEPT_KEYS if key in span}
        yield {**kept, "label": label, **make_span_keys(clipped), "suggested": True}


def _find_file(task: TaskType) -> Path | None:
    image = task.get("image")
    served = find_served(image) if isinstance(image, str) else None
    try:
        return served or Path(str(task["path"])).resolve(strict=True)
    except (KeyError, OSError, ValueError, RuntimeError):
        return None


def _read_size(task: TaskType) -> tuple[float, float] | None:
    """The size in which shapes are measured: that of the task, or of the picture as it is shown."""
    width, height = task.get("width"), task.get("height")
    if isinstance(width, (int, float)) and isinstance(height, (int, float)) and width and height:
        return width, height
    file = _find_file(task)
    if file is None or not has_pillow():
        return None
    try:
        return read_picture_size(file)
    except (MediaError, OSError):  # what is wrong with it is said when it is shown
        return None


def _load_function(name: str) -> Suggest:
    module_name, _, function_name = name.rpartition(":")
    if not module_name:
        return _load_registered(name)
    if module_name.endswith(".py"):
        module: Any = import_file(module_name)
    else:
        try:
            module = importlib.import_module(module_name)
        except ImportError as err:
            raise RecipeError(f"Can't import {module_name}", f"{err}") from err
    function = getattr(module, function_name, None)
    if not callable(function):
        raise RecipeError(
            f"Can't find the function '{function_name}' in {module_name}",
            "Expected file.py:function, which gets a task and returns a list of shapes.",
        )
    return function


def _load_registered(name: str) -> Suggest:
    from spacy import registry

    names = registry.misc.get_all()
    if name not in names:
        raise RecipeError(
            f"Can't find '{name}', which should suggest shapes",
            "Name a function (file.py:function), what is registered with "
            "@spacy.registry.misc, dataset:NAME, or a JSONL file.",
        )
    return names[name]
