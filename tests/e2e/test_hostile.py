"""Data is not trusted: whatever a text, label, option or address contains, no script of it runs."""

import pytest

from tests.e2e.verbs import CARD, Annotator
from tests.e2e.view_edits import LABELS, TOKEN_TASK

HACK = "window.hacked = 1"
PAYLOADS = [
    f"<img src=x onerror='{HACK}'>",
    f"<svg onload='{HACK}'></svg>",
    f"<script>{HACK}</script>",
    f"</textarea></script><script>{HACK}</script>",
    f"\"><img src=x onerror='{HACK}'>",
    f"javascript:{HACK}",
    f"{{{{constructor.constructor('{HACK}')()}}}}",
    f"<iframe srcdoc='<script>parent.{HACK}</script>'></iframe>",
    f"<math><mi xlink:href='javascript:{HACK}'>x</mi></math>",
    f"<a href='javascript:{HACK}'>click me</a>",
    f"<form action='javascript:{HACK}'><button>click me</button></form>",
    f"<style>@import 'javascript:{HACK}'</style><details open ontoggle='{HACK}'>",
]
ALL = "".join(PAYLOADS)


def make_tokens(text):
    return [{"text": text, "start": 0, "end": len(text), "id": 0, "ws": False}]


OPTIONS = [
    {"id": text, "text": text, "url": text, "meta": {text: text}, "style": {"background": text}}
    for text in PAYLOADS
] + [{"id": 100 + i, "html": text} for i, text in enumerate(PAYLOADS)]
SPAN = {"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": ALL, "color": ALL}
META = {text: text for text in PAYLOADS} | {"nested": {"x": [ALL]}}

TASKS = {
    "text": ("text", {"text": ALL}),
    "html": ("html", {"html": ALL}),
    "template-in-the-task": ("html", {"html_template": ALL + "{{{more}}}", "more": ALL}),
    "ner": ("ner", {"text": "Ada" + ALL, "spans": [SPAN]}),
    "ner_manual": ("ner_manual", {"text": ALL, "tokens": make_tokens(ALL)}),
    "ner_manual-spans": ("ner_manual", {**TOKEN_TASK, "spans": [SPAN]}),
    "classification": ("classification", {"text": ALL, "label": ALL}),
    "classification-html": ("classification", {"html": ALL, "label": ALL}),
    "choice": ("choice", {"text": ALL, "options": OPTIONS, "label": ALL}),
    "image": ("classification", {"image": f"javascript:{HACK}", "label": "x"}),
}


# Until images have come or failed and their handlers, and those of the clicks, have run.
WAIT_FOR_HANDLERS = """async () => {
    const isDone = (image) => image.complete || new Promise((resolve) => {
        for (const name of ["load", "error"]) image.addEventListener(name, resolve);
    });
    await Promise.all([...document.images].map(isDone));
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    await new Promise((resolve) => setTimeout(resolve));
}"""


@pytest.fixture
def check(page):
    """A function that looks whether a script of the data has run, also after some clicks."""
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def run():
        for link in page.locator(
            f"{CARD} .prodigy-content a, {CARD} .prodigy-content button"
        ).all():
            link.evaluate("e => e.click()")
        page.evaluate(WAIT_FOR_HANDLERS)
        assert page.evaluate("window.hacked") is None
        assert dialogs == []
        assert page.locator(f"{CARD} script, {CARD} iframe, {CARD} form").count() == 0
        bad = "[...document.querySelectorAll('[href], [src], [action]')].filter(e => "
        bad += "/^\\\\s*javascript:/i.test(e.getAttribute('href') || e.getAttribute('action')))"
        assert page.evaluate(f"{bad}.length") == 0

    return run


@pytest.mark.parametrize("name", TASKS)
def test_tasks_run_no_script(page, serve_tasks, check, name):
    view_id, task = TASKS[name]
    tasks = [{**task, "meta": META}, {"text": "End", "_input_hash": 1, "_task_hash": 2}]
    with serve_tasks(tasks, view_id, validate=False) as server:
        user = Annotator(page, server.url).open()
        check()
        user.press("?")  # labels and options stand there as well
        page.locator(".prodigy-modal").wait_for()
        check()
        user.press("Escape")
        page.evaluate("prodigy.answer('accept')")  # and texts in the history
        page.wait_for_function("prodigy.content?._task_hash === 2")
        check()


