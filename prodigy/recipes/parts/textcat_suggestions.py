"""What a pipeline says about the categories of texts, as options that are selected already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...components.decorators import keeps_input
from ...components.preprocess import resolve_labels
from ...components.preprocess.options import make_options
from ...components.preprocess.suggestions import add_llm_io, iter_docs
from ...errors import RecipeError
from ...hashing import set_hashes
from ...models.pipes import check_component
from ...models.textcat import infer_exclusive
from ...shapes import TaskType
from ...util import get_labels

if TYPE_CHECKING:
    from spacy.language import Language


DEFAULT_COMPONENTS = ("textcat", "textcat_multilabel")


def find_component(nlp: Language, component: str | None = None) -> str:
    """Find the text classifier of a pipeline.

    nlp (Language): The pipeline.
    component (str | None): Its name. Defaults to None ("textcat", or else "textcat_multilabel").
    RETURNS (str): Its name.
    RAISES (RecipeError): There is no such component.
    """
    if component:
        check_component(nlp, component, "textcat")
        return component
    for name in DEFAULT_COMPONENTS:
        if name in nlp.pipe_names:
            return name
    raise RecipeError(
        "Can't find component 'textcat' or 'textcat_multilabel' in pipeline.",
        f"Available components: {', '.join(nlp.pipe_names) or 'none'}. The pipeline must have a "
        "trained text classifier. If it has one with another name, select it with --component",
    )


def check_threshold(threshold: float) -> None:
    """Make sure that scores can be below and above a threshold.

    threshold (float): The threshold.
    RAISES (RecipeError): It is no probability.
    """
    if not 0.0 <= threshold <= 1.0:
        raise RecipeError(
            f"The threshold {threshold:g} is not between 0 and 1",
            "Scores are probabilities. Labels with at least that score are selected: "
            "--threshold 0.5",
        )


def get_textcat_labels(
    nlp: Language, label: Sequence[str] | str | None = None, component: str | None = None
) -> tuple[list[str], bool]:
    """Decide which categories are annotated.

    nlp (Language): The pipeline.
    label (Sequence[str] | None): The labels that the user named. Defaults to None (all that the
        component knows).
    component (str | None): Name of the text classifier. Defaults to None ("textcat", or else
        "textcat_multilabel").
    RETURNS (tuple[list[str], bool]): The labels, and whether exactly one applies to a text.
    RAISES (RecipeError): There is no such component, or there are no labels.
    """
    component = find_component(nlp, component)
    labels = resolve_labels(nlp, component, recipe_labels=get_labels(label))
    return labels, infer_exclusive(nlp, component)


@keeps_input
def make_options_with_scores(
    stream: Iterable[TaskType],
    nlp: Language,
    labels: Sequence[str],
    threshold: float = 0.5,
    exclusive: bool = False,
    component: str | None = None,
    show_progress_bar: bool = False,
) -> Iterator[TaskType]:
    """Add an option per label with its score, and select those that a pipeline finds likely.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    labels (Sequence[str]): The labels, in the order of the options.
    threshold (float): Select labels with at least this score. Defaults to 0.5.
    exclusive (bool): Select only the best of them. Defaults to False.
    component (str | None): Name of the text classifier, if it is one of spacy-llm.
    show_progress_bar (bool): Show the progress on standard error. Defaults to False.
    YIELDS (dict): Copies of the tasks with "options", "accept" and new hashes.
    """
    classifiers = [n for n in nlp.pipe_names if "doc.cats" in nlp.get_pipe_meta(n).assigns]
    for eg, doc in iter_docs(stream, nlp, show_progress_bar=show_progress_bar):
        if component in classifiers[:-1]:
            # Another one has overwritten its scores of labels that both have.
            doc = nlp.get_pipe(component)(doc)
        eg["options"] = make_options(labels)
        for option in eg["options"]:
            if option["id"] in doc.cats:
                option["meta"] = {"score": round(doc.cats[option["id"]], 2)}
        scores = {label: doc.cats.get(label, 0.0) for label in labels}
        accepted = [label for label in labels if scores[label] >= threshold]
        eg["accept"] = (
            [max(accepted, key=scores.__getitem__)] if exclusive and accepted else accepted
        )
        add_llm_io(eg, doc, component or "")
        # The hashes leave scores out, so it is the same question when the pipeline has learned.
        yield set_hashes(eg, overwrite=True)


@keeps_input
def add_choice_style(stream: Iterable[TaskType], style: str) -> Iterator[TaskType]:
    """Note in each task how many options can be selected, for those who review the answers.

    stream (Iterable[dict]): The tasks. They are not changed.
    style (str): "single" or "multiple".
    YIELDS (dict): Copies of the tasks. The hashes stay as they are.
    """
    for eg in stream:
        yield {**eg, "config": {**(eg.get("config") or {}), "choice_style": style}}


def get_choice_style(eg: TaskType | None) -> str:
    """RETURNS (str): How many options can be selected, as `add_choice_style` has noted it."""
    config = (eg or {}).get("config")
    return str(config.get("choice_style", "multiple")) if isinstance(config, dict) else "multiple"
