"""Several processes that serve one recipe from PostgreSQL, each a controller of its own here."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from prodigy.components import queue_store
from prodigy.components.db import Database, connect
from prodigy.core import Controller
from prodigy.engine.shared import team as team_module
from prodigy.engine.shared.fingerprint import make_fingerprint
from prodigy.engine.shared.store import SharedQueues
from prodigy.engine.shared.tables import open_queue
from prodigy.errors import ConfigError, OutageError, ProdigyError, RecipeError
from prodigy.hashing import TASK_DIGEST_ATTR, set_hashes

pytestmark = pytest.mark.postgres
Start = Callable[..., Controller]


def wait_until(condition: Callable[[], Any]) -> None:
    """Wait for what other threads do. Fails after a generous time."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it didn't happen"
        time.sleep(0.01)


def make_tasks(n: int = 30) -> list[dict[str, Any]]:
    return [{"text": f"text {i}"} for i in range(n)]


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BUSY_INTERVAL_S", "QUIET_INTERVAL_S", "ELECTION_INTERVAL_S"):
        monkeypatch.setattr(team_module, name, 0.01)


@pytest.fixture
def db(home: Any, postgres_settings: dict[str, Any]) -> Iterator[Database]:
    database = connect("postgresql", postgres_settings)
    yield database
    database.close()


@pytest.fixture
def start(db: Database) -> Iterator[Start]:
    """Starts a process."""
    started: list[Controller] = []

    def begin(
        tasks: Any = None,
        config: dict[str, Any] | None = None,
        queue: str = "database",
        **more: Any,
    ) -> Controller:
        components = {
            "dataset": "data",
            "view_id": "text",
            "stream": make_tasks() if tasks is None else tasks,
            "db": db,
            "config": {"queue": queue, "batch_size": 5, **(config or {})},
            **more,
        }
        started.append(Controller.from_components("test", components))
        started[-1].take_part()
        return started[-1]

    yield begin
    for ctrl in started:
        ctrl.leave()


def die(ctrl: Controller) -> None:
    """End a process without a word, as kill -9 does."""
    assert ctrl.team is not None
    ctrl.team._is_leaving = True
    ctrl.team._wake.set()
    ctrl.team._thread.join()  # type: ignore[union-attr]
    ctrl.team._membership.leave()


def give(ctrl: Controller, name: str, tasks: list[dict[str, Any]], answer: str = "accept") -> Any:
    return ctrl.receive_answers([{**task, "answer": answer} for task in tasks], name)


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


def work(ctrls: list[Controller], *names: str, limit: int = 1000) -> list[tuple[str, str]]:
    """Let annotators answer in turn, each time through another process, until nobody is asked.

    RETURNS (list): Session and text of what was answered.
    """
    done: list[tuple[str, str]] = []
    is_over = False
    number = 0
    while not is_over and len(done) < limit:
        is_over = True
        for name in names:
            number += 1
            tasks = ctrls[number % len(ctrls)].get_questions(name)
            give(ctrls[(number + 1) % len(ctrls)], name, tasks)
            done += [(name, text) for text in texts(tasks)]
            is_over = is_over and not tasks
    return done


def get_figures(ctrl: Controller, *names: str) -> Any:
    ctrl.counts.sync()
    sessions = [ctrl.confirm_session(name) for name in names]
    own = [(s.total_annotated, s.session_annotated, ctrl.counts.get_answers(s)) for s in sessions]
    shares = [ctrl.measure_share(session) for session in (None, *sessions)]
    return ctrl.total_annotated, ctrl.session_annotated, own, shares


def test_without_overlap_every_task_is_asked_once(start: Start, db: Database) -> None:
    ctrls = [start(), start()]
    assert [ctrl.team.is_feeding for ctrl in ctrls if ctrl.team] == [True, False]
    done = work(ctrls, "data-a", "data-b", "data-c")
    assert Counter(text for _, text in done) == Counter(texts(make_tasks()))
    assert Counter(texts(db.get_dataset_examples("data"))) == Counter(texts(make_tasks()))
    figures = [get_figures(ctrl, "data-a", "data-b") for ctrl in ctrls]
    assert figures[0] == figures[1]
    assert figures[0][:2] == (30, 30)
    assert figures[0][3][0].progress == 1.0


