"""Rubrics: named criteria, each with a scale, for each response or for the task as a whole."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...errors import RecipeError
from ...io.lines import LineReader, check_file, shorten
from ...shapes import TaskType

PER_TASK = "*"  # stands in the ratings where otherwise the id of a response stands
MAX_STEPS = 10  # as many as there are digits
EXAMPLE = '{"name": "helpful", "scale": [1, 2, 3, 4, 5]}'
KEYS = ("criteria", "rubric")  # of a JSON file that is an object

Value = int | float | str
Per = Literal["response", "task"]


@dataclass(frozen=True)
class Criterion:
    """What is rated.

    name (str): Its name, by which ratings are stored.
    scale (list[int | float | str]): What can be chosen: numbers or names, in their order.
    per (str): "response" or "task".
    description (str): What it means. May be empty.
    """

    name: str
    scale: list[Value]
    per: Per = "response"
    description: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers."""
        return not isinstance(self.scale[0], str)


def read_rubric(path: str | Path) -> list[TaskType]:
    """Read a rubric from a file.

    path (str | Path): JSON (a list of criteria, or an object with them as "criteria" or "rubric"),
        or JSONL with one criterion per line.
    RETURNS (list[dict]): The criteria, as `check_rubric` returns them.
    RAISES (RecipeError): The file can't be read, or is no rubric. It says where.
    """
    file = check_file(path)
    text = LineReader(file).read()
    try:
        content, lines = _parse(text)
    except ValueError as err:
        raise RecipeError(
            f"Can't read the rubric {path}",
            f"{err}. Expected a list of criteria such as {EXAMPLE}, or one on each line.",
        ) from None
    try:
        return check_rubric(content, lines)
    except ValueError as err:
        raise RecipeError(f"There is something wrong with the rubric {path}", str(err)) from None


def _parse(text: str) -> tuple[Any, list[int]]:
    """RETURNS (tuple): The criteria, and the line of each if there is one per line.

    RAISES (ValueError): The text is no JSON. The message says where.
    """
    try:
        content = json.loads(text)
    except RecursionError:
        raise ValueError("It is nested too deeply") from None
    except ValueError as whole:
        rows = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(rows) < 2 or not rows[0][1].strip().startswith("{"):
            raise ValueError(str(whole)) from None
        found = []
        for number, line in rows:
            try:
                found.append(json.loads(line))
            except ValueError as err:
                raise ValueError(f"Line {number}: {err}") from None
        return found, [number for number, _ in rows]
    if isinstance(content, dict):
        inside = next((content[key] for key in KEYS if key in content), None)
        return ([content], [1]) if inside is None else (inside, [])
    return content, []


def check_rubric(value: Any, lines: list[int] | None = None) -> list[TaskType]:
    """Check a rubric.

    value (Any): What should be a list of criteria: dicts with "name" and "scale", maybe
        "description" and "per".
    lines (list[int] | None): The line of each, for messages. Defaults to None.
    RETURNS (list[dict]): The criteria with these keys and "per".
    RAISES (ValueError): It is no rubric. The message says which criterion, and how to fix it.
    """
    if not isinstance(value, list) or not value:
        raise ValueError(f"rubric: expected a list of criteria such as {EXAMPLE}")
    found: dict[str, TaskType] = {}
    for i, item in enumerate(value):
        where = f"Line {lines[i]}" if lines else f"rubric[{i}]"
        criterion = _check_criterion(item, where)
        if criterion["name"] in found:
            raise ValueError(f"{where}: there is a criterion {criterion['name']!r} already")
        found[criterion["name"]] = criterion
    return list(found.values())


def get_rubric(eg: TaskType) -> list[Criterion]:
    """RETURNS (list[Criterion]): The rubric of a task that was checked before, or stored."""
    try:
        rows = check_rubric(eg["rubric"]) if eg.get("rubric") else []
    except ValueError:
        return []
    return [
        Criterion(row["name"], row["scale"], row["per"], row.get("description", "")) for row in rows
    ]


def _check_criterion(item: Any, where: str) -> TaskType:
    if not isinstance(item, dict):
        raise ValueError(f"{where}: expected a criterion such as {EXAMPLE}, found {_show(item)}")
    name = item.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{where}.name: expected a name, found {_show(name)}")
    where = f"{where} ({name})"
    description = item.get("description")
    if not isinstance(description, (str, type(None))):
        raise ValueError(f"{where}.description: expected a text, found {_show(description)}")
    per = item.get("per") or "response"
    if per not in ("response", "task"):
        raise ValueError(f"{where}.per: expected 'response' or 'task', found {_show(per)}")
    row = {"name": name.strip(), "scale": _check_scale(item.get("scale"), where), "per": per}
    return {**row, "description": description} if description else row


def _check_scale(scale: Any, where: str) -> list[Value]:
    where = f"{where}.scale"
    if not isinstance(scale, list) or len(scale) < 2:
        raise ValueError(
            f'{where}: expected at least two steps, [1, 2, 3] or ["bad", "good"], '
            f"found {_show(scale)}"
        )
    if len(scale) > MAX_STEPS:
        raise ValueError(f"{where}: at most {MAX_STEPS} steps are possible, found {len(scale)}")
    is_named = all(isinstance(step, str) and step.strip() for step in scale)
    if not is_named and not all(map(_is_number, scale)):
        raise ValueError(f"{where}: expected only numbers or only names, found {_show(scale)}")
    if len(set(scale)) < len(scale):
        raise ValueError(f"{where}: a step comes twice: {_show(scale)}")
    return list(scale)


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _show(value: Any) -> str:
    return "nothing" if value is None else shorten(json.dumps(value, default=str), 80)
