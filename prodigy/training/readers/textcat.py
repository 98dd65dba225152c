"""Categories of texts, one of several or any number of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...shapes import TaskType, is_label
from ...views import CATEGORIES, find_binary_mark, find_views_about
from ..account import EVALUATION, Row
from .base import Entry, Fact, Reader, State, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc


class TextcatReader(Reader):
    """Categories. What isn't known about a text is a missing value.

    component (str): The component.
    exclusive (bool): Only one category applies to a text.
    """

    corpus = "prodigy.TextCatCorpus.v1"
    views = find_views_about(CATEGORIES)

    def __init__(self, component: str, exclusive: bool = False, **settings: Any) -> None:
        super().__init__(component)
        self.exclusive = exclusive
        # All categories, in the order in which they appear. A category that isn't chosen is only
        # known not to apply if the annotator could have chosen it, or if there is only one.
        self.labels: dict[str, None] = {}
        # Where an answer doesn't say what could have been chosen: what was chosen in its dataset.
        self._of_dataset: dict[str, dict[str, None]] = {}

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        return is_choice(eg) or is_label(eg.get("label"))

    def check_answer(self, eg: TaskType) -> str:
        if not is_choice(eg):
            return ""
        if eg.get("answer") == "reject":
            return "rejected"
        chosen = get_chosen(eg)
        if self.exclusive and not chosen:
            return "nothing-selected"
        return "conflict" if self.exclusive and len(chosen) > 1 else ""

    def collect(self, eg: TaskType, row: Row) -> None:
        labels = dict.fromkeys(get_labels(eg))
        self.labels.update(labels)
        if is_choice(eg):
            self._of_dataset.setdefault(row.dataset, {}).update(labels)

    def read(self, eg: TaskType, row: Row) -> Entry:
        if not is_choice(eg):
            is_true = eg.get("answer") != "reject"
            return Entry(row, False, [Statement(str(eg["label"]), (), is_true)])
        chosen = set(get_chosen(eg))
        labels = get_labels(eg) if eg.get("options") else self._of_dataset.get(row.dataset, ())
        return Entry(row, True, [Statement(label, (), label in chosen) for label in labels])

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        return (statement.label,)

    def contradicts(self, fact: Fact, is_true: bool, state: State) -> bool:
        if super().contradicts(fact, is_true, state):
            return True
        return self.exclusive and is_true and any(other != fact for other in state.true)

    def is_usable(self, state: State, side: str) -> bool:
        if not self.exclusive or side != EVALUATION:
            return bool(state.facts)
        # spaCy would take a category that was rejected as the right one, if no other one is known.
        return bool(self._find_values(state)) and 1.0 in self._find_values(state).values()

    def annotate(self, doc: Doc, state: State) -> None:
        doc.cats = self._find_values(state)

    def _find_values(self, state: State) -> dict[str, float]:
        values = {fact[0]: float(is_true) for fact, is_true in state.facts.items()}
        if not self.exclusive:
            return {label: values[label] for label in self.labels if label in values}
        unknown = [label for label in self.labels if label not in values]
        if 1.0 in values.values():
            values.update(dict.fromkeys(unknown, 0.0))
        elif len(unknown) == 1:  # All others were rejected.
            values[unknown[0]] = 1.0
        return {label: values[label] for label in self.labels if label in values}


def is_choice(eg: TaskType) -> bool:
    """Tell whether an annotator chose among options."""
    return bool(eg.get("options")) or (
        isinstance(eg.get("accept"), list) and not find_binary_mark(eg)
    )


def get_chosen(eg: TaskType) -> list[str]:
    """RETURNS (list[str]): The categories that were chosen."""
    return list(dict.fromkeys(str(option_id) for option_id in eg.get("accept") or ()))


def get_labels(eg: TaskType) -> list[str]:
    """RETURNS (list[str]): All categories that a row mentions."""
    if not is_choice(eg):
        return [str(eg["label"])]
    options = [str(o.get("id", o.get("text"))) for o in eg.get("options") or ()]
    return list(dict.fromkeys([*options, *get_chosen(eg)]))
