"""A simulated annotator: knows the gold corpus, and answers over REST as the web app does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.learning.corpora import GoldText, Span
from tests.server import LiveServer

Task = dict[str, Any]
Answer = Callable[[Task, GoldText], Task]

# What a recipe with a model in the loop logs after each update (see prodigy/recipes/teaching.py).
LEARNED = re.compile(r"RECIPE: Learned from (\d+) answers in ([\d.]+) s")
POLL_INTERVAL_S = 0.02
# For the next batch to be drawn, after the model has learned. It may need the answers to this one.
MAX_DRAW_S = 5.0


def answer_span(task: Task, gold: GoldText) -> Task:
    """Accept a task if all its spans are entities, with exactly these borders and labels.

    task (dict): A binary question about entities. It is not changed.
    gold (GoldText): What is right.
    RETURNS (dict): The answer.
    """
    spans: set[Span] = {(s["start"], s["end"], s["label"]) for s in task.get("spans") or ()}
    return {**task, "answer": "accept" if spans and spans <= gold.spans else "reject"}


def answer_class(task: Task, gold: GoldText) -> Task:
    """Accept a task if its label is the category of the text.

    task (dict): A binary question about a label. It is not changed.
    gold (GoldText): What is right.
    RETURNS (dict): The answer.
    """
    return {**task, "answer": "accept" if task["label"] == gold.category else "reject"}


def answer_manual(task: Task, gold: GoldText) -> Task:
    """Highlight all entities.

    task (dict): A text with tokens. It is not changed.
    gold (GoldText): What is right.
    RETURNS (dict): The answer.
    """
    starts = {token["start"]: token["id"] for token in task["tokens"]}
    ends = {token["end"]: token["id"] for token in task["tokens"]}
    spans: list[Task] = []
    for start, end, label in sorted(gold.spans):
        span = {"start": start, "end": end, "label": label}
        if start in starts and end in ends:  # of user data, the tokens may be others
            span.update(token_start=starts[start], token_end=ends[end])
        spans.append(span)
    return {**task, "spans": spans, "answer": "accept"}


@dataclass
class Waits:
    """How long the annotator waited for a batch.

    during_updates (list[float]): Seconds from asking to having it, while the model learned.
    otherwise (list[float]): The same, while it didn't.
    updates (list[float]): Seconds that the updates took.
    """

    during_updates: list[float] = field(default_factory=list)
    otherwise: list[float] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)

    def add(self, other: Waits) -> None:
        """Take in the waits of another session."""
        self.during_updates += other.during_updates
        self.otherwise += other.otherwise
        self.updates += other.updates


def annotate(
    server: LiveServer,
    corpus: Iterable[GoldText],
    answer: Answer,
    n_answers: int,
    *,
    seconds: float = 0.0,
) -> Waits:
    """Answer questions until there are enough, or no more come.

    With a model in the loop, the annotator holds a batch until the model has learned from the one
    before and the next one is drawn, but no longer than a person would have taken for it: that is
    the time the model has in real work too. Then the answers come all at once, and the next batch
    is asked for while the model begins to learn from them.

    server (LiveServer): A running recipe.
    corpus (Iterable[GoldText]): What is right.
    answer (Callable): How a question is answered.
    n_answers (int): How many answers to give.
    seconds (float): What a person takes for one answer. Defaults to 0.0: no model learns.
    RETURNS (Waits): How long the annotator waited.
    """
    by_text = {gold.text: gold for gold in corpus}
    waits, n_given = Waits(), 0
    while n_given < n_answers:
        is_learning = seconds > 0 and _count_learned(server) < n_given
        start = time.perf_counter()
        tasks = server.client.get_tasks()
        waited = time.perf_counter() - start
        if not tasks:
            break
        if n_given:  # before, the server is still starting
            (waits.during_updates if is_learning else waits.otherwise).append(waited)
        if seconds:
            end = time.monotonic() + seconds * len(tasks)
            _wait_until(lambda: _count_learned(server) >= n_given, end)  # noqa: B023 (used at once)
            _wait_until(
                lambda: _is_drawn(server, len(tasks)),  # noqa: B023
                min(end, time.monotonic() + MAX_DRAW_S),
            )
        tasks = tasks[: n_answers - n_given]
        server.client.give_answers([answer(eg, by_text[eg["text"]]) for eg in tasks])
        n_given += len(tasks)
    if seconds:
        end = time.monotonic() + seconds * n_answers
        _wait_until(lambda: _count_learned(server) >= n_given, end)
        waits.updates = [float(s) for _, s in LEARNED.findall(server.output)]
    return waits


def wait_until_drawn(server: LiveServer, n_tasks: int = 10) -> None:
    """Wait until the next batch is ready, as it is after the time that a person takes for one.

    server (LiveServer): A running recipe.
    n_tasks (int): Tasks of a batch. Defaults to 10.
    """
    _wait_until(lambda: _is_drawn(server, n_tasks), time.monotonic() + MAX_DRAW_S)


def _count_learned(server: LiveServer) -> int:
    return sum(int(n) for n, _ in LEARNED.findall(server.output))


def _is_drawn(server: LiveServer, n_tasks: int) -> bool:
    status = server.client.get("/session_status")
    return status["n_waiting"] >= n_tasks or status["is_exhausted"]


def _wait_until(is_done: Callable[[], bool], end: float) -> None:
    while not is_done() and time.monotonic() < end:
        time.sleep(POLL_INTERVAL_S)
