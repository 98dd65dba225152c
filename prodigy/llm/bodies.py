"""Reading what an endpoint sent: the reply, how it ended, and how many tokens were counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """The facts in the body of a reply, as the cache keeps them.

    text (str): What the model said. Empty if it said nothing.
    finish (str): Why it stopped: "stop", "length", "content_filter", or "" if that is not known.
    refusal (str | None): What it said instead of an answer, if it refused.
    prompt_tokens, completion_tokens (int | None): Tokens as counted, None if the server is silent.
    seconds (float): How long the request took.
    """

    text: str
    finish: str = ""
    refusal: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """RETURNS (dict): JSON data, from which `Answer(**data)` makes it again."""
        return asdict(self)


class BodyError(ValueError):
    """The body is not one of a chat completion."""


def read_json(content: bytes) -> dict[str, Any]:
    """Read the body of a response.

    content (bytes): All of it.
    RETURNS (dict): The object in it.
    RAISES (BodyError): It is none.
    """
    try:
        body = json.loads(content.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise BodyError("an answer that is no JSON") from None
    if not isinstance(body, dict):
        raise BodyError("an answer that is no JSON object")
    return body


def read_answer(body: Mapping[str, Any], seconds: float) -> Answer:
    """Find the reply in the body of a response.

    body (Mapping): The body.
    seconds (float): How long the request took.
    RETURNS (Answer): What is in it.
    RAISES (BodyError): There is no reply in it.
    """
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    if message is None and isinstance(choice.get("text"), str):
        message = {"content": choice["text"]}  # of models that complete a text
    if not isinstance(message, dict):
        raise BodyError("an answer without a reply of the model")
    refusal, finish = message.get("refusal"), choice.get("finish_reason")
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Answer(
        clean(_join(message.get("content"))),
        finish if isinstance(finish, str) else "",
        clean(refusal) if isinstance(refusal, str) and refusal.strip() else None,
        _read_count(usage.get("prompt_tokens")),
        _read_count(usage.get("completion_tokens")),
        round(seconds, 3),
    )


def read_error(body: Any) -> tuple[str, str]:
    """Find out what a server says about an error.

    body (Any): JSON data, or a text.
    RETURNS (tuple[str, str]): Its code or type, and its message. Empty if there is none.
    """
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return "", str(error or "").strip()[:500]
    message = next((error[k] for k in ("message", "detail", "error") if error.get(k)), "")
    codes = (error.get(key) for key in ("code", "type", "param"))
    code = " ".join(str(value) for value in codes if value)
    return code, (message if isinstance(message, str) else json.dumps(message)).strip()[:500]


def clean(text: str) -> str:
    """RETURNS (str): The text, with halves of surrogate pairs replaced: they can't be stored."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _join(content: Any) -> str:
    """Some servers split the content into parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _read_count(value: Any) -> int | None:
    is_count = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_count and 0 <= value < 2**53 else None
