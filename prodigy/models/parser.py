"""The dependency parser in the loop: asks about one arc and learns from yes and no."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import get_tokens
from ..errors import RecipeError
from ..hashing import TASK_HASH_ATTR, TASK_HASH_KEYS, get_input_hash, set_hashes
from ..shapes import TaskType
from .beams import BEAM_WIDTH, MAX_LOSS, Part, parse_beams, sum_parts, update_beams
from .decisions import Decisions
from .passes import learn_in_passes, sample_earlier
from .pieces import cut_doc
from .pipes import check_component, get_pipe, make_independent, run_before

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


HASH_KEYS = (*TASK_HASH_KEYS, "arc")
N_REPEATS = 2  # how often an update goes over the new answers
N_REPLAYED = 16  # earlier texts learned from again in each pass
STEP_SIZE = 4  # texts between two changes of the weights


class DependencyParser:
    """Suggests single arcs for a yes or no, and learns from the answers.

    nlp (Language): The pipeline. Its parser is changed by updates.
    label (str | Iterable[str] | None): Suggest only arcs with these labels. Defaults to None (all).
    component (str): Name of the parser in the pipeline. Defaults to "parser".
    beam_width (int): Number of analyses per text. Defaults to 16.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There is no parser, or it doesn't know the labels.
    """

    def __init__(
        self,
        nlp: Language,
        label: str | Iterable[str] | None = None,
        *,
        component: str = "parser",
        beam_width: int = BEAM_WIDTH,
        seed: int = 0,
    ) -> None:
        check_component(nlp, component)
        make_independent(nlp, component)
        self.nlp = nlp
        self.component = component
        self.pipe = get_pipe(nlp, component)
        self.labels = [label] if isinstance(label, str) else list(label or self.pipe.labels)
        unknown = [name for name in self.labels if name not in self.pipe.labels]
        if unknown:
            raise RecipeError(
                f"The component '{component}' doesn't know {', '.join(unknown)}",
                f"Only labels that it knows can be suggested: {', '.join(self.pipe.labels)}",
            )
        self.beam_width = beam_width
        self._optimizer = nlp.create_optimizer()
        # By input hash: the task, and by arc whether it is right.
        self._answers: dict[int, tuple[TaskType, dict[Part, bool]]] = {}
        self._random = random.Random(seed)

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest arcs.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (tuple[float, dict]): The probability of an arc, 0 to 1, and a copy of the task with
            it as "arc".
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            batch = [eg for eg in batch if isinstance(eg.get("text"), str)]
            docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
            docs = list(run_before(self.nlp, self.component, docs))
            pieces = [(i, *piece) for i, doc in enumerate(docs) for piece in cut_doc(doc)]
            beams = parse_beams(self.pipe, [piece for _, _, piece in pieces], self.beam_width)
            for (i, offset, _), parses in zip(pieces, beams, strict=True):
                for (head, child, label), score in sum_parts(parses).items():
                    if label in self.labels:
                        arc = (head + offset, child + offset, label)
                        yield score, self._make_task(batch[i], docs[i], arc, score)

    def _make_task(self, eg: TaskType, doc: Doc, arc: Part, score: float) -> TaskType:
        head, child, label = arc
        task = {key: value for key, value in eg.items() if key != TASK_HASH_ATTR}
        task["arc"] = {"head": head, "child": child, "label": label}
        # Without "arc" among the keys, all arcs of a text would be the same question.
        set_hashes(task, task_keys=HASH_KEYS)
        if not task.get("tokens"):
            task["tokens"] = get_tokens(doc)
        task["meta"] = {**(eg.get("meta") or {}), "score": round(score, 4)}
        return task

    def update(
        self, examples: Iterable[TaskType], drop: float = 0.0, batch_size: int | None = None
    ) -> float:
        """Learn from answers. Everything else in the text stays unknown.

        examples (Iterable[dict]): Answered tasks with an "arc". Ignored ones don't count.
        drop (float): Dropout rate. Defaults to 0.0.
        batch_size (int | None): Texts between two changes of the weights. Defaults to None (4).
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per text. 0.0 if there was nothing to learn.
        """
        new = self._note(examples)
        if not new:
            return 0.0
        return learn_in_passes(
            new,
            lambda keys: self._step(keys, drop),
            lambda: sample_earlier(self._answers, new, N_REPLAYED, self._random),
            size=batch_size or STEP_SIZE,
            n_passes=N_REPEATS,
            rng=self._random,
        )

    def _note(self, examples: Iterable[TaskType]) -> list[int]:
        changed: dict[int, None] = {}
        for eg in examples:
            answer, arc = eg.get("answer", "accept"), eg.get("arc")
            if answer not in ("accept", "reject") or not arc or not eg.get("text"):
                continue
            key = get_input_hash(eg)
            kept = {k: eg[k] for k in ("text", "tokens") if eg.get(k) is not None}
            _, known = self._answers.setdefault(key, (kept, {}))
            known[arc["head"], arc["child"], arc["label"]] = answer == "accept"
            changed[key] = None
        return list(changed)

    def _step(self, keys: Sequence[int], drop: float) -> float:
        known = [self._answers[key] for key in keys]
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
