"""A control group: tasks without suggestions, to find out what suggestions do to annotators.

Who sees what a model suggests tends to agree with it. How much shows only in answers to tasks in
which nothing was suggested. Which tasks these are depends on the input alone: they are the same for
all annotators, and after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from ..hashing import get_input_hash, set_hashes
from ..shapes import TaskType
from ..views import find_view

CONTROL_KEY = "control"
SUGGESTION_KEY = "suggestion"
SHOWN_KEY = "shown"  # of a suggestion: whether it was there before the answer
LLM_KEY = "llm"


def is_control(task: TaskType, share: float, seed: int = 0) -> bool:
    """Tell whether a task belongs to the control group.

    task (dict): The task. Only its input counts.
    share (float): Share of the tasks in the group, 0.0 to 1.0.
    seed (int): Another number makes another group. Defaults to 0.
    RETURNS (bool): Whether it does.
    """
    text = f"{seed} {get_input_hash(task)}".encode()
    number = int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
    return number < share * 2**64


def withhold(
    stream: Iterable[TaskType],
    key: str,
    share: float,
    seed: int = 0,
    blocks: Sequence[TaskType] | None = None,
) -> Iterator[TaskType]:
    """Note in each task what was suggested, and take it out of those of the control group.

    stream (Iterable[dict]): Tasks whose annotations are suggestions. They are not changed.
    key (str): Key of the annotations, e.g. "spans".
    share (float): Share of the tasks in the group, 0.0 to 1.0.
    seed (int): See `is_control`.
    blocks (Sequence[dict] | None): The blocks of the interface, of which those that show what the
        model said in its own words are left out. Defaults to None (there are no blocks).
    YIELDS (dict): Copies with a "suggestion": the annotations, and "shown", whether they are in the
        task. Those of the control group have "control": true, no annotations and no scores. Tasks
        for which the model had no usable reply stay as they are.
    """
    for eg in stream:
        if not _has_reply(eg):
            yield eg
            continue
        suggested = eg.get(key) or []
        if not is_control(eg, share, seed):
            yield {**eg, SUGGESTION_KEY: {key: suggested, SHOWN_KEY: True}}
            continue
        task = {**eg, key: [], CONTROL_KEY: True}
        suggestion: TaskType = {key: suggested, SHOWN_KEY: False}
        if LLM_KEY in task:  # what the model said in its own words
            suggestion[LLM_KEY] = task.pop(LLM_KEY)
        if blocks:
            left = [block for block in blocks if not _shows_words(block)]
            task["config"] = {**(task.get("config") or {}), "blocks": left}
        if isinstance(task.get("options"), list):
            task["options"] = [_drop_score(option) for option in task["options"]]
        if isinstance(task.get("meta"), dict):
            task["meta"] = _drop_score({"meta": task["meta"]}).get("meta", {})
        # The question is another one if its hash is made of what was suggested.
        yield {**set_hashes(task, overwrite=True), SUGGESTION_KEY: suggestion}


def _has_reply(eg: TaskType) -> bool:
    """RETURNS (bool): Whether there is a suggestion, maybe an empty one, by the rules for "llm"."""
    llm = eg.get(LLM_KEY)
    return not isinstance(llm, dict) or llm.get("problem") in (None, "hallucinated")


def _shows_words(block: TaskType) -> bool:
    view = find_view(block.get("view_id"))
    return view is not None and view.shows == (LLM_KEY,)


def _drop_score(option: Any) -> Any:
    if not isinstance(option, dict) or not isinstance(option.get("meta"), dict):
        return option
    meta = {name: value for name, value in option["meta"].items() if name != "score"}
    rest = {name: value for name, value in option.items() if name != "meta"}
    return {**rest, "meta": meta} if meta else rest
