"""review at size: answers are read when they are drawn, and every task is reviewed once."""

import json
import random
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.db import connect
from prodigy.components.db.custom import REPLACED
from prodigy.core import Controller
from prodigy.errors import RecipeError
from prodigy.recipes.parts import review_acceptance, review_queue
from prodigy.recipes.parts.review_index import Reviewed, open_index
from prodigy.recipes.parts.review_queue import ReviewMaker, ReviewQueue
from prodigy.recipes.parts.review_survey import Survey
from prodigy.recipes.review import get_review_stream, review
from tests.test_same_hashes import ONE, OTHER
from tests.util import make_answer

OPTIONS = [{"id": one, "text": one} for one in "ABC"]


def choose(text, session, *accept, **keys):
    eg = make_answer(text, options=OPTIONS, accept=list(accept), **keys)
    return {**eg, "_view_id": "choice", "_session_id": session}


def highlight(text, session, *labels, view_id="spans_manual", **keys):
    eg = make_answer(text, **keys)
    eg["spans"] = [{"start": 0, "end": 1, "label": label} for label in labels]
    return {**eg, "_view_id": view_id, "_session_id": session}


@pytest.fixture
def database(home):
    db = connect()
    yield db
    db.close()


@pytest.fixture
def small_survey(monkeypatch):
    monkeypatch.setattr(review_queue, "SURVEYED", 4)


def open_queue(db, names, dataset="gold", **options):
    reviewed = Reviewed(db, dataset)
    maker = ReviewMaker(open_index(db, names, reviewed), reviewed, **options)
    queue = ReviewQueue(maker, Survey(), skips_done=True)
    queue.look_around()
    return queue


def describe(tasks):
    return Counter(
        json.dumps([eg["text"], eg["view_id"], eg["versions"]], sort_keys=True) for eg in tasks
    )


def serve(*args, **options):
    components = review(*args, **options)
    return Controller.from_components("review", components)


def answer_all(ctrl, limit=1000):
    """Answer what is asked. RETURNS (list[str]): The texts, in the order in which they came."""
    texts = []
    while len(texts) < limit and (tasks := ctrl.get_questions()):
        tasks = tasks[: limit - len(texts)]
        texts += [eg["text"] for eg in tasks]
        ctrl.receive_answers([{**eg, "answer": "accept"} for eg in tasks])
    return texts


def test_every_database_gives_the_groups_that_all_answers_in_memory_give(store, small_survey):
    rnd = random.Random(1)
    texts = [ONE, OTHER, *(f"Text {i}" for i in range(12))]
    answers = {"s": [], "t": []}
    for own in answers.values():
        for _ in range(60):
            text, who = rnd.choice(texts), rnd.choice(["x", "y", "z", None])
            kind = rnd.randrange(3)
            answer = rnd.choice(["accept", "accept", "reject", "ignore"])
            if kind == 0:
                eg = choose(text, who, rnd.choice("AB"))
            elif kind == 1:
                eg = highlight(text, who, *rnd.sample("AB", rnd.randrange(3)))
            else:
                eg = {**make_answer(text, label=rnd.choice("AB")), "_view_id": "classification"}
            own.append({**eg, "_session_id": who, "answer": answer})
    for name, own in answers.items():
        store.add_examples(own, [name])
    for show_skipped in (False, True):
        queue = open_queue(store, ["s", "t"], show_skipped=show_skipped)
        expected = list(get_review_stream(answers, show_skipped))
        assert describe(queue) == describe(expected)
        assert [eg["text"] for eg in queue][0] == expected[0]["text"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=30), st.booleans())
def test_buckets_hold_each_answer_once_and_what_has_the_same_hash_together(hashes, is_custom):
    class Custom:
        """Storage that others wrote."""

        def get_dataset(self, name):
            return [
                {"text": str(i), "_input_hash": f"h{one}" if is_custom else one, "_task_hash": two}
                for i, (one, two) in enumerate(hashes)
            ]

        def get_input_hashes(self, *names):
            return []

        get_task_hashes = get_input_hashes

    db = Custom()
    index = open_index(db, ["s"], Reviewed(db, "gold"))
    found = list(index.read(range(len(index))))
    assert [bucket for bucket, _ in found] == list(range(len(index)))
    numbers = [[answer.number for answer in answers] for _, answers in found]
    assert sorted(sum(numbers, [])) == list(range(1, len(hashes) + 1))
    assert all(own == sorted(own) for own in numbers)
    assert [own[0] for own in numbers] == sorted(own[0] for own in numbers)
    owner = {number: i for i, own in enumerate(numbers) for number in own}
    for i, one in enumerate(hashes, 1):
        for j, other in enumerate(hashes, 1):
            if one[0] == other[0] or one[1] == other[1]:
                assert owner[i] == owner[j]


