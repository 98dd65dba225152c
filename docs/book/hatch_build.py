"""Builds the book whenever the package is built: neither wheels nor clones need Sphinx then."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BookHook(BuildHookInterface):
    """Runs build.py beside this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the book before files are collected.

        version (str): "standard" for a wheel, "editable" for one that leads to the clone.
        build_data (dict[str, Any]): Not changed: pyproject.toml lists the book.
        RAISES (RuntimeError): If a wheel would have no book.
        """
        script = Path(__file__).with_name("build.py")
        failed = subprocess.run([sys.executable, str(script)], check=False).returncode
        if not failed:
            return
        if version != "editable":
            raise RuntimeError("The book can't be built, see above")
        self.app.display_warning("Without Sphinx, `prodigy docs` has nothing to show")
