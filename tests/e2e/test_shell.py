"""What is around the card: instructions, notes, names, questions back, progress, the end."""

import re

import pytest

from tests.e2e.verbs import CARD, Annotator, expect, wait_until
from tests.e2e.view_edits import LABELS, TOKEN_TASK
from tests.util import without_keys

TEXTS = [{"text": f"Text number {i}."} for i in range(1, 6)]
SECOND = {**TOKEN_TASK, "_input_hash": 1, "_task_hash": 2}
MODAL = ".prodigy-modal"
TOAST = ".prodigy-toast"
LINE = ".prodigy-status-line"


@pytest.fixture
def instructions(tmp_path):
    """A function that writes a file with instructions: instructions(content, name)."""

    def write(content, name="help.md"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


def press_until_saved(user):
    with user.page.expect_response("**/give_answers"):
        user.press("Control+s")


# Instructions


def test_instructions_in_markdown_open_once_and_again_when_they_change(
    page, serve_tasks, instructions
):
    path = instructions("# How to\n\n| a | b |\n|---|---|\n| 1 | **two** |\n")
    with serve_tasks(TEXTS, "text", instructions=path) as server:
        user = Annotator(page, server.url).open()
        page.locator(f"{MODAL} td strong", has_text="two").wait_for()
        user.press("a")  # the window is open: nothing is answered
        user.press("Escape")
        user.wait_for_text("number 1.")
        page.reload()
        user.wait_for_text("number 1.")
        expect(page.locator(MODAL)).to_have_count(0)
        user.press("h")
        page.locator(f"{MODAL} h1", has_text="How to").wait_for()
        address = server.port
    instructions("# How to do it now\n")
    env = {"PRODIGY_PORT": str(address)}
    with serve_tasks(TEXTS, "text", env, instructions=path) as server:
        page.goto(server.url)
        page.locator(f"{MODAL} h1", has_text="do it now").wait_for()
        expect(page.locator(".prodigy-instructions-updated")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "selector"),
    [
        ("help.txt", "Mark <b>all</b> names\n# not a headline", ".prodigy-modal-plain"),
        ("help.html", "<p id=own>Mark <b>all</b> names</p>", "#own b"),
        ("help", "<p id=own>Mark <b>all</b> names</p>", "#own b"),
    ],
)
def test_instructions_are_shown_as_their_file_says(
    page, serve_tasks, instructions, name, content, selector
):
    path = instructions(content, name)
    with serve_tasks(TEXTS, "text", instructions=path) as server:
        Annotator(page, server.url).open()
        page.locator(f"{MODAL} {selector}").wait_for()


def test_instructions_wait_for_the_key_when_they_should_not_come_first(
    page, serve_tasks, instructions
):
    path = instructions("Mark names")
    with serve_tasks(TEXTS, "text", instructions=path, instructions_first=False) as server:
        user = Annotator(page, server.url).open()
        page.wait_for_load_state("networkidle")
        expect(page.locator(MODAL)).to_have_count(0)
        user.press("h")
        page.locator(MODAL).get_by_text("Mark names").wait_for()


def test_instructions_can_stay_open_beside_the_card(page, serve_tasks, instructions):
    with serve_tasks(TEXTS, "text", instructions=instructions("Mark names")) as server:
        user = Annotator(page, server.url).open()
        page.locator(f"{MODAL} button[aria-label='Keep open beside the task']").click()
        page.locator(".prodigy-instructions-panel").get_by_text("Mark names").wait_for()
        user.press("a")
        user.wait_for_text("number 2.")
        expect(page.locator(".prodigy-instructions-panel")).to_be_visible()
        page.locator(".prodigy-instructions-panel button").click()
        expect(page.locator(".prodigy-instructions-panel")).to_have_count(0)


# Names


