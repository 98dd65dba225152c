"""The configuration: reading, merging and checking it, and the environment.

Lowest to highest, each layer is merged over the one before:

1. the defaults of the table in prodigy.settings
2. prodigy.json in the home directory (PRODIGY_HOME, otherwise ~/.prodigy)
3. prodigy.json in the working directory, or the file that PRODIGY_CONFIG names instead
4. the "config" that a recipe returns
5. PRODIGY_CONFIG_OVERRIDES, then the overrides of prodigy.serve or Controller.from_components
6. PRODIGY_HOST and PRODIGY_PORT

Keys replace each other, except for the few dicts in MERGED. Unknown keys are kept, since recipes
and custom JavaScript read settings of their own. No other module reads the environment.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .settings import LISTS, MERGED, RENAMED, SECRETS, SETTINGS, UNSET, Setting, get_defaults

__all__ = [
    "CONFIG_FILE",
    "ENVIRONMENT",
    "SETTINGS",
    "Setting",
    "allowed_sessions",
    "basic_auth",
    "config_warnings",
    "ensure_home",
    "frontend_config",
    "get_config",
    "get_home",
    "get_log_level",
    "get_pager",
    "merge_config",
    "overriding",
    "resolve_config",
]

CONFIG_FILE = "prodigy.json"
LOG_LEVELS = ("basic", "verbose")
_overrides: ContextVar[Mapping[str, Any] | None] = ContextVar("overrides", default=None)
ENVIRONMENT: dict[str, str] = {
    "PRODIGY_HOME": "Home directory, with the database and the global prodigy.json",
    "PRODIGY_CONFIG": "Path of a file to use instead of the prodigy.json of the working directory",
    "PRODIGY_CONFIG_OVERRIDES": "JSON object with settings that override all files and recipes",
    "PRODIGY_LOGGING": "Print a log: basic or verbose",
    "PRODIGY_HOST": "Overrides the setting host",
    "PRODIGY_PORT": "Overrides the setting port",
    "PRODIGY_ALLOWED_SESSIONS": "Comma-separated names of the only sessions that may connect",
    "PRODIGY_BASIC_AUTH_USER": "User name for a login, together with PRODIGY_BASIC_AUTH_PASS",
    "PRODIGY_BASIC_AUTH_PASS": "Password for a login, together with PRODIGY_BASIC_AUTH_USER",
}


def get_home() -> Path:
    """Get the home directory, where the database and the global configuration are.

    RETURNS (Path): Its path. It may not exist yet, see ensure_home.
    """
    name = os.environ.get("PRODIGY_HOME", "").strip()
    if name:
        return Path(name).expanduser()
    try:
        return Path.home() / ".prodigy"
    except RuntimeError:  # A user without a home directory, e.g. in a container.
        return Path(".prodigy").absolute()


def ensure_home() -> Path:
    """Create the home directory and an empty prodigy.json in it, if they don't exist yet.

    RETURNS (Path): The path of the home directory.
    RAISES (ConfigError): It can't be created.
    """
    home = get_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ConfigError(
            f"Can't create the home directory {home}",
            f"{err.strerror or err}. Set the environment variable PRODIGY_HOME to a directory in "
            "which you may write.",
        ) from err
    try:
        with (home / CONFIG_FILE).open("x", encoding="utf8") as file:
            file.write("{}\n")
    except OSError:  # It exists, or the directory is read-only, which is enough for reading.
        pass
    return home


def get_config() -> dict[str, Any]:
    """Read and combine the configuration of the user.

    RETURNS (dict): The settings from the defaults, the files and the environment. A new dict on
        every call; missing files are fine.
    RAISES (ConfigError): A file isn't valid JSON or a setting has a wrong type or value.
    """
    return resolve_config(overrides={})


def resolve_config(
    recipe_config: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the configuration of one run from all its layers, once.

    recipe_config (Mapping | None): The "config" that the recipe returned. It is not changed.
    overrides (Mapping | None): What the caller of the recipe wants to override. Not changed.
        None: what `overriding` says.
    RETURNS (dict): All settings, checked, in dicts and lists of their own.
    RAISES (ConfigError): A setting has a wrong type or value; the message names its source.
    """
    layers = _file_layers()
    layers.append(("the config returned by the recipe", _unquote_numbers(recipe_config)))
    layers.extend(_override_layers())
    overrides = _overrides.get() if overrides is None else overrides
    layers.append(("the config overrides", _unquote_numbers(overrides)))
    layers.extend(_variable_layers())
    config = _own(get_defaults())
    for source, layer in layers:
        config = merge_config(config, _check_layer(layer, source))
    for key in ("instructions", "global_css_dir", "javascript_dir"):
        _check_path(key, config.get(key))
    return config


