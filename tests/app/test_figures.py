"""The figures of every response: mine, the project's, what is left, how far a page may go ahead."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.db import connect

N = 40


def make_tasks(n=N):
    return [{"text": f"text {i}"} for i in range(n)]


def answer(tasks, value="accept"):
    return [{**task, "answer": value} for task in tasks]


@pytest.fixture
def start(serve):
    def start(n=N, settings=None, **components):
        parts = {"dataset": "data", "view_id": "text", "stream": make_tasks(n), **components}
        return serve(parts, **(settings or {}))

    return start


def count_rows(*names):
    db = connect()
    return [db.count_dataset(name) if name in db else 0 for name in names]


def test_nothing_is_done_before_the_first_answer(start):
    client = start()
    figures = client.project("alex")
    assert (figures["progress"], figures["left"], figures["total"]) == (0, N, 0)
    client.get_tasks("alex")
    figures = client.get_session_questions("alex")
    assert (figures["progress"], figures["progress_kind"]) == (0, "source")
    assert figures["left"] == N
    assert figures["left_is_exact"] is False


def test_mine_and_the_project_s_are_told_apart(start):
    client = start()
    client.give_answers(answer(client.get_tasks("alex")[:3]), "alex")
    figures = client.give_answers(answer(client.get_tasks("jo")[:2], "reject"), "jo")
    assert figures["session_total"] == figures["total"] == 2
    assert figures["project_total"] == 5
    assert figures["session_answers"] == {"accept": 0, "reject": 2, "ignore": 0}
    assert figures["left"] == N - 5


def test_a_changed_answer_is_counted_once(start):
    client = start()
    tasks = client.get_tasks("alex")[:2]
    client.give_answers(answer(tasks), "alex")
    figures = client.give_answers(answer(tasks[:1], "reject"), "alex")
    assert figures["session_answers"] == {"accept": 1, "reject": 1, "ignore": 0}
    assert (figures["session_total"], figures["project_total"]) == (2, 2)


def test_what_others_write_into_the_dataset_counts(start):
    client = start()
    client.give_answers(answer(client.get_tasks("alex")[:1]), "alex")
    connect().add_examples(answer(make_tasks(3)), ["data"])
    assert client.post("/activity", {"session_id": "alex"})["project_total"] == 4
    connect().drop_dataset("data")
    assert client.post("/figures", {"session_id": "alex"})["project_total"] == 0


def test_a_page_learns_which_of_its_answers_are_stored(start):
    client = start()
    tasks = client.get_tasks("alex")
    client.give_answers(answer(tasks[:1], "reject"), "alex")
    client.give_answers(answer(tasks[1:2]), "jo")
    asked = {"session_id": "alex", "pending": answer(tasks[:2])}
    [found] = client.post("/figures", asked)["answered"]
    assert found == {"task_hash": tasks[0]["_task_hash"], "answer": "reject"}


def test_a_page_learns_which_of_its_answers_an_earlier_run_has_stored(start):
    client = start()
    tasks = client.get_tasks("alex")
    client.give_answers(answer(tasks[:1]), "alex")
    client = start()
    asked = {"session_id": "alex", "pending": answer(tasks[:2])}
    figures = client.post("/figures", asked)
    assert figures["answered"] == [{"task_hash": tasks[0]["_task_hash"], "answer": None}]
    assert (figures["session_total"], figures["total"], figures["project_total"]) == (0, 1, 1)


@pytest.mark.parametrize("pending", [[{}], [{"_task_hash": "x"}], [{"_task_hash": None}]])
def test_what_is_no_task_is_not_stored(start, pending):
    assert start().post("/figures", {"session_id": "alex", "pending": pending})["answered"] == []


def test_the_documented_keys_are_there_as_ever(start):
    client = start()
    data = client.get_questions()
    assert {"tasks", "total", "progress", "progress_kind", "session_id"} <= set(data)
    assert isinstance(data["total"], int)
    assert {"progress", "total"} <= set(client.give_answers(answer(data["tasks"][:1])))


# Running ahead


@pytest.mark.parametrize(
    ("n", "config", "expected"),
    [
        (400, {}, 50),
        (40, {}, 20),
        (5, {}, 2),
        (40, {"feed_overlap": True}, 40),
        (400, {"batch_size": 1}, 0),
        (400, {"instant_submit": True}, 0),
    ],
)
def test_a_page_may_run_ahead_as_far_as_others_have_enough(start, n, config, expected):
    assert start(n, config).get_session_questions("alex")["prefetch"] == expected


def test_those_who_work_at_the_same_time_share_what_is_left(start):
    client = start(40)
    client.get_tasks("jo")
    assert client.get_session_questions("alex")["prefetch"] == 10


def test_nobody_runs_ahead_of_a_model_or_of_an_end_that_nobody_knows(start):
    learning = start(400, update=lambda answers: 0.5)
    assert learning.get_session_questions("alex")["prefetch"] == 0
    endless = start(stream=(task for task in make_tasks(400)))
    assert endless.get_session_questions("alex")["prefetch"] == 0


def test_large_tasks_don_t_fill_the_memory_of_the_browser(start):
    tasks = [{"text": "x" * 2**20, "number": i} for i in range(100)]
    assert start(stream=tasks).get_session_questions("alex")["prefetch"] <= 15


# For all sequences

NAMES = ("alex", "jo")
VALUES = ("accept", "reject", "ignore")
name = st.sampled_from(NAMES)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), name, st.integers(1, 6), st.sampled_from(VALUES)),
        st.tuples(st.just("change"), name, st.integers(0, 30), st.sampled_from(VALUES)),
        st.tuples(st.just("repeat"), name),
        st.tuples(st.just("reload"), name),
        st.tuples(st.just("restart")),
    ),
    max_size=14,
)


class Model:
    """What was stored, in the simplest possible way."""

    def __init__(self):
        self.stored = {}  # (session, task hash) to answer
        self.run = {}

    def give(self, session, tasks, value):
        for task in tasks:
            key = (session, task["_task_hash"])
            if key in self.run or key not in self.stored:
                self.run[key] = value
            self.stored[key] = value

    def of(self, stored, session):
        return [value for (owner, _), value in stored.items() if owner == session]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps, overlap=st.booleans())
def test_the_figures_equal_those_of_the_command_line(start, capsys, steps, overlap):
    for dataset in ("data", "data-alex", "data-jo"):
        if dataset in connect():
            connect().drop_dataset(dataset)
    model, sent, last = Model(), {n: [] for n in NAMES}, {}
    config = {"feed_overlap": overlap}
    client = start(settings=config)
    for what, *args in steps:
        if what == "restart":
            client, model.run = start(settings=config), {}
            continue
        session = args[0]
        if what == "answer":
            tasks = client.get_tasks(session)[: args[1]]
            if not tasks:
                continue
            sent[session] += tasks
            last[session] = (answer(tasks, args[2]), f"{len(sent['alex'])} {len(sent['jo'])}")
            figures = client.give_answers(last[session][0], session, last[session][1])
            model.give(session, tasks, args[2])
        elif what == "change" and sent[session]:
            task = sent[session][args[1] % len(sent[session])]
            figures = client.give_answers(answer([task], args[2]), session)
            model.give(session, [task], args[2])
        elif what == "repeat" and session in last:
            figures = client.give_answers(last[session][0], session, last[session][1])
        else:
            figures = client.project(session)
        own = model.of(model.run, session)
        assert figures["session_answers"] == {value: own.count(value) for value in VALUES}
        assert figures["session_total"] == len(own)
        assert figures["total"] == len(model.of(model.stored, session))
        assert [figures["project_total"], figures["total"]] == count_rows("data", f"data-{session}")
        if model.stored:
            assert figures["project_total"] == read_progress(capsys)
        done = figures["total"] if overlap else figures["project_total"]
        if figures["left_is_exact"]:
            assert figures["left"] == N - done
            assert figures["progress"] == pytest.approx(done / N)


def read_progress(capsys):
    """RETURNS (int): The total that `prodigy progress` prints for the last day, 0 for no day."""
    from prodigy.recipes.commands import progress

    capsys.readouterr()
    progress(["data"])
    days = re.findall(r"^\d{4}-\d\d-\d\d .*", capsys.readouterr().out, re.M)
    return int(days[-1].split()[-2]) if days else 0
