"""Counts that are kept are those of counting everything again, whatever has happened."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.dashboard import kept
from prodigy.components.dashboard.kept import KeptTally
from prodigy.components.dashboard.tally import Tally
from prodigy.components.db import connect
from prodigy.components.db.tables import dump_json, load_json
from prodigy.hashing import set_hashes
from tests.components.dashboard.answers import START, answer_lists

FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def describe(tally):
    """What was counted, without its order."""
    found = tally.describe()
    found["cells"] = sorted(found["cells"])
    found["durations"] = {name: dict(by) for name, *by in found["durations"]}
    found["labels"] = {label: sorted(map(list, by)) for label, *by in found["labels"]}
    return found


def count(examples):
    tally = Tally()
    for eg in examples:
        tally.add(eg)
    return tally


def count_stored(db, name):
    return describe(count(db.iter_dataset_examples(name)))


def make(text, **more):
    eg = {"text": text, "answer": "accept", "_timestamp": START, "_session_id": "d-al", **more}
    return set_hashes(eg)


@settings(max_examples=150)
@given(answer_lists(), st.lists(st.integers(0, 25), max_size=3))
def test_pieces_that_are_merged_are_the_whole(examples, cuts):
    merged, before = Tally(), 0
    for cut in (*sorted(cuts), len(examples)):
        piece = count(examples[before:cut])
        merged.merge(Tally.read(load_json(dump_json(piece.describe()))))
        before = max(before, cut)
    assert describe(merged) == describe(count(examples))


@settings(max_examples=4, suppress_health_check=FIXTURE)
@given(first=answer_lists(), second=answer_lists())
def test_what_is_kept_is_what_is_stored(store, first, second):
    for name in (*store.datasets, *store.sessions):
        store.drop_dataset(name)
    store.add_dataset("d")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "WIDTH", 8)
        patch.setattr(kept, "CHUNK", 3)
        own = KeptTally(store, store._find_dataset("d"), "d")
        for examples in (first, second):
            store.add_examples(examples, ["d"])
            tally, version = own.refresh()
            assert describe(tally) == count_stored(store, "d")
            assert own.refresh()[1] == version
            # Another process, which finds what this one has kept.
            other = KeptTally(store, store._find_dataset("d"), "d")
            assert describe(other.refresh()[0]) == count_stored(store, "d")
            assert own.refresh()[1] == version


def test_counts_follow_whatever_changes_answers(store, monkeypatch):
    monkeypatch.setattr(kept, "WIDTH", 8)
    for i in range(20):
        store.save_answers([make(f"text {i}", label="A", _view_id="classification")], "d", "d-al")
    own, versions = KeptTally(store, store._find_dataset("d"), "d"), set()

    def check(n, **labels):
        tally, version = own.refresh()
        assert describe(tally) == count_stored(store, "d")
        assert tally.n == n and version not in versions
        found = {label: sum(map(sum, by.values())) for label, by in tally.labels.items()}
        assert found == labels
        versions.add(version)

    check(20, A=20)
    # An annotator answers again, early and late in the dataset.
    for i in (1, 19):
        store.save_answers([make(f"text {i}", label="A", answer="ignore")], "d", "d-al")
    check(20, A=18)
    stored = store.get_dataset_examples("d")
    store.drop_examples(stored[2]["_task_hash"])
    check(19, A=17)
    store.add_examples([make("new", label="B")], ["d"])
    check(20, A=17, B=1)
    # The same number as before, and other ones.
    store.drop_examples(make("new", label="B")["_task_hash"])
    store.add_examples([make("newer", label="C")], ["d"])
    check(20, A=17, C=1)
    store.drop_dataset("d")
    store.add_examples([make("newest", label="D")], ["d"])
    own = KeptTally(store, store._find_dataset("d"), "d")
    check(1, D=1)


def test_what_other_programs_change_is_found_by_checking(store, monkeypatch):
    monkeypatch.setattr(kept, "WIDTH", 8)
    store.add_examples([make(f"text {i}", label="A") for i in range(20)], ["d"])
    own = KeptTally(store, store._find_dataset("d"), "d")
    own.refresh()
    new = dump_json(make("text 3", label="B"))
    sql = f"UPDATE example SET content = {store.db.param} WHERE id = {store.db.param}"
    store.db.execute_sql(
        sql, (new, store.db.execute_sql("SELECT MIN(id) FROM example").fetchone()[0])
    )
    own.check()
    assert set(own.refresh()[0].labels) == {"A", "B"}


def test_damaged_rows_are_counted(store):
    store.add_examples([make("one"), make("two")], ["d"])
    store.db.execute_sql("UPDATE example SET content = '{' WHERE task_hash <> 0")
    tally, _ = KeptTally(store, store._find_dataset("d"), "d").refresh()
    assert (tally.n, tally.n_damaged) == (0, 2)


def test_a_database_that_cannot_be_written_is_counted_all_the_same(home):
    connect("sqlite", {}).add_examples([make("one"), make("two")], ["d"])
    db = connect("sqlite", {"pragmas": {"query_only": 1}})
    own = KeptTally(db, db._find_dataset("d"), "d")
    assert own.refresh()[0].n == 2
    assert not db.tables.tally.table_exists()
    connect("sqlite", {}).add_examples([make("three")], ["d"])
    assert own.refresh()[0].n == 3


def test_a_glance_shows_what_is_counted_so_far(store, monkeypatch):
    monkeypatch.setattr(kept, "WIDTH", 8)
    store.add_examples([make(f"text {i}", label="A") for i in range(60)], ["d"])
    own, glances = KeptTally(store, store._find_dataset("d"), "d"), []
    count_piece = KeptTally._count_piece

    def count_and_look(self, number, is_full):
        count_piece(self, number, is_full)
        tally = self.glance()
        glances.append((tally, describe(tally), self.n_done, self.n_total))

    monkeypatch.setattr(KeptTally, "_count_piece", count_and_look)
    assert own.glance().n == 0
    whole, _ = own.refresh()
    examples = store.get_dataset_examples("d")
    for tally, seen, n_done, n_total in glances:
        assert seen == describe(count(examples[:n_done])) and n_total == 60
        assert describe(tally) == seen  # nobody has added to it since
    assert [n for *_, n, _ in glances] == sorted({n for *_, n, _ in glances}) and len(glances) > 5
    # Afterwards it is what was known before, until the new ones are counted.
    glances.clear()
    store.add_examples([make(f"more {i}", label="B") for i in range(20)], ["d"])
    before = describe(whole)
    assert own.refresh()[0].n == 80
    assert glances and all(seen == before for _, seen, *_ in glances)
    assert describe(whole) == before
