"""The book in a browser: reading and searching without asking another host (see open_page)."""

import re
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from prodigy.recipes.parts.book import make_handler, prepare_book

SCRIPT = Path(__file__).parents[2] / "docs" / "book" / "build.py"


@pytest.fixture
def address():
    subprocess.run([sys.executable, str(SCRIPT)], check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(prepare_book().folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_word_leads_to_the_page_about_it(page, address):
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Documentation")
    page.get_by_placeholder("Search").first.fill("tournament")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Recipes and commands").first.click()
    expect(page).to_have_url(re.compile("/recipes.html"))
    expect(page.locator("#ab-llm-tournament").first).to_be_visible()
    page.get_by_role("link", name="Training", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Training")
