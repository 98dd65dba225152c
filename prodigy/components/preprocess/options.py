"""Labels and options: the questions of text classification, and small additions to tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import RecipeError
from ...hashing import set_hashes
from ...logger import log
from ...messages import msg
from ...shapes import TaskType
from ..decorators import keeps_input

if TYPE_CHECKING:
    from spacy.language import Language


def resolve_labels(
    nlp: Language, component: str, recipe_labels: Iterable[str] | None = None
) -> list[str]:
    """Decide which labels a recipe uses: those the user named, or those the pipeline knows.

    nlp (Language): The pipeline.
    component (str): Name of the component whose labels to use.
    recipe_labels (Iterable[str] | None): The labels the user named. Defaults to None.
    RETURNS (list[str]): The labels.
    RAISES (RecipeError): No labels are named and the pipeline has none.
    """
    labels = list(recipe_labels or ())
    if not labels:
        labels = list(nlp.pipe_labels.get(component, ()))
        if not labels:
            raise RecipeError(
                "No --label argument set and the model has no labels",
                f"The pipeline has no component '{component}' that knows labels. Name them on the "
                "command line, separated by commas: --label PERSON,ORG",
            )
        msg.text(f"Using {len(labels)} labels from model: {', '.join(labels)}")
    log(f"RECIPE: Annotating with {len(labels)} labels", labels)
    return labels


def make_options(labels: Iterable[str]) -> list[dict[str, Any]]:
    """RETURNS (list[dict]): One option per label, in this order."""
    return [{"id": label, "text": label} for label in labels]


@keeps_input
def add_label_options(
    stream: Iterable[TaskType],
    label: Sequence[str] | None = None,
    *,
    labels: Sequence[str] | None = None,
) -> Iterator[TaskType]:
    """Add an option for each label to each task, to choose from.

    stream (Iterable[dict]): The tasks. They are not changed.
    label (Sequence[str] | None): The labels, in the order of the options.
    labels (Sequence[str] | None): Another name for the same argument.
    YIELDS (dict): Copies of the tasks with "options". The hashes stay as they are.
    """
    chosen = _as_list(labels if label is None else label)
    for eg in stream:
        yield {**eg, "options": make_options(chosen)}


@keeps_input
def add_labels_to_stream(stream: Iterable[TaskType], labels: Sequence[str]) -> Iterator[TaskType]:
    """Ask about each label separately: yield one task per task and label.

    stream (Iterable[dict]): The tasks. They are not changed.
    labels (Sequence[str]): The labels.
    YIELDS (dict): Copies of the tasks with "label". Their task hashes are new, since the label is
        the question; the input hashes stay.
    """
    chosen = _as_list(labels)
    for eg in stream:
        for label in chosen:
            task = {key: value for key, value in eg.items() if key != "_task_hash"}
            task["label"] = label
            yield set_hashes(task)


def add_view_id(stream: Iterable[TaskType], view_id: str) -> Iterator[TaskType]:
    """Note in each task by which interface it is annotated.

    stream (Iterable[dict]): The tasks. They are not changed.
    view_id (str): ID of the interface.
    YIELDS (dict): Copies of the tasks with "_view_id".
    """
    for eg in stream:
        yield {**eg, "_view_id": view_id}


def add_answer(stream: Iterable[TaskType], answer: str = "accept") -> Iterator[TaskType]:
    """Answer the tasks that have no answer yet, e.g. data from elsewhere that is known as correct.

    stream (Iterable[dict]): The tasks. They are not changed.
    answer (str): "accept" (default), "reject" or "ignore".
    YIELDS (dict): Copies of the tasks with an "answer".
    """
    for eg in stream:
        yield {**eg, "answer": eg.get("answer") or answer}


def convert_options_to_cats(
    stream: Iterable[TaskType], labels: Sequence[str] | None = None, exclusive: bool = False
) -> Iterator[TaskType]:
    """Turn selected options into categories as spaCy's text classifiers take them.

    stream (Iterable[dict]): Answered tasks with options. They are not changed. Those that were
        not accepted, and those with several options selected where only one is allowed, are left
        out.
    labels (Sequence[str] | None): The categories. Defaults to None (the options of each task).
    exclusive (bool): Exactly one category is true. Defaults to False.
    YIELDS (dict): Copies of the tasks with "cats": each category with 1.0 or 0.0.
    """
    for eg in stream:
        if eg.get("answer", "accept") != "accept":
            continue
        selected = set(eg.get("accept") or ())
        if exclusive and len(selected) != 1:
            continue
        names = [option["id"] for option in eg.get("options") or ()] if labels is None else labels
        yield {**eg, "cats": {name: 1.0 if name in selected else 0.0 for name in names}}


def _as_list(labels: Sequence[str] | str | None) -> list[str]:
    return [labels] if isinstance(labels, str) else list(labels or ())
