"""Where labels stand in an example, whatever interface wrote it.

The keys are those of the table of interfaces. All of them are looked at in every example: an
interface of `blocks` writes any of them, and of older answers nobody knows the interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...shapes import is_label
from ...views import FIGURES, VIEWS
from ..outlines import is_figure

# Keys with lists of items that have labels, to what makes two of them the same.
LISTS: dict[str, tuple[str, ...]] = {
    key: (*fields, "message", "page")
    for view in VIEWS.values()
    for key, fields in view.compares.items()
    if "label" in fields
}
LISTS["spans"] = tuple(dict.fromkeys((*LISTS["spans"], *FIGURES)))
LISTS["arcs"] = LISTS["relations"]
# What an item says about its ends.
ENDS = ("head_span", "child_span")
# Keys with an example inside of an example, and with a list of them.
INNER = ("input", "output", "accept", "reject", "A", "B")
INNER_LISTS = ("versions", "pages", "responses")
# Settings of a task that name labels: in a list (or with commas), as keys, in lists by name.
LABEL_SETTINGS = ("labels", "relations_span_labels", "label")
KEYED_SETTINGS = ("labels", "keymap_by_label", "label_descriptions")
GROUPED_SETTINGS = ("label_groups",)
# What is annotated, and bookkeeping: a word in it that equals a label is none.
CONTENT = frozenset(
    (
        "text",
        "html",
        "tokens",
        "image",
        "audio",
        "video",
        "path",
        "messages",
        "answer",
        "transcript",
    )
    + ("prompt", "content", "pattern", "_view_id", "view_id", "_session_id", "_annotator_id")
)


def is_named(value: Any, name: str) -> bool:
    """RETURNS (bool): Whether a value is a label, or the id of an option, of that name. Numbers
    have the name that they are shown by."""
    return value == name if isinstance(value, str) else is_label(value) and str(value) == name


def iter_lists(eg: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], tuple[str, ...]]]:
    """Find the lists of an example whose items have labels.

    eg (dict): The example.
    YIELDS (tuple[str, list, tuple[str, ...]]): Key, list, and what makes two items the same.
    """
    for key, value in eg.items():
        if not isinstance(value, list):
            continue
        if key in LISTS:
            yield key, value, LISTS[key]
        elif key not in CONTENT and key not in INNER_LISTS and any(map(is_figure, value)):
            yield key, value, FIGURES  # shapes under a key of the recipe's choice


def find_others(value: Any, name: str, path: str = "") -> Iterator[str]:
    """Find what equals a label, but stands where no label is expected.

    value (Any): An example, or a part of it.
    name (str): The label.
    path (str): Where the part is. Defaults to "" (the example itself).
    YIELDS (str): Places, e.g. "meta.kind" or "history[].label".
    """
    if isinstance(value, dict):
        for key, item in value.items():
            if key in CONTENT:
                continue
            place = f"{path}.{key}" if path else str(key)
            if key == name and path:
                yield place
            if key == "label" and is_named(item, name):
                yield place  # a number, too
            else:
                yield from find_others(item, name, place)
    elif isinstance(value, list):
        for item in value:
            yield from find_others(item, name, f"{path}[]")
    elif isinstance(value, str) and value == name:
        yield path
