"""Writing tasks as JSON, whatever recipes have put into them.

Models leave numbers of NumPy, callbacks dates and paths. None of them may keep an annotator from
getting the next task or an answer from being stored, so they become what comes closest in JSON.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from ..logger import log
from ..settings import LISTS


def dump_json(value: Any, *, is_exact: bool = False) -> str:
    """Write a value as JSON that every parser and every database can read.

    value (Any): The value. Floats round-trip; what is no JSON becomes the closest thing, in the
        end its text.
    is_exact (bool): Keep NaN and infinity, which Python's parser understands and browsers don't.
        Defaults to False: they become null.
    RETURNS (str): ASCII only, so that lone surrogates and NUL characters survive as well.
    """
    encode = _encode_exactly if is_exact else _encode
    try:
        return encode(value)
    except (TypeError, ValueError):  # Keys that are no strings, or numbers JSON doesn't know.
        return encode(make_jsonable(value))


def make_jsonable(value: Any) -> Any:
    """Make plain JSON of a value, as `dump_json` writes it.

    value (Any): The value. It is not changed.
    RETURNS (Any): Dicts with strings as keys, lists, strings, numbers, booleans and None.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_make_key(key): make_jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [make_jsonable(item) for item in value]
    return make_jsonable(_convert(value))


def _make_key(key: Any) -> str:
    if key is None or isinstance(key, (bool, int, float)):
        return json.dumps(key)  # what the encoder does with them
    return str(key)


def _convert(value: Any) -> Any:
    if hasattr(value, "tolist"):  # Arrays and numbers of NumPy and of libraries like it.
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)  # the same order in every run
    if isinstance(value, (*LISTS, deque)):
        return list(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf8", "replace")
    if hasattr(value, "model_dump"):
        return value.model_dump()
    log(f"CONTROLLER: {type(value).__name__} is no JSON and becomes text")
    return str(value)


_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=_convert).encode
_encode_exactly = json.JSONEncoder(separators=(",", ":"), default=_convert).encode
