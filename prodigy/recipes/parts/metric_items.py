"""Naming items by what they show."""

from __future__ import annotations

from ...components.conversations import get_message_text
from ...io.lines import shorten
from ...shapes import TaskType
from ...views import find_view, get_view_id

MAX_CHARS = 50
# What a model said, and why an item is looked at: nobody should see it before he has answered.
LOOK_KEY = "look_at"
MODEL_KEYS = ("judge", "llm", "suggestion", "control", LOOK_KEY)


def describe_item(eg: TaskType) -> str:
    """RETURNS (str): The beginning of what an item shows, in quotes."""
    view = find_view(get_view_id(eg))
    keys = ("prompt", *(view.shows if view else ()), "text")
    shown = next((eg[key] for key in keys if eg.get(key)), "")
    if isinstance(shown, list):
        shown = get_message_text(shown[-1]) if isinstance(shown[-1], dict) else ""
    return shorten(str(shown), MAX_CHARS)