def test_nothing_is_read_before_it_is_drawn(database, small_survey, monkeypatch):
    monkeypatch.setattr("prodigy.recipes.parts.review_index.CHUNK_SIZE", 2)
    database.add_examples([choose(str(i), "x", "A") for i in range(100)], ["s"])
    read = []
    load = type(database).load_examples
    monkeypatch.setattr(
        type(database), "load_examples", lambda db, ids, w: read.extend(ids) or load(db, ids, w)
    )
    monkeypatch.setitem(REPLACED, "load_examples", ())
    queue = open_queue(database, ["s"])
    assert len(read) == 4
    del read[:]
    stream = iter(queue)
    next(stream)
    assert len(read) == 2
    assert queue.progress == 0.01
    assert sum(1 for _ in stream) == 99
    assert queue.progress == 1


@pytest.mark.parametrize("n_surveyed", [4, 10_000])
@pytest.mark.parametrize("order", ["stream", "disagreement", "random"])
def test_what_was_reviewed_is_not_shown_after_a_restart(
    database, monkeypatch, n_surveyed, order, capsys
):
    monkeypatch.setattr(review_queue, "SURVEYED", n_surveyed)
    texts = [ONE, OTHER, *(f"Text {i}" for i in range(20))]
    for who in ("x", "y"):
        database.save_answers([choose(text, who, "A") for text in texts], "s", who)
    first = answer_all(serve("gold", ["s"], order=order), limit=10)
    # What others answer meanwhile changes nothing about that.
    database.save_answers([choose(text, "z", "B") for text in texts], "s", "z")
    ctrl = serve("gold", ["s"], order=order)
    assert 0 < ctrl.progress < 1
    second = answer_all(ctrl)
    assert sorted(first + second) == sorted(texts)
    assert answer_all(serve("gold", ["s"], order=order)) == []


@pytest.mark.parametrize("n_surveyed", [2, 10_000])
def test_a_text_in_two_interfaces_is_reviewed_in_both_also_after_a_restart(
    database, monkeypatch, n_surveyed
):
    monkeypatch.setattr(review_queue, "SURVEYED", n_surveyed)
    texts = ["a", "b", "c", "d"]
    for view_id in ("spans_manual", "ner_manual"):
        own = [highlight(text, "x", "A", view_id=view_id) for text in texts]
        database.save_answers(own, "s", f"s-{view_id}", replace=False)
    assert len({eg["_task_hash"] for eg in database.get_dataset_examples("s")}) == len(texts)
    first = answer_all(serve("gold", ["s"]), limit=5)
    second = answer_all(serve("gold", ["s"]))
    assert sorted(first + second) == sorted(texts * 2)
    gold = {(eg["text"], eg["view_id"]) for eg in database.get_dataset_examples("gold")}
    assert len(gold) == 8


def test_several_reviewers_may_get_the_same(database, home):
    (home / "prodigy.json").write_text('{"feed_overlap": true}')
    database.save_answers([choose(text, "x", "A") for text in "abc"], "s", "x")
    found = []
    for name in ("eve", "eve", "ivo"):
        ctrl = serve("gold", ["s"])
        session = ctrl.get_session_name(name)
        tasks = ctrl.get_questions(session)
        ctrl.receive_answers([{**eg, "answer": "accept"} for eg in tasks], session)
        found.append([eg["text"] for eg in tasks])
    assert found == [["a", "b", "c"], [], ["a", "b", "c"]]


def test_the_most_disagreed_comes_first(database):
    def spans(text, session, *starts):
        eg = highlight(text, session)
        eg["spans"] = [{"start": i, "end": i + 1, "label": "A"} for i in starts]
        return eg

    said = {
        "all": [(0, 1), (0, 1), (0, 1)],
        "one of two differs": [(0, 1), (0, 1), (0, 2)],
        "one of one differs": [(0,), (0,), (1,)],
        "nobody": [(0,), (1,), (2,)],
        "alone": [(0,)],
    }
    for text, answers in said.items():
        database.add_examples([spans(text, f"x{i}", *own) for i, own in enumerate(answers)], ["s"])
    shown = [eg["text"] for eg in review("gold", ["s"], order="disagreement")["stream"]]
    assert shown == ["nobody", "one of one differs", "one of two differs", "all", "alone"]
    # 2 of 3 pairs have the distance 1 - 2 * 1 / (2 + 2)
    [(_, [one])] = open_queue(database, ["s"])._maker.read([1])
    assert one.group.measure_disagreement() == pytest.approx(2 / 3 * 0.5)
    with pytest.raises(RecipeError, match="--order"):
        review("gold", ["s"], order="size")


