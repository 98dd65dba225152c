"""What is done to answers of several datasets at once: all of it, or nothing."""

import pytest

from prodigy.app.browsing import Browser, Decide, make_label_change
from prodigy.app.jobs import Job
from prodigy.components.db.undo import UndoWriter
from prodigy.errors import ProdigyError
from prodigy.hashing import set_hashes

NAMES = ("one", "two", "three")


def make(text):
    eg = {"text": text, "answer": "accept", "_view_id": "ner_manual"}
    return set_hashes({**eg, "spans": [{"start": 0, "end": 3, "label": "A"}]})


@pytest.fixture
def browser(store):
    # Some of the answers are in two datasets.
    for name in NAMES:
        store.add_examples([make(f"{name} {i}") for i in range(3)], [name])
    store.add_examples([make("both")], ["one", "two"])
    return Browser(store)


def dump(db):
    tables = db.tables
    with db._connected("look"):
        rows = list(tables.example.select().order_by(tables.example.id).tuples())
        links = list(tables.link.select().order_by(tables.link.id).tuples())
    return rows, links


def select_all(browser):
    t = browser.db.tables
    with browser.db._connected("look"):
        ids = [row[0] for row in t.link.select(t.link.id).order_by(t.link.id).tuples()]
    return browser.select(ids, None, [])


def change(browser, what):
    selected, job = select_all(browser), Job()
    if what == "delete":
        return browser.delete(selected, job)
    change = Decide("reject") if what == "decide" else make_label_change("A", "B")
    return browser.change(selected, change, what, job, dry=False, force=False)


@pytest.mark.parametrize("what", ["relabel", "decide", "delete"])
def test_a_change_of_several_datasets_is_made_and_taken_back_as_a_whole(browser, store, what):
    before = dump(store)
    done = change(browser, what)
    assert done["n_changed"] == 11 and len(done["undo"]) == 3
    assert dump(store) != before
    browser.undo(done["undo"])
    assert dump(store) == before


@pytest.mark.parametrize("what", ["relabel", "decide", "delete"])
@pytest.mark.parametrize("last", [2, 3])
def test_a_change_that_fails_in_one_dataset_changes_none(
    browser, store, home, monkeypatch, what, last
):
    before, finish, calls = dump(store), UndoWriter.finish, []

    def fail(self):
        calls.append(self)
        if len(calls) == last:
            raise ProdigyError("The disk is full", "Make room.")
        finish(self)

    monkeypatch.setattr(UndoWriter, "finish", fail)
    with pytest.raises(ProdigyError, match="disk is full"):
        change(browser, what)
    assert dump(store) == before and len(calls) == last
    assert not list((home / "undo").glob("*"))


def test_a_change_is_taken_back_in_all_datasets_or_in_none(browser, store):
    done = change(browser, "relabel")
    # Somebody edits an answer of the first dataset.
    first = store.get_dataset_examples("one")[0]
    decide = select_all(browser)
    decide.by_dataset = {"one": decide.by_dataset["one"][:1]}
    assert first["spans"][0]["label"] == "B"
    browser.change(decide, Decide("ignore"), "decide", Job(), dry=False, force=False)
    before = dump(store)
    with pytest.raises(ProdigyError, match="Can't undo"):
        browser.undo(done["undo"])
    assert dump(store) == before
