"""The controller: what recipes and scripts see of a run."""

import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from prodigy.components import session as session_module
from prodigy.components.db import connect
from prodigy.components.routers import full_overlap
from prodigy.components.session import Session
from prodigy.components.stream import get_stream
from prodigy.core import Controller
from prodigy.errors import RecipeError, StreamError
from prodigy.hashing import set_hashes


def make_tasks(n: int) -> list[dict[str, Any]]:
    return [{"text": f"text {i}"} for i in range(n)]


def make(n: int = 25, **components: Any) -> Controller:
    defaults = {"dataset": "data", "view_id": "text", "stream": make_tasks(n)}
    return Controller.from_components("test", {**defaults, **components})


def answer(tasks: list[dict[str, Any]], value: str = "accept") -> list[dict[str, Any]]:
    return [{**task, "answer": value} for task in tasks]


def texts(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["text"] for task in tasks]


def annotate_all(ctrl: Controller, *names: str) -> dict[str, list[str]]:
    """Let sessions take turns until nothing is left; return what each of them was asked."""
    asked: dict[str, list[str]] = {name: [] for name in names}
    is_busy = True
    while is_busy:
        is_busy = False
        for name in names:
            session_id = ctrl.get_session_name(name)
            tasks = ctrl.get_questions(session_id)
            if tasks:
                is_busy = True
                asked[name].extend(texts(tasks))
                ctrl.receive_answers(answer(tasks), session_id)
    return asked


def test_components_and_settings_are_attributes() -> None:
    ctrl = make(config={"batch_size": 3, "labels": ["A"]}, exclude=["other"])
    assert (ctrl.dataset, ctrl.view_id, ctrl.batch_size) == ("data", "text", 3)
    assert ctrl.config["labels"] == ["A"]
    assert ctrl.exclude == ["other"]
    assert ctrl.exclude_by == "task"
    assert "data" not in ctrl.db
    ctrl.storage.create_dataset()
    assert "data" in ctrl.db


def test_the_constructor_takes_14_positional_arguments() -> None:
    ctrl = Controller(
        "data",
        "text",
        make_tasks(2),
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        {},
        None,
    )
    assert len(ctrl.get_questions()) == 2


@pytest.mark.parametrize("key", ["view_id", "stream"])
def test_a_missing_component_is_named(key: str) -> None:
    components = {"dataset": "data", "view_id": "text", "stream": []}
    del components[key]
    with pytest.raises(RecipeError, match=key):
        Controller.from_components("test", components)


def test_unknown_components_are_tolerated() -> None:
    assert make(something_else=1).view_id == "text"


def test_an_empty_stream_is_an_error_before_the_server_starts() -> None:
    with pytest.raises(StreamError, match="no first example"):
        make(0)


def test_the_first_batch_is_validated() -> None:
    with pytest.raises(StreamError, match="(?s)no first example.*task 1 of.*'text'.*text: is miss"):
        make(stream=[{"txt": "typo"}, {"txt": "typo again"}])
    assert make(stream=[{"txt": "typo"}], config={"validate": False}).get_questions()


def test_a_bad_task_in_the_first_batch_costs_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    ctrl = make(stream=[{"txt": "typo"}, {"text": "fine"}])
    assert texts(ctrl.get_questions()) == ["fine"]
    assert capsys.readouterr().err.count("Task 1 of the stream") == 1


def test_misfits_are_errors_if_that_is_wanted() -> None:
    tasks = [*make_tasks(30), {"txt": "typo"}]
    with pytest.raises(StreamError, match="task 31 of the stream"):
        make(stream=tasks, config={"skip_invalid": False})


def test_a_bad_task_later_is_reported_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [*make_tasks(12), {"txt": "typo"}, {"text": "last"}]
    ctrl = make(stream=tasks)
    asked = annotate_all(ctrl, "a")["a"]
    assert len(asked) == 13 and asked[-1] == "last"
    assert "Task 13 of the stream" in capsys.readouterr().err


