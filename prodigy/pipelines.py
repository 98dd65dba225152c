"""spaCy pipelines and other models: loading, copying and combining them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from .errors import ProdigyError, RecipeError
from .logger import log

if TYPE_CHECKING:
    from spacy.language import Language

BLANK_PREFIX = "blank:"
# What thinc says if a model has no weights yet.
NO_WEIGHTS = "has not been allocated yet"

# Pipelines that change while they are used.
_learning: WeakSet[Any] = WeakSet()

ScoredStream = Iterable[tuple[float, dict[str, Any]]]


def note_learning(nlp: Language) -> None:
    """Note that a pipeline learns from answers from now on."""
    _learning.add(nlp)


def is_learning(nlp: Language) -> bool:
    """Whether a pipeline may know more at the next text: it learns here, or somebody has called its
    `update`, which makes an optimizer."""
    return nlp in _learning or getattr(nlp, "_optimizer", None) is not None


def load_spacy_model(name: str | Path | Language, **settings: Any) -> Language:
    """Load a spaCy pipeline.

    name (str | Path | Language): Name of an installed package, path of a directory, or
        "blank:xx" for an empty pipeline of the language xx. A pipeline is returned as it is.
    **settings (Any): Passed on to spacy.load.
    RETURNS (Language): The pipeline.
    RAISES (ProdigyError): It can't be loaded.
    """
    if not isinstance(name, (str, Path)):
        return name
    import spacy

    log(f"MODEL: Loading pipeline {name}")
    if str(name).startswith(BLANK_PREFIX):
        return _make_blank(str(name)[len(BLANK_PREFIX) :].strip())
    try:
        return spacy.load(name, **settings)
    except (OSError, ImportError, ValueError) as err:
        raise ProdigyError(f"Can't load the pipeline '{name}'", _explain(name, err)) from err


def _make_blank(lang: str) -> Language:
    import spacy

    try:
        return spacy.blank(lang)
    except ImportError as err:
        # spaCy raises the same error for codes it doesn't know and for missing dependencies.
        is_unknown = "E048" in str(err)
        reason = "spaCy has no such language code." if is_unknown else f"{err}."
        raise ProdigyError(
            f"Can't make a blank pipeline for the language '{lang}'",
            f"{reason} Use a code such as blank:en, or blank:xx for any language.",
        ) from err


def _explain(name: str | Path, err: Exception) -> str:
    if "[E050]" not in str(err):
        return str(err)
    if "/" in str(name) or "\\" in str(name):
        fix = f"There is no pipeline in {Path(name).absolute()}."
    else:
        fix = f"If it is one of spaCy's pipelines, run: python -m spacy download {name}"
    return f"{err}\n{fix}\nFor an empty pipeline, use the code of a language: blank:en"


load_model = load_spacy_model


@contextmanager
def explain_untrained(pipes: Iterable[Any]) -> Iterator[None]:
    """Explain why a pipeline can't predict anything, if the reason is that it was never trained.

    pipes (Iterable[Pipe]): The components that run in this context.
    RAISES (RecipeError): One of them has no weights.
    """
    try:
        yield
    except KeyError as err:
        if NO_WEIGHTS not in str(err):
            raise
        names = [pipe.name for pipe in pipes if _has_no_weights(getattr(pipe, "model", None))]
        raise RecipeError(
            f"The pipeline is not trained: {', '.join(names)}",
            "Its components have no weights yet, so they can't predict anything. Use the result of "
            "a training, for example the folder model-best.",
        ) from err


def _has_no_weights(model: Any) -> bool:
    nodes = model.walk() if hasattr(model, "walk") else ()
    return any(node.has_param(name) is None for node in nodes for name in node.param_names)


def copy_nlp(nlp: Language) -> Language:
    """Make a copy of a pipeline that shares nothing with it, e.g. to train only one of them.

    nlp (Language): The pipeline. It is not changed.
    RETURNS (Language): The copy.
    """
    return type(nlp).from_config(nlp.config).from_bytes(nlp.to_bytes())


def combine_models(one: Any, two: Any, batch_size: int = 32) -> tuple[Callable, Callable]:
    """Use two models at once, e.g. a statistical model and match patterns.

    one (Callable): Takes a stream of tasks and yields tuples of a score and a task. Its method
        `update`, if there is one, takes a list of answers.
    two (Callable): The other model.
    batch_size (int): Tasks given to the models at a time. Defaults to 32.
    RETURNS (tuple): A function for predictions, which takes a stream and yields the scored tasks
        of both models in turn, and a function for updates, which returns the sum of both results.
    """

    def predict(stream: Iterable[dict[str, Any]]) -> Iterator[tuple[float, dict[str, Any]]]:
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            # Models write into tasks, so each of them gets its own.
            yield from _take_turns(one(copy.deepcopy(batch)), two(copy.deepcopy(batch)))

    def update(answers: Iterable[dict[str, Any]]) -> float:
        answers = list(answers)
        results = [model.update(answers) for model in (one, two) if hasattr(model, "update")]
        return sum(result for result in results if isinstance(result, (int, float)))

    return predict, update


def _take_turns(*streams: ScoredStream) -> Iterator[tuple[float, dict[str, Any]]]:
    running = [iter(stream) for stream in streams]
    end = object()
    while running:
        for stream in list(running):
            item: Any = next(stream, end)
            if item is end:
                running.remove(stream)
            else:
                yield item
