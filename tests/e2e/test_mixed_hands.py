"""Fifteen answers in every view, by mouse, keys and touch in turns: each is stored as meant."""

import random

import pytest

from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator
from tests.e2e.view_cases import CASES

# A laptop with a touch screen.
DESKTOP_TOUCH = {
    "viewport": {"width": 1280, "height": 800},
    "has_touch": True,
    # Cards move as they do for most people: somebody who is quick meets them on their way.
    "reduced_motion": "no-preference",
}
N_ANSWERS = 15  # so that every way edits, and answers with each button
WAYS = ("pointer", "keyboard", "touch")
# Two clicks on one button that are closer together are a double-click, which answers one task.
DOUBLE_CLICK_MS = 350
KEYS = {"accept": "a", "reject": "x", "ignore": "space"}
# One case of each view, the one with edits if there is one. Steps have answers of their own, and
# the form must be filled in before it is accepted.
VIEWS = {
    case.view_id: case
    for case in sorted(CASES, key=lambda case: bool(case.touch))
    if case.name not in ("blocks-in-steps", "html-fields")
}
# The hash of the task, and what has the focus, not which one of them: the next card has others.
FOCUS = """() => {
    const element = document.activeElement;
    const parts = ["[data-token]", "[data-unit]", "[data-message]"];
    const kinds = [...parts, ".prodigy-option input", "textarea", "input"];
    const kind = kinds.find((kind) => element.matches(kind));
    return kind ?? (element === document.body ? "page" : element.className);
}"""
STATE = f"() => [prodigy.content._task_hash, ({FOCUS})()]"
# A timer: to look at the clock with each frame would draw them all.
WAIT_UNTIL = """time => new Promise((done) => {
    const wait = () => {
        const left = time - performance.now();
        left < 0 ? done() : setTimeout(wait, left + 1);
    };
    wait();
})"""


def answer(user, way, kind, keymap):
    """Answer, and wait for the next task. RETURNS: what had the focus when it was answered."""
    before, focused = user.page.evaluate(STATE)
    if way == "pointer":
        user.answer(kind)
    elif way == "touch":
        Finger(user.page).tap(user.page.locator(f".prodigy-button-{kind}"))
    elif kind == "accept" and focused in ("input", "textarea"):
        user.press("Control+Enter")
    else:
        # Letters are text in a field, and space presses a unit.
        if focused in ("input", "textarea", "[data-unit]"):
            user.page.evaluate("document.activeElement.blur()")
            focused = "page"
        user.press_combination(keymap.get(kind, [KEYS[kind]])[0])
    user.page.wait_for_function("hash => prodigy.content?._task_hash !== hash", arg=before)
    return focused


@pytest.mark.parametrize("view_id", sorted(VIEWS))
def test_fifteen_answers_by_mouse_keys_and_touch(open_page, serve_tasks, export, view_id):
    case, random_of = VIEWS[view_id], random.Random(view_id)
    tasks = [
        {**case.task, "n": i, "_input_hash": i + 1, "_task_hash": i + 1} for i in range(N_ANSWERS)
    ]
    # Every way edits some, and answers some with each button; the order is another one per view.
    plan = [
        (WAYS[i % 3], list(KEYS)[i // 3 % 3], case.touch is not None and i % 5 == 0)
        for i in range(N_ANSWERS)
    ]
    random_of.shuffle(plan)
    meant = []
    # The edits begin with the first label.
    settings = {**case.settings, "label_reset": "first"}
    with serve_tasks(tasks, case.view_id, **settings) as server:
        user = Annotator(open_page(**DESKTOP_TOUCH), server.url).open()
        keymap = user.page.evaluate("prodigy.config.keymap")
        may_click = 0
        for n, (way, kind, is_edited) in enumerate(plan):
            user.page.wait_for_function("n => prodigy.content?.n === n", arg=n)
            if way != "keyboard":
                # As slow as a person who means it.
                user.page.evaluate(WAIT_UNTIL, may_click)
            if is_edited:
                # The pager that fingers use is there on phones only.
                hand = "pointer" if (view_id, way) == ("pages", "touch") else way
                getattr(case, hand)(user)
            focused = answer(user, way, kind, keymap)
            may_click = user.page.evaluate("performance.now()") + DOUBLE_CLICK_MS
            meant.append((n, kind, case.stored if is_edited else {}))
            if n + 1 < N_ANSWERS and focused != "page":
                user.page.wait_for_function(f"kind => ({FOCUS})() === kind", arg=focused)
            elif n + 1 < N_ANSWERS:
                assert user.page.evaluate(FOCUS) in ("page", "textarea", "input")
        user.page.wait_for_function("!document.querySelector('.prodigy-save-count')")
    rows = sorted(export(), key=lambda row: row["n"])
    assert [(row["n"], row["answer"]) for row in rows] == [(n, kind) for n, kind, _ in meant]
    for row, (_, _, stored) in zip(rows, meant, strict=True):
        for key, value in stored.items():
            assert row[key] == value
