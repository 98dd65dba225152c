"""Why a language model can't be asked, in words that lead to the mistake."""

from __future__ import annotations

from difflib import get_close_matches
from urllib.parse import urlsplit

from .settings import ModelSettings

SHOWN_MODELS = 12


def explain_status(
    settings: ModelSettings, status: int, message: str, models: list[str]
) -> tuple[str, str]:
    """Explain a response that says no.

    settings (ModelSettings): What was asked.
    status (int): The status of the response.
    message (str): What the server says.
    models (list[str]): The models that it has, if it was asked for them.
    RETURNS (tuple[str, str]): Title and text of the error.
    """
    said = f'{settings.endpoint} says: "{message}". ' if message else ""
    if status in (401, 403):
        return f"The endpoint refuses the key (status {status})", said + _explain_key(settings)
    if status == 402:
        return (
            "The account of the language model has no credit left",
            f"{said}Everything that was answered is kept; go on when it is charged.",
        )
    if models and settings.model not in models:
        close = get_close_matches(settings.model, models, n=1)
        hint = f'Did you mean "{close[0]}"? ' if close else ""
        more = f" and {len(models) - SHOWN_MODELS} more" if len(models) > SHOWN_MODELS else ""
        known = f"Available: {', '.join(models[:SHOWN_MODELS])}{more}"
        return f'The endpoint has no model "{settings.model}"', f"{said}{hint}{known}"
    if status in (404, 405) or 300 <= status < 400:
        return (
            f"There is no chat model at {settings.url} (status {status})",
            f'{said}Check the model ("{settings.model}") and the endpoint: the base URL of an '
            'interface like OpenAI\'s, which mostly ends in "/v1". Set --model and --endpoint, or '
            '"model" and "endpoint" in the setting "llm".',
        )
    return f"The endpoint can't be used (status {status})", said or settings.url


def explain_unreachable(settings: ModelSettings, reason: str) -> tuple[str, str]:
    """Explain that there is no connection.

    settings (ModelSettings): Where to.
    reason (str): What the system says.
    RETURNS (tuple[str, str]): Title and text of the error.
    """
    host = urlsplit(settings.endpoint).netloc.rpartition("@")[2]
    return (
        f"Can't connect to the language model at {host}",
        f"{reason}. Is the server running, and is there a network? The address is that of "
        '--endpoint, or "endpoint" in the setting "llm". Proxies are those of HTTPS_PROXY, '
        "HTTP_PROXY and NO_PROXY.",
    )


def _explain_key(settings: ModelSettings) -> str:
    if settings.api_key_env:
        return f"The key was read from the environment variable {settings.api_key_env}."
    return (
        "No key was sent. Name the environment variable that holds it in your prodigy.json: "
        '"llm": {"api_key_env": "OPENAI_API_KEY"}'
    )