def test_a_dataset_that_is_a_session_is_refused() -> None:
    connect().add_dataset("data", session=True)
    with pytest.raises(RecipeError, match="name of a session"):
        make()


def test_get_questions_hands_out_batches_in_order() -> None:
    ctrl = make(25)
    first = ctrl.get_questions()
    assert texts(first) == [f"text {i}" for i in range(10)]
    second = ctrl.get_questions(excludes=[eg["_task_hash"] for eg in first])
    assert texts(second) == [f"text {i}" for i in range(10, 20)]


def test_unanswered_tasks_are_sent_again() -> None:
    ctrl = make(25)
    first = ctrl.get_questions()
    ctrl.receive_answers(answer(first[:4]))
    assert texts(ctrl.get_questions())[:6] == texts(first[4:])


def test_answers_are_stored_with_session_and_time() -> None:
    ctrl = make()
    ctrl.receive_answers(answer(ctrl.get_questions()[:1]), "data-alex")
    (eg,) = ctrl.db.get_dataset_examples("data")
    assert eg["_session_id"] == eg["_annotator_id"] == "data-alex"
    assert isinstance(eg["_timestamp"], int)
    assert eg["_view_id"] == "text"
    assert ctrl.db.get_dataset_examples("data-alex") == [eg]


def test_anonymous_answers_belong_to_the_session_of_the_run() -> None:
    ctrl = make(get_session_id=lambda: "run-1")
    ctrl.receive_answers(answer(ctrl.get_questions()[:1]))
    assert ctrl.session_id == "run-1"
    assert ctrl.db.count_dataset("run-1") == 1


def test_counts_of_annotations() -> None:
    make().receive_answers(answer(make_tasks(2)), "data-alex")
    ctrl = make()
    ctrl.receive_answers(answer(make_tasks(3)), "data-alex")
    ctrl.receive_answers(answer(make_tasks(1)), "data-jo")
    assert ctrl.total_annotated == 4  # two of Alex' answers replaced earlier ones
    assert ctrl.session_annotated == 2
    assert ctrl.session_annotated_by_session == {"data-alex": 1, "data-jo": 1}
    assert ctrl.get_total_by_session("data-alex") == 3


def test_a_restart_goes_on_where_it_stopped() -> None:
    ctrl = make(25)
    ctrl.receive_answers(answer(ctrl.get_questions()))
    assert texts(make(25).get_questions()) == [f"text {i}" for i in range(10, 20)]


def test_everything_annotated_is_no_error_and_leaves_nothing() -> None:
    ctrl = make(5)
    ctrl.receive_answers(answer(ctrl.get_questions()))
    assert make(5).get_questions() == []


def test_a_restart_asks_everything_again_if_told_so() -> None:
    config = {"auto_exclude_current": False}
    ctrl = make(5, config=config)
    ctrl.receive_answers(answer(ctrl.get_questions()))
    assert len(make(5, config=config).get_questions()) == 5


def test_excluded_datasets_are_not_asked() -> None:
    ctrl = make(5, dataset="other")
    ctrl.receive_answers(answer(ctrl.get_questions()[:3]))
    assert texts(make(5, exclude=["other", "unknown"]).get_questions()) == ["text 3", "text 4"]


def test_exclusion_by_input_ignores_what_is_asked_about_it() -> None:
    stream = [{"text": "same", "label": "A"}, {"text": "same", "label": "B"}]
    ctrl = make(stream=[dict(stream[0])])
    ctrl.receive_answers(answer(ctrl.get_questions()))
    assert len(make(stream=[dict(eg) for eg in stream]).get_questions()) == 1
    by_input = make(stream=[dict(eg) for eg in stream], config={"exclude_by": "input"})
    assert by_input.get_questions() == []


def test_early_exclusion_spares_expensive_wrappers() -> None:
    seen = []

    def expensive(stream: Any) -> Iterator[dict[str, Any]]:
        for eg in stream:
            seen.append(eg["text"])
            yield eg

    expensive.keeps_input = True  # type: ignore[attr-defined]
    config = {"exclude_by": "input"}
    ctrl = make(stream=get_stream(make_tasks(15)), config=config)
    ctrl.receive_answers(answer(ctrl.get_questions()))
    ctrl = make(stream=get_stream(make_tasks(15)).apply(expensive), config=config)
    assert texts(ctrl.get_questions()) == [f"text {i}" for i in range(10, 15)]
    assert seen == [f"text {i}" for i in range(10, 15)]


