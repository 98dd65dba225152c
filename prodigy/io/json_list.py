"""The entries of a JSON list with the lines on which they start, also of a list that is broken.

A list that is valid is read as any JSON parser does. Otherwise each entry is parsed by itself: they
are told apart by the lines that begin with a bracket of the least indentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

skip_comma = re.compile(r"\s*,?\s*").match
skip_space = re.compile(r"\s*").match
BROKEN_END = re.compile(r"[\s,]*$")
NO_ENTRY = "Expected an entry like the others"
Decode = Callable[[str, int], tuple[Any, int]]


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


def parse_list(text: str, raw_decode: Decode) -> list[Entry] | None:
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


def parse_broken_list(text: str, raw_decode: Decode, bracket: str = "{") -> list[Entry] | None:
    """Parse what can be parsed of a list that is no valid JSON.

    text (str): The text.
    raw_decode (callable): As that of `json.JSONDecoder`.
    bracket (str): The first character of an entry. Defaults to that of objects.
    RETURNS (list[Entry] | None): The entries, the broken ones with their errors. None if entries
        don't start on lines of their own, so that they can't be told apart.
    """
    body = _skip(text, 0) + 1
    starts = list(re.compile(rf"^([ \t]*)\{bracket}", re.M).finditer(text, body))
    if text[body - 1 : body] != "[" or not starts:
        return None
    indentation = min((match[1] for match in starts), key=len)
    places = [match.start() for match in starts if match[1] == indentation]
    if text[body : places[0]].strip():  # a broken one, or one on the line of the first bracket
        places.insert(0, body)
    entries: list[Entry] = []
    line, counted = 1, 0
    for start, end in zip(places, [*places[1:], len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        part = text[start:end].rstrip()
        if end == len(text):
            part = part.removesuffix("]").rstrip()
        entries += _parse_part(part, line, raw_decode)
    return entries


def _parse_part(part: str, line: int, raw_decode: Decode) -> Iterator[Entry]:
    """Parse an entry, and what follows it: another one that doesn't begin as it should."""
    start = _skip(part, 0)
    line += part.count("\n", 0, start)
    part = part[start:]
    try:
        value, position = raw_decode(part, 0)
    except (ValueError, RecursionError) as err:
        yield Entry(line, line + part.count("\n"), BROKEN_END.sub("", part), ValueError(err))
        return
    end = line + part.count("\n", 0, position)
    yield Entry(line, end, value)
    rest = skip_comma(part, position)
    if rest is not None and rest.end() < len(part):
        first = line + part.count("\n", 0, rest.end())
        found = BROKEN_END.sub("", part[rest.end() :])
        yield Entry(first, line + part.count("\n"), found, ValueError(NO_ENTRY))


def _skip(text: str, position: int) -> int:
    match = skip_space(text, position)
    return match.end() if match else position