def test_with_full_overlap_everybody_is_asked_everything(start: Start) -> None:
    config = {"feed_overlap": True}
    ctrls = [start(config=config), start(config=config)]
    done = work(ctrls, "data-a", limit=7) + work(ctrls, "data-a", "data-b")
    done += work(ctrls, "data-late")
    for name in ("data-a", "data-b", "data-late"):
        asked = [text for who, text in done if who == name]
        assert sorted(asked) == sorted(texts(make_tasks()))


def test_as_many_annotators_for_a_task_as_wanted(start: Start) -> None:
    config = {"annotations_per_task": 2}
    ctrls = [start(config=config), start(config=config)]
    for name in ("data-a", "data-b", "data-c"):
        ctrls[1].join(ctrls[1].confirm_session(name))
    done = work(ctrls, "data-a", "data-b", "data-c")
    assert len(set(done)) == len(done)
    assert set(Counter(text for _, text in done).values()) == {2}


def test_routers_and_factories_of_the_recipe(start: Start) -> None:
    seen: list[tuple[str, bool]] = []

    def route(ctrl: Controller, session_id: str, task: dict[str, Any]) -> list[str]:
        number = int(task["text"].split()[1])
        return [f"data-{'ab'[number % 2]}", "data-c"] if number < 20 else ["data-b"]

    def make(ctrl: Controller, session_id: str) -> Any:
        seen.append((session_id, bool(ctrl.team and ctrl.team.is_feeding)))
        return ctrl._make_session(session_id)

    more = {"task_router": route, "session_factory": make}
    ctrls = [start(**more), start(**more)]
    done = work(ctrls, "data-a", "data-b", "data-c")
    assert Counter(name for name, _ in done) == {"data-a": 10, "data-b": 20, "data-c": 20}
    assert len(set(done)) == len(done)
    assert len(set(seen)) == len(seen)  # once in each process


