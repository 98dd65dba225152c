"""Annotated tasks as text for the terminal.

The `format_` functions return strings, the `pretty_print` functions write to standard output: page
by page where a person is looking, plain and without colours into a pipe or a file.
"""

from __future__ import annotations

import pydoc
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wasabi import color

from ..config import get_pager
from ..controls import show_controls
from ..messages import out
from ..shapes import TaskType, is_label, name_label
from ..views import MEDIA_KEYS, find_view, get_view_id
from .conversation_printer import format_conversation, format_preference
from .media_printers import describe_media, format_regions, format_shapes
from .result_printers import answers, get_compare_printer, ner_result, tc_result

__all__ = [
    "answers",
    "format_example",
    "get_compare_printer",
    "get_style",
    "ner_result",
    "pretty_print",
    "pretty_print_ner",
    "pretty_print_tc",
    "pretty_print_textcat",
    "show_pages",
    "tc_result",
]

STYLES = (
    "auto",
    "text",
    "ner",
    "spans",
    "textcat",
    "shapes",
    "regions",
    "conversation",
    "preference",
)
ANSWER_MARKS = {"accept": ("✔", "green"), "reject": ("✘", "red"), "ignore": ("–", 8)}
# Colours of the 256 of a terminal on which black text is readable.
LABEL_COLORS = (114, 117, 216, 222, 183, 150, 180, 152)
OFFSETS = frozenset(("start", "end"))
CONTENT_KEYS = ("text", "html", *MEDIA_KEYS, "prompt")


class Painter:
    """Gives every label a colour of its own, in the order in which labels appear.

    use_color (bool): Whether to use colours at all.
    """

    def __init__(self, use_color: bool) -> None:
        self.use_color = use_color
        self._labels: dict[str, int] = {}

    def paint(self, text: str, **style: Any) -> str:
        """Colour a text, see wasabi.color."""
        return color(text, **style) if self.use_color else text

    def label(self, label: str, text: str = "") -> str:
        """Format a label, with the text to which it belongs.

        label (str): The label.
        text (str): Its text. Defaults to none.
        RETURNS (str): Both on a coloured ground, or in square brackets.
        """
        number = self._labels.setdefault(label, len(self._labels))
        content = f"{text} {label}".strip()
        if not self.use_color:
            return f"[{content}]"
        background = LABEL_COLORS[number % len(LABEL_COLORS)]
        return color(f" {content} ", fg=16, bg=background, bold=False)


def format_example(eg: TaskType, style: str = "auto", painter: Painter | None = None) -> str:
    """Format one task or answer.

    eg (dict): The task. It is not changed.
    style (str): One of STYLES. "auto" looks at the interface and at the keys of the task.
    painter (Painter | None): Chooses the colours. Defaults to none.
    RETURNS (str): One or more lines.
    """
    painter = painter or Painter(use_color=False)
    formatters: dict[str, Callable[[TaskType, Painter], str]] = {
        "text": _format_text,
        "ner": _format_inline,
        "spans": _format_span_list,
        "textcat": _format_categories,
        "shapes": format_shapes,
        "regions": format_regions,
        "conversation": format_conversation,
        "preference": format_preference,
    }
    body = formatters[get_style(eg) if style == "auto" else style](eg, painter)
    answer = eg.get("answer")
    if isinstance(answer, str) and answer in ANSWER_MARKS:
        mark, mark_color = ANSWER_MARKS[answer]
        body = f"{painter.paint(mark, fg=mark_color)} {body}"
    meta = eg.get("meta")
    if isinstance(meta, dict) and meta:
        line = " · ".join(f"{key}: {value}" for key, value in meta.items())
        body = f"{body}\n{painter.paint(line, fg=8)}"
    return body


def get_style(eg: TaskType) -> str:
    """Choose how to show a task.

    eg (dict): The task.
    RETURNS (str): One of STYLES, but never "auto".
    """
    view = find_view(get_view_id(eg))
    style = view.prints if view else "auto"
    if style == "auto":
        has_spans = eg.get("spans") and "text" in eg
        style = "ner" if has_spans else "textcat" if "options" in eg or "label" in eg else "text"
    return "spans" if style == "ner" and _overlap(_get_spans(eg)) else style


def pretty_print(examples: Iterable[TaskType], style: str = "auto") -> None:
    """Print tasks or answers.

    examples (Iterable[dict]): The tasks. A generator is consumed while a person reads.
    style (str): One of STYLES. Defaults to "auto".
    """
    painter = Painter(out.show_color)
    show_pages(f"{format_example(_show(eg), style, painter)}\n\n" for eg in examples)


