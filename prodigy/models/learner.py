"""What all models in the loop have in common: they suggest in batches, learn in passes, are saved.

A model itself says what it suggests for some tasks (`_suggest`), what answers tell it (`_note`, or
`_read` if it keeps single facts) and how it learns from some texts (`_step`).
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from typing_extensions import Self

from ..io.unfinished import open_parts
from ..pipelines import copy_nlp, note_learning
from ..sameness import Groups
from ..shapes import TaskType
from .decisions import get_text, is_decided
from .passes import learn_in_passes, sample_earlier
from .pipes import get_pipe

if TYPE_CHECKING:
    from spacy.language import Language

# A text with everything that is known about it, or what stands for it.
Item = TypeVar("Item")
# What can be true or false of a text, e.g. that a token has a tag.
Fact = TypeVar("Fact", bound=Hashable)


class Learner(ABC, Generic[Item]):
    """A component of a pipeline that suggests answers and learns from those that are given.

    nlp (Language): The pipeline. Its component is changed by updates.
    component (str): Name of the component, which is ready to learn.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    """

    n_repeats: ClassVar[int] = 2  # how often an update goes over the new answers
    n_replayed: ClassVar[int]  # earlier texts learned from again in each pass
    step_size: ClassVar[int]  # texts between two changes of the weights

    def __init__(self, nlp: Language, component: str, *, seed: int = 0) -> None:
        self.nlp = nlp
        self.component = component
        self.pipe: Any = get_pipe(nlp, component)
        self._original: bytes = self.pipe.to_bytes(exclude=["vocab"])
        self._optimizer = nlp.create_optimizer()
        note_learning(nlp)
        self._random = random.Random(seed)

    @property
    def orig_nlp(self) -> Language:
        """A copy of the pipeline with the component as it was before any update."""
        original = copy_nlp(self.nlp)
        get_pipe(original, self.component).from_bytes(self._original, exclude=["vocab"])
        return original

    # Suggestions ------------------------------------------------------------------------------

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest answers.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (tuple[float, dict]): The probability of a suggestion, 0 to 1, and a copy of the task
            that asks about it. Tasks without a text or a suggestion are left out.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            yield from self._suggest([eg for eg in batch if isinstance(eg.get("text"), str)])

    @abstractmethod
    def _suggest(self, batch: Sequence[TaskType]) -> Iterable[tuple[float, TaskType]]:
        """Make suggestions for some tasks with a text, see `__call__`."""

    # Learning ---------------------------------------------------------------------------------

    def update(
        self, examples: Iterable[TaskType], drop: float = 0.0, batch_size: int | None = None
    ) -> float:
        """Learn from answers, taken together with all earlier ones on the same texts.

        examples (Iterable[dict]): Answered tasks. Ignored ones don't count.
        drop (float): Dropout rate. Defaults to 0.0.
        batch_size (int | None): Texts between two changes of the weights. Defaults to None, which
            is `step_size`.
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per text. 0.0 if there was nothing to learn.
        """
        new = self._note(examples)
        if not new:
            return 0.0
        return learn_in_passes(
            new,
            lambda items: self._step(items, drop),
            lambda: self._choose_earlier(new),
            size=batch_size or self.step_size,
            n_passes=self.n_repeats,
            rng=self._random,
        )

    @abstractmethod
    def _note(self, examples: Iterable[TaskType]) -> Sequence[Item]:
        """Take in answers. RETURNS (Sequence): The texts that they are about, each once."""

    @abstractmethod
    def _choose_earlier(self, new: Sequence[Item]) -> Sequence[Item]:
        """Choose texts to learn from again, none of the new ones."""

    @abstractmethod
    def _step(self, items: Sequence[Item], drop: float) -> float:
        """Change the weights once. RETURNS (float): The summed loss."""

    # What was learned -------------------------------------------------------------------------

    def to_disk(self, path: str | Path) -> None:
        """Save the pipeline, as spacy.load reads it.

        path (str | Path): The folder.
        """
        with open_parts(path) as unfinished:
            self.nlp.to_disk(unfinished)

    def from_disk(self, path: str | Path) -> Self:
        """Load the weights of a pipeline that was saved by `to_disk`.

        path (str | Path): The folder.
        RETURNS (Learner): This object.
        """
        self.nlp.from_disk(path)
        self._forget()
        return self

    def to_bytes(self) -> bytes:
        """RETURNS (bytes): The pipeline."""
        return self.nlp.to_bytes()

    def from_bytes(self, data: bytes) -> Self:
        """Load the weights that `to_bytes` returned.

        data (bytes): The pipeline.
        RETURNS (Learner): This object.
        """
        self.nlp.from_bytes(data)
        self._forget()
        return self

    def _forget(self) -> None:
        """Drop what is known about the weights: they are others now."""


class FactLearner(Learner[int], Generic[Fact]):
    """A model that keeps facts about texts, each of them true or false."""

    def __init__(self, nlp: Language, component: str, *, seed: int = 0) -> None:
        super().__init__(nlp, component, seed=seed)
        self._inputs = Groups("input")
        # By input: the text with its tokens, and its facts.
        self._known: dict[int, tuple[TaskType, dict[Fact, bool]]] = {}

    def _note(self, examples: Iterable[TaskType]) -> list[int]:
        changed: dict[int, None] = {}
        for eg in filter(is_decided, examples):
            key = self._inputs.get_key(eg)
            task, facts = self._known.get(key, (get_text(eg), {}))
            if self._read(eg, task, facts):
                self._known[key] = task, facts
                changed[key] = None
        return list(changed)

    @abstractmethod
    def _read(self, eg: TaskType, task: TaskType, facts: dict[Fact, bool]) -> bool:
        """Add what an answer says to the facts about its text.

        eg (dict): The answer, accepted or rejected.
        task (dict): The text, with the tokens of the first answer to it.
        facts (dict): What is known. It is changed in place.
        RETURNS (bool): Whether there is something to learn from the text now.
        """

    def _choose_earlier(self, new: Collection[int]) -> list[int]:
        return sample_earlier(self._known, new, self.n_replayed, self._random)
