"""Sending items back to those who annotated them, with what the reviewer decided instead."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from ..components.db import connect
from ..components.preprocess import restore_media, serve_media
from ..components.stream import get_stream
from ..config import allowed_sessions
from ..errors import RecipeError
from ..messages import msg
from ..protocols import ControllerProtocol
from ..registry import recipe
from ..types import RecipeSettingsType, TaskType
from ..util import get_labels, split_string
from .parts.dataset_names import check_dataset
from .parts.review_returns import Returns
from .parts.review_survey import Survey

__all__ = ["review_return"]


@recipe(
    "review.return",
    dataset=("Dataset to save the corrected annotations to", "positional", None, str),
    reviewed=("Datasets made by review, separated by commas", "positional", None, split_string),
    label=(
        "Labels separated by commas, or file. Those in the data if not set",
        "option",
        "l",
        get_labels,
    ),
    to_session=("Return items to these annotators only", "option", "ts", split_string),
)
def review_return(
    dataset: str,
    reviewed: list[str],
    label: list[str] | None = None,
    to_session: list[str] | None = None,
) -> RecipeSettingsType | None:
    """Return to each annotator what a reviewer decided otherwise, to be corrected."""
    names = split_string(reviewed)
    if dataset in names:
        raise RecipeError(
            f"Can't return '{dataset}' into itself",
            "The corrected annotations would be mixed with those of the reviewer. Choose another "
            "name for the dataset.",
        )
    db = connect()
    for name in names:
        check_dataset(db, name)
    # An annotator may get a task that others get, too: each of these is an item of its own.
    returns = Returns(db, dataset, names, split_string(to_session) or None)
    survey = Survey(get_labels(label))
    counts: Counter[str] = Counter()
    for eg in returns:
        survey.note(eg)
        counts[eg["review"]["annotator"]] += 1
    if not returns.n_reviewed:
        raise RecipeError(
            f"Nothing in {', '.join(names)} was reviewed",
            "Returned are decisions of the recipe 'review', which keep what annotators answered.",
        )
    if returns.n_nameless:
        msg.warn(
            f"{returns.n_nameless} items can't be returned: nobody knows who annotated them",
            "Annotate with ?session=NAME.",
        )
    for name, (count, why) in sorted(returns.unreachable.items()):
        msg.warn(f"{count} items of {ascii(name)} can't be returned", why)
    _check_names(to_session, counts, names)
    if not counts:
        if returns.n_nameless or returns.unreachable:
            msg.warn("Nothing can be returned")
        else:
            msg.good(f"Nobody annotated otherwise than {', '.join(names)}: nothing to return")
        return None
    for name, count in sorted(counts.items()):
        msg.info(f"{name}: {count} items, at /?session={_escape(name)}")
    allowed = allowed_sessions()
    if allowed and (shut_out := sorted(set(counts) - set(allowed))):
        msg.warn(
            f"{', '.join(shut_out)} can't get in: PRODIGY_ALLOWED_SESSIONS has other names",
            f"It allows {', '.join(allowed)}.",
        )
    config: dict[str, Any] = {
        **survey.make_config(),
        "exclude_by": "task",
        "reviewed_datasets": [*returns.datasets, *names],
    }
    stream = get_stream(returns)
    stream.apply(serve_media, stream=stream, keep_missing=True)
    return {
        "view_id": "review",
        "dataset": dataset,
        "stream": stream,
        "before_db": restore_media,
        "task_router": route_to_annotator,
        "config": config,
    }


def route_to_annotator(ctrl: ControllerProtocol, session_id: str, item: TaskType) -> list[str]:
    """RETURNS (list[str]): The one session that an item is for, whoever asks."""
    return [ctrl.get_session_name(item["review"]["annotator"])]


def _escape(name: str) -> str:
    """Write a name for an address. Letters stay what they are, browsers know them."""
    return "".join(one if one.isalnum() or not one.isascii() else quote(one) for one in name)


def _check_names(to_session: Any, counts: Counter[str], names: list[str]) -> None:
    unknown = [name for name in split_string(to_session) or () if name not in counts]
    if unknown and not counts:
        raise RecipeError(
            f"Nothing to return to {', '.join(unknown)}",
            f"Nobody of that name annotated otherwise than {', '.join(names)}. Names are those in "
            "?session=NAME.",
        )
    for name in unknown:
        msg.warn(f"Nothing to return to {name}")
