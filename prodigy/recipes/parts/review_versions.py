"""Grouping the answers of several annotators: what they were asked, and where they disagree.

An answer belongs to a group by what it is about. In binary interfaces that is the question (the
task hash), in manual ones the input, since there the annotators make what they are asked about.
Answers of a group that say the same are one version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import RecipeError
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, set_hashes

Task = dict[str, Any]
Key = tuple[str, int]

BINARY_VIEWS = frozenset(
    ("classification", "ner", "spans", "pos", "dep", "image", "audio", "video", "html", "text")
    + ("diff", "compare", "llm_io")
)
REVIEW_VIEW = "review"
# What an annotator adds or changes in manual interfaces.
CONTENT_KEYS: dict[str, tuple[str, ...]] = {
    "ner_manual": ("spans",),
    "spans_manual": ("spans",),
    "pos_manual": ("spans",),
    "image_manual": ("spans",),
    "audio_manual": ("audio_spans",),
    "video_manual": ("audio_spans",),
    "choice": ("accept",),
    "relations": ("spans", "relations"),
}
# Who answered, when and how: not what was answered. What is reviewed again has versions, too.
BOOKKEEPING_KEYS = frozenset(
    ("_session_id", "_annotator_id", "_timestamp", "_view_id", "_is_binary", "answer")
    + ("versions", "sessions", "view_id")
)
# In other manual interfaces everything else is compared, apart from what nobody has typed.
UNCOMPARED_KEYS = frozenset(("tokens", "meta", "config", "path", INPUT_HASH_ATTR, TASK_HASH_ATTR))
# Big, and hardly ever different.
SHARED_KEYS = ("tokens", "options", "image", "audio", "video", "html", "meta", "config")


@dataclass
class Version:
    """One of the different answers to the same task.

    eg (dict): The first of these answers.
    sessions (list[str]): Who gave it, without repetitions.
    """

    eg: Task
    sessions: list[str] = field(default_factory=list)


@dataclass
class Group:
    """All answers to one task.

    view_id (str): The interface in which it was annotated.
    versions (list[Version]): The different answers, in the order of their first use.
    """

    view_id: str
    versions: list[Version]

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

    def make_task(self) -> Task:
        """RETURNS (dict): The task for the reviewer, with the versions in it."""
        default = self.default
        task = {key: value for key, value in default.eg.items() if key not in BOOKKEEPING_KEYS}
        task["versions"] = [
            self._make_version(version, task, version is default) for version in self.versions
        ]
        task["view_id"] = self.view_id
        return set_hashes(task)

    def _make_version(self, version: Version, task: Task, is_default: bool) -> Task:
        eg = version.eg
        content = {
            key: value
            for key, value in eg.items()
            if key not in BOOKKEEPING_KEYS
            and not (key in SHARED_KEYS and value == task.get(key))
            and key not in (INPUT_HASH_ATTR, TASK_HASH_ATTR)
        }
        for key in CONTENT_KEYS.get(self.view_id, ()):
            content.setdefault(key, [])  # Otherwise it would look like that of the default.
        content["answer"] = eg.get("answer", "accept")
        content["_view_id"] = self.view_id
        return {**content, "sessions": version.sessions, "default": is_default}


def is_binary(view_id: str) -> bool:
    """Tell whether answers in an interface are a mere yes or no.

    view_id (str): ID of the interface.
    RETURNS (bool): Whether nothing else can be changed.
    """
    return view_id in BINARY_VIEWS


def get_view_id(eg: Task) -> str | None:
    """Get the interface in which an example was annotated.

    eg (dict): The example. Of what was reviewed before, it is the interface that was reviewed.
    RETURNS (str | None): ID of the interface, or None if it is not known.
    """
    view_id = eg.get("_view_id")
    return eg.get("view_id") if view_id == REVIEW_VIEW else view_id


def make_groups(
    examples_by_set: dict[str, Iterable[Task]],
    view_id: str | None = None,
    show_skipped: bool = False,
) -> Iterator[Group]:
    """Group the answers of several annotators by task, and those of a task by what they say.

    examples_by_set (dict[str, Iterable[dict]]): The answers of each dataset.
    view_id (str | None): The interface of all of them. Defaults to None (what they say).
    show_skipped (bool): Also use ignored answers, and rejected ones of manual interfaces, which
        say that something is wrong but not what. Defaults to False.
    YIELDS (Group): The groups, in the order of their first answers.
    RAISES (RecipeError): It is not known how an example was annotated.
    """
    groups: dict[Key, dict[Any, Task]] = {}
    for set_name, examples in examples_by_set.items():
        for i, eg in enumerate(examples):
            view = view_id or get_view_id(eg)
            if not view:
                raise RecipeError(
                    f"Can't tell how example {i + 1} of '{set_name}' was annotated",
                    "It has no '_view_id'. Name the interface with --view-id, for example: "
                    "--view-id ner_manual",
                )
            if _is_skipped(eg, view) and not show_skipped:
                continue
            eg = set_hashes(eg)
            key = (view, eg[TASK_HASH_ATTR if is_binary(view) else INPUT_HASH_ATTR])
            session = eg.get("_session_id") or eg.get("_annotator_id")
            answers = groups.setdefault(key, {})
            # Who answers again changes the opinion. Nobody knows that of those without a name.
            answer_key = (set_name, session) if session else (set_name, None, len(answers))
            answers.pop(answer_key, None)
            answers[answer_key] = eg
    for key, answers in groups.items():
        yield Group(key[0], _make_versions(key[0], answers))


def _is_skipped(eg: Task, view_id: str) -> bool:
    answer = eg.get("answer")
    return answer == "ignore" or (answer == "reject" and not is_binary(view_id))


def _make_versions(view_id: str, answers: dict[Any, Task]) -> list[Version]:
    versions: dict[Any, Version] = {}
    get_content = _CONTENT.get(view_id, _get_everything)
    for (set_name, session, *_), eg in answers.items():
        answer = eg.get("answer", "accept")
        content = answer if is_binary(view_id) else (answer, get_content(eg))
        version = versions.setdefault(content, Version(eg))
        name = session or set_name
        if name not in version.sessions:
            version.sessions.append(name)
    return list(versions.values())


def _get_spans(eg: Task) -> Any:
    return frozenset(
        (span.get("start"), span.get("end"), span.get("label")) for span in eg.get("spans") or ()
    )


def _get_choice(eg: Task) -> Any:
    return frozenset(map(str, eg.get("accept") or ()))


def _get_relations(eg: Task) -> Any:
    relations = frozenset(
        (relation.get("head"), relation.get("child"), relation.get("label"))
        for relation in eg.get("relations") or ()
    )
    return _get_spans(eg), relations


def _get_shapes(eg: Task) -> Any:
    keys = ("label", "points", "x", "y", "width", "height")
    shapes = [{key: span.get(key) for key in keys} for span in eg.get("spans") or ()]
    return frozenset(json.dumps(shape, sort_keys=True) for shape in shapes)


def _get_regions(eg: Task) -> Any:
    return frozenset(
        (span.get("start"), span.get("end"), span.get("label"))
        for span in eg.get("audio_spans") or ()
    )


def _get_everything(eg: Task) -> Any:
    ignored = BOOKKEEPING_KEYS | UNCOMPARED_KEYS
    kept = {key: value for key, value in eg.items() if key not in ignored and value != ""}
    return json.dumps(kept, sort_keys=True, default=str)


_CONTENT: dict[str, Callable[[Task], Any]] = {
    "ner_manual": _get_spans,
    "spans_manual": _get_spans,
    "pos_manual": _get_spans,
    "choice": _get_choice,
    "relations": _get_relations,
    "image_manual": _get_shapes,
    "audio_manual": _get_regions,
    "video_manual": _get_regions,
}
