"""The documentation can't drift: what exists is documented, what is documented exists."""

import json
import re
import runpy
import shlex
from pathlib import Path

import pytest

from tests.util import make_task

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
HAND_WRITTEN_ROUTES = {"/", "/index.html", "/bundle.js"}  # the page itself and its script


def read(path):
    return path.read_text(encoding="utf-8")


def find_blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def find_recipe_files():
    """Every block of Python code that is a recipe file: its first line is "# NAME.py". Those of the
    first hour are run by a test of their own."""
    for page in PAGES:
        if page.name == "first-hour.md":
            continue
        for code in find_blocks(read(page), "python"):
            match = re.match(r"# (\w+\.py)\n", code)
            if match:
                yield pytest.param(page, match[1], code, id=f"{page.name}: {match[1]}")


def test_generated_parts_are_current():
    files = runpy.run_path(str(DOCS / "generate.py"))["make_files"]()
    stale = [path.name for path, text in files.items() if not path.exists() or read(path) != text]
    assert stale == [], "run `make docs`"


def test_every_recipe_is_documented():
    from prodigy import list_recipes
    from prodigy.catalog import HIDDEN

    headings = set(re.findall(r"^### `([\w.-]+)`", read(DOCS / "recipes.md"), re.M))
    assert set(list_recipes()) - HIDDEN == headings


def test_every_setting_is_documented():
    from prodigy.config import SETTINGS

    page = read(DOCS / "configuration.md")
    assert [key for key in SETTINGS if f"| `{key}` |" not in page] == []


def test_every_environment_variable_is_documented():
    from prodigy.config import ENVIRONMENT

    page = read(DOCS / "configuration.md")
    assert [name for name in ENVIRONMENT if f"| `{name}` |" not in page] == []


def test_every_loader_is_documented():
    from prodigy.components.loaders import LOADERS

    page = read(DOCS / "data-formats.md")
    assert [name for name in LOADERS if f"`{name}`" not in page] == []


def test_every_interface_is_documented():
    page = read(DOCS / "data-formats.md")
    folders = DOCS.parent / "frontend" / "src" / "interfaces"
    names = sorted(path.parent.name for path in folders.glob("*/definition.ts"))
    assert names
    assert [name for name in names if f"| `{name}` |" not in page] == []


def test_every_endpoint_is_documented():
    from prodigy.app import app

    page = read(DOCS / "web-app.md")
    documented = set(re.findall(r"`(?:GET|POST|PUT|DELETE) (/\w+)", page))
    schema = app.openapi()
    assert {"/" + path.split("/")[1] for path in schema["paths"]} == documented


def test_documented_answer_is_what_an_export_looks_like(nlp):
    from prodigy.components.preprocess import add_tokens

    block = next(b for b in find_blocks(read(DOCS / "data-formats.md"), "json") if "_hash" in b)
    answer = json.loads(block)
    [task] = add_tokens(nlp, [make_task(answer["text"], meta=answer["meta"])])
    assert (task["_input_hash"], task["_task_hash"]) == (
        answer["_input_hash"],
        answer["_task_hash"],
    )
    assert answer["tokens"] == task["tokens"][:1]
    for span in answer["spans"]:
        first, last = (task["tokens"][span[key]] for key in ("token_start", "token_end"))
        assert (span["start"], span["end"]) == (first["start"], last["end"])


@pytest.mark.parametrize(("page", "name", "code"), list(find_recipe_files()))
def test_documented_recipes_serve_tasks(page, name, code, tmp_path, live_server):
    (tmp_path / name).write_text(code, encoding="utf-8")
    commands = re.findall(rf"^prodigy (\S+ \w+ examples/.* -F {name})$", read(page), re.M)
    args = [str(ROOT / word) if "/" in word else word for word in shlex.split(commands[0])]
    with live_server(args) as server:
        assert len(server.client.get_tasks()) == 10


def test_a_new_setting_is_written_everywhere(monkeypatch):
    from prodigy.settings import SETTINGS, Setting

    generate = runpy.run_path(str(DOCS / "generate.py"))
    row = Setting("new_setting", 3, ("int",), "interface", "What is new", minimum=1)
    monkeypatch.setitem(SETTINGS, "new_setting", row)
    files = {path.name: text for path, text in generate["make_files"]().items()}
    assert '"new_setting": 3' in files["prodigy.json.example"]
    line = "| `new_setting` | `3` | a whole number, at least 1 | What is new |"
    interfaces = files["configuration.md"].partition("### Interfaces")[2]
    assert line in interfaces.split("\n")
