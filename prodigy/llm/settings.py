"""Which model is asked, where, and how: the setting "llm" of a prodigy.json, and options."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..config import get_config
from ..errors import ConfigError

EXAMPLE = '"llm": {"model": "NAME", "endpoint": "http://localhost:11434/v1"}'

Structured = Literal["auto", "json_schema", "json_object", "off"]


class ModelSettings(BaseModel):
    """The settings of one language model.

    model (str): Its name, as the endpoint knows it.
    endpoint (str): Base URL of an interface like OpenAI's; "/chat/completions" is added to it.
    api (str): "chat", or "completions" for older models that complete a text and know no messages.
    api_key_env (str | None): Name of the environment variable with the key. None sends no key,
        which is all that local servers need.
    temperature (float | None): 0 for the most likely reply. None leaves it to the server.
    max_tokens (int | None): Longest reply in tokens. None leaves it to the server.
    timeout (float): Seconds for one request, until all of its reply is there.
    retries (int): How often a request is tried again, if that may help.
    rpm (float | None): Most requests per minute. None for no limit.
    concurrency (int): Requests at the same time.
    price_in (float | None): Price of a million tokens of prompts. None: not known.
    price_out (float | None): Price of a million tokens of replies. None: not known.
    currency (str): What prices are in, as it is shown.
    structured (str): How JSON is asked for: by its schema, as any object, in the prompt only
        ("off"), or as much of that as the server knows ("auto").
    cache (bool): Keep replies on disk, and never ask the same again.
    params (dict): More parameters for the body of requests, e.g. {"seed": 1}.
    headers (dict[str, str]): More headers of requests. No place for keys.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, protected_namespaces=())

    model: str = Field(min_length=1)
    endpoint: str
    api: Literal["chat", "completions"] = "chat"
    api_key_env: str | None = None
    temperature: float | None = Field(default=0.0, ge=0)
    max_tokens: int | None = Field(default=1000, ge=1)
    timeout: float = Field(default=120.0, gt=0)
    retries: int = Field(default=7, ge=0)
    rpm: float | None = Field(default=None, gt=0)
    concurrency: int = Field(default=4, ge=1, le=256)
    price_in: float | None = Field(default=None, ge=0)
    price_out: float | None = Field(default=None, ge=0)
    currency: str = "$"
    structured: Structured = "auto"
    cache: bool = True
    params: dict[str, Any] = {}
    headers: dict[str, str] = {}

    @field_validator("endpoint")
    @classmethod
    def _check_endpoint(cls, value: str) -> str:
        url = (
            value.strip().rstrip("/").removesuffix("/chat/completions").removesuffix("/completions")
        )
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError('it has to be an address like "https://host/v1"')
        return url

    @field_validator("model")
    @classmethod
    def _strip(cls, value: str) -> str:
        return value.strip()

    @field_validator("params")
    @classmethod
    def _check_params(cls, value: dict[str, Any]) -> dict[str, Any]:
        ours = sorted({"messages", "model", "n", "response_format", "stream"} & set(value))
        if ours:
            raise ValueError(f"{', '.join(ours)} can't be set there")
        return value

    @property
    def url(self) -> str:
        """The address that is asked."""
        return f"{self.endpoint}/{'chat/' if self.api == 'chat' else ''}completions"

    def get_cost(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Compute what a request costs.

        prompt_tokens (int): Tokens of the prompt.
        completion_tokens (int): Tokens of the reply.
        RETURNS (float | None): The cost in the currency of the prices, None if they are not set.
        """
        if self.price_in is None or self.price_out is None:
            return None
        total = prompt_tokens * self.price_in + completion_tokens * self.price_out
        return total / 1_000_000


def get_model_settings(
    model: str | None = None, endpoint: str | None = None, **overrides: Any
) -> ModelSettings:
    """Get the settings of the model to ask: the setting "llm", and what options say instead.

    model (str | None): The value of --model. Defaults to None (as configured).
    endpoint (str | None): The value of --endpoint. Defaults to None (as configured).
    **overrides (Any): Other settings that replace those of the configuration. None: not set.
    RETURNS (ModelSettings): The settings.
    RAISES (ConfigError): No model or no endpoint is configured, or a setting is wrong.
    """
    options = {"model": model, "endpoint": endpoint, **overrides}
    configured = {**(get_config().get("llm") or {})}
    # The key of one host is nothing for another one, and the prices are those of one model.
    _drop_if_other(configured, "endpoint", endpoint, ("api_key_env", "headers"))
    _drop_if_other(configured, "model", model, ("price_in", "price_out"))
    values = {**configured, **{key: v for key, v in options.items() if v is not None}}
    missing = [key for key in ("model", "endpoint") if not values.get(key)]
    if missing:
        raise ConfigError(
            f"Which language model? There is no {' and no '.join(missing)}",
            f"Set --{missing[0]}, or in your prodigy.json: {EXAMPLE}. Nothing is sent anywhere "
            "without that.",
        )
    return make_model_settings(values)


def _drop_if_other(
    configured: dict[str, Any], key: str, value: str | None, names: tuple[str, ...]
) -> None:
    if value is not None and configured.get(key) not in (None, value):
        for name in names:
            configured.pop(name, None)


def make_model_settings(values: dict[str, Any], source: str = 'the setting "llm"') -> ModelSettings:
    """Check the settings of a model.

    values (dict): The settings by name.
    source (str): Where they come from, for messages.
    RETURNS (ModelSettings): The settings.
    RAISES (ConfigError): One is unknown, or its value is not allowed.
    """
    try:
        return ModelSettings(**values)
    except ValidationError as err:
        problem = err.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            known = list(ModelSettings.model_fields)
            close = get_close_matches(name, known, n=1)
            hint = f'Did you mean "{close[0]}"?' if close else f"Known: {', '.join(known)}"
            raise ConfigError(f'Unknown name "{name}" in {source}', hint) from None
        found = repr(problem["input"])[:60]
        raise ConfigError(
            f'Invalid value of "{name}" in {source}',
            f"{problem['msg'].removeprefix('Value error, ')}, found {found}",
        ) from None