def pretty_print_ner(examples: Iterable[TaskType]) -> None:
    """Print tasks with their spans inside of the text.

    examples (Iterable[dict]): The tasks.
    """
    pretty_print(examples, "ner")


def pretty_print_textcat(examples: Iterable[TaskType]) -> None:
    """Print tasks with their categories.

    examples (Iterable[dict]): The tasks.
    """
    pretty_print(examples, "textcat")


pretty_print_tc = pretty_print_textcat


def _show(value: Any) -> Any:
    """Copy a task, with symbols for what a terminal would obey."""
    if isinstance(value, str):
        return show_controls(value)
    if isinstance(value, dict):
        return {_show(key): _show(item) for key, item in value.items()}
    return list(map(_show, value)) if isinstance(value, (list, tuple)) else value


def show_pages(parts: Iterable[str]) -> None:
    """Write text to standard output, page by page if that is a terminal.

    parts (Iterable[str]): The text. Only as much as is shown is taken from a generator.
    """
    command = get_pager() if sys.stdin.isatty() and sys.stdout.isatty() else None
    if command is None:
        for part in parts:
            sys.stdout.write(part)
        return
    try:
        pager = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, encoding="utf8")
    except OSError:
        pydoc.plainpager("".join(parts))
        return
    assert pager.stdin is not None
    try:
        with pager.stdin as stdin:
            for part in parts:
                stdin.write(part)
    except BrokenPipeError:  # The reader has left before the end.
        pass
    pager.wait()


def _format_text(eg: TaskType, painter: Painter) -> str:
    view = find_view(get_view_id(eg))
    for key in (*CONTENT_KEYS, *(view.shows if view else ())):
        if isinstance(eg.get(key), str):
            return describe_media(eg, key)
    return str({key: value for key, value in eg.items() if not key.startswith("_")})


def _format_inline(eg: TaskType, painter: Painter) -> str:
    text, spans = str(eg.get("text", "")), _get_spans(eg)
    if _overlap(spans):
        return _format_span_list(eg, painter)
    parts, end = [], 0
    for span in spans:
        parts.append(text[end : span["start"]])
        parts.append(
            painter.label(name_label(span.get("label")), text[span["start"] : span["end"]])
        )
        end = span["end"]
    return "\n".join(["".join([*parts, text[end:]]), *_describe_misplaced(eg)])


def _format_span_list(eg: TaskType, painter: Painter) -> str:
    text = str(eg.get("text", ""))
    lines = [
        f"  {painter.label(name_label(span.get('label')))} {text[span['start'] : span['end']]}"
        for span in _get_spans(eg)
    ]
    return "\n".join([text, *lines, *_describe_misplaced(eg)])


def _format_categories(eg: TaskType, painter: Painter) -> str:
    lines = [_format_text(eg, painter)]
    labels = [name_label(eg["label"])] if is_label(eg.get("label")) else []
    options, accepted = eg.get("options"), eg.get("accept")
    names = {
        str(option.get("id")): str(option.get("text") or option.get("id"))
        for option in (options if isinstance(options, list) else [])
        if isinstance(option, dict)
    }
    selected = map(str, accepted if isinstance(accepted, list) else [])
    labels.extend(names.get(name, name) for name in selected)
    if labels:
        lines.append("  " + " ".join(painter.label(label) for label in labels))
    return "\n".join(lines)


def _describe_misplaced(eg: TaskType) -> list[str]:
    """Say which spans can't be shown in the text. Those of images have no offsets at all."""
    spans, text = eg.get("spans") or [], str(eg.get("text", ""))
    if not isinstance(spans, list):
        return [f"  spans: {spans!r:.60}, which is no list"]
    return [
        f"  {span!r:.100}, which is no place in the text"
        for span in spans
        if not (_has_place(span, text) or (isinstance(span, dict) and not OFFSETS & span.keys()))
    ]


def _get_spans(eg: TaskType) -> list[dict[str, Any]]:
    spans = eg.get("spans")
    spans = spans if isinstance(spans, list) else []
    with_offsets = [span for span in spans if _has_place(span, str(eg.get("text", "")))]
    return sorted(with_offsets, key=lambda span: (span["start"], span["end"]))


def _has_place(span: Any, text: str) -> bool:
    """Whether a span can be shown in its text. In a dataset there may be anything."""
    if not isinstance(span, dict):
        return False
    start, end = span.get("start"), span.get("end")
    return type(start) is int and type(end) is int and 0 <= start <= end <= len(text)


def _overlap(spans: list[dict[str, Any]]) -> bool:
    return any(two["start"] < one["end"] for one, two in _pairs(spans))


def _pairs(spans: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return zip(spans, spans[1:])
