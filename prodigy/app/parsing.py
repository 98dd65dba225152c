"""Large bodies are read beside the event loop, in steps between which others have their turn.

A parser of JSON keeps all of Python waiting until it is done, in whatever thread it runs. So large
objects and lists, however deep inside of others, are read value by value.
"""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

SMALL_BYTES = 2**18  # of a body that is read at once: that takes a few milliseconds
# Letters in which a value may end to be read at once: the next more where it doesn't.
WINDOWS = (2**8, 2**12, 2**16)
NUMBER_SIGNS = frozenset("0123456789.eE+-")  # there may be more of it
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


class PatientRoute(APIRoute):
    """A route whose requests may bring large bodies."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def handle_patiently(request: Request) -> Response:
            return await handle(_PatientRequest(request.scope, request.receive))

        return handle_patiently


class _PatientRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            body = await self.body()
            if len(body) <= SMALL_BYTES:
                self._json = json.loads(body)
            else:
                self._json = await asyncio.to_thread(parse_in_steps, body)
        return self._json


def parse_in_steps(body: bytes) -> Any:
    """Parse JSON as `json.loads` does, but for the time that it takes at once.

    body (bytes): The JSON.
    RETURNS (Any): What it says.
    RAISES (ValueError): It is no JSON.
    """
    text = body.decode(json.detect_encoding(body), "surrogatepass")
    value, end = _read_value(text, _skip(text, 0))
    end = _skip(text, end)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _read_value(text: str, position: int) -> tuple[Any, int]:
    """RETURNS (tuple[Any, int]): What begins at a position, and where the text goes on after it."""
    for size in WINDOWS:
        window = text[position : position + size]
        try:
            value, end = _DECODER.raw_decode(window)
        except ValueError:
            continue  # it doesn't end here, or something is wrong with it
        if end < size and window[end : end + 1] not in NUMBER_SIGNS:
            return value, position + end
    opening = text[position : position + 1]
    if opening == "{":
        return _read_object(text, position)
    if opening == "[":
        return _read_list(text, position)
    return _DECODER.raw_decode(text, position)


def _read_object(text: str, position: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}

    def read_pair(start: int) -> int:
        if text[start : start + 1] != '"':
            message = "Expecting property name enclosed in double quotes"
            raise json.JSONDecodeError(message, text, start)
        key, end = _DECODER.raw_decode(text, start)
        end = _expect(text, _skip(text, end), ":")
        found[key], end = _read_value(text, _skip(text, end))
        return end

    return found, _read_items(text, position + 1, "}", read_pair)


def _read_list(text: str, position: int) -> tuple[list[Any], int]:
    items: list[Any] = []

    def read_item(start: int) -> int:
        item, end = _read_value(text, start)
        items.append(item)
        return end

    return items, _read_items(text, position + 1, "]", read_item)


def _read_items(text: str, position: int, closing: str, read: Callable[[int], int]) -> int:
    """Read what stands between commas. RETURNS (int): Where the text goes on behind it."""
    position = _skip(text, position)
    if text[position : position + 1] == closing:
        return position + 1
    while True:
        position = _skip(text, read(position))
        if text[position : position + 1] == closing:
            return position + 1
        position = _skip(text, _expect(text, position, ","))


def _expect(text: str, position: int, sign: str) -> int:
    if text[position : position + 1] != sign:
        raise json.JSONDecodeError(f"Expecting {sign!r} delimiter", text, position)
    return position + 1


def _skip(text: str, position: int) -> int:
    return _SPACE.match(text, position).end()  # type: ignore[union-attr]
