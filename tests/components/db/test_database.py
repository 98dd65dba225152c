"""One suite for every kind of database: SQLite in a file and in memory, PostgreSQL, MySQL."""

import json
import sqlite3
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.db import Database, Withdrawals, connect
from prodigy.errors import DatabaseError


def make_answer(number: int, answer: str = "accept", **extra: Any) -> dict[str, Any]:
    return {
        "text": f"text {number}",
        "_input_hash": number,
        "_task_hash": -number,
        "answer": answer,
        **extra,
    }


def test_add_dataset_creates_it_once(store: Database) -> None:
    store.add_dataset("news", {"author": "me"})
    store.add_dataset("news", {"author": "you"})
    assert store.datasets == ["news"]
    assert "news" in store
    assert "other" not in store
    assert len(store) == 1
    assert store.get_meta("news")["author"] == "me"  # type: ignore[index]


@pytest.mark.parametrize("name", ["a,b", "a b", "a\tb", ""])
def test_add_dataset_refuses_names_that_the_command_line_cant_take(
    store: Database, name: str
) -> None:
    with pytest.raises(ValueError, match="commas and whitespace"):
        store.add_dataset(name)


def test_sessions_are_no_datasets(store: Database) -> None:
    store.add_dataset("news")
    store.add_dataset("news-alex", session=True)
    assert store.datasets == ["news"]
    assert store.sessions == ["news-alex"]
    assert "news-alex" in store


def test_examples_come_back_unchanged_and_in_order(store: Database) -> None:
    examples = [
        make_answer(i, meta={"n": i / 3, "s": "\x00 \U0001f600 \ud800"}) for i in range(1200)
    ]
    ids = store.add_examples(examples, ["one", "two"])
    assert len(set(ids)) == 1200
    assert store.get_dataset_examples("one") == examples
    assert list(store.iter_dataset_examples("two")) == examples


def test_examples_without_hashes_get_some(store: Database) -> None:
    store.add_examples([{"text": "hello"}], ["one"])
    (example,) = store.get_dataset_examples("one")
    assert store.get_input_hashes("one") == {example["_input_hash"]}
    assert store.get_task_hashes("one") == {example["_task_hash"]}


def test_add_examples_takes_any_iterable(store: Database) -> None:
    store.add_examples((make_answer(i) for i in range(3)), ["one"])
    assert store.count_dataset("one") == 3


def test_add_examples_refuses_a_string_of_datasets(store: Database) -> None:
    with pytest.raises(ValueError, match="list of datasets"):
        store.add_examples([], "one")


def test_unknown_datasets_are_no_error_when_reading(store: Database) -> None:
    assert store.get_dataset("nope") is None
    assert store.get_dataset_examples("nope", default=[]) == []
    assert store.get_input_hashes("nope") == set()
    assert store.get_meta("nope") is None
    assert store.get_dataset_page("nope", 1, 10) == ([], -1)
    assert store.drop_dataset("nope") is False
    with pytest.raises(ValueError, match="nope"):
        store.count_dataset("nope")


def test_get_dataset_page(store: Database) -> None:
    store.add_examples([make_answer(i) for i in range(1, 26)], ["one"])
    page, total = store.get_dataset_page("one", 3, 10)
    assert total == 25
    assert [row["content"]["text"] for row in page] == [f"text {i}" for i in range(21, 26)]
    assert page[0]["input_hash"] == 21
    assert page[0]["task_hash"] == -21


@pytest.mark.parametrize("batch_size", [None, 2])
def test_drop_dataset_keeps_examples_of_others(store: Database, batch_size: Any) -> None:
    store.add_examples([make_answer(1), make_answer(2), make_answer(3)], ["one", "two"])
    store.add_examples([make_answer(4)], ["one"])
    assert store.drop_dataset("one", batch_size=batch_size) is True
    assert store.datasets == ["two"]
    assert store.count_dataset("two") == 3
    assert store.tables.example.select().count() == 3


def test_get_examples_by_hash(store: Database) -> None:
    store.add_examples([make_answer(1), make_answer(2)], ["one"])
    assert [eg["text"] for eg in store.get_examples(-2)] == ["text 2"]
    assert [eg["text"] for eg in store.get_examples([1], by="input_hash")] == ["text 1"]
    with pytest.raises(ValueError, match="input_hash"):
        store.get_examples([1], by="id")


def test_link_and_unlink(store: Database) -> None:
    ids = store.add_examples([make_answer(1), make_answer(2)], ["one"])
    store.link("two", ids[:1])
    assert store.count_dataset("two") == 1
    store.unlink("one")
    assert store.count_dataset("one") == 0
    assert store.count_dataset("two") == 1


