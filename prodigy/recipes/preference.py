"""Judging what language models write: which response is better, and how good each of them is."""

from functools import partial
from typing import Any

from ..components.preference import check_answer, check_preferences, read_rubric
from ..components.stream import open_stream
from ..config import get_config
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from .parts import shared
from .parts.control import CONTROL, check_share, make_anchoring_report
from .parts.verdict_suggestions import suggest_verdicts

__all__ = ["manual"]


@recipe(
    "preference.manual",
    dataset=shared.DATASET,
    source=(
        "Prompts and responses: file path, - for stdin, or dataset:NAME",
        "positional",
        None,
        str,
    ),
    rubric=("JSON or JSONL file with criteria to rate", "option", "r", str),
    no_random=("Show responses in the order of the source", "flag", "NR", bool),
    no_tie=("Don't allow ties", "flag", "NT", bool),
    require_reason=("Don't accept without a reason", "flag", "RR", bool),
    loader=shared.LOADER,
    exclude=shared.EXCLUDE,
    suggestions=("Dataset with verdicts of a model, shown after the answer", "option", "s", str),
    control=CONTROL,
)
def manual(
    dataset: str,
    source: SourceType,
    rubric: str | None = None,
    no_random: bool = False,
    no_tie: bool = False,
    require_reason: bool = False,
    loader: str | None = None,
    exclude: list[str] | None = None,
    suggestions: str | None = None,
    control: float | None = None,
) -> RecipeSettingsType:
    """Choose the best of several responses without knowing who wrote them, say why, and rate each
    of them by the criteria of a rubric.
    """
    criteria = read_rubric(rubric) if rubric else None
    # Hashed by prompt and responses, so that the same ones in another order are no new question.
    stream = open_stream(
        source, loader, dedup=True, check=partial(check_preferences, rubric=criteria)
    )
    config: dict[str, Any] = {"custom_theme": {"cardMaxWidth": "95%"}}  # side by side
    # Only what was asked for here: otherwise the settings of the project decide.
    if no_random:
        config["preference_shuffle"] = False
    if no_tie:
        config["preference_tie"] = False
    if require_reason:
        config["preference_require_reason"] = True
    check_share(control)
    if suggestions:
        suggest_verdicts(stream, suggestions, control)
    return {
        "view_id": "preference",
        "dataset": dataset,
        "stream": stream,
        "validate_answer": validate_answer,
        "exclude": exclude,
        "on_exit": make_anchoring_report() if suggestions else None,
        "config": config,
    }


def validate_answer(eg: TaskType) -> None:
    """Refuse answers in which something is missing, or can't be right.

    eg (dict): The answer, as the page has it.
    RAISES (MissingError): It is a ValueError that says all that is wrong.
    """
    settings = get_config()
    check_answer(
        eg,
        require_reason=settings.get("preference_require_reason", False),
        require_complete=settings.get("preference_require_complete", True),
    )
