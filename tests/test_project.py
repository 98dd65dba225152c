"""Facts that stand in several files agree."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_version_is_the_same_everywhere():
    from prodigy.about import __version__

    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert package["version"] == __version__
    assert re.search(r"^## ([\d.]+)", changelog, re.M)[1] == __version__


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
