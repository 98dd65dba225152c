"""What the environment says: the home directory, and everything that is set by variables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from .layers import Layer

CONFIG_FILE = "prodigy.json"
ENV_FILE = ".env"
LOG_LEVELS = ("basic", "verbose", "json")
ENVIRONMENT: dict[str, str] = {
    "PRODIGY_HOME": "Home directory, with the database and the global prodigy.json",
    "PRODIGY_CONFIG": "Path of a file to use instead of the prodigy.json of the working directory",
    "PRODIGY_CONFIG_OVERRIDES": "JSON object with settings that override all files and recipes",
    "PRODIGY_LOGGING": "Print a log: basic, verbose, or json for programs",
    "PRODIGY_HOST": "Overrides the setting host",
    "PRODIGY_PORT": "Overrides the setting port",
    "PRODIGY_ALLOWED_SESSIONS": "Comma-separated names of the only sessions that may connect",
    "PRODIGY_BASIC_AUTH_USER": "User name for a login, together with PRODIGY_BASIC_AUTH_PASS",
    "PRODIGY_BASIC_AUTH_PASS": "Password for a login, together with PRODIGY_BASIC_AUTH_USER",
    "PRODIGY_SSL_KEYFILE_PASSWORD": "Password of the key in the setting ssl_keyfile",
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


def allowed_sessions() -> list[str]:
    """Get the names of the only sessions that may connect.

    RETURNS (list[str]): The names, without the dataset, in the given order and without
        repetitions. Empty if everybody may connect.
    """
    names = os.environ.get("PRODIGY_ALLOWED_SESSIONS", "").split(",")
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def basic_auth(config: Mapping[str, Any] | None = None) -> tuple[str, str] | None:
    """Get the login that the web server has to ask for.

    config (Mapping | None): Settings that hold where no variable is set. Defaults to None.
    RETURNS (tuple[str, str] | None): User name and password, or None for no login.
    RAISES (ConfigError): Only one of the two is set, or the name has a colon.
    """
    names = ("PRODIGY_BASIC_AUTH_USER", "PRODIGY_BASIC_AUTH_PASS")
    keys = ("basic_auth_user", "basic_auth_pass")
    values = [os.environ.get(name, "") for name in names]
    kind = "environment variables"
    if config is not None and not any(values):
        names, kind = keys, "settings"
        values = [config.get("basic_auth_user") or "", config.get("basic_auth_pass") or ""]
    user, password = values
    if bool(user) != bool(password):
        is_set, missing = names if user else names[::-1]
        raise ConfigError(
            f"{is_set} is set, but {missing} is not",
            f"Set both {kind} to ask for a login, or none of them.",
        )
    if ":" in user:
        raise ConfigError(f"{names[0]} has a colon", "Browsers send what follows as the password.")
    return (user, password) if user else None


def get_variable(name: str) -> str | None:
    """Get a variable whose name the user has set somewhere, e.g. one with a key.

    name (str): Its name.
    RETURNS (str | None): Its value without white space around it: that of the environment, or else
        that of the file .env in the working directory. None if it is empty or not set.
    RAISES (ConfigError): It is not set, and that file can't be read.
    """
    return os.environ.get(name, "").strip() or _read_env_file().get(name, "").strip() or None


def _read_env_file() -> dict[str, str]:
    from dotenv import dotenv_values

    path = Path(ENV_FILE)
    if not path.is_file():
        return {}
    try:
        values = dotenv_values(path, encoding="utf-8-sig", interpolate=False)
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(f"Can't read the variables in {path.absolute()}", str(err)) from err
    return {name: value for name, value in values.items() if value is not None}


def get_log_level() -> str | None:
    """Get how much to log.

    RETURNS (str | None): "basic", "verbose", "json" or None. Unknown values of PRODIGY_LOGGING,
        except for those that mean no, count as "basic".
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


def read_variables() -> list[Layer]:
    """RETURNS (list[Layer]): The settings with a variable of their own, one layer for each."""
    layers: list[Layer] = []
    host = os.environ.get("PRODIGY_HOST", "").strip()
    port = os.environ.get("PRODIGY_PORT", "").strip()
    if host:
        layers.append(Layer("the environment variable PRODIGY_HOST", {"host": host}))
    if port:
        value = int(port) if port.isdecimal() and len(port) < 10 else port
        layers.append(Layer("the environment variable PRODIGY_PORT", {"port": value}))
    return layers
