"""The first text before any script: it can be read, nothing is handed out, nothing jumps."""

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
    """A function that opens an address and holds the app back: `(url) -> release`."""
    held = []

    def load(url):
        page.route("**/app.js", lambda route: held.append(route))
        page.goto(url, wait_until="commit")
        page.locator("[data-prodigy-drawn] .prodigy-content").wait_for()
        page.wait_for_function(IS_PAINTED)
        page.evaluate(FONTS)

        def release():
            while held:
                held.pop().continue_()
            page.unroute("**/app.js")
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


def test_keys_that_come_too_early_answer_nothing_and_that_is_said(page, hold, serve_tasks, export):
    with serve_tasks([{"text": "First"}, {"text": "Second"}], "text") as server:
        release = hold(server.url)
        page.keyboard.press("a")
        release()
        page.get_by_text("Keys that were pressed while the page was loading").wait_for()
        assert page.locator(".prodigy-content").inner_text() == "First"
        user = Annotator(page, server.url)
        user.press("a")
        user.wait_for_task("Second")
        user.save()
    assert [eg["text"] for eg in export()] == ["First"]


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
