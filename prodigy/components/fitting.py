"""The last look at a task before it is served: what is stored in the end was visible to somebody.

A preselected option that doesn't exist can't be seen or taken back, so it is left out. A label that
nobody can choose is shown as it is, and said once. What sticks out of an image is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from ..io.places import get_place
from ..shapes import TaskType, is_label
from ..views import find_view
from .media_checks import mend_shapes
from .problems import Problems

__all__ = ["find_alike", "fit_choice", "make_fitter", "note_labels"]

Fitter = Callable[[TaskType, Problems], None]

CHOICE_VIEWS = ("choice", "blocks")


def make_fitter(view_id: str, config: Mapping[str, Any]) -> Fitter:
    """Make the function that fits tasks to an interface.

    view_id (str): ID of the interface.
    config (Mapping): The settings of the run.
    RETURNS (Callable): Takes a task, which it may change in place, and where to report problems.
    """
    view = find_view(view_id)
    keys = view.labels if view is not None else ()
    labels = get_names(config.get("labels"))

    def fit(task: TaskType, problems: Problems) -> None:
        own = task.get("config")
        settings = {**config, **own} if own and isinstance(own, Mapping) else config
        if settings.get("view_id", view_id) in CHOICE_VIEWS and task.get("accept"):
            is_single = view_id == "choice" and settings.get("choice_style") != "multiple"
            fit_choice(task, problems, is_single=is_single)
        mend_shapes(task, problems)
        if labels and keys and settings is config:
            note_labels(task, keys, labels, problems)

    return fit


def get_names(labels: Any) -> list[str]:
    """RETURNS (list[str]): The labels of the settings, which may also be a dict or a string."""
    if isinstance(labels, str):
        return [labels]
    return [str(label) for label in labels or ()]


def fit_choice(task: TaskType, problems: Problems, *, is_single: bool) -> None:
    """Preselect only options that exist, and at most one where only one can be selected.

    task (dict): The task, whose "accept" may be replaced.
    problems (Problems): Where to report what is left out.
    is_single (bool): Only one option can be selected.
    """
    options, selected = task.get("options"), task["accept"]
    if not isinstance(options, list) or not isinstance(selected, list):
        return  # It doesn't fit its schema, which is reported.
    ids = {
        str(option.get("id")): option.get("id") for option in options if isinstance(option, dict)
    }
    kept: list[Any] = []
    for item in selected:
        if str(item) not in ids:
            hint = find_alike(item, ids)
            what = f"The preselected {item!r} is none of the options{hint}"
            problems.mend(task, what, "It is not selected.")
        elif ids[str(item)] not in kept:
            kept.append(ids[str(item)])
    if is_single and len(kept) > 1:
        what = f"{len(kept)} options are preselected, but only one can be selected"
        problems.mend(task, what, f"Only {kept[0]!r} is.")
        kept = kept[:1]
    if kept != selected:
        task["accept"] = kept


def note_labels(task: TaskType, keys: Iterable[str], labels: list[str], problems: Problems) -> None:
    """Say which labels in a task can't be chosen by annotators, each of them once.

    task (dict): The task. It is not changed.
    keys (Iterable[str]): Keys with lists whose items have labels.
    labels (list[str]): The labels to choose from.
    problems (Problems): Where to say it.
    """
    for key in keys:
        items = task.get(key)
        for item in items if isinstance(items, list) else ():
            label = item.get("label") if isinstance(item, dict) else None
            if is_label(label) and str(label) not in labels:
                source = "a match pattern" if item.get("pattern") is not None else "the data"
                problems.note(
                    f"The label {label!r} can't be chosen, but is in {source}"
                    f"{find_alike(label, labels)}",
                    f"It was found in {get_place(task) or 'a task'}, is shown as it is, and would "
                    f"be stored. Labels to choose from: {', '.join(labels)}",
                )


def find_alike(name: Any, known: Iterable[Any]) -> str:
    """Suggest what may be meant by a name that is not known.

    name (Any): The name.
    known (Iterable): The names that are known.
    RETURNS (str): A suggestion to be put at the end of a sentence, or an empty string.
    """
    by_lower = {str(other).lower(): str(other) for other in known}
    close = get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.75)
    return f" (did you mean {by_lower[close[0]]!r}?)" if close else ""
