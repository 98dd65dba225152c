"""Characters that a terminal obeys: in data, they are shown instead."""

from __future__ import annotations

import re

# Colours and bold letters.
ANSI_CODE = re.compile("\x1b\\[[0-9;]*m")
# What moves the cursor, renames the window or turns text around: control characters and those that
# change the direction of writing.
ACTING = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]|\\r(?!\\n)"
)


def show_controls(text: str) -> str:
    """Put a symbol in the place of every character that a terminal would obey. The text is as long
    as before, so that offsets stay true.

    text (str): Text of data. Line breaks and tabs stay.
    RETURNS (str): Text that is only shown.
    """
    return ACTING.sub(_show_control, text)


def _show_control(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def show_message(text: str) -> str:
    """The same for a message, in which our own colours stay."""
    parts = ANSI_CODE.split(text)
    codes = [*ANSI_CODE.findall(text), ""]
    return "".join(show_controls(part) + code for part, code in zip(parts, codes))
