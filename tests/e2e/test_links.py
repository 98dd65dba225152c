"""Personal links in a browser: who comes in by one, and how long."""

import re

import pytest

from tests.e2e.verbs import Annotator, expect, wait_until

TASKS = [{"text": f"Text {i}"} for i in range(6)]


@pytest.fixture
def make_link(run_cli):
    """A function that makes a personal link to a server, as `prodigy sessions add` prints it."""

    def make(name, url):
        made = run_cli("sessions", "add", name, "--url", url)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    return make


def find_traces(page, secret):
    """RETURNS: Where scripts of the page find the secret, in its address or what it has stored."""
    return page.evaluate(
        """(secret) => Object.entries({
            address: location.href, cookies: document.cookie, name: window.name,
            referrer: document.referrer, state: JSON.stringify(history.state),
            local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage),
            loaded: JSON.stringify(performance.getEntries().map((entry) => entry.name)),
            markup: document.documentElement.outerHTML,
        }).filter(([, text]) => (text ?? "").includes(secret)).map(([place]) => place)""",
        secret,
    )


@pytest.mark.parametrize("root", ["", "/label"])
def test_a_link_lets_its_holder_in_and_leaves_no_trace(
    page, serve_tasks, make_link, run_cli, export, root
):
    with serve_tasks(TASKS, "text", root_path=root, batch_size=1) as server:
        url = server.url + root
        link = make_link("alex", url)
        secret = link.rpartition("=")[2]
        addresses = []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto("about:blank")
        page.goto(link)
        user = Annotator(page, url)
        user.wait_for_task("Text 0")
        wait_until(page, lambda: page.url == f"{url}/?session=alex")
        # performance.getEntries keeps the address that the first document was asked by.
        assert find_traces(page, secret) in ([], ["loaded"])
        assert not [address for address in addresses if secret in address.partition("#")[0]]
        page.reload()
        user.wait_for_task("Text 0")
        assert find_traces(page, secret) == []
        page.go_back()
        page.go_forward()
        user.wait_for_task("Text 0")
        assert page.url == f"{url}/?session=alex"
        user.answer("accept")
        user.save()
        assert [eg["_session_id"] for eg in export()] == ["data-alex"]

        assert run_cli("sessions", "revoke", "alex").returncode == 0
        wait_until(page, lambda: page.request.get(f"{url}/project?session=alex").status == 403)
        page.reload(wait_until="load")
        expect(page.get_by_text("or it was revoked")).to_have_count(1)
        assert "Text 1" not in page.content()
    assert secret not in server.output


def test_each_name_in_a_browser_has_a_link_of_its_own(page, serve_tasks, make_link):
    with serve_tasks(TASKS, "text", batch_size=1) as server:
        links = {name: make_link(name, server.url) for name in ("alex", "jo")}
        page.goto(links["alex"])
        Annotator(page, server.url).wait_for_task("Text")
        other = page.context.new_page()
        other.goto(f"{server.url}/?session=jo", wait_until="load")
        expect(other.get_by_text("can only be used with a personal link")).to_have_count(1)
        # Pasted into the tab that says so: nothing but what stands behind the # is another.
        other.evaluate("(link) => { location.href = link; }", links["jo"])
        Annotator(other, server.url).wait_for_task("Text")
        assert re.search(r"session=jo$", other.url)
        for tab, name in ((page, "alex"), (other, "jo")):
            tab.reload()
            Annotator(tab, server.url).wait_for_task("Text")
            assert tab.url.endswith(f"?session={name}")


def test_a_wrong_link_says_so_and_is_not_kept(page, serve_tasks, make_link):
    with serve_tasks(TASKS, "text") as server:
        link = make_link("alex", server.url)
        wrong = link[:-5] + "wrong"
        page.goto(wrong, wait_until="load")
        expect(page.get_by_text("This is no link of 'alex'")).to_have_count(1)
        assert page.url == f"{server.url}/?session=alex"
        assert "Text 0" not in page.content()
        page.goto(f"{server.url}/?session=alex", wait_until="load")
        expect(page.get_by_text("can only be used with a personal link")).to_have_count(1)
        # The full stop of a sentence came along.
        page.goto("about:blank")
        page.goto(f"{link}.")
        Annotator(page, server.url).wait_for_task("Text 0")
        assert page.url == f"{server.url}/?session=alex"
