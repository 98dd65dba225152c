"""What tasks and answers of a request may be like: how deep, and with which hashes."""

from typing import Any

from fastapi import HTTPException

from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..shapes import TaskType

HASH_LIMIT = 2**63
MAX_DEPTH = 200  # of lists and objects in each other; what reads and writes JSON has a limit, too
MAX_ANSWER_CHARS = 255  # of "accept", "reject", or what a recipe's own button says


def check_answers(answers: list[TaskType]) -> list[TaskType]:
    """Check what the storage relies on. Hashes that are given as text are converted.

    answers (List[dict]): Answers as they came in.
    RETURNS (List[dict]): The answers, copied where something was converted.
    RAISES (HTTPException): Status 422, with the answer and the key.
    """
    return [_check_answer(eg, f"answer {number}") for number, eg in enumerate(answers, 1)]


def can_be_stored(eg: TaskType) -> bool:
    """RETURNS (bool): Whether this can be something that was stored: a task with its hash."""
    return _is_hash(eg.get(TASK_HASH_ATTR)) and not is_too_deep(eg)


def is_too_deep(value: Any) -> bool:
    """RETURNS (bool): Whether lists and objects are nested deeper than MAX_DEPTH."""
    level = [value]
    for _ in range(MAX_DEPTH):
        parents = (item.values() if isinstance(item, dict) else item for item in level)
        level = [child for items in parents for child in items if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _check_answer(eg: TaskType, place: str) -> TaskType:
    if is_too_deep(eg):
        raise HTTPException(422, f"{place}: nested deeper than {MAX_DEPTH} levels")
    _check_decision(eg.get("answer"), place)
    for attr in (INPUT_HASH_ATTR, TASK_HASH_ATTR):
        value = eg.get(attr)
        if value is None or _is_hash(value):
            continue
        hash_value = _read_hash(value)
        if hash_value is None:
            raise HTTPException(
                422, f"{place}: {attr} must be an integer of 64 bits, got {value!r:.60}"
            )
        eg = {**eg, attr: hash_value}
    return eg


def _check_decision(answer: Any, place: str) -> None:
    if answer is None or (isinstance(answer, str) and len(answer) <= MAX_ANSWER_CHARS):
        return
    expected = f'a text like "accept" with at most {MAX_ANSWER_CHARS} characters'
    raise HTTPException(422, f"{place}: answer must be {expected}, got {answer!r:.60}")


def _is_hash(value: Any) -> bool:
    return type(value) is int and -HASH_LIMIT <= value < HASH_LIMIT


def _read_hash(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    is_exact = isinstance(value, str) or number == value
    return number if is_exact and _is_hash(number) else None
