"""The threat model names code and tests that exist, and nginx is set up as the docs say."""

import re
from pathlib import Path

import pytest

from tests.nginx import LOCATION

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "threat-model.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text("utf8").partition("## What is enforced")[2].splitlines()
    if line.startswith("| ") and "---" not in line and not line.startswith("| Against")
]


def read_names(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_names_code_and_tests_that_exist(row):
    against, happens, where, tests = row
    assert against
    assert happens
    assert read_names(where)
    assert read_names(tests)
    for name in read_names(where):
        assert (ROOT / name).exists(), name
    for name in read_names(tests):
        path, _, test = name.partition("::")
        assert path.startswith("tests/")
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf8"), name
        assert (ROOT / path).exists(), name


def test_the_table_is_read():
    assert len(ROWS) > 20


def test_nginx_is_tested_as_the_docs_set_it_up():
    text = (ROOT / "docs" / "deployment.md").read_text("utf8")
    shown = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)[1]
    tested = LOCATION.format(target="http://127.0.0.1:8080") if "{{" in LOCATION else LOCATION
    assert shown.split() == tested.split()
