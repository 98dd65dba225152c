"""Grouping the answers of several annotators: what they were asked, and where they disagree.

An answer belongs to a group by what it is about. In binary interfaces that is the question (the
task hash), in manual ones the input, since there the annotators make what they are asked about.
Answers of a group that say the same are one version. Shapes in images say the same if they are as
close as `parts.review_figures` says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

from ...errors import RecipeError
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, set_hashes
from ...sameness import Groups
from ...shapes import TaskType
from ...views import FIGURES, MEDIA_KEYS, View, find_view, get_view_id, is_binary
from .review_figures import FigureSet, find_figure_keys

Key = tuple[str, int]

# Who answered, when and how: not what was answered. What is reviewed again has versions, too.
BOOKKEEPING_KEYS = frozenset(
    ("_session_id", "_annotator_id", "_timestamp", "_view_id", "_is_binary", "answer")
    + ("versions", "sessions", "view_id", "review")
)
# What somebody has remarked belongs to that version, and the remark of the reviewer to the result.
NOTE_KEY = "note"
# In other manual interfaces everything else is compared, apart from what nobody has typed.
UNCOMPARED_KEYS = frozenset(
    ("tokens", "meta", "config", "path", NOTE_KEY, INPUT_HASH_ATTR, TASK_HASH_ATTR)
)
# Big, and hardly ever different.
SHARED_KEYS = ("tokens", "options", *MEDIA_KEYS, "html", "meta", "config")


class Answer(NamedTuple):
    """An answer to review.

    set_name (str): The dataset that it belongs to.
    number (int): Its position there, from 1.
    eg (dict): What is stored.
    """

    set_name: str
    number: int
    eg: TaskType


@dataclass
class Version:
    """One of the different answers to the same task.

    eg (dict): The first of these answers.
    content (Any): What makes it different from others.
    sessions (list[str]): Who gave it, without repetitions.
    """

    eg: TaskType
    content: Any = None
    sessions: list[str] = field(default_factory=list)


@dataclass
class Group:
    """All answers to one task.

    view_id (str): The interface in which it was annotated.
    versions (list[Version]): The different answers, in the order of their first use.
    compared (dict[str, tuple[str, ...]]): Keys with lists in which they may differ, see `View`.
    answers (list[dict]): What they were made from, one of each annotator.
    """

    view_id: str
    versions: list[Version]
    compared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: list[TaskType] = field(default_factory=list)

    @property
    def default(self) -> Version:
        """The most frequent answer, the first one of equally frequent ones."""
        return max(self.versions, key=lambda version: len(version.sessions))

    @property
    def sessions(self) -> list[str]:
        """All who answered."""
        names = (name for version in self.versions for name in version.sessions)
        return list(dict.fromkeys(names))

    @property
    def is_binary(self) -> bool:
        """Whether the answer is a mere yes or no."""
        return is_binary(self.view_id)

    def measure_disagreement(self) -> float:
        """Measure how far annotators are from each other.

        RETURNS (float): The mean distance of two annotators, 0.0 (all say the same) to 1.0. Who has
            decided otherwise, or shares nothing, has the distance 1. Between two lists of items it
            is one minus the coefficient of Dice (1945): 1 - 2 |A and B| / (|A| + |B|).
        """
        counts = [len(version.sessions) for version in self.versions]
        n_pairs = sum(counts) * (sum(counts) - 1) / 2
        far = sum(
            counts[i] * counts[j] * self._measure_distance(self.versions[i], self.versions[j])
            for i, j in combinations(range(len(counts)), 2)
        )
        return far / n_pairs if n_pairs else 0.0

    def _measure_distance(self, one: Version, other: Version) -> float:
        if self.is_binary or not self.compared or one.content[0] != other.content[0]:
            return 1.0
        n_all = n_common = 0
        for a, b in zip(one.content[1], other.content[1]):
            n_all += len(a) + len(b)
            n_common += a.count_common(b) if isinstance(a, FigureSet) else len(a & b)
        return 1 - 2 * n_common / n_all if n_all else 0.0

    @property
    def renamed(self) -> dict[str, str]:
        """The setting that the interface needs to find what was annotated under another key."""
        view, key = find_view(self.view_id), next(iter(self.compared), None)
        if view is None or not view.renamed_by or key is None or key in view.compares:
            return {}
        return {view.renamed_by: key}

    def make_task(self) -> TaskType:
        """RETURNS (dict): The task for the reviewer, with the versions in it."""
        default = self.default
        left_out = {*BOOKKEEPING_KEYS, NOTE_KEY}
        task = {key: value for key, value in default.eg.items() if key not in left_out}
        task["versions"] = [
            self._make_version(version, task, version is default) for version in self.versions
        ]
        task["view_id"] = self.view_id
        if self.renamed:
            # The page of the reviewer knows the settings of this run only.
            task["config"] = {**self.renamed, **(task.get("config") or {})}
        return set_hashes(task)

    def _make_version(self, version: Version, task: TaskType, is_default: bool) -> TaskType:
        eg = version.eg
        content = {
            key: value
            for key, value in eg.items()
            if key not in BOOKKEEPING_KEYS
            and not (key in SHARED_KEYS and value == task.get(key))
            and key not in (INPUT_HASH_ATTR, TASK_HASH_ATTR)
        }
        for key in self.compared:
            empty = next(
                (type(other.eg[key]) for other in self.versions if other.eg.get(key)), None
            )
            if empty is not None:
                content.setdefault(key, empty())  # or it would look like that of the default
        content["answer"] = get_answer(eg)
        content["_view_id"] = self.view_id
        return {**content, "sessions": version.sessions, "default": is_default}


def number_answers(examples_by_set: Mapping[str, Iterable[TaskType]]) -> Iterator[Answer]:
    """Yield the answers of several datasets, one dataset after the other.

    examples_by_set (Mapping[str, Iterable[dict]]): The answers of each dataset.
    """
    for set_name, examples in examples_by_set.items():
        for number, eg in enumerate(examples, 1):
            yield Answer(set_name, number, eg)


def make_groups(
    answers: Iterable[Answer],
    view_id: str | None = None,
    show_skipped: bool = False,
    iou: float | None = None,
) -> Iterator[Group]:
    """Group the answers of several annotators by task, and those of a task by what they say.

    answers (Iterable[Answer]): The answers, all of which are in memory until the last group.
    view_id (str | None): The interface of all of them. Defaults to None (what they say).
    show_skipped (bool): Also use ignored answers, and rejected ones of manual interfaces, which
        say that something is wrong but not what. Defaults to False.
    iou (float | None): Shapes in images that have so much in common are the same. Defaults to None
        (only if they are the same apart from rounding).
    YIELDS (Group): The groups, in the order of their first answers.
    RAISES (RecipeError): It is not known how an example was annotated.
    """
    groups: dict[Key, dict[tuple[Any, ...], TaskType]] = {}
    keys = {"task": Groups("task"), "input": Groups("input")}
    for set_name, number, eg in answers:
        view = view_id or get_view_id(eg)
        if not view:
            raise RecipeError(
                f"Can't tell how example {number} of '{set_name}' was annotated",
                "It has no '_view_id'. Name the interface with --view-id, for example: "
                "--view-id ner_manual",
            )
        if _is_skipped(eg, view) and not show_skipped:
            continue
        eg = set_hashes(eg)
        key = (view, keys["task" if is_binary(view) else "input"].get_key(eg))
        session = eg.get("_session_id") or eg.get("_annotator_id")
        group = groups.setdefault(key, {})
        # Who answers again changes the opinion. Nobody knows that of those without a name.
        answer_key = (set_name, session) if session else (set_name, None, len(group))
        group.pop(answer_key, None)
        group[answer_key] = eg
    for key, group in groups.items():
        yield make_group(key[0], group, iou)


def make_group(
    view_id: str, answers: Mapping[tuple[Any, ...], TaskType], iou: float | None = None
) -> Group:
    """Make a group of answers to one task.

    view_id (str): The interface of all of them.
    answers (Mapping[tuple, dict]): The answers, by dataset and session (or None).
    iou (float | None): See `make_groups`.
    RETURNS (Group): The group.
    """
    compared = _find_compared(answers.values(), find_view(view_id))
    versions = _make_versions(view_id, answers, compared, iou)
    return Group(view_id, versions, compared, list(answers.values()))


def get_answer(eg: TaskType) -> str:
    """RETURNS (str): What was answered. Files need not say it: what is there was accepted."""
    return eg.get("answer") or "accept"


def _is_skipped(eg: TaskType, view_id: str) -> bool:
    answer = eg.get("answer")
    return answer == "ignore" or (answer == "reject" and not is_binary(view_id))


def _find_compared(answers: Collection[TaskType], view: View | None) -> dict[str, tuple[str, ...]]:
    """Find the keys that count, the main one first. A recipe may have given it another name."""
    if view is None or not view.compares:
        return {}
    main, fields = next(iter(view.compares.items()))
    if not view.renamed_by:
        return dict(view.compares)
    names: dict[str, None] = {}
    for eg in answers:
        own = (eg.get("config") or {}).get(view.renamed_by)
        if isinstance(own, str):
            names[own] = None
    for eg in answers:
        names.update(dict.fromkeys(find_figure_keys(eg)))
    return {name: view.compares.get(name, fields) for name in names or (main,)}


def _make_versions(
    view_id: str,
    answers: Mapping[tuple[Any, ...], TaskType],
    compared: Mapping[str, tuple[str, ...]],
    iou: float | None,
) -> list[Version]:
    versions: dict[Any, Version] = {}
    is_yes_or_no = is_binary(view_id)
    for (set_name, session, *_), eg in answers.items():
        answer = get_answer(eg)
        content = answer if is_yes_or_no else (answer, _get_content(eg, compared, iou))
        version = versions.setdefault(content, Version(eg, content))
        name = str(session or set_name)  # files may have numbers
        if name not in version.sessions:
            version.sessions.append(name)
    return list(versions.values())


def _get_content(eg: TaskType, compared: Mapping[str, tuple[str, ...]], iou: float | None) -> Any:
    """Make what an annotator wrote comparable, whatever its order."""
    if not compared:
        return _get_everything(eg)
    return tuple(_get_items(eg.get(key) or (), fields, iou) for key, fields in compared.items())


def _get_items(items: Any, fields: tuple[str, ...], iou: float | None) -> Any:
    if isinstance(items, dict):  # lists by what they are about, such as labels by message
        return frozenset(
            (str(key), _get_items(value or (), fields, iou))
            for key, value in items.items()
            if value
        )
    if not isinstance(items, (list, tuple)):
        return _freeze(items)  # one value
    if fields is FIGURES:
        return FigureSet(items, iou)
    return frozenset(_get_item(item, fields) for item in items)


def _get_item(item: Any, fields: tuple[str, ...]) -> Any:
    if not fields:
        return str(item)
    return tuple(_freeze(item.get(key)) for key in fields)


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset((key, _freeze(item)) for key, item in value.items())
    return tuple(map(_freeze, value)) if isinstance(value, (list, tuple)) else value


def _get_everything(eg: TaskType) -> Any:
    ignored = BOOKKEEPING_KEYS | UNCOMPARED_KEYS
    kept = {key: value for key, value in eg.items() if key not in ignored and value != ""}
    return json.dumps(kept, sort_keys=True, default=str)
