"""How far the progress bar is during a run, with each of the four estimators."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.components.stream import get_stream
from prodigy.core import Controller
from tests.util import make_answer, write_jsonl

N = 20
BATCH = 5


def make_tasks():
    return [{"text": f"text {i}"} for i in range(N)]


def write(kind, folder):
    path = folder / f"data.{kind}"
    if kind == "jsonl":
        return write_jsonl(path, make_tasks())
    if kind == "json":
        path.write_text(json.dumps(make_tasks()))
    elif kind == "csv":
        path.write_text("text\n" + "".join(f"{eg['text']}\n" for eg in make_tasks()))
    elif kind == "txt":
        path.write_text("".join(f"{eg['text']}\n" for eg in make_tasks()))
    elif kind == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        table = pytest.importorskip("pyarrow").Table.from_pylist(make_tasks())
        parquet.write_table(table, path)
    return path


def make_source(kind, folder):
    if kind == "list":
        return make_tasks()
    if kind == "dataset":
        connect().add_examples([make_answer(eg["text"]) for eg in make_tasks()], ["source"])
        return "dataset:source"
    if kind == "generator":
        return (eg for eg in make_tasks())
    return write(kind, folder)


def make(stream, **components):
    config = {"batch_size": BATCH, **components.pop("config", {})}
    parts = {"dataset": "data", "view_id": "text", "stream": stream, "config": config}
    return Controller.from_components("test", {**parts, **components})


def annotate(ctrl, session_id=None):
    """Answer batch by batch, and yield after each how much was read and the progress."""
    while tasks := ctrl.get_questions(session_id):
        ctrl.receive_answers([{**task, "answer": "accept"} for task in tasks], session_id)
        yield ctrl.feed.n_drawn, ctrl.get_progress(session_id)


@pytest.mark.parametrize("kind", ["list", "dataset", "jsonl", "json", "txt", "parquet"])
def test_sources_of_known_length_give_exact_progress(kind, tmp_path):
    ctrl = make(get_stream(make_source(kind, tmp_path)))
    # The first batch is read before the start, to check it. What is read isn't done.
    assert ctrl.get_progress() == 0
    assert len(ctrl.get_questions()) == BATCH
    assert ctrl.get_progress() == 0
    assert [progress for _, progress in annotate(ctrl)] == [0.25, 0.5, 0.75, 1.0]


def test_other_files_give_progress_by_bytes(tmp_path):
    steps = [progress for _, progress in annotate(make(get_stream(make_source("csv", tmp_path))))]
    assert steps == sorted(steps)
    assert 0 < steps[0] <= 1 and steps[-1] == 1


def test_skipped_rows_count_as_read(tmp_path):
    rows = [{"text": "same"}] * 10 + [{"text": ""}] * 5 + [{"text": "last"}] * 5
    stream = get_stream(write_jsonl(tmp_path / "x.jsonl", rows), dedup=True, input_key="text")
    steps = list(annotate(make(stream)))
    assert steps[-1] == (2, 1.0)


def test_a_generator_has_no_progress(tmp_path):
    ctrl = make(get_stream(make_source("generator", tmp_path)))
    assert {progress for _, progress in annotate(ctrl)} == {None}
    assert ctrl.progress is None


def test_a_target_counts_the_answers_of_the_session():
    ctrl = make(make_tasks(), config={"total_examples_target": 8})
    steps = [progress for _, progress in annotate(ctrl, "data-ann")]
    assert steps == [5 / 8, 1.0, 1.0, 1.0]
    assert ctrl.get_progress("data-ben") == 1.0  # unknown: that of all together
    ctrl.confirm_session("data-ben")
    assert ctrl.get_progress("data-ben") == 0.0


def test_a_target_counts_earlier_runs():
    list(annotate(make(make_tasks()[:4]), "data-ann"))
    ctrl = make(make_tasks(), config={"total_examples_target": 8})
    ctrl.confirm_session("data-ann")
    assert ctrl.get_progress("data-ann") == 0.5


def test_losses_that_fall_in_a_line_give_the_progress_to_zero():
    losses = iter([4.0, 3.0, 2.0, 1.0])
    ctrl = make(make_tasks(), update=lambda answers: next(losses))
    steps = [progress for _, progress in annotate(ctrl)]
    assert steps == sorted(steps)
    assert steps[0] == 0 and 0 < steps[-1] < 1


def test_a_function_of_the_recipe_wins_over_everything():
    ctrl = make(
        make_tasks(),
        update=lambda answers: 1.0,
        progress=lambda ctrl, loss: ctrl.session_annotated / 40,
        config={"total_examples_target": 8},
    )
    assert [progress for _, progress in annotate(ctrl)] == [0.125, 0.25, 0.375, 0.5]


def test_who_joins_late_has_done_nothing_of_what_everybody_is_asked():
    ctrl = make(make_tasks(), config={"feed_overlap": True})
    list(annotate(ctrl, "data-ann"))
    ctrl.confirm_session("data-ben")
    assert (ctrl.get_progress("data-ann"), ctrl.get_progress("data-ben")) == (1.0, 0.0)
    assert ctrl.get_progress() == 0.5
    steps = [progress for _, progress in annotate(ctrl, "data-ben")]
    assert steps == [0.25, 0.5, 0.75, 1.0]


def test_a_colleague_who_still_has_tasks_keeps_the_project_from_being_done():
    ctrl = make(make_tasks())
    held = ctrl.get_questions("data-ben")
    list(annotate(ctrl, "data-ann"))
    for name in ("data-ann", "data-ben"):
        assert ctrl.get_progress(name) == 0.75
        assert ctrl.measure_share(ctrl.sessions[name]).left == BATCH
    ctrl.receive_answers([{**task, "answer": "accept"} for task in held], "data-ben")
    assert ctrl.get_progress("data-ann") == 1.0


@pytest.mark.parametrize("settings", [{}, {"annotations_per_task": 1}])
def test_declared_sessions_have_a_share_each(monkeypatch, settings):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "ann,ben")
    ctrl = make(make_tasks(), config=settings)
    shares = [progress for _, progress in annotate(ctrl, "data-ann")]
    assert shares[-1] == 1.0
    assert ctrl.get_progress("data-ben") == 0.0
    # The same after a restart: what was answered is no new work for anybody.
    again = make(make_tasks(), config=settings)
    assert again.get_questions("data-ann") == []
    assert (again.get_progress("data-ann"), again.get_progress("data-ben")) == (1.0, 0.0)
    assert again.measure_share(again.sessions["data-ann"]).left == 0
    assert [progress for _, progress in annotate(again, "data-ben")][-1] == 1.0


@pytest.mark.parametrize("settings", [{}, {"feed_overlap": True}, {"exclude_by": "input"}])
def test_a_restart_goes_on_where_the_progress_was(settings):
    ctrl = make(make_tasks(), config=settings)
    steps = annotate(ctrl, "data-ann")
    assert [next(steps)[1], next(steps)[1]] == [0.25, 0.5]
    again = make(make_tasks(), config=settings)
    again.get_questions("data-ann")
    assert again.get_progress("data-ann") == 0.5
    assert again.measure_share(again.sessions["data-ann"]).left == 10


def test_what_is_left_is_exact_at_the_end_and_unknown_without_a_size():
    ctrl = make(eg for eg in make_tasks())
    ctrl.get_questions("data-ann")
    share = ctrl.measure_share(ctrl.sessions["data-ann"])
    assert (share.left, share.is_over, share.progress) == (None, False, None)
    list(annotate(ctrl, "data-ann"))
    share = ctrl.measure_share(ctrl.sessions["data-ann"])
    assert (share.left, share.is_over) == (0, True)


def test_tasks_that_are_taken_over_are_the_work_of_who_took_them(monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "ann,ben")
    monkeypatch.setattr("prodigy.components.session.IDLE_AFTER_S", 0)
    ctrl = make(make_tasks())
    shares = [progress for _, progress in annotate(ctrl, "data-ann")]
    assert all(0 <= share <= 1 for share in shares)
    assert (shares[-1], ctrl.total_annotated) == (1.0, N)
