"""The steps of "Frequent changes" in CONTRIBUTING.md, followed in a copy of the tree.

Each test does what the list says, and nothing else; then the checks of that kind of change pass. As
long as a step is left out, one of them fails and names it.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tests.server import ROOT

COPIED = ("prodigy", "docs", "scripts", "tests", "examples")
FRONTEND = ("src", "package.json", "tsconfig.json")
FILES = ("pyproject.toml", "prodigy.json.example", "CONTRIBUTING.md", "README.md", "CHANGELOG.md")
TSC = ROOT / "frontend" / "node_modules" / ".bin" / "tsc"

pytestmark = pytest.mark.slow


class Tree:
    """A copy of the sources, to be changed.

    root (Path): Where it is.
    """

    def __init__(self, root):
        self.root = root
        skip = shutil.ignore_patterns("__pycache__", "static")
        for name in COPIED:
            shutil.copytree(ROOT / name, root / name, ignore=skip)
        for name in FRONTEND:
            source, target = ROOT / "frontend" / name, root / "frontend" / name
            target.parent.mkdir(exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        if TSC.exists():
            (root / "frontend" / "node_modules").symlink_to(TSC.parents[1])

    def write(self, path, text):
        """Write a new file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def add(self, path, before, text):
        """Add lines in front of others, which are there once."""
        content = (self.root / path).read_text(encoding="utf-8")
        assert content.count(before) == 1, (path, before)
        (self.root / path).write_text(content.replace(before, text + before), encoding="utf-8")

    def run(self, *words, cwd="."):
        """Run a program. RETURNS (tuple): Whether it succeeded, and what it printed."""
        env = {**os.environ, "PYTHONPATH": str(self.root)}
        done = subprocess.run(
            words, cwd=self.root / cwd, env=env, capture_output=True, encoding="utf-8", timeout=300
        )
        return done.returncode == 0, done.stdout + done.stderr

    def generate(self):
        """`make docs`, which `make build` does, too."""
        for script in ("docs/generate.py", "scripts/generate_frontend.py"):
            is_done, printed = self.run(sys.executable, script)
            assert is_done, printed

    def check(self, *tests):
        """Run tests of the copy. RETURNS (tuple): Whether they pass, and what they print."""
        return self.run(
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests
        )


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "tree")


def test_a_setting(tree):
    tree.add(
        "prodigy/settings.py",
        '    _row("feed_overlap"',
        '    _row("say_hello", "Hello", "str", "app", "What to say"),\n',
    )
    checks = (
        "tests/test_settings_are_used.py::test_every_setting_is_read[say_hello]",
        "tests/test_generated_frontend.py",
        "tests/test_docs.py::test_generated_parts_are_current",
        "tests/test_docs.py::test_every_setting_is_documented",
    )
    assert "say_hello" in tree.check(*checks)[1]  # nothing reads it
    tree.add(
        "frontend/src/interfaces/text/TextView.tsx",
        "  return (\n",
        '  if (config.say_hello !== "Hello") return <p>{config.say_hello}</p>;\n',
    )
    assert not tree.check(*checks)[0]  # what is generated is not current
    tree.generate()
    is_good, printed = tree.check(*checks)
    assert is_good, printed
    for path in ("docs/configuration.md", "prodigy.json.example"):
        assert "say_hello" in (tree.root / path).read_text(encoding="utf-8")
    settings = (tree.root / "frontend/src/model/settings.ts").read_text(encoding="utf-8")
    assert 'say_hello: "Hello"' in settings


