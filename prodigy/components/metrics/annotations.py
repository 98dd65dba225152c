"""Choosing the annotations that can be compared: same input, same question, several annotators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ...errors import RecipeError
from ...hashing import INPUT_HASH_ATTR
from ...sameness import Groups
from ...shapes import TaskType

ANNOTATOR_ATTRS = ("_annotator_id", "_session_id")
VIEW_ID_ATTR = "_view_id"
MAX_NAMES_SHOWN = 10


@dataclass(frozen=True)
class Annotations:
    """Annotations of the same inputs by several annotators.

    by_input (dict[int, dict[str, dict]]): Input to annotator to annotation, in the order of the
        examples. The key is the input hash, or another number if another input has that hash.
    annotators (list[str]): The annotators, sorted.
    view_id (str): The interface in which all of them were made.
    """

    by_input: dict[int, dict[str, TaskType]]
    annotators: list[str]
    view_id: str


def get_annotator(eg: TaskType) -> str | None:
    """RETURNS (str | None): Who annotated an example, None if that isn't known."""
    names = (eg.get(attr) for attr in ANNOTATOR_ATTRS)
    return next((str(name) for name in names if name), None)


def collect_annotations(
    examples: Iterable[TaskType],
    *,
    required: Collection[str] = ("answer",),
    annotators: Collection[str] | None = None,
) -> Annotations:
    """Group annotations by input and annotator.

    examples (Iterable[dict]): Annotated examples. A generator is consumed.
    required (Collection[str]): Keys that every example must have, besides its hash, interface and
        annotator. Defaults to the answer.
    annotators (Collection[str] | None): Compare these annotators only, by their full IDs. Defaults
        to None (all).
    RETURNS (Annotations): The annotations.
    RAISES (RecipeError): A key is missing, the examples come from several interfaces, somebody
        annotated an input twice, or there are fewer than two annotators.
    """
    wanted = None if annotators is None else set(annotators)
    by_input: dict[int, dict[str, TaskType]] = {}
    inputs = Groups("input")
    found: Counter[str] = Counter()
    view_ids: Counter[str] = Counter()
    n_repeats = 0
    for number, eg in enumerate(examples, 1):
        name = get_annotator(eg)
        if name is None:
            raise RecipeError(
                f"Example {number} doesn't tell who annotated it",
                f"It needs a key {' or '.join(ANNOTATOR_ATTRS)}. Annotate with named sessions: add "
                "?session=NAME to the address.",
            )
        found[name] += 1
        if wanted is not None and name not in wanted:
            continue
        _check_keys(eg, number, (INPUT_HASH_ATTR, VIEW_ID_ATTR, *required))
        view_ids[str(eg[VIEW_ID_ATTR])] += 1
        own = by_input.setdefault(inputs.get_key(eg), {})
        n_repeats += name in own
        own[name] = eg
    _check_annotators(found, wanted)
    if len(view_ids) > 1:
        counts = ", ".join(f"{view_id} ({n})" for view_id, n in view_ids.most_common())
        raise RecipeError(
            "The examples come from different interfaces, so they can't be compared",
            f"Found: {counts}. Use examples that were all annotated in the same one.",
        )
    if n_repeats:
        raise RecipeError(
            f"{n_repeats} inputs were annotated more than once by the same annotator",
            "Agreement needs one annotation for each input and annotator. With tasks that ask "
            "several questions about an input, measure each question separately.",
        )
    names = sorted(name for name in found if wanted is None or name in wanted)
    return Annotations(by_input, names, next(iter(view_ids)))


def get_binary_value(eg: TaskType) -> str | None:
    """RETURNS (str | None): "accept" or "reject"; None for ignored examples."""
    answer = eg.get("answer")
    return answer if answer in ("accept", "reject") else None


def get_multiclass_value(eg: TaskType) -> str | None:
    """RETURNS (str | None): The selected option; None if nothing was selected and accepted."""
    selected = eg.get("accept") or []
    return str(selected[0]) if eg.get("answer") == "accept" and selected else None


def get_multilabel_value(eg: TaskType, label: str) -> bool | None:
    """RETURNS (bool | None): Whether a label was selected; None for examples not accepted."""
    if eg.get("answer") != "accept":
        return None
    return label in {str(selected) for selected in eg.get("accept") or ()}


def get_labels_of_options(examples: Iterable[TaskType]) -> list[str]:
    """RETURNS (list[str]): IDs of all options, or of the selected ones of examples without
    options, in the order of their first use."""
    labels: dict[str, None] = {}
    for eg in examples:
        options = eg.get("options")
        ids = [o["id"] for o in options if "id" in o] if options else eg.get("accept") or []
        labels.update(dict.fromkeys(str(value) for value in ids))
    return list(labels)


def _check_keys(eg: TaskType, number: int, keys: Iterable[str]) -> None:
    missing = [key for key in keys if eg.get(key) is None]
    if missing:
        raise RecipeError(
            f"Example {number} has no {' and no '.join(repr(key) for key in missing)}",
            "Agreement is measured on annotations as Prodigy stores them. Is this the right "
            "dataset, and the right metric for it?",
        )


def _check_annotators(found: Counter[str], wanted: set[str] | None) -> None:
    shown = ", ".join(sorted(found)[:MAX_NAMES_SHOWN]) or "none"
    unknown = sorted(wanted - set(found)) if wanted is not None else []
    if unknown:
        raise RecipeError(
            f"Requested annotators were not found: {', '.join(unknown)}",
            f"Found annotators: {shown}. Their IDs are those of the sessions: DATASET-NAME.",
        )
    n_annotators = len(found if wanted is None else wanted)
    if n_annotators < 2:
        raise RecipeError(
            "Agreement needs at least two annotators",
            f"Found annotators: {shown}. Let others annotate the same inputs, with "
            '"feed_overlap": true.',
        )
