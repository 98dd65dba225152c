"""Where a task comes from, and what is wrong with it.

Loaders yield plain dicts that also know their place. The place is an attribute, not a key: it is
never sent, hashed or stored, and a copy made by `{**task}` has none. Streams give it back to what
the functions that are applied to them make of a task.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

SKIPPED = "The task is left out."


class Place(NamedTuple):
    """A place in a source.

    name (str): The file as the user called it, or e.g. "dataset topics".
    number (int): The line, row or example, from 1.
    unit (str): What is counted. Defaults to "line".
    """

    name: str
    number: int
    unit: str = "line"

    def __str__(self) -> str:
        return f"{self.unit} {self.number} of {self.name}"


class PlacedTask(dict[str, Any]):
    """A task that knows its place.

    task (dict): The task. It is copied, but not what is in it.
    place (Place | None): Where it comes from.
    """

    __slots__ = ("place",)

    def __init__(self, task: dict[str, Any], place: Place | None) -> None:
        super().__init__(task)
        self.place = place


class Misfit(NamedTuple):
    """Something that is wrong with one task, or with one record of a file.

    place (Place | None): Where it is.
    what (str): What is wrong, as a sentence.
    action (str): What was done about it, as a sentence.
    is_skipped (bool): The task is left out. Otherwise it was mended.
    """

    place: Place | None
    what: str
    action: str = SKIPPED
    is_skipped: bool = True


OnMisfit = Callable[[Misfit], None]


def get_place(task: Any) -> Place | None:
    """RETURNS (Place | None): Where a task comes from, if that is known."""
    return task.place if isinstance(task, PlacedTask) else None


def copy_task(task: dict[str, Any]) -> dict[str, Any]:
    """RETURNS (dict): A copy of a task that knows its place, if the task does."""
    return PlacedTask(task, task.place) if isinstance(task, PlacedTask) else dict(task)


def put_in_place(task: dict[str, Any], origin: Any) -> dict[str, Any]:
    """Note that a task was made of another one.

    task (dict): The new task.
    origin (Any): The task it was made of, which may know its place, or the place itself.
    RETURNS (dict): The task, or a copy that knows the place.
    """
    place = origin if isinstance(origin, Place) else get_place(origin)
    return task if place is None else PlacedTask(task, place)