def test_what_was_put_and_taken_is_on_the_disk(
    start: Start, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database server may fall, and come back without what it had only in memory."""
    execute, found = db.db.execute_sql, set()

    def look(sql: str, *args: Any) -> Any:
        for verb, table in re.findall(r"(INSERT INTO|UPDATE|DELETE FROM) (prodigy_queue_\w+)", sql):
            if table in ("prodigy_queue_place", "prodigy_queue_task"):
                found.add((verb, table, execute("SHOW synchronous_commit").fetchone()[0]))
        return execute(sql, *args)

    monkeypatch.setattr(db.db, "execute_sql", look)
    work([start()], "data-a", "data-b")
    assert {setting for *_, setting in found} == {"on"}
    assert {
        ("INSERT INTO", "prodigy_queue_task"),
        ("INSERT INTO", "prodigy_queue_place"),
        ("UPDATE", "prodigy_queue_place"),
    } <= {(verb, table) for verb, table, _ in found}


def test_a_feeder_that_dies_is_replaced_and_the_work_goes_on(start: Start, db: Database) -> None:
    ctrls = [start(make_tasks(60)) for _ in range(3)]
    held = ctrls[2].get_questions("data-a")
    done = work(ctrls, "data-b", "data-c", limit=15)
    before = get_figures(ctrls[2])
    die(ctrls.pop(0))
    wait_until(lambda: any(ctrl.team.is_feeding for ctrl in ctrls if ctrl.team))
    after = get_figures(ctrls[1])
    assert after[:2] == before[:2]
    assert after[3][0].progress == pytest.approx(before[3][0].progress)
    done += work(ctrls, "data-b", "data-c", "data-a")
    assert Counter(text for _, text in done) == Counter(texts(make_tasks(60)))
    assert {text for name, text in done if name == "data-a"}.issuperset(texts(held))


def test_tables_that_another_process_has_just_made_are_left_alone(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To make an index that exists would wait for whoever writes, who may wait in turn."""
    queue, exists = db.tables.queue, [False, True]
    open_queue(db, "data")
    made: list[str] = []
    execute = db.db.execute_sql
    monkeypatch.setattr(queue, "table_exists", lambda: exists.pop(0))
    monkeypatch.setattr(db.db, "execute_sql", lambda sql, *a: made.append(sql) or execute(sql, *a))
    open_queue(db, "data")
    assert not exists and not [sql for sql in made if "CREATE" in sql]


@pytest.mark.parametrize("is_committed", [True, False])
def test_tasks_are_put_once_whatever_became_of_the_connection(
    db: Database, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    """The connection is lost in the moment of the commit: it may have been carried out."""
    store = SharedQueues(db, open_queue(db, "data"))
    store.start_feeding()
    store.add_queue("data-a")
    store.put(set_hashes({"text": "one"}), ["data-a"], store.version)
    transaction = SharedQueues._transaction

    @contextmanager
    def lose(self: Any, action: str) -> Iterator[None]:
        if is_committed:
            with transaction(self, action):
                yield
            raise OutageError("Connection lost")
        with suppress(ZeroDivisionError), transaction(self, action):
            yield
            raise ZeroDivisionError
        raise OutageError("Connection lost")

    with monkeypatch.context() as patch:
        patch.setattr(SharedQueues, "_transaction", lose)
        with pytest.raises(OutageError):
            store.flush()
    store.put(set_hashes({"text": "two"}), ["data-a"], store.version)
    store.flush()
    store.flush(force=True)
    assert store.look().count_waiting("data-a") == 2
    assert texts(store.take("data-a", 10)) == ["one", "two"]
    assert db.db.execute_sql("SELECT count(*) FROM prodigy_queue_task").fetchone() == (2,)


def test_what_was_put_before_is_told_by_content_not_by_hash(start: Start) -> None:
    tasks = [{"text": f"text {i}", "_input_hash": 1, "_task_hash": 1} for i in range(4)]
    tasks = [dict(task) for task in tasks]
    ctrls = [start(tasks), start(tasks)]
    first = ctrls[1].get_questions("data-a")
    assert len({task.get(TASK_DIGEST_ATTR) for task in first}) == len(first)
    die(ctrls.pop(0))
    done = work(ctrls, "data-a")
    assert len(done) == len(first)


@pytest.mark.parametrize("exclude_by", ["task", "input"])
def test_custom_routers_are_not_asked_twice_after_a_death(start: Start, exclude_by: str) -> None:
    def route(ctrl: Controller, session_id: str, task: dict[str, Any]) -> list[str]:
        calls.append(task["text"])
        return [session_id]

    calls: list[str] = []
    more = {"task_router": route, "config": {"exclude_by": exclude_by}}
    ctrls = [start(**more), start(**more)]
    work(ctrls, "data-a", limit=10)
    die(ctrls.pop(0))
    work(ctrls, "data-b")
    assert sorted(calls) == sorted(texts(make_tasks()))


def test_answers_of_all_reach_update_where_the_stream_runs_once_and_in_order(start: Start) -> None:
    learned: list[tuple[int, str]] = []

    def make_update(number: int) -> Callable[[Any], float]:
        def update(answers: list[dict[str, Any]]) -> float:
            learned.extend((number, eg["text"]) for eg in answers)
            return 1 / len(learned)

        return update

    ctrls = [start(update=make_update(number)) for number in range(2)]
    done = work(ctrls, "data-a")
    wait_until(lambda: len(learned) == 30)
    assert learned == [(0, text) for _, text in done]
    assert ctrls[0].team is not None and ctrls[1].team is not None
    wait_until(lambda: ctrls[1].progress == ctrls[0].progress and bool(ctrls[0].progress))


def test_what_nobody_has_learned_from_is_learned_by_the_next_feeder(
    start: Start, db: Database
) -> None:
    learned: list[tuple[int, str]] = []
    is_stuck, is_over = threading.Event(), threading.Event()

    def learn_first(answers: list[dict[str, Any]]) -> None:
        is_stuck.set()
        is_over.wait(60)
        db.close()

    def learn_second(answers: list[dict[str, Any]]) -> None:
        learned.extend((1, eg["text"]) for eg in answers)

    first, second = start(update=learn_first), start(update=learn_second)
    tasks = second.get_questions("data-a")
    thread = first.thread.start()
    give(second, "data-a", tasks)
    assert is_stuck.wait(30)
    die(first)
    wait_until(lambda: len(learned) == len(tasks))
    assert learned == [(1, text) for text in texts(tasks)]
    is_over.set()
    first.thread.stop()
    thread.join()


def test_an_idle_session_loses_its_tasks_and_a_working_one_doesnt(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrls = [start(make_tasks(10)), start(make_tasks(10))]
    held = ctrls[0].get_questions("data-a")
    n_done = 0
    # As many as are placed already, until none is left.
    while n_done < 10 - len(held):
        rest = ctrls[1].get_questions("data-b")
        give(ctrls[1], "data-b", rest)
        n_done += len(rest)
    assert ctrls[1].get_questions("data-b") == []
    monkeypatch.setattr(queue_store, "IDLE_AFTER_S", 0)
    assert texts(ctrls[1].get_questions("data-b")) == texts(held)


@pytest.mark.parametrize("jump", [7200, -7200])
def test_clocks_that_are_set_or_differ_take_nothing_from_those_who_work(
    start: Start, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    ctrls = [start(make_tasks(10)), start(make_tasks(10))]
    held = ctrls[0].get_questions("data-a")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    done = work([ctrls[1]], "data-b")
    assert not {text for _, text in done} & set(texts(held))
    assert give(ctrls[0], "data-a", held).saved.n_new == len(held)
    ctrls[0].get_questions("data-a")
    monkeypatch.setattr(time, "time", real)
    assert work(ctrls, "data-b") == []


def test_an_edit_through_another_process_replaces_the_answer(start: Start, db: Database) -> None:
    ctrls = [start(), start()]
    tasks = ctrls[0].get_questions("data-a")
    give(ctrls[0], "data-a", tasks)
    # The spans, of which the hash is made, are others now.
    edited = [{**task, "spans": [{"start": 0, "end": 4, "label": "X"}]} for task in tasks[:2]]
    give(ctrls[1], "data-a", edited, "reject")
    stored = db.get_dataset_examples("data")
    assert sorted(eg["answer"] for eg in stored) == ["accept"] * 3 + ["reject"] * 2
    for ctrl in ctrls:
        figures = get_figures(ctrl, "data-a")
        assert figures[0] == 5
        assert figures[2] == [(5, 5, {"accept": 3, "reject": 2, "ignore": 0})]
        session = ctrl.confirm_session("data-a")
        assert len(ctrl.counts.find_answered(session, tasks)) == 5


def test_the_same_batch_through_two_processes_is_stored_once(start: Start, db: Database) -> None:
    ctrls = [start(), start()]
    tasks = ctrls[0].get_questions("data-a")
    answers = [{**task, "answer": "accept"} for task in tasks]
    results: list[Any] = []

    def send(ctrl: Controller) -> None:
        try:
            results.append(ctrl.receive_answers(answers, "data-a", "batch").saved.is_repeat)
        except Exception as err:
            results.append(err)
        finally:
            db.close()

    threads = [threading.Thread(target=send, args=(ctrl,)) for ctrl in ctrls * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [False, True, True, True]
    assert len(db.get_dataset_examples("data")) == len(tasks)


def test_a_restart_goes_on_and_what_is_held_stays_with_its_holder(start: Start) -> None:
    first = start()
    held = first.get_questions("data-a")
    give(first, "data-a", held[:2])
    die(first)
    ctrls = [start(), start()]
    others = work(ctrls, "data-b")
    assert not {text for _, text in others} & set(texts(held))
    assert texts(ctrls[1].get_questions("data-a")) == texts(held[2:])


def test_who_comes_while_the_locks_of_others_are_lost_joins_them(start: Start) -> None:
    """As after a database that fell and came back, before they have noticed."""
    first, second = start(), start()
    held = first.get_questions("data-a")
    for ctrl in (first, second):
        assert ctrl.team is not None
        ctrl.team._lock.acquire()
    for ctrl in (first, second):
        ctrl.team._membership.leave()
    third = start()
    for ctrl in (first, second):
        ctrl.team._lock.release()
    assert third.instance_id == first.instance_id
    others = work([second, third], "data-b")
    assert not {text for _, text in others} & set(texts(held))
    assert len(others) + len(held) == 30
    assert texts(third.get_questions("data-a")) == texts(held)


def test_a_run_that_was_left_in_order_is_over(start: Start) -> None:
    first, second = start(), start()
    give(first, "data-a", first.get_questions("data-a"))
    first.leave()
    third = start()
    assert third.instance_id == second.instance_id
    second.leave()
    third.leave()
    ctrl = start()
    assert ctrl.instance_id != third.instance_id
    assert get_figures(ctrl, "data-a")[:2] == (5, 0)
    assert len(work([ctrl], "data-a")) == 25


def test_a_run_of_another_recipe_is_not_gone_on_with(start: Start) -> None:
    first = start()
    held = first.get_questions("data-a")
    die(first)
    ctrl = start(config={"batch_size": 7})
    assert ctrl.instance_id != first.instance_id
    assert texts(ctrl.get_questions("data-a"))[:5] == texts(held)


def test_one_process_takes_over_what_several_have_left(start: Start) -> None:
    first = start()
    held = first.get_questions("data-a")
    with pytest.raises(RecipeError, match="Other processes serve 'data'"):
        start(queue="memory")
    die(first)
    alone = start(queue="memory")
    assert not set(texts(alone.get_questions("data-b"))) & set(texts(held))
    assert texts(alone.get_questions("data-a")) == texts(held)


def test_processes_that_serve_something_else_are_told_what_differs(start: Start) -> None:
    start()
    with pytest.raises(RecipeError, match='setting "batch_size": 7 here, 5 there'):
        start(config={"batch_size": 7})
    with pytest.raises(RecipeError, match="interface: html here, text there"):
        start(view_id="html")
    start()


def test_files_count_by_their_content(tmp_path: Any) -> None:
    paths = [tmp_path / name / "tasks.jsonl" for name in ("a", "b", "c")]
    for path in paths:
        path.parent.mkdir()
        path.write_text('{"text": "one"}\n' if path != paths[2] else '{"text": "two"}\n')
    prints = [make_fingerprint("r", "text", [str(path)], {}, None) for path in paths]
    assert prints[0] == prints[1] != prints[2]


def test_only_postgresql_can_hold_a_queue(start: Start, home: Any) -> None:
    for storage in (connect("sqlite", {}), False):
        with pytest.raises(ConfigError, match="Only PostgreSQL"):
            start(db=storage)
    with pytest.raises(RecipeError, match="without a dataset"):
        start(dataset=False)


def test_a_failing_stream_is_reported_by_all(start: Start) -> None:
    def make_stream() -> Iterator[dict[str, Any]]:
        yield from make_tasks(7)
        raise OSError("the disk is gone")

    ctrls = [start(make_stream()), start(make_stream())]
    assert len(work(ctrls[1:], "data-a", limit=7)) == 7
    for ctrl in ctrls:
        with pytest.raises(ProdigyError, match="the disk is gone"):
            ctrl.get_questions("data-a")


def test_the_stream_is_replaced_where_it_runs_only(start: Start) -> None:
    first, second = start(), start()
    first.get_questions("data-a")
    with pytest.raises(RecipeError, match="can't be replaced here"):
        second.reset_stream(make_tasks(3))
    first.reset_stream([{"text": "new"}])
    assert texts(second.get_questions("data-a")) == ["new"]


def test_a_process_that_others_have_replaced_stops(start: Start) -> None:
    first, second = start(), start()
    lost: list[ProdigyError] = []
    first.on_lost(lost.append)
    assert first.team is not None and second.team is not None
    with first.team._lock:
        first.team._membership.leave()
        wait_until(lambda: second.team is not None and second.team.is_feeding)
    wait_until(lambda: bool(lost))
    assert "Another process runs the stream now" in str(lost[0])
    # Whoever asks it now is served by others, and doesn't wait.
    with pytest.raises(OutageError, match="hands out no more tasks"):
        first.get_questions("data-a")


def test_an_outage_is_waited_for_calmly(
    start: Start, db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Connections are ended, as when the database is restarted."""
    monkeypatch.setattr(team_module.outages, "_said", None)
    ctrls = [start(), start()]
    held = ctrls[1].get_questions("data-a")
    end_others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name LIKE 'prodigy %%'"
    )
    db.db.execute_sql(end_others)
    assert ctrls[1].team is not None
    wait_until(lambda: team_module.outages._said is not None)
    wait_until(lambda: ctrls[1].team._membership.is_connected)
    assert give(ctrls[1], "data-a", held).saved.n_new == len(held)
    assert ctrls[1].get_questions("data-a")
    shown = " ".join("".join(capsys.readouterr()).split())
    assert "Tasks come again when it is back" in shown
    assert "Traceback" not in shown


def test_answered_tasks_are_asked_again_on_request(start: Start) -> None:
    ctrls = [start(make_tasks(8)), start(make_tasks(8))]
    work(ctrls, "data-a")
    assert ctrls[1].ask_again(make_tasks(2)) == 2
    wait_until(lambda: sum(map(len, map(ctrls[1].get_questions, ["data-b"]))))
    assert texts(ctrls[0].get_questions("data-b")) == texts(make_tasks(2))


@pytest.mark.parametrize("overlap", [False, True])
@pytest.mark.parametrize("n_asked", [0, 3])
@pytest.mark.parametrize("n_left", [0, 1])
def test_what_is_asked_again_outlives_processes(
    start: Start, db: Database, overlap: bool, n_asked: int, n_left: int
) -> None:
    config = {"feed_overlap": overlap, "batch_size": 3}
    ctrls = [start(make_tasks(20), config), start(make_tasks(20), config)]
    work(ctrls, "data-a")
    assert ctrls[1].ask_again(make_tasks(20)) == 20
    again = db.tables.again
    wait_until(lambda: again.table_exists() and again.select().count() == 20)
    asked = []
    while len(asked) < n_asked:
        tasks = ctrls[1].get_questions("data-a")
        give(ctrls[1], "data-a", tasks)
        asked += texts(tasks)
    # The first one, which has run the stream, or all of them.
    for ctrl in ctrls[: len(ctrls) - n_left]:
        die(ctrl)
    ctrls = ctrls[1:] if n_left else [start(make_tasks(20), config)]
    asked += [text for _, text in work(ctrls, "data-a")]
    assert asked == texts(make_tasks(20))
    assert again.select().count() == 0


def test_a_dataset_that_is_dropped_takes_its_queue_along(start: Start, db: Database) -> None:
    first = start()
    give(first, "data-a", first.get_questions("data-a"))
    die(first)
    assert db.drop_dataset("data")
    rows = db.db.execute_sql("SELECT count(*) FROM prodigy_queue_task").fetchone()
    assert rows[0] == 0
    assert len(work([start()], "data-b")) == 30
