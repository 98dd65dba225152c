"""Several steps on one task, and a page whose user is named by a proxy."""

import re

from tests.e2e.verbs import CARD, OPTION, Annotator, expect
from tests.e2e.view_edits import TOKEN_TASK
from tests.util import without_keys

SURE = {"view_id": "choice", "text": None, "options": [{"id": 1, "text": "sure"}, {"id": 2}]}
TOPIC = {
    "view_id": "choice",
    "options": [{"id": "a", "text": "news"}, {"id": "b", "text": "other"}],
}
STEPS = [
    [{**TOPIC, "output_key": "topic"}],
    [{"view_id": "ner_manual", "labels": ["ORG"]}],
    [{"view_id": "text"}, {**SURE, "output_key": "sure"}],
]
STEP = "[data-prodigy-step][aria-current=step]"
TASKS = [{**TOKEN_TASK, "steps": STEPS}, {**TOKEN_TASK, "text": "Second", "tokens": []}]
OWN_KEYS = ("_session_id", "_annotator_id", "_timestamp", "_view_id", "_input_hash", "_task_hash")


def wait_for_step(page, number):
    page.locator(STEP, has_text=str(number)).wait_for()


def is_draft(response, label):
    sent = response.request.post_data or ""
    return response.url.endswith("/draft") and f'"label":"{label}"' in sent


def test_steps_of_a_task_end_in_one_answer(page, open_page, serve_tasks, export):
    settings = {"blocks": [{"view_id": "text"}], "drafts": True}
    with serve_tasks(TASKS, "blocks", **settings) as server:
        user = Annotator(page, server.url).open()
        wait_for_step(page, 1)
        page.locator(OPTION).first.wait_for()
        user.press("2")
        user.press("a")
        wait_for_step(page, 2)
        with page.expect_response(lambda one: is_draft(one, "ORG")):
            user.double_click_token(0)
        page.reload()
        wait_for_step(page, 2)  # in this browser
        expect(page.locator("mark")).to_have_count(1)
        other = open_page()
        Annotator(other, server.url).open()
        wait_for_step(other, 2)  # and in another one, which goes on from here
        expect(other.locator("mark")).to_have_count(1)
        other.context.close()
        user.press("ArrowLeft")
        wait_for_step(page, 1)
        expect(page.locator(f"{OPTION}-selected")).to_have_text(re.compile(r"^\s*other"))
        page.locator("[data-prodigy-step='2']").click()
        page.locator(OPTION).first.wait_for()
        user.press("1")
        user.press("a")
        user.wait_for_text("Second")
        expect(page.locator(STEP)).to_have_count(0)  # the blocks of the settings
        user.press("Backspace")
        wait_for_step(page, 3)
        user.press("Backspace")
        wait_for_step(page, 2)
        user.press("a")
        user.press("a")
        user.wait_for_text("Second")
        with page.expect_response("**/give_answers"):
            user.press("Control+s")
    (answer,) = export()
    assert without_keys(answer, *OWN_KEYS) == {
        **without_keys(TASKS[0], *OWN_KEYS),
        "topic": ["b"],
        "spans": [{"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "ORG"}],
        "sure": [1],
        "answer": "accept",
    }


def test_a_proxy_names_the_session(open_page, serve_tasks, export):
    with serve_tasks([{"text": "One"}], "text", session_header="X-Remote-User") as server:
        page = open_page(extra_http_headers={"X-Remote-User": "alex"})
        user = Annotator(page, server.url).open()
        assert page.url.endswith("/?session=alex")
        expect(page.locator(".prodigy-info dd", has_text="alex")).to_have_count(1)
        expect(page.locator(".prodigy-info-switch")).to_have_count(0)  # the proxy decides
        user.press("a")
        with page.expect_response("**/give_answers"):
            user.press("Control+s")
        nobody = open_page()
        nobody.goto(server.url + "/?session=alex")
        nobody.get_by_text("Nobody is signed in").wait_for()
        expect(nobody.locator(CARD)).to_have_count(0)
    assert [eg["_session_id"] for eg in export()] == ["data-alex"]
