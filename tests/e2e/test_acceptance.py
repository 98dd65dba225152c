"""What the web app promises whatever is on the card: no answer is lost, and none stored twice."""

import contextlib

import pytest

from tests.e2e.touch import Finger
from tests.e2e.verbs import NOT_DRAWN, Annotator, expect, wait_until

LANGUAGES = ("en", "de", "nl", "es", "pt", "fr", "zh")
TAKE_OVER = ".prodigy-message [data-prodigy-primary]"


def make_texts(count):
    return [{"text": f"Text number {i}."} for i in range(1, count + 1)]


def name_of(number):
    return f"Text number {number}."


def numbers(rows):
    return [int(row["text"].rstrip(".").rsplit(" ", 1)[1]) for row in rows]


@pytest.fixture
def posts(page):
    """The bodies of all posts with answers, in order."""
    found = []

    def note(request):
        if request.url.endswith("/give_answers"):
            found.append(request.post_data_json["answers"])

    page.on("request", note)
    return found


@pytest.fixture
def answer_all(page):
    """A function that answers task after task: answer_all(user, first, last, key="a")."""

    def run(user, first, last, key="a"):
        for number in range(first, last + 1):
            user.wait_for_task(name_of(number))
            user.press(key)

    return run


# When answers leave


def test_the_first_ten_answers_leave_after_the_twentieth(page, serve_tasks, posts, answer_all):
    with serve_tasks(make_texts(30), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 19)
        user.wait_for_task(name_of(20))
        assert posts == []
        with page.expect_response("**/give_answers"):
            user.press("a")
        answer_all(user, 21, 25)
        user.wait_for_task(name_of(26))
        assert [numbers(post) for post in posts] == [list(range(1, 11))]


def test_saving_sends_the_rest_and_ticks_the_history(page, serve_tasks, posts, answer_all, export):
    with serve_tasks(make_texts(30), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 25)
        user.wait_for_task(name_of(26))
        page.locator(".prodigy-save-count[data-prodigy-count='15']").wait_for()
        wait_until(page, lambda: page.locator(".prodigy-history-item").count() == 10)
        user.save()
        page.locator(".prodigy-history-item[data-prodigy-sent]").nth(9).wait_for()
        expect(page.locator(".prodigy-history-item")).to_have_count(10)
        user.wait_for_unsaved(0)
        assert [numbers(post) for post in posts] == [list(range(1, 11)), list(range(11, 26))]
    assert numbers(export()) == list(range(1, 26))


def test_instant_submit_sends_each_answer_at_once(page, serve_tasks, posts, answer_all):
    with serve_tasks(make_texts(5), "text", instant_submit=True) as server:
        user = Annotator(page, server.url).open()
        for number in (1, 2, 3):
            user.wait_for_task(name_of(number))
            with page.expect_response("**/give_answers"):
                user.press("a")
        assert [numbers(post) for post in posts] == [[1], [2], [3]]


def test_answers_leave_after_a_pause(page, serve_tasks, posts, answer_all):
    page.clock.install()
    with serve_tasks(make_texts(5), "text", autosave_seconds=60) as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 2)
        user.wait_for_task(name_of(3))
        assert posts == []
        with page.expect_response("**/give_answers"):
            page.clock.fast_forward(60_000)
        assert [numbers(post) for post in posts] == [[1, 2]]


# Taking answers back


def test_answers_that_are_taken_back_are_stored_once_and_as_they_are_in_the_end(
    page, serve_tasks, answer_all, export
):
    with serve_tasks(make_texts(30), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 5)
        user.wait_for_task(name_of(6))
        for number in (5, 4, 3):
            user.press("Backspace")
            user.wait_for_task(name_of(number))
        answer_all(user, 3, 5, "x")
        answer_all(user, 6, 6, " ")
        user.wait_for_task(name_of(7))
        user.save()
    rows = export()
    assert numbers(rows) == [1, 2, 3, 4, 5, 6]
    assert [row["answer"] for row in rows] == ["accept"] * 2 + ["reject"] * 3 + ["ignore"]


