"""What an answer about responses says, and what is wrong with it or missing in it."""

from __future__ import annotations

from typing import Any

from ...shapes import TaskType
from .rubric import PER_TASK, Criterion, get_rubric


class MissingError(ValueError):
    """Something is missing in an answer, or can't be right. The message tells the annotator."""


def check_answer(
    eg: TaskType, *, require_reason: bool = False, require_complete: bool = True
) -> None:
    """Check an answer as it comes from an annotator. Only accepted ones have to be complete.

    eg (dict): The answer.
    require_reason (bool): Reasons have to be given. Defaults to False.
    require_complete (bool): What is missing is an error, too. Defaults to True.
    RAISES (MissingError): All that is wrong with it.
    """
    faults = find_faults(eg)
    if require_complete and eg.get("answer", "accept") == "accept":
        faults += find_missing(eg, require_reason=require_reason)
    if faults:
        raise MissingError(". ".join(faults))


def find_faults(eg: TaskType) -> list[str]:
    """Find what can't be right in an answer.

    eg (dict): The answer, with its responses and rubric.
    RETURNS (list[str]): A sentence for each fault, without the full stop.
    """
    ids = get_ids(eg)
    faults = []
    preferred, tie = eg.get("preferred"), eg.get("tie")
    if preferred is not None and preferred not in ids:
        faults.append(f"The preferred response {preferred!r:.60} is none of {', '.join(ids)}")
    if tie is not None and not isinstance(tie, bool):
        faults.append(f"tie: expected true or false, found {tie!r:.60}")
    if tie is True and preferred is not None:
        faults.append("It is a tie, and one response is preferred: only one of both is possible")
    if not isinstance(eg.get("reason"), (str, type(None))):
        faults.append(f"reason: expected a text, found {eg['reason']!r:.60}")
    return faults + find_wrong_ratings(eg, ids)


def find_missing(eg: TaskType, *, require_reason: bool = False) -> list[str]:
    """Find what is missing in an answer.

    eg (dict): The answer, with its responses and rubric.
    require_reason (bool): Reasons have to be given. Defaults to False.
    RETURNS (list[str]): A sentence for each thing, without the full stop. Responses are called by
        the letters under which they were shown.
    """
    missing = []
    ids = get_ids(eg)
    if len(ids) > 1 and eg.get("preferred") is None and eg.get("tie") is not True:
        missing.append("Choose the better response, or a tie")
    ratings = eg.get("ratings") if isinstance(eg.get("ratings"), dict) else {}
    letters = get_letters(eg)
    for criterion in get_rubric(eg):
        names = [PER_TASK] if criterion.per == "task" else list(letters)
        unrated = [name for name in names if get_rating(ratings, name, criterion) is None]
        if unrated:
            of = "" if criterion.per == "task" or len(ids) == 1 else " of "
            shown = ", ".join(letters.get(name, "") for name in unrated) if of else ""
            missing.append(f"Rate {criterion.name}{of}{shown}")
    reason = eg.get("reason")
    if require_reason and not (isinstance(reason, str) and reason.strip()):
        missing.append("Give a reason")
    return missing


def get_ids(eg: TaskType) -> list[str]:
    """RETURNS (list[str]): The ids of the responses, in the order of the task."""
    responses = eg.get("responses")
    rows = responses if isinstance(responses, list) else []
    return [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row]


def get_order(eg: TaskType) -> list[str]:
    """RETURNS (list[str]): The ids of the responses in the order in which they were shown."""
    ids, order = get_ids(eg), eg.get("order")
    shown = [name for name in order if name in ids] if isinstance(order, list) else []
    return [*dict.fromkeys(shown), *(name for name in ids if name not in shown)]


def get_letters(eg: TaskType) -> dict[str, str]:
    """RETURNS (dict[str, str]): ID of each response to what it was called: A, B, ... AA."""
    return {name: make_letter(i) for i, name in enumerate(get_order(eg))}


def get_rating(ratings: Any, name: str, criterion: Criterion) -> Any:
    """RETURNS (Any): A rating that is on the scale of its criterion, or None."""
    row = ratings.get(name) if isinstance(ratings, dict) else None
    value = row.get(criterion.name) if isinstance(row, dict) else None
    return value if _is_on_scale(value, criterion) else None


def get_ratings(eg: TaskType, name: str) -> dict[str, Any]:
    """Get what was said about one response, or about the task.

    eg (dict): The answer.
    name (str): ID of the response, or `PER_TASK`.
    RETURNS (dict[str, Any]): Criterion to value, of those that are in the rubric and on its scale.
        Without a rubric: all that is there.
    """
    ratings, rubric = eg.get("ratings"), get_rubric(eg)
    if not rubric:
        row = ratings.get(name) if isinstance(ratings, dict) else None
        return dict(row) if isinstance(row, dict) else {}
    per = "task" if name == PER_TASK else "response"
    found = {c.name: get_rating(ratings, name, c) for c in rubric if c.per == per}
    return {key: value for key, value in found.items() if value is not None}


def get_scores(eg: TaskType) -> dict[str, float]:
    """Get the mean of all numeric ratings of each response.

    eg (dict): The answer.
    RETURNS (dict[str, float]): ID to score, of responses for which every criterion with numbers has
        a value. Empty without such criteria.
    """
    rubric = [c for c in get_rubric(eg) if c.per == "response" and c.is_numeric]
    found: dict[str, float] = {}
    for name in get_ids(eg):
        values = [get_rating(eg.get("ratings"), name, criterion) for criterion in rubric]
        if values and all(value is not None for value in values):
            found[name] = sum(values) / len(values)
    return found


def find_wrong_ratings(eg: TaskType, ids: list[str]) -> list[str]:
    """RETURNS (list[str]): A sentence for each rating that can't be right, see `find_faults`."""
    ratings = eg.get("ratings")
    if ratings is None:
        return []
    if not isinstance(ratings, dict):
        return [f"ratings: expected an object, found {ratings!r:.60}"]
    rubric: dict[tuple[str, Any], Criterion] = {(c.per, c.name): c for c in get_rubric(eg)}
    faults = []
    for name, row in ratings.items():
        if name not in (*ids, PER_TASK):
            faults.append(f"ratings: there is no response {name!r:.60}, only {', '.join(ids)}")
            continue
        if not isinstance(row, dict):
            faults.append(f"ratings of {name}: expected an object, found {row!r:.60}")
            continue
        per = "task" if name == PER_TASK else "response"
        for key, value in row.items() if rubric else ():
            criterion = rubric.get((per, key))
            if criterion is None:
                faults.append(f"ratings of {name}: the rubric has no {key!r:.60} per {per}")
            elif value is not None and not _is_on_scale(value, criterion):
                scale = ", ".join(map(str, criterion.scale))
                faults.append(f"{key} of {name}: {value!r:.60} is not on the scale {scale}")
    return faults


def _is_on_scale(value: Any, criterion: Criterion) -> bool:
    # True is 1 for Python, and lists can't be compared with anything here.
    return isinstance(value, (int, float, str)) and not isinstance(value, bool) and (
        value in criterion.scale
    )  # fmt: skip


def make_letter(i: int) -> str:
    letter = chr(ord("A") + i % 26)
    return letter if i < 26 else make_letter(i // 26 - 1) + letter
