"""Light models in the loop: they learn from the answers of recipes without a pipeline that could.

They only say what is unclear, so that it is asked next. What they learn isn't kept: after a restart
they learn it again from the dataset, in about a second.
"""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from ..components.preprocess.tokens import clean_text
from ..components.selection.measures import measure_classes, measure_labels, measure_words
from ..components.selection.window import Ratings
from ..hashing import get_input_hash
from ..shapes import SpanType, TaskType
from .decisions import is_decided, is_manual
from .features import WordFeatures, make_text_features, pad
from .linear import LinearModel
from .passes import learn_in_passes
from .textcat import get_cats

if TYPE_CHECKING:
    from spacy.language import Language

# What is known about a text, ready to learn from: features and targets.
Lesson = TypeVar("Lesson")

N_PASSES = 3
N_REPLAYED = 150  # texts learned from again in each pass
MAX_LESSONS = 20_000  # texts that are remembered, the latest
MAX_CACHED = 4096  # texts whose features are kept, more than a window has
WORDS_PER_STEP = 128
TEXTS_PER_STEP = 16
WORD_BUCKETS, TEXT_BUCKETS = 1 << 17, 1 << 15
# Suggestions are shown if each of their words is more likely part of them than not: below, taking
# them out would take as long as what the right ones save.
SURE = 0.5
MIN_TO_SUGGEST = 20  # entities
MIN_ENTITIES = 3  # before, everything would look the same to the model
MAX_WORDS = 1000  # of a text
# Python's threads take turns, and those who serve annotators get theirs after each step of learning
# or rating, which is a millisecond or two.
REST_S = 0.0002


class LightModel(ABC, Generic[Lesson]):
    """What light models have in common: an update that takes little time however many answers
    there are, and ratings for `components.selection`.

    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    rest_s (float): Seconds between two steps in which others have the processor. Defaults to
        0.0002.
    """

    def __init__(self, seed: int = 0, rest_s: float = REST_S) -> None:
        self.version = 0
        self._rest_s = rest_s
        self._random = random.Random(seed)
        self._lessons: OrderedDict[int, Lesson] = OrderedDict()
        self._cache: OrderedDict[int, Any] = OrderedDict()

    def update(self, answers: Iterable[TaskType]) -> float:
        """Learn from answers, and from some of the earlier ones again.

        answers (Iterable[dict]): Answered tasks. Of two answers to one text, the last one counts.
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average. 0.0 if there was nothing to learn.
        """
        new: dict[int, Lesson] = {}
        for eg in filter(is_decided, answers):
            lesson = self.read(eg)
            if lesson is not None:
                new[get_input_hash(eg)] = lesson
        if not new:
            return 0.0
        for key in new:
            self._lessons.pop(key, None)
        earlier = list(self._lessons.values())
        self._lessons.update(new)
        while len(self._lessons) > MAX_LESSONS:
            self._lessons.popitem(last=False)
        loss = learn_in_passes(
            list(new.values()),
            self.learn,
            lambda: self._random.sample(earlier, min(N_REPLAYED, len(earlier))),
            size=TEXTS_PER_STEP,
            n_passes=N_PASSES,
            rng=self._random,
        )
        self.version += 1
        return loss

    def _rest(self) -> None:
        if self._rest_s:
            time.sleep(self._rest_s)

    def _remember(self, eg: TaskType) -> Any:
        """Features of a text, made once as long as it stands in a window."""
        key = get_input_hash(eg)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._make_features(eg)
            if len(self._cache) > MAX_CACHED:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(key)
        return found

    @abstractmethod
    def __call__(self, tasks: Sequence[TaskType]) -> Ratings | None:
        """Rate texts, see `components.selection.Rate`."""

    @abstractmethod
    def _make_features(self, eg: TaskType) -> Any:
        """Make the features of a text."""

    @abstractmethod
    def read(self, eg: TaskType) -> Lesson | None:
        """Make a lesson of an answer. None: there is nothing to learn from it."""

    @abstractmethod
    def learn(self, items: Sequence[Lesson]) -> float:
        """Change the weights. RETURNS (float): The summed loss."""


