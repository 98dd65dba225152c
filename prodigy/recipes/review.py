"""Resolving conflicts between annotators."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from ..components.answer_checks import iter_usable
from ..components.db import connect
from ..components.db.custom import iter_examples
from ..components.db.known import find_known
from ..components.preprocess import fetch_media as fetch_stream_media
from ..components.preprocess import restore_media, serve_media
from ..components.stream import get_stream
from ..errors import RecipeError
from ..hashing import identify
from ..logger import log
from ..messages import msg
from ..registry import recipe
from ..shapes import is_label
from ..types import RecipeSettingsType, StreamType, TaskType
from ..util import get_labels, get_timestamp_session_id, split_string
from ..views import (
    CATEGORIES,
    MEDIA_KEYS,
    RELATIONS,
    find_view,
    find_views_about,
    get_view,
    is_binary,
)
from .parts.dataset_names import check_dataset
from .parts.review_versions import make_groups

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
    iou: float | None = None,
) -> RecipeSettingsType | None:
    """Decide where annotators disagree, and make one final annotation of each task."""
    if iou is not None and not 0 < iou <= 1:
        raise RecipeError(
            f"--iou must be above 0 and at most 1, not {iou}",
            "It is how much of the area of two shapes must be in both, for example 0.9",
        )
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
    examples_by_set: dict[str, Iterable[TaskType]] = {
        name: iter_usable(iter_examples(db, name), f"dataset {name}") for name in names
    }
    tasks = list(get_review_stream(examples_by_set, show_skipped, view_id, iou))
    if not tasks:
        raise RecipeError(
            "There is nothing to review",
            f"No answer in {', '.join(names)} can be used. Ignored answers, and rejected ones of "
            "manual interfaces, are included with --show-skipped",
        )
    views = list(dict.fromkeys(eg["view_id"] for eg in tasks))
    labels = get_labels(label) or _find_labels(tasks)
    related = [eg for eg in tasks if eg["view_id"] in find_views_about(RELATIONS)]
    config: dict[str, Any] = {
        "choice_style": _find_choice_style(tasks),
        # In manual interfaces, a text that is done is done, whatever was highlighted in it.
        "exclude_by": "task" if any(map(is_binary, views)) else "input",
        # Sessions are called "dataset-name"; the page shows the names.
        "reviewed_datasets": names,
    }
    if iou is not None:
        config["reviewed_iou"] = iou
    if labels:
        config["labels"] = labels
    if related:
        config["relations_span_labels"] = _find_labels(related, ("spans",)) or None
    if len(views) == 1:
        config["view_id"] = views[0]
    if auto_accept:
        n_tasks = len(tasks)
        tasks = list(filter_auto_accept_stream(tasks, db, dataset, accept_single=accept_single))
        msg.info(f"{n_tasks - len(tasks)} of {n_tasks} tasks need no review", dataset)
        if not tasks:
            msg.good("All annotators agree, so there is nothing left to review")
            return None
    stream = get_stream(tasks)
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
    for group in make_groups(examples_by_set, view_id, show_skipped, iou):
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
    session_id = get_timestamp_session_id()
    done = {by: find_known(db, [dataset], by) for by in ("input", "task")}
    accepted = []
    for eg in stream:
        versions = eg["versions"]
        if len(versions) > 1 or len(versions[0]["sessions"]) < (1 if accept_single else 2):
            yield eg
            continue
        known, identity = done["task" if is_binary(eg["view_id"]) else "input"], identify(eg)
        if identity not in known:
            known.add(identity)
            accepted.append(_make_answer(eg, session_id))
    if accepted:
        db.add_dataset(dataset)
        db.add_dataset(session_id, session=True)
        db.add_examples(accepted, datasets=[dataset, session_id])
        log(f"RECIPE: Accepted {len(accepted)} tasks on which all annotators agree")


def _make_answer(eg: TaskType, session_id: str) -> TaskType:
    [version] = eg["versions"]
    return {
        **eg,
        "answer": version["answer"],
        "sessions": version["sessions"],
        "_view_id": "review",
        "_session_id": session_id,
        "_annotator_id": session_id,
        "_timestamp": int(time.time()),
    }


def _find_labels(tasks: list[TaskType], keys: tuple[str, ...] | None = None) -> list[str]:
    """Get the labels that annotators used: those of the label bar, or those in other keys."""
    found: set[str] = set()
    for eg in tasks:
        view = find_view(eg["view_id"])
        own = (eg.get("config") or {}).get(view.renamed_by) if view and view.renamed_by else None
        for key in keys or ((own,) if own else view.labels if view else ()):
            for version in eg["versions"]:
                spans = version.get(key) or ()
                found.update(str(span["label"]) for span in spans if is_label(span.get("label")))
    return sorted(found)


def _find_choice_style(tasks: list[TaskType]) -> str:
    """Tasks have their own style. For those without, see whether several options were chosen."""
    choices = find_views_about(CATEGORIES)
    versions = [
        version
        for eg in tasks
        if eg["view_id"] in choices and not is_binary(eg["view_id"])
        for version in eg["versions"]
    ]
    return "multiple" if any(len(v.get("accept") or ()) != 1 for v in versions) else "single"
