"""Who holds which task, over several runs and processes, in every kind of database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import peewee
import pytest

from prodigy.components.db import Database, connect, connection
from prodigy.core import Controller
from prodigy.engine import leases as leases_module
from prodigy.hashing import TASK_HASH_ATTR, set_hashes


def make_tasks(n: int = 30) -> list[dict[str, Any]]:
    return [{"text": f"text {i}"} for i in range(n)]


def start(db: Any, tasks: Any = None, **more: Any) -> Controller:
    """Begin a run. Those before just stop: nothing tells them that they end."""
    tasks = make_tasks() if tasks is None else tasks
    components = {"dataset": "data", "view_id": "text", "stream": tasks, "db": db, **more}
    return Controller.from_components("test", components)


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


def answer(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**task, "answer": "accept"} for task in tasks]


def ask_all(ctrl: Controller, name: str | None) -> list[dict[str, Any]]:
    """Everything that somebody is asked who answers nothing."""
    asked: list[dict[str, Any]] = []
    while batch := ctrl.get_questions(name, [eg[TASK_HASH_ATTR] for eg in asked]):
        asked += batch
    return asked


def stop_clocks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """RETURNS: The time, which only goes on when somebody changes it."""
    now = [1_000_000.0]
    for name in ("time", "monotonic"):
        monkeypatch.setattr(leases_module.time, name, lambda: now[0])
    return now


@pytest.fixture
def other_store(store: Database, request: pytest.FixtureRequest) -> Any:
    """The same database, as another process has it."""
    kind = request.node.callspec.params["store"]
    if kind == "memory":
        pytest.skip("a database in memory belongs to one process")
    names = {"postgresql": "postgres_settings", "mysql": "mysql_settings"}
    settings = request.getfixturevalue(names[kind]) if kind in names else {}
    database = connection._open("sqlite" if kind == "file" else kind, settings)
    yield database
    database.close()


def count_rows(db: Database) -> int:
    return db.tables.lease.select().count()


def test_a_task_stays_with_its_holder_over_a_restart(store: Database) -> None:
    held = start(store).get_questions("data-alex")
    ctrl = start(store)
    assert texts(ask_all(ctrl, "data-jo")) == texts(make_tasks())[10:]
    assert ctrl.get_questions("data-alex") == held
    ctrl.receive_answers(answer(held), "data-alex")
    assert ask_all(start(store), "data-alex") == []
    assert texts(ask_all(start(store), "data-jo")) == texts(make_tasks())[10:]


def test_answers_end_leases_in_the_transaction_that_stores_them(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrl = start(store)
    held = ctrl.get_questions("data-alex")
    assert count_rows(store) == 10

    def fail(*args: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(leases_module.Leases, "release", fail)
        with pytest.raises(RuntimeError):
            ctrl.receive_answers(answer(held), "data-alex", "batch")
    assert store.get_dataset_examples("data", []) == []
    ctrl.receive_answers(answer(held[:4]), "data-alex", "batch")
    assert count_rows(store) == 6


def test_the_unnamed_session_gets_its_tasks_back_under_another_id(store: Database) -> None:
    first = start(store, get_session_id=lambda: "run-1")
    held = first.get_questions()
    second = start(store, get_session_id=lambda: "run-2")
    assert len(ask_all(second, "data-jo")) == 20
    assert second.get_questions() == held


def test_streams_may_change_between_runs(store: Database) -> None:
    held = start(store).get_questions("data-alex")
    rest = [*reversed(make_tasks())]
    del rest[-3]  # text 2, which alex holds
    ctrl = start(store, rest)
    assert texts(ask_all(ctrl, "data-jo")) == texts(rest[:20])
    expected = [eg for eg in held if eg["text"] != "text 2"]
    assert sorted(texts(ctrl.get_questions("data-alex"))) == texts(expected)
    # The page still shows what the stream has lost. Its answer counts.
    assert ctrl.receive_answers(answer(held), "data-alex").saved.n_new == 10


def test_answers_to_tasks_that_the_stream_has_not_brought_again_are_known(store: Database) -> None:
    first = start(store)
    late = ask_all(first, "data-alex")[-10:]
    second = start(store)
    second.receive_answers(answer(late), "data-alex")
    assert set(texts(ask_all(second, "data-jo"))).isdisjoint(texts(late))


@pytest.mark.parametrize("db", [False, None], ids=["nothing", "own"])
def test_without_our_database_late_answers_are_known_in_memory(db: Any) -> None:
    class Storage:
        db_id, db_name, datasets, sessions = "own", "Own", (), ()

        def __contains__(self, name: str) -> bool:
            return False

        def count_dataset(self, name: str) -> int:
            return 0

        def get_task_hashes(self, *names: str) -> set[int]:
            return set()

        def add_dataset(self, name: str, meta: Any = None, session: bool = False) -> None:
            pass

        def add_examples(self, examples: Any, datasets: Any = ()) -> None:
            pass

    ctrl = start(Storage() if db is None else db)
    ready = ctrl.get_questions("data-jo")  # ten more wait in the queue
    late = [eg for eg in ask_all(start(False), "data-alex") if eg["text"] in ("text 12", "text 29")]
    ctrl.receive_answers(answer(late), "data-alex")
    rest = [eg for eg in ask_all(ctrl, "data-jo") if eg not in ready]
    assert len(rest) == 18
    assert set(texts(rest)).isdisjoint(texts(late))


def test_two_processes_never_hand_out_the_same_task(store: Database) -> None:
    one, two = start(store), start(store)
    asked: dict[str, list[str]] = {}
    for _ in range(2):
        for ctrl, name in ((one, "data-a"), (two, "data-b"), (one, "data-c"), (two, "data-d")):
            batch = ctrl.get_questions(name)
            ctrl.receive_answers(answer(batch[:5]), name)
            asked.setdefault(name, []).extend(texts(batch[:5]))
    everything = sum(asked.values(), [])
    assert len(everything) == len(set(everything))


def test_what_one_process_has_stored_the_other_one_does_not_ask(store: Database) -> None:
    one, two = start(store), start(store)
    one.receive_answers(answer(one.get_questions("data-a")), "data-a")
    assert texts(ask_all(two, "data-b")) == texts(make_tasks())[10:]


def test_an_answer_whose_commit_is_on_its_way_counts(
    store: Database, other_store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a process that was killed meanwhile: the database still carries it out."""
    old, new = start(store), start(other_store)
    held = old.get_questions("data-a")
    is_written, is_claiming = threading.Event(), threading.Event()

    def wait(*_: Any) -> None:
        is_written.set()
        assert is_claiming.wait(20)

    insert = leases_module.Leases._insert_rows

    def note_claim(*args: Any) -> int:
        is_claiming.set()
        return insert(*args)

    def save() -> Any:
        try:
            return old.receive_answers(answer(held), "data-a")
        finally:
            store.close()

    old._desk.settle = wait
    with ThreadPoolExecutor() as pool:
        saving = pool.submit(save)
        assert is_written.wait(20)
        monkeypatch.setattr(leases_module.Leases, "_insert_rows", note_claim)
        if isinstance(store.db, peewee.SqliteDatabase):
            is_claiming.set()  # nobody else gets to writing
        assert texts(new.get_questions("data-b")) == texts(make_tasks())[10:20]
        assert saving.result().saved.n_new == 10
    assert {row.owner for row in store.tables.lease.select()} == {"data-b"}


