"""What comments say of constants and names of types: behind their value, or in the lines above."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from importlib.util import resolve_name


def find_comment(module: str, name: str) -> str:
    """Find the comment about a name.

    module (str): Module that has the name.
    name (str): The name.
    RETURNS (str): The comment where the value is given, which may be in another module. Empty if
        there is none.
    """
    source = inspect.getsource(importlib.import_module(module))
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return _read_comment(source.splitlines(), node.lineno, node.end_lineno or node.lineno)
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name and node.module:
                    home = _resolve(module, node)
                    if home.partition(".")[0] == module.partition(".")[0]:
                        return find_comment(home, alias.name)
                    return _read_comment(source.splitlines(), node.lineno, node.lineno)
    return ""


def _resolve(module: str, node: ast.ImportFrom) -> str:
    is_package = hasattr(importlib.import_module(module), "__path__")
    package = module if is_package else module.rpartition(".")[0]
    relative = "." * node.level + (node.module or "")
    return resolve_name(relative, package) if node.level else relative


def _read_comment(lines: list[str], first: int, last: int) -> str:
    behind = re.search(r"  # (.+)$", lines[last - 1])
    if behind:
        return behind[1]
    above: list[str] = []
    for line in reversed(lines[: first - 1]):
        if not line.startswith("# "):
            break
        above.insert(0, line[2:])
    return " ".join(above)
