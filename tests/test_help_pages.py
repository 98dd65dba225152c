"""Errors name a page of the documentation, and the page exists."""

import ast
from pathlib import Path

import pytest

from prodigy.help_pages import PAGES, find_page

PACKAGE = Path(__file__).parent.parent / "prodigy"
DOCS = PACKAGE.parent / "docs"
ERRORS = {"ProdigyError", "RecipeError", "ConfigError", "LoaderError", "MediaError", "StreamError"}
ERRORS |= {"DatabaseError"}


def find_raising() -> list[str]:
    names = []
    for path in PACKAGE.rglob("*.py"):
        calls = (
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        )
        if any(isinstance(node.func, ast.Name) and node.func.id in ERRORS for node in calls):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            names.append(".".join(parts).removesuffix(".__init__"))
    return names


def test_every_page_exists_and_every_module_too():
    assert [page for page in PAGES.values() if not (DOCS / f"{page}.md").exists()] == []
    known = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for path in PACKAGE.rglob("*.py")
    }
    known |= {name.removesuffix(".__init__") for name in known}
    assert set(PAGES) <= known


def test_all_that_explain_mistakes_have_a_page_of_their_subject():
    raising = find_raising()
    assert len(raising) > 100
    assert [name for name in raising if find_page(name) == PAGES["prodigy"]] == []


@pytest.mark.parametrize(
    ("args", "page"),
    [
        (["nix"], "recipes"),
        (["db-in", "data", "missing.jsonl"], "data-formats"),
        (["train", "out", "--ner", "missing"], "training"),
        (["image.manual", "data", "."], "images"),
    ],
)
def test_an_error_ends_with_its_page(run_cli, args, page):
    result = run_cli(*args)
    assert result.returncode == 1
    assert result.stderr.rstrip().splitlines()[-1] == f"  Read more: prodigy docs {page}"