class LightTagger(LightModel[tuple[Any, Any]]):
    """Learns which words are entities or spans, from texts in which all were highlighted.

    Each word begins a span of some label, continues one, or is outside.

    nlp (Language): Splits texts into words.
    seed (int), rest_s (float): See `LightModel`.
    """

    def __init__(self, nlp: Language, seed: int = 0, rest_s: float = REST_S) -> None:
        super().__init__(seed, rest_s)
        self._nlp = nlp
        self._words = WordFeatures(WORD_BUCKETS)
        self._model = LinearModel(WORD_BUCKETS, 1)
        self._tags: dict[tuple[str, bool], int] = {}  # label, whether it begins -> class
        self._counts: Counter[str] = Counter()

    def __call__(self, tasks: Sequence[TaskType]) -> Ratings | None:
        """Rate texts by the probability of the best tags of their words, and by how likely a label
        is in them of which there are few examples."""
        if self._counts.total() < MIN_ENTITIES:
            return None
        uncertainty, rarity = [], []
        begins = {i: label for (label, is_first), i in self._tags.items() if is_first}
        weights = np.zeros(self._model.n_classes, dtype=np.float32)
        for i, label in begins.items():
            weights[i] = 1.0 / (1.0 + self._counts[label])
        left = iter(tasks)
        while batch := list(islice(left, TEXTS_PER_STEP)):
            self._rest()
            features = [self._remember(eg)[0] for eg in batch]
            table = self._model.predict(np.concatenate(features))
            start = 0
            for rows in features:
                found = table[start : start + len(rows)]
                start += len(rows)
                uncertainty.append(measure_words(found.max(axis=1)))
                rarity.append(float((found @ weights).max()) if len(found) else 0.0)
        return Ratings(uncertainty, rarity)

    def suggest(self, eg: TaskType) -> list[SpanType]:
        """Find the spans of a text that the model is sure enough about.

        eg (dict): The task. It is not changed.
        RETURNS (list[dict]): Start, end, text and label of each, in order, without overlaps. None
            as long as the model knows little.
        """
        return [] if self._counts.total() < MIN_TO_SUGGEST else self.find(eg, SURE)

    def find(self, eg: TaskType, sure: float = 0.0) -> list[SpanType]:
        """Find the spans of a text, whatever was learned so far.

        eg (dict): The task. It is not changed.
        sure (float): Lowest probability of each word. Defaults to 0.0.
        RETURNS (list[dict]): See `suggest`.
        """
        features, places = self._remember(eg)
        if not places:
            return []
        names = {i: tag for tag, i in self._tags.items()}
        table = self._model.predict(features)
        found: list[tuple[int, int, str, float]] = []
        is_open = False
        for (start, end), row in zip(places, table, strict=True):
            best = int(row.argmax())
            label, is_first = names.get(best, ("", False))
            if label and is_open and not is_first and found[-1][2] == label:
                found[-1] = (found[-1][0], end, label, min(found[-1][3], float(row[best])))
            elif label:
                found.append((start, end, label, float(row[best])))
            is_open = bool(label)
        return [
            {"start": start, "end": end, "text": eg["text"][start:end], "label": label}
            for start, end, label, p in found
            if p >= sure
        ]

    def _make_features(self, eg: TaskType) -> tuple[Any, list[tuple[int, int]]]:
        doc = self._nlp.make_doc(clean_text(eg["text"]))[:MAX_WORDS]
        places = [(token.idx, token.idx + len(token)) for token in doc]
        return self._words([token.text for token in doc]), places

    def read(self, eg: TaskType) -> tuple[Any, Any] | None:
        if eg.get("answer", "accept") != "accept" or not is_manual(eg, by_content=True):
            return None
        features, places = self._remember(eg)
        if not places:
            return None
        tags = np.zeros(len(places), dtype=np.int64)
        for span in eg.get("spans") or ():
            label, start, end = span.get("label"), span.get("start"), span.get("end")
            if not label or not isinstance(start, int) or not isinstance(end, int):
                continue
            inside = [i for i, (a, b) in enumerate(places) if a < end and b > start]
            for i in inside:
                tags[i] = self._get_tag(label, i == inside[0])
            self._counts[label] += bool(inside)
        return features, tags

    def _get_tag(self, label: str, is_first: bool) -> int:
        key = (label, is_first)
        if key not in self._tags:
            self._tags[key] = len(self._tags) + 1  # 0 is outside
            self._model.add_classes(1)
        return self._tags[key]

    def learn(self, items: Sequence[tuple[Any, Any]]) -> float:
        features = np.concatenate([rows for rows, _ in items])
        tags = np.concatenate([tags for _, tags in items])
        targets = np.eye(self._model.n_classes, dtype=np.float32)[tags]
        loss = 0.0
        for start in range(0, len(features), WORDS_PER_STEP):
            part = slice(start, start + WORDS_PER_STEP)
            n_words = len(features[part])
            loss += self._model.learn(features[part], targets[part]) * n_words
            self._rest()
        return loss * len(items) / len(features)


class LightClassifier(LightModel[tuple[list[int], Any]]):
    """Learns which labels apply to texts, from answers with a label or with options.

    labels (Sequence[str]): The labels.
    exclusive (bool): Exactly one applies. Defaults to False.
    seed (int): See `LightModel`.
    """

    def __init__(self, labels: Sequence[str], *, exclusive: bool = False, seed: int = 0) -> None:
        super().__init__(seed)
        self.labels = list(labels)
        self._counts: Counter[str] = Counter()
        self._n_no = 0
        self._is_exclusive = exclusive and len(self.labels) > 1
        self._model = LinearModel(TEXT_BUCKETS, len(self.labels), exclusive=self._is_exclusive)

    def __call__(self, tasks: Sequence[TaskType]) -> Ratings | None:
        """Rate texts by the margin of exclusive labels, or by the least clear of others, and by how
        likely a label applies to them of which there are few examples."""
        if not self._counts or (len(self.labels) == 1 and not self._n_no):
            return None
        measure = measure_classes if self._is_exclusive else measure_labels
        weights = np.array([1.0 / (1.0 + self._counts[label]) for label in self.labels])
        uncertainty, rarity = [], []
        left = iter(tasks)
        while batch := list(islice(left, TEXTS_PER_STEP)):
            self._rest()
            table = self._model.predict(pad([self._remember(eg) for eg in batch]))
            uncertainty += [measure(row) for row in table]
            rarity += [float((row * weights).max()) for row in table]
        return Ratings(uncertainty, rarity)

    def _make_features(self, eg: TaskType) -> list[int]:
        return make_text_features(str(eg["text"]), TEXT_BUCKETS)

    def read(self, eg: TaskType) -> tuple[list[int], Any] | None:
        cats = get_cats(eg)
        known = [cats.get(label) for label in self.labels]
        if all(value is None for value in known):
            return None
        targets = np.array([np.nan if v is None else float(v) for v in known], dtype=np.float32)
        if self._is_exclusive and np.nansum(targets) != 1:
            return None
        self._counts.update(label for label, applies in cats.items() if applies)
        self._n_no += not any(cats.values())
        return self._remember(eg), targets

    def learn(self, items: Sequence[tuple[list[int], Any]]) -> float:
        targets = np.stack([target for _, target in items])
        loss = self._model.learn(pad([row for row, _ in items]), targets) * len(items)
        self._rest()
        return loss
