"""What the dashboard shows while answers are still being counted."""

import threading

import pytest

from prodigy.app import watching
from prodigy.app.watching import Watcher
from prodigy.components.dashboard import kept
from prodigy.components.dashboard.figures import count_dataset, make_figures
from prodigy.components.dashboard.kept import KeptTally
from prodigy.hashing import set_hashes


def make(i):
    eg = {"text": f"text {i}", "label": "A", "_view_id": "classification", "answer": "accept"}
    return set_hashes({**eg, "_timestamp": 1_700_000_000 + 9 * i, "_session_id": "news-al"})


# In memory all threads share one connection: nobody looks while another thread counts.
FILES = pytest.mark.parametrize(
    "store",
    [
        "file",
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mysql", marks=pytest.mark.mysql),
    ],
    indirect=True,
)


@pytest.fixture
def gate(monkeypatch):
    """Counting stops behind the second piece until this is set."""
    opened = threading.Event()
    count_piece = KeptTally._count_piece

    def wait_and_count(self, number, is_full):
        if self.n_done >= 8:
            assert opened.wait(60)
        count_piece(self, number, is_full)

    monkeypatch.setattr(kept, "WIDTH", 8)
    monkeypatch.setattr(watching, "WAIT_S", 0.05)
    monkeypatch.setattr(KeptTally, "_count_piece", wait_and_count)
    yield opened
    opened.set()


@pytest.fixture
def watcher(store, gate):
    made = Watcher(store)
    yield made
    gate.set()
    for pool in (made._counter, made._measurer):
        pool.submit(store.db.close).result()
        pool.shutdown()


def look_until(watcher, is_it):
    deadline = threading.Event()
    for _ in range(600):
        figures = watcher.look(["news"], None)
        if is_it(figures):
            return figures
        deadline.wait(0.05)
    raise AssertionError(figures["counting"])


@FILES
def test_figures_so_far_are_shown_while_answers_are_counted(store, gate, watcher):
    store.save_answers([make(i) for i in range(50)], "news", "news-al")
    some = look_until(watcher, lambda figures: figures["counting"]["n_done"] >= 8)
    assert some["counting"]["n_total"] == 50
    so_far = look_until(watcher, lambda figures: figures["answers"]["total"])
    assert so_far["answers"]["total"] == some["counting"]["n_done"] < 50
    assert so_far["labels"][0]["accept"] == so_far["answers"]["accept"]
    gate.set()
    whole = look_until(watcher, lambda figures: figures["counting"] is None)
    own = make_figures(store, [count_dataset(store, "news")])
    assert {key: whole[key] for key in own} == own and own["answers"]["total"] == 50


@FILES
def test_figures_of_a_moment_ago_stay_while_new_answers_are_counted(store, gate, watcher):
    gate.set()
    store.save_answers([make(i) for i in range(20)], "news", "news-al")
    before = look_until(watcher, lambda figures: figures["counting"] is None)
    gate.clear()
    store.save_answers([make(i) for i in range(20, 50)], "news", "news-al")
    now = watcher.look(["news"], None)
    assert now["counting"] and now["answers"] == before["answers"]
    gate.set()
    assert (
        look_until(watcher, lambda figures: figures["counting"] is None)["answers"]["total"] == 50
    )
