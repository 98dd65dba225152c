"""Where the keyboard is: a click never takes it, and it travels with the task."""

import pytest

from tests.e2e.verbs import Annotator

TEXTS = [f"Ada met Bo {i}" for i in range(6)]
OPTIONS = [{"id": name, "text": name} for name in ("One", "Two", "Three")]
FOCUSED = "() => document.activeElement.tagName"
IN_CARD = "() => document.querySelector('.prodigy-container').contains(document.activeElement)"


def make_tokens(text):
    tokens, start = [], 0
    for i, word in enumerate(text.split(" ")):
        tokens.append({"text": word, "start": start, "end": start + len(word), "id": i})
        start += len(word) + 1
    return tokens


def make_tasks(view_id):
    extra = {
        "ner_manual": lambda text: {"tokens": make_tokens(text)},
        "spans_manual": lambda text: {"tokens": make_tokens(text)},
        "relations": lambda text: {"tokens": make_tokens(text)},
        "choice": lambda text: {"options": OPTIONS},
        "html": lambda text: {"html": f"<b>{text}</b>"},
    }.get(view_id, lambda text: {})
    return [{"text": text, **extra(text)} for text in TEXTS]


def serve(serve_tasks, view_id, **settings):
    labels = {"labels": ["PERSON", "ORG"]} if view_id != "relations" else {"labels": ["REL"]}
    spans = {"relations_span_labels": ["PERSON"]} if view_id == "relations" else {}
    if view_id == "text_input":  # which doesn't show the text itself
        settings["blocks"] = [{"view_id": "text"}, {"view_id": "text_input", "field_id": "reply"}]
        view_id = "blocks"
    return serve_tasks(make_tasks(view_id), view_id, **labels, **spans, **settings)


def answers_of(export):
    return [eg["answer"] for eg in export()]


VIEWS = [
    "text",
    "ner_manual",
    "spans_manual",
    "relations",
    "choice",
    "text_input",
    "classification",
]


@pytest.mark.parametrize("view_id", VIEWS)
def test_after_a_click_space_means_what_it_meant_before(serve_tasks, page, export, view_id):
    with serve(serve_tasks, view_id) as server:
        user = Annotator(page, server.url).open()
        user.answer("accept")
        user.wait_for_text(TEXTS[1])
        user.press(" ")
        user.wait_for_text(TEXTS[2])
        user.answer("reject")
        user.wait_for_text(TEXTS[3])
        user.answer("undo")
        user.wait_for_text(TEXTS[2])
        user.press(" ")
        user.wait_for_text(TEXTS[3])
        user.save()
    assert answers_of(export) == ["accept", "ignore", "ignore"]


@pytest.mark.parametrize(
    "control", [".prodigy-button-save", ".prodigy-label", '[aria-label^="Mark this task"]']
)
def test_no_control_takes_the_keyboard_when_it_is_clicked(serve_tasks, page, control):
    with serve(serve_tasks, "ner_manual", show_flag=True) as server:
        user = Annotator(page, server.url).open()
        user.answer("accept")
        user.wait_for_task(TEXTS[1])
        clicked = page.locator(control).first
        if clicked.count() == 0:
            clicked = page.locator("main button").first
        clicked.click()
        assert page.evaluate(FOCUSED) == "BODY"


def test_who_tabs_to_a_button_presses_it_with_space(serve_tasks, page, export):
    with serve(serve_tasks, "text") as server:
        user = Annotator(page, server.url).open()
        user.tab_to(".prodigy-button-reject")
        user.press(" ")
        user.wait_for_text(TEXTS[1])
        user.press(" ")
        user.wait_for_text(TEXTS[2])
        user.save()
    assert answers_of(export) == ["reject", "reject"]


@pytest.mark.parametrize(
    ("view_id", "selector"),
    [
        ("ner_manual", "[data-token]"),
        ("spans_manual", "[data-token]"),
        ("relations", "[data-unit]"),
        ("choice", ".prodigy-option input"),
        ("text_input", "textarea, input"),
    ],
)
def test_the_focus_travels_with_the_task(serve_tasks, page, view_id, selector):
    is_focused = "selector => document.activeElement.matches(selector)"
    with serve(serve_tasks, view_id) as server:
        user = Annotator(page, server.url).open()
        user.tab_to(selector)
        for text in TEXTS[1:4]:
            user.press("Control+Enter")
            user.wait_for_text(text)
            page.wait_for_function(is_focused, arg=selector)
            page.wait_for_function(IN_CARD)


