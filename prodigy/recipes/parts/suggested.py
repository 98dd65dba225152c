"""Suggestions that are made already: what `preannotate` writes, and how recipes take it.

Each task says under "_suggested" which recipe it was made for, by which pipeline and with which
labels and options. A recipe whose pipeline can't suggest anything itself (blank:en) takes such
tasks as they are: they are what it would have made with that pipeline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from ...components.decorators import keeps_input
from ...components.problems import Problems
from ...components.stream import Stream, open_stream
from ...components.task_checks import check_texts
from ...errors import RecipeError
from ...hashing import set_hashes
from ...io.places import put_in_place
from ...shapes import SUGGESTED_KEY, TaskType
from ...types import SourceType
from ...util import get_labels

if TYPE_CHECKING:
    from spacy.language import Language

# Lists in tasks, whose objects have the labels that can be chosen from.
LABELLED_KEYS = ("spans", "relations")


class Mark(TypedDict, total=False):
    """What a task says about how it was made.

    recipe (str): The recipe that would have shown it.
    pipeline (str | None): What made the suggestions.
    view_id (str | None): Interface of the recipe.
    labels (list[str]): Its labels.
    options (dict): Its other arguments that were given.
    """

    recipe: str
    pipeline: str | None
    view_id: str | None
    labels: list[str]
    options: dict[str, Any]


def take_suggested(
    recipe: str,
    source: SourceType,
    loader: str | None,
    label: list[str] | None = None,
    options: Mapping[str, tuple[Any, Any]] | None = None,
) -> tuple[Stream, list[str]] | None:
    """Open a source of tasks with suggestions, for a recipe whose pipeline can't make any.

    recipe (str): Name of the recipe.
    source (str | Path | Iterable[dict]): The source.
    loader (str | None): ID of the loader.
    label (list[str] | None): The labels that the user named: suggestions with others are dropped.
        Defaults to None (the labels with which the suggestions were made).
    options (Mapping | None): What else the suggestions depend on: name of an argument to its value
        and its default. A value that was chosen must be that of the suggestions.
    RETURNS (tuple[Stream, list[str]] | None): The tasks as the recipe would have made them, and the
        labels. None if the source has no suggestions.
    RAISES (RecipeError): They were made for another recipe, or with other options.
    """
    # Nothing is left out as a duplicate: sentences of different texts may be the same. The hashes
    # are those that the recipe has made.
    stream = open_stream(source, loader, input_key="text", check=check_texts)
    first = stream.peek()
    mark = None if first is None else first.get(SUGGESTED_KEY)
    if not isinstance(mark, dict):
        return None
    _check_mark(mark, recipe, options or {})
    made_with = [str(name) for name in mark.get("labels") or ()]
    labels = get_labels(label) or made_with
    chosen = None if set(made_with) <= set(labels) else frozenset(labels)
    if chosen is not None and first is not None and "options" in first:
        raise RecipeError(
            f"The suggestions were made with the labels {', '.join(made_with)}",
            f"Found --label {','.join(labels)}. Which option is the best one depends on them. "
            "Make the suggestions with these (preannotate --label), or leave --label out.",
        )
    stream.apply(_unwrap, stream=stream, recipe=recipe, labels=chosen, problems=stream.problems)
    return stream, labels


def can_suggest(nlp: Language, *components: str) -> bool:
    """RETURNS (bool): Whether a pipeline has any of the components."""
    return any(name in nlp.pipe_names for name in components)


def _check_mark(mark: Mapping[str, Any], recipe: str, options: Mapping[str, Any]) -> None:
    made_for = mark.get("recipe")
    if made_for != recipe:
        raise RecipeError(
            f"The suggestions in the source are for {made_for}, not for {recipe}",
            f"Correct them with: prodigy {made_for}. Or make others: prodigy preannotate SOURCE "
            f'OUTPUT --from-recipe "{recipe} PIPELINE"',
        )
    used = mark.get("options") or {}
    for name, (value, default) in options.items():
        if value != default and used.get(name, default) != value:
            option = f"--{name.replace('_', '-')}"
            raise RecipeError(
                f"The suggestions were made without {option} {value}"
                if name not in used
                else f"The suggestions were made with {option} {used[name]}, not {value}",
                f"{option} has to be given to prodigy preannotate, which has made them. Leave it "
                "out here, or make them anew.",
            )


@keeps_input
def _unwrap(
    stream: Iterable[TaskType],
    recipe: str,
    labels: Collection[str] | None,
    problems: Problems,
) -> Iterator[TaskType]:
    for original in stream:
        eg = dict(original)
        mark = eg.pop(SUGGESTED_KEY, None)
        if not isinstance(mark, dict) or mark.get("recipe") != recipe:
            problems.skip(original, f"It has no suggestions of {recipe}, although others have")
            continue
        if labels is not None:
            for key in LABELLED_KEYS:
                if isinstance(eg.get(key), list):
                    eg[key] = [item for item in eg[key] if item.get("label") in labels]
            # Recipes add tokens last, so these are no part of the question.
            tokens = eg.pop("tokens", None)
            set_hashes(eg, overwrite=True)
            if tokens is not None:
                eg["tokens"] = tokens
        yield put_in_place(eg, original)


def mark_tasks(tasks: Iterable[TaskType], mark: Mark) -> Iterator[TaskType]:
    """Note in tasks how they were made.

    tasks (Iterable[dict]): The tasks. They are not changed.
    mark (Mark): How.
    YIELDS (dict): Copies of them.
    """
    return map(partial(_add_mark, mark=mark), tasks)


def _add_mark(eg: TaskType, mark: Mark) -> TaskType:
    return {**eg, SUGGESTED_KEY: mark}