def test_a_click_in_the_history_brings_an_answer_back(page, serve_tasks, answer_all, export):
    with serve_tasks(make_texts(10), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 4)
        user.wait_for_task(name_of(5))
        page.locator(".prodigy-history-item", has_text=name_of(2)).click()
        user.wait_for_task(name_of(2))
        user.press("x")
        user.wait_for_task(name_of(5))
        user.save()
    assert sorted((row["text"], row["answer"]) for row in export()) == [
        (name_of(1), "accept"),
        (name_of(2), "reject"),
        (name_of(3), "accept"),
        (name_of(4), "accept"),
    ]


@pytest.mark.parametrize("when", ["at once", "after a reload"])
def test_a_saved_answer_can_be_taken_back_and_changed(page, serve_tasks, answer_all, export, when):
    with serve_tasks(make_texts(10), "text") as server:
        user = Annotator(page, server.url).open("alex")
        answer_all(user, 1, 3)
        user.wait_for_task(name_of(4))
        user.save()
        page.locator(".prodigy-history-item[data-prodigy-sent]").nth(2).wait_for()
        if when == "after a reload":
            page.reload()
            user.wait_for_task(name_of(4))
        user.press("Backspace")
        user.wait_for_task(name_of(3))
        user.press("x")
        user.wait_for_task(name_of(4))
        page.locator(".prodigy-history-item", has_text=name_of(1)).click()
        user.wait_for_task(name_of(1))
        user.press(" ")
        user.wait_for_task(name_of(4))
        user.save()
    assert [(row["text"], row["answer"]) for row in export()] == [
        (name_of(1), "ignore"),
        (name_of(2), "accept"),
        (name_of(3), "reject"),
    ]


def test_the_history_is_over_with_the_save_if_what_was_sent_stays(page, serve_tasks, answer_all):
    with serve_tasks(make_texts(10), "text", edit_sent=False) as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 3)
        user.wait_for_task(name_of(4))
        user.save()
        page.locator(".prodigy-history-item").first.wait_for(state="detached")


@pytest.mark.parametrize("kind", ["accept", "reject", "ignore"])
def test_a_double_click_on_a_button_answers_one_task(page, serve_tasks, export, kind):
    with serve_tasks(make_texts(5), "text") as server:
        user = Annotator(page, server.url).open()
        page.locator(f".prodigy-button-{kind}").dblclick()
        user.wait_for_task(name_of(2))
        page.locator(f".prodigy-button-{kind}").dblclick()
        user.wait_for_task(name_of(3))
        user.save()
    assert [row["answer"] for row in export()] == [kind, kind]


def test_several_clicks_in_a_hurry_answer_a_task_each(page, serve_tasks, export):
    """As of custom code, or of somebody who hits the button for each task that comes."""
    with serve_tasks(make_texts(6), "text") as server:
        user = Annotator(page, server.url).open()
        for number in (2, 3, 4):
            user.answer("accept")
            user.wait_for_task(name_of(number))
        page.evaluate("document.querySelector('.prodigy-button-accept').click()")
        user.wait_for_task(name_of(5))
        user.save()
    assert len(export()) == 4


def test_an_answer_that_was_sent_can_be_replaced(page, serve_tasks, posts, answer_all, export):
    with serve_tasks(make_texts(30), "text", batch_size=2, history_length=5) as server:
        user = Annotator(page, server.url).open()
        with page.expect_response("**/give_answers"):
            answer_all(user, 1, 4)
        user.wait_for_task(name_of(5))
        page.locator(".prodigy-history-item", has_text=name_of(1)).click()
        user.wait_for_task(name_of(1))
        user.press("x")
        user.wait_for_task(name_of(5))
        user.save()
        assert numbers(posts[0]) == [1, 2]
    rows = export()
    assert sorted(numbers(rows)) == [1, 2, 3, 4]
    assert {row["answer"] for row in rows if row["text"] == name_of(1)} == {"reject"}


def test_a_button_that_is_left_out_takes_its_key_along_and_undo_stays(
    page, serve_tasks, answer_all
):
    with serve_tasks(make_texts(5), "text", buttons=["accept", "ignore"]) as server:
        user = Annotator(page, server.url).open()
        expect(page.locator(".prodigy-button-reject, .prodigy-button-undo")).to_have_count(0)
        answer_all(user, 1, 1)
        user.wait_for_task(name_of(2))
        user.press("x")
        page.evaluate("prodigy.answer('reject')")
        expect(page.locator(".prodigy-history-item")).to_have_count(1)
        user.wait_for_task(name_of(2))
        user.press("Backspace")
        user.wait_for_task(name_of(1))


