"""Beam parses of spaCy's transition-based components (ner, parser), and learning from them.

A beam holds the most likely analyses of a text, each with a probability: the softmax of their
scores, so those of one beam sum to one. The probability of one entity or arc is the sum over the
analyses that contain it.

Binary answers say little about the rest of a text. What they do say splits the analyses of a beam
into those that agree with all answers and those that don't. The loss is

    -log(sum of the probabilities of the analyses that agree)

so probability moves from the analyses that are ruled out to all others, in proportion to how
likely they are. Nothing else is assumed about the rest of the text. This is the objective of a
globally normalised model (Andor et al. 2016, https://arxiv.org/abs/1603.06042) with a set of right
analyses in place of a single one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..pipelines import explain_untrained

if TYPE_CHECKING:
    from spacy.tokens import Doc

BEAM_WIDTH = 16
MIN_PROBABILITY = 1e-3  # smaller ones count as this in the loss
MAX_LOSS = -math.log(MIN_PROBABILITY)

# (start, end, label) of an entity, or (head, child, label) of an arc.
Part = tuple[int, int, str]
Parse = tuple[float, list[Part]]


def parse_beams(pipe: Any, docs: Sequence[Doc], width: int = BEAM_WIDTH) -> list[list[Parse]]:
    """Find the most likely analyses of texts.

    pipe (spacy.pipeline.transition_parser.Parser): The component, e.g. an EntityRecognizer.
    docs (Sequence[Doc]): The documents. They are not changed.
    width (int): Largest number of analyses per text. Defaults to 16.
    RETURNS (list[list[tuple]]): For each document its analyses, best first: the probability and
        the parts. The probabilities sum to 1. No analyses for a document without tokens.
    """
    filled = [doc for doc in docs if len(doc)]
    with explain_untrained([pipe]):
        beams = iter(pipe.beam_parse(filled, beam_width=width) if filled else ())
    return [pipe.moves.get_beam_parses(next(beams)) if len(doc) else [] for doc in docs]


def sum_parts(parses: Sequence[Parse]) -> dict[Part, float]:
    """Get the probability of each part of the analyses of a text.

    parses (Sequence[tuple]): The analyses with their probabilities.
    RETURNS (dict[tuple, float]): The parts of all analyses, most likely first.
    """
    sums: dict[Part, float] = {}
    for probability, parts in parses:
        for part in set(parts):
            sums[part] = sums.get(part, 0.0) + probability
    # Rounding may take a sum above 1.
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return {part: min(1.0, probability) for part, probability in ordered}


def update_beams(
    pipe: Any,
    docs: Sequence[Doc],
    checks: Sequence[Callable[[list[Part]], bool]],
    width: int = BEAM_WIDTH,
    drop: float = 0.0,
) -> tuple[float, list[bool]]:
    """Add up gradients that move probability to the analyses that are not ruled out.

    The weights don't change before `pipe.finish_update` is called with an optimizer.

    pipe (spacy.pipeline.transition_parser.Parser): The component.
    docs (Sequence[Doc]): The documents, none of them empty. They are not changed.
    checks (Sequence[Callable]): For each document a function that tells whether an analysis agrees
        with everything that is known.
    width (int): Largest number of analyses per text. Defaults to 16.
    drop (float): Dropout rate. Defaults to 0.0.
    RETURNS (tuple[float, list[bool]]): The summed loss, and for each document whether one of its
        analyses agreed. If none did, there is nothing to learn from the beam.
    """
    from spacy.pipeline._parser_internals._beam_utils import BeamBatch
    from thinc.api import set_dropout_rate

    set_dropout_rate(pipe.model, drop)
    steps, backprop_docs = pipe.model.begin_update(docs)
    # spaCy drops out 10 % of the hidden layer in training, whatever rate is asked for. The scores
    # have to be those of the predictions, since they say which analyses are likely.
    steps.attrs["dropout_rate"] = drop
    batch = BeamBatch(pipe.moves, pipe.moves.init_batch(docs), None, width, density=0.0)
    rows: list[dict[Hashable, int]] = []
    backprops: list[tuple[Any, Any]] = []
    while not batch.is_done:
        states: list[Any] = []
        keys: dict[Hashable, int] = {}
        for key, state in zip(_name_states(batch), batch.get_states(), strict=True):
            if not state.is_final():
                keys[key] = len(states)
                states.append(state)
        if not states:
            break
        scores, backprop = steps.begin_update(states)
        rows.append(keys)
        backprops.append((backprop, steps.ops.alloc2f(*scores.shape)))
        batch.advance(steps.ops.to_numpy(scores))
    loss, found = 0.0, []
    for i, (beam, is_right) in enumerate(zip(batch.beams, checks, strict=True)):
        parses = pipe.moves.get_beam_parses(beam)
        right = [is_right(parts) for _, parts in parses]
        found.append(any(right))
        if all(right) or not any(right) or len(parses) != len(beam.probs):
            continue
        p_right = sum(p for (p, _), ok in zip(parses, right, strict=True) if ok)
        loss += min(MAX_LOSS, -math.log(p_right) if p_right else MAX_LOSS)
        p_right = max(1e-9, p_right)
        for (p, _), ok, history in zip(parses, right, beam.histories, strict=False):
            _add_gradient(p - p / p_right if ok else p, i, history, rows, backprops)
    for backprop, gradient in backprops:
        backprop(gradient)
    backprop_docs(docs)
    steps.clear_memory()
    return loss, found


def _name_states(batch: Any) -> Iterator[Hashable]:
    for i, beam in enumerate(batch.beams):
        for history in beam.histories[: len(beam.probs)]:
            yield i, tuple(history)


def _add_gradient(
    gradient: float,
    i: int,
    history: Sequence[int],
    rows: Sequence[dict[Hashable, int]],
    backprops: Sequence[tuple[Any, Any]],
) -> None:
    """The score of an analysis is the sum of the scores of its steps, so each step gets it."""
    for step, action in enumerate(history):
        row = rows[step].get((i, tuple(history[:step])))
        if row is not None:
            backprops[step][1][row, action] += gradient