def test_drop_examples(store: Database) -> None:
    store.add_examples([make_answer(1), make_answer(2)], ["one"])
    store.drop_examples([-1])
    assert [eg["text"] for eg in store.get_dataset_examples("one")] == ["text 2"]


def test_get_sessions_examples(store: Database) -> None:
    store.save_answers([make_answer(1)], "news", "news-alex")
    assert [eg["session_id"] for eg in store.get_sessions_examples(["news-alex"])] == ["news-alex"]
    with pytest.raises(ValueError, match="session ids"):
        store.get_sessions_examples([])


def test_saved_answers_belong_to_dataset_and_session(store: Database) -> None:
    result = store.save_answers([make_answer(1), make_answer(2)], "news", "news-alex")
    assert (result.n_new, result.n_replaced, result.is_repeat) == (2, 0, False)
    assert store.count_dataset("news") == store.count_dataset("news-alex") == 2
    assert store.tables.example.select().count() == 2
    assert store.get_dataset_sessions("news") == ["news-alex"]


def test_answering_again_replaces_the_answer_of_the_same_session(store: Database) -> None:
    store.save_answers([make_answer(1), make_answer(2)], "news", "news-alex")
    store.save_answers([make_answer(1)], "news", "news-jo")
    result = store.save_answers([make_answer(1, "reject")], "news", "news-alex")
    assert (result.n_new, result.n_replaced) == (0, 1)
    answers = [eg["answer"] for eg in store.get_dataset_examples("news")]
    assert answers == ["reject", "accept", "accept"]


def test_the_last_answer_wins_within_a_batch(store: Database) -> None:
    result = store.save_answers([make_answer(1), make_answer(1, "reject")], "news", "s")
    assert result.n_new == 1
    assert [eg["answer"] for eg in store.get_dataset_examples("news")] == ["reject"]


def test_answers_can_be_kept_as_history(store: Database) -> None:
    for answer in ("accept", "reject"):
        store.save_answers([make_answer(1, answer)], "news", "s", replace=False)
    assert [eg["answer"] for eg in store.get_dataset_examples("news")] == ["accept", "reject"]


def test_a_repeated_batch_is_stored_once(store: Database) -> None:
    store.save_answers([make_answer(1)], "news", "s", batch_id="b1")
    result = store.save_answers([make_answer(1, "reject")], "news", "s", batch_id="b1")
    assert result.is_repeat
    assert [eg["answer"] for eg in store.get_dataset_examples("news")] == ["accept"]


def test_a_dropped_dataset_takes_the_same_batch_again(store: Database) -> None:
    store.save_answers([make_answer(1)], "news", "s", batch_id="b1")
    store.drop_dataset("news")
    store.save_answers([make_answer(1)], "news", "s", batch_id="b1")
    assert store.count_dataset("news") == 1


def test_concurrent_posts_store_each_answer_once(store: Database) -> None:
    def post() -> None:
        for i in range(10):
            store.save_answers([make_answer(i)], "news", "s", batch_id=None)
        store.close()

    if store.db.database == ":memory:":
        store.close = lambda: None  # type: ignore[method-assign]  # shared connection
    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count_dataset("news") == 10


def test_hashes_of_what_a_session_answered(store: Database) -> None:
    store.save_answers([make_answer(1)], "news", "news-alex")
    store.save_answers([make_answer(2)], "news", "2026-01-01_00-00-00")
    store.add_examples([make_answer(3)], ["news"])
    assert list(store.iter_answered_hashes("news", "news-alex", "news-")) == [(1, -1)]
    assert list(store.iter_answered_hashes("news", None, "news-")) == [(2, -2), (3, -3)]


def test_a_database_of_the_original_layout_opens_as_it_is(home: Any) -> None:
    """Content as a BLOB and meta as bytes, as older versions stored them."""
    with sqlite3.connect(home / "prodigy.db") as raw:
        raw.executescript(
            """
            CREATE TABLE "dataset" ("id" INTEGER NOT NULL PRIMARY KEY, "name" VARCHAR(255) NOT NULL,
                "created" INTEGER NOT NULL, "meta" BLOB NOT NULL, "session" INTEGER NOT NULL);
            CREATE UNIQUE INDEX "dataset_name" ON "dataset" ("name");
            CREATE TABLE "example" ("id" INTEGER NOT NULL PRIMARY KEY, "input_hash" BIGINT NOT NULL,
                "task_hash" BIGINT NOT NULL, "content" BLOB NOT NULL);
            CREATE TABLE "link" ("id" INTEGER NOT NULL PRIMARY KEY, "example_id" INTEGER NOT NULL,
                "dataset_id" INTEGER NOT NULL);
            """
        )
        content = json.dumps(make_answer(7), ensure_ascii=False).encode("utf8")
        raw.execute(
            "INSERT INTO dataset VALUES (1, 'old', 1500000000, ?, 0)", (b'{"author": "x"}',)
        )
        raw.execute("INSERT INTO example VALUES (1, 7, -7, ?)", (content,))
        raw.execute("INSERT INTO link VALUES (1, 1, 1)")
    raw.close()
    db = connect("sqlite", {})
    assert db.get_dataset_examples("old") == [make_answer(7)]
    assert db.get_meta("old") == {"author": "x", "created": 1500000000}
    db.save_answers([make_answer(8)], "old", "s")
    assert db.count_dataset("old") == 2
    with sqlite3.connect(home / "prodigy.db") as raw:
        assert raw.execute("SELECT typeof(content) FROM example WHERE id = 1").fetchone() == (
            "blob",
        )
    raw.close()


