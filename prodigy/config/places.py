"""Where things stand in JSON: lines and columns for messages."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator

Path = tuple[str, ...]
CONSTANTS = re.compile(r'"(?:\\.|[^"\\])*"|(?P<constant>-?(?:NaN|Infinity))')
_decoder = json.JSONDecoder()


def find_keys(text: str) -> Iterator[tuple[Path, int]]:
    """Find every key of every object, also those that are repeated.

    text (str): Valid JSON.
    YIELDS (tuple[tuple[str, ...], int]): The key after those of the objects around it, with
        positions in lists as "[0]", and its line, from 1.
    """
    yield from _walk(text, _skip_space(text, 0), ())


def find_constant(text: str) -> int | None:
    """Find a number that Python reads, but JSON doesn't have: NaN and the infinite ones.

    text (str): JSON but for that.
    RETURNS (int | None): Index of its first character, or None if there is none.
    """
    for match in CONSTANTS.finditer(text):
        if match["constant"]:
            return match.start()
    return None


def get_line(text: str, position: int) -> int:
    """RETURNS (int): The line in which the character at this index stands, from 1."""
    return text.count("\n", 0, position) + 1


def _walk(text: str, position: int, path: Path) -> Generator[tuple[Path, int], None, int]:
    """Yield the keys in the value that begins at a position; return where it ends."""
    opening = text[position]
    if opening not in "{[":
        return _decoder.raw_decode(text, position)[1]
    position, n_items = _skip_space(text, position + 1), 0
    while text[position] not in "}]":
        name = f"[{n_items}]"
        if opening == "{":
            line = get_line(text, position)
            name, position = _decoder.raw_decode(text, position)
            yield (*path, name), line
            position = _skip_space(text, position) + 1  # the colon
        position = yield from _walk(text, _skip_space(text, position), (*path, name))
        position, n_items = _skip_space(text, position), n_items + 1
        if text[position] == ",":
            position = _skip_space(text, position + 1)
    return position + 1


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
