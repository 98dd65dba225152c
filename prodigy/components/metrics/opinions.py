"""What people and models said about the same items, question by question.

An answer of the interfaces for choices, for responses of models, or one of yes and no says
something about one or more questions: which response is better, how helpful each of them is, which
label fits. Here answers are read into questions and values, and put together by item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...errors import RecipeError
from ...hashing import set_hashes
from ...sameness import Groups
from ...shapes import TaskType
from ...views import CATEGORIES, PREFERENCES, VIEWS, find_view, get_view_id, is_binary
from ..preference import (
    PER_TASK,
    get_ids,
    get_ratings,
    get_response_text,
    get_rubric,
    make_preference,
    set_preference_hashes,
)
from .annotations import get_annotator

TIE = "tie"
WHOLE = "*"  # the unit of questions about the item as a whole
NOBODY = "(unknown)"

PREFERRED = "preferred"
ANSWER = "answer"
CHOICE = "choice"


class Question(NamedTuple):
    """Something that was asked.

    name (str): What people call it: "preferred", "answer", "choice", a label, or a criterion.
    kind (str): "preferred", "rating", "choice", "label" or "answer".
    """

    name: str
    kind: str


# Question to unit (response, or WHOLE) to value.
Values = dict[Question, dict[str, Any]]


@dataclass
class Item:
    """What was judged, and what was said about it.

    number (int): From 0, in the order of the answers.
    example (dict): The first answer about it.
    people, judges (dict[str, Values]): What each of them said.
    answers (dict[str, dict]): The answers of the judges.
    told (dict[str, dict]): The answers of people.
    """

    number: int
    example: TaskType
    people: dict[str, Values] = field(default_factory=dict)
    judges: dict[str, Values] = field(default_factory=dict)
    answers: dict[str, TaskType] = field(default_factory=dict)
    told: dict[str, TaskType] = field(default_factory=dict)


@dataclass
class Opinions:
    """All items, and what did not count.

    items (list[Item]): The items, in the order in which they were found.
    people, judges (list[str]): Who said something, sorted.
    left_out (dict[str, Counter[str]]): "people" or "judge" to why answers don't count, to how many.
    scales (dict[Question, list]): The steps of what was rated by a rubric.
    """

    items: list[Item]
    people: list[str]
    judges: list[str]
    left_out: dict[str, Counter[str]]
    scales: dict[Question, list[Any]]


class Collector:
    """Puts answers together by what they are about."""

    def __init__(self) -> None:
        self._by_key: dict[Any, Item] = {}
        self._groups = {"input": Groups("input"), "task": Groups("task")}
        self.left_out: dict[str, Counter[str]] = {"people": Counter(), "judge": Counter()}
        self.scales: dict[Question, list[Any]] = {}

    def add(self, examples: Iterable[TaskType], *, is_judge: bool, wanted: Any, name: str) -> None:
        """Add answers.

        examples (Iterable[dict]): The answers.
        is_judge (bool): Whether they are a model's. Then those without "answer" count as accepted.
        wanted (callable): Takes an annotator, tells whether his answers are wanted.
        name (str): Annotator of answers that don't name one.
        RAISES (RecipeError): An answer is of an interface that can't be compared.
        """
        side = "judge" if is_judge else "people"
        for eg in examples:
            annotator = get_annotator(eg) or name
            if not wanted(annotator):
                continue
            reader, by = _find_reader(eg)
            example = _prepare(eg, reader)
            if isinstance(example, str):
                self.left_out[side][example] += 1
                continue
            why = _find_why_not(example, reader, is_judge)
            if why:
                self.left_out[side][why] += 1
                continue
            key = by, self._groups[by].get_key(example)
            item = self._by_key.setdefault(key, Item(len(self._by_key), example))
            names = match_responses(item.example, example)
            if names is None:
                self.left_out[side]["other responses than in the first answer"] += 1
                continue
            values = reader(example, names)
            self._note_scales(example, side, values)
            if reader is _read_preference:
                self.left_out[side]["ratings that are not on the scale"] += _count_off_scale(
                    example, names
                )
            own = item.judges if is_judge else item.people
            if annotator in own:
                self.left_out[side]["answered once more, the latest answer counts"] += 1
            own[annotator] = values
            (item.answers if is_judge else item.told)[annotator] = example

    def finish(self) -> Opinions:
        """RETURNS (Opinions): Everything that was added."""
        items = list(self._by_key.values())
        for side in ("people", "judge"):
            said = [(item.people if side == "people" else item.judges) for item in items]
            self._drop_off_scale(side, [values for own in said for values in own.values()])
        _split_choices(
            [v for item in items for own in (item.people, item.judges) for v in own.values()]
        )
        people = {name for item in items for name in item.people}
        judges = {name for item in items for name in item.judges}
        left_out = {side: +counts for side, counts in self.left_out.items()}
        return Opinions(items, sorted(people), sorted(judges), left_out, self.scales)

    def _drop_off_scale(self, side: str, said: Iterable[Values]) -> None:
        """What was rated without a rubric may be on no step of the scale of the others."""
        for values in said:
            for question in values.keys() & self.scales.keys():
                known = {u: v for u, v in values[question].items() if v in self.scales[question]}
                lost = len(values[question]) - len(known)
                self.left_out[side]["ratings that are not on the scale"] += lost
                values[question] = known

    def _note_scales(self, eg: TaskType, side: str, values: Values) -> None:
        for criterion in get_rubric(eg):
            question = Question(criterion.name, "rating")
            known = self.scales.setdefault(question, criterion.scale)
            if known != criterion.scale and question in values:
                del values[question]
                self.left_out[side][f"{criterion.name} rated on another scale"] += 1


def match_responses(first: TaskType, eg: TaskType) -> dict[str, str] | None:
    """Find out which responses of two answers are the same.

    first (dict): An answer about the item.
    eg (dict): Another one.
    RETURNS (dict[str, str] | None): ID of each response of the second to its ID in the first one:
        by ID, or by content if the IDs differ. None if they have different responses.
    """
    ids, others = get_ids(first), get_ids(eg)
    if set(ids) == set(others):
        return {name: name for name in ids}
    left = {row["id"]: get_response_text(row) for row in first["responses"]}
    found: dict[str, str] = {}
    for row in eg["responses"]:
        text = get_response_text(row)
        match = next((name for name, said in left.items() if said == text), None)
        if match is None:
            return None
        del left[match]
        found[row["id"]] = match
    return found if not left else None


def _read_preference(eg: TaskType, names: Mapping[str, str]) -> Values:
    values: Values = {}
    if len(names) > 1:
        preferred = eg.get("preferred")
        value = TIE if eg.get("tie") is True else names.get(str(preferred))
        values[Question(PREFERRED, PREFERRED)] = {WHOLE: value}
    for own, name in ((PER_TASK, WHOLE), *names.items()):
        for criterion, value in get_ratings(eg, own).items():
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                values.setdefault(Question(criterion, "rating"), {})[name] = value
    return values


def _read_choice(eg: TaskType, names: Mapping[str, str]) -> Values:
    chosen = [str(value) for value in eg.get("accept") or ()]
    return {Question(CHOICE, CHOICE): {WHOLE: tuple(sorted(set(chosen)))}}


def _read_binary(eg: TaskType, names: Mapping[str, str]) -> Values:
    label = eg.get("label")
    name = str(label) if isinstance(label, (str, int)) else ANSWER
    return {Question(name, ANSWER): {WHOLE: eg.get("answer", "accept")}}


def _count_off_scale(eg: TaskType, names: Mapping[str, str]) -> int:
    rows = eg["ratings"] if isinstance(eg.get("ratings"), dict) else {}
    n_lost = 0
    for own in (PER_TASK, *names):
        row = rows.get(own)
        said = [v for v in row.values() if v is not None] if isinstance(row, dict) else []
        n_lost += len(said) - len(get_ratings(eg, own))
    return n_lost


def _split_choices(said: Sequence[Values]) -> None:
    """Where several options could be chosen, ask about each option by itself."""
    question = Question(CHOICE, CHOICE)
    chosen = [values[question][WHOLE] for values in said if question in values]
    labels = dict.fromkeys(label for labels in chosen for label in labels)
    if all(len(labels) < 2 for labels in chosen):
        for values in said:
            if question in values:
                values[question] = {WHOLE: next(iter(values[question][WHOLE]), None)}
        return
    for values in said:
        if question in values:
            own = values.pop(question)[WHOLE]
            values.update({Question(name, "label"): {WHOLE: name in own} for name in labels})


Reader = Callable[[TaskType, Mapping[str, str]], Values]


def _find_reader(eg: TaskType) -> tuple[Reader, str]:
    """RETURNS (tuple): How an answer is read, and whether items are inputs or tasks."""
    view_id = get_view_id(eg)
    view = find_view(view_id)
    is_open = view is None or view.is_mixed
    if (view and PREFERENCES in view.about) or (is_open and isinstance(eg.get("responses"), list)):
        return _read_preference, "input"
    is_choice = view is not None and CATEGORIES in view.about and "accept" in view.writes
    if is_choice or (is_open and isinstance(eg.get("accept"), list)):
        return _read_choice, "input"
    if is_binary(view_id) or (view is None and "label" in eg):
        return _read_binary, "task"
    able = [name for name, row in VIEWS.items() if {CATEGORIES, PREFERENCES} & set(row.about)]
    raise RecipeError(
        f"Answers of the interface {view_id!r} can't be compared with those of a judge"
        if view_id
        else "There is an answer of which nothing tells how it was given",
        f"It has to be one of {', '.join(able)}, or one in which tasks are accepted or rejected. "
        "metric.iaa.span compares spans, shapes and regions.",
    )


def _prepare(eg: TaskType, reader: Reader) -> TaskType | str:
    """RETURNS (dict | str): The answer in the one form with hashes, or what is wrong with it."""
    if reader is not _read_preference:
        return set_hashes(dict(eg))
    try:
        # What was imported as it was has hashes by other rules.
        return set_preference_hashes(make_preference(eg))
    except ValueError:
        return "without usable responses"


def _find_why_not(eg: TaskType, reader: Reader, is_judge: bool) -> str | None:
    answer = eg.get("answer", "accept" if is_judge else None)
    if answer is None:
        return "not answered"
    if answer == "ignore":
        return "ignored"
    if answer not in ("accept", "reject"):
        return "neither accepted, rejected nor ignored"
    if answer == "reject" and reader is not _read_binary:
        return "rejected"
    return None