# When something goes wrong


def test_a_response_that_gets_lost_does_no_harm(
    page, serve_tasks, posts, answer_all, export, script_errors
):
    with serve_tasks(make_texts(9), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 3)

        def lose_response(route):
            route.fetch()  # the server stores the answers
            route.abort()

        page.route("**/give_answers", lose_response)
        user.press("Control+s")
        line = page.locator(".prodigy-status-line")
        line.get_by_text("You’re offline, 3 answers kept here").wait_for()
        page.unroute("**/give_answers")
        with page.expect_response("**/give_answers"):
            line.get_by_role("button", name="Try again").click()
        line.get_by_text("offline").wait_for(state="detached")
        user.wait_for_unsaved(0)
        assert len(posts) > 1
    assert numbers(export()) == [1, 2, 3]


def test_work_goes_on_while_the_server_is_away(page, serve_tasks, answer_all, export):
    page.clock.install()
    with serve_tasks(make_texts(9), "text") as server:
        user = Annotator(page, server.url).open()
        answer_all(user, 1, 3)
        server.kill()
        user.press("Control+s")
        line = page.locator(".prodigy-status-line")
        line.get_by_text("You’re offline, 3 answers kept here").wait_for()
        answer_all(user, 4, 6)
        line.get_by_text("You’re offline, 6 answers kept here").wait_for()
        user.wait_for_unsaved(6)
        expect(page.locator(".prodigy-toast")).to_have_count(0)
        with serve_tasks(make_texts(9), "text", {"PRODIGY_PORT": str(server.port)}):
            with page.expect_response("**/give_answers"):
                page.clock.fast_forward(60_000)  # the longest pause between two tries
            page.clock.fast_forward(31_000)  # what came later leaves when nobody works
            page.locator(".prodigy-button-save[data-prodigy-state=idle]").wait_for()
            user.wait_for_task(name_of(7))
            user.press("a")
            user.wait_for_task(name_of(8))
            user.save()
    assert sorted(numbers(export())) == [1, 2, 3, 4, 5, 6, 7]


def test_a_crash_of_the_page_loses_nothing(open_page, jsonl, live_server, export):
    source = jsonl(make_texts(20))
    with live_server(["ner.manual", "data", "blank:en", source, "--label", "A,B"]) as server:
        page = open_page()
        user = Annotator(page, server.url).open()
        for number in range(1, 8):
            user.wait_for_task(name_of(number))
            user.press("x")
        user.wait_for_task(name_of(8))
        user.drag_tokens(0, 1)
        user.wait_until_kept(unsent=7, is_edited=True)
        context = page.context
        # Unlike closing the tab, this gives the page no chance to say goodbye.
        with page.expect_event("crash"), contextlib.suppress(Exception):
            page.goto("chrome://crash", timeout=1000)
        again = context.new_page()
        user = Annotator(again, server.url).open()
        user.wait_for_task(name_of(8))
        user.wait_for_spans(1)
        user.wait_for_unsaved(7)
        user.press("Backspace")
        user.wait_for_task(name_of(7))
        user.press("x")
        user.wait_for_task(name_of(8))
        user.press("a")
        user.wait_for_task(name_of(9))
        user.save()
    rows = export()
    assert numbers(rows) == list(range(1, 9))
    assert [row["answer"] for row in rows] == ["reject"] * 7 + ["accept"]
    assert len(rows[-1]["spans"]) == 1


def test_a_name_that_is_not_on_the_list_is_told_so(page, serve_tasks):
    env = {"PRODIGY_ALLOWED_SESSIONS": "alex,jo"}
    with serve_tasks(make_texts(3), "text", env) as server:
        page.goto(f"{server.url}/?session=zoe")
        message = page.locator(".prodigy-message")
        message.get_by_text("zoe").first.wait_for()
        expect(page.locator(".prodigy-container")).to_have_count(0)


