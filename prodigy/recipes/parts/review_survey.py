"""What the reviewer's page must know of the data before it shows them: interfaces and labels."""

from __future__ import annotations

from ...shapes import TaskType, is_label
from ...views import CATEGORIES, RELATIONS, find_view, find_views_about, is_binary

LABELS, SPAN_LABELS = "labels", "relations_span_labels"


class Survey:
    """Interfaces, labels and the style of choices among tasks to review.

    given (list[str] | None): The labels of the user, instead of those in the data.
    """

    def __init__(self, given: list[str] | None = None) -> None:
        self.n_tasks = 0
        self.views: dict[str, None] = {}
        self._given = given
        self._labels: dict[str, set[str]] = {LABELS: set(), SPAN_LABELS: set()}
        self._has_many = False
        self._on_offer: dict[str, set[str]] = {LABELS: set(), SPAN_LABELS: set()}
        self._style_on_offer = self.choice_style

    def note(self, task: TaskType) -> None:
        """Look at a task of `get_review_stream`."""
        self.n_tasks += 1
        view_id = task["view_id"]
        self.views[view_id] = None
        for setting, found in _find_labels(task).items():
            self._labels[setting] |= found
        self._has_many = self._has_many or _has_many(task)

    @property
    def choice_style(self) -> str:
        """Tasks have their own style. For those without: whether several options were chosen."""
        return "multiple" if self._has_many else "single"

    @property
    def has_labels(self) -> bool:
        """Whether the labels on offer were found in the data."""
        return not self._given and bool(self._labels[LABELS])

    def make_config(self) -> dict[str, object]:
        """RETURNS (dict): Settings that follow from what was found so far, see `complete`."""
        self._on_offer = {setting: set(found) for setting, found in self._labels.items()}
        self._style_on_offer = self.choice_style
        config: dict[str, object] = {"choice_style": self.choice_style}
        labels = self._given or sorted(self._labels[LABELS])
        if labels:
            config[LABELS] = labels
        if set(self.views) & set(find_views_about(RELATIONS)):
            config[SPAN_LABELS] = sorted(self._labels[SPAN_LABELS]) or None
        if len(self.views) == 1:
            config["view_id"] = next(iter(self.views))
        return config

    def complete(self, task: TaskType) -> None:
        """Give a task what the settings lack, because only a part of the data was looked at. It is
        changed in place. What is known from then on is on offer in later tasks like it, too."""
        self.note(task)
        added: dict[str, object] = {
            setting: sorted(self._labels[setting])
            for setting, found in _find_labels(task).items()
            if not found <= self._on_offer[setting] and not (setting == LABELS and self._given)
        }
        if _has_many(task) and self._style_on_offer != self.choice_style:
            added["choice_style"] = self.choice_style
        if added:
            task["config"] = {**added, **(task.get("config") or {})}


def _find_labels(task: TaskType) -> dict[str, set[str]]:
    """Get the labels that annotators used: those of the label bar, and those of related spans."""
    view_id = task["view_id"]
    view = find_view(view_id)
    own = (task.get("config") or {}).get(view.renamed_by) if view and view.renamed_by else None
    found = {LABELS: _read_labels(task, (own,) if own else view.labels if view else ())}
    if view_id in find_views_about(RELATIONS):
        found[SPAN_LABELS] = _read_labels(task, ("spans",))
    return found


def _read_labels(task: TaskType, keys: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for version in task["versions"]:
        for key in keys:
            spans = version.get(key) or ()
            found.update(str(span["label"]) for span in spans if is_label(span.get("label")))
    return found


def _has_many(task: TaskType) -> bool:
    """Whether somebody has chosen more or less than one of the options."""
    view_id = task["view_id"]
    if view_id not in find_views_about(CATEGORIES) or is_binary(view_id):
        return False
    return any(len(version.get("accept") or ()) != 1 for version in task["versions"])
