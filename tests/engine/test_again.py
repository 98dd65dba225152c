"""What is asked again is kept until it is answered, in every database."""

import pytest

from prodigy.engine.again import AgainBook, AgainRules
from prodigy.hashing import get_task_key, set_hashes


def make(text):
    return set_hashes({"text": text, "tokens": [], "big": 2**60 + 1})


def open_book(db, is_exclusive=True, moves=True, view_id="ner_manual"):
    return AgainBook(db, AgainRules("news", view_id, is_exclusive, moves))


def show(book):
    return [(task["text"], owners) for task, owners in book.load()]


ONE, TWO, THREE = (make(text) for text in ("one", "two\0\ud800", "three"))
KEYS = [get_task_key(task) for task in (ONE, TWO, THREE)]


def test_one_answer_is_enough_where_each_task_is_asked_once(store):
    book = open_book(store)
    book.forget("news-al", KEYS)  # no table yet
    assert book.load() == [] and not book.is_wanted(KEYS[0])
    book.add([ONE, TWO])
    book.add([THREE, ONE])  # again, so it comes last
    assert [task for task, _ in open_book(store).load()] == [TWO, THREE, ONE]
    book.note_owners(KEYS[1], ["news-al"])
    assert open_book(store, view_id="choice").load() == []
    open_book(store, view_id="choice").forget("news-al", KEYS)
    open_book(store).forget("news-bo", KEYS[1:])
    assert show(book) == [("one", None)] and not book.is_wanted(KEYS[1])


@pytest.mark.parametrize("moves", [True, False])
def test_all_owners_answer_where_tasks_are_asked_of_several(store, moves):
    book = open_book(store, False, moves)
    book.add([ONE, TWO, THREE])
    book.note_owners(KEYS[0], ["news-bo", "news-al"])
    book.note_owners(KEYS[1], [])  # the router wants nobody
    assert show(book) == [("one", ["news-al", "news-bo"]), ("three", None)]
    book.forget("news-al", KEYS)
    book.forget("news-al", KEYS[:1] if not moves else [])  # another answer of the same
    assert show(book) == [("one", ["news-bo"]), ("three", None)]
    assert book.is_wanted(KEYS[0], "news-bo") and not book.is_wanted(KEYS[0], "news-al")
    book.forget("news-cy", KEYS)  # who took it over, or joined later
    assert show(book) == [*([] if moves else [("one", ["news-bo"])]), ("three", None)]


def test_it_goes_with_its_dataset_and_comes_back_with_a_transaction(store):
    store.add_dataset("news")
    book = open_book(store)
    book.add([ONE])
    with store._connected("test"), store._atomic() as transaction:
        book.forget("news-al", KEYS)
        transaction.rollback()
    assert show(book) == [("one", None)]
    store.drop_dataset("news")
    assert book.load() == []
