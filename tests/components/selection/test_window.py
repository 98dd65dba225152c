"""A selection asks every text once, reads a window at a time, and says why it asks."""

import random
import tempfile
import tracemalloc
import weakref
from collections import Counter
from itertools import count, islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.selection import PREFERENCES, Ratings, select, window
from prodigy.components.selection.spool import Spool
from prodigy.components.stream import Stream, get_stream
from prodigy.errors import StreamError
from prodigy.io.places import Place, PlacedTask, get_place


class Model:
    """Is unsure about texts with larger numbers, once it has learned something."""

    def __init__(self, is_ready=True):
        self.version = 0
        self.is_ready = is_ready
        self.n_rated = 0

    def __call__(self, tasks):
        self.n_rated += len(tasks)
        if not self.is_ready:
            return None
        return Ratings([get_number(eg) for eg in tasks])


def get_number(eg):
    return int(eg["text"].split()[0])


def make_tasks(n):
    return [{"text": f"{i} {random.Random(i).random()}"} for i in range(n)]


def select_small(tasks, prefer="uncertain", **settings_):
    return select(tasks, prefer, largest_window=64, encode=encode, **settings_)


def encode(texts):
    rows = np.random.default_rng(len(texts)).normal(size=(len(texts), 4)).astype("float32")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 300),
    st.sampled_from(PREFERENCES),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.booleans(),
    st.integers(1, 30),
)
def test_every_text_is_asked_once(n, prefer, explore, is_ready, n_per_round):
    stream = select_small(
        make_tasks(n), prefer, explore=explore, rate=Model(is_ready), n_per_round=n_per_round
    )
    assert sorted(get_number(eg) for eg in stream) == list(range(n))
    assert stream.n_held == 0


@pytest.mark.parametrize("prefer", PREFERENCES)
def test_the_order_depends_on_the_seed_alone(prefer):
    def order(seed):
        stream = select_small(make_tasks(200), prefer, rate=Model(), seed=seed)
        return [get_number(eg) for eg in stream]

    assert order(1) == order(1) != order(2)


def test_what_the_model_is_least_sure_about_comes_first():
    stream = select(make_tasks(32), rate=Model(), encode=encode, explore=0, n_per_round=5)
    first = [get_number(eg) for eg in islice(stream, 5)]
    assert first[0] == 31
    assert min(first) > 16


def test_a_model_that_has_learned_is_asked_again():
    model = Model(is_ready=False)
    stream = select(make_tasks(32), rate=model, encode=encode, explore=0, n_per_round=5)
    assert {eg["_selection"]["by"] for eg in islice(stream, 5)} == {"diverse"}
    model.is_ready, model.version = True, 1
    reasons = [eg["_selection"] for eg in islice(stream, 5)]
    assert {reason["by"] for reason in reasons} == {"uncertain"}
    n_rated = model.n_rated
    list(islice(stream, 5))
    assert model.n_rated == n_rated  # it hasn't learned since
    model.version = 2
    next(stream)
    assert model.n_rated > n_rated


@pytest.mark.parametrize("prefer", PREFERENCES[:3])
def test_a_share_of_the_questions_is_random(prefer):
    stream = select(make_tasks(1000), prefer, rate=Model(), encode=encode, explore=0.2)
    asked = list(islice(stream, 200))
    by = Counter(eg["_selection"]["by"] for eg in asked)
    assert 30 <= by["random"] <= 42
    sampled = [get_number(eg) for eg in asked if eg["_selection"]["by"] == "random"]
    # Of what was read, and not of what the model prefers.
    assert 300 < np.mean(sampled) < 700
    for start in range(0, 200, 50):
        part = asked[start : start + 50]
        assert 5 <= sum(eg["_selection"]["by"] == "random" for eg in part) <= 11


def test_random_questions_don_t_depend_on_the_model():
    def sample(prefer, model):
        stream = select(make_tasks(300), prefer, rate=model, encode=encode, explore=0.2)
        return {get_number(eg) for eg in stream if eg["_selection"]["by"] == "random"}

    assert sample("uncertain", Model()) == sample("diverse", None)


def test_patterns_are_mixed_in():
    tasks = make_tasks(100)
    stream = select(tasks, encode=encode, explore=0, has_clue=lambda eg: get_number(eg) in (17, 19))
    first = list(islice(stream, 10))
    assert {get_number(eg) for eg in first if eg["_selection"]["by"] == "rare"} == {17, 19}
    assert sum(eg["_selection"]["by"] == "diverse" for eg in first) == 8


def test_what_is_rare_is_mixed_in():
    class Rare(Model):
        def __call__(self, tasks):
            numbers = [get_number(eg) for eg in tasks]
            return Ratings(numbers, [float(number == 3) for number in numbers])

    stream = select(make_tasks(32), rate=Rare(), encode=encode, explore=0)
    first = list(islice(stream, 10))
    assert [get_number(eg) for eg in first if eg["_selection"]["by"] == "rare"] == [3]


def test_what_has_an_answer_passes_through():
    tasks = make_tasks(100)
    stream = select(tasks, encode=encode, is_known=lambda eg: get_number(eg) < 50)
    first = list(islice(stream, 50))
    assert [get_number(eg) for eg in first] == list(range(50))
    assert all("_selection" not in eg for eg in first)
    assert sorted(get_number(eg) for eg in stream) == list(range(50, 100))