@contextmanager
def overriding(overrides: Mapping[str, Any]) -> Iterator[None]:
    """Override settings of whatever controller is made inside, e.g. by the recipe itself.

    overrides (Mapping): The settings. They win over those of the files and of the recipe.
    """
    token = _overrides.set(overrides)
    try:
        yield
    finally:
        _overrides.reset(token)


def merge_config(base: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """Merge one layer of settings over another.

    base (Mapping): The lower layer. It is not changed.
    layer (Mapping): The higher layer. It is not changed.
    RETURNS (dict): A new dict. Values of the higher layer win; dicts listed in MERGED are merged,
        everything else is replaced, also by None.
    """
    merged = dict(base)
    for key, value in layer.items():
        merged[key] = _merge_value(merged.get(key), value, MERGED.get(key, 0))
    return merged


def frontend_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Make the part of a configuration that may be sent to the browser.

    config (Mapping): The configuration. It is not changed.
    RETURNS (dict): The settings without secrets, and with nothing in them but JSON.
    """
    return {str(key): _to_json(value) for key, value in config.items() if key not in SECRETS}


def allowed_sessions() -> list[str]:
    """Get the names of the only sessions that may connect.

    RETURNS (list[str]): The names, without the dataset, in the given order and without
        repetitions. Empty if everybody may connect.
    """
    names = os.environ.get("PRODIGY_ALLOWED_SESSIONS", "").split(",")
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def basic_auth() -> tuple[str, str] | None:
    """Get the login that the web server has to ask for.

    RETURNS (tuple[str, str] | None): User name and password, or None for no login.
    RAISES (ConfigError): Only one of the two is set.
    """
    names = ("PRODIGY_BASIC_AUTH_USER", "PRODIGY_BASIC_AUTH_PASS")
    user, password = (os.environ.get(name, "") for name in names)
    if bool(user) != bool(password):
        is_set, missing = names if user else names[::-1]
        raise ConfigError(
            f"{is_set} is set, but {missing} is not",
            "Set both environment variables to ask for a login, or none of them.",
        )
    return (user, password) if user else None


def get_log_level() -> str | None:
    """Get how much to log.

    RETURNS (str | None): "basic", "verbose" or None. Unknown values of PRODIGY_LOGGING, except
        for those that mean no, count as "basic".
    """
    level = os.environ.get("PRODIGY_LOGGING", "").strip().lower()
    if level in ("", "0", "false", "no", "off", "none"):
        return None
    return level if level in LOG_LEVELS else "basic"


def get_pager() -> str | None:
    """Get the program that shows long texts page by page.

    RETURNS (str | None): Its command: PAGER, otherwise less if it is installed. None for none.
    """
    if "PAGER" in os.environ:
        return os.environ["PAGER"].strip() or None
    # Colours stay, short texts don't need a key to leave, and the text stays after leaving.
    return "less -RFX" if shutil.which("less") else None


def config_warnings(config: Mapping[str, Any]) -> list[str]:
    """Find settings that are valid, but probably not what was meant.

    config (Mapping): The resolved configuration.
    RETURNS (list[str]): Messages for the person who starts the server.
    """
    warnings = []
    sessions, per_task = allowed_sessions(), config.get("annotations_per_task")
    if per_task and sessions and per_task > len(sessions):
        warnings.append(
            f'The setting "annotations_per_task" is {per_task:g}, but only {len(sessions)} '
            f"sessions may connect ({', '.join(sessions)}), so no task gets that many answers."
        )
    if per_task and config.get("feed_overlap"):
        warnings.append('"annotations_per_task" is set, so "feed_overlap" has no effect.')
    level = os.environ.get("PRODIGY_LOGGING", "").strip()
    if get_log_level() and level.lower() not in LOG_LEVELS:
        warnings.append(f"PRODIGY_LOGGING is '{level}', expected {' or '.join(LOG_LEVELS)}.")
    return warnings


# Layers


def _file_layers() -> list[tuple[str, Mapping[str, Any]]]:
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


def _override_layers() -> list[tuple[str, Mapping[str, Any]]]:
    name = "PRODIGY_CONFIG_OVERRIDES"
    text = os.environ.get(name, "")
    if not text.strip():
        return []
    source = f"the environment variable {name}"
    example = """Example: PRODIGY_CONFIG_OVERRIDES='{"batch_size": 100}'"""
    return [(source, _parse(text, source, f"Use double quotes inside of it. {example}"))]


def _variable_layers() -> list[tuple[str, Mapping[str, Any]]]:
    layers: list[tuple[str, Mapping[str, Any]]] = []
    host = os.environ.get("PRODIGY_HOST", "").strip()
    port = os.environ.get("PRODIGY_PORT", "").strip()
    if host:
        layers.append(("the environment variable PRODIGY_HOST", {"host": host}))
    if port:
        value = int(port) if port.isdecimal() else port
        layers.append(("the environment variable PRODIGY_PORT", {"port": value}))
    return layers


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


# Checks


def _check_layer(layer: Mapping[str, Any], source: str) -> dict[str, Any]:
    if not isinstance(layer, Mapping):
        raise ConfigError(
            f"Invalid configuration in {source}",
            f"Expected a dict of settings, found {_shorten(layer)}.",
        )
    checked: dict[str, Any] = {}
    for key, value in layer.items():
        new_key = RENAMED.get(key, key)
        if new_key != key and new_key in layer:
            continue
        setting = SETTINGS.get(new_key)
        if setting is not None:
            if value is None and not setting.nullable:
                # Recipes pass on options that were not set. Null takes back what lower layers say.
                if setting.default is not UNSET:
                    checked[new_key] = _Reset(setting.default)
                continue
            _check_setting(setting, key, value, source)
        checked[new_key] = value
    return checked


def _unquote_numbers(layer: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Code passes on numbers as it got them, e.g. port="9000" from a command line."""
    if not isinstance(layer, Mapping):
        return {} if layer is None else layer
    unquoted = dict(layer)
    for key, value in layer.items():
        setting = SETTINGS.get(RENAMED.get(key, key))
        if setting and isinstance(value, str) and not setting.accepts(value):
            number = _parse_number(value)
            if number is not None and setting.accepts(number):
                unquoted[key] = number
    return unquoted


def _parse_number(text: str) -> int | float | None:
    for parse in (int, float):
        try:
            return parse(text)
        except ValueError:
            pass
    return None


class _Reset:
    """Marks a value that replaces the lower layers even where dicts are merged."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _check_setting(setting: Setting, key: str, value: Any, source: str) -> None:
    if setting.accepts(value):
        return
    text = f"Expected {setting.expected}, found {_shorten(value)}."
    if isinstance(value, str) and setting.choices:
        text += _suggest(value, setting.choices)
    if isinstance(value, str) and not setting.accepts(value) and _accepts_unquoted(setting, value):
        text += f" Remove the quotes: {json.dumps(key)}: {value.lower()}"
    raise ConfigError(f'Invalid setting "{key}" in {source}', text)


def _accepts_unquoted(setting: Setting, value: str) -> bool:
    try:
        return setting.accepts(json.loads(value.lower()))
    except ValueError:
        return False


def _suggest(value: str, choices: tuple[str, ...]) -> str:
    matches = difflib.get_close_matches(value.lower(), choices, n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""


def _check_path(key: str, value: Any) -> None:
    if not value or Path(value).expanduser().exists():
        return
    kind = "folder" if key.endswith("_dir") else "file"
    raise ConfigError(
        f'Can\'t find the {kind} of the setting "{key}"',
        f"{Path(value).absolute()} doesn't exist. Relative paths start at the working directory.",
    )


# Values


def _merge_value(old: Any, new: Any, levels: int) -> Any:
    if isinstance(new, _Reset):
        return _own(new.value)
    if levels and isinstance(old, Mapping) and isinstance(new, Mapping):
        return {
            **old,
            **{key: _merge_value(old.get(key), item, levels - 1) for key, item in new.items()},
        }
    return _own(new)


def _own(value: Any) -> Any:
    """Copy containers, so that no layer shares them, and keep everything else as it is."""
    if isinstance(value, Mapping):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=str)  # the same order in every run, e.g. for colours of labels
    if isinstance(value, LISTS):
        return [_own(item) for item in value]
    return value


def _to_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items() if key not in SECRETS}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_to_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _shorten(value: Any) -> str:
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
