"""Which questions to ask next, when a model learns from the answers.

A sorter looks at one suggestion at a time and keeps about half of them. That suits streams without
an end, but when only one text in twenty has something to find, most of what it keeps is about
nothing. Here, texts are looked at by the window: of each, the few questions that the model is least
sure about are asked, not more than one per text. So the larger the window, the choosier. The first
windows are small, so that annotation starts at once, and to begin with the model knows little.

At the end of the stream, the texts come again: the model has changed, and other questions have
become the uncertain ones. It ends when a whole round has found nothing that is uncertain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR

Task = dict[str, Any]
ScoredTask = tuple[float, Task]
Predict = Callable[[Iterable[Task]], Iterable[ScoredTask]]

FIRST_WINDOW = 32
LARGEST_WINDOW = 512
N_PER_WINDOW = 10  # questions, as many as there are in a batch: the next one has new weights
# Patterns of which fewer matches are right are no help any more.
LOWEST_MATCH_SCORE = 0.2
MAX_PENDING = 500  # matches that wait for their turn; beyond, no others are looked for
MAX_KEPT = 20_000  # texts for further rounds, the latest ones
# Closer to 0 or 1 than this, a score leaves nothing to ask. A model that has seen many wrong
# suggestions scores low throughout; what matters is which score is the highest then.
CERTAIN = 1e-6


def ask_in_rounds(
    stream: Iterable[Task],
    predict: Predict,
    *,
    match: Predict | None = None,
    seen: Collection[int] = (),
    n_per_window: int = N_PER_WINDOW,
    largest_window: int = LARGEST_WINDOW,
) -> Iterator[Task]:
    """Choose the questions whose answers teach a model most.

    stream (Iterable[dict]): Texts. Read a window at a time.
    predict (Callable): The model: yields tuples of a score from 0 to 1 and a task.
    match (Callable | None): Match patterns, a model of the same form. Their matches come in turn
        with the suggestions of the model, each match once. Defaults to None.
    seen (Collection[int]): Task hashes of questions that need not be asked again.
    n_per_window (int): Questions of the model per window. Defaults to 10.
    largest_window (int): Texts of the largest window. Defaults to 512.
    YIELDS (dict): The questions, in an order that changes with the answers.
    """
    asked = set(seen)
    kept: deque[Task] = deque(maxlen=MAX_KEPT)
    pending: deque[Task] = deque()
    size = FIRST_WINDOW
    texts = iter(stream)
    is_first_round = True
    while True:
        n_asked = 0
        while window := list(islice(texts, size)):
            if is_first_round:
                kept.extend(window)
                if match is not None and len(pending) < MAX_PENDING:
                    pending.extend(eg for score, eg in match(window) if score > LOWEST_MATCH_SCORE)
            chosen = _choose(predict(window), asked, n_per_window)
            for task in _take_turns(chosen, pending, n_per_window):
                if task[TASK_HASH_ATTR] not in asked:
                    asked.add(task[TASK_HASH_ATTR])
                    n_asked += 1
                    yield task
            size = min(2 * size, largest_window)
        if not n_asked and not pending:
            return
        # The rounds after the first only see what is kept in memory.
        texts, is_first_round = iter(list(kept)), False


def _choose(scored: Iterable[ScoredTask], asked: Collection[int], n: int) -> list[Task]:
    """The n most uncertain questions, at most one per text."""
    best: dict[int, tuple[float, Task]] = {}
    for score, task in scored:
        distance = abs(score - 0.5)
        if distance > 0.5 - CERTAIN or task[TASK_HASH_ATTR] in asked:
            continue
        key = task[INPUT_HASH_ATTR]
        if key not in best or distance < best[key][0]:
            best[key] = (distance, task)
    return [task for _, task in sorted(best.values(), key=lambda item: item[0])[:n]]


def _take_turns(chosen: list[Task], pending: deque[Task], n: int) -> Iterator[Task]:
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