def test_labels_and_names_run_no_script(page, serve_tasks, check):
    settings = {"labels": PAYLOADS, "label": ALL, "description": ALL, "author": ALL, "lang": ALL}
    info = {"project_info": ["dataset", "label", "description", "author", "lang", "session"]}
    with serve_tasks([TOKEN_TASK], "ner_manual", **settings, **info) as server:
        user = Annotator(page, server.url).open()
        check()
        # What stands before a slash makes groups of many labels.
        assert sorted(user.labels) == sorted(PAYLOADS)
        user.press("?")
        page.locator(".prodigy-modal").wait_for()
        check()


def test_labels_of_a_dropdown_run_no_script(page, serve_tasks, check):
    settings = {"labels": PAYLOADS, "ner_manual_label_style": "dropdown"}
    with serve_tasks([TOKEN_TASK], "ner_manual", **settings) as server:
        Annotator(page, server.url).open()
        check()


def test_the_name_of_a_session_runs_no_script(page, serve_tasks, check, export):
    with serve_tasks([{"text": "One"}, {"text": "Two"}], "text") as server:
        page.goto(f"{server.url}/?session=%3Cimg%20src=x%20onerror='{HACK}'%3E&x=%3Cscript%3E")
        page.locator(f"{CARD}, .prodigy-message[role=alert]").wait_for()
        check()


def test_a_name_that_is_refused_runs_no_script(page, serve_tasks, check):
    with serve_tasks([{"text": "One"}], "text", {"PRODIGY_ALLOWED_SESSIONS": "jo"}) as server:
        page.goto(f"{server.url}/?session=%3Cimg%20src=x%20onerror='{HACK}'%3E")
        page.get_by_text("onerror").first.wait_for()
        check()


def test_values_in_the_template_of_a_project_are_escaped_or_cleaned(page, serve_tasks, check):
    template = "<p class=own>{{text}}|{{{text}}}</p>"
    with serve_tasks([{"text": ALL}], "html", html_template=template) as server:
        Annotator(page, server.url).open()
        page.locator(".own").first.wait_for()
        check()


# Scripts of the project are trusted, but they may have mistakes.


def test_a_script_that_fails_is_reported_and_the_work_goes_on(
    page, serve_tasks, export, script_errors
):
    code = "throw new Error('a mistake in the recipe')"
    with serve_tasks([{"text": "One"}, {"text": "Two"}], "text", javascript=code) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text("One")
        page.locator(".prodigy-toast", has_text="a mistake in the recipe").wait_for()
        user.press("a")
        user.wait_for_text("Two")
        user.save()
    assert [row["text"] for row in export()] == ["One"]
    assert all("a mistake in the recipe" in error for error in script_errors)
    script_errors.clear()


def test_a_listener_that_fails_stops_neither_others_nor_the_work(
    page, serve_tasks, export, script_errors
):
    code = """
        document.addEventListener("prodigyanswer", () => { throw new Error("first") });
        document.addEventListener("prodigyanswer", (e) => { e.detail.task.second = true });
        document.addEventListener("prodigyupdate", () => missing.variable);
    """
    with serve_tasks([{"text": "One"}, {"text": "Two"}], "text", javascript=code) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text("One")
        user.press("a")
        user.wait_for_text("Two")
        page.locator(".prodigy-toast", has_text="Custom code failed").wait_for()
        user.save()
    assert export()[0]["second"] is True
    assert script_errors != []
    script_errors.clear()


def test_a_style_sheet_with_mistakes_does_no_harm(page, serve_tasks):
    css = ".prodigy-content { color: red } } <script>window.hacked = 1</script> {{{"
    with serve_tasks([{"text": "One"}], "text", global_css=css) as server:
        Annotator(page, server.url).open()
        color = page.locator(".prodigy-content").evaluate("e => getComputedStyle(e).color")
        assert color == "rgb(255, 0, 0)"
        assert page.evaluate("window.hacked") is None


def test_labels_that_are_names_of_object_members_are_labels(page, serve_tasks, export):
    labels = ["__proto__", "constructor", "toString", *LABELS]
    with serve_tasks(
        [TOKEN_TASK, {**TOKEN_TASK, "_task_hash": 2, "_input_hash": 1}], "ner_manual", labels=labels
    ) as server:
        user = Annotator(page, server.url).open()
        assert user.labels == labels
        for index in range(3):
            user.press(str(index + 1))
            user.double_click_token(index)
        user.press("a")
        page.wait_for_function("prodigy.content?._task_hash === 2")
        user.save()
    assert [span["label"] for span in export()[0]["spans"]] == labels[:3]
