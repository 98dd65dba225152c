"""Large bodies are read beside the event loop, in steps between which others have their turn.

A parser of JSON keeps all of Python waiting until it is done, in whatever thread it runs. So a
large object is read value by value, and a list in it item by item.
"""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

SMALL_BYTES = 2**18  # of a body that is read at once: that takes a few milliseconds
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
    start = _skip(text, 0)
    if text[start : start + 1] != "{":
        return json.loads(text)
    found: dict[str, Any] = {}

    def read_pair(position: int) -> int:
        if text[position : position + 1] != '"':
            message = "Expecting property name enclosed in double quotes"
            raise json.JSONDecodeError(message, text, position)
        key, end = _DECODER.raw_decode(text, position)
        end = _expect(text, _skip(text, end), ":")
        found[key], end = _read_value(text, _skip(text, end))
        return end

    end = _skip(text, _read_items(text, start + 1, "}", read_pair))
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return found


def _read_value(text: str, position: int) -> tuple[Any, int]:
    if text[position : position + 1] != "[":
        return _DECODER.raw_decode(text, position)
    items: list[Any] = []

    def read_item(start: int) -> int:
        item, end = _DECODER.raw_decode(text, start)
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
