"""The policy of the page in a browser: code of the project runs, and that of data doesn't."""

import pytest

from tests.e2e.verbs import CARD, Annotator, expect, wait_until

# The second host is not written in one piece, so that nobody can find it by reading the code.
RECIPE = """
LOAD = '''
function load(address, name) {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => { window[name] = "loaded"; };
    script.onerror = () => { window[name] = "blocked"; };
    document.head.append(script);
}
load("https://cdn.example/lib.js", "named");
load(["https:", "", "other.example", "lib.js"].join("/"), "unnamed");
function choose(text) {
    window.prodigy.update({picked: text, doubled: window.double(2)});
}
'''

@prodigy.recipe("test")
def test():
    return {
        "dataset": "data",
        "view_id": "html",
        "stream": [{"name": "<b>Ada</b>"}],
        "config": {
            "html_template": (
                '<button class="pick" onclick="choose(this.textContent)">{{name}}</button>'
                '<div class="picked">{{picked}}</div>'
            ),
            "javascript": LOAD,
        },
    }
"""
HACK = "javascript:window.hacked=1"


@pytest.mark.parametrize("is_cleaned", [False, True])
def test_code_of_a_recipe_runs_and_reaches_the_host_it_names(
    page, serve_recipe, export, script_errors, is_cleaned
):
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(content_type="text/javascript", body="window.double = (n) => 2 * n;")

    page.route(lambda url: url.startswith("https:"), answer)
    # Markup of recipes that clean it is not their own: what it could ask is limited.
    settings = {"sanitize_html": True} if is_cleaned else {}
    with serve_recipe(RECIPE, **settings) as server:
        user = Annotator(page, server.url).open()
        page.wait_for_function("window.named && window.unnamed")
        assert page.evaluate("window.named") == "loaded"
        assert page.evaluate("window.unnamed") == ("blocked" if is_cleaned else "loaded")
        notice = page.get_by_text("script-src-elem: https://other.example")
        expect(notice).to_have_count(int(is_cleaned))
        page.locator(".pick").click()
        page.wait_for_function("prodigy.content.picked")
        expect(page.locator(".picked")).to_have_text("<b>Ada</b>")
        user.press("a")
        wait_until(page, export)
    [eg] = export()
    assert (eg["picked"], eg["doubled"], eg["answer"]) == ("<b>Ada</b>", 4, "accept")
    hosts = {url.split("/")[2] for url in asked}
    assert hosts == ({"cdn.example"} if is_cleaned else {"cdn.example", "other.example"})
    script_errors.clear()  # the requests that were meant


def test_links_with_scripts_in_data_do_not_run(page, serve_tasks):
    markup = f"<a href='{HACK}'>one</a> <a href=' java\tscript:window.hacked=1'>two</a>"
    with serve_tasks([{"html": markup}], "html") as server:
        Annotator(page, server.url).open()
        links = page.locator(f"{CARD} a")
        expect(links).to_have_count(2)
        for link in links.all():
            link.evaluate("e => e.click()")
        assert page.evaluate("window.hacked") is None
        # Even if one came through: the policy stands behind the cleaning.
        stopped = page.evaluate(
            """async (address) => {
                const link = document.createElement("a");
                link.href = address;
                const told = new Promise((done) => document.addEventListener(
                    "securitypolicyviolation", (event) => done(event.effectiveDirective),
                    {once: true},
                ));
                document.querySelector(".prodigy-content").append(link);
                link.click();
                return await told;
            }""",
            HACK,
        )
        assert stopped == "script-src-elem"
        assert page.evaluate("window.hacked") is None
        expect(page.get_by_text("script-src-elem: inline")).to_have_count(1)
