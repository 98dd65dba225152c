"""How unsure the components of a pipeline are about texts, for `components.selection`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..components.selection.measures import measure_classes, measure_labels, measure_sequence
from ..components.selection.window import Ratings
from ..errors import RecipeError
from ..pipelines import explain_untrained
from ..shapes import TaskType
from .beams import parse_beams
from .classes import predict_classes
from .decisions import Decisions
from .pieces import cut_doc
from .pipes import get_pipe, run_before
from .textcat import infer_exclusive

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Measure = Callable[[Any, Sequence["Doc"]], list[float]]

# Analyses that the best one is compared with. For the order of texts a few are enough, and a window
# has many texts.
BEAM_WIDTH = 4
BATCH_SIZE = 32
# Most words are clearly no entities, and cost nothing to annotate: see `measure_sequence`. Of tags,
# each has to be looked at.
ENTITY_POWER = 0.0


class PipelineRate:
    """Rates texts by how unsure one component of a pipeline is.

    nlp (Language): The pipeline. Updates of the component have to be told to `note_update`.
    component (str): Name of the component.
    measure (Callable): Takes the component and documents, and returns a number for each.
    """

    def __init__(self, nlp: Language, component: str, measure: Measure) -> None:
        self.nlp, self.component = nlp, component
        self.version = 0
        self._measure = measure

    def note_update(
        self, update: Callable[[Iterable[TaskType]], float]
    ) -> Callable[[Iterable[TaskType]], float]:
        """RETURNS (Callable): An update that also says that the ratings are others now."""

        def update_and_note(answers: Iterable[TaskType]) -> float:
            loss = update(answers)
            self.version += 1
            return loss

        return update_and_note

    def __call__(self, tasks: Sequence[TaskType]) -> Ratings:
        """Rate texts, see `components.selection.Rate`."""
        pipe = get_pipe(self.nlp, self.component)
        found: list[float] = []
        rest = iter(tasks)
        while batch := list(islice(rest, BATCH_SIZE)):
            docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
            filled = list(run_before(self.nlp, self.component, [doc for doc in docs if len(doc)]))
            with explain_untrained([pipe]):
                measured = iter(self._measure(pipe, filled) if filled else ())
            found += [next(measured) if len(doc) else 0.0 for doc in docs]
        return Ratings(found)


def rate_component(nlp: Language, component: str, about: str) -> PipelineRate:
    """Rate texts by how unsure a component is about them.

    nlp (Language): The pipeline.
    component (str): Name of the component.
    about (str): What it predicts, a key of `KINDS`.
    RETURNS (PipelineRate): The model.
    RAISES (RecipeError): It is a component of another kind.
    """
    kind = KINDS[about]
    pipe = get_pipe(nlp, component)
    if not hasattr(pipe, kind.attribute) or not hasattr(pipe, "model"):
        raise RecipeError(
            f"Nobody knows how unsure the component '{component}' is",
            f"It is not {kind.what}. Use --prefer diverse or representative, which need no model, "
            "or select another component with --component",
        )
    return PipelineRate(nlp, component, kind.make_measure(nlp, component))


def _measure_entities(nlp: Language, component: str) -> Measure:
    """By the probability of the best analysis in a beam."""

    def measure(pipe: Any, docs: Sequence[Doc]) -> list[float]:
        pieces = [(i, piece) for i, doc in enumerate(docs) for _, piece in cut_doc(doc)]
        sums = [0.0] * len(docs)
        beams = parse_beams(pipe, [piece for _, piece in pieces], BEAM_WIDTH)
        for (i, _), parses in zip(pieces, beams, strict=True):
            sums[i] += float(np.log(max(1e-9, parses[0][0]))) if parses else 0.0
        return [
            measure_sequence(p, len(doc), ENTITY_POWER) for p, doc in zip(sums, docs, strict=True)
        ]

    return measure


def _measure_spans(nlp: Language, component: str) -> Measure:
    """By the candidate that is least clear."""

    def measure(pipe: Any, docs: Sequence[Doc]) -> list[float]:
        indices, scores = pipe.predict(list(docs))
        scores = pipe.model.ops.to_numpy(scores)
        ends = np.cumsum(pipe.model.ops.to_numpy(indices.lengths))
        return [measure_labels(rows.ravel()) for rows in np.split(scores, ends[:-1])]

    return measure


def _measure_classes(nlp: Language, component: str) -> Measure:
    """By the margin of exclusive categories, or by the least clear of others."""
    one = measure_classes if infer_exclusive(nlp, component) else measure_labels

    def measure(pipe: Any, docs: Sequence[Doc]) -> list[float]:
        return [one(row) for row in pipe.model.ops.to_numpy(pipe.predict(list(docs)))]

    return measure


def _measure_tags(nlp: Language, component: str) -> Measure:
    """By the probabilities of the best tags, per token (MNLP)."""

    def measure(pipe: Any, docs: Sequence[Doc]) -> list[float]:
        tables = predict_classes(pipe, docs)
        return [
            measure_sequence(float(np.log(np.maximum(1e-9, table.max(axis=1))).sum()), len(table))
            for table in tables
        ]

    return measure


class _Kind(NamedTuple):
    """A kind of component.

    attribute (str): What it has, and others don't.
    what (str): What it is called.
    make_measure (Callable): Takes the pipeline and the name of the component.
    """

    attribute: str
    what: str
    make_measure: Callable[[Language, str], Measure]


ENTITIES, SPANS, CLASSES, TAGS = "entities", "spans", "classes", "tags"
KINDS = {
    ENTITIES: _Kind("beam_parse", "an entity recognizer of spaCy", _measure_entities),
    SPANS: _Kind("suggester", "a span categorizer of spaCy", _measure_spans),
    CLASSES: _Kind("predict", "a text classifier of spaCy", _measure_classes),
    TAGS: _Kind("predict", "a tagger of spaCy", _measure_tags),
}
