"""Reading settings from JSON: files and the variable with overrides, and what is wrong in them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from .environment import CONFIG_FILE, get_home


def read_files() -> list[tuple[str, Mapping[str, Any]]]:
    paths = [get_home() / CONFIG_FILE]
    chosen = os.environ.get("PRODIGY_CONFIG", "").strip()
    if chosen:
        path = Path(chosen).expanduser()
        if not path.is_file():
            raise ConfigError(
                f"Can't find the configuration file {path}",
                "The environment variable PRODIGY_CONFIG names it. Correct the path or unset it.",
            )
        paths.append(path)
    else:
        try:
            paths.append(Path.cwd() / CONFIG_FILE)
        except OSError:  # The working directory was deleted.
            pass
    return [(str(path), _read_file(path)) for path in paths]


def read_overrides() -> list[tuple[str, Mapping[str, Any]]]:
    name = "PRODIGY_CONFIG_OVERRIDES"
    text = os.environ.get(name, "")
    if not text.strip():
        return []
    source = f"the environment variable {name}"
    example = """Example: PRODIGY_CONFIG_OVERRIDES='{"batch_size": 100}'"""
    return [(source, _parse(text, source, f"Use double quotes inside of it. {example}"))]


def _read_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError as err:
        raise ConfigError(
            f"Can't read the configuration file {path}",
            f"It isn't UTF-8 text (byte {err.start}). Save it again with the encoding UTF-8.",
        ) from err
    except OSError as err:
        raise ConfigError(
            f"Can't read the configuration file {path}",
            f"{err.strerror or err}. Check its permissions.",
        ) from err
    fix = "Correct the line, or delete the file to go back to the default settings."
    return _parse(text, str(path), fix) if text.strip() else {}


def _parse(text: str, source: str, fix: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as err:
        position, problem = _explain(err)
        line_start = text.rfind("\n", 0, position) + 1
        line = text[line_start:].split("\n", 1)[0].rstrip("\r")
        number, column = text.count("\n", 0, position) + 1, position - line_start + 1
        # Long lines are cut so that the marker still points at the right character.
        start = max(0, column - 1 - 60)
        marker = " " * (column - 1 - start) + "^"
        raise ConfigError(
            f"Invalid JSON in {source}",
            f"Line {number}, column {column}: {problem}\n"
            f"  {line[start : start + 100]}\n  {marker}\n{fix}",
        ) from err
    if not isinstance(data, dict):
        raise ConfigError(
            f"Invalid configuration in {source}",
            f'Expected a JSON object like {{"port": 9000}}, found {json.dumps(data)[:60]}. {fix}',
        )
    return data


def _explain(err: json.JSONDecodeError) -> tuple[int, str]:
    """Find the place of a mistake, as an index into the text, and name the mistake."""
    text, position = err.doc, err.pos
    found = text[position : position + 1]
    before = text[:position].rstrip()
    if found in ("}", "]") and before.endswith(","):
        return len(before) - 1, f"There must be no comma before {found}."
    if "trailing comma" in err.msg:  # Newer versions of Python find the comma themselves.
        return position, f"There must be no comma before {text[position + 1 :].lstrip()[:1]}."
    if found == "'":
        return position, "JSON needs double quotes, not single quotes."
    if found in ("/", "#"):
        return position, "JSON has no comments."
    if text.startswith(("True", "False", "None"), position):
        return position, "JSON spells true, false and null with small letters."
    return position, f"{err.msg}."
