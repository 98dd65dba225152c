"""Storage that others wrote: which of our methods may be used on it."""

from typing import Any

import pytest

from prodigy.components.db import Database, connect
from prodigy.components.db.custom import REPLACED, find_method, iter_examples

ROW = {"text": "a", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}


def make(base: type, **methods: Any) -> Any:
    """A database of a subclass that shares the connection of ours."""
    db = connect()
    store = object.__new__(type("Custom", (base,), methods))
    store.__dict__.update(vars(db))
    return store


@pytest.mark.parametrize("name", list(REPLACED))
def test_newer_methods_of_ours_are_used(name: str, home: Any) -> None:
    assert find_method(connect(), name) == getattr(connect(), name)
    assert find_method(make(Database), name) is not None


@pytest.mark.parametrize(
    ("name", "older"), [(name, older) for name, names in REPLACED.items() for older in names]
)
def test_changed_older_methods_win(name: str, older: str, home: Any) -> None:
    store = make(Database, **{older: lambda self, *args, **settings: []})
    assert find_method(store, name) is None


def test_changed_newer_methods_win_over_both(home: Any) -> None:
    own = {"get_dataset": lambda self, name: [], "save_answers": lambda self, *args: 7}
    assert find_method(make(Database, **own), "save_answers")() == 7


def test_a_subclass_without_our_tables_has_only_its_own_methods() -> None:
    store = object.__new__(type("Bare", (Database,), {"get_dataset": lambda self, name: [ROW]}))
    assert find_method(store, "save_answers") is None
    assert list(iter_examples(store, "x")) == [ROW]


class Duck:
    """Neither of our classes nor with any newer method."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def get_dataset(self, name: str) -> Any:
        return self.rows


@pytest.mark.parametrize(("rows", "found"), [([ROW], [ROW]), (None, []), ([], [])])
def test_any_object_with_the_method_will_do(rows: Any, found: list[Any]) -> None:
    assert list(iter_examples(Duck(rows), "x")) == found


def test_what_the_subclass_reads_is_what_is_iterated(home: Any) -> None:
    connect().add_dataset("data")
    connect().add_examples([ROW], ["data"])
    assert [eg["text"] for eg in iter_examples(make(Database), "data")] == ["a"]
    changed = make(Database, get_dataset=lambda self, name: [{**ROW, "text": "b"}])
    assert [eg["text"] for eg in iter_examples(changed, "data")] == ["b"]