def test_a_second_tab_of_a_session_is_warned_and_nothing_is_stored_twice(
    open_page, serve_tasks, export
):
    with serve_tasks(make_texts(9), "text", feed_overlap=True) as server:
        first = open_page()
        user = Annotator(first, server.url).open("alex")
        user.wait_for_task(name_of(1))
        user.press("a")
        user.wait_for_task(name_of(2))
        second = first.context.new_page()
        second.goto(f"{server.url}/?session=alex")
        second.locator(TAKE_OVER).wait_for()
        expect(second.locator(".prodigy-container")).to_have_count(0)
        # The first tab goes on undisturbed.
        user.press("a")
        user.wait_for_task(name_of(3))

        second.locator(TAKE_OVER).click()
        other = Annotator(second, server.url)
        other.wait_for_task(name_of(3))
        first.locator(TAKE_OVER).wait_for()
        other.press("a")
        other.wait_for_task(name_of(4))
        other.save()
    assert numbers(export()) == [1, 2, 3]


NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"


@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "no-locks"])
def test_tabs_that_open_at_once_share_no_session_and_lose_no_answer(
    open_page, serve_tasks, export, has_locks
):
    """As when a browser comes back with its tabs; on pages from other machines it has no locks."""
    rounds = 8
    with serve_tasks(make_texts(40), "text", feed_overlap=True) as server:
        pages = [open_page()]
        pages.append(pages[0].context.new_page())
        if not has_locks:
            pages[0].context.add_init_script(NO_LOCKS)
        for number in range(1, rounds + 1):
            for page in pages:
                page.goto(f"{server.url}/?session=alex", wait_until="commit")
            for page in pages:
                page.wait_for_function(NOT_DRAWN)
                page.locator(f".prodigy-container, {TAKE_OVER}").first.wait_for()
            holder, other = by_card(pages)
            user = Annotator(holder, server.url)
            user.wait_for_task(name_of(number))
            user.press("a")
            user.wait_for_task(name_of(number + 1))
        other.locator(TAKE_OVER).click()
        user = Annotator(other, server.url)
        user.wait_for_task(name_of(rounds + 1))
        user.press("a")
        user.wait_for_task(name_of(rounds + 2))
        user.save()
    assert numbers(export()) == list(range(1, rounds + 2))


def by_card(pages):
    """The page with the card and the page without, once it is decided which is which."""

    def find():
        # Without locks, a tab that is slow to say that it is there loses the session.
        holders = [page for page in pages if page.locator(".prodigy-container").count()]
        others = [page for page in pages if page.locator(TAKE_OVER).count()]
        return len(holders) == len(others) == 1 and (holders[0], others[0])

    return wait_until(pages[0], find)


def test_a_tab_of_another_session_is_not_disturbed(open_page, serve_tasks, export):
    with serve_tasks(make_texts(9), "text", feed_overlap=True) as server:
        first = open_page()
        users = [
            Annotator(first, server.url).open("alex"),
            Annotator(first.context.new_page(), server.url).open("jo"),
        ]
        for user in users:
            user.wait_for_task(name_of(1))
            user.press("a")
            user.wait_for_task(name_of(2))
            user.save()
    assert sorted(row["_session_id"] for row in export()) == ["data-alex", "data-jo"]


# Custom code


RECIPE = """
TASKS = [{"text": f"Text number {i}."} for i in range(1, 9)]

def fail(ctrl):
    raise ValueError("no luck today")

def reset(ctrl, *, start):
    stream = [{"text": f"Text number {i}."} for i in range(start, start + 5)]
    ctrl.reset_stream(prodigy.get_stream(stream, rehash=True))
    return ctrl.get_questions()[0]

@prodigy.recipe("test")
def test():
    return {
        "dataset": "data",
        "stream": prodigy.get_stream(TASKS, rehash=True),
        "view_id": "text",
        "event_hooks": {
            "echo": lambda ctrl, **data: {"got": data},
            "fail": fail,
            "stream-reset": reset,
        },
    }
"""


def test_update_redraws_the_card_and_tells_once(page, jsonl, live_server, export):
    source = jsonl(make_texts(3))
    with live_server(["ner.manual", "data", "blank:en", source, "--label", "A,B"]) as server:
        user = Annotator(page, server.url).open()
        page.evaluate(
            """() => {
                window.updates = [];
                document.addEventListener("prodigyupdate", (e) => updates.push(e.detail));
                const span = {start: 5, end: 11, token_start: 1, token_end: 1, label: "B"};
                prodigy.update({spans: [span]});
            }"""
        )
        assert len(user.spans) == 1  # at once
        assert page.evaluate("updates.length") == 1
        user.press("a")
        user.wait_for_task(name_of(2))
        user.save()
    [row] = export()
    assert [span["label"] for span in row["spans"]] == ["B"]


