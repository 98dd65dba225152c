"""What custom CSS and JavaScript may rely on, see docs/custom-html.md, and what everybody sees."""

import re
from pathlib import Path

import pytest

from tests.e2e.verbs import Annotator, expect

PAGE = Path(__file__).parents[2] / "docs" / "custom-html.md"
VIEWPORTS = {"desktop": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}


@pytest.fixture
def source(jsonl):
    return jsonl(
        [{"text": f"Headline number {i}", "meta": {"source": "Harbour Post"}} for i in range(30)]
    )


@pytest.fixture
def ner(source):
    return ["ner.manual", "data", "blank:en", source, "--label", "PERSON,ORG"]


@pytest.fixture
def textcat(source):
    return ["textcat.manual", "data", source, "--label", "A,B"]


def read_documented_classes():
    names = set()
    for line in PAGE.read_text(encoding="utf-8").split("\n"):
        cell = line.split("|")[1] if line.startswith("| `prodigy-") else ""
        found = re.findall(r"`([\w-]+)`", cell)
        # "`prodigy-button-accept`, `-reject`" stands for prodigy-button-reject.
        names.update(f"prodigy-button{name}" if name.startswith("-") else name for name in found)
    return names


def read_documented_members():
    lines = PAGE.read_text(encoding="utf-8").split("| Member |")[1].split("\n\n")[0].split("\n")
    return {name for line in lines for name in re.findall(r"`(\w+)", line.split("|")[1])}


def test_documented_classes_are_on_the_page(page, live_server, ner, textcat):
    names = set()
    for command in (ner, textcat):
        with live_server(command) as server:
            Annotator(page, server.url).open()
            names |= set(
                page.evaluate(
                    "[...document.querySelectorAll('[class]')].flatMap(e => [...e.classList])"
                )
            )
            if command is textcat:
                # A title is on the card of a single category only.
                names.add("prodigy-title")
    assert read_documented_classes() - names == set()


def test_documented_members_of_the_javascript_interface_exist(page, live_server, ner):
    with live_server(ner) as server:
        Annotator(page, server.url).open()
        missing = [m for m in read_documented_members() if not page.evaluate(f"'{m}' in prodigy")]
    assert missing == []


def test_the_root_says_what_is_shown(page, live_server, ner):
    with live_server(ner) as server:
        Annotator(page, server.url).open()
        root = page.locator(".prodigy-root")
        expect(root).to_have_attribute("data-prodigy-view-id", "ner_manual")
        expect(root).to_have_attribute("data-prodigy-recipe", "ner.manual")


def test_action_buttons_are_named_with_their_key(page, live_server, ner):
    with live_server(ner) as server:
        Annotator(page, server.url).open()
        for name in ("accept (a)", "reject (x)", "ignore (space)", "undo (backspace)"):
            expect(page.locator(f'button[aria-label="{name}"]')).to_have_count(1)


@pytest.mark.parametrize("size", VIEWPORTS.values(), ids=VIEWPORTS)
def test_everything_needed_to_answer_is_on_the_screen(page, live_server, ner, size):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    with live_server(ner) as server:
        Annotator(page, server.url).open()
        for name in (".prodigy-labels", ".prodigy-content", ".prodigy-button-accept"):
            box = page.locator(name).first.bounding_box()
            assert 0 <= box["x"]
            assert 0 <= box["y"]
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_end_is_said_and_everything_is_saved(page, live_server, jsonl, run_cli):
    source = jsonl([{"text": "The only one"}])
    with live_server(["textcat.manual", "data", source, "--label", "A"]) as server:
        user = Annotator(page, server.url).open()
        with page.expect_response("**/give_answers"):
            user.press("a")
        page.get_by_text("No tasks available").wait_for()
    assert len(run_cli("db-out", "data").stdout.splitlines()) == 1


def test_a_name_that_is_not_allowed_is_told_so(page, live_server, ner):
    env = {"PRODIGY_ALLOWED_SESSIONS": "alex,jo"}
    with live_server(ner, env) as server:
        page.goto(f"{server.url}/?session=zoe")
        page.get_by_text("zoe").first.wait_for()


def test_answers_wait_while_the_server_is_down_and_are_sent_once(page, live_server, ner, run_cli):
    with live_server(ner) as server:
        user = Annotator(page, server.url).open()
        page.route("**/give_answers", lambda route: route.abort())
        user.press("a")
        user.press("Control+s")
        page.locator(".prodigy-status-line", has_text="offline, 1 answer kept here").wait_for()
        page.unroute("**/give_answers")
        user.save()
    assert len(run_cli("db-out", "data").stdout.splitlines()) == 1
