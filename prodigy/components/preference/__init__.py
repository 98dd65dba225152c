"""Judging what models write: prompts with responses, rubrics, and what answers say."""

from __future__ import annotations

from .answers import (
    MissingError,
    check_answer,
    find_missing,
    find_wrong_ratings,
    get_ids,
    get_order,
    get_ratings,
    get_scores,
)
from .rubric import PER_TASK, Criterion, check_rubric, get_rubric, read_rubric
from .tasks import check_preferences, get_response_text, make_preference, set_preference_hashes

__all__ = [
    "PER_TASK", "Criterion", "MissingError",
    "check_answer", "check_preferences", "check_rubric", "find_missing", "find_wrong_ratings",
    "get_ids", "get_order", "get_ratings", "get_response_text", "get_rubric", "get_scores",
    "make_preference", "read_rubric", "set_preference_hashes",
]  # fmt: skip
