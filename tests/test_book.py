"""The book: every page of docs/ in it, links fitted, and a server that needs nobody else."""

import json
import os
import re
import runpy
import signal
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from prodigy.errors import RecipeError
from prodigy.recipes import docs
from prodigy.recipes.parts.book import Book, make_handler, prepare_book
from tests.server import make_env

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "docs" / "book" / "build.py"
FOREIGN = re.compile(
    r"<(?:script|img|iframe|source|link|audio|video|object|embed)\b[^>]*"
    r"\b(?:src|href|data)=[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//|@import"
)


@pytest.fixture(scope="module")
def build():
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def package(tmp_path):
    """An installed package with a book of two pages."""
    package = tmp_path / "site-packages" / "prodigy"
    folder = package / "book"
    folder.mkdir(parents=True)
    groups = {"": [["index", "Documentation"]], "Jobs": [["training", "Training"], ["recipes", ""]]}
    contents = json.dumps({"digest": "0", "groups": groups})
    (folder / "contents.json").write_text(contents, encoding="utf-8")
    for name in ("index", "training", "recipes"):
        (folder / f"{name}.html").write_text(f"<h1>{name}</h1>", encoding="utf-8")
    return package


def test_pages_that_nobody_grouped_come_last(build):
    groups = build["group_pages"]({"index", "training", "ten-minutes", "brand-new", "another"})
    assert groups["More"] == ["another", "brand-new"]
    assert groups["First steps"] == ["ten-minutes"]
    assert all(pages for pages in groups.values())


def test_every_page_is_in_the_book_once(build):
    pages = build["find_pages"]()
    listed = [page for pages in build["group_pages"](set(pages)).values() for page in pages]
    assert sorted(listed) == sorted(set(pages) - {"index"})
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} < set(pages)
    # What errors name can be opened.
    from prodigy.help_pages import PAGES

    assert set(PAGES.values()) <= set(pages)


@pytest.mark.parametrize(
    ("folder", "text", "fitted"),
    [
        ("docs", "[a](training.md#x) and [b](https://b.org/c.md)", None),
        ("docs", "![a](images/app.png)", None),
        ("docs", "[this](#here)", None),
        ("docs", "the [README](../README.md#try-it)", "the [README](ten-minutes.md#try-it)"),
        ("docs", "in [examples](../examples/recipes)", "in examples"),
        (".", "![a](docs/images/app.png)", "![a](images/app.png)"),
        (".", "[a](docs/training.md#x), [b](LICENSE)", "[a](training.md#x), b"),
    ],
)
def test_links_are_fitted_to_the_book(build, folder, text, fitted):
    assert build["fit_page"](text, ROOT / folder) == (fitted or text)


def test_pictures_follow_the_theme_of_the_page(build):
    text = build["add_dark_pictures"]("A\n\n![A card](images/app.png)\n\n![B](images/none.png)\n")
    for theme, name in (("light", "app"), ("dark", "app-dark")):
        directive = f"```{{image}} images/{name}.png\n:alt: A card\n:class: only-{theme}\n```"
        assert directive in text
    assert "![A card]" not in text
    assert "![B](images/none.png)" in text


def test_the_digest_is_about_every_page_and_picture(build):
    names = {path.name for path in build["find_sources"]()}
    assert {"training.md", "README.md", "app.png", "conf.py", "about.py"} <= names
    assert build["make_digest"]() == build["make_digest"]()


def test_a_book_of_other_sources_is_not_current(build, package):
    assert not build["is_current"](package / "book")
    assert not build["is_current"](package / "nowhere")
    contents = json.dumps({"digest": build["make_digest"]()})
    (package / "book" / "contents.json").write_text(contents, encoding="utf-8")
    assert build["is_current"](package / "book")


def test_beside_an_installed_package_nothing_is_run(package):
    script = package.parent / "docs" / "book" / "build.py"
    script.parent.mkdir(parents=True)
    script.write_text("raise SystemExit('not ours')", encoding="utf-8")
    assert prepare_book(package).pages == ["index", "training", "recipes"]


@pytest.mark.parametrize("content", [None, "{", ""])
def test_a_package_without_a_book_says_where_the_pages_are(package, content):
    file = package / "book" / "contents.json"
    file.unlink() if content is None else file.write_text(content, encoding="utf-8")
    with pytest.raises(RecipeError) as error:
        prepare_book(package)
    assert "isn't built" in error.value.title


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("index", ""),
        ("training", "training.html"),
        (" Training.md", "training.html"),
        ("recipes.html", "recipes.html"),
        ("ner.manual", "recipes.html#ner-manual"),
        ("data_to_spacy", "recipes.html#data-to-spacy"),
    ],
)
def test_pages_and_recipes_have_a_place(package, name, place):
    assert docs.find_place(prepare_book(package), name) == place


@pytest.mark.parametrize(
    ("name", "hint"), [("trainign", "Did you mean training"), ("", "All of"), ("../x", "All of")]
)
def test_an_unknown_page_is_explained(package, name, hint):
    with pytest.raises(RecipeError) as error:
        docs.find_place(prepare_book(package), name)
    assert hint in error.value.text
    assert "index, training, recipes" in error.value.text


def test_the_server_has_the_pages_and_nothing_else(package):
    (package / "secret.txt").write_text("secret", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(package / "book"))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as client:
            assert client.get("/").text == "<h1>index</h1>"
            assert client.get("/training.html").text == "<h1>training</h1>"
            for path in ("/%2e%2e/secret.txt", "/..%2fsecret.txt", "/nothing.html"):
                assert client.get(path).status_code == 404
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_browser_is_opened_where_there_is_a_display(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not docs.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert docs.has_display()


def test_a_port_that_is_taken_is_explained(package, monkeypatch):
    book = Book(package / "book", {"": [("index", "")]})
    monkeypatch.setattr(docs, "prepare_book", lambda: book)
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(book.folder))
    try:
        with pytest.raises(RecipeError) as error:
            docs.docs(port=server.server_port)
        assert error.value.title == f"Can't use port {server.server_port}"
    finally:
        server.server_close()
    with pytest.raises(RecipeError):
        docs.docs(port=70000)


@pytest.fixture(scope="module")
def book():
    """The real book, as the command builds it."""
    subprocess.run([sys.executable, str(SCRIPT), "--strict"], check=True)
    return ROOT / "prodigy" / "book"


@pytest.mark.slow
def test_the_book_is_complete_and_needs_no_other_host(build, book):
    assert build["is_current"](book)
    files = [path for path in book.rglob("*") if path.suffix in (".html", ".css", ".js")]
    assert {path.stem for path in files if path.suffix == ".html"} >= set(build["find_pages"]())
    for path in files:
        found = FOREIGN.findall(path.read_text(encoding="utf-8"))
        assert found == [], path.name
    size = sum(path.stat().st_size for path in book.rglob("*") if path.is_file())
    assert size < 5_000_000


@pytest.mark.slow
def test_the_command_serves_the_book_until_it_is_interrupted(book, home):
    env = {k: v for k, v in make_env().items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "prodigy", "docs", "training"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # A shell lets its background jobs, and what they start, ignore Ctrl+C.
    pipes["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, env=env, **pipes) as process:
        try:
            address = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/training\.html", address)
            assert "<h1>Training" in httpx.get(address).text
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert os.listdir(home) == []
