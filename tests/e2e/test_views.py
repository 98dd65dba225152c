"""Every view, end to end: load, edit, answer, take back, answer again, save, export, compare."""

import pytest

from tests.e2e.touch import Finger
from tests.e2e.verbs import CARD, Annotator
from tests.e2e.view_cases import CASES, ViewCase
from tests.e2e.view_edits import TOKEN_TASK
from tests.util import BOOKKEEPING_KEYS

WAYS = ("pointer", "keyboard", "touch")
ADDED_KEYS = ("answer", "_input_hash", "_task_hash", "_view_id")
# The next task: the same to look at, and another one to the server.
SECOND = {"n": 2, "_input_hash": 1, "_task_hash": 2}


def strip(row):
    """What the task and the annotator have put into a row, not counting keys of nested versions."""
    return {key: row[key] for key in row if key not in (*ADDED_KEYS, *BOOKKEEPING_KEYS)}


def answer(user, way, kind):
    """Press a button or its key, and wait for another task."""
    before = user.page.evaluate("prodigy.content._task_hash")
    if way == "pointer":
        user.answer(kind)
    elif way == "touch":
        Finger(user.page).tap(user.page.locator(f".prodigy-button-{kind}"))
    else:
        keymap = user.page.evaluate("prodigy.config.keymap")
        default = {"accept": "a", "undo": "backspace"}[kind]
        user.press_combination(keymap.get(kind, [default])[0])
    user.page.wait_for_function("hash => prodigy.content?._task_hash !== hash", arg=before)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_edit_is_stored_as_documented(page, phone, serve_tasks, export, case):
    # All get the same tasks: one with the mouse, one with keys alone, one with a finger on a phone.
    ways = [way for way in WAYS if getattr(case, way) or not case.stored]
    tasks, settings = [case.task, {**case.task, **SECOND}], {**case.settings, "feed_overlap": True}
    with serve_tasks(tasks, case.view_id, **settings) as server:
        for way in ways:
            screen = phone if way == "touch" else page
            edit_and_answer(Annotator(screen, server.url).open(way), case, way)
    rows = export()
    assert len(rows) == 2 * len(ways)
    for way in ways:
        first, second = (row for row in rows if row["_session_id"] == f"data-{way}")
        assert first["_view_id"] == case.view_id, way
        assert (first["answer"], second["answer"]) == ("accept", "reject"), way
        assert strip(first) == {**case.task, **case.stored}, way
        assert strip(second) == {**case.task, "n": 2}, way


def edit_and_answer(user, case, way):
    """Edit the first task, accept it, take that back and accept again; reject the second one."""
    screen, edit = user.page, getattr(case, way)
    user.wait_for_text(case.shows)
    if edit:
        edit(user)
    answer(user, way, "accept")
    answer(user, way, "undo")
    user.wait_for_text(case.shows)
    for key, value in case.stored.items():
        assert screen.evaluate("key => prodigy.content[key]", key) == value
    answer(user, way, "accept")
    # The second one is only looked at, and comes back unchanged.
    user.wait_for_text(case.shows)
    screen.evaluate("prodigy.answer('reject')")
    screen.wait_for_function("prodigy.content === null")
    screen.wait_for_function("!document.querySelector('.prodigy-save-count')")


def test_a_task_can_bring_its_own_settings(page, serve_tasks, export):
    tasks = [{**TOKEN_TASK, "config": {"labels": ["X", "Y"]}}, {**TOKEN_TASK, **SECOND}]
    with serve_tasks(tasks, "ner_manual", labels=["A", "B"]) as server:
        user = Annotator(page, server.url).open()
        assert user.labels == ["X", "Y"]
        user.press("2")
        user.double_click_token(0)
        user.press("a")
        page.wait_for_function("prodigy.content?.n === 2")
        assert user.labels == ["A", "B"]
        user.save()
    assert [span["label"] for span in export()[0]["spans"]] == ["Y"]


def test_a_task_that_does_not_fit_its_view_can_be_passed_over(page, serve_tasks, export):
    tasks = [{"html": "no text"}, {"text": "A text"}]
    with serve_tasks(tasks, "text", validate=False) as server:
        user = Annotator(page, server.url).open()
        page.locator(CARD).get_by_text("text").first.wait_for()
        user.press("a")
        assert page.evaluate("prodigy.content.html") == "no text"
        user.press("Space")
        user.wait_for_text("A text")
        user.save()
    assert [row["answer"] for row in export()] == ["ignore"]


def test_all_cases_are_named_differently():
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(isinstance(case, ViewCase) for case in CASES)
