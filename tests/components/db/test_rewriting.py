"""Changing stored examples: in one transaction, with copies where others share them, and back."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.db import connect
from prodigy.components.db.rewriting import IdSet, Rewriter, undo_rewriting
from prodigy.components.db.undo import UndoWriter
from prodigy.components.labels.edits import LabelEdit
from prodigy.errors import ProdigyError
from prodigy.recipes.parts.label_changes import LabelChange
from tests.strategies import LABELS, tasks
from tests.util import make_answer

TABLES = ("dataset", "link", "example")


def dump(db):
    """Everything that is stored, with the type of content where types differ."""
    found = {}
    for name in TABLES:
        kind = ", typeof(content)" if name == "example" and db.db_id == "sqlite" else ""
        rows = db.db.execute_sql(f"SELECT *{kind} FROM {name} ORDER BY id").fetchall()
        found[name] = [tuple(map(_plain, row)) for row in rows]
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def rename(db, names, old, new, path=Path("undo.jsonl.gz")):
    if path.is_file():
        path.unlink()
    change = LabelChange(LabelEdit({old: new}))
    counts = Rewriter(db, names).run(change, UndoWriter(path, {"command": "rename"}))
    return counts, path


def span(label, start=0):
    return {"start": start, "end": start + 1, "label": label}


ANSWERS = [make_answer(f"text {i}", spans=[span("A"), span("B", 2)]) for i in range(3)]


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(tasks(), min_size=1, max_size=4), st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_renaming_and_undoing_is_nothing(store, examples, old, new):
    for name in store.datasets:
        store.drop_dataset(name)
    store.add_examples([dict(eg) for eg in examples], datasets=["one"])
    before = dump(store)
    counts, path = rename(store, ["one"], old, new)
    n_with_label = sum(
        any(span["label"] == old for span in eg.get("spans") or ()) for eg in examples
    )
    assert counts.n_changed == (n_with_label if old != new else 0)
    if counts.n_changed:
        assert dump(store) != before
        assert undo_rewriting(store, path)[1] == counts.n_changed
    assert not path.exists() or counts.n_changed
    assert dump(store) == before


def test_other_datasets_keep_shared_rows(store):
    store.add_dataset("one-alex", session=True)
    store.add_dataset("2026-01-01_10-00-00", session=True)
    sets = ["one", "one-alex", "2026-01-01_10-00-00"]
    ids = store.add_examples([dict(eg) for eg in ANSWERS], datasets=sets)
    store.link("two", ids[:1])
    before = dump(store)
    counts, path = rename(store, ["one"], "A", "NEW")
    assert (counts.n_changed, counts.n_copied, counts.others) == (3, 1, {"two": 1})
    labels = {
        name: [eg["spans"][0]["label"] for eg in store.get_dataset_examples(name)]
        for name in ("one", "one-alex", "two", "2026-01-01_10-00-00")
    }
    assert sorted(labels["one"]) == sorted(labels["one-alex"]) == ["NEW"] * 3
    assert labels["two"] == ["A"]
    assert sorted(labels["2026-01-01_10-00-00"]) == ["A", "NEW", "NEW", "NEW"]
    undo_rewriting(store, path)
    assert dump(store) == before


def test_datasets_that_are_named_share_the_changed_row(store):
    ids = store.add_examples([dict(eg) for eg in ANSWERS], datasets=["one"])
    store.link("two", [*ids, ids[0]])
    counts, _ = rename(store, ["one", "two"], "A", "NEW")
    assert (counts.n_read, counts.n_changed, counts.n_copied) == (3, 3, 0)
    assert len(store.get_dataset_examples("two")) == 4
    assert "A" not in json.dumps([eg["spans"] for eg in store.get_dataset_examples("two")])


def test_questions_with_the_new_label_are_known_afterwards(store):
    store.add_examples([make_answer("one", label="A")], datasets=["one"])
    rename(store, ["one"], "A", "NEW")
    asked = make_answer("one", label="NEW")
    assert store.get_task_hashes("one") == {asked["_task_hash"]}
    [stored] = store.get_dataset_examples("one")
    assert stored == asked
    assert list(store.iter_identities(["one"], complete=True))[0][1] == asked["_task_hash"]


def test_undo_refuses_what_was_changed_since(store):
    ids = store.add_examples([dict(eg) for eg in ANSWERS], datasets=["one"])
    _, path = rename(store, ["one"], "A", "NEW")
    rename(store, ["one"], "B", "C", Path("second.jsonl"))
    before = dump(store)
    with pytest.raises(ProdigyError, match="3 of 3 examples were changed"):
        undo_rewriting(store, path)
    assert dump(store) == before
    undo_rewriting(store, Path("second.jsonl"))
    store.tables.link.delete().execute()
    store.tables.example.delete().where(store.tables.example.id == ids[1]).execute()
    with pytest.raises(ProdigyError, match=rf"1 of 3 examples[^$]*rows {ids[1]} of"):
        undo_rewriting(store, path)


def test_nothing_is_changed_if_the_way_back_cannot_be_written(db):
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["one"])
    before = dump(db)
    Path("file").write_text("")
    with pytest.raises(ProdigyError, match="Can't write the undo file"):
        rename(db, ["one"], "A", "NEW", Path("file/undo.jsonl"))
    assert dump(db) == before


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_damaged_undo_files_change_nothing(db, cut):
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["one"])
    _, path = rename(db, ["one"], "A", "NEW")
    before = dump(db)
    lines = gzip.open(path, "rt").read().splitlines()
    Path("cut.jsonl").write_text("\n".join(lines[:cut]))
    Path("odd.jsonl").write_text("\n".join([*lines[:cut], "{nothing"]))
    Path("cut.jsonl.gz").write_bytes(path.read_bytes()[: -10 * cut])
    for name in ("cut.jsonl", "odd.jsonl", "cut.jsonl.gz"):
        with pytest.raises(ProdigyError, match="is damaged"):
            undo_rewriting(db, Path(name))
    for text in ("", "[]", '{"text": "data"}'):
        Path("other.jsonl").write_text(text)
        with pytest.raises(ProdigyError, match="no undo file"):
            undo_rewriting(db, Path("other.jsonl"))
    assert dump(db) == before


def test_older_databases_keep_their_bytes_and_damaged_rows(home):
    database = sqlite3.connect(home / "prodigy.db")
    database.executescript(
        """
        CREATE TABLE dataset (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL,
          created INTEGER NOT NULL, meta BLOB NOT NULL, session SMALLINT NOT NULL);
        CREATE TABLE example (id INTEGER NOT NULL PRIMARY KEY, input_hash BIGINT NOT NULL,
          task_hash BIGINT NOT NULL, content BLOB NOT NULL);
        CREATE TABLE link (id INTEGER NOT NULL PRIMARY KEY, example_id INTEGER NOT NULL,
          dataset_id INTEGER NOT NULL);
        INSERT INTO dataset VALUES (1, 'old', 1500000000, '{}', 0);
        """
    )
    rows = ['{"text":"a\\/b", "label":"A"}', '{"label": "A"', '{"label":"\\u0041"}', '{"text":"A"}']
    contents = [*(row.encode() for row in rows), b'{"label":"A\xff"}', rows[0]]
    for i, content in enumerate(contents, 1):
        database.execute("INSERT INTO example VALUES (?, 1, 2, ?)", (i, content))
        database.execute("INSERT INTO link VALUES (?, ?, 1)", (i, i))
    database.commit()
    database.close()
    db = connect()
    before = dump(db)
    counts, path = rename(db, ["old"], "A", "Ä")
    assert counts.n_changed == 3
    assert [row[4] for row in dump(db)["example"]] == ["blob"] * 5 + ["text"]
    assert [dump(db)["example"][i] for i in (1, 3, 4)] == [before["example"][i] for i in (1, 3, 4)]
    undo_rewriting(db, path)
    assert dump(db) == before
    db.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from prodigy.components.db import connect, rewriting
from prodigy.components.db.undo import UndoWriter
from tests.components.db.test_rewriting import rename

class Killing(UndoWriter):
    def finish(self):
        if sys.argv[1] == "after":
            super().finish()
        os.kill(os.getpid(), signal.SIGKILL)

import tests.components.db.test_rewriting as module
module.UndoWriter = Killing
rename(connect(), ["one"], "A", "NEW")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_process_has_changed_nothing(home, moment):
    db = connect()
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["one"])
    before = dump(db)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    result = subprocess.run([sys.executable, "-c", KILLED, moment], env=env)
    assert result.returncode == -signal.SIGKILL
    assert dump(db) == before
    if moment == "after":
        with pytest.raises(ProdigyError, match="nothing to undo"):
            undo_rewriting(db, Path("undo.jsonl.gz"))
    db.close()


@given(st.lists(st.integers(1, 5000)))
def test_ids_are_new_once(ids):
    known = IdSet()
    assert [known.add_new(i) for i in ids] == [i not in ids[:n] for n, i in enumerate(ids)]
