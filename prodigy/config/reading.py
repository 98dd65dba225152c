"""Reading settings from JSON: files and the variable with overrides, and what is wrong in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..errors import ConfigError
from .environment import CONFIG_FILE, get_home
from .layers import Layer
from .places import find_constant, find_keys, get_line


def read_files() -> list[Layer]:
    """Read the configuration files.

    RETURNS (list[Layer]): The layers of the home directory and of the project, lowest first. What
        is wrong with a file stands in its layer.
    """
    paths = [get_home() / CONFIG_FILE]
    chosen = os.environ.get("PRODIGY_CONFIG", "").strip()
    if chosen:
        path = Path(chosen).expanduser()
        paths.append(path)
    else:
        try:
            paths.append(Path.cwd() / CONFIG_FILE)
        except OSError:  # The working directory was deleted.
            pass
    # Started in the home directory, both are the same file.
    unique = dict.fromkeys(paths)
    return [_read_file(path, is_needed=bool(chosen) and path == paths[-1]) for path in unique]


def read_overrides() -> list[Layer]:
    """RETURNS (list[Layer]): What the variable with overrides says, if it is set."""
    name = "PRODIGY_CONFIG_OVERRIDES"
    text = os.environ.get(name, "")
    if not text.strip():
        return []
    source = f"the environment variable {name}"
    example = """Example: PRODIGY_CONFIG_OVERRIDES='{"batch_size": 100}'"""
    return [_parse(text, source, f"Use double quotes inside of it. {example}")]


def _read_file(path: Path, *, is_needed: bool) -> Layer:
    title = f"Can't read the configuration file {path}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if not is_needed:
            return Layer(str(path), {})
        title = f"Can't find the configuration file {path}"
        fix = "The environment variable PRODIGY_CONFIG names it. Correct the path or unset it."
    except UnicodeDecodeError as err:
        fix = f"It isn't UTF-8 text (byte {err.start}). Save it again with the encoding UTF-8."
    except OSError as err:
        fix = f"{err.strerror or err}. Check its permissions."
    else:
        fix = "Correct the line, or delete the file to go back to the default settings."
        return _parse(text, str(path), fix) if text.strip() else Layer(str(path), {})
    return Layer(str(path), {}, errors=[ConfigError(title, fix)])


def _parse(text: str, source: str, fix: str) -> Layer:
    title = f"Invalid configuration in {source}"
    try:
        data = json.loads(text)
        places = list(find_keys(text))
    except json.JSONDecodeError as err:
        return _fail(text, source, *_explain(err), fix)
    except RecursionError:
        return Layer(source, {}, errors=[ConfigError(title, f"It is nested too deep. {fix}")])
    except ValueError:  # Python reads no longer ones
        text = f"A number in it has more than 4,300 digits. {fix}"
        return Layer(source, {}, errors=[ConfigError(title, text)])
    position = find_constant(text)
    if position is not None:
        return _fail(text, source, position, "JSON has no NaN and no Infinity.", fix)
    if not isinstance(data, dict):
        found = (
            f'Expected a JSON object like {{"port": 9000}}, found {json.dumps(data)[:60]}. {fix}'
        )
        return Layer(source, {}, errors=[ConfigError(title, found)])
    lines: dict[tuple[str, ...], list[int]] = {}
    for path, line in places:
        lines.setdefault(path, []).append(line)
    errors = [_explain_repetition(p, found, source) for p, found in lines.items() if found[1:]]
    has_lines = "\n" in text.strip()
    by_key = {path[0]: found[0] for path, found in lines.items() if has_lines and not path[1:]}
    return Layer(source, data, by_key, errors)


def _fail(text: str, source: str, position: int, problem: str, fix: str) -> Layer:
    """Make a layer of a text that can't be parsed: show the line and mark the place."""
    line_start = text.rfind("\n", 0, position) + 1
    line = text[line_start:].split("\n", 1)[0].rstrip("\r")
    column = position - line_start + 1
    # Long lines are cut so that the marker still points at the right character.
    start = max(0, column - 1 - 60)
    marker = " " * (column - 1 - start) + "^"
    error = ConfigError(
        f"Invalid JSON in {source}",
        f"Line {get_line(text, position)}, column {column}: {problem}\n"
        f"  {line[start : start + 100]}\n  {marker}\n{fix}",
    )
    return Layer(source, {}, errors=[error])


def _explain_repetition(path: tuple[str, ...], lines: list[int], source: str) -> ConfigError:
    numbers = ", ".join(map(str, lines[:-1]))
    return ConfigError(
        f'The setting "{".".join(path)}" stands in {source} more than once',
        f"Only one value can count. Keep one of lines {numbers} and {lines[-1]}."
        if lines[0] != lines[-1]
        else f"Only one value can count. Line {lines[0]} has several; keep one.",
    )


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
