"""The entries of a JSON list with the lines on which they start, also of a list that is broken.

A list that is valid is read as any JSON parser does. Otherwise each entry is parsed by itself: they
are told apart by the lines that begin like the first one, with a bracket of the same indentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

find_first = re.compile(r"\s*\[\s*?\n([ \t]*)([{\[])").match
skip_space = re.compile(r"\s*").match
BROKEN_END = re.compile(r"[\s,]*$")


@dataclass(frozen=True)
class Entry:
    """An entry of a list.

    line, end (int): The lines on which it starts and ends, from 1.
    value (Any): Its value; of a broken one, its text.
    error (ValueError | None): Why it can't be parsed.
    """

    line: int
    end: int
    value: Any
    error: ValueError | None = None


def parse_list(text: str, raw_decode: Callable[[str, int], tuple[Any, int]]) -> list[Entry] | None:
    """Parse a JSON list.

    text (str): The JSON.
    raw_decode (callable): As that of `json.JSONDecoder`.
    RETURNS (list[Entry] | None): The entries, none of them broken. None if it is no list.
    RAISES (ValueError): It is no valid JSON; what exactly is wrong, other parsers can tell.
    """
    entries: list[Entry] = []
    position = _skip(text, 0)
    if text[position : position + 1] != "[":
        return None
    position = _skip(text, position + 1)
    line, counted = 1, 0
    while text[position : position + 1] != "]" or entries:
        line += text.count("\n", counted, position)
        counted = position
        value, position = raw_decode(text, position)
        end = line + text.count("\n", counted, position)
        entries.append(Entry(line, end, value))
        position = _skip(text, position)
        if text[position : position + 1] == "]":
            break
        if text[position : position + 1] != ",":
            raise ValueError("Expecting ',' delimiter")
        position = _skip(text, position + 1)
    if text[position + 1 :].strip():
        raise ValueError("Extra data")
    return entries


def parse_broken_list(text: str, parse: Callable[[str], Any]) -> list[Entry] | None:
    """Parse what can be parsed of a list that is no valid JSON.

    text (str): The text.
    parse (callable): Parses JSON, and raises a ValueError.
    RETURNS (list[Entry] | None): The entries, the broken ones with their errors. None if entries
        don't start on lines of their own, so that they can't be told apart.
    """
    match = find_first(text)
    if match is None:
        return None
    starts = re.compile(rf"^{match[1]}(?=\{match[2]})", re.M)
    places = [found.start() for found in starts.finditer(text, match.start(1))]
    entries, line, counted = [], 1, 0
    for start, end in zip(places, [*places[1:], len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        part = text[start:end]
        if end == len(text):
            part = part.rstrip().removesuffix("]")
        part = BROKEN_END.sub("", part).lstrip()
        last = line + part.count("\n")
        try:
            entries.append(Entry(line, last, parse(part)))
        except ValueError as err:
            entries.append(Entry(line, last, part, err))
    return entries


def _skip(text: str, position: int) -> int:
    match = skip_space(text, position)
    return match.end() if match else position
