"""Log lines for people who want to see what happens, switched on by PRODIGY_LOGGING.

`basic` prints one line per step and never shows the content of a task; `verbose` adds the details.
Values that are secrets by their name are replaced before anything is formatted.
"""

from __future__ import annotations

import logging
import pprint
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from .config import get_log_level

SECRET_NAMES = frozenset(
    ("password", "passwd", "passphrase", "secret", "api_key", "api_keys", "access_token")
    + ("access_token_secret", "consumer_key", "consumer_secret", "authorization", "cookie")
)
HIDDEN = "***"

logger = logging.getLogger("prodigy")


class _StderrHandler(logging.StreamHandler):
    """Writes to whatever standard error is at that moment, so that redirections work."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        raise AttributeError("The log always goes to standard error")


def _set_up() -> None:
    if not any(isinstance(handler, _StderrHandler) for handler in logger.handlers):
        handler = _StderrHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s: %(message)s", datefmt="%H:%M:%S"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        # Whoever configures the root logger would otherwise see every line twice.
        logger.propagate = False


def log(message: str, details: Any = None) -> None:
    """Add a line to the log, if logging is switched on.

    message (str): The message, by convention with a prefix, e.g. "RECIPE: Starting recipe x".
    details (Any): Printed as well with PRODIGY_LOGGING=verbose. May be any object, also one
        that can't be serialized. Defaults to None.
    """
    level = get_log_level()
    if level is None:
        return
    _set_up()
    if level == "verbose" and details is not None:
        message = f"{message}\n{format_details(details)}\n"
    logger.info("%s", message)


def format_details(details: Any) -> str:
    """Format any object for the log.

    details (Any): The object. It is not changed and generators are not consumed.
    RETURNS (str): A readable text, with the values of secrets hidden.
    """
    try:
        return pprint.pformat(_hide_secrets(details), width=100, sort_dicts=False)
    except Exception as err:  # The __repr__ of a foreign object must not stop a recipe.
        return f"<{type(details).__name__} that can't be shown: {err!r}>"


def _hide_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if str(key).lower() in SECRET_NAMES and item else _hide_secrets(item)
            for key, item in value.items()
        }
    if type(value) in (list, tuple):
        return type(value)(_hide_secrets(item) for item in value)
    return value
