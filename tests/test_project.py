"""Facts that stand in several files agree."""

import ast
import functools
import itertools
import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent


def test_the_version_is_the_same_everywhere():
    from prodigy.about import __version__

    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert package["version"] == __version__
    assert re.search(r"^## ([\d.]+)", changelog, re.M)[1] == __version__


def test_what_is_imported_is_declared():
    """Packages that come with others may leave with them."""
    declared = {name_of(line) for line in requirements()}
    undeclared = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "prodigy").rglob("*.py")
        for name in imported_by(path)
        if not distributions_of(name) & declared
    }
    assert undeclared == set()


def test_what_is_declared_says_why():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start, end = (lines.index(line) for line in ("dependencies = [", "[project.scripts]"))
    bare = [
        line.strip()
        for before, line in itertools.pairwise(lines[start:end])
        if re.match(r"[^#]*\"", line)
        and not before.strip().startswith(("#", '"'))
        and "prodigy[" not in line
    ]
    assert bare == []


def requirements():
    """Of the package and of its extras for users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    users = [line for name in extras if name not in ("test", "dev") for line in extras[name]]
    return [*project["dependencies"], *users]


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def imported_by(path):
    """The packages of others that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    tops = {name.partition(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - {"prodigy"}


owners_of_modules = functools.cache(packages_distributions)  # reads the lists of all packages


@functools.cache
def distributions_of(module):
    """What is installed to have a module; one of the same name if it is not installed."""
    found = owners_of_modules().get(module)
    if found is None:  # Python 3.10 only knows those that list their modules.
        owners = (
            dist for dist in distributions() if any(f.parts[0] == module for f in dist.files or ())
        )
        found = [dist.metadata["Name"] for dist in owners] or [module]
    return {name.lower().replace("_", "-") for name in found}


def test_make_lists_its_documented_targets():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z0-9-]+):.*## ", text, re.M))
    wanted = "install test test-py test-fe e2e check format build dev demo bench clean"
    assert set(wanted.split()) <= listed


@pytest.mark.parametrize("path", [".ci/run", *sorted(str(p) for p in ROOT.glob("scripts/*.sh"))])
def test_scripts_can_be_executed(path):
    assert os.access(ROOT / path, os.X_OK)


def test_the_built_web_app_is_not_ignored():
    command = ["git", "check-ignore", "--quiet", "--no-index", "prodigy/static/assets/index.js"]
    assert subprocess.run(command, cwd=ROOT).returncode != 0
