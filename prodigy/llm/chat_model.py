"""A model for configurations of spacy-llm that asks any endpoint through our client.

    [components.llm.model]
    @llm_models = "prodigy.Chat.v1"
    name = "NAME"
    endpoint = "http://localhost:11434/v1"

What is not set there comes from the setting "llm" of a prodigy.json.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import chain, islice
from typing import Any, Dict, Iterable, Optional, Sequence  # noqa: UP035 (spacy-llm compares them)

from .client import ChatClient
from .replies import Reply, Usage
from .settings import get_model_settings

NAME = "prodigy.Chat.v1"
NO_LIMIT = 1_000_000  # spacy-llm splits longer prompts, and warns if a model names no limit
MAX_KEPT = 1000  # replies that nobody has asked about


class ChatModel:
    """Answers the prompts of spacy-llm.

    client (ChatClient): Asks the model.
    context_length (int): Longest prompt in tokens; longer ones are split.
    """

    def __init__(self, client: ChatClient, context_length: int = NO_LIMIT) -> None:
        self.client, self.context_length = client, context_length
        self._replies: OrderedDict[str, list[Reply]] = OrderedDict()

    def __call__(self, prompts: Iterable[Iterable[Any]]) -> Iterable[Iterable[Any]]:
        """Ask the prompts of several documents at the same time.

        prompts (Iterable[Iterable[str]]): For each document its prompts.
        RETURNS (Iterable[Iterable[str]]): For each document the replies.
        """
        by_doc = [[str(prompt) for prompt in one] for one in prompts]
        replies = self.client.ask_all(chain.from_iterable(by_doc))
        answers = []
        for one in by_doc:
            found = list(islice(replies, len(one)))
            self._replies[join_shards(one)] = found
            answers.append([reply.text for reply in found])
        while len(self._replies) > MAX_KEPT:
            self._replies.popitem(last=False)
        return answers

    def take_reply(self, prompt: str) -> Reply | None:
        """Get what is known about the reply to a document.

        prompt (str): Its prompts, see `join_shards`.
        RETURNS (Reply | None): The replies to all of them in one: their sums, and the first
            problem. None if it was not asked.
        """
        replies = self._replies.pop(prompt, None)
        if not replies:
            return None
        costs = [reply.usage.cost for reply in replies]
        usage = Usage(
            sum(reply.usage.prompt_tokens for reply in replies),
            sum(reply.usage.completion_tokens for reply in replies),
            None if None in costs else sum(cost or 0.0 for cost in costs),
            all(reply.usage.is_known for reply in replies),
        )
        first = next((reply for reply in replies if reply.problem), replies[0])
        return Reply(
            join_shards([reply.text for reply in replies]),
            usage=usage,
            cached=all(reply.cached for reply in replies),
            problem=first.problem,
            detail=first.detail,
            model=first.model,
        )


def join_shards(texts: Sequence[str]) -> str:
    """RETURNS (str): The parts of a prompt or of a reply as one text."""
    return "\n\n".join(texts)


def make_chat_model(
    name: Optional[str] = None,  # noqa: UP045 (read by confection at run time)
    endpoint: Optional[str] = None,  # noqa: UP045
    context_length: int = NO_LIMIT,
    config: Dict[Any, Any] = {},  # noqa: UP006, B006
) -> ChatModel:
    """Make the model that a configuration describes.

    name (str | None): The model. Defaults to None (that of the setting "llm").
    endpoint (str | None): The base URL. Defaults to None (that of the setting "llm").
    context_length (int): Longest prompt in tokens. Defaults to no limit.
    config (dict): Other settings of a model, e.g. {"temperature": 0.3, "rpm": 60}.
    RETURNS (ChatModel): The model.
    """
    return ChatModel(ChatClient(get_model_settings(name, endpoint, **config)), context_length)


def register() -> None:
    """Make the model known to spacy-llm, also where our entry points are not installed."""
    from spacy_llm.registry import registry

    registry.llm_models.register(NAME, func=make_chat_model)