def test_the_tasks_are_not_changed():
    tasks = make_tasks(20)
    list(select(tasks, encode=encode))
    assert tasks == make_tasks(20)


def test_an_endless_stream_is_read_by_the_window():
    n_read = 0

    def numbers():
        nonlocal n_read
        for i in count():
            n_read += 1
            yield {"text": f"{i}"}

    stream = select(numbers(), encode=encode)
    next(stream)
    assert n_read <= 64  # the first window is small
    list(islice(stream, 500))
    assert 500 < n_read < 50_000


def test_a_slow_source_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(window, "FILL_S", -1.0)  # each text takes longer than that
    n_read = 0

    def slow():
        nonlocal n_read
        for i in range(100):
            n_read += 1
            yield {"text": f"{i}"}

    stream = select(slow(), encode=encode)
    for i in range(1, 6):
        next(stream)
        assert n_read <= i
    assert len(list(stream)) == 95


def test_a_window_that_takes_too_long_shrinks(monkeypatch):
    monkeypatch.setattr(window, "ROUND_S", 0.0)
    stream = select(make_tasks(500), encode=encode)
    list(islice(stream, 50))
    assert stream.n_held < 200


def test_the_window_stays_small_as_long_as_the_model_knows_nothing():
    model = Model(is_ready=False)
    stream = select(make_tasks(500), encode=encode, rate=model, explore=0)
    list(islice(stream, 100))
    assert stream.n_held < 64
    model.is_ready, model.version = True, 1
    list(islice(stream, 60))
    assert stream.n_held > 100


def test_progress_knows_what_is_held_back(jsonl):
    stream = get_stream(jsonl(make_tasks(400)), dedup=True)
    stream.apply(select, stream=stream, encode=encode, largest_window=64)
    list(islice(stream, 20))
    assert stream.n_ahead > 20
    assert stream.n_ahead + 20 <= 400
    list(stream)
    assert stream.n_ahead == 0


def test_places_survive_the_file():
    tasks = [
        PlacedTask(eg, Place("texts.jsonl", i, "line")) for i, eg in enumerate(make_tasks(300), 1)
    ]
    stream = select_small(tasks)
    for eg in stream:
        assert get_place(eg) == ("texts.jsonl", get_number(eg) + 1, "line")


def test_a_stream_can_be_selected_from():
    stream = Stream.from_iterable(make_tasks(20))
    assert len(list(select(stream, encode=encode))) == 20


@pytest.mark.parametrize(
    ("settings_", "message"),
    [({"prefer": "certain"}, "Can't prefer 'certain'"), ({"explore": 1.5}, "from 0 to 1")],
)
def test_mistakes_are_explained(settings_, message):
    with pytest.raises(StreamError, match=message):
        select([], **settings_)


def test_tasks_wait_in_a_file():
    spool = Spool()
    placed = PlacedTask({"text": "\ud800 é\n"}, Place("f", 3))
    spool.add(placed)
    spool.add({"text": "x"})
    assert spool.n_tasks == 2
    first, second = spool.drain()
    assert (first, second) == (placed, {"text": "x"})
    assert (get_place(first), get_place(second)) == (Place("f", 3), None)
    assert spool.n_tasks == 0
    spool.add({"text": "again"})
    assert list(spool.drain()) == [{"text": "again"}]


def test_a_full_disk_is_explained(monkeypatch):
    class Full:
        def seek(self, place): ...
        def close(self): ...
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **kwargs: Full())
    with pytest.raises(StreamError, match="Can't keep the texts") as caught:
        Spool().add({"text": "x"})
    assert "TMPDIR" in str(caught.value)


@pytest.mark.slow
def test_memory_doesn_t_grow_with_the_stream():
    def peak(n):
        tracemalloc.start()
        stream = select(({"text": f"{i} text"} for i in range(n)), rate=Model(), encode=encode)
        while stream.n_held < n * 0.9:
            next(stream)
        result = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return result

    assert peak(40_000) < 1.3 * peak(8_000)


def test_only_what_may_be_asked_next_gets_a_vector():
    encoded = []

    def note(texts):
        encoded.extend(texts)
        return encode(texts)

    stream = select(make_tasks(2000), rate=Model(), encode=note, explore=0)
    asked = list(islice(stream, 200))
    assert len(encoded) == len(set(encoded))
    assert {eg["text"] for eg in asked} <= set(encoded)
    assert len(encoded) < 20 * window.N_COMPARED * window.N_PER_ROUND
    assert stream.n_held > len(encoded) / 2


@pytest.mark.parametrize("prefer", ["uncertain", "diverse"])
def test_a_vector_that_is_kept_keeps_no_others(prefer):
    made = []

    def note(texts):
        rows = encode(texts)
        made.append(weakref.ref(rows.base if rows.base is not None else rows))
        return rows

    stream = select(make_tasks(600), prefer, rate=Model(), encode=note)
    for _ in islice(stream, 300):
        pass
    assert len(made) > 2
    assert sum(ref() is not None for ref in made) == 0
