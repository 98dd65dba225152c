"""The first text before any script: it can be read, nothing is handed out, nothing jumps."""

from contextlib import contextmanager

import pytest

from tests.e2e.verbs import NOT_DRAWN, Annotator
from tests.hostile.payloads import HACK

WORDS = ["The", "Harbour", "Post", "wrote", "<b>that</b>", "&", f'"><img src=x onerror="{HACK}">']
SIZES = [(1440, 900), (1024, 768), (390, 844)]
# Where everything is that is drawn twice, in the order of the page.
BOXES = """() => [...document.querySelectorAll([
    "prodigy-container", "prodigy-title-wrapper", "prodigy-label", "prodigy-content",
    "prodigy-text", "prodigy-span", "prodigy-option", "prodigy-option-body", "prodigy-meta",
    "prodigy-meta-entry", "prodigy-button",
].map((name) => `.${name}`).join())].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.className.split(" ")[0], ...[x, y, width, height].map(Math.round)];
})"""
FONTS = """Promise.all(["16px Lato", "700 16px 'Roboto Condensed'"].map(
    (name) => document.fonts.load(name)
)).then(() => null)"""
# And the first script has run, which asks for what is needed next.
IS_PAINTED = """performance.getEntriesByType("paint").length > 0
    && !document.querySelector('link[rel="early"]')"""
IS_LIVE = "!!document.querySelector('.prodigy-button-accept:not([disabled])')"
WATCH = """() => { window.shifts = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift" }); }"""


def make_task(number):
    words = [*WORDS, str(number), *WORDS, "\n", *WORDS]
    tokens, text = [], ""
    for i, word in enumerate(words):
        token = {"text": word, "start": len(text), "id": i, "ws": word != "\n"}
        text += f"{word} " if token["ws"] else word
        tokens.append({**token, "end": token["start"] + len(word)})
    places = {
        "start": tokens[1]["start"],
        "end": tokens[2]["end"],
        "token_start": 1,
        "token_end": 2,
    }
    return {
        "text": text,
        "tokens": tokens,
        "spans": [{**places, "label": "ORG"}],
        "options": [{"id": "A", "text": "One <i>option</i>"}, {"id": "B", "text": text}],
        "label": "A title & more",
        "meta": {"source": "a <b>paper</b>", "score": 0.5},
    }


@pytest.fixture
def hold(page):
    """A function that opens an address and holds a script back, by default the app:
    `(url, script) -> release`."""
    held = []

    def load(url, script="app.js"):
        page.route(f"**/{script}", lambda route: held.append(route))
        page.goto(url, wait_until="commit")
        page.locator("[data-prodigy-drawn] .prodigy-content").wait_for()
        page.wait_for_function(IS_PAINTED)
        page.evaluate(FONTS)

        def release():
            while held:
                held.pop().continue_()
            page.unroute(f"**/{script}")
            page.wait_for_function(NOT_DRAWN)

        return release

    return load


def test_without_scripts_the_text_can_be_read_and_nobody_loses_a_task(
    open_page, page, serve_tasks, export
):
    tasks = [{"text": f"Text number {number}"} for number in range(3)]
    with serve_tasks(tasks, "text") as server:
        reader = open_page(java_script_enabled=False)
        reader.goto(f"{server.url}/?session=robot", wait_until="load")
        assert reader.locator(".prodigy-content").inner_text() == "Text number 0"
        line = reader.locator("noscript")
        assert line.is_visible()
        assert "needs JavaScript" in line.inner_text()
        user = Annotator(page, server.url).open("alex")
        for number in range(3):
            user.wait_for_task(f"Text number {number}")
            user.press("a")
        page.get_by_text("No tasks available").wait_for()
        user.save()
    assert [eg["text"] for eg in export()] == [f"Text number {number}" for number in range(3)]


