"""The dependency parser in the loop: asks about one arc and learns from yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..hashing import TASK_HASH_KEYS
from ..shapes import TaskType
from .beams import BEAM_WIDTH, MAX_LOSS, Part, parse_beams, sum_parts, update_beams
from .decisions import Decisions
from .learner import FactLearner
from .pieces import cut_doc
from .pipes import prepare, run_before
from .questions import make_question

if TYPE_CHECKING:
    from spacy.language import Language


HASH_KEYS = (*TASK_HASH_KEYS, "arc")


class DependencyParser(FactLearner[Part]):
    """Suggests single arcs for a yes or no, and learns from the answers.

    Tasks ask about an "arc". Everything else in their texts stays unknown.

    nlp (Language): The pipeline. Its parser is changed by updates.
    label (str | Iterable[str] | None): Suggest only arcs with these labels. Defaults to None (all).
    component (str): Name of the parser in the pipeline. Defaults to "parser".
    beam_width (int): Number of analyses per text. Defaults to 16.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There is no parser, or it doesn't know the labels.
    """

    n_replayed = 16
    step_size = 4

    def __init__(
        self,
        nlp: Language,
        label: str | Iterable[str] | None = None,
        *,
        component: str = "parser",
        beam_width: int = BEAM_WIDTH,
        seed: int = 0,
    ) -> None:
        pipe = prepare(nlp, component)
        self.labels = [label] if isinstance(label, str) else list(label or pipe.labels)
        unknown = [name for name in self.labels if name not in pipe.labels]
        if unknown:
            raise RecipeError(
                f"The component '{component}' doesn't know {', '.join(unknown)}",
                f"Only labels that it knows can be suggested: {', '.join(pipe.labels)}",
            )
        self.beam_width = beam_width
        super().__init__(nlp, component, seed=seed)

    def _suggest(self, batch: Sequence[TaskType]) -> Iterator[tuple[float, TaskType]]:
        docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
        docs = list(run_before(self.nlp, self.component, docs))
        pieces = [(i, *piece) for i, doc in enumerate(docs) for piece in cut_doc(doc)]
        beams = parse_beams(self.pipe, [piece for _, _, piece in pieces], self.beam_width)
        for (i, offset, _), parses in zip(pieces, beams, strict=True):
            for (head, child, label), score in sum_parts(parses).items():
                if label in self.labels:
                    arc = {"head": head + offset, "child": child + offset, "label": label}
                    # Without "arc" among the keys, all arcs of a text would be one question.
                    task = make_question(
                        batch[i], {"arc": arc}, score, doc=docs[i], task_keys=HASH_KEYS
                    )
                    yield score, task

    def _read(self, eg: TaskType, task: TaskType, facts: dict[Part, bool]) -> bool:
        arc = eg.get("arc")
        if not arc:
            return False
        facts[arc["head"], arc["child"], arc["label"]] = eg.get("answer", "accept") == "accept"
        return True

    def _step(self, items: Sequence[int], drop: float) -> float:
        known = [self._known[key] for key in items]
        docs = [Decisions(task).make_doc(self.nlp) for task, _ in known]
        docs = list(run_before(self.nlp, self.component, docs))
        pieces, checks = [], []
        for doc, (_, arcs) in zip(docs, known, strict=True):
            for offset, piece in cut_doc(doc):
                inside = _move_arcs(arcs, offset, len(piece))
                if inside:
                    pieces.append(piece)
                    checks.append(_make_check(inside))
        if not pieces:
            return 0.0
        loss, found = update_beams(self.pipe, pieces, checks, self.beam_width, drop)
        self.pipe.finish_update(self._optimizer)
        return loss + MAX_LOSS * found.count(False)


def _move_arcs(arcs: dict[Part, bool], offset: int, n_tokens: int) -> dict[Part, bool]:
    """The arcs within a piece of the text, with indices from its start."""
    moved = {(h - offset, c - offset, label): wanted for (h, c, label), wanted in arcs.items()}
    return {
        arc: wanted
        for arc, wanted in moved.items()
        if 0 <= min(arc[:2]) and max(arc[:2]) < n_tokens
    }


def _make_check(arcs: dict[Part, bool]) -> Any:
    def is_right(parts: Sequence[Part]) -> bool:
        found = set(parts)
        return all((arc in found) == is_wanted for arc, is_wanted in arcs.items())

    return is_right
