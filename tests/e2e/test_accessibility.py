"""No view has serious accessibility problems in any theme, as far as axe-core can tell."""

import json
from pathlib import Path

import pytest

from tests.e2e.verbs import CARD, Annotator, expect
from tests.e2e.view_cases import CASES

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("basic", "dark", "eighties", "spacy", "brutalist")
SERIOUS = ("serious", "critical")

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci")


def find_problems(page, scope="document", rules=()):
    """Scan the page.

    scope (str): JavaScript for what is scanned.
    rules (Sequence[str]): Only these rules. Defaults to all.
    RETURNS (list[str]): Serious findings, one line each, with the element.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a tag: the policy allows none
    # The last edit is on the screen, not half of it.
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate(f"options => axe.run({scope}, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:400]}"
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


# A theme changes colours only, so that the other rules need one look.
COLOR_RULES = ["color-contrast", "link-in-text-block"]
CARD_ELEMENT = f"document.querySelector('{CARD}')"
USE_THEME = """theme => {
    prodigy.update({config: {...prodigy.content.config, theme}});
    return new Promise(done => requestAnimationFrame(done));
}"""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_view_has_no_serious_findings_in_any_theme(page, serve_tasks, case):
    problems = {}
    task = {**case.task, "meta": {"source": "Harbour Post", "score": 0.5}}
    settings = {**case.settings, "show_stats": True, "show_flag": True}
    with serve_tasks([task], case.view_id, **settings) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text(case.shows)
        if case.pointer:
            case.pointer(user)
        problems["basic"] = find_problems(page)
        for theme in THEMES[1:]:
            page.evaluate(USE_THEME, theme)
            problems[theme] = find_problems(page, CARD_ELEMENT, COLOR_RULES)
    assert not any(problems.values()), json.dumps(problems, indent=1)


def test_a_scan_of_a_card_sees_the_colours_of_its_theme(page, serve_tasks):
    css = ".prodigy-content * { color: #444444 !important }"
    with serve_tasks([{"text": "One"}], "text", global_css=css) as server:
        Annotator(page, server.url).open()
        assert find_problems(page, CARD_ELEMENT, COLOR_RULES) == []
        page.evaluate(USE_THEME, "dark")
        assert find_problems(page, CARD_ELEMENT, COLOR_RULES) != []


@pytest.mark.parametrize("theme", THEMES)
def test_windows_and_messages_have_no_serious_findings(page, serve_tasks, tmp_path, theme):
    help_file = tmp_path / "help.md"
    help_file.write_text("# How to\n\n- **Mark** [names](https://example.org)\n\n`code`\n", "utf8")
    settings = {"theme": theme, "instructions": str(help_file), "show_flag": True}
    with serve_tasks([{"text": "One"}], "text", **settings) as server:
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-modal strong", has_text="Mark").wait_for()
        assert find_problems(page) == []
        for key in ("Escape", "?"):
            user.press(key)
        page.locator(".prodigy-modal .prodigy-keys").wait_for()
        assert find_problems(page) == []
        user.press("Escape")
        page.route(
            "**/give_answers",
            lambda route: route.fulfill(
                status=500,
                json={
                    "status": 500,
                    "detail": "The database is locked",
                    "hint": None,
                    "request_id": "7f3a",
                },
            ),
        )
        user.press("a")
        user.press("Control+s")
        page.locator(".prodigy-toast").wait_for()
        page.get_by_text("No tasks available").wait_for()
        assert find_problems(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_phone_page_has_no_serious_findings(phone, serve_tasks, theme):
    with serve_tasks([{"text": "One", "meta": {"a": 1}}], "text", theme=theme) as server:
        Annotator(phone, server.url).open()
        assert find_problems(phone) == []
        phone.locator(".prodigy-button-menu").click()
        phone.locator(".prodigy-sidebar-wrapper[data-prodigy-open]").wait_for()
        assert find_problems(phone) == []


def test_the_scan_finds_something(page, serve_tasks):
    css = ".prodigy-content * { color: #cccccc !important }"
    with serve_tasks([{"text": "One"}], "text", global_css=css) as server:
        Annotator(page, server.url).open()
        assert any(problem.startswith("color-contrast") for problem in find_problems(page))


@pytest.mark.parametrize("zoom", [1, 4], ids=["100%", "400%"])
def test_nothing_is_lost_when_the_page_is_enlarged(open_page, serve_tasks, zoom):
    # What zooming does: fewer px for the same things. 1280 px at 400 % are 320 px.
    page = open_page(viewport={"width": 1280 // zoom, "height": 1024 // zoom})
    with serve_tasks([{"text": "One long text " * 40}], "text") as server:
        Annotator(page, server.url).open()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280 // zoom
        page.locator(".prodigy-button-accept").scroll_into_view_if_needed()
        expect(page.locator(CARD)).to_be_visible()
