"""The best analysis of a text that agrees with everything that is known about its entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from .beams import parse_beams
from .decisions import Decisions, Entity
from .pieces import cut_doc
from .pipes import get_pipe, run_before

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WIDEST_BEAM = 128


def find_best(
    nlp: Language, component: str, texts: Iterable[Decisions], *, width: int, batch_size: int
) -> Iterator[tuple[Decisions, Doc, list[Entity]]]:
    """Find the most likely entities of texts that no decision contradicts.

    nlp (Language): The pipeline. Labels of accepted entities are added to its component.
    component (str): Name of the entity recognizer.
    texts (Iterable[Decisions]): What is known about each text.
    width (int): Number of analyses per text. More are made if none of them agrees.
    batch_size (int): How many texts to process at a time.
    YIELDS (tuple[Decisions, Doc, list]): The decisions, the text, and all its entities in order,
        those accepted among them and none that was rejected.
    """
    pipe = get_pipe(nlp, component)
    rest = iter(texts)
    while batch := list(islice(rest, batch_size)):
        docs = [decisions.make_doc(nlp) for decisions in batch]
        for decisions, doc in zip(batch, docs, strict=True):
            for _, _, label in decisions.accepted:
                pipe.add_label(label)
            # Preset entities are part of every analysis.
            decisions.preset(doc)
        docs = list(run_before(nlp, component, docs))
        for decisions, doc in zip(batch, docs, strict=True):
            best: set[Entity] = set(decisions.accepted)
            for offset, piece in cut_doc(doc):
                known = decisions.within(offset, offset + len(piece))
                found = _find_in_piece(pipe, known, piece, width)
                best.update((start + offset, end + offset, label) for start, end, label in found)
            yield decisions, doc, sorted(best)


def _find_in_piece(pipe: Any, decisions: Decisions, doc: Doc, width: int) -> list[Entity]:
    """The entities of the most likely analysis that agrees with all decisions."""
    best: list[Entity] | None = None
    parses: list[Any] = []
    while best is None and width <= WIDEST_BEAM and len(doc):
        parses = parse_beams(pipe, [doc], width)[0]
        best = next((list(parts) for _, parts in parses if decisions.allow(parts)), None)
        width *= 2
    if best is not None:
        return best
    # Rejected entities are in all of them; without these, they still are not.
    return [e for e in (parses[0][1] if parses else ()) if e not in decisions.rejected]
