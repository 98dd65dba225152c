"""What a language model answered, and what it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

# A text, or messages as the chat protocol has them.
Prompt = str | list[dict[str, Any]]

# What can be wrong with a reply, and the words for it.
PROBLEMS: dict[str, str] = {
    "refused": "the model refused to answer",
    "malformed": "the reply is not the JSON that was asked for",
    "cut": "the reply was cut off at its maximal length",
    "empty": "the reply is empty",
    "rejected": "the server rejected the prompt",
}


@dataclass(frozen=True)
class Usage:
    """What a request cost.

    prompt_tokens (int): Tokens of the prompt.
    completion_tokens (int): Tokens of the reply.
    cost (float | None): The price, None if no prices are set or the tokens are not known.
    is_known (bool): Whether the server said how many tokens it counted.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    is_known: bool = True

    def to_json(self) -> dict[str, Any]:
        """RETURNS (dict): The three numbers, as tasks have them. Unknown ones are None."""
        if not self.is_known:
            return {"prompt_tokens": None, "completion_tokens": None, "cost": None}
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cost": self.cost,
        }


@dataclass(frozen=True)
class Reply:
    """A reply of a language model.

    text (str): What it said, all of it.
    data (Any): The JSON in it, if a schema was given and it fits. None otherwise.
    usage (Usage): Tokens and costs. Those of a cached reply were paid when it was new.
    cached (bool): Whether it comes from the cache: nothing was sent and nothing is paid.
    problem (str | None): A key of `PROBLEMS`, or None if nothing is wrong.
    detail (str): More about the problem, in the words of the server.
    model (str): The model that was asked.
    seconds (float): How long the last request took.
    """

    text: str
    data: Any = None
    usage: Usage = field(default_factory=Usage)
    cached: bool = False
    problem: str | None = None
    detail: str = ""
    model: str = ""
    seconds: float = 0.0

    def describe(self, prompt: Prompt) -> dict[str, Any]:
        """Describe how a suggestion came about, for the key "llm" of a task.

        prompt (str | list[dict]): What was asked.
        RETURNS (dict): prompt and response (strings), model, usage, and where it applies cached,
            problem and detail.
        """
        described: dict[str, Any] = {
            "prompt": format_prompt(prompt),
            "response": self.text,
            "model": self.model,
            "usage": self.usage.to_json(),
        }
        if self.cached:
            described["cached"] = True
        if self.problem:
            described["problem"] = self.problem
        if self.detail:
            described["detail"] = self.detail
        return described


def make_messages(prompt: Prompt) -> list[dict[str, Any]]:
    """RETURNS (list[dict]): The prompt as messages; a text is what the user says."""
    return [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt


def format_prompt(prompt: Prompt) -> str:
    """Format a prompt to be read.

    prompt (str | list[dict]): A text, or messages.
    RETURNS (str): The text; of several messages each with its role above it.
    """
    if isinstance(prompt, str):
        return prompt
    parts = []
    for message in prompt:
        content = message.get("content")
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        parts.append((str(message.get("role", "")), text))
    if len(parts) == 1:
        return parts[0][1]
    return "\n\n".join(f"[{role}]\n{text}" for role, text in parts)
