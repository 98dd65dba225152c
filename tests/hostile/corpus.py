"""Hostile tasks for every interface: each payload in every place where it shows something."""

import copy
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.hostile.payloads import ADDRESSES, MARKUP, POLLUTED, REMOTE, STYLES, TEXTS

Path = tuple[Any, ...]
# Keys whose values are loaded or followed.
ADDRESS_KEYS = ("image", "audio", "video", "url", "href", "src", "path", "thumbnail")
# What says how the rest is read. Everything else is data.
STRUCTURE = (
    "view_id",
    "type",
    "_session_id",
    "_annotator_id",
    "direction",
    "role",
    "answer",
    "kind",
)
TOGETHER = 9  # payloads of markup that stand in one place of one task


class Input(NamedTuple):
    """One hostile input: what stands where in which interface."""

    case: str
    path: Path
    payload: str


def find_places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every text in a task."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in STRUCTURE:
                yield from find_places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from find_places(item, (*path, index))
    elif isinstance(value, str):
        yield path


def is_address(path: Path) -> bool:
    """Whether what stands there is loaded or followed."""
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and names[-1] in ADDRESS_KEYS


def replace(task: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value somewhere into a task."""
    place: Any = task
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value


def make_groups() -> list[dict[str, str]]:
    """RETURNS (list[dict]): Payloads of markup and texts in groups that stand in one place."""
    names = [
        (f"{kind}/{name}", text)
        for kind, table in (
            ("markup", MARKUP),
            ("remote", REMOTE),
            ("style", STYLES),
            ("text", TEXTS),
        )
        for name, text in table.items()
    ]
    # From all kinds in each group.
    n_groups = -(-len(names) // TOGETHER)
    return [dict(names[start::n_groups]) for start in range(n_groups)]


def make_variants(
    name: str, task: dict[str, Any], numbers: range
) -> Iterator[tuple[dict[str, Any], list[Input]]]:
    """Make hostile tasks of one that is harmless.

    name (str): Name of the case.
    task (dict): The task.
    numbers (range): Which variants: each has another group of payloads and another address.
    YIELDS (tuple): A task, and the inputs that it consists of.
    """
    groups, addresses = make_groups(), list(ADDRESSES.items())
    places = list(find_places(task))
    for number in numbers:
        group, inputs = groups[number % len(groups)], []
        hostile = copy.deepcopy(task)
        for index, path in enumerate(places):
            if is_address(path):
                key, value = addresses[(number + index) % len(addresses)]
                replace(hostile, path, value)
                inputs.append(Input(name, path, f"address/{key}"))
            else:
                replace(hostile, path, "".join(group.values()))
                inputs += [Input(name, path, payload) for payload in group]
        hostile["meta"] = {text: text for text in group.values()}
        inputs += [Input(name, ("meta",), payload) for payload in group]
        # JSON may have keys that scripts take for something else.
        hostile["constructor"] = {"prototype": {POLLUTED: 1}}
        hostile["__proto__"] = {POLLUTED: 1, "html": "x"}
        yield json.loads(json.dumps(hostile)), inputs
