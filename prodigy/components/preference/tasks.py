"""Tasks with a prompt and responses, made of what data sets in the wild have instead.

The one form inside is `{"prompt": str | messages, "responses": [{"id", "content": str} | {"id",
"messages": messages}]}`, with any further keys. Also read: pairs of `chosen` and `rejected` (with a
prompt, or with the prompt at the beginning of both, as texts, messages or transcripts), a
conversation in `messages` with `responses` to it, and a `completion` of a `prompt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, get_hash
from ...io.lines import shorten
from ...shapes import TaskType
from ..conversations import get_message_text, read_messages
from ..problems import Problems
from .rubric import check_rubric

PROMPT_KEYS = ("prompt", "instruction", "question", "messages", "conversations")
PAIR = ("chosen", "rejected")
CONTENT_KEYS = ("content", "messages")
# The roles of transcripts such as "\n\nHuman: Hello\n\nAssistant: Hi".
TRANSCRIPT_ROLES = {"Human": "user", "Assistant": "assistant"}
_TURN = re.compile(r"(?:\A|\n\n)(Human|Assistant):[ \n]?")
# Answers of an earlier round, which a new one must not begin with, and what belongs to them.
ANSWER_KEYS = ("order", "preferred", "tie", "ratings", "reason")


def check_preferences(
    stream: Iterable[TaskType], problems: Problems, rubric: list[TaskType] | None = None
) -> Iterator[TaskType]:
    """Bring tasks into the one form, hashed by it. What can't be used is left out, and said.

    stream (Iterable[dict]): The tasks. They are changed in place, so that their places stay known.
    problems (Problems): Where to report them.
    rubric (list[dict] | None): The rubric of tasks that have none. Defaults to None.
    YIELDS (dict): The tasks, without answers that they may have had.
    """
    for eg in stream:
        try:
            made = make_preference(eg)
        except ValueError as err:
            problems.skip(eg, str(err))
            continue
        for key in (*ANSWER_KEYS, "answer"):
            made.pop(key, None)
        if rubric and not made.get("rubric"):
            made["rubric"] = rubric
        eg.clear()
        eg.update(set_preference_hashes(made))
        yield eg


def make_preference(eg: TaskType) -> TaskType:
    """Bring a task into the one form.

    eg (dict): The task, in one of the forms above. It is not changed.
    RETURNS (dict): A copy with "prompt" and "responses", and all its other keys.
    RAISES (ValueError): It is none of these forms. The message says what is wrong.
    """
    rest = dict(eg)
    if isinstance(eg.get("responses"), list):
        responses = [_read_response(item, i) for i, item in enumerate(rest.pop("responses"))]
        _check_ids(responses)
        prompt = _take_prompt(rest)
    elif "responses" in eg:
        raise ValueError(f"responses: expected a list, found {_show(eg['responses'])}")
    elif any(key in eg for key in PAIR):
        prompt, responses = _read_pair(rest)
    elif isinstance(eg.get("completion"), (str, list)):
        responses = [_make_response("completion", rest.pop("completion"), "completion")]
        prompt = _take_prompt(rest)
    else:
        raise ValueError("It has neither 'responses' nor 'chosen' and 'rejected'")
    if rest.get("rubric") is not None:
        rest["rubric"] = check_rubric(rest["rubric"])
    return {"prompt": prompt, "responses": responses, **rest}


def set_preference_hashes(task: TaskType) -> TaskType:
    """Hash a task by what is judged: prompt and responses, whatever their order and names.

    task (dict): The task in the one form. It is changed in place.
    RETURNS (dict): The same task. The rubric belongs to its question.
    """
    contents = (_get_content(response) for response in task["responses"])
    judged = {"prompt": task["prompt"], "responses": sorted(contents, key=repr)}
    task[INPUT_HASH_ATTR] = get_hash(judged, keys=("prompt", "responses"))
    task[TASK_HASH_ATTR] = get_hash(
        {"rubric": task.get("rubric") or []}, prefix=str(task[INPUT_HASH_ATTR]), keys=("rubric",)
    )
    return task


def get_response_text(response: TaskType) -> str:
    """RETURNS (str): What a response says, as one text: that of all messages of the assistant."""
    content = _get_content(response)
    if isinstance(content, str):
        return content
    written = [message for message in content if message["role"] == "assistant"] or content
    return "\n\n".join(filter(None, map(get_message_text, written)))


def _get_content(response: TaskType) -> Any:
    return response.get("messages") or response.get("content") or ""


def _take_prompt(rest: TaskType) -> Any:
    """Take the prompt out of what is left of a task."""
    key = next((key for key in PROMPT_KEYS if rest.get(key) is not None), None)
    if key is None:
        raise ValueError("It has no 'prompt'")
    return _read_text(rest.pop(key), key)


def _read_text(value: Any, where: str) -> Any:
    """RETURNS (str | list[dict]): A text as it is, or messages in the one form of theirs.

    RAISES (ValueError): It is neither. The message says where, as all of them here do.
    """
    if isinstance(value, str):
        return value
    return read_messages([value] if isinstance(value, dict) else value, where)


def _read_response(item: Any, i: int) -> TaskType:
    where, number = f"responses[{i}]", str(i + 1)
    if isinstance(item, (str, list)):
        return _make_response(number, item, where)
    if not isinstance(item, dict):
        raise ValueError(f"{where}: expected a text or an object, found {_show(item)}")
    key = next((key for key in CONTENT_KEYS if item.get(key) is not None), None)
    if key is None:
        raise ValueError(f"{where}: it has neither 'content' nor 'messages'")
    own = item.get("id")
    if own is not None and (isinstance(own, bool) or not isinstance(own, (str, int)) or own == ""):
        raise ValueError(f"{where}.id: expected a name, found {_show(own)}")
    made = _make_response(number if own is None else str(own), item[key], f"{where}.{key}")
    return {**made, **{k: v for k, v in item.items() if k not in ("id", *CONTENT_KEYS)}}


def _make_response(name: str, value: Any, where: str) -> TaskType:
    content = _read_text(value, where)
    return {"id": name, "content" if isinstance(content, str) else "messages": content}


def _check_ids(responses: list[TaskType]) -> None:
    if not responses:
        raise ValueError("responses: there is none")
    ids = [response["id"] for response in responses]
    doubled = next((name for name in ids if ids.count(name) > 1), None)
    if doubled is not None:
        raise ValueError(f"responses: two have the id {doubled!r}")


def _read_pair(rest: TaskType) -> tuple[Any, list[TaskType]]:
    """Take prompt and responses out of a task with "chosen" and "rejected"."""
    for key in PAIR:
        if rest.get(key) is None:
            raise ValueError(f"It has no {key!r}")
    chosen, rejected = (_read_text(rest.pop(key), key) for key in PAIR)
    if any(rest.get(key) is not None for key in PROMPT_KEYS):
        prompt = _take_prompt(rest)
        pair = [_cut_prompt(side, prompt) for side in (chosen, rejected)]
    else:
        prompt, *pair = _split_pair(*map(_read_transcript, (chosen, rejected)))
    return prompt, [_make_response(name, side, name) for name, side in zip(PAIR, pair)]


def _cut_prompt(side: Any, prompt: Any) -> Any:
    """Leave out the prompt where messages repeat it."""
    asked = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    if isinstance(side, list) and len(side) > len(asked) and side[: len(asked)] == asked:
        return side[len(asked) :]
    return side


def _split_pair(chosen: Any, rejected: Any) -> tuple[Any, Any, Any]:
    """Find the prompt in what two responses have in common at their beginning."""
    if isinstance(chosen, list) != isinstance(rejected, list):
        raise ValueError("One of 'chosen' and 'rejected' is a text, the other one are messages")
    n = sum(1 for _ in takewhile(lambda sides: sides[0] == sides[1], zip(chosen, rejected)))
    if isinstance(chosen, list):
        n = min(n, len(chosen) - 1, len(rejected) - 1)
        if n < 1:
            raise ValueError("'chosen' and 'rejected' don't begin with the same prompt")
        return chosen[:n], chosen[n:], rejected[n:]
    # Words stay whole.
    n = max((i + 1 for i, char in enumerate(chosen[:n]) if char.isspace()), default=0)
    return chosen[:n].rstrip(), chosen[n:], rejected[n:]


def _read_transcript(text: Any) -> Any:
    """RETURNS (str | list[dict]): The messages of a transcript; anything else as it is."""
    if not isinstance(text, str) or not _TURN.match(text):
        return text
    pieces = _TURN.split(text)[1:]  # role, text, role, text...
    turns = zip(pieces[::2], pieces[1::2])
    return [{"role": TRANSCRIPT_ROLES[role], "content": said.strip()} for role, said in turns]


def _show(value: Any) -> str:
    return f"{type(value).__name__} {shorten(repr(value), 80)[1:-1]}"
