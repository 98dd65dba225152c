"""A text classifier on vectors of texts, which learns a rare label from a handful of answers.

The encoder has been made elsewhere and stays as it is; what learns is one logistic regression per
label. That takes milliseconds, so it is made anew from all answers whenever new ones come: nothing
is forgotten, and the order of the answers doesn't matter.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from ..components.selection.strategies import choose_representative
from ..hashing import identify
from ..sameness import Groups, IdentitySet
from ..shapes import TaskType
from . import logistic
from .decisions import is_decided
from .questions import make_question
from .rounds import CERTAIN, draw_order
from .textcat import get_cats

Array = Any

# Inverse of the regularisation, for vectors of length 1. With 1, 10 and 100, card_swallowed and
# others (docs/active-learning.md) are found about as quickly; the probabilities are best with 10.
STRENGTH = 10.0
# Before there are answers, and while there are few: the words of the label count as a text that it
# applies to, texts as they come as one that it doesn't apply to.
NAME_WEIGHT, BACKGROUND_WEIGHT = 0.1, 1.0
N_BACKGROUND = 200
# A label whose words are less like any text than this share of what texts have in common with the
# text that is nearest says nothing about them. Where all texts are nearly the same, the second
# number is enough.
TELLING, LIKE = 0.5, 0.3
BATCH_SIZE = 1024
# Of so many unsure questions, those are asked that stand for the others.
N_CANDIDATES = 20
N_REPRESENTED = 1000  # texts, of a window
N_LATEST = 20  # questions that are out, or were a moment ago
WORDS = re.compile(r"[^\W_]+")


class EncodedClassifier:
    """Suggests labels for a yes or no, and learns from the answers.

    Tasks ask about a "label". Answers may have options as well, of which some are selected.

    encode (Callable): Takes texts, returns float32 (texts, dimensions), rows of length 1 or 0.
    labels (Iterable[str]): The labels.
    exclusive (bool): Exactly one of the labels applies to a text. Defaults to False.
    """

    def __init__(
        self,
        encode: Callable[[Sequence[str]], Array],
        labels: Iterable[str],
        *,
        exclusive: bool = False,
    ) -> None:
        self.labels: list[str] = list(dict.fromkeys(labels))
        self.exclusive = exclusive
        self._encode = encode
        self._names = encode([spell(label) for label in self.labels])
        # The first row is a text of which nothing is known: there is always something to say no to.
        self._background = np.zeros((1, self._names.shape[1]), dtype=np.float32)
        self._inputs = Groups("input")
        self._rows: dict[int, int] = {}  # input to its row
        # What is known, a row per text: -1 where nothing is, else whether the label applies.
        self._vectors = self._background[:0]
        self._facts = np.zeros((0, len(self.labels)), dtype=np.int8)
        self._latest: deque[Array] = deque(maxlen=N_LATEST)  # vectors of the latest questions
        self._weights: Array | None = None
        self._is_stale = True

    # Suggestions ------------------------------------------------------------------------------

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = BATCH_SIZE
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest labels.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 1024.
        YIELDS (tuple[float, dict]): The probability of a label, 0 to 1, and a copy of the task that
            asks about it. Tasks without a text are left out.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            with_text = [eg for eg in batch if isinstance(eg.get("text"), str)]
            table = self.predict([eg["text"] for eg in with_text])
            for eg, row in zip(with_text, table, strict=True):
                for label, score in zip(self.labels, row.tolist(), strict=True):
                    task = make_question(eg, {"label": label}, score)
                    task["score"] = task["meta"]["score"]
                    yield score, task

    def predict(self, texts: Sequence[str]) -> Array:
        """Get the probability of each label.

        texts (Sequence[str]): The texts. The first ones also tell what texts are like here.
        RETURNS (ndarray): (texts, labels), 0 to 1. Rows sum to 1 if the labels exclude each other.
        """
        return self._encode_and_predict(texts)[1]

    def _encode_and_predict(self, texts: Sequence[str]) -> tuple[Array, Array]:
        vectors = self._encode(texts)
        if len(self._background) < N_BACKGROUND and len(vectors):
            new = vectors[: N_BACKGROUND - len(self._background)]
            self._background = np.concatenate([self._background, new])
            self._is_stale = True
        if self._is_stale:
            self._learn()
        return vectors, self._predict(vectors)

    def _predict(self, vectors: Array) -> Array:
        assert self._weights is not None
        table = logistic.predict(vectors, self._weights)
        if self.exclusive and len(self.labels) > 1:
            table /= np.maximum(table.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        return table

    def choose(
        self, window: Sequence[TaskType], asked: IdentitySet, n: int, n_random: int = 0
    ) -> list[TaskType]:
        """Choose the questions whose answers teach most, not more than one per text.

        As long as there are no answers, half of them are about texts like the words of the label,
        which finds a rare label, and half about texts that stand for many others, which is best for
        a frequent one. If no text is like the words of any label, all are of the second kind. Then
        they are the ones of which the model is least sure, but not those that
        are like each other.

        window (Sequence[dict]): The texts. They are not changed.
        asked (IdentitySet): The questions that were asked already.
        n (int): How many questions.
        n_random (int): How many of these are chosen at random. Defaults to 0.
        RETURNS (list[dict]): The questions, fewer if there are no others.
        """
        tasks = [eg for eg in window if isinstance(eg.get("text"), str)]
        vectors, table = self._encode_and_predict([eg["text"] for eg in tasks])
        picker = _Picker(tasks, self.labels, table, asked)
        n_chosen = max(0, n - n_random)
        if not self._rows:
            rows = vectors[:N_REPRESENTED]
            if _is_telling(self._names, vectors, rows):
                picker.take(picker.by_uncertainty(), (n_chosen + 1) // 2)
            latest = [*self._latest, *vectors[picker.texts]]
            known = np.array(latest) if latest else None
            picker.take_texts(choose_representative(rows, N_CANDIDATES, known), n_chosen)
        else:
            found = _Picker(tasks, self.labels, table, asked)
            found.take(found.by_uncertainty(), N_CANDIDATES)
            order = choose_representative(
                vectors[found.texts], n_chosen, np.array(self._latest) if self._latest else None
            )
            picker.take(((found.texts[i], found.columns[i]) for i in order), n_chosen)
        picker.take(picker.at_random(), min(n, len(picker.texts) + n_random))
        self._latest.extend(vectors[picker.texts])
        return picker.questions

    def count_accepted(self) -> Array:
        """RETURNS (ndarray): (labels,): to how many texts each label is known to apply."""
        return (self._facts > 0).sum(axis=0)

    # Learning ---------------------------------------------------------------------------------

    def update(self, examples: Iterable[TaskType]) -> float:
        """Learn from answers, taken together with all earlier ones.

        examples (Iterable[dict]): Answered tasks. Ignored ones don't count. Of contradicting
            answers the last one counts.
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per label (log loss). 0.0 if there was nothing to learn.
        """
        new = {}
        for eg in filter(is_decided, examples):
            facts = self._read(eg)
            if facts is not None:
                new[self._inputs.get_key(eg)] = (eg["text"], facts)
        if not new:
            return 0.0
        fresh = [key for key in new if key not in self._rows]
        vectors = self._encode([new[key][0] for key in fresh])
        self._rows.update({key: len(self._vectors) + i for i, key in enumerate(fresh)})
        self._vectors = np.concatenate([self._vectors, vectors])
        unknown = np.full((len(fresh), len(self.labels)), -1, dtype=np.int8)
        self._facts = np.concatenate([self._facts, unknown])
        rows = [self._rows[key] for key in new]
        told = np.array([facts for _, facts in new.values()], dtype=np.int8)
        if self._is_stale:
            self._learn()  # what was there without the new ones
        loss = _get_loss(self._predict(self._vectors[rows]), told)
        self._facts[rows] = np.where(told >= 0, told, self._facts[rows])
        self._learn()
        return loss

    def _read(self, eg: TaskType) -> list[int] | None:
        """RETURNS (list[int] | None): 1, 0 or -1 (unknown) for each label. None: all unknown."""
        cats = get_cats(eg)
        if not isinstance(eg.get("text"), str) or not any(label in cats for label in self.labels):
            return None
        # Of labels that exclude each other, a yes to one is a no to the others.
        others = 0 if self.exclusive and any(cats.values()) else -1
        return [int(cats[label]) if label in cats else others for label in self.labels]

    def _learn(self) -> None:
        known = self._facts >= 0
        n_background = len(self._background)
        n_accepted = self.count_accepted()
        vectors = np.concatenate([self._vectors, self._background, self._names])
        targets = np.zeros((len(vectors), len(self.labels)))
        importance = np.zeros_like(targets)
        targets[: len(known)] = self._facts > 0
        importance[: len(known)] = known
        end = len(known) + n_background
        importance[len(known) : end] = BACKGROUND_WEIGHT / n_background
        targets[end:] = np.eye(len(self.labels))
        importance[end:] = np.eye(len(self.labels)) * NAME_WEIGHT / (1.0 + n_accepted)
        self._weights = logistic.fit(vectors, targets, importance, STRENGTH, self._weights)
        self._is_stale = False


class _Picker:
    """Picks questions one after the other: none that was asked, and one per text.

    tasks (Sequence[dict]): The texts.
    labels (Sequence[str]): The labels.
    table (ndarray): (texts, labels), the probabilities.
    asked (IdentitySet): What was asked.
    """

    def __init__(
        self, tasks: Sequence[TaskType], labels: Sequence[str], table: Array, asked: IdentitySet
    ) -> None:
        self._tasks, self._labels, self._table, self._asked = tasks, labels, table, asked
        self._distances = np.abs(table - 0.5)
        self._inputs = Groups("input")
        self._keys: set[int] = set()
        self.questions: list[TaskType] = []
        self.texts: list[int] = []  # of the questions
        self.columns: list[int] = []  # their labels

    def by_uncertainty(self) -> Iterator[tuple[int, int]]:
        """YIELDS (tuple[int, int]): Text and label, the least sure first."""
        n_labels = len(self._labels)
        for place in np.argsort(self._distances, axis=None, kind="stable").tolist():
            yield divmod(place, n_labels)

    def at_random(self) -> Iterator[tuple[int, int]]:
        """YIELDS (tuple[int, int]): Text and label, in random order."""
        n_labels = len(self._labels)
        for place in draw_order(self._table.size):
            yield divmod(place, n_labels)

    def take_texts(self, texts: Iterable[int], size: int) -> None:
        """Take questions about texts until there are so many, each with its least sure label."""
        self.take(((i, int(self._distances[i].argmin())) for i in texts), size)

    def take(self, places: Iterable[tuple[int, int]], size: int) -> None:
        """Take questions (text and label) until there are so many."""
        for text, column in places:
            if len(self.questions) >= size:
                return
            task = self._tasks[text]
            if self._distances[text, column] > 0.5 - CERTAIN:
                continue
            score = float(self._table[text, column])
            question = make_question(task, {"label": self._labels[column]}, score)
            question["score"] = question["meta"]["score"]
            key = self._inputs.get_key(question)
            if key not in self._keys and identify(question) not in self._asked:
                self._keys.add(key)
                self.questions.append(question)
                self.texts.append(text)
                self.columns.append(column)


def spell(label: str) -> str:
    """Make words of a label.

    label (str): The label, e.g. "card_swallowed" or "CardSwallowed".
    RETURNS (str): Its words in lower case, separated by spaces: "card swallowed". The label itself
        if it has no letters or digits.
    """
    before = f" {label}"
    spaced = "".join(
        f" {char}" if char.isupper() and last.islower() else char
        for last, char in zip(before, label)
    )
    return " ".join(word.lower() for word in WORDS.findall(spaced)) or label


def _is_telling(names: Array, vectors: Array, rows: Array) -> bool:
    """Whether a text is like the words of a label, by how much texts are like each other: "YES" is
    like none, and then the texts that are least unlike it are any texts."""
    if len(rows) < 2:
        return len(rows) > 0
    alike = rows @ rows.T
    np.fill_diagonal(alike, -1.0)
    usual = float(np.median(alike.max(axis=1)))
    return float((vectors @ names.T).max()) >= min(LIKE, TELLING * usual)


def _get_loss(probabilities: Array, facts: Array) -> float:
    known = facts >= 0
    right = np.where(facts > 0, probabilities, 1.0 - probabilities)[known]
    return float(-np.log(np.maximum(right, np.finfo(np.float64).eps)).mean())
