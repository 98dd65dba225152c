"""The references are complete: every public name, request and interface, and every picture."""

import re
import sys

import pytest

from prodigy.views import VIEWS
from tests.test_docs_blocks import DOCS, PAGES, find_links, read

sys.path.append(str(DOCS))  # as docs/generate.py does

from references import constants, docstrings, markdown, python_api, rest_api
from scripts.shots import SHOTS


@pytest.fixture(scope="module")
def entries():
    found = python_api.find_entries()
    return [entry for module in found.values() for one in module for entry in (one, *one.members)]


def test_every_public_name_says_what_it_is(entries):
    assert [f"{entry.module}.{entry.name}" for entry in entries if not entry.doc.strip()] == []


def test_every_public_name_is_in_the_reference():
    page = read(DOCS / "python-api.md")
    missing = []
    for module, names in python_api.PUBLIC_API.items():
        for name in names:
            value = python_api.resolve(module, name)
            if not python_api.inspect.ismodule(value) and f"{name}`" not in page:
                missing.append(f"{module}.{name}")
    assert missing == []


def test_every_request_is_in_the_reference_and_explained():
    schema = rest_api.find_schema()
    headings = set(re.findall(r"^### `(\w+ /.*)`$", read(DOCS / "rest-api.md"), re.M))
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }
    assert headings == set(operations)
    for name, operation in operations.items():
        assert operation.get("summary") and operation.get("description"), name
    for name, model in schema["components"]["schemas"].items():
        assert model.get("description") or name in rest_api.FAILURES, name


def test_every_interface_has_a_section_with_its_demo_and_picture():
    page = read(DOCS / "interfaces.md")
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |^<!-- end)", page, re.M | re.S))
    assert set(sections) == set(VIEWS)
    for name, section in sections.items():
        assert f"prodigy demo {name}\n" in section
        assert f"(images/view-{name}.png)" in section
        assert "```json" in section


def test_pictures_are_those_that_the_command_takes():
    used = {
        (page.parent / target).resolve().name
        for page in PAGES
        for is_picture, _, target in find_links(page)
        if is_picture
    }
    taken = {f"{name}.png" for name in SHOTS}
    # Figures are drawn by what measures them.
    assert {name for name in used if not name.endswith(".svg")} == taken
    files = {path.name for path in (DOCS / "images").iterdir()}
    dark = {name.replace(".png", "-dark.png") for name in taken}
    assert files == used | dark
    assert sum(path.stat().st_size for path in (DOCS / "images").iterdir()) < 3_000_000


def test_docstrings_of_the_house_become_lists():
    doc = """Do it. RETURNS (int): How often.

first, *rest (list[str]): What,
    and how.
RAISES (ValueError): It is `a*b`, or a*b [x].

After that.
"""
    assert docstrings.render(doc).splitlines() == [
        "Do it.",
        "",
        "After that.",
        "",
        "- **Returns** (`int`): How often.",
        "- `first`, `*rest` (`list[str]`): What, and how.",
        r"- **Raises** (`ValueError`): It is `a*b`, or a\*b \[x\].",
    ]


def test_comments_of_constants_are_found_wherever_they_stand():
    assert constants.find_comment("prodigy.util", "MSG") == "the same by an older name"
    assert constants.find_comment("prodigy.types", "TaskType").startswith("a task")
    assert constants.find_comment("prodigy.types", "ExistingFilePath").startswith("Paths")
    assert constants.find_comment("prodigy.util", "nothing") == ""


def test_long_calls_are_broken_into_lines():
    assert markdown.break_call("f", ["a", "b=1"]) == "f(a, b=1)"
    long = markdown.break_call("f", [f"argument_{i}" for i in range(9)])
    assert long.startswith("f(\n    argument_0,\n") and long.endswith(",\n)")


def test_defaults_that_are_no_code_are_left_out():
    def function(a, /, b=object(), *, c=None):  # noqa: B008
        """Any."""

    entry = python_api.Entry("m", "function", function)
    assert entry.signature == "function(a, /, b=..., *, c=None)"


def test_each_field_of_the_rest_api_is_described():
    rows = [line for line in rest_api.make_rest_api().splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    assert [line for line in rows if line.endswith("|  |")] == []
