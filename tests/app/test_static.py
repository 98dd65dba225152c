"""The page and its files: compressed, kept by browsers, and what a project needs loaded early."""

import gzip
import html
import re

import pytest
from starlette.testclient import TestClient

from prodigy.app import app, set_controller, static
from prodigy.core import Controller

STATIC = static.STATIC_DIR
TASKS = [{"text": "Hello", "options": [{"id": "A", "text": "A"}]}]


@pytest.fixture
def open_page(home):
    """Serve a project in this process. RETURNS (callable): `(view_id, **settings) -> client`."""
    clients = []

    def serve(view_id, **settings):
        components = {"view_id": view_id, "stream": TASKS, "dataset": "page", "config": settings}
        controller = Controller.from_components("page.recipe", components)
        set_controller(controller)
        clients.append(controller)
        return TestClient(app)

    yield serve
    for controller in clients:
        controller.thread.stop()


@pytest.fixture
def client(open_page):
    return open_page("choice")


def find_addresses(page):
    return re.findall(r'(?:src|href)="(\./assets[^"]+)"', page)


def test_every_file_that_the_page_names_exists_and_is_kept_for_good(client):
    addresses = find_addresses(client.get("/").text)
    assert any("ChoiceView.js" in address for address in addresses)
    for address in addresses:
        response = client.get(address[1:])
        assert response.status_code == 200, address
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_page_itself_is_checked_at_each_use(client):
    response = client.get("/")
    assert response.headers["cache-control"] == "no-store"  # there is a task on it
    assert response.headers["content-type"].startswith("text/html")
    client.get(f"/{find_first_tasks(response.text)}")
    assert client.get("/").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["app.js", "index.css"])
def test_text_files_are_compressed_for_browsers_that_accept_it(client, name):
    content = (STATIC / "assets" / name).read_bytes()
    packed = client.get(f"/assets/{name}", headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.8"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == content  # the client unpacks
    assert int(packed.headers["content-length"]) < len(content) / 2
    plain = client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == content
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["vary"]


def test_fonts_are_not_compressed_again(client):
    name = next(path.name for path in (STATIC / "assets").glob("*.woff2"))
    response = client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_unchanged_files_are_not_sent_again(client):
    first = client.get("/assets/app.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["cache-control"] == "no-cache"
    headers = {"If-None-Match": first.headers["etag"], "Accept-Encoding": "gzip"}
    assert client.get("/assets/app.js", headers=headers).status_code == 304


def test_an_older_page_gets_the_present_files_and_does_not_keep_them(client):
    response = client.get("/assets.0123456789ab/app.js")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["../../app/static.py", "none.js", ""])
def test_addresses_of_assets_lead_nowhere_else(client, name):
    assert client.get(f"/assets.x/{name}").status_code == 404


def test_views_of_blocks_and_the_language_are_loaded_early(open_page):
    blocks = [{"view_id": "relations"}, {"view_id": "text_input"}, {"view_id": "unknown"}]
    page = open_page("blocks", blocks=blocks, ui_lang="de").get("/").text
    for name in ("BlocksView.js", "RelationsView.js", "RelationsView.css", "TextInputView.js"):
        assert name in page
    assert "/de.js" in page
    assert "/en.js" not in page


@pytest.mark.parametrize("name", ["alex", "Ö & <b>'\""])
def test_the_settings_of_a_session_are_asked_for_while_the_page_loads(client, name):
    page = client.get("/", params={"session": name}).text
    [address] = re.findall(r'as="fetch" crossorigin href="(project[^"]*)"', page)
    assert "<b>" not in page
    if name == "alex":
        assert address == "project?session=alex"
    else:
        assert address == "project?session=%C3%96%20%26%20%3Cb%3E&#x27;%22"


def test_every_view_of_the_manifest_is_one_of_the_table():
    from prodigy.views import VIEWS

    assert set(static.read_manifest()["preloads"]["views"]) <= set(VIEWS)


def test_scripts_before_the_first_card_are_at_most_110_kb():
    page = (STATIC / "index.html").read_text("utf8")
    paths = re.findall(r'(?:src|href)="\./(assets/[^"]+\.js)"', page)
    assert "assets/app.js" in paths
    assert sum(len(gzip.compress((STATIC / path).read_bytes())) for path in paths) <= 110_000


def find_first_tasks(page):
    found = re.search(r'as="fetch" crossorigin id="first-tasks" href="([^"]*)"', page)
    return found and html.unescape(found[1])


@pytest.mark.parametrize("name", [None, "alex", "Ö & <b>'\""])
def test_the_first_tasks_are_asked_for_while_the_page_loads(client, name):
    params = {"session": name} if name else {}
    address = find_first_tasks(client.get("/", params=params).text)
    assert address != find_first_tasks(client.get("/", params=params).text)  # none is used twice
    response = client.get(f"/{address}")
    if name and "<" in name:
        assert response.status_code == 400  # no such session can be
        return
    assert [task["text"] for task in response.json()["tasks"]] == ["Hello"]
    # Whoever has tasks may hold them in the browser: they don't come twice.
    assert find_first_tasks(client.get("/", params=params).text) is None
    # A repeated request brings what is open, and draws nothing new.
    assert client.get(f"/{address}").json()["tasks"] == response.json()["tasks"]


def test_a_page_of_nothing_asks_for_no_tasks(home):
    assert find_first_tasks(static.make_page({}, None)) is None
