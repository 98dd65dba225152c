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
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("gzip;q=1.0, BR; q=0.1", "br"),
        ("br;q=0, gzip;q=0.8", "gzip"),
        ("br; q=0.000,gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0", None),
        ("brotli, x-gzip", None),
        ("identity", None),
        ("", None),
    ],
)
def test_text_files_are_compressed_as_browsers_accept_it(client, name, accepted, encoding):
    path = STATIC / "assets" / name
    packed = {
        "br": (STATIC / "assets" / f"{name}.br").read_bytes(),
        "gzip": gzip.compress(path.read_bytes(), mtime=0),
        None: path.read_bytes(),
    }[encoding]
    headers = {"Accept-Encoding": accepted}
    with client.stream("GET", f"/assets/{name}", headers=headers) as response:
        assert b"".join(response.iter_raw()) == packed
    head = client.head(f"/assets/{name}", headers=headers)
    assert head.content == b""
    for answer in (response, head):
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding") == encoding
        assert int(answer.headers["content-length"]) == len(packed)
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.headers["content-type"].startswith(("text/javascript", "text/css"))


def test_a_compressed_file_is_no_file_of_text_itself(client):
    # Whoever asks for it by name gets it as it is.
    response = client.get("/assets/app.js.br", headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in response.headers
    assert response.content == (STATIC / "assets" / "app.js.br").read_bytes()


def test_fonts_are_not_compressed_again(client):
    name = next(path.name for path in (STATIC / "assets").glob("*.woff2"))
    response = client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_unchanged_files_are_not_sent_again(client):
    first = client.get("/assets/app.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["cache-control"] == "no-cache"
    # Other bytes of the same file: so the tag must be a weak one.
    assert first.headers["etag"].startswith('W/"')
    for encoding in ("gzip", "br", "identity"):
        headers = {"If-None-Match": first.headers["etag"], "Accept-Encoding": encoding}
        response = client.get("/assets/app.js", headers=headers)
        assert response.status_code == 304
        assert response.headers["etag"] == first.headers["etag"]


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
    assert "/de2.js" in page  # the rest of the words
    assert "/en.js" not in page


def test_plain_views_load_the_words_that_they_need(open_page):
    names = ("text", "relations", "blocks")
    pages = [open_page(name, validate=False).get("/").text for name in names]
    assert [page.count("/en2.js") for page in pages] == [0, 1, 1]
    assert [page.count("/en.js") for page in pages] == [1, 1, 1]


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


def test_scripts_of_a_first_card_are_at_most_110_kb(open_page):
    page = open_page("ner_manual", validate=False).get("/").text
    paths = re.findall(r'(?:src|href)="\./assets[^"/]*/([^"]+\.js)"', page)
    assert {"app.js", "en.js"} <= set(paths)
    # What every page loads when the first card is there.
    paths.append("later.js")
    packed = [STATIC / "assets" / f"{path}.br" for path in paths]
    assert sum(path.stat().st_size for path in packed) <= 110_000


def find_first_tasks(page):
    found = re.search(r'as="fetch" crossorigin id="first-tasks" href="([^"]*)"', page)
    return found and html.unescape(found[1])


@pytest.mark.parametrize("name", [None, "alex", "Ö&b"])
def test_the_first_tasks_are_asked_for_while_the_page_loads(client, name):
    params = {"session": name} if name else {}
    address = find_first_tasks(client.get("/", params=params).text)
    assert address != find_first_tasks(client.get("/", params=params).text)  # none is used twice
    response = client.get(f"/{address}")
    assert [task["text"] for task in response.json()["tasks"]] == ["Hello"]
    # Whoever has tasks may hold them in the browser: they don't come twice.
    assert find_first_tasks(client.get("/", params=params).text) is None
    # A repeated request brings what is open, and draws nothing new.
    assert client.get(f"/{address}").json()["tasks"] == response.json()["tasks"]


def test_a_page_of_nothing_asks_for_no_tasks(home):
    assert find_first_tasks(static.make_page({}, None)) is None


@pytest.mark.parametrize("name", ["Ö & <b>'\"", "\0"])
def test_no_tasks_are_asked_for_under_a_name_that_cannot_be(client, name):
    page = client.get("/", params={"session": name}).text
    assert find_first_tasks(page) is None
    assert "<b>" not in page