def test_without_overlap_each_task_is_asked_once() -> None:
    asked = annotate_all(make(95, config={"feed_overlap": False}), "a", "b", "c")
    assert sorted(sum(asked.values(), [])) == sorted(texts(make_tasks(95)))
    assert all(asked.values())


def test_with_overlap_each_session_is_asked_everything() -> None:
    ctrl = make(35, config={"feed_overlap": True})
    asked = annotate_all(ctrl, "a", "b")
    assert asked["a"] == asked["b"] == texts(make_tasks(35))
    assert annotate_all(ctrl, "late")["late"] == texts(make_tasks(35))


def test_with_overlap_a_restart_excludes_per_session() -> None:
    config = {"feed_overlap": True}
    ctrl = make(5, config=config)
    for name, n in (("a", 2), ("b", 4)):
        tasks = ctrl.get_questions(f"data-{name}")[:n]
        ctrl.receive_answers(answer(tasks), f"data-{name}")
    ctrl = make(5, config=config)
    assert texts(ctrl.get_questions("data-a")) == ["text 2", "text 3", "text 4"]
    assert texts(ctrl.get_questions("data-b")) == ["text 4"]
    assert len(ctrl.get_questions("data-c")) == 5


def test_with_overlap_an_anonymous_restart_goes_on_where_it_stopped() -> None:
    config = {"feed_overlap": True}
    ctrl = make(5, config=config, get_session_id=lambda: "run-1")
    ctrl.receive_answers(answer(ctrl.get_questions()[:2]))
    ctrl = make(5, config=config, get_session_id=lambda: "run-2")
    assert len(ctrl.get_questions()) == 3


@pytest.mark.parametrize("n", [2, 2.5])
def test_annotations_per_task(n: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "a,b,c,d")
    ctrl = make(200, config={"annotations_per_task": n, "allow_work_stealing": False})
    asked = annotate_all(ctrl, "a", "b", "c", "d")
    counts = dict.fromkeys(texts(make_tasks(200)), 0)
    for session_texts in asked.values():
        assert len(session_texts) == len(set(session_texts))
        for text in session_texts:
            counts[text] += 1
    assert set(counts.values()) <= {int(n), int(n) + 1}
    assert sum(counts.values()) / 200 == pytest.approx(n, abs=0.15)


@pytest.mark.parametrize("config", [{"feed_overlap": True}, {}], ids=["overlap", "once"])
def test_tasks_at_hand_dont_hide_what_comes_after_them(config: dict[str, Any]) -> None:
    """A page that comes back with a full queue is not told that nothing is left."""
    at_hand = [set_hashes(task) for task in make_tasks(25)]
    batch = make(40, config=config).get_questions("data-a", [eg["_task_hash"] for eg in at_hand])
    assert batch and texts(batch) == texts(make_tasks(40))[25:][: len(batch)]


