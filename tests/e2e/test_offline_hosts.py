"""Everything comes from the own server: the app works where nothing else can be reached."""

import pytest

from tests.e2e.verbs import Annotator
from tests.e2e.view_cases import CASES


@pytest.fixture
def lonely_page(page):
    """A page for which every other host is out of reach, and the list of tries to reach one."""
    tries = []

    def refuse(route):
        tries.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")), refuse)
    return page, tries


# Every test with a page fails if it asks another host for anything. Here nothing else is there.
def test_a_card_needs_no_other_host(lonely_page, serve_tasks):
    page, tries = lonely_page
    case = next(case for case in CASES if case.name == "blocks-of-three")
    with serve_tasks([case.task], case.view_id, **case.settings) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text(case.shows)
        page.locator(".prodigy-button-keys").click()
        page.locator(".prodigy-modal").wait_for()
        page.wait_for_load_state("networkidle")
    assert tries == []


def test_fonts_are_bundled(lonely_page, serve_tasks):
    page, tries = lonely_page
    with serve_tasks([{"text": "Ein Text mit Umlauten: äöü"}], "text") as server:
        Annotator(page, server.url).open()
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('16px Lato')")
        loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
        assert loaded > 0
    assert tries == []


def test_the_page_with_the_interface_for_programs_needs_no_other_host(lonely_page, serve_tasks):
    page, tries = lonely_page
    with serve_tasks([{"text": "One"}], "text") as server:
        page.goto(f"{server.url}/docs")
        page.get_by_text("/give_answers").first.wait_for()
        page.wait_for_load_state("networkidle")
    assert tries == []
