"""The client of the recipes `*.openai.*`: key, model and limits, and what they have in common."""

from __future__ import annotations

from typing import Any

from ...config import get_config, get_variable
from ...llm import ChatClient, get_model_settings
from ...messages import msg

ENDPOINT = "https://api.openai.com/v1"
KEY, ORGANIZATION = "PRODIGY_OPENAI_KEY", "PRODIGY_OPENAI_ORG"
DEFAULT_MODEL = "gpt-3.5-turbo"
# How the names of models begin or end that complete a text, and know no messages.
COMPLETES = (("text-", "davinci", "curie", "babbage", "ada-"), ("-instruct",))


def make_client(model: str, **overrides: Any) -> ChatClient:
    """Make the client of a recipe.

    The endpoint is OpenAI's, unless the setting "llm" names another one: then the key is the one
    that "api_key_env" there names, since a key of OpenAI is nothing for others.

    model (str): The name of the model.
    **overrides (Any): Other settings of the model, see `ModelSettings`.
    RETURNS (ChatClient): The client. Its ledger has the costs.
    RAISES (ConfigError): There is no key, or a setting is wrong.
    """
    configured = get_config().get("llm") or {}
    endpoint = configured.get("endpoint") or ENDPOINT
    if endpoint.strip().rstrip("/") == ENDPOINT and not configured.get("api_key_env"):
        overrides["api_key_env"] = KEY
        if organization := get_variable(ORGANIZATION):
            headers = {"OpenAI-Organization": organization, **configured.get("headers", {})}
            overrides["headers"] = headers
    if completes_texts(model):
        overrides["api"] = "completions"
    return ChatClient(get_model_settings(model, endpoint, **overrides))


def completes_texts(model: str) -> bool:
    """RETURNS (bool): Whether a model, by its name, completes texts and knows no messages."""
    begins, ends = COMPLETES
    name = model.strip().lower()
    return name.startswith(begins) or name.endswith(ends)


def warn_deprecated(name: str, other: str) -> None:
    """Say that there is a newer recipe for the same.

    name (str): Name of the recipe.
    other (str): Name of the newer one.
    """
    msg.warn(
        f"The recipe {name} is deprecated: use {other}",
        "It works with models of any provider, local ones included. See docs/llm.md.",
    )
