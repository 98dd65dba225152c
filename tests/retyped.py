"""Tasks with something else in each place where something can stand, one place at a time."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

OTHERS = [None, 5, -1, True, 1.5, 10**30, "x", "", [], {}, [None], [5], ["x"], [{}], {"a": 1}]
MISSING = object()


def retype(task: Any) -> Iterator[Any]:
    """YIELDS: Copies of a JSON value, each with one part of another kind, or without it."""
    for path in _iter_paths(task):
        for value in [*OTHERS, MISSING]:
            copy = deepcopy(task)
            parent = copy
            for key in path[:-1]:
                parent = parent[key]
            if value is MISSING:
                del parent[path[-1]]
            else:
                parent[path[-1]] = deepcopy(value)
            yield copy


def _iter_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else items:
        yield (*path, key)
        yield from _iter_paths(item, (*path, key))
