"""Which questions to ask next, when a model learns from the answers.

A sorter looks at one suggestion at a time and keeps about half of them. That suits streams without
an end, but when only one text in twenty has something to find, most of what it keeps is about
nothing. Here, texts are looked at by the window: of each, the few questions that the model is least
sure about are asked, not more than one per text. So the larger the window, the choosier; of a label
that applies to one text in two hundred, a window of 500 has two or three, and one of 2000 has a
batch. The first windows are small, so that annotation starts at once, and to begin with the model
knows little. They grow as long as the model looks through them in less time than a batch takes to
answer.

Of the matches of patterns, those of the best patterns come first: what a pattern is worth shows
after a few answers, and no more of them are spent on one that is mostly wrong.

At the end of the stream, the texts come again: the model has changed, and other questions have
become the uncertain ones. It ends when a whole round has found nothing that is uncertain.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ..hashing import INPUT_HASH_ATTR, identify
from ..sameness import Groups, IdentitySet
from ..shapes import TaskType

ScoredTask = tuple[float, TaskType]
Predict = Callable[[Iterable[TaskType]], Iterable[ScoredTask]]
# Takes a window of texts, the questions that were asked, how many to ask, and how many of these at
# random. Returns questions.
Choose = Callable[[list[TaskType], IdentitySet, int, int], list[TaskType]]

FIRST_WINDOW = 32
LARGEST_WINDOW = 2048
USUAL_CHARS = 1000  # a window of longer texts has fewer of them
WINDOW_S = 3.0  # a window that takes longer is too large: answers and annotators wait meanwhile
N_PER_WINDOW = 10  # questions, as many as there are in a batch: the next one has new weights
# Patterns of which fewer matches are right are no help any more.
LOWEST_MATCH_SCORE = 0.2
MAX_PENDING = 500  # texts whose matches wait for their turn; beyond, no others are looked for
MAX_KEPT = 20_000  # texts for further rounds, the latest ones
WAIT_S = 120.0  # for answers, when there is nothing to ask before they have been learned from
# Closer to 0 or 1 than this, a score leaves nothing to ask. A model that has seen many wrong
# suggestions scores low throughout; what matters is which score is the highest then.
CERTAIN = 1e-12


@dataclass
class Pace:
    """What the questions have to know about the answers.

    is_served (bool): A server hands out the questions, so answers will come.
    n_answered (int): How many have come.
    """

    is_served: bool = False
    n_answered: int = 0


def ask_in_rounds(
    stream: Iterable[TaskType],
    predict: Predict,
    *,
    choose: Choose | None = None,
    match: Predict | None = None,
    seen: IdentitySet | Collection[int] = (),
    pace: Pace | None = None,
    n_per_window: int = N_PER_WINDOW,
    n_random: int = 0,
    first_window: int = FIRST_WINDOW,
    largest_window: int = LARGEST_WINDOW,
) -> Iterator[TaskType]:
    """Choose the questions whose answers teach a model most.

    stream (Iterable[dict]): Texts. Read a window at a time.
    predict (Callable): The model: yields tuples of a score from 0 to 1 and a task.
    choose (Callable | None): How the model itself chooses questions of a window. Defaults to None
        (those it is least sure about).
    match (Callable | None): Match patterns, a model of the same form. Their matches come in turn
        with the suggestions of the model, each match once, those with the highest score first.
        Defaults to None.
    seen (IdentitySet | Collection[int]): Questions that need not be asked again, or their task
        hashes.
    pace (Pace | None): Tells how many answers have come. With a server, a question is repeated (and
        not shown again) until they have. Defaults to None: don't wait for answers.
    n_per_window (int): Questions of the model per window. Defaults to 10.
    n_random (int): How many of these are chosen at random instead. Defaults to 0. A classifier
        that has only seen texts to which its label doesn't apply is sure of everything; so the
        first one that it applies to, and later another kind of them, are found by chance.
    first_window (int): Texts of the first window. Defaults to 32.
    largest_window (int): Texts of the largest window. Defaults to 2048.
    YIELDS (dict): The questions, in an order that changes with the answers.
    """
    asked = seen if isinstance(seen, IdentitySet) else IdentitySet("task", seen)
    sizes = first_window, max(first_window, largest_window)

    def choose_usual(
        window: list[TaskType], asked: IdentitySet, n: int, n_random: int
    ) -> list[TaskType]:
        return _choose(predict(window), asked, n, n_random)

    chooser = choose or choose_usual
    return _Questions(stream, chooser, match, asked, pace or Pace(), n_per_window, n_random, sizes)


class _Questions:
    """The state of the rounds. A class and not a generator, because it may stop and go on: before a
    server runs, it ends when there is nothing to ask, and after that it waits for answers."""

    def __init__(
        self,
        stream: Iterable[TaskType],
        choose: Choose,
        match: Predict | None,
        asked: IdentitySet,
        pace: Pace,
        n_per_window: int,
        n_random: int,
        sizes: tuple[int, int],
    ) -> None:
        self._texts = iter(stream)
        self._choose, self._match = choose, match
        self._asked, self._pace = asked, pace
        self._n_per_window, self._n_random = n_per_window, n_random
        self._kept: deque[TaskType] = deque(maxlen=MAX_KEPT)
        self._matched: list[TaskType] = []  # texts with matches that were not asked yet
        (self._size, self._largest_window), self._n_asked = sizes, 0
        self._is_first_round = True
        self._last: TaskType | None = None
        self._questions = self._ask()
        self._was_served = pace.is_served

    def __iter__(self) -> _Questions:
        return self

    def __next__(self) -> TaskType:
        try:
            return next(self._questions)
        except StopIteration:
            if self._was_served or not self._pace.is_served:
                raise
            self._was_served = True
            self._questions = self._ask()
            return next(self._questions)

    def _ask(self) -> Iterator[TaskType]:
        while True:
            n_before, n_answered = self._n_asked, self._pace.n_answered
            yield from self._ask_round()
            if self._n_asked == n_before and not self._matched:
                end = time.monotonic() + WAIT_S
                while self._last is not None and self._is_waiting(n_answered, end):
                    yield self._last
                if self._pace.n_answered == n_answered:
                    return

    def _ask_round(self) -> Iterator[TaskType]:
        while window := _take_window(self._texts, self._size):
            if self._is_first_round:
                self._kept.extend(window)
            matches = self._find_matches(window if self._is_first_round else [])
            start = time.monotonic()
            chosen = self._choose(window, self._asked, self._n_per_window, self._n_random)
            self._resize(len(window), time.monotonic() - start)
            for task in _take_turns(chosen, matches, self._n_per_window):
                identity = identify(task)
                if identity not in self._asked:
                    self._asked.add(identity)
                    self._n_asked += 1
                    self._last = task
                    yield task
        # The rounds after the first only see what is kept in memory.
        self._texts, self._is_first_round = iter(list(self._kept)), False

    def _resize(self, n_texts: int, seconds: float) -> None:
        """Make the next window larger if there is time for it, and smaller if there isn't."""
        if seconds > WINDOW_S:
            self._size = max(FIRST_WINDOW, n_texts // 2)
        elif seconds < WINDOW_S / 2:
            self._size = min(2 * self._size, self._largest_window)

    def _find_matches(self, window: list[TaskType]) -> deque[TaskType]:
        """Matches in new texts and in those before, by what the patterns are worth by now."""
        if self._match is None:
            return deque()
        if len(self._matched) < MAX_PENDING:
            self._matched += window
        matches = [
            (score, task)
            for score, task in self._match(self._matched)
            if score > LOWEST_MATCH_SCORE and identify(task) not in self._asked
        ]
        open_inputs = {task[INPUT_HASH_ATTR] for _, task in matches}
        self._matched = [eg for eg in self._matched if eg[INPUT_HASH_ATTR] in open_inputs]
        # Of equally good ones, the order of the stream is kept.
        return deque(task for _, task in sorted(matches, key=lambda match: -match[0]))

    def _is_waiting(self, n_answered: int, end: float) -> bool:
        nothing_new = self._pace.n_answered == n_answered and n_answered < self._n_asked
        return self._pace.is_served and nothing_new and time.monotonic() < end


def _take_window(texts: Iterator[TaskType], size: int) -> list[TaskType]:
    """The next texts, fewer if they are long: one may take as long as a thousand others."""
    window: list[TaskType] = []
    n_chars = 0
    for eg in islice(texts, size):
        window.append(eg)
        n_chars += len(eg["text"]) if isinstance(eg.get("text"), str) else 0
        if n_chars >= size * USUAL_CHARS:
            break
    return window


def _choose(
    scored: Iterable[ScoredTask], asked: IdentitySet, n: int, n_random: int
) -> list[TaskType]:
    """The n most uncertain questions, at most one per text, some of them random instead."""
    distances = ((abs(score - 0.5), task) for score, task in scored)
    open_ = [pair for pair in distances if pair[0] <= 0.5 - CERTAIN]
    open_.sort(key=lambda pair: pair[0])
    inputs, chosen_inputs = Groups("input"), set()
    chosen: list[TaskType] = []

    # What a question is takes longer to find out than its score, so only a few are looked at.
    def take(tasks: Iterable[TaskType], size: int) -> None:
        for task in tasks:
            if len(chosen) >= size:
                return
            if identify(task) not in asked and (key := inputs.get_key(task)) not in chosen_inputs:
                chosen_inputs.add(key)
                chosen.append(task)

    take((task for _, task in open_), n - n_random)
    take((open_[i][1] for i in draw_order(len(open_))), min(n, len(chosen) + n_random))
    return chosen


def draw_order(n: int) -> Iterator[int]:
    """Numbers below n in random order, made as they are needed (Fisher and Yates)."""
    moved: dict[int, int] = {}
    for last in range(n - 1, -1, -1):
        i = random.randint(0, last)
        yield moved.get(i, i)
        moved[i] = moved.pop(last, last)


def _take_turns(chosen: list[TaskType], pending: deque[TaskType], n: int) -> Iterator[TaskType]:
    """One of each kind in turn, and more matches if the model has too little to ask."""
    n_matches = max(len(chosen), n - len(chosen))
    for task in chosen:
        yield task
        if pending and n_matches > 0:
            n_matches -= 1
            yield pending.popleft()
    while pending and n_matches > 0:
        n_matches -= 1
        yield pending.popleft()