def test_a_project_with_a_list_of_names_asks_for_one_and_remembers_it(page, serve_tasks):
    with serve_tasks(TEXTS, "text", {"PRODIGY_ALLOWED_SESSIONS": "alex,jo"}) as server:
        page.goto(server.url)
        page.get_by_label("Your name").fill("zoe")
        page.get_by_role("button", name="Start").click()
        page.get_by_text("'zoe' can't be used here").wait_for()
        page.get_by_label("Your name").fill("alex")
        page.keyboard.press("Enter")
        page.locator(CARD).wait_for()
        assert page.evaluate("prodigy.sessionId") == "data-alex"
        page.goto(server.url)
        page.get_by_role("button", name="alex").click()
        page.locator(CARD).wait_for()
        assert page.evaluate("prodigy.sessionId") == "data-alex"


def test_the_session_can_be_switched(page, serve_tasks):
    with serve_tasks(TEXTS, "text", feed_overlap=True) as server:
        Annotator(page, server.url).open("alex")
        page.locator(".prodigy-info-switch").click()
        page.locator(MODAL).get_by_label("Your name").fill("jo")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("session=jo"))
        page.locator(CARD).wait_for()
        assert page.evaluate("prodigy.sessionId") == "data-jo"


# Questions back


def test_an_answer_on_the_list_needs_a_second_press(page, serve_tasks, export):
    with serve_tasks(TEXTS, "text", confirm=["reject"]) as server:
        user = Annotator(page, server.url).open()
        user.press("x")
        page.locator(LINE, has_text="Press again to reject").wait_for()
        user.wait_for_text("number 1.")
        user.press("a")
        user.wait_for_text("number 2.")
        user.press("x")
        user.press("x")
        user.wait_for_text("number 3.")
        press_until_saved(user)
    assert [row["answer"] for row in export()] == ["accept", "reject"]


def test_a_task_without_a_change_is_only_accepted_on_purpose(page, serve_tasks, export):
    settings = {"labels": LABELS, "require_change": True}
    with serve_tasks([TOKEN_TASK, SECOND], "ner_manual", **settings) as server:
        user = Annotator(page, server.url).open()
        user.press("a")
        user.press("a")
        assert page.evaluate("prodigy.content._task_hash") != 2
        page.get_by_role("button", name="Accept anyway").click()
        page.wait_for_function("prodigy.content._task_hash === 2")
        user.double_click_token(0)
        with page.expect_response("**/give_answers"):
            user.press("a")
    assert [len(row.get("spans", [])) for row in export()] == [0, 1]


def test_rules_are_checked_before_an_answer_is_accepted(page, serve_tasks, export):
    rules = {"min_spans": 2, "exclusive": [LABELS], "required": ["note"]}
    settings = {"labels": LABELS, "rules": rules, "show_notes": True}
    tasks = [without_keys(task, "note") for task in (TOKEN_TASK, SECOND)]
    with serve_tasks(tasks, "ner_manual", **settings) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.press("a")
        line = page.locator(LINE)
        line.get_by_text("Mark at least 2 passages.").wait_for()
        line.get_by_text("“note” is missing.").wait_for()
        user.press("2")
        user.double_click_token(5)
        user.press("n")
        page.locator(f"{MODAL} textarea").wait_for()
        page.keyboard.type("Looks good: a x")
        user.press("Escape")
        user.press("a")
        line.get_by_text("Only one of these can be used: PERSON, PLACE.").wait_for()
        user.press("1")
        user.drag_tokens(5, 5)
        user.double_click_token(5)
        user.press("a")
        page.wait_for_function("prodigy.content._task_hash === 2")
        with page.expect_response("**/give_answers"):
            user.press("x")  # rules are for what is accepted
    rows = export()
    assert [row["answer"] for row in rows] == ["accept", "reject"]
    assert rows[0]["note"] == "Looks good: a x"


