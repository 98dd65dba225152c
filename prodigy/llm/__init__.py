"""Asking language models: any endpoint with the chat protocol of OpenAI, local ones included.

Nothing is sent anywhere unless a model *and* an endpoint are configured, and a key is only sent if
the variable that holds it was named. `settings` says what is asked how, `client` asks, `transport`
sends and tries again, `bodies` reads what came back, `structured` makes JSON of it, `pace` keeps to
limits, `cache` keeps what was paid for, `ledger` counts tokens, costs and everything that went
wrong.
"""

from __future__ import annotations

from .cache import ReplyCache
from .client import ChatClient
from .ledger import Ledger
from .replies import PROBLEMS, Prompt, Reply, Usage
from .settings import ModelSettings, get_model_settings
from .transport import ModelError

__all__ = [
    "PROBLEMS",
    "ChatClient",
    "Ledger",
    "ModelError",
    "ModelSettings",
    "Prompt",
    "Reply",
    "ReplyCache",
    "Usage",
    "get_model_settings",
]