DECLARED = "tests/test_project.py::test_what_is_imported_is_declared"
LOADER = '''"""Tasks as the elements of an XML file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from ...errors import LoaderError
from ...shapes import TaskType
from ..faults import Row
from ..lines import LineReader, open_lines
from ..places import PlacedTask
from .base import takes


@takes("lines")
def Notes(f: str | Path | LineReader) -> Iterator[TaskType]:
    """Load a text for each <note> of an XML file."""
    lines = open_lines(f)
    try:
        notes = fromstring(lines.read()).findall("note")
    except ParseError as err:
        raise LoaderError(f"Can't parse {lines.name}", str(err)) from None
    for number, note in enumerate(notes, 1):
        row = Row(lines.name, note.text, number=number, unit="note")
        if note.text:
            yield PlacedTask({"text": note.text}, row.place)
        else:
            lines.reject(row.error("no-text", "has no text", "A note is empty."))
'''
LOADER_TEST = """import pytest

from prodigy.components.source import make_source
from prodigy.errors import LoaderError


def test_notes_are_texts(tmp_path):
    path = tmp_path / "a.note"
    path.write_text("<notes><note>One</note><note/><note>Two</note></notes>")
    misfits = []
    source = make_source(path, on_misfit=misfits.append)
    assert [task["text"] for task in source] == ["One", "Two"]
    assert [str(misfit.place) for misfit in misfits]


BOMB = "<!DOCTYPE a [<!ENTITY b 'c'>]><notes>&b;</notes>"


@pytest.mark.parametrize("text", ["<notes>", "", BOMB])
def test_a_broken_file_is_named(tmp_path, text):
    path = tmp_path / "b.note"
    path.write_text(text)
    with pytest.raises((LoaderError, ValueError), match="b.note|Entities"):
        list(make_source(path))
"""


def test_a_loader_of_xml(tree):
    tree.write("prodigy/io/loaders/notes.py", LOADER)
    tree.add("prodigy/io/loaders/catalog.py", "from .pages import", "from .notes import Notes\n")
    tree.add("prodigy/io/loaders/catalog.py", '    "parquet": Parquet', '    "notes": Notes,\n')
    tree.add("prodigy/io/loaders/catalog.py", '    ".parquet": "par', '    ".note": "notes",\n')
    tree.write("tests/io/loaders/test_notes.py", LOADER_TEST)
    checks = (
        "tests/io/loaders/test_notes.py",
        "tests/test_docs.py::test_every_loader_is_documented",
    )
    assert "notes" in tree.check(*checks)[1]  # nothing documents it
    tree.add("docs/data-formats.md", "| `txt` |", "| `notes` | `.note` | one text per note |\n")
    is_good, printed = tree.check(*checks, "tests/test_layers.py", DECLARED)
    assert is_good, printed


DEFINITION = """import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "shout",
  load: () => import("./ShoutView"),
  requires: (task) => (typeof task.text === "string" ? null : "text"),
};
"""
VIEW = """import type { ViewProps } from "../types";

/** A text in capital letters. */
export default function ShoutView({ task }: ViewProps) {
  return <p className="prodigy-content">{task.text?.toUpperCase()}</p>;
}
"""


def test_a_view(tree):
    tree.add(
        "prodigy/task_models.py",
        "class ContextTask",
        "class ShoutTask(BaseTask):\n    text: str\n\n\n",
    )
    tree.add("prodigy/shapes.py", '    "context",\n', '    "shout",\n')
    row = '    "shout": View(task_model="ShoutTask", shows=("text",)),\n'
    tree.add("prodigy/views.py", '    "context": View(', row)
    checks = (
        *("tests/test_views.py", "tests/test_schemas.py", "tests/test_generated_frontend.py"),
    )
    assert not tree.check(*checks)[0]
    tree.add(
        "prodigy/recipes/parts/demos.py",
        '    "context": Demo(',
        '    "shout": Demo("text.jsonl", "Read a text in capitals."),\n',
    )
    tree.write("frontend/src/interfaces/shout/definition.ts", DEFINITION)
    tree.write("frontend/src/interfaces/shout/ShoutView.tsx", VIEW)
    tree.generate()
    assert "## `shout`" in (tree.root / "docs" / "interfaces.md").read_text(encoding="utf-8")
    tree.add("tests/test_schemas.py", '    "context": {},', '    "shout": {"text": "a"},\n')
    case = '    ViewCase("shout", "shout", {"text": TEXT}, TEXT.upper()),\n'
    tree.add("tests/e2e/view_cases.py", '    ViewCase(\n        "context",', case)
    is_documented = "tests/test_docs.py::test_every_interface_is_documented"
    assert "shout" in tree.check(is_documented)[1]
    tree.add("docs/data-formats.md", "| `context` |", "| `shout` | a text in capitals | – | – |\n")
    assert "shout" not in tree.check(is_documented)[1]
    is_good, printed = tree.check(*checks)
    assert is_good, printed
    printed = tree.run(sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/e2e")[1]
    assert "test_views.py::test_an_edit_is_stored_as_documented[shout]" in printed
    if TSC.exists():
        assert "shout" not in tree.run(str(TSC), "--noEmit", "-p", ".", cwd="frontend")[1].lower()