def test_labels_that_were_overlooked_are_on_offer_where_they_are_used(
    database, small_survey, capsys
):
    labels = ["A"] * 50
    labels[20], labels[30] = "RARE", "OTHER"
    database.add_examples([highlight(str(i), "x", one) for i, one in enumerate(labels)], ["s"])
    components = review("gold", ["s"])
    assert components["config"]["labels"] == ["A"]
    assert components["config"]["exclude_by"] == "task"
    assert "4 of 50 answers" in capsys.readouterr().err
    found = {eg["text"]: eg.get("config") for eg in components["stream"]}
    assert found.pop("20") == {"labels": ["A", "RARE"]}
    assert found.pop("30") == {"labels": ["A", "OTHER", "RARE"]}
    assert set(map(str, found.values())) == {"None"}
    assert {eg.get("config") is None for eg in review("gold", ["s"], ["A"])["stream"]} == {True}


def test_options_that_were_overlooked_change_how_many_may_be_chosen(database, small_survey):
    answers = [choose(str(i), "x", *("AB" if i == 20 else "A")) for i in range(50)]
    database.add_examples(answers, ["s"])
    components = review("gold", ["s"])
    assert components["config"]["choice_style"] == "single"
    found = {eg["text"]: eg.get("config") for eg in components["stream"]}
    assert found["20"] == {"choice_style": "multiple"}


def test_what_is_accepted_is_stored_once_however_the_run_ends(database, monkeypatch, capsys):
    monkeypatch.setattr(review_acceptance, "BATCH_SIZE", 3)
    texts = [ONE, OTHER, *(f"Text {i}" for i in range(10))]
    for who in ("x", "y"):
        database.add_examples([choose(text, who, "A") for text in texts], ["s"])
    database.add_examples([choose("conflict", who, who) for who in "AB"], ["s"])
    store, calls = review_acceptance.Acceptance.store, []

    def store_twice(self):
        calls.append(1)
        if len(calls) > 2:
            raise KeyboardInterrupt
        store(self)

    with monkeypatch.context() as patch:
        patch.setattr(review_acceptance.Acceptance, "store", store_twice)
        with pytest.raises(KeyboardInterrupt):
            review("gold", ["s"], auto_accept=True)
    assert database.count_dataset("gold") == 6
    components = review("gold", ["s"], auto_accept=True)
    assert [eg["text"] for eg in components["stream"]] == ["conflict"]
    gold = [eg["text"] for eg in database.get_dataset_examples("gold")]
    assert sorted(gold) == sorted(texts)
    said = " ".join(capsys.readouterr().err.split())
    assert "12 of 13 tasks need no review, 6 of them in earlier runs" in said


def test_agreement_in_one_interface_does_not_count_in_another_one(database):
    for who in ("x", "y"):
        database.add_examples([choose("a", who, "A"), highlight("a", who, "A")], ["s"])
    assert review("gold", ["s"], auto_accept=True) is None
    views = {eg["view_id"] for eg in database.get_dataset_examples("gold")}
    assert views == {"choice", "spans_manual"}


def test_unusable_answers_are_named_by_their_place(database, small_survey, capsys):
    answers = [choose(str(i), "x", "A") for i in range(40)]
    answers[20]["accept"] = "A"
    database.add_examples([choose("z", "x", "A")], ["first"])
    database.add_examples(answers, ["s"])
    texts = [eg["text"] for eg in review("gold", ["first", "s"])["stream"]]
    assert len(texts) == 40
    assert "Example 21 of dataset s: accept: expected a list" in " ".join(
        capsys.readouterr().err.split()
    )


def test_skipped_answers_all_over_the_survey_are_no_reason_to_give_up(database, small_survey):
    answers = [choose(str(i), "x", "A") for i in range(50)]
    for eg in answers[:20] + answers[21:]:
        eg["answer"] = "ignore"
    database.add_examples(answers, ["s"])
    assert [eg["text"] for eg in review("gold", ["s"])["stream"]] == ["20"]


@pytest.mark.slow
def test_a_kill_while_tasks_are_accepted_loses_and_repeats_nothing(
    database, live_server, server_class, tmp_path
):
    n, conflicts = 10_000, 500
    for who in ("x", "y"):
        every = n // conflicts
        database.add_examples(
            (choose(f"{i}", who, "B" if who == "y" and i % every == 0 else "A") for i in range(n)),
            ["s"],
        )
    command = ["review", "gold", "s", "--auto-accept"]
    first = server_class(command, tmp_path / "first.log")

    def count():
        return database.count_dataset("gold") if "gold" in database.datasets else 0

    deadline = time.monotonic() + 120
    while count() < 1000:
        assert first.process.poll() is None, first.output
        assert time.monotonic() < deadline
        time.sleep(0.01)
    first.process.kill()
    first.process.wait()
    stored = count()
    assert 1000 <= stored < n - conflicts
    with live_server(command) as second:
        said = " ".join(second.output.split())
    assert f"{n - conflicts} of {n} tasks need no review, {stored} of them in earlier" in said
    texts = Counter(eg["text"] for eg in database.get_dataset_examples("gold"))
    assert len(texts) == n - conflicts
    assert set(texts.values()) == {1}
