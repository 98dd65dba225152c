"""Shapes and regions in tasks: what can't be drawn is named, and what sticks out is cut off.

Whatever has points or a box is a shape, under any key, in any interface: also beside options, in
blocks and on pages. In interfaces for images, every span has to be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..shapes import TaskType, is_label
from ..views import SHAPES, find_views_about
from .figures import (
    BOX_KEYS,
    ROUNDING,
    Figure,
    FigureError,
    is_number,
    make_span_keys,
    read_figure,
    read_times,
)
from .outlines import TOLERANCE_PX, is_figure
from .problems import Problems

__all__ = ["find_bad_media", "mend_shapes"]

SHAPE_VIEWS = find_views_about(SHAPES)
REGIONS_KEY, SPANS_KEY = "audio_spans", "spans"
OTHERS = frozenset(("versions", "pages", "tokens", "options"))  # lists without shapes of the task


def find_bad_media(task: Mapping[str, Any], view_id: str) -> list[str]:
    """Say which shapes and regions of a task can't be drawn.

    task (dict): A task that fits its schema. It is not changed.
    view_id (str): ID of the interface that shows it.
    RETURNS (list[str]): What is wrong, each as "spans[0] (CAR) is a polygon of 2 points...".
    """
    found = [
        f"{name} {what}"
        for key, spans in _find_lists(task, view_id)
        for name, what in _find_faults(task, key, spans, view_id)
    ]
    pages = task.get("pages")
    for i, page in enumerate(pages if isinstance(pages, list) else ()):
        if isinstance(page, Mapping):
            inner = find_bad_media(page, str(page.get("view_id") or ""))
            found += [f"pages[{i}].{what}" for what in inner]
    return found


def mend_shapes(task: TaskType, problems: Problems) -> None:
    """Cut off what sticks out of the image, and let the points of a rectangle count if its size
    says something else. The list of spans is replaced, if something is mended.

    task (dict): The task. What is no shape stays, and is reported by `find_bad_media`.
    problems (Problems): Where to say what is mended.
    """
    for key, spans in list(_find_lists(task, "")):
        if key == REGIONS_KEY:
            continue
        mended = [
            _mend(task, span, f"{key}[{i}]{_name_label(span)}", problems)
            for i, span in enumerate(spans)
        ]
        if any(new is not old for new, old in zip(mended, spans)):
            task[key] = mended


def _find_lists(task: Mapping[str, Any], view_id: str) -> Iterator[tuple[str, list[Any]]]:
    for key, value in task.items():
        if not isinstance(value, (list, tuple)) or not value or key in OTHERS:
            continue
        is_known = (key == SPANS_KEY and view_id in SHAPE_VIEWS) or key == REGIONS_KEY
        if is_known or any(map(is_figure, value)):
            yield key, list(value)


def _find_faults(
    task: Mapping[str, Any], key: str, spans: list[Any], view_id: str
) -> Iterator[tuple[str, str]]:
    for i, span in enumerate(spans):
        name = f"{key}[{i}]{_name_label(span)}"
        if not isinstance(span, Mapping):
            if view_id in SHAPE_VIEWS or key == REGIONS_KEY:
                yield name, "is no object"
            continue
        is_text = "start" in span and not is_figure(span)
        try:
            if key == REGIONS_KEY:
                read_times(span)
            elif not is_text or view_id in SHAPE_VIEWS:
                figure = read_figure(span)
                if _is_outside(task, figure):
                    width, height = task["width"], task["height"]
                    yield name, f"is outside of its image, which has {width} x {height} pixels"
        except FigureError as err:
            yield name, str(err)


def _mend(task: TaskType, span: Any, name: str, problems: Problems) -> Any:
    if not is_figure(span):
        return span
    try:
        figure = read_figure(span)
    except FigureError:
        return span
    mended = span
    if _has_other_box(span, figure):
        problems.mend(task, f"{name} has points and a size that differ", "The points count.")
        mended = {**mended, **make_span_keys(figure)}
    if _sticks_out(task, figure):
        clipped = figure.clip(task["width"], task["height"])
        if clipped is not None:
            what = f"{name} sticks out of its image, {task['width']} x {task['height']} pixels"
            problems.mend(task, what, "It is cut off at the edge.")
            mended = {**mended, **make_span_keys(clipped)}
    return mended


def _has_other_box(span: Mapping[str, Any], figure: Figure) -> bool:
    if figure.kind != "rect" or not span.get("points"):
        return False
    sides = [span.get(key) for key in BOX_KEYS]
    if not all(map(is_number, sides)):
        return False
    # Each of position and size may be rounded.
    return any(abs(a - b) > 2 * ROUNDING for a, b in zip(sides, figure.box) if a is not None)


def _has_size(task: Mapping[str, Any]) -> bool:
    return all(is_number(task.get(key)) and task[key] > 0 for key in ("width", "height"))


def _is_outside(task: Mapping[str, Any], figure: Figure) -> bool:
    return _has_size(task) and figure.clip(task["width"], task["height"]) is None


def _sticks_out(task: Mapping[str, Any], figure: Figure) -> bool:
    if not _has_size(task):
        return False
    left, top, right, bottom = figure.corners
    beyond = max(-left, -top, right - task["width"], bottom - task["height"])
    return beyond > TOLERANCE_PX


def _name_label(span: Any) -> str:
    label = span.get("label") if isinstance(span, Mapping) else None
    return f" ({label})" if is_label(label) else ""
