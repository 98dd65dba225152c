"""Asking for JSON of a known shape, and reading it from replies."""

from __future__ import annotations

import json
import re
from typing import Any

from .bodies import clean

# Ways to ask, from the strictest one to what every server understands.
MODES = ("json_schema", "json_object", "off")

# What servers name that don't know the way in which they were asked.
IS_UNKNOWN = re.compile(
    "response_?format|json_?schema|json_?object|structured|grammar|guided", re.I
)

_THOUGHTS = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.S)
_REFUSAL = re.compile(
    r"\W*(?:(?:i['’]?m |i am )?sorry|i apologi[sz]e|i can(?:['’]t|not)|as an ai\b"
    r"|i(?:['’]?m| am) (?:not able|unable)|i (?:won['’]t|will not|must decline))",
    re.I,
)


def make_format(schema: dict[str, Any], mode: str) -> dict[str, Any]:
    """RETURNS (dict): What to add to the body of a request to get JSON in this way."""
    if mode == "json_schema":
        content = {"name": "reply", "schema": schema, "strict": _is_closed(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": content}}
    return {"response_format": {"type": "json_object"}} if mode == "json_object" else {}


def add_instruction(
    messages: list[dict[str, Any]], schema: dict[str, Any], mode: str
) -> list[dict[str, Any]]:
    """Say in the prompt what the server is not told otherwise.

    messages (list[dict]): The prompt. It is not changed.
    schema (dict): The JSON schema of the reply.
    mode (str): One of `MODES`.
    RETURNS (list[dict]): The messages to send.
    """
    if mode == "json_schema":
        return messages
    text = "Reply with JSON only, without any other words. It must fit this JSON schema:\n"
    return [*messages, {"role": "user", "content": text + json.dumps(schema, ensure_ascii=False)}]


def parse_reply(text: str, schema: dict[str, Any]) -> Any:
    """Get the JSON out of a reply: what it consists of, what is fenced in it, or what it contains.

    text (str): The reply.
    schema (dict): The JSON schema that it must fit.
    RETURNS (Any): The data.
    RAISES (ValueError): There is no JSON in it, or of another shape. The message says what is
        wrong.
    """
    from jsonschema import Draft202012Validator

    data = _find_json(_THOUGHTS.sub("", text))
    try:
        error = next(Draft202012Validator(schema).iter_errors(data), None)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if error is not None:
        raise ValueError(f"{error.json_path}: {error.message}"[:300])
    return data


def is_refusal(text: str) -> bool:
    """Tell whether somebody who was to reply with JSON says that he won't.

    text (str): A reply that is no JSON.
    RETURNS (bool): Whether it starts like an excuse in English.
    """
    return _REFUSAL.match(_THOUGHTS.sub("", text)) is not None


def _find_json(text: str) -> Any:
    candidates = [text.strip(), *(match[1] for match in _FENCE.finditer(text))]
    for candidate in candidates:
        try:
            return _load(candidate)
        except ValueError:
            pass
    start = re.search(r"[{\[]", text)
    if start is None:
        raise ValueError("no JSON in it")
    try:
        end = _decoder.raw_decode(text, start.start())[1]
        return _load(text[start.start() : end])
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as err:
        raise ValueError(f"broken JSON: {err}") from None


_decoder = json.JSONDecoder()


def _load(text: str) -> Any:
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.loads(clean(json.dumps(data, ensure_ascii=False)))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return data


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _is_closed(schema: Any) -> bool:
    """Tell whether a schema leaves nothing open, as servers demand that keep to it strictly."""
    if isinstance(schema, list):
        return all(map(_is_closed, schema))
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        names = set(schema.get("properties") or {})
        if (
            schema.get("additionalProperties") is not False
            or set(schema.get("required") or ()) != names
        ):
            return False
    return all(map(_is_closed, schema.values()))
