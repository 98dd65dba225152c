"""The layers of the package, as CONTRIBUTING.md draws them and pyproject.toml has them checked."""

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"[a-z_]+")


def read_layers():
    """The layers of the contract, highest first, each as the set of its modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    [contract] = [
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    return [set(layer.split(" : ")) for layer in contract["layers"]]


def read_drawing():
    """The rows of the drawing, each as the set of its modules."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf8")
    drawing = text.split("## Where things are")[1].split("```")[1]
    known = set.union(*read_layers())
    rows = []
    for line in drawing.strip("\n").splitlines():
        # The first column is a heading, the last one says what the modules are for.
        _, *columns, _ = re.split(r"\s{2,}", line)
        assert all(NAME.fullmatch(name) for name in columns), line
        assert set(columns) <= known, line
        rows.append(set(columns))
    return rows


def test_drawing_shows_the_layers_that_are_checked():
    assert read_drawing() == read_layers()


def test_every_module_has_a_layer():
    found = {path.stem for path in (ROOT / "prodigy").glob("*.py")} - {"__init__"}
    found |= {path.parent.name for path in (ROOT / "prodigy").glob("*/__init__.py")}
    assert set.union(*read_layers()) == found
