"""Updating a component of a pipeline with answers in which everything was corrected.

Each update goes over the new answers twice, together with some of the earlier ones: learned from
once, a batch of answers changes little, and later batches would undo it.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ...components.preprocess import make_raw_doc
from ...errors import RecipeError
from ...logger import log
from ...models.passes import learn_in_passes
from ...models.pipes import check_component, get_pipe, make_independent
from ...pipelines import note_learning
from ...shapes import TaskType

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.training import Example

N_PASSES = 2
N_REPLAYED = 16  # earlier answers learned from again in each pass after the first
STEP_SIZE = 8  # texts between two changes of the weights
MAX_REMEMBERED = 2000  # answers, the latest

Update = Callable[[Iterable[TaskType]], float]


def make_update(nlp: Language, component: str, annotate: Callable[[Doc, TaskType], bool]) -> Update:
    """Make the update callback of a recipe.

    nlp (Language): The pipeline. It is changed by the updates.
    component (str): Name of the only component that learns. It gets its own copy of an embedding
        layer that it shares with others.
    annotate (callable): Writes what an answer says into a document with the tokens of the task.
        Returns False if there is nothing to learn from it.
    RETURNS (callable): `(answers) -> loss`. Only accepted answers are used, since nobody knows
        what is wrong with the others.
    RAISES (RecipeError): The pipeline has no such component, or it can't learn.
    """
    check_component(nlp, component)
    pipe = get_pipe(nlp, component)
    if not getattr(pipe, "is_trainable", False) or not hasattr(pipe, "update"):
        raise RecipeError(
            f"The component '{component}' can't be updated",
            "Only components with a statistical model learn from answers. Leave out --update, or "
            "select another component with --component",
        )
    make_independent(nlp, component)
    note_learning(nlp)
    others = [name for name in nlp.pipe_names if name != component]
    rng = random.Random(0)
    earlier: deque[Example] = deque(maxlen=MAX_REMEMBERED)

    def step(items: Sequence[Example]) -> float:
        losses = nlp.update([_copy_example(item) for item in items], exclude=others)
        return sum(float(value) for value in losses.values())

    def update(answers: Iterable[TaskType]) -> float:
        from spacy.training import Example

        examples = []
        for eg in answers:
            if eg.get("answer") != "accept" or not eg.get("text"):
                continue
            predicted = make_raw_doc(nlp, eg)
            reference = predicted.copy()
            if len(predicted) and annotate(reference, eg):
                examples.append(Example(predicted, reference))
        if not examples:
            return 0.0
        known = list(earlier)
        loss = learn_in_passes(
            examples,
            step,
            lambda: rng.sample(known, min(N_REPLAYED, len(known))),
            size=STEP_SIZE,
            n_passes=N_PASSES,
            rng=rng,
        )
        earlier.extend(examples)
        log(f"MODEL: Updated '{component}' with {len(examples)} answers, loss {loss:.3f}")
        return loss

    return update


def _copy_example(example: Example) -> Example:
    """An example to learn from once: components before the one that learns leave marks in it."""
    return type(example)(example.predicted.copy(), example.reference)


def get_doc_spans(doc: Doc, eg: TaskType) -> list[Span]:
    """Get the spans of a task as those of a document.

    doc (Doc): The document, with the tokens of the task.
    eg (dict): The task.
    RETURNS (list[Span]): The spans with a label. Those that don't fit the tokens are left out.
    """
    from spacy.tokens import Span

    found = []
    for span in eg.get("spans") or ():
        first, last = span.get("token_start"), span.get("token_end")
        label = span.get("label")
        if not label:
            continue
        if eg.get("tokens") and isinstance(first, int) and isinstance(last, int):
            if 0 <= first <= last < len(doc):
                found.append(Span(doc, first, last + 1, label=label))
        else:
            match = doc.char_span(span["start"], span["end"], label=label)
            found += [] if match is None else [match]
    return found
