"""Check tasks and other data against schemas, and say in plain words what is wrong."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import StreamError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..io.jsonable import make_jsonable
from ..schemas import get_model, get_schema
from ..shapes import is_label
from .conversation_checks import find_wrong_mark
from .media_checks import find_bad_media
from .pages import PAGES_VIEW_ID
from .task_checks import find_doubled, find_lost_relation

__all__ = ["Validator", "get_problems", "get_schema", "validate"]

T = TypeVar("T")
Task = dict[str, Any]

MAX_PROBLEMS = 10  # of one task; more of them hardly help
HASHES = {INPUT_HASH_ATTR: 0, TASK_HASH_ATTR: 0}  # pages have those of their task
ID_KEYS = frozenset(("id", "accept"))  # of options, which may have any number as their id


def validate(schema: type[BaseModel], obj: T, error_msg: str | None = None) -> T:
    """Make sure that data fits a schema.

    schema (type[BaseModel]): The pydantic model.
    obj (Any): The data. It is not changed.
    error_msg (str | None): Title of the error. Defaults to None (it names the schema).
    RETURNS (Any): The data.
    RAISES (StreamError): The data doesn't fit. The error lists all problems. It is a ValueError.
    """
    problems = get_problems(schema, obj)
    if problems:
        title = error_msg or f"This is no valid {schema.__name__}"
        raise StreamError(title, "\n".join(f"- {problem}" for problem in problems))
    return obj


def get_problems(schema: type[BaseModel], obj: Any) -> list[str]:
    """Compare data with a schema.

    schema (type[BaseModel]): The pydantic model.
    obj (Any): The data. It is not changed.
    RETURNS (list[str]): What is wrong, at most ten problems, each as "where: what". Empty if the
        data fits.
    """
    if not isinstance(obj, (dict, schema)):
        return [f"expected a dict, found {type(obj).__name__}"]
    try:
        schema.__pydantic_validator__.validate_python(obj)
    except ValidationError as err:
        errors = err.errors(include_url=False, include_context=False)
        problems = [_describe(error) for error in errors[:MAX_PROBLEMS]]
        if len(errors) > MAX_PROBLEMS:
            problems.append(f"and {len(errors) - MAX_PROBLEMS} more")
        return problems
    return []


class Validator:
    """Checks whether tasks have all that an interface needs to show them.

    view_id (str): ID of the interface.
    RAISES (StreamError): There is no such interface.
    """

    def __init__(self, view_id: str) -> None:
        self.view_id = view_id
        self._model = get_model(view_id)

    def check(self, task: Any) -> list[str]:
        """Check one task.

        task (Any): The task. It is not changed.
        RETURNS (list[str]): What is wrong with it, empty if nothing is.
        """
        model, view_id = self._model, self.view_id
        config = task.get("config") if isinstance(task, (dict, Mapping)) else None
        # A task may choose an interface of its own.
        if (
            config
            and isinstance(config, Mapping)
            and config.get("view_id", self.view_id) != self.view_id
        ):
            try:
                view_id = config["view_id"]
                model = get_model(view_id)
            except StreamError as err:
                return [f"config.view_id: {err.title}"]
        # Tuples or numbers of NumPy are fine: the page gets what JSON makes of them.
        problems = get_problems(model, task) and get_problems(model, _relax(make_jsonable(task)))
        further = FURTHER_CHECKS.get(view_id)
        problems = problems or (further(task) if further is not None else [])
        if not problems:
            problems = find_bad_media(task, view_id)
            if problems and not find_bad_media(make_jsonable(task), view_id):
                problems = []
            if len(problems) > MAX_PROBLEMS:
                problems[MAX_PROBLEMS:] = [f"and {len(problems) - MAX_PROBLEMS} more"]
        return problems


def find_overlap(task: Task) -> list[str]:
    """Say which spans of a task overlap, for interfaces in which they must not.

    task (dict): A task that fits its schema.
    RETURNS (list[str]): The first two, or nothing.
    """
    spans = sorted(task.get("spans") or (), key=lambda span: (span["start"], span["end"]))
    for first, second in itertools.pairwise(spans):
        if second["start"] < first["end"]:
            shown = " and ".join(
                f"{span['start']} to {span['end']}"
                + (f" ({span['label']})" if is_label(span.get("label")) else "")
                for span in (first, second)
            )
            return [f"spans: {shown} overlap, which only spans_manual can show"]
    return []


def find_doubled_option(task: Task) -> list[str]:
    """Say which options can't be told apart.

    task (dict): A task that fits its schema.
    RETURNS (list[str]): The first one, or nothing.
    """
    doubled = find_doubled(str(option["id"]) for option in task["options"])
    return [] if doubled is None else [f"options: two have the id {doubled!r}"]


def find_lost_relations(task: Task) -> list[str]:
    """RETURNS (list[str]): The first relation of a task that refers to no token, or nothing."""
    lost = find_lost_relation(task)
    return [] if lost is None else [lost]


def find_lost_marks(task: Task) -> list[str]:
    """RETURNS (list[str]): The first annotation that belongs to no message, or nothing."""
    lost = find_wrong_mark(task)
    return [] if lost is None else [lost]


def find_wrong_page(task: Task) -> list[str]:
    """Say what is wrong with the pages of a task: each is a task of an interface of its own.

    task (dict): A task that fits its schema.
    RETURNS (list[str]): The problems of the first page that has any, or nothing.
    """
    for i, page in enumerate(task["pages"]):
        view_id = page.get("view_id")
        if view_id is None or view_id == PAGES_VIEW_ID:
            continue
        try:
            problems = Validator(view_id).check({**HASHES, **page})
        except StreamError as err:
            return [f"pages[{i}].view_id: {err.title}"]
        if problems:
            return [f"pages[{i}].{problem}" for problem in problems]
    return []


# What a schema can't say.
FURTHER_CHECKS: dict[str, Callable[[Task], list[str]]] = {
    "ner_manual": find_overlap,
    "pos_manual": find_overlap,
    "choice": find_doubled_option,
    "relations": find_lost_relations,
    "dep": find_lost_relations,
    "conversation": find_lost_marks,
    PAGES_VIEW_ID: find_wrong_page,
}


def _relax(value: Any, key: str = "", parent: str = "") -> Any:
    """Copy data with numbers written differently, where the page doesn't mind: 5.0 for 5, which is
    the same in JavaScript, and numbers as labels and as options, as data frames have them."""
    if isinstance(value, dict):
        return {name: _relax(item, name, key) for name, item in value.items()}
    if isinstance(value, list):
        return [_relax(item, key, parent) for item in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if isinstance(value, float) and not isfinite(value):
        return value
    if key == "label" or (key == "text" and parent == "options"):
        return str(value)
    return int(value) if value == int(value) else str(value) if key in ID_KEYS else value


def _describe(error: Mapping[str, Any]) -> str:
    where = ""
    for part in error["loc"]:
        where += f"[{part}]" if isinstance(part, int) else f".{part}"
    where = where.lstrip(".")
    if error["type"] == "missing":
        what = "is missing"
    else:
        what = error["msg"].removeprefix("Value error, ")
        what = what[:1].lower() + what[1:]
        value = repr(error.get("input"))
        if error["type"] != "value_error":
            what += f", found {value if len(value) <= 60 else value[:60] + '...'}"
    return f"{where}: {what}" if where else what
