"""Settings of the interfaces work wherever they stand: project, recipe, task or block."""

import json

import pytest

from tests.e2e.verbs import CARD, Annotator, expect
from tests.e2e.view_edits import LABELS, OPTIONS, TOKEN_TASK

# Other than the defaults, and each with what shows that it works.
SETTINGS = {
    "labels": ["X", "Y"],
    "ner_manual_label_style": "dropdown",
    "show_whitespace": True,
    "choice_style": "multiple",
    "diff_style": "chars",
    "field_id": "why",
    "field_label": "Why?",
    "field_rows": 3,
    "field_placeholder": "Because",
    "html_template": "<i class=own>{{text}}</i>",
}
SIGNS = {
    "labels": "[data-prodigy-view-id=ner_manual] select option[value=Y]",
    "ner_manual_label_style": ".prodigy-labels-dropdown",
    "show_whitespace": "[aria-label='Show whitespace'][aria-pressed=true]",
    "choice_style": ".prodigy-option input[type=checkbox]",
    "diff_style": "[data-prodigy-view-id=diff] del:text-is('a')",
    "field_id": "#why",
    "field_label": "label:text-is('Why?')",
    "field_rows": "textarea[rows='3']",
    "field_placeholder": "[placeholder=Because]",
    "html_template": "[data-prodigy-view-id=html] .own",
}
VIEWS = ["ner_manual", "choice", "diff", "text_input", "html"]
TASK = {
    **TOKEN_TASK,
    "options": OPTIONS,
    "removed": "cat",
    "added": "cut",
    "html": "none",
}


def make_blocks(settings):
    return [{"view_id": view_id, **settings} for view_id in VIEWS]


@pytest.mark.parametrize("place", ["project", "recipe", "task", "block"])
def test_every_setting_works_in_every_place(page, home, serve_recipe, place):
    blocks = make_blocks(SETTINGS if place == "block" else {})
    task = {**TASK, "config": SETTINGS} if place == "task" else TASK
    config = {"blocks": blocks, **(SETTINGS if place == "recipe" else {})}
    if place == "project":
        (home / "prodigy.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    code = f"""
import json

@prodigy.recipe("test")
def test():
    stream = prodigy.get_stream([json.loads({json.dumps(json.dumps(task))})], rehash=True)
    config = json.loads({json.dumps(json.dumps(config))})
    return {{"dataset": "data", "stream": stream, "view_id": "blocks", "config": config}}
"""
    with serve_recipe(code) as server:
        Annotator(page, server.url).open()
        page.locator(".prodigy-block").nth(len(VIEWS) - 1).wait_for()
        page.wait_for_function("!document.querySelector('.prodigy-block-loading')")
        missing = [key for key, sign in SIGNS.items() if not page.locator(f"{CARD} {sign}").count()]
    assert missing == []


def test_a_task_may_bring_its_own_buttons_and_keys(page, serve_tasks, export):
    own = {"buttons": ["accept", "undo"], "keymap": {"accept": ["u"]}}
    tasks = [{"text": "One", "config": own}, {"text": "Two"}]
    with serve_tasks(tasks, "text") as server:
        user = Annotator(page, server.url).open()
        expect(page.locator(".prodigy-buttons button")).to_have_count(2)
        for key in ("x", "a", " "):
            user.press(key)
        user.wait_for_text("One")
        user.press("u")
        user.wait_for_text("Two")
        expect(page.locator(".prodigy-buttons button")).to_have_count(4)
        user.save()
    assert [row["answer"] for row in export()] == ["accept"]


def test_a_task_may_be_of_another_view(page, serve_tasks, export):
    own = {"view_id": "ner_manual", "labels": LABELS}
    with serve_tasks([{**TOKEN_TASK, "config": own}, {"text": "Two"}], "text") as server:
        user = Annotator(page, server.url).open()
        root = page.locator(".prodigy-root")
        expect(root).to_have_attribute("data-prodigy-view-id", "ner_manual")
        user.double_click_token(0)
        user.press("a")
        user.wait_for_text("Two")
        expect(root).to_have_attribute("data-prodigy-view-id", "text")
        user.save()
    [row] = export()
    assert (row["_view_id"], len(row["spans"])) == ("ner_manual", 1)