@pytest.mark.parametrize(
    ("view_id", "theme"), [("ner_manual", "basic"), ("ner_manual", "dark"), ("choice", "dark")]
)
def test_nothing_jumps_when_the_app_takes_over(page, hold, serve_tasks, view_id, theme):
    tasks = [make_task(number) for number in range(9)]
    settings = {"theme": theme, "feed_overlap": True, "labels": ["ORG", "PERSON", "A LONG LABEL"]}
    with serve_tasks(tasks, view_id, **settings) as server:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            release = hold(f"{server.url}/?session=v{width}")
            before = page.evaluate(BOXES)
            colors = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert page.locator("[data-prodigy-drawn]").get_attribute("aria-busy") == "true"
            page.evaluate(WATCH)
            release()
            page.wait_for_function(IS_LIVE)
            assert page.evaluate(BOXES) == before
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colors
            assert page.evaluate("window.shifts") < 0.005
            assert page.evaluate("window.hacked") is None


REPLACED = "This is another task than the one that could be read"
NOT_USED = "Keys that were pressed while the page was loading"
HOLD_KEY = """(key) => { for (const repeat of [false, true, true, true]) dispatchEvent(
    new KeyboardEvent("keydown", {key, repeat, bubbles: true})
); }"""


def wait_until_read(page):
    """Wait as long as nobody can have read anything."""
    page.wait_for_function(
        "performance.now() > performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        " + 200"
    )


@pytest.mark.parametrize("script", ["app.js", "first.js"])
def test_a_key_that_comes_early_answers_the_task_that_was_seen(
    page, hold, serve_tasks, export, script
):
    with serve_tasks([{"text": "First"}, {"text": "Second"}], "text") as server:
        release = hold(server.url, script)
        wait_until_read(page)
        page.keyboard.press("x")
        release()
        user = Annotator(page, server.url)
        user.wait_for_task("Second")
        assert page.get_by_text(NOT_USED).count() == 0
        user.press("a")
        page.get_by_text("No tasks available").wait_for()
        user.save()
    assert [(eg["text"], eg["answer"]) for eg in export()] == [
        ("First", "reject"),
        ("Second", "accept"),
    ]


@pytest.mark.parametrize("how", ["double", "held"])
def test_a_key_that_is_pressed_twice_or_held_answers_one_task(page, hold, serve_tasks, export, how):
    with serve_tasks([{"text": f"Text {n}"} for n in range(4)], "text") as server:
        release = hold(server.url)
        wait_until_read(page)
        if how == "double":
            page.keyboard.press("a")
            page.keyboard.press("a")
        else:
            page.evaluate(HOLD_KEY, "a")
        release()
        user = Annotator(page, server.url)
        user.wait_for_task("Text 1")
        if how == "double":
            page.get_by_text(NOT_USED).wait_for()
        user.press("x")
        user.wait_for_task("Text 2")
        user.save()
    assert [(eg["text"], eg["answer"]) for eg in export()] == [
        ("Text 0", "accept"),
        ("Text 1", "reject"),
    ]


def test_options_and_an_answer_that_come_early_belong_together(page, hold, serve_tasks, export):
    tasks = [make_task(number) for number in range(2)]
    with serve_tasks(tasks, "choice", choice_style="multiple") as server:
        release = hold(server.url)
        wait_until_read(page)
        for key in ("2", "1", "1", "Control+Enter"):
            page.keyboard.press(key)
        release()
        user = Annotator(page, server.url)
        user.wait_for_task("1 The Harbour")
        user.save()
    assert [(eg["accept"], eg["answer"]) for eg in export()] == [(["B"], "accept")]


def test_keys_before_there_was_a_text_answer_nothing_and_that_is_said(
    page, hold, serve_tasks, export
):
    with serve_tasks([{"text": "First"}, {"text": "Second"}], "text") as server:
        page.add_init_script("performance.getEntriesByName = () => []")
        release = hold(server.url)
        page.keyboard.press("a")
        release()
        page.get_by_text(NOT_USED).wait_for()
        assert page.locator(".prodigy-content").inner_text() == "First"
        user = Annotator(page, server.url)
        user.press("a")
        user.wait_for_task("Second")
        user.save()
    assert [eg["text"] for eg in export()] == ["First"]