def test_a_rejected_task_can_be_taken_back_at_once(page, serve_tasks):
    with serve_tasks([TOKEN_TASK, SECOND], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        user.press("x")
        page.wait_for_function("prodigy.content._task_hash === 2")
        page.locator(LINE, has_text="Rejected").get_by_role("button", name="Undo").click()
        page.wait_for_function("prodigy.content._task_hash !== 2")


def test_a_required_field_of_a_template_must_be_filled_in(page, serve_tasks, export):
    form = "<label>Reason <input data-prodigy-field=reason required></label>"
    with serve_tasks(TEXTS, "html", html_template=form) as server:
        user = Annotator(page, server.url).open()
        field = page.locator("[data-prodigy-field]")
        user.press("a")
        page.locator(LINE, has_text="marked fields").wait_for()
        expect(field).to_have_attribute("data-prodigy-invalid", "")
        field.fill("because")
        page.locator(".prodigy-button-accept").click()
        page.wait_for_function("document.querySelector('[data-prodigy-field]').value === ''")
        assert "reason" not in page.evaluate("prodigy.content")
        user.answer("undo")  # the key writes into the field, which has the focus
        page.wait_for_function("document.querySelector('[data-prodigy-field]').value !== ''")
        expect(field).to_have_value("because")
        field.blur()  # within a field, the keys take back what was typed there
        user.press("Control+z")
        expect(field).to_have_value("")
        user.press("Control+y")
        expect(field).to_have_value("because")
        page.locator(".prodigy-button-accept").click()
        press_until_saved(user)
    assert [row.get("reason") for row in export()] == ["because"]


# Notes, time, drafts


def test_a_note_is_stored_with_the_answer_and_an_empty_one_is_not(page, serve_tasks, export):
    with serve_tasks(TEXTS, "text", show_notes=True) as server:
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-button-note").click()
        page.locator(f"{MODAL} textarea").wait_for()
        page.keyboard.type("Not sure")
        user.press("Control+Enter")
        expect(page.locator(".prodigy-button-note")).to_have_attribute("aria-pressed", "true")
        user.press("a")
        user.wait_for_text("number 2.")
        user.press("n")
        page.locator(f"{MODAL} textarea").fill("x")
        page.locator(f"{MODAL} textarea").fill("")
        user.press("Escape")
        user.press("a")
        user.wait_for_text("number 3.")
        press_until_saved(user)
    rows = export()
    assert rows[0]["note"] == "Not sure"
    assert "note" not in rows[1]


def test_the_time_is_stored_only_when_the_timer_is_on(page, serve_tasks, export):
    page.clock.install()
    with serve_tasks(TEXTS, "text", show_timer=True) as server:
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-timer").wait_for()
        page.clock.fast_forward(4000)
        user.press("a")
        user.wait_for_text("number 2.")
        press_until_saved(user)
        page.locator(".prodigy-timer dd", has_text=re.compile("^1$")).wait_for()
    [row] = export()
    assert 4000 <= row["_duration_ms"]


def test_without_extras_an_answer_has_only_the_documented_keys(page, serve_tasks, export):
    with serve_tasks(TEXTS, "text") as server:
        user = Annotator(page, server.url).open()
        user.press("a")
        user.wait_for_text("number 2.")
        press_until_saved(user)
    [row] = export()
    assert set(row) == {
        "text", "_input_hash", "_task_hash", "_view_id", "answer", "_timestamp",
        "_annotator_id", "_session_id",
    }  # fmt: skip


def test_unfinished_work_survives_a_restart_of_the_server(page, serve_tasks, export):
    tasks = [TOKEN_TASK, SECOND]
    with serve_tasks(tasks, "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.wait_until_kept(unsent=0, is_edited=True)
        port = {"PRODIGY_PORT": str(server.port)}
        server.kill()
    with serve_tasks(tasks, "ner_manual", port, labels=LABELS) as server:
        page.reload()
        page.locator(LINE, has_text="unfinished work is back").wait_for()
        user.wait_for_spans(1)
        user.press("a")
        page.wait_for_function("prodigy.content._task_hash === 2")
        press_until_saved(user)
    assert [len(row["spans"]) for row in export()] == [1]


def test_unfinished_work_goes_on_in_another_browser(open_page, serve_tasks, export):
    tasks = [TOKEN_TASK, SECOND]
    settings = {"labels": LABELS, "drafts": True, "feed_overlap": True}
    with serve_tasks(tasks, "ner_manual", **settings) as server:
        first, second = open_page(), open_page()
        user = Annotator(first, server.url).open("alex")
        with first.expect_response("**/draft"):
            user.double_click_token(0)
        other = Annotator(second, server.url).open("alex")
        second.locator(LINE, has_text="unfinished work is back").wait_for()
        assert len(other.spans) == 1
        other.press("a")
        second.wait_for_function("prodigy.content._task_hash === 2")
        press_until_saved(other)
        assert server.client.get("/drafts", session_id="alex") == {"drafts": []}
    assert [len(row["spans"]) for row in export()] == [1]


# Nothing covers the work


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (360, 740), (320, 256)])
def test_the_line_of_the_last_answer_covers_nothing_and_moves_nothing(
    open_page, serve_tasks, width, height
):
    page = open_page(viewport={"width": width, "height": height})
    with serve_tasks(
        [TOKEN_TASK, SECOND, {**SECOND, "_task_hash": 3}], "ner_manual", labels=LABELS
    ) as server:
        user = Annotator(page, server.url).open()
        before = page.locator(".prodigy-button-accept").bounding_box()
        user.press("x")
        line = page.locator(f"{LINE} span")
        line.get_by_text("Rejected").wait_for()
        assert page.locator(".prodigy-button-accept").bounding_box() == before
        expect(page.locator(LINE)).to_have_attribute("aria-live", "polite")
        box = line.bounding_box()
        assert box["y"] + box["height"] <= before["y"]
        covered = page.evaluate(
            """({x, y, width, height}) => [
                ...document.querySelectorAll('.prodigy-label, .prodigy-icon-button'),
                ...document.querySelectorAll('.prodigy-button'),
            ].map((element) => element.getBoundingClientRect()).filter(
                (other) => other.right > x && other.left < x + width
                    && other.bottom > y && other.top < y + height
            )""",
            box,
        )
        assert covered == []
        expect(page.locator(TOAST)).to_have_count(0)


