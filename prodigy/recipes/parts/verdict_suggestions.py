"""Verdicts of a judge as suggestions for people, who see them after they have answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import blake2b
from typing import Any

from ...components.control import CONTROL_KEY, SHOWN_KEY, SUGGESTION_KEY, is_control
from ...components.db import connect
from ...components.db.custom import iter_examples
from ...components.metrics.annotations import get_annotator
from ...components.preference import (
    PER_TASK,
    get_ids,
    get_response_text,
    make_preference,
    set_preference_hashes,
)
from ...components.stream import Stream
from ...config import get_config
from ...hashing import INPUT_HASH_ATTR
from ...messages import msg
from ...shapes import TaskType
from .dataset_names import check_dataset

SUGGESTED = ("preferred", "tie", "ratings", "reason")
# ID of each response, or PER_TASK, to what tells it from the others.
Digests = dict[str, bytes]


def suggest_verdicts(stream: Stream, dataset: str, share: float | None) -> None:
    """Add to tasks what a judge said about them.

    stream (Stream): Tasks in the one form. Those without a verdict stay as they are.
    dataset (str): Dataset with the verdicts. Of several about an input, the latest counts.
    share (float | None): Share of the tasks in the control group, which never sees a suggestion
        before it answers. Defaults to None (nobody).
    RAISES (RecipeError): There is no such dataset.
    """
    check_dataset(connect(), dataset)
    verdicts = read_verdicts(dataset)
    msg.info(f"Found verdicts about {len(verdicts)} inputs in '{dataset}'")
    is_before = get_config().get("show_suggestions") == "before"
    stream.apply(partial(_add, verdicts=verdicts, share=share or 0.0, is_before=is_before))


def read_verdicts(dataset: str) -> dict[int, tuple[TaskType, Digests]]:
    """Read what a judge said.

    dataset (str): Name of the dataset.
    RETURNS (dict[int, tuple[dict, dict]]): Input hash to verdict, and what its responses are.
    """
    found: dict[int, tuple[TaskType, Digests]] = {}
    for eg in iter_examples(connect(), dataset):
        if eg.get("answer", "accept") != "accept":
            continue
        try:
            made = make_preference(eg)
        except ValueError:
            continue
        # What was imported as it was has hashes by other rules.
        set_preference_hashes(made)
        llm = eg.get("llm")
        model = llm.get("model") if isinstance(llm, dict) else None
        verdict = {key: made[key] for key in SUGGESTED if made.get(key) is not None}
        verdict["model"] = model or get_annotator(eg)
        found[made[INPUT_HASH_ATTR]] = verdict, _get_digests(made)
    return found


def _add(
    stream: Iterable[TaskType],
    verdicts: dict[int, tuple[TaskType, Digests]],
    share: float,
    is_before: bool,
) -> Iterator[TaskType]:
    for eg in stream:
        found = verdicts.get(eg[INPUT_HASH_ATTR])
        verdict = _rename(*found, eg) if found else None
        if verdict is None:
            yield eg
            continue
        in_control = is_control(eg, share)
        task = {**eg, SUGGESTION_KEY: {**verdict, SHOWN_KEY: is_before and not in_control}}
        yield {**task, CONTROL_KEY: True} if in_control else task


def _rename(verdict: TaskType, digests: Digests, eg: TaskType) -> TaskType | None:
    """RETURNS (dict | None): The verdict with the IDs of a task, None if it is about others."""
    own = _get_digests(eg)
    if set(own) == set(digests):
        return verdict
    left = dict(own)
    names: dict[Any, str] = {PER_TASK: PER_TASK}
    for name, digest in digests.items():
        match = next((other for other, known in left.items() if known == digest), None)
        if match is None:
            return None
        del left[match]
        names[name] = match
    renamed = {**verdict, "preferred": names.get(verdict.get("preferred"))}
    if isinstance(verdict.get("ratings"), dict):
        ratings = verdict["ratings"].items()
        renamed["ratings"] = {names[name]: row for name, row in ratings if name in names}
    return renamed


def _get_digests(eg: TaskType) -> Digests:
    texts = (get_response_text(row) for row in eg["responses"])
    digests = (blake2b(text.encode("utf8", "replace"), digest_size=12).digest() for text in texts)
    return dict(zip(get_ids(eg), digests))
