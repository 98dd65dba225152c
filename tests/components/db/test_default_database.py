"""The database that is used where nobody names one, and its tables by name."""

import json
from typing import Any

import pytest

from prodigy.components.db import Database, Dataset, Example, Link, connect, set_db
from prodigy.components.db.tables import DEFAULT_DATABASE
from tests.util import make_answer, read_jsonl


@pytest.fixture
def db(home: Any) -> Any:
    store = connect("sqlite", {})
    store.add_dataset("news", {"author": "me"})
    store.add_examples([make_answer("a"), make_answer("b", "reject")], ["news"])
    yield store
    store.close()


def test_tables_by_name_read_the_database_of_the_settings(db: Database) -> None:
    assert [row.name for row in Dataset.select().where(Dataset.session == False)] == ["news"]  # noqa: E712
    assert [eg.load()["text"] for eg in Example.select()] == ["a", "b"]
    assert json.loads(Dataset.get(Dataset.name == "news").meta) == {"author": "me"}
    query = Example.select().join(Link).join(Dataset).where(Dataset.name == "news")
    assert query.count() == 2


def test_tables_by_name_connect_on_their_own(home: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(DEFAULT_DATABASE, "obj", None)  # as in a process that didn't connect yet
    assert Dataset.select().count() == 0
    assert (home / "prodigy.db").exists()


def test_set_db_is_what_connect_returns(home: Any) -> None:
    mine = object()
    try:
        set_db(mine)
        assert connect() is mine
        assert isinstance(connect("sqlite", {"name": ":memory:"}), Database)
    finally:
        set_db(None)
    assert isinstance(connect(), Database)


@pytest.mark.parametrize("kind", ["exports", "trash"])
def test_examples_are_appended_to_a_file_of_the_home(kind: str, db: Database, home: Any) -> None:
    add = getattr(db, f"add_to_{kind}")
    path = add((eg for eg in [{"text": "a"}]), "news")
    assert path == add([{"text": "b"}, {"text": "c"}], "news")
    assert path == home / kind / "news.jsonl"
    assert [eg["text"] for eg in read_jsonl(path)] == ["a", "b", "c"]
    assert len(db.get_dataset("news")) == 2


def test_examples_are_written_to_any_folder(db: Database, tmp_path: Any) -> None:
    assert db.add_to_exports([], tmp_path / "deep" / "x.jsonl") == tmp_path / "deep" / "x.jsonl"
