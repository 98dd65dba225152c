"""Resolving conflicts between annotators."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..components.db import connect
from ..components.preprocess import fetch_media as fetch_stream_media
from ..components.preprocess import restore_media, serve_media
from ..components.stream import get_stream
from ..config import get_config
from ..engine.policy import Policy
from ..errors import RecipeError
from ..messages import msg
from ..registry import recipe
from ..types import RecipeSettingsType, StreamType, TaskType
from ..util import get_labels, split_string
from ..views import MEDIA_KEYS, get_view, is_binary
from .parts.dataset_names import check_dataset
from .parts.review_acceptance import Acceptance
from .parts.review_index import Reviewed, open_index
from .parts.review_queue import ORDERS, ReviewMaker, ReviewQueue
from .parts.review_survey import Survey
from .parts.review_versions import make_groups, number_answers

__all__ = ["filter_auto_accept_stream", "get_review_stream", "review"]


@recipe(
    "review",
    dataset=("Dataset to save the final annotations to", "positional", None, str),
    in_sets=("Datasets to review, separated by commas", "positional", None, split_string),
    label=(
        "Labels separated by commas, or file. Those in the data if not set",
        "option",
        "l",
        get_labels,
    ),
    view_id=("Interface of the annotations, if they don't say", "option", "v", str),
    fetch_media=("Replace paths and addresses by the media themselves", "flag", "FM", bool),
    show_skipped=(
        "Include ignored answers, and rejected ones of manual interfaces",
        "flag",
        "S",
        bool,
    ),
    auto_accept=("Accept what all annotators agree on without showing it", "flag", "A", bool),
    accept_single=("With --auto-accept, also what has one annotator only", "flag", "AS", bool),
    order=("Order of the tasks", "option", "O", str, ORDERS),
    iou=("Shapes are the same from this intersection over union on, 0 to 1", "option", "I", float),
)
def review(
    dataset: str,
    in_sets: list[str],
    label: list[str] | None = None,
    view_id: str | None = None,
    fetch_media: bool = False,
    show_skipped: bool = False,
    auto_accept: bool = False,
    accept_single: bool = False,
    order: str = "stream",
    iou: float | None = None,
) -> RecipeSettingsType | None:
    """Decide where annotators disagree, and make one final annotation of each task."""
    if iou is not None and not 0 < iou <= 1:
        raise RecipeError(
            f"--iou must be above 0 and at most 1, not {iou}",
            "It is how much of the area of two shapes must be in both, for example 0.9",
        )
    if order not in ORDERS:
        raise RecipeError(f"--order must be one of {', '.join(ORDERS)}, not {order!r}")
    if view_id:
        get_view(view_id)  # An unknown one is better reported now.
    names = split_string(in_sets)
    if dataset in names:
        raise RecipeError(
            f"Can't review '{dataset}' into itself",
            "The final annotations would be mixed with those that they are made from. Choose "
            "another name for the dataset.",
        )
    db = connect()
    for name in names:
        check_dataset(db, name)
    labels = get_labels(label)
    reviewed = Reviewed(db, dataset)
    index = open_index(db, names, reviewed)
    maker = ReviewMaker(index, reviewed, view_id, show_skipped, iou)
    survey = Survey(labels)
    policy = Policy(get_config(), None, excludes_dataset=False)
    queue = ReviewQueue(maker, survey, skips_done=policy.asks_once and policy.excludes_current)
    if auto_accept or order == "disagreement":
        acceptance = Acceptance(db, dataset, 1 if accept_single else 2, reviewed)
        queue.look_at_all(acceptance if auto_accept else None, order == "disagreement")
        if auto_accept and survey.n_tasks:
            acceptance.report(survey.n_tasks, dataset)
    else:
        queue.look_around()
    if not survey.n_tasks:
        raise RecipeError(
            "There is nothing to review",
            f"No answer in {', '.join(names)} can be used. Ignored answers, and rejected ones of "
            "manual interfaces, are included with --show-skipped",
        )
    if auto_accept and queue.is_empty and not queue.n_excluded:
        msg.good("All annotators agree, so there is nothing left to review")
        return None
    if order == "random":
        queue.shuffle()
    if not queue.is_surveyed and survey.has_labels:
        msg.info(
            f"Looked for labels in {queue.n_surveyed:,} of {index.n_answers:,} answers",
            "Others are on offer where annotators have used them. Name all of them with --label.",
        )
    config: dict[str, Any] = {
        **survey.make_config(),
        # In manual interfaces, a text that is done is done, whatever was highlighted in it.
        "exclude_by": "input" if queue.is_about_inputs else "task",
        # Sessions are called "dataset-name"; the page shows the names.
        "reviewed_datasets": names,
        # What the reviewer remarks is shown to annotators, see review.return.
        "show_notes": True,
    }
    if iou is not None:
        config["reviewed_iou"] = iou
    stream = get_stream(queue)
    if fetch_media:
        stream.apply(fetch_stream_media, stream=stream, input_keys=MEDIA_KEYS)
    else:
        # Datasets have the paths of media, which browsers can't open.
        stream.apply(serve_media, stream=stream, keep_missing=True)
    return {
        "view_id": "review",
        "dataset": dataset,
        "stream": stream,
        "before_db": restore_media,
        "config": config,
    }


def get_review_stream(
    examples_by_set: dict[str, Iterable[TaskType]],
    show_skipped: bool = False,
    view_id: str | None = None,
    iou: float | None = None,
) -> Iterator[TaskType]:
    """Make a task of all answers to the same question.

    examples_by_set (Dict[str, Iterable[dict]]): The answers of each dataset.
    show_skipped (bool): Also use ignored answers, and rejected ones of manual interfaces. Defaults
        to False.
    view_id (Optional[str]): The interface of all of them. Defaults to None (what they say).
    iou (Optional[float]): Shapes in images that have so much in common (intersection over union,
        above 0 and at most 1) are the same. Defaults to None: only if each corner is within half a
        pixel.
    YIELDS (dict): Tasks with the most frequent annotation, and all of them under "versions".
    RAISES (RecipeError): It is not known how an example was annotated.
    """
    for group in make_groups(number_answers(examples_by_set), view_id, show_skipped, iou):
        yield group.make_task()


def filter_auto_accept_stream(
    stream: StreamType, db: Any, dataset: str, accept_single: bool = False
) -> Iterator[TaskType]:
    """Store what all annotators agree on, and leave the rest to be reviewed.

    stream (Iterable[dict]): The tasks of `get_review_stream`.
    db (Database): The database.
    dataset (str): Dataset for the final annotations. It is created if it doesn't exist.
    accept_single (bool): One annotator is enough. Defaults to False: at least two.
    YIELDS (dict): The other tasks.
    """
    reviewed = Reviewed(db, dataset)
    acceptance = Acceptance(db, dataset, 1 if accept_single else 2, reviewed)
    for eg in stream:
        by_input = not is_binary(eg["view_id"])
        is_known = reviewed.has_task(eg) or (by_input and reviewed.has_input(eg))
        if not acceptance.take(eg, is_known):
            yield eg
    acceptance.store()