def test_events_go_to_the_recipe_and_back(page, serve_recipe):
    with serve_recipe(RECIPE) as server:
        Annotator(page, server.url).open()
        assert page.evaluate("prodigy.event('echo', {a: [1, 'é']})") == {"got": {"a": [1, "é"]}}
        failure = "prodigy.event('fail').then(() => 'fine', (error) => error.message)"
        assert "no luck today" in page.evaluate(failure)
        missing = "prodigy.event('nothing').then(() => 'fine', (error) => error.message)"
        assert "stream-reset" in page.evaluate(missing)


def test_a_recipe_can_exchange_the_stream(page, serve_recipe, export):
    with serve_recipe(RECIPE) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_task(name_of(1))
        page.evaluate(
            """async () => {
                const task = await prodigy.event("stream-reset", {start: 100});
                prodigy.resetQueue();
                prodigy.update(task);
            }"""
        )
        for number in (100, 101, 102):
            user.wait_for_task(name_of(number))
            user.press("a")
        user.wait_for_task(name_of(103))
        user.save()
    assert numbers(export()) == [100, 101, 102]


def test_keys_assigned_to_the_content_are_saved(page, serve_tasks, export):
    with serve_tasks(make_texts(3), "text") as server:
        user = Annotator(page, server.url).open()
        page.evaluate("() => { prodigy.content.foo = 1 }")
        user.press("a")
        user.wait_for_task(name_of(2))
        user.save()
    assert export()[0]["foo"] == 1


# Languages and touch


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words_and_the_names_that_scripts_look_for(
    page, serve_tasks, language
):
    with serve_tasks(make_texts(3), "text", ui_lang=language, show_stats=True) as server:
        Annotator(page, server.url).open()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator('button[aria-label="reject (x)"]')).to_have_count(1)
        # A key without a message is shown as it is.
        words = page.locator("body").inner_text().split()
        assert [word for word in words if "_" in word and word != "view_id"] == []
        english = page.locator(".prodigy-button-reject").get_attribute("title") == "Reject"
        assert english == (language == "en")


@pytest.mark.parametrize(
    ("gestures", "left", "right"),
    [
        ({"left": "accept", "right": "reject"}, "accept", "reject"),
        ({"left": "reject", "right": "accept"}, "reject", "accept"),
        ({"right": "ignore"}, None, "ignore"),
    ],
    ids=["default", "reversed", "one-side"],
)
def test_swiping_answers(phone, serve_tasks, export, gestures, left, right):
    with serve_tasks(make_texts(3), "text", swipe=True, swipe_gestures=gestures) as server:
        user = Annotator(phone, server.url).open()
        finger = Finger(phone)
        user.wait_for_task(name_of(1))
        x, y = finger.middle(phone.locator(".prodigy-content"))
        # The script for it comes after the first card. Every other card can be pushed at once.
        phone.locator(".prodigy-container[style*=touch-action]").wait_for()
        finger.swipe((x + 60, y), (x - 90, y + 5))
        if left:
            user.wait_for_task(name_of(2))
        finger.swipe((x - 60, y), (x + 90, y + 5))
        user.wait_for_task(name_of(3 if left else 2))
        phone.evaluate("prodigy.save()")
        phone.locator(".prodigy-button-save[data-prodigy-state=pending]").wait_for(state="detached")
        phone.wait_for_function("document.querySelector('.prodigy-save-count') === null")
    assert [row["answer"] for row in export()] == [kind for kind in (left, right) if kind]


def test_swiping_is_off_unless_it_is_switched_on(phone, serve_tasks):
    with serve_tasks(make_texts(3), "text") as server:
        user = Annotator(phone, server.url).open()
        finger = Finger(phone)
        x, y = finger.middle(phone.locator(".prodigy-content"))
        finger.swipe((x + 60, y), (x - 90, y + 5))
        user.wait_for_task(name_of(1))