def test_without_a_connection_work_goes_on_from_what_is_there_and_then_says_so(
    page, serve_tasks, export
):
    texts = [{"text": f"Text number {i}."} for i in range(1, 101)]
    with serve_tasks(texts, "text") as server:
        user = Annotator(page, server.url).open()
        # What comes after the first tasks is to be there, too.
        page.wait_for_function(
            "performance.getEntries().some(({name}) => name.includes('/get_questions?excludes='))"
        )
        page.wait_for_load_state("networkidle")
        page.route("**/*", lambda route: route.abort())
        for number in range(1, 31):
            user.wait_for_text(f"number {number}.")
            user.press("a")
        page.locator(LINE, has_text="You’re offline, 30 answers kept here").wait_for()
        while page.locator(CARD).count():
            user.press("a")
            page.wait_for_timeout(10)
        page.locator(".prodigy-message", has_text="There are no more tasks here").wait_for()
        expect(page.get_by_text("Loading")).to_have_count(0)
        expect(page.locator(TOAST)).to_have_count(0)
        n_done = user.unsaved
        assert 40 <= n_done <= 60
        page.unroute("**/*")
        user.wait_for_text(f"number {n_done + 1}.")
        page.locator(f"{LINE} span").wait_for(state="detached")
        user.press("Control+s")
        page.locator(".prodigy-button-save[data-prodigy-state=idle]").wait_for()
    assert len(export()) == n_done


# Progress and the end


def test_the_target_and_the_source_have_a_bar_each(page, serve_tasks):
    with serve_tasks(TEXTS, "text", total_examples_target=2) as server:
        user = Annotator(page, server.url).open()
        user.press("a")
        user.wait_for_text("number 2.")
        press_until_saved(user)
        page.get_by_role("progressbar", name="Target progress").wait_for()
        bar = page.locator("[role=progressbar][aria-label='Target progress'][aria-valuenow='50']")
        bar.wait_for()
        expect(page.get_by_role("progressbar", name="Source progress")).to_have_count(1)


def test_whoever_gets_nothing_learns_that_others_have_tasks(open_page, serve_tasks):
    with serve_tasks(TEXTS, "text", allow_work_stealing=False) as server:
        first, second = open_page(), open_page()
        Annotator(first, server.url).open("alex")
        second.goto(f"{server.url}/?session=jo")
        second.get_by_text("5 tasks are with other annotators").wait_for()