def test_raw_sql_of_other_peoples_scripts_works(home: Any) -> None:
    connect("sqlite", {}).add_examples([make_answer(1, id="x")], ["news"])
    with sqlite3.connect(home / "prodigy.db") as raw:
        row = raw.execute(
            "SELECT example.*, json_extract(example.content, '$.id') FROM example "
            "JOIN link ON example.id = link.example_id "
            "JOIN dataset ON link.dataset_id = dataset.id WHERE dataset.name = 'news'"
        ).fetchone()
    raw.close()
    assert json.loads(row[3])["text"] == "text 1"
    assert row[4] == "x"


def test_connect_returns_the_same_object_for_the_same_settings(home: Any) -> None:
    assert connect("sqlite", {}) is connect("sqlite", {})


def test_connect_names_unknown_ids(home: Any) -> None:
    with pytest.raises(DatabaseError, match="sqlite, postgresql, mysql"):
        connect("oracle")


def test_a_file_that_is_no_database_is_left_alone(home: Any) -> None:
    (home / "prodigy.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseError, match="prodigy.db"):
        connect("sqlite", {})
    assert (home / "prodigy.db").read_bytes().startswith(b"this is not")


def test_a_commit_is_on_the_disk_when_it_returns(home: Any) -> None:
    db = connect("sqlite", {})
    assert db.db.pragma("synchronous") == 2  # FULL
    assert db.db.pragma("journal_mode") == "wal"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


# Naming health checks replaces those of the profile, so the one about slow machines is repeated.
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(task=st.dictionaries(st.text(), JSON_VALUES))
def test_the_round_trip_is_the_identity(store: Database, task: dict[str, Any]) -> None:
    store.drop_dataset("round")
    task = {**task, "_input_hash": 1, "_task_hash": 2}
    store.add_examples([task], ["round"])
    # Compared as text as well, since 1 == 1.0 == True and 0.0 == -0.0.
    [found] = store.get_dataset_examples("round")
    assert found == task
    assert json.dumps(found) == json.dumps(task)


def test_an_answer_takes_few_statements_and_none_that_has_to_be_written_first(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing a statement takes peewee far longer than databases take to run it."""
    store.save_answers([make_answer(0)], "news", "news-alex", "batch 0")
    statements: list[str] = []
    execute = store.db.execute_sql

    def note(sql: str, *args: Any) -> Any:
        statements.append(sql)
        return execute(sql, *args)

    monkeypatch.setattr(store.db, "execute_sql", note)
    monkeypatch.setattr(store.db, "get_sql_context", None)
    withdrawals = Withdrawals("own", ["other"])
    store.save_answers([make_answer(1)], "news", "news-alex", "batch 1", withdrawals=withdrawals)
    # Batches, datasets, an earlier answer; the answer, its links, what it is, on PostgreSQL a lock.
    assert len(statements) <= 10, statements


@pytest.mark.postgres
def test_indexes_that_are_missing_are_made_and_others_left_alone(
    home: Any, postgres_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect("postgresql", postgres_settings)
    tables = [db.tables.dataset, db.tables.example, db.tables.link]
    names = {index.name for table in tables for index in db.db.get_indexes(table._meta.table_name)}
    missing = next(name for name in sorted(names) if "input_hash" in name)
    db.db.execute_sql(f"DROP INDEX {missing}")
    made: list[str] = []
    execute = db.db.execute_sql
    monkeypatch.setattr(db.db, "execute_sql", lambda sql, *a: made.append(sql) or execute(sql, *a))
    db._create_tables(tables)
    created = [sql for sql in made if "CREATE" in sql]
    assert len(created) == 1 and missing in created[0]
    db._create_tables(tables)
    assert [sql for sql in made if "CREATE" in sql] == created
