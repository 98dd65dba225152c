"""Looking for what is wrong with stored data, and for what is there twice."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.db.connection import set_db
from prodigy.components.doubles import SAME, TWICE, UNKNOWN, Double, Doubles
from tests.util import make_answer, read_jsonl

SPAN = {"start": 0, "end": 3, "label": "A"}


@pytest.fixture
def default(store):
    """Each kind of database, as the one that commands use."""
    set_db(store)
    yield store
    set_db(None)


def find(capsys, *words):
    code = main([*words, "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def answer(text, who="set-alex", **keys):
    return make_answer(text, _annotator_id=who, _session_id=who, **keys)


def test_nothing_is_wrong_with_what_the_program_writes(default, capsys):
    examples = [answer("one", spans=[SPAN]), answer("two", label=0, _view_id="classification")]
    default.save_answers(examples, "set", "set-alex")
    assert find(capsys, "doctor") == (0, [])
    assert find(capsys, "doctor", "set") == (0, [])
    assert find(capsys, "dedup", "set") == (0, [])


def test_whatever_is_wrong_with_answers_is_listed_with_its_row(default, capsys):
    wrong = [
        (make_answer("none") | {"answer": None}, "no answer"),
        (make_answer("odd") | {"answer": ["accept"]}, "no answer"),
        (make_answer("view", _view_id="ner_manuel"), "unknown interface"),
        (make_answer("view", _view_id=["ner"]), "unknown interface"),
        (make_answer("out", spans=[{**SPAN, "end": 9}]), "wrong content"),
        (make_answer("list", spans={"start": 1}), "wrong content"),
        (make_answer("", image="a.jpg", spans=[{"points": [[0, "x"]], "label": "A"}]), None),
    ]
    ids = default.add_examples([eg for eg, _ in wrong], datasets=["set"])
    code, found = find(capsys, "doctor", "set")
    assert code == 1
    kinds = {row["id"]: row["kind"] for row in found}
    assert [kinds.get(i) for i in ids][:-1] == [kind for _, kind in wrong][:-1]
    assert all(row["dataset"] == "set" and row["what"] for row in found)


def test_rows_that_belong_to_nothing_are_listed(default, capsys):
    ids = default.add_examples([answer("one"), answer("two"), answer("three")], datasets=["set"])
    [alone] = default.add_examples([answer("alone")])
    default.add_dataset("gone-jo", session=True)
    default.link("gone-jo", default.add_examples([answer("of jo", "gone-jo")]))
    db = default.db
    if default.db_id == "sqlite":  # the others don't let it come so far
        db.execute_sql("PRAGMA foreign_keys = off")
        db.execute_sql(f"DELETE FROM example WHERE id = {ids[0]}")
        db.execute_sql(f"UPDATE link SET dataset_id = 99 WHERE example_id = {ids[1]}")
    code, found = find(capsys, "doctor")
    assert code == 1
    by_kind = {row["kind"]: row for row in found}
    assert by_kind["example without link"]["id"] == alone
    assert by_kind["only in a session"]["command"] == "prodigy drop gone-jo"
    if default.db_id == "sqlite":
        assert by_kind["link without example"]["table"] == "link"
        assert by_kind["link without dataset"]["table"] == "link"
    assert len(found) == (4 if default.db_id == "sqlite" else 2)


def test_columns_that_differ_from_the_content_and_unreadable_rows(default, capsys):
    ids = default.add_examples([answer("one"), answer("two")], datasets=["set"])
    example = default.tables.example
    example.update(task_hash=7).where(example.id == ids[0]).execute()
    example.update(content='{"text": ').where(example.id == ids[1]).execute()
    code, found = find(capsys, "doctor")
    assert code == 1
    assert [(row["kind"], row["id"]) for row in found] == [
        ("hash mismatch", ids[0]),
        ("unreadable row", ids[1]),
    ]


def test_tables_without_a_column_and_damaged_files(home, capsys):
    file = home / "prodigy.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE example (id INTEGER PRIMARY KEY, content BLOB)")
    database.close()
    assert main(["doctor"]) == 1
    assert "input_hash" in "".join(capsys.readouterr())
    file.unlink()
    for name in ("one", "two"):
        connect("sqlite", {"name": "big.db"}).add_examples(
            [answer(f"{name} {i} " + "x" * 500) for i in range(300)], ["set"]
        )
    connect("sqlite", {"name": "big.db"}).db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    connect("sqlite", {"name": "big.db"}).close()
    data = bytearray((home / "big.db").read_bytes())
    data[4096 * 8 : 4096 * 20] = b"\xff" * (4096 * 12)
    (home / "big.db").write_bytes(data)
    Path("prodigy.json").write_text('{"db_settings": {"sqlite": {"name": "big.db"}}}')
    code, found = find(capsys, "doctor")
    assert code == 1
    assert found[0]["kind"] == "damaged file" and ".recover" in found[0]["command"]


def test_what_is_there_twice_is_left_out_of_a_copy(default, capsys):
    first, second = answer("one", spans=[]), answer("one", spans=[])
    second["spans"] = [SPAN]
    rows = [
        first,
        answer("two"),
        answer("two"),
        second,
        answer("one", "set-jo"),
        make_answer("two"),
    ]
    ids = default.add_examples(rows, datasets=["set"])
    default.link("set", ids[:1])  # the same row again is no other answer
    code, found = find(capsys, "dedup", "set")
    assert code == 1
    assert [(row["kind"], row["id"], row["other"]) for row in found] == [
        (SAME, ids[2], ids[1]),
        (TWICE, ids[0], ids[3]),
    ]
    assert main(["dedup", "set", "--output", "dataset:unique"]) == 0
    assert main(["dedup", "set", "--output", "unique.jsonl"]) == 0
    kept = [rows[1], rows[3], rows[4], rows[5]]
    assert default.get_dataset_examples("unique") == kept == read_jsonl(Path("unique.jsonl"))
    assert default.count_dataset("set") == 7
    capsys.readouterr()
    assert find(capsys, "dedup", "unique") == (0, [])
    for output in ("dataset:unique", "unique.jsonl", "dataset:a b"):
        assert main(["dedup", "set", "--output", output]) == 1


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "x", "y"]), st.booleans()))
)
def test_all_but_one_of_what_is_the_same_is_found(rows):
    examples = []
    for text, who, is_good in rows:
        eg = make_answer(text, "accept" if is_good else "reject")
        examples.append({**eg, "_annotator_id": who} if who else eg)
    with Doubles() as doubles:
        for number, eg in enumerate(examples):
            doubles.add(number, eg)
        found = list(doubles.find())
    kinds = {double.id: double.kind for double in found}
    assert len(kinds) == len(found)
    n_different = len({json.dumps(eg, sort_keys=True) for eg in examples})
    assert sum(kind == SAME for kind in kinds.values()) == len(examples) - n_different
    n_tasks = len({(text, who) for text, who, _ in rows})
    assert len(examples) - len(found) == n_tasks


def test_colliding_hashes_are_not_the_same_task():
    one, other = make_answer("one", _annotator_id="x"), make_answer("two", _annotator_id="x")
    marked = [{**one, "_task_digest": 1}, {**one, "_task_digest": 2}]
    custom = [{**one, "_task_hash": 5}, {**other, "_task_hash": 5}]
    for examples, expected in ((marked, []), (custom, [])):
        with Doubles() as doubles:
            for number, eg in enumerate(examples):
                doubles.add(number, eg)
            assert list(doubles.find()) == expected
    with Doubles() as doubles:
        doubles.add(1, {"text": "a", "_input_hash": 1, "_task_hash": 2})
        doubles.add(2, {"text": "b", "_input_hash": 1, "_task_hash": 2})
        assert list(doubles.find()) == [Double(UNKNOWN, 1, 2)]