def test_new_tasks_come_by_themselves(page, serve_recipe):
    code = """
def stream():
    import os, time
    yield {"text": "The first."}
    while not os.path.exists("more"):
        time.sleep(0.05)
    yield {"text": "The second."}

@prodigy.recipe("test")
def test():
    return {"dataset": "data", "stream": stream(), "view_id": "text"}
"""
    with serve_recipe(code, validate=False, batch_size=1) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text("The first.")
        user.press("a")
        page.locator(".prodigy-message").wait_for()
        (server.log_path.parent / "more").touch()
        user.wait_for_text("The second.")


# Spans


def test_the_end_of_a_span_can_be_dragged(page, serve_tasks, export):
    with serve_tasks([TOKEN_TASK, SECOND], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        page.locator(".prodigy-content mark").click(modifiers=["Alt"], position={"x": 6, "y": 8})
        handle = page.locator(".prodigy-pending-handle-to").bounding_box()
        target = page.locator(".prodigy-token").nth(3).bounding_box()
        page.mouse.move(handle["x"] + 9, handle["y"] + 9)
        page.mouse.down()
        page.mouse.move(target["x"] + 20, target["y"] + target["height"] + 9, steps=8)
        page.mouse.up()
        page.wait_for_function("prodigy.content.spans[0].token_end === 3")
        user.press("Escape")
        user.press("Control+z")  # the whole drag is one step
        page.wait_for_function("prodigy.content.spans[0].token_end === 0")
        user.press("Control+y")
        user.press("a")
        page.wait_for_function("prodigy.content._task_hash === 2")
        press_until_saved(user)
    [span] = export()[0]["spans"]
    assert (span["start"], span["end"], span["token_end"]) == (0, 24, 3)


def test_identical_mentions_are_counted_and_marked_in_one_step(page, live_server, jsonl):
    source = jsonl([{"text": "Ada met Bob. Then Ada left, and Ada was gone."}])
    with live_server(["ner.manual", "data", "blank:en", source, "--label", "A"]) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        page.get_by_role("button", name="Mark 2 more like this").wait_for()
        user.press("Shift+Enter")
        user.wait_for_spans(3)
        expect(page.get_by_role("button", name="more like this")).to_have_count(0)
        user.press("Control+z")
        user.wait_for_spans(1)


def test_all_but_one_sentence_can_be_dimmed(page, live_server, jsonl):
    text = " ".join(f"This is sentence number {i}." for i in range(20))
    source = jsonl([{"text": text}])
    with live_server(["ner.manual", "data", "blank:en", source, "--label", "A"]) as server:
        user = Annotator(page, server.url).open()
        dimmed = "[...(CSS.highlights.get('prodigy-dim') ?? [])].map(String).join('|')"
        assert page.evaluate(dimmed) == ""
        page.get_by_role("button", name="Dim all but one sentence").click()
        page.locator(".prodigy-token").nth(20).hover()
        before, _, after = wait_until(page, lambda: page.evaluate(dimmed)).partition("|")
        assert "number 2." in before
        assert "number 3." not in before + after
        assert "number 4." in after
        user.double_click_token(20)
        user.wait_for_spans(1)


# Blocks


def test_a_block_can_depend_on_an_answer_and_loses_nothing_while_hidden(page, serve_tasks, export):
    options = [{"id": "BAD", "text": "Bad"}, {"id": "GOOD", "text": "Good"}]
    question = {"view_id": "text_input", "field_id": "why", "field_label": "Why?"}
    blocks = [
        {"view_id": "choice"},
        {**question, "show_if": {"key": "accept", "equals": "BAD"}},
    ]
    with serve_tasks([{"text": "One", "options": options}], "blocks", blocks=blocks) as server:
        user = Annotator(page, server.url).open()
        field = page.locator("#why")
        expect(field).to_be_hidden()
        user.choose("Bad")
        field.fill("because")
        user.choose("Good")
        field.wait_for(state="hidden")
        user.choose("Bad")
        field.wait_for()
        expect(field).to_have_value("because")
        with page.expect_response("**/give_answers"):
            page.locator(".prodigy-button-accept").click()
    [row] = export()
    assert (row["accept"], row["why"]) == (["BAD"], "because")
