from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.progress import LossProgress, ProgressEstimator, call_progress


def make_ctrl(update: Any = None, target: int = 0, source: Any = None, total: int = 0) -> Any:
    return SimpleNamespace(
        update=update,
        config={"total_examples_target": target},
        stream=SimpleNamespace(progress=source),
        total_annotated=total,
        session_annotated=0,
    )


def make_session(total: int = 0) -> Any:
    return SimpleNamespace(session_id="s", total_annotated=total)


def test_source_progress_is_the_last_resort() -> None:
    assert ProgressEstimator(make_ctrl(source=0.25), None).get(None) == (0.25, "source")
    assert ProgressEstimator(make_ctrl(), None).get(None) == (None, None)


def test_target_progress_counts_the_sessions_annotations() -> None:
    estimator = ProgressEstimator(make_ctrl(target=200, source=0.5, total=100), None)
    assert estimator.get(make_session(20)) == (0.1, "target")
    assert estimator.get(None) == (0.5, "target")


def test_an_update_makes_progress_depend_on_the_loss() -> None:
    estimator = ProgressEstimator(make_ctrl(update=lambda answers: 1.0, target=10), None)
    assert estimator.get(None) == (None, "progress")
    for loss in (10.0, 8.0, 6.0):
        estimator.note_update(make_session(), [], loss)
    value, kind = estimator.get(None)
    assert kind == "progress"
    assert value is not None and 0 < value < 1


def test_an_update_without_a_loss_leaves_the_other_estimators() -> None:
    estimator = ProgressEstimator(make_ctrl(update=lambda answers: None, source=0.5), None)
    estimator.note_update(make_session(), [], None)
    assert estimator.get(None) == (0.5, "source")


def test_an_update_that_trains_nothing_can_say_so() -> None:
    def count(answers: Any) -> None: ...

    count.updates_model = False  # type: ignore[attr-defined]
    assert ProgressEstimator(make_ctrl(update=count, source=0.5), None).get(None)[1] == "source"


def test_a_custom_function_wins() -> None:
    estimator = ProgressEstimator(make_ctrl(target=10), lambda ctrl, value: 3.0)
    estimator.note_update(make_session(), [], None)
    assert estimator.get(make_session()) == (1.0, "progress")


def test_a_custom_function_gives_the_first_value() -> None:
    results = []

    def progress(ctrl: Any, update_return_value: Any) -> float:
        results.append(update_return_value)
        return len(results) / 10

    estimator = ProgressEstimator(make_ctrl(), progress)
    session = make_session()
    assert estimator.needs_refresh(session) and not estimator.needs_refresh(session)
    estimator.refresh(session)
    assert estimator.get(session) == (0.1, "progress")
    estimator.note_update(session, [], 3.5)
    estimator.refresh(session)
    assert estimator.get(session) == (0.3, "progress")
    assert results == [None, 3.5, 3.5]


def test_a_function_that_needs_a_loss_has_no_first_value() -> None:
    estimator = ProgressEstimator(make_ctrl(), lambda ctrl, loss: 1 - loss)
    estimator.refresh(None)
    assert estimator.get(None) == (None, "progress")
    estimator.note_update(make_session(), [], 0.25)
    assert estimator.get(None) == (0.75, "progress")


@pytest.mark.parametrize(
    "func",
    [
        lambda ctrl: ("ctrl",),
        lambda ctrl, update_return_value: ("ctrl", update_return_value),
        lambda controller, value: ("ctrl", value),
        lambda ctrl, session, answers, update_return_value: (
            "ctrl",
            session,
            answers,
            update_return_value,
        ),
        lambda c, s, a, r: ("ctrl", s, a, r),
        lambda *args: ("ctrl", args[1]),
    ],
)
def test_progress_functions_of_all_signatures(func: Any) -> None:
    expected = {1: ("ctrl",), 2: ("ctrl", 0.5), 4: ("ctrl", "session", ["answer"], 0.5)}
    result = call_progress(func, make_ctrl(), "session", ["answer"], 0.5)  # type: ignore[arg-type, list-item]
    assert result == expected[len(result)]


@given(st.lists(st.floats(0, 1e6), max_size=60))
def test_loss_progress_stays_between_0_and_1(losses: list[float]) -> None:
    progress = LossProgress()
    for loss in losses:
        progress.add(loss)
        assert progress.value is not None and 0 <= progress.value <= 1


def test_loss_progress_grows_while_losses_fall() -> None:
    progress, values = LossProgress(), []
    for i in range(30):
        progress.add(100 * 0.9**i)
        values.append(progress.value)
    assert values[-1] > values[5] > 0


def test_parameters_of_their_own_keep_their_defaults() -> None:
    def progress(session: int = 0, total: int = 0, loss: Any = None, goal: int = 40) -> float:
        return total / goal

    assert call_progress(progress, make_ctrl(total=10), make_session(10), [], 1.0) == 0.25
