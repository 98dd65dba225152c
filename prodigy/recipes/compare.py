"""Blind comparison of two files with the outputs of two systems."""

from collections.abc import Iterator
from pathlib import Path

from ..components.ab_report import A, B, get_preferred_side, is_swapped, make_report
from ..components.source import make_source
from ..components.stream import get_stream
from ..errors import RecipeError
from ..hashing import set_hashes
from ..io.places import get_place
from ..messages import msg
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from .parts import shared

__all__ = ["compare"]

MAX_IDS_SHOWN = 10

FILE = "JSONL file with the outputs of a system"


@recipe(
    "compare",
    dataset=shared.DATASET,
    file_a=(f"{FILE}, A", "positional", None, str),
    file_b=(f"{FILE} to compare it with, B", "positional", None, str),
    no_random=("Always show A first", "flag", "NR", bool),
    diff=("Show the differences between two texts", "flag", "D", bool),
)
def compare(
    dataset: str,
    file_a: SourceType,
    file_b: SourceType,
    no_random: bool = False,
    diff: bool = False,
) -> RecipeSettingsType:
    """Choose between the outputs of two systems without knowing which is which. The result is
    printed at the end.
    """
    outputs_a, outputs_b = _read(file_a, "A"), _read(file_b, "B")
    _warn_about_misfits(outputs_a, outputs_b, _get_name(file_a, A), _get_name(file_b, B))
    tasks = list(make_tasks(outputs_a, outputs_b, no_random))
    if not tasks:
        raise RecipeError(
            "There is nothing to compare",
            "The files have no id in common for which the outputs differ. Expected lines such as "
            '{"id": 0, "input": {"text": "..."}, "output": {"text": "..."}} in both.',
        )
    return {
        "view_id": "diff" if diff else "compare",
        "dataset": dataset,
        # The tasks may hold anything, so no key is required and their hashes are kept.
        "stream": get_stream(tasks),
        "on_exit": make_report(_get_name(file_a, A), _get_name(file_b, B), get_preferred_side),
    }


def make_tasks(
    outputs_a: dict[str, TaskType], outputs_b: dict[str, TaskType], no_random: bool = False
) -> Iterator[TaskType]:
    """Ask which of two outputs is better. Where they are the same, there is no question.

    outputs_a (Dict[str, dict]): The examples of A by their id, with "output" and maybe "input".
    outputs_b (Dict[str, dict]): The examples of B by their id.
    no_random (bool): Always show A first. Defaults to False.
    YIELDS (dict): Tasks with the two outputs as "accept" and "reject", and which is which under
        "mapping".
    """
    for key, eg in outputs_a.items():
        other = outputs_b.get(key)
        if other is None or other["output"] == eg["output"]:
            continue
        task = {
            "id": eg["id"],
            "input": eg.get("input") or other.get("input") or {},
            "accept": eg["output"],
            "reject": other["output"],
        }
        if not task["input"]:
            del task["input"]
        # Before they change places, so that the task is recognized when the recipe starts again.
        set_hashes(task)
        task["mapping"] = {A: "accept", B: "reject"}
        if not no_random and is_swapped(task):
            task["accept"], task["reject"] = task["reject"], task["accept"]
            task["mapping"] = {A: "reject", B: "accept"}
        yield task


def _warn_about_misfits(
    outputs_a: dict[str, TaskType], outputs_b: dict[str, TaskType], name_a: str, name_b: str
) -> None:
    """Say what can't be compared because the two files don't fit each other."""
    for one, other, name in ((outputs_a, outputs_b, name_b), (outputs_b, outputs_a, name_a)):
        missing = [key for key in one if key not in other]
        if missing:
            msg.warn(
                f"{len(missing)} of {len(one)} examples are not compared: {name} has no such id",
                f"The ids: {_list(missing)}",
            )
    pairs = [(key, eg.get("input"), outputs_b[key].get("input")) for key, eg in outputs_a.items()
             if key in outputs_b]  # fmt: skip
    differing = [key for key, a, b in pairs if a and b and a != b]
    if differing:
        msg.warn(
            f"{len(differing)} examples have another input in {name_b} than in {name_a}",
            f"That of {name_a} is shown. Are they outputs for the same? The ids: "
            f"{_list(differing)}",
        )


def _list(keys: list[str]) -> str:
    more = len(keys) - MAX_IDS_SHOWN
    return ", ".join(keys[:MAX_IDS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _read(source: SourceType, side: str) -> dict[str, TaskType]:
    found: dict[str, TaskType] = {}
    name = source if isinstance(source, (str, Path)) else f"data of {side}"
    for i, eg in enumerate(make_source(source)):
        if str(eg.get("id")) in found:
            msg.warn(
                f"The id {eg['id']!r} comes more than once in {name}",
                f"The example on {get_place(eg) or f'place {i + 1}'} is used.",
            )
        for key in ("id", "output"):
            if key not in eg:
                raise RecipeError(
                    f"Example {i + 1} of {name} has no {key!r}",
                    'Each example needs an "id" and an "output", and may have an "input": '
                    '{"id": 0, "input": {"text": "..."}, "output": {"text": "..."}}',
                )
        eg = dict(eg)
        for key in ("input", "output"):
            # The short form of plain texts.
            if isinstance(eg.get(key), str):
                eg[key] = {"text": eg[key]}
        found[str(eg["id"])] = eg
    return found


def _get_name(source: SourceType, side: str) -> str:
    return Path(source).name if isinstance(source, (str, Path)) else side
