"""Messages of chats and agents: the forms in which data sets have them, and the one that pages get.

The one form is that of OpenAI's chat API, in which models are trained, too. What can't be brought
into it is a `MessageError`, which says where it is in the task.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..shapes import TaskType

__all__ = [
    "MESSAGES_KEY",
    "ROLES",
    "MessageError",
    "get_field_text",
    "get_message_text",
    "has_messages",
    "list_fields",
    "map_images",
    "normalize_task",
    "read_messages",
]

MESSAGES_KEY = "messages"
CONTENT, REASONING = "content", "reasoning_content"
ROLES = ("system", "developer", "user", "assistant", "tool")
# What ShareGPT, its relatives and older APIs call them.
ROLE_NAMES = {
    **{role: role for role in ROLES},
    "human": "user",
    "prompter": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bot": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "function": "tool",
    "function_call": "assistant",
    "observation": "tool",
    "function_response": "tool",
}
# Other keys with the whole conversation, and pairs of keys with what was asked and answered.
LIST_KEYS = ("conversations", "conversation")
PAIRS = (("prompt", "completion"), ("prompt", "response"))
TEXT_TYPES = ("text", "input_text", "output_text")
REASONING_KEYS = ("reasoning_content", "reasoning", "thinking")
# Between the texts of a message whose content has several parts.
PART_BREAK = "\n"

Message = dict[str, Any]


class MessageError(ValueError):
    """What is wrong with messages, and where in the task, as a sentence."""


def has_messages(eg: TaskType) -> bool:
    """RETURNS (bool): Whether a task has a conversation in one of the forms, right or wrong."""
    return any(key in eg for key in (MESSAGES_KEY, *LIST_KEYS)) or _find_pair(eg) is not None


def normalize_task(eg: TaskType) -> TaskType:
    """Bring the conversation of a task into the one form, see `read_messages`.

    eg (dict): A task with "messages", "conversations" (ShareGPT), or "prompt" and "completion" or
        "response", which are texts or messages. It is not changed.
    RETURNS (dict): A copy with "messages". The keys that it was made of are gone, all others stay.
    RAISES (MessageError): The conversation is missing or malformed.
    """
    for key in (MESSAGES_KEY, *LIST_KEYS):
        if eg.get(key) is not None:
            rest = {name: value for name, value in eg.items() if name != key}
            return {**rest, MESSAGES_KEY: read_messages(eg[key], key)}
    pair = _find_pair(eg)
    if pair is None:
        raise MessageError(
            'There is no conversation: expected "messages", "conversations", or "prompt" and '
            '"completion"'
        )
    messages = [
        m for key, role in zip(pair, ("user", "assistant")) for m in _read_side(eg, key, role)
    ]
    return {**{key: value for key, value in eg.items() if key not in pair}, MESSAGES_KEY: messages}


def read_messages(value: Any, where: str = MESSAGES_KEY) -> list[Message]:
    """Bring messages into the form of OpenAI's chat API.

    Names of ShareGPT ("from", "value", "human", "gpt") are translated; arguments of tool calls
    become JSON texts, as the API has them; calls and results of Anthropic's API become "tool_calls"
    and messages of the role "tool"; thoughts stand in "reasoning_content". Other roles than `ROLES`
    and keys that nobody knows stay as they are.

    value (Any): A list of messages, or its JSON.
    where (str): What the messages are called in errors. Defaults to "messages".
    RETURNS (list[dict]): Messages {"role": str, "content": str | None | list of parts}, with
        "tool_calls", "tool_call_id", "name" and "reasoning_content" where there are such. Parts are
        {"type": "text", "text": str}, {"type": "image_url", "image_url": {"url": str}}, or anything
        else with a "type". The messages that were given are not changed.
    RAISES (MessageError): They are no messages, or there are none.
    """
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _parse(value)
    if not isinstance(value, (list, tuple)):
        raise MessageError(f"{where}: expected a list of messages, found {_show(value)}")
    if not value:
        raise MessageError(f"{where}: the list is empty")
    return [made for i, item in enumerate(value) for made in _read_message(item, f"{where}[{i}]")]


def get_message_text(message: Message) -> str:
    """Get the text of a message, in which spans are counted.

    message (dict): A message in the one form.
    RETURNS (str): The content, or the texts of its parts with a line break between them.
    """
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    texts = [
        part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"
    ]
    return PART_BREAK.join(text for text in texts if isinstance(text, str))


def list_fields(message: Message) -> list[str]:
    """List the texts of a message in which there may be spans.

    message (dict): A message in the one form.
    RETURNS (list[str]): "reasoning_content", "content", and "tool_calls[0]" etc. for the arguments
        of calls, as far as there are such.
    """
    calls = message.get("tool_calls")
    fields = [REASONING] if isinstance(message.get(REASONING), str) else []
    fields += [CONTENT] if message.get(CONTENT) is not None else []
    return fields + [
        f"tool_calls[{i}]" for i in range(len(calls) if isinstance(calls, list) else 0)
    ]


def get_field_text(message: Message, field: str = CONTENT) -> str:
    """Get one of the texts of a message, in which spans are counted.

    message (dict): A message in the one form.
    field (str): One of `list_fields`. Defaults to "content".
    RETURNS (str): The text. Empty if there is none.
    """
    if field == CONTENT:
        return get_message_text(message)
    if field == REASONING:
        return str(message.get(REASONING) or "")
    number = field.removeprefix("tool_calls[").removesuffix("]")
    calls = message.get("tool_calls")
    if not number.isdecimal() or not isinstance(calls, list) or int(number) >= len(calls):
        return ""
    call = calls[int(number)]
    function = call.get("function") if isinstance(call, dict) else None
    arguments = function.get("arguments") if isinstance(function, dict) else None
    return arguments if isinstance(arguments, str) else ""


def map_images(eg: TaskType, change: Callable[[Message], Message]) -> TaskType:
    """Change the images in the messages of a task.

    eg (dict): A task. It is not changed.
    change (callable): Takes {"url": str, ...} of an image and returns it, or another one.
    RETURNS (dict): A copy of the task, or the task itself if nothing has changed.
    """
    messages = eg.get(MESSAGES_KEY)
    if not isinstance(messages, list):
        return eg
    made = [_map_message(message, change) for message in messages]
    return {**eg, MESSAGES_KEY: made} if any(map(_differs, made, messages)) else eg


def _map_message(message: Any, change: Callable[[Message], Message]) -> Any:
    parts = message.get(CONTENT) if isinstance(message, dict) else None
    if not isinstance(parts, list):
        return message
    made = [_map_part(part, change) for part in parts]
    return {**message, CONTENT: made} if any(map(_differs, made, parts)) else message


def _map_part(part: Any, change: Callable[[Message], Message]) -> Any:
    image = part.get("image_url") if isinstance(part, dict) else None
    if not isinstance(image, dict) or not isinstance(image.get("url"), str):
        return part
    made = change(image)
    return part if made is image else {**part, "image_url": made}


def _differs(one: Any, other: Any) -> bool:
    return one is not other


def _find_pair(eg: TaskType) -> tuple[str, str] | None:
    return next((pair for pair in PAIRS if all(eg.get(key) is not None for key in pair)), None)


def _read_side(eg: TaskType, key: str, role: str) -> list[Message]:
    value = eg[key]
    if isinstance(value, str):
        return [{"role": role, "content": value}]
    return read_messages([value] if isinstance(value, dict) else value, key)


def _read_message(item: Any, where: str) -> list[Message]:
    """RETURNS (list[dict]): The message; results of tools that stood in it come before it."""
    if not isinstance(item, dict):
        raise MessageError(f"{where}: expected an object, found {_show(item)}")
    message = dict(item)
    for old, new in (("from", "role"), ("value", "content")):
        if old in message and message.get(new) is None:
            message[new] = message.pop(old)
    said = message.get("role")
    if not isinstance(said, str) or not said.strip():
        raise MessageError(f"{where}.role: expected a role such as user, found {_show(said)}")
    message["role"] = ROLE_NAMES.get(said.strip().lower(), said)
    if said == "function_call":
        _take_written_call(message)
    for key in REASONING_KEYS:
        if key in message and isinstance(message[key], str):
            message["reasoning_content"] = message.pop(key)
            break
    results = _read_content(message, where)
    _read_calls(message, where)
    if "content" not in message:
        if "tool_calls" not in message and "reasoning_content" not in message and not results:
            raise MessageError(f"{where}.content: is missing")
        message["content"] = None
    is_empty = message["content"] is None and "tool_calls" not in message
    return results if results and is_empty else [*results, _in_order(message)]


def _in_order(message: Message) -> Message:
    return {"role": message.pop("role"), "content": message.pop("content"), **message}


def _read_content(message: Message, where: str) -> list[Message]:
    """Bring the content into form. RETURNS (list[dict]): Results of tools that stood in it."""
    content = message.get("content")
    if content is None or isinstance(content, str):
        return []
    if isinstance(content, dict):
        if message["role"] == "tool" and "type" not in content:
            message["content"] = json.dumps(content, ensure_ascii=False)
            return []
        content = [content]
    if not isinstance(content, (list, tuple)):
        found = _show(content)
        raise MessageError(f"{where}.content: expected a text or a list of parts, found {found}")
    parts: list[Any] = []
    results: list[Message] = []
    for i, part in enumerate(content):
        taken = _read_part(part, message, f"{where}.content[{i}]")
        if taken is not None:
            (results if "role" in taken else parts).append(taken)
    message["content"] = parts or None
    return results


def _read_part(part: Any, message: Message, where: str) -> Message | None:
    """RETURNS (dict | None): A part, a message of a tool, or None for what went to the message."""
    if isinstance(part, str):
        return {"type": "text", "text": part}
    if not isinstance(part, dict):
        raise MessageError(f"{where}: expected a text or an object, found {_show(part)}")
    kind = part.get("type")
    if kind is None and isinstance(part.get("text"), str):
        kind = "text"
    if not isinstance(kind, str) or not kind:
        raise MessageError(f"{where}.type: expected a text, found {_show(kind)}")
    if kind in TEXT_TYPES:
        if not isinstance(part.get("text"), str):
            raise MessageError(f"{where}.text: expected a text, found {_show(part.get('text'))}")
        return {**part, "type": "text"}
    return PARTS[kind](part, message, where) if kind in PARTS else part


def _read_image(part: Message, _message: Message, where: str) -> Message:
    source = part.get("source")
    image: Any = part.get("image_url", part.get("image", part.get("url")))
    if isinstance(source, dict):
        is_data = source.get("type") == "base64"
        kind = source.get("media_type", "image/png")
        image = f"data:{kind};base64,{source.get('data', '')}" if is_data else source.get("url")
    given = dict(image) if isinstance(image, dict) else {"url": image}
    if not isinstance(given.get("url"), str) or not given["url"]:
        raise MessageError(f"{where}: expected the address of an image, found {_show(image)}")
    rest = {
        k: v for k, v in part.items() if k not in ("type", "image", "url", "source", "image_url")
    }
    return {"type": "image_url", **rest, "image_url": given}


def _take_thought(part: Message, message: Message, _where: str) -> None:
    thought = part.get("thinking")
    if isinstance(thought, str):
        before = message.get("reasoning_content")
        message["reasoning_content"] = f"{before}\n{thought}" if before else thought


def _take_call(part: Message, message: Message, _where: str) -> None:
    call = {"id": part.get("id"), "name": part.get("name"), "arguments": part.get("input", {})}
    calls = message.get("tool_calls")
    message["tool_calls"] = [*(calls if isinstance(calls, list) else ()), call]


def _make_result(part: Message, _message: Message, where: str) -> Message:
    result = {"role": "tool", "content": part.get("content", "")}
    if isinstance(part.get("tool_use_id"), str):
        result["tool_call_id"] = part["tool_use_id"]
    _read_content(result, where)
    return result


PARTS: dict[str, Callable[[Message, Message, str], Message | None]] = {
    "image_url": _read_image,
    "input_image": _read_image,
    "image": _read_image,
    "thinking": _take_thought,
    "tool_use": _take_call,
    "tool_result": _make_result,
}


def _take_written_call(message: Message) -> None:
    """A call that ShareGPT has as JSON in a message of its own."""
    call = _parse(message.get("content"))
    if isinstance(call, dict) and isinstance(call.get("name"), str):
        message["content"] = None
        message["tool_calls"] = [call]


def _read_calls(message: Message, where: str) -> None:
    calls = message.pop("tool_calls", None)
    older = message.pop("function_call", None)
    if calls is None and older is not None:
        calls = [older]
    if calls is None or calls == []:
        return
    if not isinstance(calls, (list, tuple)):
        raise MessageError(f"{where}.tool_calls: expected a list, found {_show(calls)}")
    message["tool_calls"] = [
        _read_call(call, f"{where}.tool_calls[{i}]") for i, call in enumerate(calls)
    ]


def _read_call(call: Any, where: str) -> Message:
    if not isinstance(call, dict):
        raise MessageError(f"{where}: expected an object, found {_show(call)}")
    outer = {k: v for k, v in call.items() if k not in ("name", "arguments", "function", "type")}
    outer = {k: v for k, v in outer.items() if k != "id" or v is not None}
    function = call.get("function", call if "name" in call else None)
    if not isinstance(function, dict):
        raise MessageError(f"{where}.function: expected an object, found {_show(function)}")
    inner = function if function is not call else {"name": call["name"], **_take(call, "arguments")}
    name = inner.get("name")
    if not isinstance(name, str) or not name:
        raise MessageError(f"{where}.function.name: expected a name, found {_show(name)}")
    arguments = inner.get("arguments")
    if arguments is None:
        arguments = "{}"
    elif not isinstance(arguments, str):
        arguments = json.dumps(arguments, ensure_ascii=False)
    return {**outer, "type": "function", "function": {**inner, "arguments": arguments}}


def _take(call: Message, key: str) -> Message:
    return {key: call[key]} if key in call else {}


def _parse(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _show(value: Any) -> str:
    if value is None:
        return "nothing"
    shown = repr(value)
    return f"{type(value).__name__} {shown if len(shown) <= 60 else shown[:60] + '...'}"