@pytest.mark.parametrize("view_id", ["ner_manual", "spans_manual", "relations", "choice"])
@pytest.mark.parametrize("key", ["ArrowRight", "ArrowDown"])
def test_arrow_keys_lead_from_the_page_into_the_text(serve_tasks, page, view_id, key):
    with serve(serve_tasks, view_id) as server:
        user = Annotator(page, server.url).open()
        assert page.evaluate(FOCUSED) == "BODY"
        user.press(key)
        page.wait_for_function(IN_CARD)


def test_dialogs_give_the_focus_back(serve_tasks, page):
    with serve(serve_tasks, "ner_manual") as server:
        user = Annotator(page, server.url).open()
        user.focus_token(1)
        before = page.evaluate("() => document.activeElement.dataset.token")
        user.press("?")
        dialog = page.locator("dialog")
        dialog.wait_for()
        assert "Into the text" in dialog.inner_text()
        user.press("Escape")
        dialog.wait_for(state="detached")
        assert page.evaluate("() => document.activeElement.dataset.token") == before == "1"


def test_ctrl_enter_accepts_from_a_field(serve_tasks, page, export):
    with serve(serve_tasks, "text_input") as server:
        user = Annotator(page, server.url).open()
        user.tab_to("textarea, input")
        page.keyboard.type("a")
        user.press("Control+Enter")
        user.wait_for_text(TEXTS[1])
        page.keyboard.type("x")
        user.press("Control+Enter")
        user.wait_for_text(TEXTS[2])
        user.save()
    assert [(eg["answer"], eg["reply"]) for eg in export()] == [("accept", "a"), ("accept", "x")]


def test_selection_that_waits_gets_the_active_label_with_the_answer(serve_tasks, page, export):
    with serve(serve_tasks, "ner_manual", ner_manual_require_click=True) as server:
        user = Annotator(page, server.url).open()
        user.drag_tokens(0, 2)
        page.locator(".prodigy-pending").wait_for()
        user.press("a")
        user.wait_for_task(TEXTS[1])
        user.drag_tokens(0, 2)
        page.locator(".prodigy-pending").wait_for()
        user.press("x")
        user.wait_for_task(TEXTS[2])
        user.save()
    first, second = export()
    assert [(s["start"], s["end"], s["label"]) for s in first["spans"]] == [(0, 10, "PERSON")]
    assert (second["answer"], second.get("spans")) == ("reject", None)


def test_selection_by_keys_gets_the_active_label_with_the_answer(serve_tasks, page, export):
    with serve(serve_tasks, "spans_manual") as server:
        user = Annotator(page, server.url).open()
        user.focus_token(0)
        user.press("Shift+ArrowRight")
        user.press("a")
        user.wait_for_task(TEXTS[1])
        user.save()
    [answer] = export()
    assert [(s["start"], s["end"], s["label"]) for s in answer["spans"]] == [(0, 7, "PERSON")]


def test_selection_without_a_label_holds_the_answer_and_says_so(serve_tasks, page, export):
    with serve(serve_tasks, "ner_manual", label_reset="none") as server:
        user = Annotator(page, server.url).open()
        user.drag_tokens(0, 2)
        page.locator(".prodigy-pending").wait_for()
        user.press("a")
        page.get_by_text("no label yet").wait_for()
        user.wait_for_task(TEXTS[0])
        user.press("2")
        user.press("a")
        user.wait_for_task(TEXTS[1])
        user.save()
    [answer] = export()
    assert [(s["start"], s["end"], s["label"]) for s in answer["spans"]] == [(0, 10, "ORG")]


def test_option_picked_by_key_is_scrolled_into_view(serve_tasks, page):
    options = [{"id": i, "text": f"Option {i}"} for i in range(30)]
    with serve_tasks([{"text": "Many", "options": options}], "choice") as server:
        user = Annotator(page, server.url).open()
        page.set_viewport_size({"width": 900, "height": 500})
        user.press("Shift+Alt+0")
        last = page.locator(".prodigy-option").last
        page.wait_for_function(
            "e => e.getBoundingClientRect().bottom <= innerHeight", arg=last.element_handle()
        )