def test_declared_sessions_dont_strand_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the tasks belong to somebody who never comes: they wait a minute for him."""
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "here,away")
    ctrl = make(60)
    own = annotate_all(ctrl, "here")["here"]
    assert 15 < len(own) < 45
    monkeypatch.setattr(session_module, "IDLE_AFTER_S", 0)
    rest = annotate_all(ctrl, "here")["here"]
    assert sorted([*own, *rest]) == sorted(texts(make_tasks(60)))


def test_a_custom_router_decides_and_creates_sessions() -> None:
    def route(ctrl: Controller, session_id: str, item: dict[str, Any]) -> list[str]:
        name = "even" if int(item["text"].split()[1]) % 2 == 0 else "odd"
        return [ctrl.get_session_name(name), ctrl.get_session_name("boss")]

    ctrl = make(10, task_router=route)
    assert texts(ctrl.get_questions("data-odd")) == [f"text {i}" for i in range(1, 10, 2)]
    assert len(ctrl.get_questions("data-boss")) == 10
    assert ctrl.session_ids >= {"data-even", "data-odd", "data-boss"}


def test_full_overlap_can_be_passed_as_the_router() -> None:
    asked = annotate_all(make(12, task_router=full_overlap), "a", "b")
    assert len(asked["a"]) == len(asked["b"]) == 12


def test_a_session_factory_makes_the_sessions() -> None:
    made = []

    def factory(ctrl: Controller, session_id: str) -> Session:
        made.append(session_id)
        return Session(session_id, ctrl.stream, batch_size=2)

    ctrl = make(session_factory=factory)
    assert len(ctrl.get_questions("data-alex")) == 2
    assert made == ["data-alex"]


def test_session_names() -> None:
    ctrl = make()
    assert ctrl.get_session_name("alex") == "data-alex"
    assert ctrl.get_session_name("") == "data-"
    assert ctrl.resolve_session_id("alex") == ctrl.resolve_session_id("data-alex") == "data-alex"
    assert ctrl.resolve_session_id(None) == ctrl.session_id
    with pytest.raises(ValueError, match="without spaces"):
        ctrl.confirm_session("data-Mr X")


def test_update_gets_the_answers_after_they_are_stored() -> None:
    stored = []

    def update(answers: list[dict[str, Any]]) -> None:
        stored.append((len(answers), connect().count_dataset("data")))

    ctrl = make(update=update)
    ctrl.receive_answers(answer(ctrl.get_questions()[:3]))
    assert stored == [(3, 3)]


@pytest.mark.parametrize(
    ("components", "is_learning"),
    [
        ({}, False),
        ({"update": lambda answers: None}, True),
        ({"progress": lambda ctrl, loss: 0.5}, True),
    ],
    ids=["nothing", "update", "progress"],
)
def test_answers_go_to_the_recipe_thread_only_if_it_has_something_to_learn(
    components: dict[str, Any], is_learning: bool
) -> None:
    ctrl = make(**components)
    receipt = ctrl.receive_answers(answer(ctrl.get_questions()[:1]))
    assert (receipt.update is not None) == is_learning


def test_a_failing_update_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def update(answers: Any) -> None:
        raise RuntimeError("out of memory")

    ctrl = make(update=update)
    ctrl.receive_answers(answer(ctrl.get_questions()[:3]))
    assert ctrl.db.count_dataset("data") == 3
    error = capsys.readouterr().err
    assert "out of memory" in error and __file__ in error
    assert "out of memory" in ctrl.take_notices()[0]
    assert ctrl.take_notices() == []


def test_before_db_changes_what_is_stored_but_not_what_update_gets() -> None:
    updated = []

    def before_db(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for eg in examples:
            eg["text"] = eg["text"].upper()
        return examples

    ctrl = make(before_db=before_db, update=updated.extend)
    ctrl.receive_answers(answer(ctrl.get_questions()[:1]))
    assert texts(ctrl.db.get_dataset_examples("data")) == ["TEXT 0"]
    assert texts(updated) == ["text 0"]


def test_a_failing_before_db_stores_the_answers_unchanged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def before_db(examples: Any) -> Any:
        examples[0].clear()
        raise KeyError("path")

    ctrl = make(before_db=before_db)
    receipt = ctrl.receive_answers(answer(ctrl.get_questions()[:1]))
    assert texts(ctrl.db.get_dataset_examples("data")) == ["text 0"]
    assert "path" in receipt.notices[0]
    assert "before_db failed" in capsys.readouterr().err


def test_answers_still_arrive_after_the_dataset_was_dropped() -> None:
    ctrl = make()
    tasks = ctrl.get_questions()
    ctrl.db.drop_dataset("data")
    ctrl.receive_answers(answer(tasks))
    assert ctrl.db.count_dataset("data") == 10


def test_a_repeated_batch_counts_and_updates_once() -> None:
    updates = []
    ctrl = make(update=updates.append)
    tasks = answer(ctrl.get_questions())
    for _ in range(2):
        ctrl.receive_answers(tasks, batch_id="b1")
    assert ctrl.session_annotated == ctrl.db.count_dataset("data") == 10
    assert len(updates) == 1


@pytest.mark.parametrize("components", [{"dataset": False}, {"db": False}])
def test_without_storage_answers_still_reach_the_recipe(components: dict[str, Any]) -> None:
    updates: list[Any] = []
    ctrl = make(update=updates.extend, **components)
    ctrl.receive_answers(answer(ctrl.get_questions()))
    assert len(updates) == 10
    assert ctrl.session_annotated == 10
    assert "data" not in connect() or connect().count_dataset("data") == 0


class DuckDatabase:
    """Custom storage with nothing but what the controller may rely on."""

    db_id, db_name = "duck", "Duck"

    def __init__(self) -> None:
        self.data: dict[str, list[dict[str, Any]]] = {}

    datasets = property(lambda self: list(self.data))
    sessions: list[str] = []

    def __len__(self) -> int:
        return len(self.data)

    def __contains__(self, name: object) -> bool:
        return name in self.data

    def get_meta(self, name: str) -> dict[str, Any]:
        return {}

    def get_dataset(self, name: str) -> Any:
        return self.data.get(name)

    def count_dataset(self, name: str) -> int:
        return len(self.data[name]) if name in self.data else 0

    def get_input_hashes(self, *names: str) -> set[int]:
        return {eg["_input_hash"] for name in names for eg in self.data.get(name, ())}

    def get_task_hashes(self, *names: str) -> set[int]:
        return {eg["_task_hash"] for name in names for eg in self.data.get(name, ())}

    def add_dataset(self, name: str, meta: Any = None, session: bool = False) -> None:
        self.data.setdefault(name, [])

    def add_examples(self, examples: Any, datasets: Any = ()) -> None:
        for name in datasets:
            self.data[name].extend(examples)

    def save(self) -> None: ...


@pytest.mark.parametrize("overlap", [True, False])
def test_custom_storage_with_the_older_interface(overlap: bool) -> None:
    duck = DuckDatabase()
    ctrl = make(db=duck, config={"feed_overlap": overlap})
    ctrl.receive_answers(answer(ctrl.get_questions("data-a")), "data-a", batch_id="1")
    ctrl.receive_answers(answer(make_tasks(1)), "data-a", batch_id="1")
    assert duck.count_dataset("data") == duck.count_dataset("data-a") == 10
    again = make(db=duck, config={"feed_overlap": overlap})
    assert texts(again.get_questions("data-a"))[0] == "text 10"


def test_on_load_and_on_exit_get_the_controller() -> None:
    calls: list[Any] = []
    ctrl = make(on_load=calls.append, on_exit=calls.append)
    ctrl.load()
    ctrl.save()
    assert calls == [ctrl, ctrl]


@pytest.mark.parametrize("keyword", ["apply_wrappers", "prepend_old_wrappers"])
def test_reset_stream_replaces_the_tasks(keyword: str) -> None:
    def shout(stream: Any) -> Iterator[dict[str, Any]]:
        for eg in stream:
            yield {**eg, "text": eg["text"].upper()}

    for wants_wrappers, expected in ((False, "new"), (True, "NEW")):
        ctrl = make(stream=get_stream(make_tasks(12)).apply(shout))
        ctrl.get_questions()
        ctrl.reset_stream(get_stream([{"text": "new"}]), **{keyword: wants_wrappers})
        assert texts(ctrl.get_questions()) == [expected]


def test_after_a_reset_nothing_of_the_old_stream_comes() -> None:
    is_read = threading.Event()

    def old() -> Iterator[dict[str, Any]]:
        yield from make_tasks(1)
        for i in range(100):
            is_read.set()
            time.sleep(0.06)  # longer than a slice, so that the reset comes in between
            yield {"text": f"old {i}"}

    ctrl = make(stream=old(), config={"batch_size": 4, "validate": False})
    session = ctrl.confirm_session("data-ann")
    ctrl.thread.start()
    try:
        waiting = ctrl.feed.request("data-ann", 4)
        assert is_read.wait(60)
        ctrl.thread.call(ctrl.reset_stream, [{"text": "new"}])
        waiting.result(timeout=60)
        assert texts(ctrl.get_questions("data-ann")) == ["new"]
        assert session.stream is ctrl.stream
        assert session.progress == 0.0
        ctrl.receive_answers([{"text": "new", "answer": "accept"}], "data-ann")
        assert session.progress == 1.0
    finally:
        ctrl.thread.stop()


def test_storage_may_be_given_as_a_function_or_class_that_makes_it() -> None:
    duck = DuckDatabase()
    assert make(db=lambda: duck).db is duck
    assert isinstance(make(db=DuckDatabase).db, DuckDatabase)
    assert make(db=lambda: False).db is None


def test_batches_of_the_queue_are_different() -> None:
    batches = [texts(batch) for batch in islice(make(25).queue, 4)]
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert len({text for batch in batches for text in batch}) == 25


@pytest.mark.parametrize("overlap", [True, False])
def test_a_recipe_may_exclude_its_own_dataset(overlap: bool) -> None:
    config = {"auto_exclude_current": False, "feed_overlap": overlap}
    ctrl = make(12, config=config)
    ctrl.receive_answers(answer(ctrl.get_questions("data-a")), "data-a")
    assert len(make(12, config=config).get_questions("data-a")) == 10
    again = make(12, config=config, exclude=["data"])
    assert texts(again.get_questions("data-a")) == ["text 10", "text 11"]
    assert len(again.get_questions("data-b")) == (10 if overlap else 0)


def test_progress_calls_the_function_of_the_recipe() -> None:
    done = [0.1]
    ctrl = make(progress=lambda ctrl, session, answers, result: done[0])
    assert ctrl.progress == 0.1
    done[0] = 0.7
    assert ctrl.get_progress("data-a") == 0.7


def test_a_progress_function_may_ask_for_the_progress() -> None:
    ctrl = make(progress=lambda ctrl, result: (ctrl.progress or 0.0) + 0.25)
    assert [ctrl.progress, ctrl.progress] == [0.25, 0.5]


def test_an_unused_session_leaves_nothing_behind() -> None:
    ctrl = make()
    assert ctrl.storage.create_dataset() is True
    assert ctrl.db.get_dataset_examples("data") == []
    assert ctrl.db.get_dataset_examples(ctrl.session_id) == []
    ctrl.storage.drop_unused(keep_dataset=True)
    assert (ctrl.db.datasets, ctrl.db.sessions) == (["data"], [])
    ctrl.storage.drop_unused(keep_dataset=False)
    assert ctrl.db.datasets == []


def test_what_was_answered_is_never_unused() -> None:
    ctrl = make()
    ctrl.storage.create_dataset()
    ctrl.receive_answers(answer(ctrl.get_questions()))
    ctrl.storage.drop_unused(keep_dataset=False)
    assert ctrl.db.count_dataset("data") == ctrl.db.count_dataset(ctrl.session_id) == 10


def test_a_session_id_that_no_dataset_can_have_stops_the_start() -> None:
    with pytest.raises(RecipeError, match="my session"):
        make(get_session_id=lambda: "my session").storage.create_dataset()


def test_a_stream_that_fails_serves_what_it_has_and_then_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stream() -> Iterator[dict[str, Any]]:
        yield from make_tasks(12)
        raise ZeroDivisionError("model exploded")

    ctrl = make(stream=stream())
    first = ctrl.get_questions()
    ctrl.receive_answers(answer(first))
    assert len(ctrl.get_questions()) == 2
    ctrl.receive_answers(answer(ctrl.get_questions()))
    with pytest.raises(StreamError, match="model exploded"):
        ctrl.get_questions()
    assert __file__ in capsys.readouterr().err


def test_a_stream_in_a_circle_ends_when_everything_is_answered() -> None:
    def circle() -> Iterator[dict[str, Any]]:
        while True:
            known = connect().get_task_hashes("data")
            left = [eg for eg in get_stream(make_tasks(12)) if eg["_task_hash"] not in known]
            if not left:
                return
            yield from left

    ctrl = make(stream=circle(), config={"batch_size": 4})
    assert sorted(annotate_all(ctrl, "a")["a"]) == sorted(texts(make_tasks(12)))


def test_a_stream_in_a_circle_strands_no_tasks_of_somebody_who_left() -> None:
    def circle() -> Iterator[dict[str, Any]]:
        while not connect().get_task_hashes("data") >= {eg["_task_hash"] for eg in tasks}:
            yield from tasks

    tasks = [set_hashes(eg) for eg in make_tasks(12)]
    ctrl = make(stream=circle(), config={"batch_size": 4})
    assert len(ctrl.get_questions("data-gone")) == 4
    ctrl.sessions["data-gone"].timestamp = 0
    assert sorted(annotate_all(ctrl, "here")["here"]) == sorted(texts(tasks))


def test_the_queue_attribute_yields_batches() -> None:
    ctrl = make(25)
    assert texts(next(iter(ctrl.queue))) == [f"text {i}" for i in range(10)]  # type: ignore[call-overload]


def test_the_stream_attribute_can_be_read_directly() -> None:
    assert next(make(3).stream)["text"] == "text 0"


def test_loading_the_page_without_a_name_is_no_annotator(serve: Any) -> None:
    """Half of the tasks would wait for somebody who never asks for them."""
    config = {"annotations_per_task": 2, "allow_work_stealing": False}
    tasks = make_tasks(60)
    client = serve({"dataset": "data", "view_id": "text", "stream": tasks, "config": config})
    client.project()
    for name in ("a", "b"):
        client.project(name)
    assert client.ctrl.session_ids == {"data-a", "data-b"}
    counts: dict[str, int] = {}
    for name in ("a", "b"):
        known: list[int] = []
        while batch := client.get_tasks(name, excludes=known):
            known += [eg["_task_hash"] for eg in batch]
            for text in texts(batch):
                counts[text] = counts.get(text, 0) + 1
    assert set(counts.values()) == {2}
    assert len(counts) == 60


def test_who_asks_without_a_name_is_an_annotator_like_others(serve: Any) -> None:
    config = {"feed_overlap": True}
    client = serve(
        {"dataset": "data", "view_id": "text", "stream": make_tasks(25), "config": config}
    )
    client.project()
    client.get_tasks("a")
    known: list[int] = []
    while batch := client.get_tasks(excludes=known):
        known += [eg["_task_hash"] for eg in batch]
    assert len(known) == 25  # the history, too
    assert client.ctrl.session_ids == {"data-a", client.ctrl.session_id}


def test_what_waits_for_a_session_that_has_not_come_is_never_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_module, "IDLE_AFTER_S", 0)
    ctrl = make(30, task_router=lambda ctrl, session_id, item: ["data-expert"])
    assert ctrl.get_questions("data-jo") == []
    assert len(annotate_all(ctrl, "expert")["expert"]) == 30


def test_with_a_router_of_ones_own_only_open_tasks_are_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ctrl = make(30, task_router=lambda ctrl, session_id, item: ["data-expert"])
    held = ctrl.get_questions("data-expert")
    monkeypatch.setattr(session_module, "IDLE_AFTER_S", 0)
    asked = annotate_all(ctrl, "jo")["jo"]
    assert asked == texts(held)


def test_a_custom_progress_takes_in_what_others_did(serve: Any) -> None:
    def progress(ctrl: Controller, result: Any) -> float:
        return ctrl.session_annotated / 20

    components = {"dataset": "data", "view_id": "text", "stream": make_tasks(20)}
    client = serve({**components, "progress": progress})
    assert client.get_session_questions("a")["progress"] == 0
    for _ in range(2):
        client.give_answers(answer(client.get_tasks("b")[:5]), "b")
        client.ctrl.thread.call(int)
    assert client.get_session_questions("a")["progress"] == 0.5
    assert client.project("a")["progress"] == 0.5
