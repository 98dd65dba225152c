"""What is wrong with a stored answer: by its row, its hashes and the interface that wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, identify, is_hash
from ..io.places import Misfit
from ..shapes import TaskType
from ..views import find_view
from .answer_checks import find_misshapen
from .pages import iter_pages
from .problems import Problems
from .source import ANSWERS
from .task_checks import check_texts

# Kinds of what can be wrong, in the order in which they are found.
HASHES, ANSWER, VIEW, SHAPE = "hash mismatch", "no answer", "unknown interface", "wrong content"


class _Collecting(Problems):
    def __init__(self) -> None:
        super().__init__(is_strict=False)
        self.found: list[str] = []

    def add(self, misfit: Misfit, task: Any = None) -> None:
        self.found.append(misfit.what)


def find_wrong(eg: TaskType, input_hash: int, task_hash: int) -> Iterator[tuple[str, str]]:
    """Find what is wrong with an answer.

    eg (dict): The answer. What can be mended in it may be changed in place.
    input_hash (int): What the column of its row says.
    task_hash (int): The same for the task.
    YIELDS (tuple[str, str]): The kind, and what is wrong.
    """
    for attr, stored in ((INPUT_HASH_ATTR, input_hash), (TASK_HASH_ATTR, task_hash)):
        if eg.get(attr) != stored:
            own = eg.get(attr)
            yield HASHES, f"{attr} is {own!r:.40}, but its column has {stored}"
    answer = eg.get("answer")
    if not isinstance(answer, str) or answer not in ANSWERS:
        found = "There is none" if answer is None else f"It is {answer!r:.40}"
        yield ANSWER, f"{found}; expected {', '.join(ANSWERS)}"
    view_id = eg.get("_view_id")
    if view_id is not None and find_view(view_id) is None:
        yield VIEW, f"There is no interface {view_id!r:.40}"
    # What is wrong with "answer" itself is said above.
    wrong = find_misshapen({key: value for key, value in eg.items() if key != "answer"})
    if wrong is not None:
        yield SHAPE, wrong
        return
    collecting = _Collecting()
    for page in iter_pages([eg]):
        if isinstance(page.get("text"), str):
            for _ in check_texts([page], collecting):
                pass
    for what in collecting.found:
        yield SHAPE, what


def has_own_hash(eg: TaskType) -> bool:
    """Whether the hash of an input is not what its content gives. That is no fault: a recipe may
    have a rule of its own, and older versions had another one.

    eg (dict): An answer with hashes.
    """
    if not (is_hash(eg.get(INPUT_HASH_ATTR)) and is_hash(eg.get(TASK_HASH_ATTR))):
        return True
    return not identify(eg, with_question=False).input_digest