def test_another_process_takes_over_only_from_who_has_left(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = stop_clocks(monkeypatch)
    one, two = start(store), start(store)
    held = one.get_questions("data-a")
    assert len(ask_all(two, "data-b")) == 20
    now[0] += leases_module.GIVEN_UP_AFTER_S - 1
    one.sessions["data-a"].touch()  # the page reports activity
    assert len(ask_all(two, "data-b")) == 20
    now[0] += leases_module.GIVEN_UP_AFTER_S + 1
    two.sessions["data-b"].touch()
    assert len(ask_all(two, "data-b")) == 30
    # Where they came from, they are with somebody else now.
    assert one.receive_answers(answer(held[:1]), "data-a").saved.n_new == 1


def test_after_a_restart_holders_have_some_time_to_come_back(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = stop_clocks(monkeypatch)
    start(store).get_questions("data-a")
    now[0] += 3600  # nobody was at the machine
    ctrl = start(store)
    assert len(ask_all(ctrl, "data-b")) == 20
    now[0] += leases_module.GIVEN_UP_AFTER_S + 1
    assert len(ask_all(ctrl, "data-b")) == 30


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_clock_that_is_set_takes_nothing_from_those_who_come_back(
    store: Database, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(leases_module.time, "time", lambda: now[0])
    start(store).get_questions("data-a")
    ctrl = start(store)
    there = ctrl.get_questions("data-b")
    now[0] += jump
    held = {eg[TASK_HASH_ATTR] for eg in ask_all(ctrl, "data-c")}
    assert len(held) == 10
    assert not held & {eg[TASK_HASH_ATTR] for eg in there}
    assert len(ctrl.get_questions("data-a")) == 10


@pytest.mark.postgres
def test_a_lease_is_on_the_disk_before_the_task_is_handed_out(
    postgres_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database server may fall, and come back without what it had only in memory."""
    db = connect("postgresql", postgres_settings)
    found = []
    insert = leases_module.Leases._insert

    def look(leases: Any, *args: Any) -> Any:
        found.append(leases.db.db.execute_sql("SHOW synchronous_commit").fetchone()[0])
        return insert(leases, *args)

    monkeypatch.setattr(leases_module.Leases, "_insert", look)
    start(db).get_questions("data-a")
    assert found == ["on"]


def test_who_comes_back_while_others_look_for_tasks_keeps_them(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = start(store).get_questions("data-a")
    ctrl = start(store)
    assert len(ask_all(ctrl, "data-b")) == 20
    find_others, back = ctrl._find_others, []

    def find() -> Any:
        found = list(find_others())
        if not back:
            back.extend(ctrl.get_questions("data-a"))
        return iter(found)

    monkeypatch.setattr(ctrl, "_find_others", find)
    assert ctrl.get_questions("data-c") == []
    assert back == held


def test_who_comes_back_while_tasks_are_passed_on_gets_others(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrl = start(store)
    ctrl.get_questions("data-a")
    assert len(ask_all(ctrl, "data-b")) == 20
    give_back, back = leases_module.Leases.give_back, []

    def come_back(leases: Any, name: str, tasks: Any) -> Any:
        if name == "data-a":
            back.append(ctrl.get_questions("data-a"))
        return give_back(leases, name, tasks)

    monkeypatch.setattr(leases_module.Leases, "give_back", come_back)
    monkeypatch.setattr("prodigy.components.session.IDLE_AFTER_S", 0)
    got = ctrl.get_questions("data-c")
    assert len(got) == 10 and len(back) == 1
    texts_of_both = texts(got) + texts(back[0])
    assert len(texts_of_both) == len(set(texts_of_both))


def test_tasks_stay_where_they_are_if_they_cant_be_passed_on(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrl = start(store)
    held = ctrl.get_questions("data-a")
    assert len(ask_all(ctrl, "data-b")) == 20

    def fail(*_: Any) -> Any:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(leases_module.Leases, "give_back", fail)
        patch.setattr("prodigy.components.session.IDLE_AFTER_S", 0)
        with pytest.raises(RuntimeError):
            ctrl.get_questions("data-c")
    assert ctrl.get_questions("data-a") == held


def test_without_work_stealing_a_lease_ends_after_a_day(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = stop_clocks(monkeypatch)
    config = {"allow_work_stealing": False}
    start(store, config=config).get_questions("data-a")
    now[0] += leases_module.LEASE_S - 1
    assert len(ask_all(start(store, config=config), "data-b")) == 20
    now[0] += leases_module.MAX_PAUSE_S
    assert ask_all(start(store, config=config), "data-c") == []
    now[0] += 1
    assert len(ask_all(start(store, config=config), "data-c")) == 10
    assert {row.owner for row in store.tables.lease.select()} == {"data-b", "data-c"}


DAY_S = 24 * 3600


@pytest.mark.parametrize("days", [3, 400, -3])
def test_a_clock_that_was_set_while_no_server_ran_ends_no_lease(
    store: Database, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    now = stop_clocks(monkeypatch)
    config = {"allow_work_stealing": False}
    held = start(store, config=config).get_questions("data-a")
    now[0] += days * DAY_S
    ctrl = start(store, config=config)
    assert len(ask_all(ctrl, "data-b")) == 20
    assert ctrl.get_questions("data-a") == held
    # As soon as the clock is right again, they age as always.
    now[0] -= days * DAY_S
    assert ask_all(start(store, config=config), "data-c") == []
    for _ in range(3):
        now[0] += leases_module.MAX_PAUSE_S
        ctrl = start(store, config=config)
    assert len(ask_all(ctrl, "data-c")) == 30


@pytest.mark.parametrize("days", [3, -3])
@pytest.mark.parametrize("notices", ["keep", "claim"])
def test_a_clock_that_is_set_in_a_run_ends_no_lease_at_the_next_start(
    store: Database, monkeypatch: pytest.MonkeyPatch, days: int, notices: str
) -> None:
    now = stop_clocks(monkeypatch)
    wall = [now[0]]
    monkeypatch.setattr(leases_module.time, "time", lambda: wall[0])
    config = {"allow_work_stealing": False}
    ctrl = start(store, config=config)
    held = ctrl.get_questions("data-a")
    wall[0] += days * DAY_S
    if notices == "keep":
        now[0] += leases_module.KEEP_INTERVAL_S
        ctrl.confirm_session("data-a").touch()
    else:
        ctrl.get_questions("data-b")
    ctrl = start(store, config=config)
    assert not {*texts(held)} & {*texts(ask_all(ctrl, "data-c"))}
    assert ctrl.get_questions("data-a") == held
    since = {row.since for row in store.tables.lease.select()}
    assert max(since) <= wall[0]
    assert min(since) > wall[0] - leases_module.LEASE_S


def test_declared_sessions_keep_their_tasks_and_others_cant(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(store).get_questions("data-gone")
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "alex")
    assert len(ask_all(start(store), "data-alex")) == 30


def test_the_router_of_a_recipe_gives_way_to_holders(store: Database) -> None:
    def first(ctrl: Controller, session_id: str, item: Any) -> list[str]:
        return ["data-boss", "data-a"]

    def second(ctrl: Controller, session_id: str, item: Any) -> list[str]:
        return [] if item["text"] == "text 0" else ["data-boss", "data-b"]

    start(store, task_router=first).get_questions("data-a")
    ctrl = start(store, task_router=second)
    assert texts(ask_all(ctrl, "data-boss")) == texts(make_tasks())[1:]
    assert texts(ask_all(ctrl, "data-a")) == texts(make_tasks())[1:10]
    assert texts(ask_all(ctrl, "data-b")) == texts(make_tasks())[10:]


def test_annotations_per_task_counts_holders(store: Database) -> None:
    config = {"annotations_per_task": 1}
    held = start(store, config=config).get_questions("data-a")
    ctrl = start(store, config=config)
    assert len(ask_all(ctrl, "data-b")) == 20
    assert ask_all(ctrl, "data-a") == held


def test_with_full_overlap_nothing_is_noted(store: Database) -> None:
    config = {"feed_overlap": True}
    start(store, config=config).get_questions("data-a")
    assert not store.tables.lease.table_exists() or count_rows(store) == 0
    assert len(ask_all(start(store, config=config), "data-b")) == 30


def test_leases_are_on_inputs_if_they_are_what_is_excluded(store: Database) -> None:
    def with_label(label: str) -> list[dict[str, Any]]:
        return [{"text": f"text {i}", "label": label} for i in range(30)]

    config = {"exclude_by": "input"}
    start(store, with_label("A"), config=config).get_questions("data-a")
    ctrl = start(store, with_label("B"), config=config)
    assert len(ask_all(ctrl, "data-b")) == 20
    assert [eg["label"] for eg in ask_all(ctrl, "data-a")] == ["B"] * 10


def test_a_new_stream_ends_the_leases_on_the_old_one(store: Database) -> None:
    ctrl = start(store)
    ctrl.get_questions("data-a")
    ctrl.reset_stream(make_tasks(40))
    assert count_rows(store) == 0
    assert len(ask_all(ctrl, "data-b")) == 40


def test_leases_go_with_their_dataset(store: Database) -> None:
    start(store).get_questions("data-a")
    store.add_dataset("data")
    store.drop_dataset("data")
    assert count_rows(store) == 0
    assert len(ask_all(start(store), "data-b")) == 30


def test_a_database_that_fails_leaves_the_tasks_with_who_asked(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrl = start(store)

    def fail(*args: Any) -> Any:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(leases_module.Leases, "claim", fail)
        with pytest.raises(RuntimeError):
            ctrl.get_questions("data-a")
    assert len(ctrl.get_questions("data-a")) == 10
    assert count_rows(store) == 10


def test_a_lease_says_what_is_held_by_more_than_its_hash(store: Database) -> None:
    """Another text that comes to the same hash is not taken for what somebody holds."""
    start(store).get_questions("data-a")
    store.tables.lease.update(input_digest=1).execute()
    ctrl = start(store)
    task = ctrl.stream.look_ahead(1)[0]
    assert ctrl.queues.find_holders(set_hashes(task)) == []