def test_keys_of_the_browser_and_for_instructions_answer_nothing(
    page, hold, serve_tasks, export, tmp_path
):
    (tmp_path / "how.md").write_text("Read *this*.")
    settings = {"instructions_first": True, "instructions": str(tmp_path / "how.md")}
    with serve_tasks([{"text": "First"}, {"text": "Second"}], "text", **settings) as server:
        release = hold(server.url)
        wait_until_read(page)
        for key in ("Control+a", "Alt+a", "PageDown", "a"):
            page.keyboard.press(key)
        release()
        page.get_by_text(NOT_USED).wait_for()
        page.get_by_text("Read this.").wait_for()
        page.keyboard.press("Escape")
        user = Annotator(page, server.url)
        user.wait_for_task("First")
        user.press("x")
        user.wait_for_task("Second")
        user.save()
    assert [(eg["text"], eg["answer"]) for eg in export()] == [("First", "reject")]


@contextmanager
def reading_too_long(page, hold, server):
    """One reads, asks for nothing yet, and presses a key. Meanwhile another is given that text."""
    page.route("**/get_session_questions*", lambda route: waiting.append(route))
    waiting = []
    release = hold(f"{server.url}/?session=late")
    yield
    wait_until_read(page)
    page.keyboard.press("a")
    page.unroute("**/get_session_questions*")
    while waiting:
        waiting.pop().continue_()
    release()


def test_of_two_newcomers_who_read_the_same_text_one_is_told(
    open_page, page, hold, serve_tasks, export
):
    tasks = [{"text": "First"}, *({"text": f"Text {number}"} for number in range(100))]
    with serve_tasks(tasks, "text", batch_size=5) as server:
        with reading_too_long(page, hold, server):
            assert page.locator(".prodigy-content").inner_text() == "First"
            early = Annotator(open_page(), server.url).open("early")
            early.wait_for_task("First")
        page.get_by_text(REPLACED).wait_for()
        page.get_by_text(NOT_USED).wait_for()
        late = Annotator(page, server.url)
        text = page.locator(".prodigy-content").inner_text()
        assert text.startswith("Text ")
        late.press("a")
        late.save()
        early.press("x")
        early.save()
    found = {(eg["text"], eg["_session_id"].rsplit("-", 1)[1], eg["answer"]) for eg in export()}
    assert found == {("First", "early", "reject"), (text, "late", "accept")}


def test_a_text_that_was_read_and_is_gone_is_told_by_what_stands_there(
    open_page, page, hold, serve_tasks
):
    with serve_tasks([{"text": "First"}], "text") as server:
        with reading_too_long(page, hold, server):
            Annotator(open_page(), server.url).open("early").wait_for_task("First")
        page.get_by_text("1 task is with other annotators").wait_for()
        page.get_by_text(NOT_USED).wait_for()


def test_a_text_that_was_scrolled_stays_where_it_is(page, hold, serve_tasks):
    with serve_tasks([{"text": "A line of many.\n" * 200}], "text") as server:
        release = hold(server.url)
        page.locator(".prodigy-annotator").evaluate("(element) => element.scrollTo(0, 700)")
        release()
        assert page.locator(".prodigy-annotator").evaluate("(element) => element.scrollTop") == 700


def test_an_app_that_does_not_come_is_said(page, serve_tasks, script_errors):
    with serve_tasks([{"text": "First"}], "text") as server:
        page.route("**/app.js", lambda route: route.abort())
        page.goto(server.url, wait_until="commit")
        page.get_by_role("alert").filter(has_text="could not be loaded").wait_for()
        assert page.locator(".prodigy-content").inner_text() == "First"
