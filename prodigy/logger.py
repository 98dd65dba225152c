"""Log lines for people who want to see what happens, switched on by PRODIGY_LOGGING.

`basic` prints one line per step and never shows the content of a task; `verbose` adds the details.
Values that are secrets by their name are replaced before anything is formatted. `json` is for
programs: one JSON object per line, in ASCII, without any content of tasks and answers.
"""

from __future__ import annotations

import json
import logging
import pprint
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any, TextIO

from .config import get_log_level
from .controls import show_controls

SECRET_NAMES = frozenset(
    ("password", "passwd", "passphrase", "secret", "api_key", "api_keys", "access_token")
    + ("access_token_secret", "consumer_key", "consumer_secret", "authorization", "cookie")
    + ("basic_auth_pass", "link")
)
HIDDEN = "***"
MAX_CHARS = 1000  # of a value in the log for programs

_facts: ContextVar[Mapping[str, Any] | None] = ContextVar("log_facts", default=None)

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


class _LineFormatter(logging.Formatter):
    """Addresses and names in messages come from others: a terminal must not obey them."""

    def format(self, record: logging.LogRecord) -> str:
        return show_controls(super().format(record))


def _set_up() -> None:
    if not any(isinstance(handler, _StderrHandler) for handler in logger.handlers):
        handler = _StderrHandler()
        handler.setFormatter(_LineFormatter("%(asctime)s: %(message)s", datefmt="%H:%M:%S"))
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
    if level == "json":
        log_event("log", message=message)
    else:
        log_for_people(message, details)


def log_for_people(message: str, details: Any = None) -> None:
    """Add a line that programs don't get, because they get the same in another one. See `log`."""
    level = get_log_level()
    if level is None or level == "json":
        return
    _set_up()
    if level == "verbose" and details is not None:
        message = f"{message}\n{format_details(details)}\n"
    logger.info("%s", message)


def log_event(event: str, level: str = "info", **fields: Any) -> None:
    """Add a line to the log for programs. Nothing happens if there is another log, or none.

    event (str): What has happened, in one word.
    level (str): "info", "warning" or "error". Defaults to "info".
    **fields: Facts about it. None of them may come out of a task or an answer; those that are None
        are left out.
    """
    if get_log_level() != "json":
        return
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    line = {"time": now.replace("+00:00", "Z"), "level": level, "event": event}
    for key, value in {**(_facts.get() or {}), **fields}.items():
        if value is not None:
            line[key] = value[:MAX_CHARS] if isinstance(value, str) else value
    # ASCII: what somebody has put into a name can't do anything to the terminal.
    sys.stderr.write(f"{json.dumps(line, default=str)}\n")
    sys.stderr.flush()


@contextmanager
def log_with(**fields: Any) -> Iterator[None]:
    """Add facts to all lines of the log for programs that are written inside, in any thread that
    works for it.

    **fields: The facts.
    """
    token = _facts.set({**(_facts.get() or {}), **fields})
    try:
        yield
    finally:
        _facts.reset(token)


def make_printable(text: str) -> str:
    """RETURNS (str): A text without characters that could control a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


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
