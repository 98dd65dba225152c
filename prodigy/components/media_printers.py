"""Images and recordings as text for the terminal: their files, and what was marked in them."""

from __future__ import annotations

from typing import Any, Protocol

from ..shapes import TaskType, name_label
from ..views import MEDIA_KEYS
from .figures import FigureError, get_shapes_key, read_figure, read_times

MAX_TEXT_CHARS = 80
MAX_DATA_CHARS = 40


class PaintsLabels(Protocol):
    """What is needed of a painter."""

    def label(self, label: str, text: str = "") -> str:
        """RETURNS (str): A label, in its colour."""
        ...


def describe_media(eg: TaskType, key: str) -> str:
    """RETURNS (str): A text, path or address; the start of data, which would fill the terminal."""
    value = str(eg[key])
    is_data = value.startswith("data:")
    return str(eg.get("path") or f"{value[:MAX_DATA_CHARS]}…") if is_data else value


def format_shapes(eg: TaskType, painter: PaintsLabels) -> str:
    """Format an image with its shapes.

    eg (dict): The task.
    painter (Painter): Chooses the colours of labels.
    RETURNS (str): The path or address of the image, and a line for each shape: its label, its type,
        and position and size in pixels.
    """
    return _format(eg, painter, get_shapes_key(eg), _describe_shape)


def format_regions(eg: TaskType, painter: PaintsLabels) -> str:
    """Format a recording with its regions.

    eg (dict): The task.
    painter (Painter): Chooses the colours of labels.
    RETURNS (str): The path or address of the recording, and a line for each region: its label, when
        it starts and ends, and what is said in it.
    """
    return _format(eg, painter, "audio_spans", _describe_region)


def _format(eg: TaskType, painter: PaintsLabels, key: str, describe: Any) -> str:
    name = next((describe_media(eg, k) for k in MEDIA_KEYS if isinstance(eg.get(k), str)), "")
    path = eg.get("path")
    lines = [path if isinstance(path, str) and path else name]
    spans = eg.get(key)
    if spans and not isinstance(spans, list):
        lines.append(f"  {key}: {spans!r:.60}, which is no list")
        spans = None
    for span in spans or ():
        try:
            place = describe(span)
        except FigureError as err:
            lines.append(f"  {span!r:.100}, which {err}")
        except (TypeError, AttributeError):
            lines.append(f"  {span!r:.100}, which is no object")
        else:
            lines.append(f"  {painter.label(name_label(span.get('label')))} {place}")
    return "\n".join(lines)


def _describe_shape(span: dict[str, Any]) -> str:
    figure = read_figure(span)
    x, y, width, height = (f"{number:.1f}".removesuffix(".0") for number in figure.box)
    n_points = "" if figure.kind == "rect" else f" of {len(figure.points)} points"
    return f"{figure.kind}{n_points} at {x}, {y}, {width} × {height}"


def _describe_region(span: dict[str, Any]) -> str:
    start, end = map(_format_time, read_times(span))
    text = " ".join(span["text"].split()) if isinstance(span.get("text"), str) else ""
    shown = text if len(text) <= MAX_TEXT_CHARS else f"{text[:MAX_TEXT_CHARS]}…"
    return f"{start} – {end} {shown}".rstrip()


def _format_time(seconds: float) -> str:
    ms = round(seconds * 1000)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{clock}:{ms // 1000:02}.{ms % 1000:03}"
